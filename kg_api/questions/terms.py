"""The terms that a query may name, to be found by what one types: prefixes, properties, classes and concepts.

Policies' own nodes are left out: there is no end to them, and nobody types them. Labels and glosses are those of the
graph; DPV's definitions are not in it, so that a concept of DPV shows what it lies under.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from kg_api.engine import Engine, Row, is_true, select
from kg_api.vocabulary import BASE, OWL, PREFIXES, RDF, RDFS, SKOS, SPARQL_PREFIXES, curie

Kind = Literal["prefix", "property", "class", "concept", "term"]
_MOST_ROWS: Final = 200_000
_SAID: Final = "skos:prefLabel skos:altLabel rdfs:label rdfs:comment rdf:type skos:broader"
# The ontology has graphs of its own, which do not grow with the policies: each is read by its name.
_GRAPHS: Final = f"""
SELECT ?graph WHERE {{
  GRAPH ?graph {{}} FILTER(STRSTARTS(STR(?graph), "{BASE}graphs/ontology/") || ?graph = <{BASE}graphs/duties>)
}} ORDER BY ?graph
"""
_OF_GRAPH: Final = f"""
SELECT DISTINCT ?node ?kind ?value WHERE {{
  VALUES ?kind {{ {_SAID} }} GRAPH %s {{ ?node ?kind ?value }} FILTER(isIRI(?node))
}} LIMIT {_MOST_ROWS}
"""
_OF_DATA: Final = (
    f"SELECT DISTINCT ?node ?kind ?value WHERE {{ VALUES ?kind {{ {_SAID} }} ?node ?kind ?value "
    f"FILTER(isIRI(?node)) }} LIMIT {_MOST_ROWS}"
)
_USED: Final = f"""
SELECT ?node (SUM(?count) AS ?times) ?property WHERE {{
  GRAPH <{BASE}graphs/void> {{
    {{ ?part void:property ?node ; void:triples ?count BIND(true AS ?property) }}
    UNION {{ ?part void:class ?node ; void:entities ?count BIND(false AS ?property) }}
  }}
}} GROUP BY ?node ?property
"""
_PROPERTIES: Final = frozenset(
    node.value
    for node in (
        RDF["Property"],
        OWL["ObjectProperty"],
        OWL["DatatypeProperty"],
        OWL["AnnotationProperty"],
    )
)
_CLASSES: Final = frozenset({RDFS["Class"].value, OWL["Class"].value})
_WORD: Final = re.compile(r"[A-Z]?[a-zà-ÿ0-9]+|[A-Z]+(?![a-z])")
_QNAME: Final = re.compile(r"([A-Za-z][A-Za-z0-9-]*)?:(.*)", re.DOTALL)


@dataclass(frozen=True)
class Term:
    """A term as one types it (``id``), its IRI and kind, labels by language, glosses by language (the graph's own),
    the IRIs that it lies under, and how often the data use it, where that is known.
    """

    id: str
    iri: str
    kind: Kind
    labels: dict[str, str]
    glosses: dict[str, str]
    broader: tuple[str, ...]
    used: int
    names: tuple[str, ...]

    def label(self, language: str) -> str:
        """The label in ``language``, else English, else any, else the local name."""
        return _in(self.labels, language) or self.id.partition(":")[2]

    def gloss(self, language: str) -> str:
        """The gloss in ``language``, else English, else any; empty where the graph has none."""
        return _in(self.glosses, language)


class Terms:
    """Every term of a snapshot, to be searched by prefix, local name and label in any language."""

    def __init__(self, terms: list[Term]) -> None:
        self._terms = terms
        self._by_iri = {term.iri: term for term in terms if term.kind != "prefix"}

    def __len__(self) -> int:
        return len(self._terms)

    def search(self, text: str, limit: int) -> list[Term]:
        """At most ``limit`` terms, the nearest first: the same name, then names, labels, words that begin so, then
        those that contain it. ``dpv:Mark`` looks among the names and labels of one prefix.
        """
        qname = _QNAME.fullmatch(text.strip())
        prefix, wanted = (qname[1] or "", qname[2]) if qname else (None, text.strip())
        wanted = wanted.casefold()
        if prefix is None and not wanted:
            return []
        found = [
            (rank, -term.used, len(term.id), term.id, term)
            for term in self._terms
            if (rank := _rank(term, prefix, wanted)) is not None
        ]
        return [item[-1] for item in sorted(found, key=lambda item: item[:-1])[:limit]]

    def label(self, iri: str, language: str) -> str:
        """The label of a term; empty for what is no term, or has none."""
        term = self._by_iri.get(iri)
        return _in(term.labels, language) if term else ""

    def above(self, term: Term, language: str) -> str:
        """The label of what a term lies under; empty where that is nothing that is known."""
        return next((text for iri in term.broader if (text := self.label(iri, language))), "")


def read_terms(engine: Engine) -> Terms:
    """Reads the terms of a snapshot: those of its ontology, else, where it has none, those of its default graph."""
    said: dict[str, dict[str, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for row in _of_ontology(engine) or select(engine, SPARQL_PREFIXES + _OF_DATA):
        language = getattr(row["value"], "language", None) or ""
        said[row["node"].value][row["kind"].value].append((language, row["value"].value))
    used, properties = _usage(engine)
    for iri in used:
        said[iri]  # a name that the data use is a term, though nothing is said of it
    prefixes = [
        Term(f"{name}:", iri, "prefix", {}, {}, (), 0, (name.casefold(),)) for name, iri in PREFIXES.items()
    ]
    return Terms(prefixes + [_term(iri, facts, used.get(iri, 0), properties) for iri, facts in said.items()])


def _of_ontology(engine: Engine) -> list[Row]:
    """What the graphs of the ontology say of terms, each triple once."""
    graphs = select(engine, SPARQL_PREFIXES + _GRAPHS)
    rows = [
        row
        for one in graphs
        if "graph" in one
        for row in select(engine, SPARQL_PREFIXES + _OF_GRAPH % one["graph"])
    ]
    return list({(row["node"], row["kind"], row["value"]): row for row in rows}.values())


def _usage(engine: Engine) -> tuple[dict[str, int], set[str]]:
    """How often the data use each class and property, by VoID; and which of them are properties."""
    rows = select(engine, SPARQL_PREFIXES + _USED)
    used = {row["node"].value: int(row["times"].value) for row in rows if "node" in row}
    return used, {row["node"].value for row in rows if "node" in row and is_true(row["property"])}


def _term(iri: str, facts: dict[str, list[tuple[str, str]]], used: int, properties: set[str]) -> Term:
    labels = dict(facts[RDFS["label"].value]) | dict(facts[SKOS["prefLabel"].value])
    types = {value for _, value in facts[RDF["type"].value]}
    short = curie(iri)
    local = short.partition(":")[2] if short != iri else ""
    texts = (local, *labels.values(), *(text for _, text in facts[SKOS["altLabel"].value]))
    return Term(
        id=short if short != iri else f"<{iri}>",
        iri=iri,
        kind=_kind(types, iri in properties),
        labels=labels,
        glosses=dict(facts[RDFS["comment"].value]),
        broader=tuple(sorted(value for _, value in facts[SKOS["broader"].value])),
        used=used,
        names=tuple(dict.fromkeys(text.casefold() for text in texts if text)) + tuple(_words(local)),
    )


def _kind(types: set[str], is_property: bool) -> Kind:
    if is_property or types & _PROPERTIES:
        return "property"
    if SKOS["Concept"].value in types:
        return "concept"
    return "class" if types & _CLASSES or not types else "term"


def _words(local: str) -> Iterator[str]:
    """The words inside a local name after its first, such as “basis” of “hasLegalBasis”."""
    for match in list(_WORD.finditer(local))[1:]:
        yield " " + local[match.start() :].casefold()


def _rank(term: Term, prefix: str | None, wanted: str) -> int | None:
    """How near a term is (0 is nearest), None where it is not what is looked for."""
    if term.kind == "prefix":
        return 0 if prefix is None and term.names[0].startswith(wanted) else None
    if prefix is not None and not term.id.startswith(f"{prefix}:"):
        return None
    best: int | None = None
    for place, name in enumerate(term.names):
        rank = _nearness(name, wanted, first=place == 0)
        if rank is not None and (best is None or rank < best):
            best = rank
    return best


def _nearness(name: str, wanted: str, *, first: bool) -> int | None:
    if name == wanted:
        return 0 if first else 1
    if name.startswith(wanted):
        return 1 if first else 2
    if f" {wanted}" in name:
        return 3
    return 4 if wanted in name else None


def _in(texts: dict[str, str], language: str) -> str:
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")
