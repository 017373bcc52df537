"""A few controllers at a glance: where they are, the date of their notice, duties by outcome, findings.

Asked for those that a page shows, so that the work does not grow with the number of controllers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from pyoxigraph import NamedNode

from kg_api.engine import Row, select, values
from kg_api.errors import LimitExceeded, ParameterError, UnknownName
from kg_api.questions.answer import Questions
from kg_api.questions.assessments import OUTCOMES
from kg_api.vocabulary import SPARQL_PREFIXES

# Controllers that a query may name: admission lets in so much text.
MOST_NAMED: Final = 100

_NOTICES: Final = """
SELECT ?controller (MAX(STR(?said)) AS ?date) WHERE {
  %s
  ?notice pkg:controller ?controller ; a dpv:PrivacyNotice ; dct:issued|dct:modified ?said .
}
GROUP BY ?controller
"""
_LANGUAGES: Final = """
SELECT ?controller ?spoken WHERE {
  %s
  ?notice pkg:controller ?controller ; a dpv:PrivacyNotice ; dct:language ?spoken .
}
ORDER BY ?controller ?spoken
"""
_COUNTRIES: Final = """
SELECT DISTINCT ?controller ?country WHERE {
  %s
  ?node prov:specializationOf ?controller ; dpv:hasLocation ?country .
}
ORDER BY ?controller ?country
"""
_OUTCOMES: Final = """
SELECT ?controller ?outcome (COUNT(?node) AS ?count) WHERE {
  %s
  ?node a pkg:Assessment ; pkg:controller ?controller ; pkg:byDefault true ; pkg:outcome/rdfs:label ?outcome .
  FILTER(LANG(?outcome) = "en")
}
GROUP BY ?controller ?outcome
"""
_FINDINGS: Final = """
SELECT ?controller (COUNT(?node) AS ?count) WHERE {
  %s
  ?node a pkg:Finding ; pkg:controller ?controller ; pkg:byDefault true .
}
GROUP BY ?controller
"""


def listing(questions: Questions, controllers: Sequence[str], language: str = "en") -> list[dict[str, Any]]:
    """These controllers (IRIs) in their order: slug, name, countries, date of the current notice (ISO 8601, as
    precise as the notice itself; None where it gives none), duties by outcome, number of findings.
    """
    if not controllers:
        return []
    block = values(["controller"], [[NamedNode(iri)] for iri in controllers])
    names = questions.names
    found: dict[str, dict[str, Any]] = {
        iri: {
            "controller": names.slugs[iri],
            "controller_name": names.controllers[iri],
            "countries": [],
            "date": None,
            "counts": dict.fromkeys(OUTCOMES, 0),
            "findings": 0,
        }
        for iri in controllers
    }
    for iri, day in notice_dates(questions, controllers).items():
        found[iri]["date"] = day
    for row in _select(questions, _COUNTRIES % block):
        label = names.label(row["country"].value, language)
        found[row["controller"].value]["countries"].append(label)
    for row in _select(questions, _OUTCOMES % block):
        found[row["controller"].value]["counts"][row["outcome"].value] = int(row["count"].value)
    for row in _select(questions, _FINDINGS % block):
        found[row["controller"].value]["findings"] = int(row["count"].value)
    return list(found.values())


def notice_dates(questions: Questions, controllers: Sequence[str]) -> dict[str, str]:
    """The date of the current notice of each of these controllers (IRIs) that gives one, as precise as there."""
    block = values(["controller"], [[NamedNode(iri)] for iri in controllers])
    return {row["controller"].value: row["date"].value for row in _select(questions, _NOTICES % block)}


def notice_languages(questions: Questions, controllers: Sequence[str]) -> dict[str, str]:
    """The language (BCP 47) that the current notice of each of these controllers (IRIs) is in."""
    block = values(["controller"], [[NamedNode(iri)] for iri in controllers])
    return {row["controller"].value: row["spoken"].value for row in _select(questions, _LANGUAGES % block)}


def in_order(questions: Questions) -> list[str]:
    """The IRIs of all controllers, by name."""
    names = questions.names
    return sorted(names.slugs, key=lambda iri: (names.controllers[iri].casefold(), names.slugs[iri]))


def named(questions: Questions, text: str) -> frozenset[str]:
    """The IRIs of the controllers in a text that joins slugs, names or IRIs with commas.

    Raises UnknownName (422) for one that there is not, ParameterError where the text names none, LimitExceeded where it
    names more than :data:`MOST_NAMED`; each names the parameter “controllers”.
    """
    given = [part.strip() for part in text.split(",") if part.strip()]
    if not given:
        raise ParameterError(
            "“controllers” names none: give slugs joined by commas, or leave it out for all.", "controllers"
        )
    if len(given) > MOST_NAMED:
        raise LimitExceeded(
            f"“controllers” holds {len(given)}; an answer is of at most {MOST_NAMED}, or of all.",
            "controllers",
        )
    try:
        return frozenset(questions.names.controller(one, status=422) for one in given)
    except UnknownName as error:
        error.parameter = "controllers"
        raise


def _select(questions: Questions, text: str) -> list[Row]:
    return select(questions.engine, SPARQL_PREFIXES + text)
