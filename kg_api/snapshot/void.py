"""The dataset described: VoID with its partitions, and DCAT for each policy version.

Every number comes from :mod:`kg_api.snapshot.statistics`. A snapshot carries its description in a graph of its own;
addresses are absolute, under the base of our names there, and under that of the service in what it serves.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg_api.snapshot.statistics import Holdings, Select, Sizes, Version
from kg_api.vocabulary import BASE, DCT, PREFIXES, RDF, XSD, Namespace

PATH: Final = "/.well-known/void"
TITLE: Final = "Privacy policies as a knowledge graph"
# Where a snapshot's own description has its service; whoever serves it puts its address there.
HOME: Final = BASE.rstrip("/")
GRAPH: Final = NamedNode(BASE + "graphs/void")
SERVED: Final = (HOME + PATH, HOME + "/sparql", HOME + "/graphs?")
USED: Final = ("void", "dcat", "dct", "foaf", "rdf", "xsd")
_VOID: Final = Namespace(PREFIXES["void"])
_DCAT: Final = Namespace(PREFIXES["dcat"])
_FOAF: Final = Namespace(PREFIXES["foaf"])
_MEDIA_TYPES: Final = "https://www.iana.org/assignments/media-types/"
_FORMATS: Final = {
    "turtle": "text/turtle",
    "ntriples": "application/n-triples",
    "rdfxml": "application/rdf+xml",
    "jsonld": "application/ld+json",
}
_A: Final = RDF["type"]
_SD: Final = Namespace("http://www.w3.org/ns/sparql-service-description#")
_STORED_SIZES: Final = f"""
SELECT ?graph ?triples {{
  GRAPH {GRAPH} {{
    {{ ?graph a {_SD["NamedGraph"]} }} UNION {{ VALUES ?graph {{ <{HOME}{PATH}#dataset> }} }}
    ?graph {_VOID["triples"]} ?triples
  }}
}}
"""


def dataset(address: str) -> NamedNode:
    """The IRI of the whole dataset of the service at ``address``."""
    return NamedNode(f"{address}{PATH}#dataset")


def describe(address: str, title: str, held: Holdings) -> list[Triple]:
    """The description of everything held, for the service at ``address`` (absolute)."""
    whole = dataset(address)
    return [
        *_whole(address, whole, title, held),
        *_class_partitions(whole, held),
        *_property_partitions(whole, held),
        *_catalog(address, whole, title, held),
        *(triple for name, triples in held.sizes.graphs.items() for triple in _named(name, triples)),
    ]


def own(held: Holdings) -> list[Quad]:
    """The description that a snapshot carries in a graph of its own (:data:`GRAPH`), which it counts too."""
    triples = describe(HOME, TITLE, held)
    triples += _named(GRAPH.value, len(set(triples)) + 2)
    return [Quad(triple.subject, triple.predicate, triple.object, GRAPH) for triple in dict.fromkeys(triples)]


def stored_sizes(select: Select) -> Sizes | None:
    """The sizes of the graphs as a snapshot carries them; None where the data carry none."""
    found = {row["graph"].value: int(row["triples"].value) for row in select(_STORED_SIZES)}
    default = found.pop(dataset(HOME).value, None)
    return None if default is None else Sizes(default, dict(sorted(found.items())))


def graph_address(address: str, graph: str | None, format: str) -> NamedNode:
    """Where a graph (None is the default graph) is to be had in a format, by its short name."""
    which = "default" if graph is None else f"graph={quote(graph, safe='')}"
    return NamedNode(f"{address}/graphs?{which}&format={format}")


def _whole(address: str, whole: NamedNode, title: str, held: Holdings) -> Iterator[Triple]:
    page = NamedNode(address + PATH)
    yield Triple(page, _A, _VOID["DatasetDescription"])
    yield Triple(page, _FOAF["primaryTopic"], whole)
    yield Triple(whole, _A, _VOID["Dataset"])
    yield Triple(whole, _A, _DCAT["Dataset"])
    yield Triple(whole, DCT["title"], Literal(title, language="en"))
    yield Triple(whole, _VOID["sparqlEndpoint"], NamedNode(f"{address}/sparql"))
    yield Triple(whole, _VOID["uriSpace"], Literal(BASE))
    yield from _counts(
        whole,
        triples=held.sizes.default,
        distinctSubjects=held.subjects,
        distinctObjects=held.objects,
        classes=len(held.classes),
        properties=len(held.properties),
    )
    for name, media_type in _FORMATS.items():
        dump = graph_address(address, None, name)
        yield Triple(whole, _VOID["dataDump"], dump)
        yield from _distribution(whole, dump, media_type)
    for vocabulary in _vocabularies(held):
        yield Triple(whole, _VOID["vocabulary"], NamedNode(vocabulary))


def _named(graph: str, triples: int) -> list[Triple]:
    node = NamedNode(graph)
    return [Triple(node, _A, _SD["NamedGraph"]), *_counts(node, triples=triples)]


def _class_partitions(whole: NamedNode, held: Holdings) -> Iterator[Triple]:
    for number, (term, entities) in enumerate(held.classes.items(), 1):
        part = NamedNode(f"{whole.value}-class-{number}")
        yield Triple(whole, _VOID["classPartition"], part)
        yield Triple(part, _VOID["class"], NamedNode(term))
        yield from _counts(part, entities=entities)


def _property_partitions(whole: NamedNode, held: Holdings) -> Iterator[Triple]:
    for number, (term, (triples, subjects, objects)) in enumerate(held.properties.items(), 1):
        part = NamedNode(f"{whole.value}-property-{number}")
        yield Triple(whole, _VOID["propertyPartition"], part)
        yield Triple(part, _VOID["property"], NamedNode(term))
        yield from _counts(part, triples=triples, distinctSubjects=subjects, distinctObjects=objects)


def _catalog(address: str, whole: NamedNode, title: str, held: Holdings) -> Iterator[Triple]:
    catalog, service = NamedNode(f"{address}{PATH}#catalog"), NamedNode(f"{address}/sparql")
    yield Triple(catalog, _A, _DCAT["Catalog"])
    yield Triple(catalog, DCT["title"], Literal(title, language="en"))
    yield Triple(catalog, _DCAT["service"], service)
    yield Triple(service, _A, _DCAT["DataService"])
    yield Triple(service, _DCAT["endpointURL"], service)
    yield Triple(service, _DCAT["endpointDescription"], service)
    yield Triple(service, _DCAT["servesDataset"], whole)
    yield Triple(catalog, _DCAT["dataset"], whole)
    for version in held.versions:
        yield Triple(catalog, _DCAT["dataset"], NamedNode(version.iri))
        yield Triple(whole, _VOID["subset"], NamedNode(version.iri))
        yield from _version(address, version, held)


def _version(address: str, version: Version, held: Holdings) -> Iterator[Triple]:
    """A policy version: its graphs (policy, evidence, source) are its distributions."""
    node, controller = NamedNode(version.iri), NamedNode(version.controller)
    graphs = [graph for graph in held.sizes.graphs if graph.startswith(version.iri + "/")]
    yield Triple(node, _A, _DCAT["Dataset"])
    yield Triple(node, _A, _VOID["Dataset"])
    yield Triple(node, DCT["identifier"], Literal(version.iri.removeprefix(BASE + "data/")))
    for predicate, values in version.properties.items():
        yield from (Triple(node, predicate, value) for value in values)
    yield Triple(node, DCT["publisher"], controller)
    yield Triple(controller, _A, _FOAF["Agent"])
    if version.name is not None:
        yield Triple(controller, _FOAF["name"], Literal(version.name))
    yield from _counts(node, triples=sum(held.sizes.graphs[graph] for graph in graphs))
    for graph in graphs:
        for name, media_type in _FORMATS.items():
            place = graph_address(address, graph, name)
            yield from _distribution(node, place, media_type, graph.rsplit("/", 1)[1])


def _distribution(
    of: NamedNode, place: NamedNode, media_type: str, title: str | None = None
) -> Iterator[Triple]:
    yield Triple(of, _DCAT["distribution"], place)
    yield Triple(place, _A, _DCAT["Distribution"])
    yield Triple(place, _DCAT["accessURL"], place)
    yield Triple(place, _DCAT["downloadURL"], place)
    yield Triple(place, _DCAT["mediaType"], NamedNode(_MEDIA_TYPES + media_type))
    if title is not None:
        yield Triple(place, DCT["title"], Literal(title))


def _vocabularies(held: Holdings) -> list[str]:
    """The namespaces, among those with a prefix, that a class or predicate of the data lies in."""
    used = (*held.classes, *held.properties)
    fitting = {
        max((n for n in PREFIXES.values() if term.startswith(n)), key=len, default="") for term in used
    }
    return sorted(fitting - {""})


def _counts(node: NamedNode, **numbers: int) -> Iterator[Triple]:
    for name, number in numbers.items():
        yield Triple(node, _VOID[name], Literal(str(number), datatype=XSD["integer"]))
