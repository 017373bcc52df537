"""``/queries``: the catalogue of questions as SPARQL executables (SHACL-AF, section 5; SHACL, 5.2.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from fastapi import APIRouter, Request
from pyoxigraph import NamedNode, Triple
from starlette.responses import Response

from kg_api.questions.answer import Questions
from kg_api.questions.export import USED, executable, runnable
from kg_api.vocabulary import RDFS
from kg_api.web import documents, prefixes, protocol
from kg_api.web.etags import edition, tag_base

PATH: Final = "/queries"


def queries_router(questions: Questions) -> APIRouter:
    """The route ``/queries`` over a catalogue, each query with the examples of its parameters."""
    routes = APIRouter(tags=["description"])

    @routes.get(
        PATH, response_class=Response, summary="The catalogue of queries", operation_id="read_queries"
    )
    def read_queries(request: Request) -> Response:
        """The questions of the catalogue as sh:SPARQLExecutable, each with a query that runs as it stands."""
        media_type = documents.wanted(request, protocol.fields_of(request).format())
        root = documents.address(request)
        base = tag_base(edition(questions), "queries", root, media_type)
        return documents.answer(
            request, media_type, base, lambda: documents.write(describe(root, questions), media_type, USED)
        )

    return routes


def describe(address: str, questions: Questions) -> Iterator[Triple]:
    """The questions, each at ``<address>/queries#<id>``."""
    for question in questions.catalogue:
        node = NamedNode(f"{address}{PATH}#{question.id}")
        query, declared = runnable(questions, question), NamedNode(address + prefixes.PATH)
        yield from executable(node, question, query, declared, f"{address}/sparql")
        yield Triple(node, RDFS["seeAlso"], NamedNode(f"{address}/api/v1/questions/{question.id}"))
