"""What the graph holds, counted by SPARQL: at build for a snapshot, at first use for other data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from kg_api.vocabulary import DATA, DCT, SPARQL_PREFIXES

Row = dict[str, NamedNode | Literal | BlankNode]
Select = Callable[[str], Sequence[Row]]

_TOTALS: Final = """
SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects) { ?s ?p ?o }
"""
_SIZE: Final = "SELECT (COUNT(*) AS ?triples) { ?s ?p ?o }"
_CLASSES: Final = """
SELECT ?term (COUNT(DISTINCT ?s) AS ?entities) { ?s a ?term FILTER(isIRI(?term)) } GROUP BY ?term ORDER BY ?term
"""
_PROPERTIES: Final = """
SELECT ?term (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects)
{ ?s ?term ?o } GROUP BY ?term ORDER BY ?term
"""
_GRAPHS: Final = (
    "SELECT ?term (COUNT(*) AS ?triples) { GRAPH ?term { ?s ?p ?o } } GROUP BY ?term ORDER BY ?term"
)
# Each version in its own graph, since the default graph holds only the newest of each controller.
_VERSIONS: Final = f"""
SELECT ?graph ?property ?value {{
  VALUES ?property {{ dct:title dct:language dct:issued dct:modified }}
  GRAPH ?graph {{ ?notice a dpv:PrivacyNotice ; ?property ?value }}
  FILTER(STRSTARTS(STR(?graph), "{DATA}") && STRENDS(STR(?graph), "/policy"))
}}
ORDER BY ?graph ?property ?value
"""
_NAMES: Final = """
SELECT ?controller ?name { ?controller a dpv:DataController ; pkg:controllerSlug ?slug ; skos:prefLabel ?name }
ORDER BY ?controller ?name
"""


@dataclass(frozen=True)
class Sizes:
    """Triples of the default graph, and of each named graph by its IRI."""

    default: int
    graphs: dict[str, int]


@dataclass(frozen=True)
class Version:
    """A policy version: its IRI, its controller's IRI and name, and what the notice says of itself, by predicate."""

    iri: str
    controller: str
    name: str | None
    properties: dict[NamedNode, list[NamedNode | Literal]] = field(default_factory=dict)

    @property
    def titles(self) -> list[NamedNode | Literal]:
        """The titles of the notice."""
        return self.properties.get(DCT["title"], [])


@dataclass(frozen=True)
class Holdings:
    """The counts of VoID (sections 4.6 and 4.5) and the policy versions.

    ``classes`` maps each class to its entities; ``properties`` each predicate to its triples, distinct subjects
    and distinct objects.
    """

    sizes: Sizes
    subjects: int
    objects: int
    classes: dict[str, int]
    properties: dict[str, tuple[int, int, int]]
    versions: list[Version]


def sizes(select: Select) -> Sizes:
    """How many triples each graph has."""
    graphs = {row["term"].value: _number(row, "triples") for row in select(_GRAPHS)}
    return Sizes(sum(_number(row, "triples") for row in select(_SIZE)), graphs)


def holdings(select: Select) -> Holdings:
    """All that the self-description says of the data."""
    (totals,) = select(_TOTALS)
    properties = {
        row["term"].value: (_number(row, "triples"), _number(row, "subjects"), _number(row, "objects"))
        for row in select(_PROPERTIES)
    }
    return Holdings(
        sizes(select),
        _number(totals, "subjects"),
        _number(totals, "objects"),
        {row["term"].value: _number(row, "entities") for row in select(_CLASSES)},
        properties,
        _versions(select),
    )


def _versions(select: Select) -> list[Version]:
    names = {row["controller"].value: row["name"].value for row in select(SPARQL_PREFIXES + _NAMES)}
    found: dict[str, dict[NamedNode, list[NamedNode | Literal]]] = defaultdict(lambda: defaultdict(list))
    for row in select(SPARQL_PREFIXES + _VERSIONS):
        property, value = row["property"], row["value"]
        if isinstance(property, NamedNode) and isinstance(value, NamedNode | Literal):
            found[row["graph"].value.removesuffix("/policy")][property].append(value)
    return [
        Version(iri, iri.rsplit("/", 1)[0], names.get(iri.rsplit("/", 1)[0]), dict(properties))
        for iri, properties in found.items()
    ]


def _number(row: Row, name: str) -> int:
    return int(row[name].value)
