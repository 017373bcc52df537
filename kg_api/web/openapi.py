"""The OpenAPI 3.1 document of the service: what FastAPI makes, with our problems and with examples that are answers.

An endpoint that has an attribute ``example`` (a function without arguments that returns JSON, or None) gets its value
as the example of its 200 answer. Examples are made when the document is first asked for, so that starting costs
nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from threading import Lock
from typing import Any, Final, TypeVar

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from kg_api.web import documents
from kg_api.web.etags import tag_base
from kg_api.web.problems import MEDIA_TYPE

PATH: Final = "/api/v1/openapi.json"
Document = dict[str, Any]
Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
_EXAMPLE: Final = "example"
_VALIDATION: Final = ("HTTPValidationError", "ValidationError")
_PROBLEM: Final = "Problem"
_FAULT: Final = {
    "description": "A problem: what is wrong, and how to mend it.",
    "content": {MEDIA_TYPE: {"schema": {"$ref": f"#/components/schemas/{_PROBLEM}"}}},
}
# Operations that take a parameter, from which on it is said once for all.
_OFTEN: Final = 4


class Problem(BaseModel, extra="allow"):
    """What is wrong and how to mend it (RFC 9457)."""

    type: str = Field(description="A path at this service that says what the problem means; stable.")
    title: str
    status: int
    detail: str
    instance: str
    parameter: str | None = Field(default=None, description="The parameter that is meant, where one is.")
    value: str | None = Field(default=None, description="What was given for it.")
    suggestions: list[str] | None = Field(default=None, description="The nearest valid names.")
    choices: list[str] | None = Field(default=None, description="What an ambiguous name may mean.")


def with_example(endpoint: Endpoint, example: Callable[[], Any]) -> Endpoint:
    """The endpoint, with a function that makes the example of its answer."""
    setattr(endpoint, _EXAMPLE, example)
    return endpoint


def described(routers: Iterable[APIRouter]) -> list[APIRoute]:
    """The routes of these routers that the document describes."""
    routes = (route for router in routers for route in router.routes)
    return [route for route in routes if isinstance(route, APIRoute) and route.include_in_schema]


def install(app: FastAPI, routes: Sequence[APIRoute]) -> None:
    """Has ``app`` give the document with our problems and the examples of these routes.

    The document is made in a thread: its examples are queries.
    """
    plain, lock = app.openapi, Lock()

    def openapi() -> Document:
        with lock:
            if app.openapi_schema is None:
                document = plain()
                _complete(document, routes)
                app.openapi_schema = document
            return app.openapi_schema

    async def read_openapi(request: Request) -> Response:
        body = await run_in_threadpool(lambda: json.dumps(openapi()).encode("ascii"))
        # Made once, so the whole tells what it is: its examples have whatever texts there are to quote from.
        base = tag_base(hashlib.sha256(body).hexdigest(), PATH)
        return documents.answer(request, documents.JSON, base, lambda: body)

    app.openapi = openapi  # type: ignore[method-assign]
    # FastAPI's own route makes the document where every other request waits for it.
    app.router.routes[:] = [route for route in app.router.routes if getattr(route, "path", None) != PATH]
    app.add_route(PATH, read_openapi, include_in_schema=False)


def _share_parameters(document: Document) -> None:
    """Says once what many operations take: the same parameter object becomes a component."""
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    texts = [json.dumps(one, sort_keys=True) for o in operations for one in o.get("parameters", ())]
    shared = {text: json.loads(text) for text, times in Counter(texts).items() if times >= _OFTEN}
    names: dict[str, str] = {}
    for text, one in shared.items():
        alike = sum(1 for name in names.values() if name.startswith(one["name"]))
        names[text] = one["name"] + (str(alike + 1) if alike else "")
    document["components"]["parameters"] = {names[text]: one for text, one in shared.items()}
    for operation in operations:
        if "parameters" in operation:
            texts = [json.dumps(one, sort_keys=True) for one in operation["parameters"]]
            operation["parameters"] = [
                {"$ref": f"#/components/parameters/{names[text]}"} if text in names else json.loads(text)
                for text in texts
            ]


def _complete(document: Document, routes: Iterable[APIRoute]) -> None:
    schemas = document["components"]["schemas"]
    for name in _VALIDATION:
        schemas.pop(name, None)
    schemas[_PROBLEM] = Problem.model_json_schema()
    document["components"]["responses"] = {_PROBLEM: _FAULT}
    for path, operations in document["paths"].items():
        for operation in operations.values():
            operation["responses"].pop("422", None)
            if path.startswith("/api/"):
                operation["responses"]["default"] = {"$ref": f"#/components/responses/{_PROBLEM}"}
    _share_parameters(document)
    for route in routes:
        make = getattr(route.endpoint, _EXAMPLE, None)
        if make is not None and (example := make()) is not None:
            answered = document["paths"][route.path]["get"]["responses"]["200"]
            answered["content"]["application/json"]["example"] = example
