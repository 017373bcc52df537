"""What ``/sparql`` says of itself when it is asked nothing: SPARQL 1.1 Service Description.

A feature is named only where it is there: nothing is dereferenced, no other service called, and an empty graph
is no graph here, so the union of graphs as default graph is the one that may be.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, QueryResultsFormat, RdfFormat, Triple, serialize

from kg_api.errors import InputError
from kg_api.snapshot import void
from kg_api.snapshot.statistics import Sizes
from kg_api.vocabulary import PREFIXES, RDF, RDFS, XSD, Namespace

_SD: Final = Namespace("http://www.w3.org/ns/sparql-service-description#")
_VOID: Final = Namespace(PREFIXES["void"])
_SIMPLE: Final = NamedNode("http://www.w3.org/ns/entailment/Simple")
_FORMATS: Final = (
    QueryResultsFormat.JSON,
    QueryResultsFormat.XML,
    QueryResultsFormat.CSV,
    QueryResultsFormat.TSV,
    RdfFormat.TURTLE,
    RdfFormat.N_TRIPLES,
    RdfFormat.RDF_XML,
    RdfFormat.JSON_LD,
    RdfFormat.TRIG,
    RdfFormat.N_QUADS,
)


def describe(address: str, path: str, sizes: Sizes, union: bool, media_type: str) -> bytes:
    """The description of the endpoint at ``path`` of the service at ``address`` (absolute).

    ``union`` says that the default graph is the union of all graphs; ``media_type`` is one of an RDF graph.
    """
    format = RdfFormat.from_media_type(media_type)
    if format is None:
        raise InputError(f"“{media_type}” is no format of a graph.")
    endpoint = NamedNode(address + path)
    triples = [*_service(address, endpoint, union), *_dataset(void.dataset(address), sizes)]
    return serialize(triples, format=format, prefixes={"sd": _SD.iri, "void": _VOID.iri}) or b""


def _service(address: str, endpoint: NamedNode, union: bool) -> Iterator[Triple]:
    yield Triple(endpoint, RDF["type"], _SD["Service"])
    yield Triple(endpoint, _SD["endpoint"], endpoint)
    yield Triple(endpoint, _SD["supportedLanguage"], _SD["SPARQL10Query"])
    yield Triple(endpoint, _SD["supportedLanguage"], _SD["SPARQL11Query"])
    yield Triple(endpoint, _SD["defaultEntailmentRegime"], _SIMPLE)
    if union:
        yield Triple(endpoint, _SD["feature"], _SD["UnionDefaultGraph"])
    for format in _FORMATS:
        yield Triple(endpoint, _SD["resultFormat"], NamedNode(format.iri))
    yield Triple(endpoint, _SD["defaultDataset"], void.dataset(address))
    yield Triple(endpoint, RDFS["seeAlso"], NamedNode(address + void.PATH))


def _dataset(dataset: NamedNode, sizes: Sizes) -> Iterator[Triple]:
    yield Triple(dataset, RDF["type"], _SD["Dataset"])
    yield from _graph(dataset, _SD["defaultGraph"], BlankNode("default"), sizes.default)
    for number, (name, triples) in enumerate(sizes.graphs.items()):
        named = BlankNode(f"named{number}")
        yield Triple(dataset, _SD["namedGraph"], named)
        yield Triple(named, RDF["type"], _SD["NamedGraph"])
        yield Triple(named, _SD["name"], NamedNode(name))
        yield from _graph(named, _SD["graph"], BlankNode(f"graph{number}"), triples)


def _graph(
    of: NamedNode | BlankNode, predicate: NamedNode, graph: BlankNode, triples: int
) -> Iterator[Triple]:
    yield Triple(of, predicate, graph)
    yield Triple(graph, RDF["type"], _SD["Graph"])
    yield Triple(graph, _VOID["triples"], Literal(str(triples), datatype=XSD["integer"]))
