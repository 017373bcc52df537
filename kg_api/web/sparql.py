"""``/sparql``: SPARQL 1.1 Protocol over the engine, and its service description."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from kg_api.engine import Engine
from kg_api.engine import Request as Question
from kg_api.engine.outline import outline
from kg_api.errors import QueryTooLarge
from kg_api.settings import Settings
from kg_api.web import description, negotiation, protocol
from kg_api.web.etags import entity_tag, is_known
from kg_api.web.problems import MEDIA_TYPE

PATH: Final = "/sparql"
_METHODS: Final = "GET, HEAD, POST, OPTIONS"
_REVALIDATE: Final = "no-cache"


def router(engine: Engine, settings: Settings) -> APIRouter:
    """The routes of ``/sparql`` over an engine."""
    routes = APIRouter(tags=["sparql"])

    @routes.get(PATH, response_class=Response, **_documentation(_QUERY_PARAMETERS))
    async def sparql_get(request: Request) -> Response:
        """A SPARQL 1.1 query; without one, the description of this service."""
        operation = protocol.of_get(request)
        if isinstance(operation, protocol.Operation):
            return await run_in_threadpool(_answer, engine, settings, request, operation)
        return _describe(engine, request, operation)

    @routes.post(PATH, response_class=Response, **_documentation(_DATASET_PARAMETERS, body=True))
    async def sparql_post(request: Request) -> Response:
        """A SPARQL 1.1 query, as the body or as the field “query” of a form."""
        operation = await protocol.of_post(request, settings)
        return await run_in_threadpool(_answer, engine, settings, request, operation)

    @routes.options(PATH, include_in_schema=False, status_code=204)
    async def sparql_options() -> Response:
        allowed = {"Allow": _METHODS, "Access-Control-Allow-Methods": _METHODS}
        headers = {"Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match, X-Request-Id"}
        return Response(status_code=204, headers={**allowed, **headers, "Access-Control-Max-Age": "86400"})

    return routes


def _answer(engine: Engine, settings: Settings, request: Request, operation: protocol.Operation) -> Response:
    if len(operation.text) > settings.query_bytes:
        raise QueryTooLarge(
            f"The query has {len(operation.text):,} characters; {settings.query_bytes:,} bytes are admitted."
        )
    found = outline(operation.text)
    accept = request.headers.get("accept")
    # A text of no known form gets the parser's error, whatever the client takes.
    forms = {found.form: negotiation.media_type(found.form, accept, operation.format)} if found.form else {}
    question = Question(operation.text, operation.default_graphs, operation.named_graphs, forms)
    tag = None if found.volatile else entity_tag(engine.describe().snapshot, *_asked(question))
    if is_known(request, tag):
        return Response(status_code=304, headers=_headers(tag))
    result = engine.query(question)
    return Response(result.body, headers=_headers(tag), media_type=_with_charset(result.media_type))


def _describe(engine: Engine, request: Request, format: str | None) -> Response:
    media_type = negotiation.media_type("graph", request.headers.get("accept"), format)
    endpoint, held = f"{str(request.base_url).rstrip('/')}{PATH}", engine.describe()
    tag = entity_tag(held.snapshot, endpoint, media_type)
    if is_known(request, tag):
        return Response(status_code=304, headers=_headers(tag))
    body = description.describe(endpoint, held, media_type)
    return Response(body, headers=_headers(tag), media_type=_with_charset(media_type))


def _asked(question: Question) -> tuple[object, ...]:
    return question.text, question.default_graphs, question.named_graphs, dict(question.accept)


def _headers(tag: str | None) -> dict[str, str]:
    if tag is None:
        return {"Vary": "Accept", "Cache-Control": "no-store"}
    return {"Vary": "Accept", "Cache-Control": _REVALIDATE, "ETag": tag}


def _with_charset(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def _parameter(name: str, text: str, *, many: bool = False) -> dict[str, Any]:
    one = {"type": "string"}
    schema = {"type": "array", "items": one} if many else one
    return {"name": name, "in": "query", "required": False, "description": text, "schema": schema}


_DATASET_PARAMETERS: Final = [
    _parameter("default-graph-uri", "A graph of the default graph; wins over FROM.", many=True),
    _parameter("named-graph-uri", "A named graph of the dataset; wins over FROM NAMED.", many=True),
    _parameter("format", "Short name of the format, such as json, csv or turtle; wins over Accept."),
]
_QUERY_PARAMETERS: Final = [_parameter("query", "A SPARQL 1.1 query."), *_DATASET_PARAMETERS]


def _documentation(parameters: list[dict[str, Any]], *, body: bool = False) -> dict[str, Any]:
    """What OpenAPI is told of an operation that reads its request by itself."""
    text = {"schema": {"type": "string"}}
    offers = dict.fromkeys((*negotiation.OFFERS["bindings"], *negotiation.OFFERS["graph"]), text)
    form = {"type": "object", "required": ["query"], "properties": {"query": {"type": "string"}}}
    extra: dict[str, Any] = {"parameters": parameters}
    if body:
        content = {protocol.QUERY: text, protocol.FORM: {"schema": form}}
        extra["requestBody"] = {"required": True, "content": content}
    fault = {"description": "What is wrong, as problem details.", "content": {MEDIA_TYPE: {}}}
    responses = {200: {"description": "The result.", "content": offers}, "4XX": fault, "5XX": fault}
    return {"openapi_extra": extra, "responses": responses}
