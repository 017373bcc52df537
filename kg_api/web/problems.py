"""Errors over HTTP: RFC 9457 problem details on every route, derived from the one tree of errors; for a browser a page.

``type`` is the absolute path ``/problems/<slug>``, below the path that the service is at, which answers with a sentence
on what the problem means: that of the error class, or that of the status code for problems of HTTP itself.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Match, Mount

from kg_api.errors import EngineUnavailable, ParameterError, PrivacyKgError, UnknownName, nearest
from kg_api.web import origins
from kg_api.web.error_page import error_page, wants_page

MEDIA_TYPE: Final = "application/problem+json"
_EXTENSIONS: Final = ("line", "column", "suggestions", "choices", "parameter", "value")
_LONGEST_PATH: Final = 80
_METHODS: Final = ("GET", "HEAD", "QUERY", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


@dataclass(frozen=True)
class Meaning:
    """What a problem type is: its status, title, and a sentence."""

    status: int
    title: str
    sentence: str


def problem(
    request: Request,
    slug: str,
    meaning: Meaning,
    detail: str,
    headers: Mapping[str, str] | None = None,
    **members: object,
) -> Response:
    """A problem-details response (RFC 9457, section 3) about ``request``; ``members`` are extensions.

    A browser gets the same as a page.
    """
    # Resolved against the address of the request (section 3.1.1); a mount has made the root path its own by now.
    root = request.scope.get("app_root_path", request.scope.get("root_path", ""))
    body = {
        "type": f"{root}/problems/{slug}",
        "title": meaning.title,
        "status": meaning.status,
        "detail": detail,
        "instance": quote(request.url.path, safe="/:@!$&'()*+,;=~"),
        **{name: value for name, value in members.items() if value},
    }
    if wants_page(request):
        return error_page(request, body, headers or {})
    return Response(
        json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"),
        meaning.status,
        {"Cache-Control": "no-store", **(headers or {})},
        MEDIA_TYPE,
    )


def of_error(request: Request, error: PrivacyKgError) -> Response:
    """The problem for one of our own errors; whatever else it knows goes along as extension members."""
    members = {name: getattr(error, name, None) for name in _EXTENSIONS}
    headers = {"Retry-After": "1"} if isinstance(error, EngineUnavailable) else None
    meaning = Meaning(error.status, error.title, "")
    return problem(request, error.slug, meaning, str(error), headers, **members)


def of_status(
    request: Request,
    status: int,
    detail: str = "",
    headers: Mapping[str, str] | None = None,
    **members: object,
) -> Response:
    """The problem for an HTTP status that no error of ours stands for."""
    meaning = _meaning(status)
    return problem(request, _slug(meaning.title), meaning, detail or meaning.sentence, headers, **members)


def meanings() -> dict[str, Meaning]:
    """Every problem type by its slug."""
    of_http = {_slug(status.phrase): _meaning(status) for status in HTTPStatus if status >= 400}
    of_ours = {kind.slug: _own_meaning(kind) for kind in _tree(PrivacyKgError)}
    return of_http | of_ours


def router() -> APIRouter:
    """``/problems/{slug}``: what a problem type means."""
    routes, known = APIRouter(), meanings()

    @routes.get(
        "/problems/{slug}", response_class=PlainTextResponse, tags=["service"], summary="What a problem means"
    )
    def problem_type(slug: str) -> PlainTextResponse:
        """What a problem type means, in a sentence."""
        if slug not in known:
            raise UnknownName("problem type", slug, known)
        meaning = known[slug]
        return PlainTextResponse(f"{meaning.title} (HTTP {meaning.status})\n\n{meaning.sentence}\n")

    return routes


def install(app: FastAPI, paths: Sequence[str]) -> None:
    """Has every error of the application answered with problem details.

    ``paths`` are those that one who asks for nothing that is there may have meant.
    """
    app.state.paths = paths

    async def ours(request: Request, error: Exception) -> Response:
        assert isinstance(error, PrivacyKgError)
        return of_error(request, error)

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        faults = [
            {"parameter": ".".join(map(str, fault["loc"])), "message": fault["msg"]}
            for fault in error.errors()
        ]
        detail = "; ".join(f"{fault['parameter']}: {fault['message']}" for fault in faults)
        meaning = Meaning(422, ParameterError.title, "")
        return problem(request, ParameterError.slug, meaning, detail, errors=faults)

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return _of_http(request, error)

    app.add_exception_handler(PrivacyKgError, ours)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)


def _of_http(request: Request, error: HTTPException) -> Response:
    path, headers = request.url.path, dict(error.headers or {})
    members: dict[str, object] = {}
    given = error.detail != _meaning(error.status_code).title
    detail = error.detail if given else ""
    if error.status_code == 405:
        headers["Allow"] = ", ".join(_allowed(request))
        detail = f"{request.method} is not offered on {path}; {headers['Allow']} are."
    elif error.status_code == 404 and not given:
        detail = f"There is nothing at {path}."
        members["suggestions"] = nearest(path[:_LONGEST_PATH], request.app.state.paths)
    return of_status(request, error.status_code, detail, headers=headers, **members)


def _allowed(request: Request) -> list[str]:
    """The methods that some route takes at this path (RFC 9110, section 10.2.1)."""
    scope = {name: request.scope[name] for name in ("type", "path", "headers", "query_string", "app")}
    # A mount has made the root path its own by now.
    scope["root_path"] = request.scope.get("app_root_path", request.scope.get("root_path", ""))
    found = set()
    for route in request.app.router.routes:
        for method in ("GET", "HEAD") if isinstance(route, Mount) else _METHODS:
            if route.matches({**scope, "method": method})[0] is Match.FULL:
                found.add(method)
    if "GET" in found:
        found.add("HEAD")
    if found and scope["path"].removeprefix(scope["root_path"]).startswith(origins.BELOW):
        found.add("OPTIONS")
    return [method for method in _METHODS if method in found] or ["GET", "HEAD"]


def _meaning(status: int) -> Meaning:
    try:
        known = HTTPStatus(status)
    except ValueError:
        return Meaning(status, f"HTTP {status}", f"The request ended with status {status}.")
    return Meaning(status, known.phrase, f"{known.description or known.phrase}.")


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def _tree(kind: type[PrivacyKgError]) -> Iterator[type[PrivacyKgError]]:
    """An error class and all below it; a subclass that keeps its parent's slug comes first, so it loses."""
    for below in kind.__subclasses__():
        yield from _tree(below)
    yield kind


def _own_meaning(kind: type[PrivacyKgError]) -> Meaning:
    paragraph = inspect.cleandoc(kind.__doc__ or kind.title).split("\n\n")[0]
    return Meaning(kind.status, kind.title, " ".join(paragraph.split()))
