"""What all pages share: work in a thread that ends with its client, in the language asked for."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from kg_api.engine.cancel import Cancel
from kg_api.errors import ParameterError
from kg_api.vocabulary import SPARQL_PREFIXES
from kg_api.web.disconnect import while_connected
from kg_api.web.language import language_wanted
from kg_api.web.parameters import known_to_page, takes_page

# The address of a question's answer.
ANSWER = "/api/v1/questions/{id}/answer"
_LONGEST = 6


async def shown(request: Request, make: Callable[[str], Response]) -> Response:
    """The page that ``make`` makes in a thread from the language.

    Raises NotAcceptable for a client that takes no HTML, ParameterError for a parameter given twice, UnknownName for
    one that the page does not take and for a language of none.
    """
    takes_page(request)
    known_to_page(request)
    language = language_wanted(request)

    def work(_cancel: Cancel) -> Response:
        return make(language)

    return await while_connected(request, work)


def page_number(text: str | None, pages: int) -> int:
    """The page of a list that is wanted, from 1; ParameterError where there is none of that number."""
    if text is None:
        return 1
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST and 1 <= int(text) <= pages):
        raise ParameterError(f"There is no page “{text[:40]}”: give a number from 1 to {pages}.")
    return int(text)


def answer_path(id: str, **parameters: str) -> str:
    """The path and query of a question's answer, without a format."""
    return f"{ANSWER.format(id=id)}?{urlencode(parameters)}"


def prefixed(query: str) -> str:
    """The query with those of our prefixes that it uses, once each, so that it runs anywhere."""
    own = query.removeprefix(SPARQL_PREFIXES)
    flat = own.replace("\n", " ")
    lines = [line for line in SPARQL_PREFIXES.splitlines() if f" {line.split()[1]}" in _spaced(flat)]
    return "\n".join([*lines, own.strip(), ""])


def _spaced(text: str) -> str:
    """The text with a space before each name: one may stand after a bracket, a caret or a bar."""
    return text.translate({ord(sign): f"{sign} " for sign in "()|/^{}[],;.!*+?"})


def offers(request: Request, path: str) -> bool:
    """Whether this service has a page at a path: over RDF files of others, or without a manifest, it has fewer."""
    scope = {name: request.scope[name] for name in ("type", "headers", "query_string", "app")}
    scope |= {"method": "GET", "root_path": "", "path": path}
    return any(route.matches(scope)[0] is Match.FULL for route in request.app.router.routes)
