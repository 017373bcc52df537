"""Duties by controllers: how each stands, with what one filters duties by; no passages, so that many fit one page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import Literal

from kg_api.engine import select, values
from kg_api.questions.answer import Questions
from kg_api.questions.assessments import LAWS, OUTCOMES
from kg_api.questions.comparison_duties import duties_compared
from kg_api.vocabulary import SPARQL_PREFIXES, curie

_DUTIES: Final = """
SELECT ?duty ?kind ?citation ?article ?law ?name WHERE {
  %s
  ?duty a pkg:Duty ; pkg:dutyKind ?kind ; pkg:law ?law .
  OPTIONAL { ?duty dct:bibliographicCitation ?citation }
  OPTIONAL { ?duty pkg:article ?article }
  OPTIONAL { ?law rdfs:label|skos:prefLabel ?name FILTER(LANG(?name) = ?language) }
} ORDER BY ?duty ?article
"""
# The number of an article in the address of a law: ELI (art_13), legislation.gov.uk (article/13).
_NUMBER: Final = re.compile(r"/(?:art_|article/|section/)(\d+[A-Za-z]*)")
_PLACE: Final = re.compile(r"(\d+)(.*)")


@dataclass(frozen=True)
class Filter:
    """Which duties are wanted: of a law (a name of :data:`~kg_api.questions.assessments.LAWS`), a kind, an article
    (its number), with such an outcome for any of the controllers; None for all.
    """

    law: str | None = None
    kind: str | None = None
    article: str | None = None
    outcome: str | None = None


def duty_matrix(
    questions: Questions, controllers: Sequence[str], wanted: Filter, language: str
) -> dict[str, Any]:
    """How these controllers (IRIs) stand with the duties that are wanted.

    ``duties``: ``id``, ``label``, ``law``, ``law_name``, ``kind``, ``citation``, ``articles`` (numbers) and
    ``cells``, the outcome by slug, None where the notice was not judged by it. ``counts``: outcomes by slug of these
    duties. ``kinds``, ``articles``, ``laws``: what there is to filter by, with how many duties.
    """
    judged = duties_compared(questions.engine, controllers, None)
    known = _duties(questions, language)
    slugs = questions.names.slugs
    every = [
        {
            "id": judged.ids.get(iri) or curie(iri),
            "label": judged.labels.get(iri, {}).get(language)
            or judged.labels.get(iri, {}).get("en")
            or curie(iri),
            **known.get(iri, _UNKNOWN),
            "cells": {slugs[one]: cell.outcome for one, cell in judged.matrix.rows[iri].items()},
        }
        for iri in judged.ordered()
    ]
    shown = [duty for duty in every if _wanted(duty, wanted)]
    return {
        "duties": shown,
        "counts": {
            slugs[one]: {name: sum(duty["cells"][slugs[one]] == name for duty in shown) for name in OUTCOMES}
            for one in controllers
        },
        "laws": _counted([duty["law"] for duty in every]),
        "kinds": _counted([duty["kind"] for duty in every]),
        "articles": dict(
            sorted(_counted([one for duty in every for one in duty["articles"]]).items(), key=_place)
        ),
    }


_UNKNOWN: Final[dict[str, Any]] = {
    "law": None,
    "law_name": None,
    "kind": None,
    "citation": None,
    "articles": [],
}


def _duties(questions: Questions, language: str) -> dict[str, dict[str, Any]]:
    """What the graph says of each duty by IRI."""
    names = {iri: name for name, iri in LAWS.items()}
    block = values(["language"], [[Literal(language)]])
    found: dict[str, dict[str, Any]] = {}
    for row in select(questions.engine, SPARQL_PREFIXES + _DUTIES % block):
        law = curie(row["law"].value)
        one = found.setdefault(
            row["duty"].value,
            {
                "law": names.get(law, law),
                "law_name": row["name"].value if "name" in row else law,
                "kind": row["kind"].value,
                "citation": row["citation"].value if "citation" in row else None,
                "articles": [],
            },
        )
        number = _NUMBER.search(row["article"].value) if "article" in row else None
        if number and number[1] not in one["articles"]:
            one["articles"].append(number[1])
    return found


def _wanted(duty: dict[str, Any], wanted: Filter) -> bool:
    return (
        wanted.law in (None, duty["law"])
        and wanted.kind in (None, duty["kind"])
        and (wanted.article is None or wanted.article in duty["articles"])
        and (wanted.outcome is None or wanted.outcome in duty["cells"].values())
    )


def _counted(names: Sequence[str | None]) -> dict[str, int]:
    return {name: names.count(name) for name in dict.fromkeys(names) if name}


def _place(item: tuple[str, int]) -> tuple[int, str]:
    """By number, then by letter: 9 before 13, 13 before 13A."""
    match = _PLACE.match(item[0])
    return (int(match[1]), match[2]) if match else (0, item[0])
