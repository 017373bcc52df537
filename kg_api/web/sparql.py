"""``/sparql``: SPARQL 1.1 Protocol over the engine, and its service description."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from kg_api.engine import Engine
from kg_api.engine import Request as Question
from kg_api.engine.cancel import Cancel
from kg_api.engine.outline import outline
from kg_api.settings import Settings
from kg_api.snapshot.statistics import Sizes
from kg_api.web import documents, negotiation, origins, protocol, service_description, truncation
from kg_api.web.described import graph_sizes
from kg_api.web.disconnect import while_connected
from kg_api.web.etags import entity_tag, held_tag, tag_base
from kg_api.web.kept import Kept
from kg_api.web.language import PARAMETER
from kg_api.web.problems import MEDIA_TYPE
from kg_api.web.views.query import QueryPage

PATH: Final = protocol.PATH
_METHODS: Final = "GET, HEAD, POST, QUERY, OPTIONS"


def router(engine: Engine, settings: Settings) -> APIRouter:
    """The routes of ``/sparql`` over an engine."""
    routes = APIRouter(tags=["sparql"])
    kept, editor = Kept(engine, graph_sizes), QueryPage(engine, settings)

    @routes.get(
        PATH, response_class=Response, summary="Ask a SPARQL query", **_documentation(_QUERY_PARAMETERS)
    )
    async def sparql_get(request: Request) -> Response:
        """A SPARQL 1.1 query; without one, the description of this service."""
        if _is_browser(request) and protocol.fields_of(request).only(PARAMETER):
            return await while_connected(request, editor.whole, request)
        operation = protocol.of_get(request)
        if isinstance(operation, protocol.Operation):
            return await while_connected(request, _answer, engine, settings, request, operation)
        return await run_in_threadpool(_describe, engine, kept, request, operation)

    @routes.post(
        PATH,
        response_class=Response,
        summary="Ask a long SPARQL query",
        **_documentation(_DATASET_PARAMETERS, body=True),
    )
    async def sparql_post(request: Request) -> Response:
        """A SPARQL 1.1 query, as the body or as the field “query” of a form."""
        operation = await protocol.of_post(request, settings)
        return await while_connected(request, _answer, engine, settings, request, operation)

    # OpenAPI 3.1 has no place for this method.
    @routes.api_route(PATH, methods=["QUERY"], response_class=Response, include_in_schema=False)
    async def sparql_query(request: Request) -> Response:
        """A SPARQL 1.1 query as the body of the method QUERY, which is safe as GET is."""
        operation = await protocol.of_query(request, settings)
        return await while_connected(request, _answer, engine, settings, request, operation)

    @routes.options(PATH, include_in_schema=False, status_code=204)
    async def sparql_options() -> Response:
        allowed = {
            "Allow": _METHODS,
            "Access-Control-Allow-Methods": _METHODS,
            "Accept-Query": protocol.QUERY,
        }
        return Response(status_code=204, headers={**allowed, **origins.ASKED})

    return routes


def _answer(
    cancel: Cancel, engine: Engine, settings: Settings, request: Request, operation: protocol.Operation
) -> Response:
    protocol.refuse_long(operation.text, settings)
    found = outline(operation.text)
    accept = documents.accepted(request)
    # A text of no known form gets the parser's error, whatever the client takes.
    forms = {found.form: negotiation.media_type(found.form, accept, operation.format)} if found.form else {}
    most = settings.result_rows
    # A query that names no base has the address that it was sent to (RFC 3986, section 5.1.3).
    start = documents.address(request) + PATH if found.relative else None
    question = Question(
        operation.text, operation.default_graphs, operation.named_graphs, forms, cancel, most, start
    )
    base = None if found.volatile else tag_base(engine.describe().snapshot, *_asked(question))
    if (held := held_tag(request, base)) is not None:
        return Response(status_code=304, headers=documents.headers(held))
    result = engine.query(question)
    body = truncation.body(result, most)
    headers = {**documents.headers(entity_tag(base, body)), **truncation.headers(result, most)}
    return Response(body, headers=headers, media_type=documents.with_charset(result.media_type))


def _is_browser(request: Request) -> bool:
    """Whether the client likes HTML best: it gets the editor, a program the description of the service."""
    offers = (*negotiation.OFFERS["graph"], documents.HTML)
    return negotiation.choose(documents.accepted(request), offers) == documents.HTML


def _describe(engine: Engine, kept: Kept[Sizes], request: Request, format: str | None) -> Response:
    """The description of the service."""
    media_type = negotiation.media_type("graph", documents.accepted(request), format)
    address, held = documents.address(request), engine.describe()
    base = tag_base(held.snapshot, "service", address, media_type)

    def make() -> bytes:
        return service_description.describe(address, PATH, kept.get(), held.union, media_type)

    return documents.answer(request, media_type, base, make)


def _asked(question: Question) -> tuple[object, ...]:
    return (
        question.text,
        question.default_graphs,
        question.named_graphs,
        dict(question.accept),
        question.rows,
        question.base,
    )


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
