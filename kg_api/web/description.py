"""What ``/sparql`` says of itself when it is asked nothing: a SPARQL 1.1 Service Description."""

from __future__ import annotations

from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, QueryResultsFormat, RdfFormat, Triple, serialize

from kg_api.engine import Description
from kg_api.errors import InputError
from kg_api.vocabulary import PREFIXES, RDF, XSD, Namespace

_SD: Final = Namespace("http://www.w3.org/ns/sparql-service-description#")
_VOID: Final = Namespace(PREFIXES["void"])
_FORMATS: Final = (
    QueryResultsFormat.JSON,
    QueryResultsFormat.XML,
    QueryResultsFormat.CSV,
    QueryResultsFormat.TSV,
    RdfFormat.TURTLE,
    RdfFormat.N_TRIPLES,
    RdfFormat.RDF_XML,
    RdfFormat.JSON_LD,
)


def describe(endpoint: str, held: Description, media_type: str) -> bytes:
    """The description of the service at ``endpoint`` (absolute) over what the engine holds.

    ``media_type`` is one of an RDF graph. InputError where the request's host makes no valid address.
    """
    format = RdfFormat.from_media_type(media_type)
    if format is None:
        raise InputError(f"“{media_type}” is no format of a graph.")
    try:
        triples = _triples(NamedNode(endpoint), held)
    except ValueError as fault:
        raise InputError("The Host header of the request makes no valid address.") from fault
    body = serialize(triples, format=format, prefixes={"sd": _SD.iri, "void": _VOID.iri})
    return body or b""


def _triples(endpoint: NamedNode, held: Description) -> list[Triple]:
    a, dataset, graph = RDF["type"], BlankNode("dataset"), BlankNode("graph")
    count = Literal(str(held.quads), datatype=XSD["integer"])
    union = [Triple(endpoint, _SD["feature"], _SD["UnionDefaultGraph"])] if held.union else []
    return [
        Triple(endpoint, a, _SD["Service"]),
        Triple(endpoint, _SD["endpoint"], endpoint),
        Triple(endpoint, _SD["supportedLanguage"], _SD["SPARQL11Query"]),
        *union,
        *(Triple(endpoint, _SD["resultFormat"], NamedNode(item.iri)) for item in _FORMATS),
        Triple(endpoint, _SD["defaultDataset"], dataset),
        Triple(dataset, a, _SD["Dataset"]),
        Triple(dataset, _SD["defaultGraph"], graph),
        Triple(graph, a, _SD["Graph"]),
        Triple(graph, _VOID["triples"], count),
    ]
