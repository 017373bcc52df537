"""Findings across controllers, a page at a time: what is inconsistent, outdated or unspecific, with the passages."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any, Final

from pyoxigraph import NamedNode

from kg_api.engine import Row, select, values
from kg_api.errors import UnknownName
from kg_api.questions.answer import Questions
from kg_api.questions.assessments import finding_of
from kg_api.questions.cursor import read_cursor, write_cursor
from kg_api.questions.evidence import Evidence, evidence_of
from kg_api.vocabulary import SPARQL_PREFIXES

# Controllers in one query, and more findings than any one of them has.
_BATCH: Final = 50
_OF_ONE: Final = 10**6
SEVERITIES: Final = ("violation", "warning", "info")
_FINDINGS: Final = """
SELECT ?node ?controller ?kind ?label ?advice ?severity ?contradiction ?day ?fact ?other WHERE {
  %s
  ?node a pkg:Finding ; pkg:byDefault true ; pkg:controller ?controller ; pkg:judgedAt ?day ; pkg:findingKind ?kind ;
    pkg:basedOn ?fact ; sh:resultSeverity ?severity .
  ?kind rdfs:label ?label ; pkg:advice ?advice ; pkg:contradiction ?contradiction .
  FILTER(LANG(?label) = "%s" && LANG(?advice) = "%s")
  OPTIONAL { ?node pkg:clashesWith ?other }
}
ORDER BY ?controller ?kind ?node ?fact ?other LIMIT %d OFFSET %d
"""
_WITH: Final = """
SELECT DISTINCT ?controller WHERE {
  %s
  ?node sh:resultSeverity ?severity ; pkg:findingKind ?kind ; a pkg:Finding ; pkg:byDefault true ;
    pkg:controller ?controller .
}
"""
_KINDS: Final = "SELECT ?kind WHERE { ?kind pkg:contradiction ?any } ORDER BY ?kind"


@dataclass(frozen=True)
class Wanted:
    """Which findings: of a controller, of a kind (its name), of a severity; None lets all through."""

    controller: str | None = None
    kind: str | None = None
    severity: str | None = None


def findings(
    questions: Questions, wanted: Wanted, language: str = "en", limit: int = 100, cursor: str | None = None
) -> dict[str, Any]:
    """The findings by the law of each notice's own date: ``findings``, ``truncated``, ``next``, ``snapshot``.

    Raises UnknownName for a controller, kind or severity that is not there, and what a cursor raises.
    """
    snapshot, asked = questions.engine.describe().snapshot, ["findings", asdict(wanted)]
    start = 0 if cursor is None else read_cursor(cursor, snapshot, asked)
    found = _find(questions, wanted, language, start, limit + 1)
    page = [one.row for one in found[:limit]]
    facts = [row[name].value for row in page for name in ("fact", "other") if name in row]
    evidence = evidence_of(questions.engine, facts, questions.names, questions.quotes, language)
    next = write_cursor(snapshot, asked, found[limit].place) if len(found) > limit else None
    return {
        "findings": [_finding(questions, row, evidence) for row in page],
        "truncated": next is not None,
        "next": next,
        "snapshot": snapshot,
    }


@dataclass(frozen=True)
class _Placed:
    """A row, and its place: which of the controllers it is of, and which of that one's rows it is."""

    row: Row
    place: int


def _find(questions: Questions, wanted: Wanted, language: str, start: int, most: int) -> list[_Placed]:
    """At most ``most`` rows from the place ``start`` on.

    Controllers are looked through in their order until there are enough: an engine that is to order the findings of
    all of them reads every one for each page.
    """
    only = _only(questions, wanted)
    controllers = _controllers(questions, wanted, only)
    first, skipped = divmod(start, _OF_ONE)
    found: list[_Placed] = []
    for begin in range(first, len(controllers), _BATCH):
        some = {iri: number for number, iri in enumerate(controllers[begin : begin + _BATCH], begin)}
        block = values(["controller"], [[NamedNode(iri)] for iri in some]) + only
        rest = most - len(found), skipped if begin == first else 0
        rows = select(questions.engine, SPARQL_PREFIXES + _FINDINGS % (block, language, language, *rest))
        seen = Counter({controllers[begin]: rest[1]})
        for row in rows:
            iri = row["controller"].value
            found.append(_Placed(row, some[iri] * _OF_ONE + seen[iri]))
            seen[iri] += 1
        if len(found) >= most:
            break
    return found


def _controllers(questions: Questions, wanted: Wanted, only: str) -> list[str]:
    """The IRIs of the controllers to look through, in order: where a filter is set, those that have such a finding."""
    names = questions.names
    if wanted.controller is not None:
        return [names.controller(wanted.controller, 422)]
    if not only:
        return list(names.slugs)
    rows = select(questions.engine, SPARQL_PREFIXES + _WITH % only)
    having = {row["controller"].value for row in rows}
    return [iri for iri in names.slugs if iri in having]


def _only(questions: Questions, wanted: Wanted) -> str:
    """The kind and severity that are wanted, as VALUES; every one is a term of the graph by now."""
    parts = ""
    if wanted.kind is not None:
        rows = select(questions.engine, SPARQL_PREFIXES + _KINDS)
        kinds = {row["kind"].value.rpartition("#")[2]: row["kind"].value for row in rows}
        if wanted.kind not in kinds:
            raise UnknownName("kind of finding", wanted.kind, kinds, status=422)
        parts += f" VALUES ?kind {{ {NamedNode(kinds[wanted.kind])} }}"
    if wanted.severity is not None:
        if wanted.severity not in SEVERITIES:
            raise UnknownName("severity", wanted.severity, SEVERITIES, status=422)
        parts += f" VALUES ?severity {{ sh:{wanted.severity.capitalize()} }}"
    return parts


def _finding(questions: Questions, row: Row, evidence: dict[str, list[Evidence]]) -> dict[str, Any]:
    iri = row["controller"].value
    return {
        "controller": questions.names.slugs[iri],
        "controller_name": questions.names.controllers[iri],
        **finding_of(row, evidence),
    }
