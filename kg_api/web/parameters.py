"""What routes share in reading a request: no parameter twice, none that they do not know, and JSON or CSV."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Final, TypeVar

from fastapi import Request
from fastapi.routing import APIRoute

from kg_api.errors import LimitExceeded, NotAcceptable, ParameterError, UnknownName
from kg_api.questions.catalogue import language_of
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
_LANGUAGE: Final = "language"
_FORMAT: Final = "format"
_TAKES: Final = "takes"
Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


def takes_page(request: Request) -> None:
    """Refuses (NotAcceptable) a client that takes no HTML: a page comes as nothing else."""
    if choose(documents.accepted(request), (documents.HTML,)) is None:
        raise NotAcceptable(
            f"This is a page, and comes as {documents.HTML}; what it shows is below /api/v1 for programs."
        )


def once(request: Request) -> None:
    """Refuses (ParameterError) a query parameter given twice: which of the two is meant cannot be told."""
    seen: set[str] = set()
    for name, _ in request.query_params.multi_items():
        if name in seen:
            raise ParameterError(f"The parameter “{name[:_SHOWN]}” is given twice.", name[:_SHOWN])
        seen.add(name)


def takes(*names: str) -> Callable[[Endpoint], Endpoint]:
    """Marks an endpoint that reads its request by itself with the parameters that it takes beside ``language``."""

    def marked(endpoint: Endpoint) -> Endpoint:
        setattr(endpoint, _TAKES, frozenset({*names, _LANGUAGE}))
        return endpoint

    return marked


def known(request: Request) -> None:
    """Refuses a parameter given twice, and one that the route of the REST API does not declare.

    Every route takes ``language``, and ``format`` for the form that it has. A route that declares parameters which
    FastAPI does not read tells by itself what it does not know. Raises ParameterError and UnknownName (422).
    """
    once(request)
    route = request.scope.get("route")
    if not isinstance(route, APIRoute) or (route.openapi_extra or {}).get("parameters"):
        return
    declared = {field.alias for field in route.dependant.query_params}
    if not declared and not route.include_in_schema:
        return  # it is there to say that nothing is at its address
    given = request.query_params
    if _LANGUAGE in given and _LANGUAGE not in declared:
        language_of(given[_LANGUAGE])
    if _FORMAT in given and _FORMAT not in declared and given[_FORMAT] != _USUAL[0]:
        raise UnknownName(_FORMAT, given[_FORMAT], _USUAL[:1], status=422)
    refuse_others(given, declared | {_LANGUAGE, _FORMAT})


def known_to_page(request: Request) -> None:
    """Refuses a parameter given twice, and one that the page does not take (:func:`takes`); errors as :func:`known`.

    A page without that mark tells by itself.
    """
    once(request)
    declared: frozenset[str] | None = getattr(request.scope.get("endpoint"), _TAKES, None)
    if declared is not None:
        refuse_others(request.query_params, declared)


def refuse_others(given: Iterable[str], declared: Collection[str]) -> None:
    """Raises UnknownName (422) for the first parameter ``given`` that is none of those ``declared``."""
    for name in given:
        if name not in declared:
            error = UnknownName("parameter", name, declared, status=422)
            error.parameter = name[:_SHOWN]
            raise error


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
