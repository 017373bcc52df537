"""``/graphs``: the Graph Store Protocol (SPARQL 1.1 Graph Store HTTP Protocol), reading: GET and HEAD.

A graph is named by ``?graph=IRI`` (section 4.2), the default graph by ``?default``.
"""

from __future__ import annotations

import json
from typing import Any, Final
from urllib.parse import urljoin

from fastapi import APIRouter, Request
from pyoxigraph import NamedNode
from starlette.responses import Response

from kg_api.engine import Engine, select
from kg_api.engine import Request as Question
from kg_api.engine.cancel import Cancel
from kg_api.errors import InputError, UnknownName
from kg_api.web import documents, protocol
from kg_api.web.disconnect import while_connected
from kg_api.web.etags import tag_base
from kg_api.web.problems import MEDIA_TYPE

PATH: Final = "/graphs"
_NAMES: Final = "SELECT DISTINCT ?graph { GRAPH ?graph {} }"
# Looking for the nearest name takes time for each name, so it is done among these many at most.
_MOST_COMPARED: Final = 500
_LONGEST_COMPARED: Final = 200


def router(engine: Engine) -> APIRouter:
    """The route ``/graphs`` over an engine."""
    routes = APIRouter(tags=["graphs"])

    @routes.get(PATH, response_class=Response, summary="One graph of the dataset", **_documentation())
    async def read_graph(request: Request) -> Response:
        """A graph of the dataset: the one named by “graph”, or the default graph."""
        fields = protocol.fields_of(request)
        iri, default = fields.one("graph"), fields.one("default")
        if (iri is None) == (default is None):
            raise InputError("Say which graph is wanted: “graph=IRI” or “default”, one of the two.")
        # A relative IRI starts from the address of the request (section 4.2).
        resolved = urljoin(_own(request), iri) if iri and ":" not in iri else iri
        graph = None if resolved is None else named_node(resolved, "graph")
        format = fields.format()
        return await while_connected(request, answer, engine, request, graph, format)

    return routes


def answer(
    cancel: Cancel, engine: Engine, request: Request, graph: NamedNode | None, format: str | None = None
) -> Response:
    """A graph (None is the default graph) in the format that the client takes; ``cancel`` ends its query.

    UnknownName where the dataset has no such graph; errors of negotiation and of the engine.
    """
    media_type = documents.wanted(request, format)
    if graph is not None and not exists(engine, graph):
        raise UnknownName("graph", graph.value, _comparable(engine, graph))
    base = tag_base(engine.describe().snapshot, "graph", graph.value if graph else None, media_type)
    return documents.answer(request, media_type, base, lambda: _read(cancel, engine, graph, media_type))


def _own(request: Request) -> str:
    return documents.address(request) + PATH


def exists(engine: Engine, graph: NamedNode) -> bool:
    """Whether the dataset has a graph of that name; one without a triple is none."""
    return ask(engine, f"ASK {{ GRAPH {graph} {{ ?s ?p ?o }} }}")


def graph_names(engine: Engine, most: int | None = None) -> list[str]:
    """The names of the graphs of the dataset, sorted; with ``most``, that many of them at most."""
    limit = "" if most is None else f" LIMIT {most}"
    return sorted(row["graph"].value for row in select(engine, _NAMES + limit))


def named_node(iri: str, parameter: str) -> NamedNode:
    """The node of an absolute IRI that a client gave; InputError where it is none."""
    try:
        return NamedNode(iri)
    except ValueError as fault:
        raise InputError(f"“{parameter}” holds no absolute IRI: {fault}.") from fault


def ask(engine: Engine, text: str) -> bool:
    """The answer to an ASK query."""
    return bool(json.loads(engine.query(Question(text)).body)["boolean"])


def _read(cancel: Cancel, engine: Engine, graph: NamedNode | None, media_type: str) -> bytes:
    pattern = "?s ?p ?o" if graph is None else f"GRAPH {graph} {{ ?s ?p ?o }}"
    text = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}"
    return engine.query(Question(text, accept={"graph": documents.inside(media_type)}, cancel=cancel)).body


def _comparable(engine: Engine, graph: NamedNode) -> list[str]:
    return graph_names(engine, _MOST_COMPARED) if len(graph.value) <= _LONGEST_COMPARED else []


def _documentation() -> dict[str, Any]:
    texts = {
        "graph": "The IRI of a named graph.",
        "default": "The default graph; takes no value.",
        "format": "Short name of the format, such as turtle or jsonld; wins over Accept.",
    }
    parameters = [
        {"name": name, "in": "query", "required": False, "description": text, "schema": {"type": "string"}}
        for name, text in texts.items()
    ]
    found = {"description": "The graph.", "content": {offer: {} for offer in documents.OFFERS}}
    fault = {"description": "What is wrong, as problem details.", "content": {MEDIA_TYPE: {}}}
    return {"openapi_extra": {"parameters": parameters}, "responses": {200: found, "4XX": fault}}
