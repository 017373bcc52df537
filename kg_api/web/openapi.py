"""The OpenAPI 3.1 document of the service: what FastAPI makes, with our problems and with examples that are answers.

An endpoint that has an attribute ``example`` (a function without arguments that returns JSON) gets its value as the
example of its 200 answer. Examples are made when the document is first asked for, so that starting costs nothing.
"""

from __future__ import annotations

import json
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


def install(app: FastAPI, routes: Sequence[APIRoute], tag: Callable[[], str]) -> None:
    """Has ``app`` give the document with our problems and the examples of these routes.

    ``tag`` names the snapshot that the examples are from. The document is made in a thread: its examples are queries.
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
        return await run_in_threadpool(
            lambda: documents.answer(
                request, documents.JSON, tag_base(tag(), PATH), lambda: json.dumps(openapi()).encode("ascii")
            )
        )

    app.openapi = openapi  # type: ignore[method-assign]
    # FastAPI's own route makes the document where every other request waits for it.
    app.router.routes[:] = [route for route in app.router.routes if getattr(route, "path", None) != PATH]
    app.add_route(PATH, read_openapi, include_in_schema=False)


def _complete(document: Document, routes: Iterable[APIRoute]) -> None:
    schemas = document["components"]["schemas"]
    for name in _VALIDATION:
        schemas.pop(name, None)
    schemas[_PROBLEM] = Problem.model_json_schema()
    fault = {
        "description": "A problem: what is wrong, and how to mend it.",
        "content": {MEDIA_TYPE: {"schema": {"$ref": f"#/components/schemas/{_PROBLEM}"}}},
    }
    for path, operations in document["paths"].items():
        for operation in operations.values():
            operation["responses"].pop("422", None)
            if path.startswith("/api/"):
                operation["responses"]["default"] = fault
    for route in routes:
        if (example := getattr(route.endpoint, _EXAMPLE, None)) is not None:
            answered = document["paths"][route.path]["get"]["responses"]["200"]
            answered["content"]["application/json"]["example"] = example()
