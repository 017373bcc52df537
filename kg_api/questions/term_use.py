"""Who uses a concept: the controllers that say something at or below it, or deny something at or above it."""

from __future__ import annotations

from typing import Any, Final

from pyoxigraph import NamedNode

from kg_api.engine import select, values
from kg_api.errors import UnknownName
from kg_api.questions.answer import Questions
from kg_api.questions.cursor import read_cursor, write_cursor
from kg_api.questions.labels import ANY_CONCEPT
from kg_api.questions.one_word import summarise
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
_USE: Final = """
SELECT ?controller ?stance (COUNT(DISTINCT ?fact) AS ?facts) WHERE {
  %s
  %s
} GROUP BY ?controller ?stance
"""


def use_of(
    questions: Questions, name: str, language: str = "en", limit: int = 100, cursor: str | None = None
) -> dict[str, Any]:
    """A concept given by CURIE, IRI or label, and who uses it: ``controllers`` with ``stance`` and facts by stance.

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
    found = _counted(questions, pattern, [row["controller"].value for row in users[:limit]])
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
                "stance": summarise({stance for stance, count in counts.items() if count}),
                "facts": counts,
            }
            for one, counts in found.items()
        ],
        "truncated": next is not None,
        "next": next,
        "snapshot": snapshot,
    }


def _counted(questions: Questions, pattern: str, users: list[str]) -> dict[str, dict[str, int]]:
    """Of each of these controllers (IRIs) how many facts of each stance match the pattern, in their order."""
    found = {iri: dict.fromkeys(_STANCES, 0) for iri in users}
    for start in range(0, len(users), _BATCH):
        block = values(["controller"], [[NamedNode(iri)] for iri in users[start : start + _BATCH]])
        for row in select(questions.engine, SPARQL_PREFIXES + _USE % (block, pattern)):
            stance = row["stance"].value.rpartition("#")[2].lower()
            found[row["controller"].value][stance] = int(row["facts"].value)
    return found
