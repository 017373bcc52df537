"""The names of concepts, controllers and countries, read once from an engine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from kg_api.engine import Engine, select
from kg_api.errors import AmbiguousName, UnknownName
from kg_api.vocabulary import DATA, PREFIXES, curie, expand

_LABELS = """
SELECT ?node ?label ?language ?preferred WHERE {
  {
    { ?node a skos:Concept ; ?kind ?label } UNION { ?node a dpv:Right ; ?kind ?label }
    VALUES (?kind ?preferred) { (skos:prefLabel true) (skos:altLabel false) }
  } UNION { ?node a pkg:DefinedClass ; rdfs:label ?label . BIND(true AS ?preferred) }
  BIND(LANG(?label) AS ?language)
}
"""
_LOCAL = f"""
SELECT ?node ?label ?name ?broader ?kind WHERE {{
  {{ ?node skos:prefLabel ?label }} UNION {{ ?node dpv:hasName ?name }} UNION {{ ?node skos:broader ?broader }}
  UNION {{ ?node a ?kind }}
  FILTER(STRSTARTS(STR(?node), "{DATA}"))
}}
ORDER BY ?node ?broader ?kind ?name
"""
_BELOW = "SELECT ?node WHERE { ?node skos:broaderTransitive <%s> }"
_COUNTRIES = "SELECT ?node ?code WHERE { ?node loc:iso_alpha2 ?code }"
_CONTROLLERS = "SELECT ?node ?slug ?name WHERE { ?node pkg:controllerSlug ?slug ; skos:prefLabel ?name }"
_PREFIX = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())


@dataclass
class Names:
    """Labels of every concept in every language, and what a user may call a thing."""

    labels: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    broader: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    named: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    by_label: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    spelling: dict[str, str] = field(default_factory=dict)
    countries: dict[str, str] = field(default_factory=dict)
    controllers: dict[str, str] = field(default_factory=dict)
    slugs: dict[str, str] = field(default_factory=dict)
    below: dict[str, frozenset[str]] = field(default_factory=dict)

    def label(self, iri: str, language: str = "en") -> str:
        """The label of a node in ``language``, else English, else its name, else of what it is, else its CURIE."""
        known = self.labels.get(iri, {})
        label = (
            known.get(language) or known.get("en") or next(iter(known.values()), None) or self.named.get(iri)
        )
        if label is not None:
            return label
        above = self.broader[iri][0] if iri in self.broader else self.kinds.get(iri)
        return self.label(above, language) if above else curie(iri)

    def controller(self, text: str) -> str:
        """The IRI of a controller given by slug, name or IRI."""
        wanted = text.strip().lower()
        for iri, slug in self.slugs.items():
            if wanted in (slug, iri.lower(), self.controllers[iri].lower()):
                return iri
        raise UnknownName("controller", text, self.slugs.values())

    def country(self, text: str) -> str:
        """The IRI of a country or area given by ISO 3166 code, CURIE, IRI or label."""
        code = text.strip().upper()
        if code in self.countries:
            return self.countries[code]
        known = self.below["https://w3id.org/dpv#Location"]
        return self._concept(text, "country", known, self.countries)

    def concept(self, text: str, scheme: str, kind: str) -> str:
        """The IRI of a concept at or below ``scheme`` (an IRI), given by CURIE, IRI or label in any language."""
        return self._concept(text, kind, self.below[scheme], ())

    def _concept(self, text: str, kind: str, known: frozenset[str], codes: Iterable[str]) -> str:
        iri = expand(text.strip())
        if iri in known:
            return str(iri)
        found = self.by_label.get(text.strip().casefold(), set()) & known if iri is None else set()
        if len(found) > 1:
            raise AmbiguousName(kind, text, sorted(curie(one) for one in found))
        if found:
            return found.pop()
        raise UnknownName(kind, text, [*codes, *self._names(known)], status=422)

    def _names(self, known: frozenset[str]) -> list[str]:
        return [curie(iri) for iri in known] + [
            self.spelling[label] for label, iris in self.by_label.items() if not known.isdisjoint(iris)
        ]


def read_names(engine: Engine, schemes: Iterable[str]) -> Names:
    """Reads the names from a snapshot; ``schemes`` are the IRIs of the concepts that parameters lie under."""
    names = Names()
    for row in select(engine, _PREFIX + _LABELS):
        iri, label = row["node"].value, row["label"].value
        names.by_label[label.casefold()].add(iri)
        names.spelling.setdefault(label.casefold(), label)
        if row["preferred"].value == "true":
            names.labels[iri][row["language"].value] = label
    for row in select(engine, _PREFIX + _LOCAL):
        iri = row["node"].value
        if "label" in row:
            names.labels[iri]["en"] = row["label"].value
        elif "name" in row:
            names.named.setdefault(iri, row["name"].value)
        elif "broader" in row:
            names.broader[iri].append(row["broader"].value)
        else:
            names.kinds[iri] = row["kind"].value
    for row in select(engine, _PREFIX + _COUNTRIES):
        names.countries[row["code"].value] = row["node"].value
    for row in select(engine, _PREFIX + _CONTROLLERS):
        names.controllers[row["node"].value] = row["name"].value
        names.slugs[row["node"].value] = row["slug"].value
    for scheme in {*schemes, "https://w3id.org/dpv#Location"}:
        rows = select(engine, _PREFIX + _BELOW % scheme)
        names.below[scheme] = frozenset(row["node"].value for row in rows)
    return names
