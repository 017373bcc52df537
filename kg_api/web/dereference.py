"""The IRIs of our data, looked up: ``https://w3id.org/privacy-kg/<path>`` redirects to ``/<path>`` here.

A graph is a document and answers itself (200). Anything else is a thing, and 303 leads to a document about it
(Cool URIs for the Semantic Web, section 4.2; a hash IRI has lost its fragment before it gets here).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter, Request
from pyoxigraph import Literal, NamedNode
from starlette.responses import Response

from kg_api.engine import Engine
from kg_api.engine import Request as Question
from kg_api.engine.cancel import Cancel
from kg_api.errors import InputError, UnknownName
from kg_api.vocabulary import BASE, PREFIXES
from kg_api.web import documents, graphs, protocol
from kg_api.web.disconnect import while_connected
from kg_api.web.etags import tag_base

PATH: Final = "/description"
_PATHS: Final = ("/data/{path:path}", "/graphs/{path:path}", "/ns", "/terms", "/law")
_VOCABULARIES: Final = frozenset(PREFIXES[name].rstrip("#") for name in ("pkg", "term", "law"))
_ONTOLOGY: Final = BASE + "graphs/ontology/"
_SAFE: Final = "/:@!$&'()*+,;=~"
_VOID: Final = "/.well-known/void"


def router(engine: Engine) -> APIRouter:
    """The paths below which our IRIs lie, and ``/description``, over an engine."""
    routes = APIRouter(tags=["graphs"])

    @routes.get(PATH, response_class=Response, summary="What the graph says of a resource")
    async def describe(request: Request) -> Response:
        """What the graph says of the resource named by “iri”; of a vocabulary of ours, all its terms."""
        return await while_connected(request, _describe, engine, request)

    async def look_up(request: Request) -> Response:
        return await while_connected(request, _look_up, engine, request)

    for path in _PATHS:
        routes.add_api_route(path, look_up, methods=["GET"], response_class=Response, include_in_schema=False)
    return routes


def _describe(cancel: Cancel, engine: Engine, request: Request) -> Response:
    fields = protocol.fields_of(request)
    given = fields.one("iri")
    if given is None:
        raise InputError("“iri” is missing: the IRI of what is to be described.")
    node = graphs.named_node(given, "iri")
    media_type = documents.wanted(request, fields.format())
    if not _is_described(engine, node):
        raise UnknownName("resource", node.value)
    question = replace(
        _description(engine, node), accept={"graph": documents.inside(media_type)}, cancel=cancel
    )
    base = tag_base(engine.describe().snapshot, "description", node.value, media_type)
    return documents.answer(request, media_type, base, lambda: engine.query(question).body)


def _look_up(cancel: Cancel, engine: Engine, request: Request) -> Response:
    root = request.scope.get("root_path", "")
    path = request.url.path.removeprefix(root).removeprefix("/")
    node = graphs.named_node(BASE + quote(path, safe=_SAFE), "path")
    # A graph may be named by its address here (Graph Store Protocol, section 4.1).
    here = graphs.named_node(f"{documents.address(request)}/{quote(path, safe=_SAFE)}", "path")
    for graph in (node, here):
        if graphs.exists(engine, graph):
            return graphs.answer(cancel, engine, request, graph)
    if graphs.exists(engine, NamedNode(f"{node.value.rstrip('/')}/policy")):
        return _see_other(f"{root}{_VOID}")  # a policy version: the dataset that its graphs make up
    if _is_described(engine, node):
        return _see_other(f"{root}{PATH}?iri={quote(node.value, safe='')}")
    raise UnknownName("resource", node.value)


def _see_other(location: str) -> Response:
    headers = {"Location": location, "Vary": "Accept", "Access-Control-Allow-Origin": "*"}
    return Response(status_code=303, headers=headers)


def _is_described(engine: Engine, node: NamedNode) -> bool:
    if node.value in _VOCABULARIES:
        return bool(_ontology_graphs(engine))
    return graphs.ask(engine, f"ASK {{ {_pattern(node)} }}")


def _description(engine: Engine, node: NamedNode) -> Question:
    if node.value not in _VOCABULARIES:
        return Question(f"CONSTRUCT {{ {node} ?p ?o }} WHERE {{ {_pattern(node)} }}")
    beginning = Literal(node.value + "#")
    chosen = f"FILTER(?s = {node} || STRSTARTS(STR(?s), {beginning}))"
    # The graphs of the ontology alone: the time this takes does not grow with the policies.
    return Question(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o {chosen} }}", _ontology_graphs(engine))


def _pattern(node: NamedNode) -> str:
    """Every triple about a node: older versions of a policy are in graphs of their own alone."""
    return f"{{ {node} ?p ?o }} UNION {{ GRAPH ?g {{ {node} ?p ?o }} }}"


def _ontology_graphs(engine: Engine) -> tuple[str, ...]:
    return tuple(name for name in graphs.graph_names(engine) if name.startswith(_ONTOLOGY))
