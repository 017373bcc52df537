"""A controller's card: who it is, where, how one reaches it, how its notice stands, in one call."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from kg_api.engine import Row, select, values
from kg_api.questions.answer import Questions
from kg_api.questions.controllers import controllers
from kg_api.questions.listing import listing
from kg_api.vocabulary import SPARQL_PREFIXES, curie

# How much it says of each part of a notice, and how surely.
_TOPICS: Final = """
SELECT ?topic ?label ?stance (COUNT(?fact) AS ?facts) WHERE {
  %s
  ?fact pkg:controller ?controller ; pkg:topic ?topic ; pkg:factStance ?stance .
  ?topic rdfs:label ?label FILTER(LANG(?label) = ?language)
}
GROUP BY ?topic ?label ?stance
"""
_REACHED: Final = """
SELECT DISTINCT ?what ?value WHERE {
  %s
  {
    VALUES (?predicate ?what) { (dpv:hasContact "contact") (dpv:hasAddress "address") (pkg:website "website") }
    ?fact pkg:controller ?controller ; rdf:predicate ?predicate ; rdf:object ?value ; rdf:subject ?node .
    ?node prov:specializationOf ?controller .
  } UNION {
    ?fact pkg:controller ?controller ; rdf:predicate dpv:hasDataProtectionOfficer ; rdf:object ?officer .
    ?officer dpv:hasContact ?value BIND("officer" AS ?what)
  } UNION {
    ?fact pkg:controller ?controller ; rdf:predicate pkg:complaintTo ; rdf:object ?value BIND("authority" AS ?what)
  }
}
ORDER BY ?what ?value
"""


def card(questions: Questions, name: str, language: str = "en") -> dict[str, Any]:
    """The card of a controller given by slug, name or IRI; UnknownName where there is none.

    Identity and policy versions as in the list of controllers; ``counts`` of duties by outcome and ``findings`` by the
    law of the notice's own date; how to reach it; how many facts of each stance each topic has.
    """
    iri = questions.names.controller(name)
    (found,) = controllers(questions, [iri])
    (glance,) = listing(questions, [iri], language)
    block = values(["controller", "language"], [[NamedNode(iri), Literal(language)]])
    reached: dict[str, list[str]] = defaultdict(list)
    for row in select(questions.engine, SPARQL_PREFIXES + _REACHED % block):
        reached[row["what"].value].append(_text(questions, row, language))
    return {
        **found,
        "date": glance["date"],
        "counts": glance["counts"],
        "findings": glance["findings"],
        "contacts": reached["contact"],
        "addresses": reached["address"],
        "websites": reached["website"],
        "officers": reached["officer"],
        "authorities": reached["authority"],
        "topics": _topics(select(questions.engine, SPARQL_PREFIXES + _TOPICS % block)),
        "snapshot": questions.engine.describe().snapshot,
    }


def _topics(rows: list[Row]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        one = found.setdefault(
            row["topic"].value,
            {
                "topic": curie(row["topic"].value),
                "label": row["label"].value,
                "stated": 0,
                "implied": 0,
                "denied": 0,
            },
        )
        one[row["stance"].value.rpartition("#")[2].lower()] = int(row["facts"].value)
    return [found[iri] for iri in sorted(found)]


def _text(questions: Questions, row: Row, language: str) -> str:
    value = row["value"]
    return questions.names.label(value.value, language) if isinstance(value, NamedNode) else value.value
