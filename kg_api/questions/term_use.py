"""Who uses a concept: the controllers that say something at or below it, or deny something at or above it."""

from __future__ import annotations

from typing import Any, Final

from pyoxigraph import NamedNode

from kg_api.engine import select
from kg_api.errors import UnknownName
from kg_api.questions.answer import Questions
from kg_api.questions.labels import ANY_CONCEPT
from kg_api.questions.one_word import summarise
from kg_api.vocabulary import SPARQL_PREFIXES, curie

_STANCES: Final = ("stated", "implied", "denied")
# A denial covers everything narrower than its target (docs/model.md).
_USE: Final = """
SELECT ?controller ?stance (COUNT(DISTINCT ?fact) AS ?facts) WHERE {
  {
    ?object skos:broaderTransitive %(term)s .
    ?fact rdf:object ?object ; pkg:factStance ?stance ; pkg:controller ?controller .
  } UNION {
    %(term)s skos:broaderTransitive ?object .
    ?denial owl:targetIndividual ?object .
    ?fact pkg:about ?denial ; pkg:factStance ?stance ; pkg:controller ?controller .
  }
}
GROUP BY ?controller ?stance ORDER BY ?controller LIMIT %(limit)d
"""


def use_of(questions: Questions, name: str, language: str = "en", limit: int = 1000) -> dict[str, Any]:
    """A concept given by CURIE, IRI or label, and who uses it: ``controllers`` with ``stance`` and facts by stance.

    ``truncated`` where more than ``limit`` rows of controller and stance were found. Raises UnknownName and
    AmbiguousName.
    """
    try:
        iri = questions.names.concept(name, ANY_CONCEPT, "concept")
    except UnknownName as error:
        error.status = 404  # it is the thing asked for, and no value of a parameter
        raise
    query = _USE % {"term": NamedNode(iri), "limit": limit + 1}
    rows = select(questions.engine, SPARQL_PREFIXES + query)
    found: dict[str, dict[str, int]] = {}
    for row in rows[:limit]:
        counts = found.setdefault(row["controller"].value, dict.fromkeys(_STANCES, 0))
        counts[row["stance"].value.rpartition("#")[2].lower()] = int(row["facts"].value)
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
        "truncated": len(rows) > limit,
        "snapshot": questions.engine.describe().snapshot,
    }
