"""How controllers stand with the duties of each law, and which findings their notices have: rows for a comparison."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from pyoxigraph import Literal

from kg_api.engine import Engine, Row, is_true, select
from kg_api.errors import UnknownName
from kg_api.questions.assessments import LAWS
from kg_api.questions.comparison_dimensions import in_groups, of
from kg_api.questions.comparison_hierarchy import Hierarchy
from kg_api.questions.comparison_matrix import Cell, Matrix
from kg_api.vocabulary import SPARQL_PREFIXES, XSD, curie

FOUND: Final = "found"
NOT_FOUND: Final = "none"
_CASES: Final = """
SELECT DISTINCT ?controller ?concept ?law ?outcome WHERE {
  %s
  ?node pkg:controller ?controller ; a pkg:Assessment ; %s ; pkg:duty ?concept ; pkg:law ?law ;
    pkg:outcome/rdfs:label ?outcome .
  FILTER(LANG(?outcome) = "en")
}
ORDER BY ?concept ?controller
"""
# The facts behind an outcome or a finding: a branch for each predicate, with the controllers in each, so that Oxigraph
# starts from them and never joins with the facts of the whole corpus.
_FACTS: Final = """
SELECT DISTINCT ?controller ?concept ?node ?fact ?stance ?hedged WHERE { %s } ORDER BY ?concept ?controller ?node ?fact
"""
_BEHIND: Final = """
{
  %s
  ?node pkg:controller ?controller ; a %s ; %s ; %s ?concept ; %s ?fact .
  ?fact pkg:factStance ?stance ; pkg:factHedged ?hedged .
}
"""
_DAYS: Final = """
SELECT DISTINCT ?controller ?day WHERE { %s ?node pkg:controller ?controller ; a pkg:Assessment ; pkg:judgedAt ?day }
ORDER BY ?day
"""
_LABELS: Final = """
SELECT ?node ?label ?language ?id WHERE {
  VALUES ?kind { pkg:Duty pkg:FindingKind }
  ?node a ?kind ; rdfs:label ?label . BIND(LANG(?label) AS ?language)
  OPTIONAL { ?node dct:identifier ?id }
}
"""
_CLASHES: Final = ("pkg:basedOn", "pkg:clashesWith")
_PARTS: Final = re.compile(r"[0-9]+|[^0-9]+")


@dataclass
class Judged:
    """A matrix of outcomes, with what its rows are called: labels by language, identifiers, the law of each."""

    matrix: Matrix
    labels: dict[str, dict[str, str]]
    ids: dict[str, str]
    laws: dict[str, str]

    def ordered(self) -> list[str]:
        """The rows, law by law as ``assess`` lists them, then by their numbers."""
        laws = list(LAWS.values())

        def place(concept: str) -> tuple[int, list[tuple[int, int, str]]]:
            law = curie(self.laws.get(concept, ""))
            parts = _PARTS.findall(self.ids.get(concept, concept))
            number = [(0, int(one), "") if one.isdigit() else (1, 0, one) for one in parts]
            return laws.index(law) if law in laws else len(laws), number

        return sorted(self.matrix.rows, key=place)


def duties_compared(engine: Engine, controllers: Sequence[str], as_of: date | None) -> Judged:
    """A row for each duty that any of these controllers (IRIs) has been judged by; a cell is the outcome.

    A cell without an outcome is one whose notice was not judged by that duty: its law does not apply. Raises
    UnknownName where no notice was judged at ``as_of``; None is each notice's own day.
    """
    _judged(engine, controllers, as_of)
    rows = [
        row
        for group in in_groups(controllers)
        for row in select(engine, SPARQL_PREFIXES + _CASES % (of(group), _at(as_of)))
    ]
    found = _matrix(rows, controllers)
    for row in rows:
        found.rows[row["concept"].value][row["controller"].value].outcome = row["outcome"].value
    for row in _facts(
        engine, controllers, as_of, "pkg:Assessment", "pkg:duty", ("pkg:basedOn", "pkg:shortOf")
    ):
        _add(found.rows[row["concept"].value][row["controller"].value], row)
    return _named(engine, found, {row["concept"].value: row["law"].value for row in rows})


def findings_compared(engine: Engine, controllers: Sequence[str], as_of: date | None) -> Judged:
    """A row for each kind of finding that any of them has; a cell says whether it was found, and how often."""
    judged = _judged(engine, controllers, as_of)
    rows = _facts(engine, controllers, as_of, "pkg:Finding", "pkg:findingKind", _CLASHES)
    found = _matrix(rows, controllers)
    nodes: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        key = (row["concept"].value, row["controller"].value)
        nodes.setdefault(key, set()).add(row["node"].value)
        _add(found.rows[key[0]][key[1]], row)
    for concept, cells in found.rows.items():
        for controller, cell in cells.items():
            cell.exact = len(nodes.get((concept, controller), ()))
            cell.outcome = FOUND if cell.exact else NOT_FOUND if controller in judged else None
    return _named(engine, found, {})


def cases_query(controllers: Sequence[str]) -> str:
    """The query for the outcome of every duty of these controllers (IRIs)."""
    return SPARQL_PREFIXES + _CASES % (of(controllers), _at(None))


def findings_query(controllers: Sequence[str]) -> str:
    """The query for the findings in the notices of these controllers (IRIs), with their facts."""
    return _facts_query(controllers, None, "pkg:Finding", "pkg:findingKind", _CLASHES)


def _judged(engine: Engine, controllers: Sequence[str], as_of: date | None) -> set[str]:
    """The controllers whose notice was judged at that day; UnknownName for a day at which none was."""
    rows = select(engine, SPARQL_PREFIXES + _DAYS % of(controllers))
    if as_of is None:
        return {row["controller"].value for row in rows}
    day = as_of.isoformat()
    if day not in {row["day"].value for row in rows}:
        raise UnknownName("day of judgement", day, {row["day"].value for row in rows}, status=422)
    return {row["controller"].value for row in rows if row["day"].value == day}


def _facts(
    engine: Engine,
    controllers: Sequence[str],
    as_of: date | None,
    kind: str,
    concept: str,
    ties: Sequence[str],
) -> list[Row]:
    found: list[Row] = []
    for group in in_groups(controllers):
        found.extend(select(engine, _facts_query(group, as_of, kind, concept, ties)))
    return found


def _facts_query(
    controllers: Sequence[str], as_of: date | None, kind: str, concept: str, ties: Sequence[str]
) -> str:
    branches = [_BEHIND % (of(controllers), kind, _at(as_of), concept, tie) for tie in ties]
    return SPARQL_PREFIXES + _FACTS % " UNION ".join(branches)


def _at(as_of: date | None) -> str:
    if as_of is None:
        return "pkg:byDefault true"
    return f"pkg:judgedAt {Literal(as_of.isoformat(), datatype=XSD['date'])}"


def _matrix(rows: Iterable[Row], controllers: Sequence[str]) -> Matrix:
    concepts = dict.fromkeys(row["concept"].value for row in rows)
    return Matrix(
        {concept: {one: Cell(judged=True) for one in controllers} for concept in concepts}, Hierarchy()
    )


def _add(cell: Cell, row: Row) -> None:
    stance = row["stance"].value.rpartition("#")[2].lower()
    cell.add([row["fact"].value], stance, is_true(row["hedged"]), True, False)


def _named(engine: Engine, matrix: Matrix, laws: dict[str, str]) -> Judged:
    labels: dict[str, dict[str, str]] = {}
    ids: dict[str, str] = {}
    for row in select(engine, SPARQL_PREFIXES + _LABELS):
        labels.setdefault(row["node"].value, {})[row["language"].value] = row["label"].value
        if "id" in row:
            ids[row["node"].value] = row["id"].value
    return Judged(matrix, labels, ids, laws)
