"""A controller's card: who it is, where, how one reaches it, how its notice stands, in one call."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from kg_api.engine import Row, Term, is_true, select, values
from kg_api.questions.answer import Questions
from kg_api.questions.controllers import controllers
from kg_api.questions.evidence import evidence_of
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
SELECT ?what ?value ?fact ?stance ?hedged WHERE {
  %s
  {
    VALUES (?predicate ?what) { (dpv:hasContact "contact") (dpv:hasAddress "address") (pkg:website "website") }
    ?fact pkg:controller ?controller ; rdf:predicate ?predicate ; rdf:object ?value ; rdf:subject ?node .
    ?node prov:specializationOf ?controller .
  } UNION {
    ?named pkg:controller ?controller ; rdf:predicate dpv:hasDataProtectionOfficer ; rdf:object ?officer .
    ?fact rdf:subject ?officer ; rdf:predicate dpv:hasContact ; rdf:object ?value BIND("officer" AS ?what)
  } UNION {
    ?fact pkg:controller ?controller ; rdf:predicate pkg:complaintTo ; rdf:object ?value BIND("authority" AS ?what)
  } UNION {
    ?fact pkg:controller ?controller ; rdf:predicate dpv:hasLocation ; rdf:object ?value ; rdf:subject ?node .
    ?node prov:specializationOf ?controller BIND("country" AS ?what)
  }
  ?fact pkg:factStance ?stance ; pkg:factHedged ?hedged .
}
ORDER BY ?what ?value ?fact
"""


def card(questions: Questions, name: str, language: str = "en") -> dict[str, Any]:
    """The card of a controller given by slug, name or IRI; UnknownName where there is none.

    Identity and policy versions as in the list of controllers; ``counts`` of duties by outcome and ``findings`` by the
    law of the notice's own date; how to reach it, in ``said`` each with its passages; how many facts of each stance
    each topic has.
    """
    iri = questions.names.controller(name)
    (found,) = controllers(questions, [iri], language)
    (glance,) = listing(questions, [iri], language)
    block = values(["controller", "language"], [[NamedNode(iri), Literal(language)]])
    said = _said(questions, select(questions.engine, SPARQL_PREFIXES + _REACHED % block), language)
    reached: dict[str, list[str]] = defaultdict(list)
    for one in said:
        reached[one["what"]].append(one["value"])
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
        "said": said,
        "topics": _topics(select(questions.engine, SPARQL_PREFIXES + _TOPICS % block)),
        "snapshot": questions.engine.describe().snapshot,
    }


def _said(questions: Questions, rows: list[Row], language: str) -> list[dict[str, Any]]:
    """Each value once: what it is, its stance, whether it is hedged, and the passages of the fact that has it."""
    firsts: dict[tuple[str, Term], Row] = {}
    for row in rows:
        firsts.setdefault((row["what"].value, row["value"]), row)
    facts = [row["fact"].value for row in firsts.values()]
    evidence = evidence_of(questions.engine, facts, questions.names, questions.quotes, language)
    return [
        {
            "what": what,
            "value": _text(questions, row, language),
            "stance": row["stance"].value.rpartition("#")[2].lower(),
            "hedged": is_true(row["hedged"]),
            "evidence": evidence.get(row["fact"].value, []),
        }
        for (what, _), row in firsts.items()
    ]


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
