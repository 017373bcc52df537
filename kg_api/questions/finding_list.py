"""Findings across controllers, a page at a time: what is inconsistent, outdated or unspecific, with the passages."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

from pyoxigraph import NamedNode

from kg_api.engine import Row, select
from kg_api.errors import UnknownName
from kg_api.questions.answer import Questions
from kg_api.questions.cursor import read_cursor, write_cursor
from kg_api.questions.evidence import Evidence, evidence_of
from kg_api.vocabulary import SPARQL_PREFIXES

SEVERITIES: Final = ("violation", "warning", "info")
_FINDINGS: Final = """
SELECT ?node ?controller ?kind ?label ?advice ?severity ?contradiction ?day ?fact ?other WHERE {
  ?node a pkg:Finding ; pkg:byDefault true ; pkg:controller ?controller ; pkg:judgedAt ?day ; pkg:findingKind ?kind ;
    pkg:basedOn ?fact ; sh:resultSeverity ?severity .
  %s
  ?kind rdfs:label ?label ; pkg:advice ?advice ; pkg:contradiction ?contradiction .
  FILTER(LANG(?label) = "%s" && LANG(?advice) = "%s")
  OPTIONAL { ?node pkg:clashesWith ?other }
}
ORDER BY ?controller ?kind ?node LIMIT %d OFFSET %d
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
    offset = 0 if cursor is None else read_cursor(cursor, snapshot, asked)
    query = _FINDINGS % (_filters(questions, wanted), language, language, limit + 1, offset)
    rows = select(questions.engine, SPARQL_PREFIXES + query)
    page = rows[:limit]
    facts = [row[name].value for row in page for name in ("fact", "other") if name in row]
    evidence = evidence_of(questions.engine, facts, questions.names, questions.quotes, language)
    next = write_cursor(snapshot, asked, offset + limit) if len(rows) > limit else None
    return {
        "findings": [_finding(questions, row, evidence) for row in page],
        "truncated": next is not None,
        "next": next,
        "snapshot": snapshot,
    }


def _filters(questions: Questions, wanted: Wanted) -> str:
    """The patterns of the filters; every value is a term of the graph by now."""
    parts = []
    if wanted.controller is not None:
        parts.append(f"FILTER(?controller = {NamedNode(questions.names.controller(wanted.controller, 422))})")
    if wanted.kind is not None:
        rows = select(questions.engine, SPARQL_PREFIXES + _KINDS)
        kinds = {row["kind"].value.rpartition("#")[2]: row["kind"].value for row in rows}
        if wanted.kind not in kinds:
            raise UnknownName("kind of finding", wanted.kind, kinds, status=422)
        parts.append(f"FILTER(?kind = {NamedNode(kinds[wanted.kind])})")
    if wanted.severity is not None:
        if wanted.severity not in SEVERITIES:
            raise UnknownName("severity", wanted.severity, SEVERITIES, status=422)
        parts.append(f"FILTER(?severity = sh:{wanted.severity.capitalize()})")
    return " ".join(parts)


def _finding(questions: Questions, row: Row, evidence: dict[str, list[Evidence]]) -> dict[str, Any]:
    iri = row["controller"].value
    return {
        "controller": questions.names.slugs[iri],
        "controller_name": questions.names.controllers[iri],
        "finding": row["kind"].value.rpartition("#")[2],
        "label": row["label"].value,
        "advice": row["advice"].value,
        "severity": row["severity"].value.rpartition("#")[2].lower(),
        "contradiction": row["contradiction"].value == "true",
        "judged_at": row["day"].value,
        "evidence": evidence.get(row["fact"].value, []),
        "clashes_with": evidence.get(row["other"].value, []) if "other" in row else [],
    }
