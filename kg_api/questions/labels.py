"""The names of concepts, controllers and countries, read once from an engine; of policies' own nodes, as they come up.

Concepts, countries and classes are those of the ontology, which do not grow with the corpus. A policy's own nodes do,
so their names are read for the answer that shows them, and kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import NamedNode

from kg_api.engine import Engine, Row, is_true, select, values
from kg_api.errors import AmbiguousName, UnknownName
from kg_api.vocabulary import DATA, PREFIXES, curie, expand

_OURS: Final = f'FILTER(!STRSTARTS(STR(?node), "{DATA}"))'
_LABELS = f"""
SELECT ?node ?label ?language ?preferred WHERE {{
  ?node a skos:Concept ; ?kind ?label {_OURS}
  VALUES (?kind ?preferred) {{ (skos:prefLabel true) (skos:altLabel false) }}
  BIND(LANG(?label) AS ?language)
}}
"""
# What a node of a policy is called, and what it is.
_OWN = """
SELECT ?node ?label (LANG(?label) AS ?language) ?name ?broader ?kind WHERE {
  %s
  { ?node skos:prefLabel ?label } UNION { ?node dpv:hasName ?name } UNION { ?node skos:broader ?broader }
  UNION { ?node a ?kind }
}
ORDER BY ?node ?broader ?kind ?name
"""
# Classes, by which a node without a name of its own is called, and what our vocabulary has beside concepts.
_OTHERS = f"""
SELECT ?node ?label ?language WHERE {{
  ?node rdfs:label ?label BIND(LANG(?label) AS ?language) FILTER(isIRI(?node)) {_OURS}
}}
"""
_BROADER = f"SELECT ?node ?above WHERE {{ ?node a skos:Concept ; skos:broader ?above {_OURS} }}"
_LIES = "SELECT ?node WHERE { VALUES ?node { %s } ?node skos:broaderTransitive %s }"
_LOCATION: Final = PREFIXES["dpv"] + "Location"
# As the scheme of a parameter: any concept.
ANY_CONCEPT: Final = PREFIXES["skos"] + "Concept"
_COUNTRIES = "SELECT ?node ?code WHERE { ?node loc:iso_alpha2 ?code }"
_CONTROLLERS = "SELECT ?node ?slug ?name WHERE { ?node pkg:controllerSlug ?slug ; skos:prefLabel ?name }"
_PREFIX = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
# Nodes in one query, and nodes whose names are kept.
_BATCH: Final = 100
_KEPT: Final = 200_000


@dataclass
class _Own:
    """A node of a policy: what it is called and in which language, named, lies under, is."""

    label: str | None = None
    language: str = ""
    name: str | None = None
    broader: list[str] = field(default_factory=list)
    kind: str | None = None


@dataclass
class Names:
    """Labels of every concept in every language, and what a user may call a thing.

    ``read`` asks the engine, for nodes of policies.
    """

    read: Callable[[str], list[Row]]
    labels: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    by_label: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    spelling: dict[str, str] = field(default_factory=dict)
    countries: dict[str, str] = field(default_factory=dict)
    controllers: dict[str, str] = field(default_factory=dict)
    slugs: dict[str, str] = field(default_factory=dict)
    below: dict[str, frozenset[str]] = field(default_factory=dict)
    _own: dict[str, _Own] = field(default_factory=dict)
    _called: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def label(self, iri: str, language: str = "en") -> str:
        """The label of a node in ``language``, else English, else its name, else of what it is, else its CURIE."""
        return self._called_so(iri, language)[0]

    def tongue(self, iri: str, language: str = "en") -> str:
        """The language that :meth:`label` is in for these; empty for a name, which is in none, and for a CURIE."""
        return self._called_so(iri, language)[1]

    def _called_so(self, iri: str, language: str) -> tuple[str, str]:
        """What a node is called, and the language of that."""
        if iri.startswith(DATA):
            return self._own_called_so(iri, language)
        known = self.labels.get(iri, {})
        found = next((one for one in (language, "en", *known) if known.get(one)), None)
        return (known[found], found) if found else (curie(iri), "")

    def above(self, iri: str) -> list[str]:
        """The concepts that a policy's own node lies right under; none for a concept."""
        return self._node(iri).broader if iri.startswith(DATA) else []

    def is_named(self, iri: str) -> bool:
        """Whether a node has a name of its own or a concept above it; else its label says only what it is."""
        own = self._node(iri) if iri.startswith(DATA) and iri not in self.controllers else None
        return own is None or bool(own.label or own.name or own.broader)

    def learn(self, iris: Iterable[str]) -> None:
        """Reads what policies' own nodes among ``iris`` are called, many at a time; what is known is not read again."""
        if len(self._own) > _KEPT:
            self._own.clear()
        unknown = sorted({iri for iri in iris if iri.startswith(DATA) and iri not in self._own})
        for start in range(0, len(unknown), _BATCH):
            some = unknown[start : start + _BATCH]
            found = {iri: _Own() for iri in some}
            block = values(["node"], [[NamedNode(iri)] for iri in some])
            for row in self.read(_PREFIX + _OWN % block):
                _note(found[row["node"].value], row)
            self._own.update(found)

    def controller(self, text: str, status: int | None = None) -> str:
        """The IRI of a controller given by slug, name or IRI.

        Raises UnknownName, with ``status`` in place of 404, and AmbiguousName for a name that several have.
        """
        # Looked up by many threads: what they see is made whole before any of them has it.
        self._called = called = self._called or self._callable()
        found = called.get(text.strip().lower(), ())
        if len(found) > 1:
            raise AmbiguousName("controller", text, sorted(self.slugs[iri] for iri in found))
        if not found:
            raise UnknownName("controller", text, self.slugs.values(), status=status)
        return found[0]

    def _callable(self) -> dict[str, tuple[str, ...]]:
        """The controllers (IRIs) by what one may call them, in lower case; a slug comes before a name."""
        by_name: dict[str, list[str]] = defaultdict(list)
        for iri, name in self.controllers.items():
            by_name[name.lower()].append(iri)
        return {
            **{name: tuple(iris) for name, iris in by_name.items()},
            **{iri.lower(): (iri,) for iri in self.slugs},
            **{slug: (iri,) for iri, slug in self.slugs.items()},
        }

    def country(self, text: str) -> str:
        """The IRI of a country or area given by ISO 3166 code, CURIE, IRI or label."""
        code = text.strip().upper()
        return self.countries.get(code) or self._concept(text, "country", _LOCATION, self.countries)

    def concept(self, text: str, scheme: str, kind: str) -> str:
        """The IRI of a concept at or below ``scheme`` (an IRI), given by CURIE, IRI or label in any language."""
        return self._concept(text, kind, scheme, ())

    def _concept(self, text: str, kind: str, scheme: str, codes: Iterable[str]) -> str:
        iri, known = expand(text.strip()), self.below[scheme]
        if iri is not None and (iri in known or self._lies_below(iri, scheme)):
            return iri
        found = self.by_label.get(text.strip().casefold(), set()) & known if iri is None else set()
        if len(found) > 1:
            raise AmbiguousName(kind, text, sorted(curie(one) for one in found))
        if found:
            return found.pop()
        raise UnknownName(kind, text, [*codes, *self._names(known)], status=422)

    def _lies_below(self, iri: str, scheme: str) -> bool:
        """Whether a policy's own node lies below a concept."""
        if not iri.startswith(DATA):
            return False
        return bool(self.read(_PREFIX + _LIES % (NamedNode(iri), NamedNode(scheme))))

    def _names(self, known: frozenset[str]) -> list[str]:
        return [curie(iri) for iri in known] + [
            self.spelling[label] for label, iris in self.by_label.items() if not known.isdisjoint(iris)
        ]

    def _node(self, iri: str) -> _Own:
        self.learn([iri])
        return self._own.get(iri) or _Own()

    def _own_called_so(self, iri: str, language: str) -> tuple[str, str]:
        if iri in self.controllers:
            return self.controllers[iri], ""
        own, seen = self._node(iri), {iri}
        while own.label is None and own.name is None:
            above = own.broader[0] if own.broader else own.kind
            if above is None or above in seen:
                return curie(iri), ""
            if not above.startswith(DATA):
                return self._called_so(above, language)
            seen.add(above)
            own = self._node(above)
        return (own.label, own.language) if own.label else (own.name or curie(iri), "")


def _note(own: _Own, row: Row) -> None:
    if "label" in row:
        own.label, own.language = row["label"].value, row["language"].value
    elif "name" in row:
        own.name = own.name or row["name"].value
    elif "broader" in row:
        own.broader.append(row["broader"].value)
    else:
        own.kind = own.kind or row["kind"].value


def read_names(engine: Engine, schemes: Iterable[str]) -> Names:
    """Reads the names from a snapshot; ``schemes`` are the IRIs of the concepts that parameters lie under."""
    names = Names(lambda text: select(engine, text))
    for row in names.read(_PREFIX + _LABELS):
        iri, label = row["node"].value, row["label"].value
        names.by_label[label.casefold()].add(iri)
        names.spelling.setdefault(label.casefold(), label)
        if is_true(row["preferred"]):
            names.labels[iri][row["language"].value] = label
    concepts = frozenset(names.labels)
    for row in names.read(_PREFIX + _OTHERS):
        names.labels[row["node"].value].setdefault(row["language"].value, row["label"].value)
    for row in names.read(_PREFIX + _COUNTRIES):
        names.countries[row["code"].value] = row["node"].value
    for row in sorted(names.read(_PREFIX + _CONTROLLERS), key=lambda row: row["slug"].value):
        names.controllers[row["node"].value] = row["name"].value
        names.slugs[row["node"].value] = row["slug"].value
    names.below.update(_below(names.read(_PREFIX + _BROADER), {*schemes, _LOCATION} - {ANY_CONCEPT}))
    names.below[ANY_CONCEPT] = concepts
    return names


def _below(rows: list[Row], schemes: set[str]) -> dict[str, frozenset[str]]:
    """The concepts of the ontology at or below each scheme."""
    narrower: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        narrower[row["above"].value].add(row["node"].value)
    found = {}
    for scheme in schemes:
        seen, waiting = {scheme}, [scheme]
        while waiting:
            new = narrower.get(waiting.pop(), set()) - seen
            seen |= new
            waiting.extend(new)
        found[scheme] = frozenset(seen)
    return found
