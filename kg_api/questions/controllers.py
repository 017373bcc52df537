"""The controllers and their policy versions, as resources."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from pyoxigraph import NamedNode

from kg_api.engine import Row, select, values
from kg_api.questions.answer import Questions
from kg_api.questions.evidence import evidence_of
from kg_api.vocabulary import DATA, SPARQL_PREFIXES, curie

# Each version in its own graphs, since the default graph holds only the newest of each controller.
_POLICIES = """
SELECT ?source ?title ?language ?date ?review ?sha ?url ?retrieved ?current WHERE {
  GRAPH ?graph {
    ?notice a dpv:PrivacyNotice ; dct:title ?title ; dct:language ?language .
    OPTIONAL { ?notice pkg:sortDate ?date }
  }
  FILTER(STRSTARTS(STR(?graph), "https://w3id.org/privacy-kg/data/"))
  BIND(IRI(REPLACE(STR(?graph), "/policy$", "/source")) AS ?source)
  GRAPH ?source {
    ?source pkg:reviewStatus ?status ; pkg:textSha256 ?sha .
    OPTIONAL { ?source pkg:sourceUrl ?url }
    OPTIONAL { ?source pkg:retrieved ?retrieved }
  }
  ?status rdfs:label ?review
  FILTER(LANG(?review) = "en")
  BIND(EXISTS { ?notice a dpv:PrivacyNotice } AS ?current)
}
ORDER BY ?date ?source
"""
_COUNTRIES = """
SELECT DISTINCT ?controller ?country WHERE {
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


def controllers(questions: Questions) -> list[dict[str, Any]]:
    """Every controller: slug, name, countries where it says it is, policy versions."""
    policies: dict[str, list[Any]] = defaultdict(list)
    for row in select(questions.engine, SPARQL_PREFIXES + _POLICIES):
        policy = _policy(row)
        policies[DATA + policy["policy"].split("/")[0]].append(policy)
    countries = _grouped(select(questions.engine, SPARQL_PREFIXES + _COUNTRIES), _country)
    return [
        {
            "controller": slug,
            "controller_name": questions.names.controllers[iri],
            "iri": iri,
            "countries": countries[iri],
            "policies": policies[iri],
        }
        for iri, slug in sorted(questions.names.slugs.items(), key=lambda item: item[1])
    ]


def describe_controller(questions: Questions, name: str, language: str = "en") -> dict[str, Any]:
    """A controller with what it says of its own identity, each fact with its passages.

    Raises :class:`~kg_api.errors.UnknownName` where there is none of that slug, name or IRI.
    """
    iri = questions.names.controller(name)
    found = next(one for one in controllers(questions) if one["iri"] == iri)
    block = values(["controller"], [[NamedNode(iri)]])
    rows = select(questions.engine, SPARQL_PREFIXES + _IDENTITY % block)
    facts = [row["fact"].value for row in rows]
    evidence = evidence_of(questions.engine, facts, questions.names, questions.quotes, language)
    identity = [
        {
            "predicate": curie(row["predicate"].value),
            "value": _value(questions, row, language),
            "stance": row["stance"].value.rsplit("#", 1)[1].lower(),
            "hedged": row["hedged"].value == "true",
            "evidence": evidence.get(row["fact"].value, []),
        }
        for row in rows
    ]
    return found | {"identity": identity, "snapshot": questions.engine.describe().snapshot}


def _grouped(rows: list[Row], shape: Any) -> dict[str, list[Any]]:
    grouped: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row["controller"].value].append(shape(row))
    return grouped


def _policy(row: Row) -> dict[str, Any]:
    name = row["source"].value.removeprefix(DATA).removesuffix("/source")
    return {
        "policy": name,
        "version": name.rsplit("/", 1)[1],
        "title": row["title"].value,
        "language": row["language"].value,
        "date": row["date"].value if "date" in row else None,
        "current": row["current"].value == "true",
        "review": row["review"].value,
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
