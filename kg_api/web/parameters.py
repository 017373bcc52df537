"""What the REST routes share in reading a request: no parameter twice, and JSON or CSV."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fastapi import Request

from kg_api.errors import LimitExceeded, NotAcceptable, ParameterError, UnknownName
from kg_api.web import documents
from kg_api.web.negotiation import choose

FORMATS: Final = {
    "json": "application/json",
    "csv": "text/csv",
    "ndjson": "application/x-ndjson",
    "srj": "application/sparql-results+json",
}
_USUAL: Final = ("json", "csv")
_SHOWN: Final = 40


def once(request: Request) -> None:
    """Refuses (ParameterError) a query parameter given twice: which of the two is meant cannot be told."""
    seen: set[str] = set()
    for name, _ in request.query_params.multi_items():
        if name in seen:
            raise ParameterError(f"The parameter “{name[:_SHOWN]}” is given twice.", name[:_SHOWN])
        seen.add(name)


def limited(limit: int, most: int) -> int:
    """The limit, where one answer gives as many; else LimitExceeded (400), which names the most."""
    if limit > most:
        raise LimitExceeded(
            f"“limit” is at most {most}: ask for less and follow “next”.", "limit", str(limit)[:_SHOWN]
        )
    return limit


def form_of(
    request: Request,
    given: str | None = None,
    *,
    forms: tuple[str, ...] = _USUAL,
    media: Mapping[str, str] | None = None,
) -> str:
    """The name of the format of an answer: ``given``, else by the Accept header.

    ``media`` has the media types of ``forms`` that :data:`FORMATS` has not.

    Raises UnknownName for a name that is none of ``forms``, NotAcceptable where the header takes none of them.
    """
    if given is not None:
        if given not in forms:
            raise UnknownName("format", given, forms, status=422)
        return given
    known = {**FORMATS, **(media or {})}
    offers = {known[name]: name for name in forms}
    chosen = choose(documents.accepted(request), tuple(offers))
    if chosen is None:
        raise NotAcceptable(f"This answer comes as {' or '.join(offers)}.")
    return offers[chosen]
