"""``/queries``: the catalogue of questions as SPARQL executables (SHACL-AF, section 5; SHACL, 5.2.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from fastapi import APIRouter, Request
from pyoxigraph import Literal, NamedNode, Triple
from starlette.responses import Response

from kg_api.engine import Engine
from kg_api.questions.catalogue import Catalogue, Question, Texts
from kg_api.vocabulary import DCT, PREFIXES, RDF, RDFS, SH, Namespace
from kg_api.web import documents, prefixes, protocol
from kg_api.web.etags import tag_base

PATH: Final = "/queries"
_SCHEMA: Final = Namespace(PREFIXES["schema"])
_USED: Final = ("dct", "rdf", "rdfs", "schema", "sh")


def queries_router(engine: Engine, catalogue: Catalogue) -> APIRouter:
    """The route ``/queries`` over a catalogue; the engine names the snapshot that it belongs to."""
    routes = APIRouter(tags=["description"])

    @routes.get(PATH, response_class=Response, summary="The catalogue of queries")
    def read_queries(request: Request) -> Response:
        """The questions of the catalogue as sh:SPARQLExecutable, each with its query as it stands there."""
        media_type = documents.wanted(request, protocol.fields_of(request).format())
        root = documents.address(request)
        base = tag_base(engine.describe().snapshot, "queries", root, media_type)
        return documents.answer(
            request, media_type, base, lambda: documents.write(describe(root, catalogue), media_type, _USED)
        )

    return routes


def describe(address: str, catalogue: Catalogue) -> Iterator[Triple]:
    """The questions, each at ``<address>/queries#<id>``."""
    for question in catalogue:
        yield from _question(address, question)


def _question(address: str, question: Question) -> Iterator[Triple]:
    node = NamedNode(f"{address}{PATH}#{question.id}")
    yield Triple(node, RDF["type"], SH["SPARQLExecutable"])
    yield Triple(node, RDF["type"], SH["SPARQLSelectExecutable"])
    yield Triple(node, DCT["identifier"], Literal(question.id))
    yield from _texts(node, RDFS["label"], question.title)
    yield from _texts(node, RDFS["comment"], question.description)
    yield Triple(node, SH["select"], Literal(question.sparql))
    yield Triple(node, SH["prefixes"], NamedNode(address + prefixes.PATH))
    yield Triple(node, _SCHEMA["target"], NamedNode(f"{address}/sparql"))
    yield Triple(node, RDFS["seeAlso"], NamedNode(f"{address}/api/v1/questions/{question.id}"))
    for keyword in question.keywords:
        yield Triple(node, _SCHEMA["keywords"], Literal(keyword))


def _texts(node: NamedNode, predicate: NamedNode, texts: Texts) -> Iterator[Triple]:
    for language, text in texts.items():
        yield Triple(node, predicate, Literal(text, language=language))
