"""RDF documents over HTTP: the format that the client takes, absolute addresses, entity tags, 304."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from pyoxigraph import NamedNode, RdfFormat, Triple, serialize
from starlette.requests import Request
from starlette.responses import Response

from kg_api.errors import InputError, NotAcceptable
from kg_api.vocabulary import PREFIXES
from kg_api.web import negotiation
from kg_api.web.etags import entity_tag, held_tag

JSON: Final = "application/json"
JSON_LD: Final = "application/ld+json"
PLAIN: Final = "text/plain"
HTML: Final = "text/html"
OFFERS: Final = (*negotiation.OFFERS["graph"], JSON)
# What a media type that is not of RDF holds.
_INSIDE: Final = {JSON: JSON_LD, PLAIN: negotiation.TURTLE}


def accepted(request: Request) -> str | None:
    """The Accept header, joined where it comes on several lines (RFC 9110, 5.3)."""
    return ", ".join(request.headers.getlist("accept")) or None


def wanted(request: Request, name: str | None = None, offers: Sequence[str] = OFFERS) -> str:
    """The media type for a document; ``name`` is a short name, which wins over the Accept header.

    A browser, which likes HTML best and takes anything, gets text that it shows rather than saves. Raises
    :class:`NotAcceptable`, and :class:`~kg_api.errors.UnknownName` for a name that nothing has.
    """
    accept = accepted(request)
    if name is not None:
        return negotiation.media_type("graph", accept, name)
    browser = negotiation.choose(accept, (*offers, HTML)) == HTML
    found = negotiation.choose(accept, (PLAIN, *offers) if browser else (*offers, PLAIN))
    if found is None:
        raise NotAcceptable(
            f"This document comes as {', '.join((*offers, PLAIN))}; the Accept header takes none of them."
        )
    return found


def inside(media_type: str) -> str:
    """The media type of RDF that is sent under this one: Turtle as plain text, JSON-LD as JSON."""
    return _INSIDE.get(media_type, media_type)


def write(triples: Iterable[Triple], media_type: str, prefixes: Sequence[str] = ()) -> bytes:
    """The triples in the syntax of ``media_type``, with these of our prefixes declared."""
    format = RdfFormat.from_media_type(inside(media_type))
    if format is None:
        raise InputError(f"“{media_type}” is no format of a graph.")
    return serialize(triples, format=format, prefixes={name: PREFIXES[name] for name in prefixes}) or b""


def address(request: Request) -> str:
    """The absolute address of the service without a slash at its end, as the client calls it.

    Raises InputError where the request's host makes no valid address.
    """
    root = str(request.base_url).rstrip("/")
    try:
        NamedNode(root)
    except ValueError as fault:
        raise InputError("The Host header of the request makes no valid address.") from fault
    return root


def answer(request: Request, media_type: str, base: str | None, make: Callable[[], bytes]) -> Response:
    """The document that ``make`` writes, or 304 where the client has one whose tag begins with ``base``."""
    opened = {"Access-Control-Allow-Origin": "*"}
    if (held := held_tag(request, base)) is not None:
        return Response(status_code=304, headers={**headers(held), **opened})
    body = make()
    return Response(
        body, headers={**headers(entity_tag(base, body)), **opened}, media_type=with_charset(media_type)
    )


def with_next(answer: Response, request: Request, cursor: str | None) -> Response:
    """The answer with a link to the page that follows (RFC 8288), where there is one."""
    if cursor is not None:
        answer.headers["Link"] = f'<{request.url.include_query_params(cursor=cursor)}>; rel="next"'
    return answer


def headers(tag: str | None) -> dict[str, str]:
    """The caching headers of an answer that is negotiated; without a tag nothing of it is kept."""
    if tag is None:
        return {"Vary": "Accept", "Cache-Control": "no-store"}
    return {"Vary": "Accept", "Cache-Control": "no-cache", "ETag": tag}


def with_charset(media_type: str) -> str:
    """The Content-Type of a media type: text is in UTF-8, and says so."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
