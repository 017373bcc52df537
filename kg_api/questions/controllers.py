"""The controllers and their policy versions, as resources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from kg_api.engine import Row, is_true, select, values
from kg_api.questions.answer import Questions
from kg_api.questions.evidence import evidence_of
from kg_api.vocabulary import DATA, SPARQL_PREFIXES, curie

# Controllers in one query.
_BATCH: Final = 100

# Each version in its own graphs, since the default graph holds only the newest of each controller. What is derived
# leads from a source to its notice; one triple an OPTIONAL, since Oxigraph would else join with the notices of all.
_POLICIES = """
SELECT ?source ?title ?language ?issued ?modified ?status ?sha ?url ?retrieved ?current WHERE {
  %s
  GRAPH ?source { ?source pkg:controllerSlug ?slug ; pkg:reviewStatus ?status ; pkg:textSha256 ?sha }
  GRAPH <https://w3id.org/privacy-kg/graphs/derived> { ?notice prov:wasDerivedFrom ?source }
  GRAPH ?graph { ?notice a dpv:PrivacyNotice ; dct:title ?title ; dct:language ?language }
  FILTER(STRENDS(STR(?graph), "/policy"))
  OPTIONAL { GRAPH ?source { ?source pkg:sourceUrl ?url } }
  OPTIONAL { GRAPH ?source { ?source pkg:retrieved ?retrieved } }
  OPTIONAL { GRAPH ?graph { ?notice pkg:sortDate ?first } }
  OPTIONAL { GRAPH ?graph { ?notice dct:issued ?issued } }
  OPTIONAL { GRAPH ?graph { ?notice dct:modified ?modified } }
  BIND(EXISTS { ?notice a dpv:PrivacyNotice } AS ?current)
}
ORDER BY ?first ?source
"""
_COUNTRIES = """
SELECT DISTINCT ?controller ?country WHERE {
  %s
  ?node prov:specializationOf ?controller ; dpv:hasLocation ?country .
}
ORDER BY ?controller ?country
"""
_IDENTITY = """
SELECT ?fact ?predicate ?object ?stance ?hedged WHERE {
  %s
  VALUES ?topic { pkg:Identity pkg:Place }
  ?fact pkg:controller ?controller ; pkg:topic ?topic ; pkg:factStance ?stance ; pkg:factHedged ?hedged ;
    rdf:subject ?node ; rdf:predicate ?predicate ; rdf:object ?object .
  ?node prov:specializationOf ?controller .
}
ORDER BY ?predicate ?object
"""


def controllers(
    questions: Questions, wanted: Sequence[str] | None = None, language: str = "en"
) -> list[dict[str, Any]]:
    """Controllers in order of slug: slug, name, countries where it says it is, policy versions, oldest first.

    The ``date`` of a version is as precise as the notice itself, None where it gives none. ``wanted`` are their IRIs,
    all without.
    """
    names = questions.names
    found = sorted(names.slugs if wanted is None else wanted, key=lambda iri: names.slugs[iri])
    policies: dict[str, list[Any]] = defaultdict(list)
    countries: dict[str, list[str]] = defaultdict(list)
    for start in range(0, len(found), _BATCH):
        some = found[start : start + _BATCH]
        slugs = values(["slug"], [[Literal(names.slugs[iri])] for iri in some])
        for row in select(questions.engine, SPARQL_PREFIXES + _POLICIES % slugs):
            policy = _policy(row, names.label(row["status"].value, language))
            policies[DATA + policy["policy"].split("/")[0]].append(policy)
        nodes = values(["controller"], [[NamedNode(iri)] for iri in some])
        for row in select(questions.engine, SPARQL_PREFIXES + _COUNTRIES % nodes):
            countries[row["controller"].value].append(_country(row))
    return [
        {
            "controller": names.slugs[iri],
            "controller_name": names.controllers[iri],
            "iri": iri,
            "countries": countries[iri],
            "policies": policies[iri],
        }
        for iri in found
    ]


def describe_controller(questions: Questions, name: str, language: str = "en") -> dict[str, Any]:
    """A controller with what it says of its own identity, each fact with its passages.

    Raises :class:`~kg_api.errors.UnknownName` where there is none of that slug, name or IRI.
    """
    iri = questions.names.controller(name)
    (found,) = controllers(questions, [iri], language)
    block = values(["controller"], [[NamedNode(iri)]])
    rows = select(questions.engine, SPARQL_PREFIXES + _IDENTITY % block)
    facts = [row["fact"].value for row in rows]
    evidence = evidence_of(questions.engine, facts, questions.names, questions.quotes, language)
    identity = [
        {
            "predicate": curie(row["predicate"].value),
            "value": _value(questions, row, language),
            "stance": row["stance"].value.rsplit("#", 1)[1].lower(),
            "hedged": is_true(row["hedged"]),
            "evidence": evidence.get(row["fact"].value, []),
        }
        for row in rows
    ]
    return found | {"identity": identity, "snapshot": questions.engine.describe().snapshot}


def _policy(row: Row, review: str) -> dict[str, Any]:
    name = row["source"].value.removeprefix(DATA).removesuffix("/source")
    return {
        "policy": name,
        "version": name.rsplit("/", 1)[1],
        "title": row["title"].value,
        "language": row["language"].value,
        # As precise as the notice: pkg:sortDate is the first day that it can mean, which it does not say.
        "date": max((row[name].value for name in ("issued", "modified") if name in row), default=None),
        "current": is_true(row["current"]),
        "review": review,
        "text_sha256": row["sha"].value,
        "source_url": _known(row, "url"),
        "retrieved": _known(row, "retrieved"),
    }


def _known(row: Row, name: str) -> str | None:
    value = row[name].value if name in row else "unknown"
    return None if value == "unknown" else value


def _country(row: Row) -> str:
    return curie(row["country"].value)


def _value(questions: Questions, row: Row, language: str) -> str:
    value = row["object"]
    return questions.names.label(value.value, language) if isinstance(value, NamedNode) else value.value
