"""Who uses a concept: the controllers that say something at or below it, or deny something at or above it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import NamedNode

from kg_api.engine import select, values
from kg_api.errors import UnknownName
from kg_api.questions.answer import Questions
from kg_api.questions.catalogue import ASSERTED
from kg_api.questions.cursor import read_cursor, write_cursor
from kg_api.questions.evidence import evidence_of
from kg_api.questions.labels import ANY_CONCEPT
from kg_api.questions.one_word import is_hedged, summarise
from kg_api.vocabulary import SPARQL_PREFIXES, curie

_STANCES: Final = ("stated", "implied", "denied")
# Controllers in one query.
_BATCH: Final = 100
# A denial covers everything narrower than its target (docs/model.md).
_PATTERN: Final = """
  {
    ?object skos:broaderTransitive %(term)s .
    ?fact rdf:object ?object ; pkg:factStance ?stance ; pkg:controller ?controller .
  } UNION {
    %(term)s skos:broaderTransitive ?object .
    ?denial owl:targetIndividual ?object .
    ?fact pkg:about ?denial ; pkg:factStance ?stance ; pkg:controller ?controller .
  }
"""
_USERS: Final = "SELECT DISTINCT ?controller WHERE { %s } ORDER BY ?controller LIMIT %d OFFSET %d"
# A fact that is not hedged comes first.
_USE: Final = """
SELECT ?controller ?stance (COUNT(DISTINCT ?fact) AS ?facts) (MIN(?place) AS ?first) WHERE {
  %s
  %s
  ?fact pkg:factHedged ?hedged BIND(CONCAT(IF(?hedged, "hedged ", "a fact "), STR(?fact)) AS ?place)
} GROUP BY ?controller ?stance
"""


@dataclass(frozen=True)
class _Use:
    """What a controller says of a concept with one stance: how many facts, whether all are hedged, the first (IRI)."""

    facts: int
    hedged: bool
    fact: str


def use_of(
    questions: Questions, name: str, language: str = "en", limit: int = 100, cursor: str | None = None
) -> dict[str, Any]:
    """A concept given by CURIE, IRI or label, and who uses it: ``controllers`` with their one ``stance``, whether it is
    ``hedged``, ``facts`` by stance, and the ``evidence`` of the first that carries it, a plain one where there is.

    A page of ``limit`` controllers, from ``next`` of the page before on; each with all that it says. Raises
    UnknownName, AmbiguousName, and what :func:`~kg_api.questions.cursor.read_cursor` raises.
    """
    try:
        iri = questions.names.concept(name, ANY_CONCEPT, "concept")
    except UnknownName as error:
        error.status = 404  # it is the thing asked for, and no value of a parameter
        raise
    snapshot, asked = questions.engine.describe().snapshot, ["use", iri]
    start = 0 if cursor is None else read_cursor(cursor, snapshot, asked)
    pattern = _PATTERN % {"term": NamedNode(iri)}
    users = select(questions.engine, SPARQL_PREFIXES + _USERS % (pattern, limit + 1, start))
    found = _said(questions, pattern, [row["controller"].value for row in users[:limit]])
    facts = [use.fact for uses in found.values() for use in _carrying(uses)]
    evidence = evidence_of(questions.engine, facts, questions.names, questions.quotes, language)
    next = write_cursor(snapshot, asked, start + limit) if len(users) > limit else None
    names = questions.names
    return {
        "id": curie(iri),
        "iri": iri,
        "label": names.label(iri, language),
        "controllers": [
            {
                "controller": names.slugs[one],
                "controller_name": names.controllers[one],
                "stance": summarise(uses),
                "hedged": is_hedged({stance: use.hedged for stance, use in uses.items()}),
                "facts": {stance: uses[stance].facts if stance in uses else 0 for stance in _STANCES},
                "evidence": [piece for use in _carrying(uses) for piece in evidence.get(use.fact, [])],
            }
            for one, uses in found.items()
        ],
        "truncated": next is not None,
        "next": next,
        "snapshot": snapshot,
    }


def _said(questions: Questions, pattern: str, users: list[str]) -> dict[str, dict[str, _Use]]:
    """What each of these controllers (IRIs) says that matches the pattern, by stance, in their order."""
    found: dict[str, dict[str, _Use]] = {iri: {} for iri in users}
    for start in range(0, len(users), _BATCH):
        block = values(["controller"], [[NamedNode(iri)] for iri in users[start : start + _BATCH]])
        for row in select(questions.engine, SPARQL_PREFIXES + _USE % (block, pattern)):
            stance = row["stance"].value.rpartition("#")[2].lower()
            how, _, fact = row["first"].value.rpartition(" ")
            found[row["controller"].value][stance] = _Use(int(row["facts"].value), how == "hedged", fact)
    return found


def _carrying(uses: Mapping[str, _Use]) -> list[_Use]:
    """The uses that carry the one stance: the strongest that asserts, and a denial."""
    return [uses[one] for one in ASSERTED if one in uses][:1] + [
        uses[one] for one in ("denied",) if one in uses
    ]
