"""The facts of some controllers in one dimension, and the rows and cells that they make.

A fact counts in every row at or above its value: who says direct marketing speaks of marketing. A denial counts in
every row at or below its target, and in no other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from kg_api.engine import Engine, Row, is_true, select
from kg_api.questions.comparison_dimensions import Dimension, in_groups, of
from kg_api.questions.comparison_hierarchy import Hierarchy, read_hierarchy
from kg_api.questions.comparison_matrix import Cell, Ground, Matrix
from kg_api.vocabulary import DPV, PKG, SPARQL_PREFIXES

_FACTS: Final = """
SELECT DISTINCT ?controller ?fact ?fact2 ?predicate ?object ?subject ?stance ?hedged ?denial ?kind ?length ?shortest
  ?longest WHERE { %s }
ORDER BY ?controller ?fact ?fact2 ?object ?kind
"""
_GROUNDS: Final = """
SELECT DISTINCT ?controller ?subject ?ground ?offered ?stance ?hedged ?fact WHERE {
  { SELECT DISTINCT ?controller ?subject WHERE { %s FILTER(!BOUND(?denial)) } }
  VALUES (?tie ?offered) { (dpv:hasLegalBasis false) (pkg:mayRelyOn true) }
  ?fact rdf:subject ?subject ; rdf:predicate ?tie ; rdf:object ?ground ; pkg:controller ?controller ;
    pkg:factStance ?stance ; pkg:factHedged ?hedged .
}
ORDER BY ?controller ?subject ?ground ?offered ?fact
"""
_WITHOUT: Final = """
SELECT ?controller (COUNT(DISTINCT ?process) AS ?processes) WHERE {
  %s
  ?notice pkg:controller ?controller ; dpv:hasProcess ?process .
  ?process dpv:hasPersonalData ?data .
  FILTER NOT EXISTS { ?process dpv:hasStorageCondition ?condition }
}
GROUP BY ?controller
"""
# A duration with a length is a period, also where it runs from an event.
_PERIOD: Final = DPV["TemporalDuration"].value


@dataclass
class Fact:
    """One fact: whose, by which statements, of what value, in which rows it counts and where it stands exactly."""

    controller: str
    statements: list[str]
    value: str
    subject: str
    stance: str
    hedged: bool
    offered: bool = False
    role: str | None = None
    days: tuple[int, int] | None = None
    length: bool = False
    exact: set[str] = field(default_factory=set)
    counts: set[str] = field(default_factory=set)


def compared(engine: Engine, dimension: Dimension, controllers: Sequence[str]) -> Matrix:
    """The matrix of controllers (IRIs) in one dimension, without labels or passages."""
    groups = list(in_groups(controllers))
    patterns = [dimension.facts(group) for group in groups]
    facts = facts_of(engine, dimension, controllers)
    root = dimension.root.value
    known = {fact.value for fact in facts} | {fact.role for fact in facts if fact.role} | {root}
    hierarchy = read_hierarchy(engine, known, dimension.neutral)
    for fact in facts:
        _place(fact, dimension, hierarchy)
    rows = {concept for fact in facts for concept in fact.exact | ({fact.role} if fact.role else set())}
    rows |= {root} if dimension.whole else set()
    rows |= {_PERIOD for fact in facts if fact.length}
    rows |= _heads(rows, root, hierarchy) if dimension.heads else set()
    found = Matrix({concept: {one: Cell() for one in controllers} for concept in rows}, hierarchy, root)
    _count(found, facts, root)
    if dimension.name == "transfer":
        _add_grounds(found, facts, _read(engine, _GROUNDS, patterns))
    if dimension.name == "retention":
        _add_without(found, root, _read(engine, _WITHOUT, map(of, groups)))
    return found


def _read(engine: Engine, text: str, patterns: Iterable[str]) -> Iterator[Row]:
    for pattern in patterns:
        yield from select(engine, SPARQL_PREFIXES + text % pattern)


def facts_query(dimension: Dimension, controllers: Sequence[str]) -> str:
    """The query for every fact of these controllers (IRIs) that speaks of a dimension."""
    return SPARQL_PREFIXES + _FACTS % dimension.facts(controllers)


def facts_of(engine: Engine, dimension: Dimension, controllers: Sequence[str]) -> list[Fact]:
    """The facts of these controllers (IRIs) that speak of a dimension, not yet placed in rows."""
    patterns = (dimension.facts(group) for group in in_groups(controllers))
    return [_fact(row, dimension) for row in _read(engine, _FACTS, patterns)]


def _fact(row: Row, dimension: Dimension) -> Fact:
    """A fact of the query's row; its value is what is compared: a concept, or the kind of a duration."""
    denied = "denial" in row
    value = row["object"].value
    if dimension.name == "retention":
        value = row["kind"].value if "kind" in row else dimension.root.value
    predicate = row["predicate"].value if "predicate" in row else ""
    return Fact(
        controller=row["controller"].value,
        statements=[row[name].value for name in ("fact", "fact2") if name in row],
        value=value,
        subject=row["subject"].value,
        stance="denied" if denied else row["stance"].value.rpartition("#")[2].lower(),
        hedged=is_true(row["hedged"]),
        offered=predicate == PKG["mayRelyOn"].value,
        role=dimension.roles.get(predicate),
        days=_days(row),
        length="length" in row,
    )


def _days(row: Row) -> tuple[int, int] | None:
    found = [int(row[name].value) for name in ("shortest", "longest") if name in row]
    return (min(found), max(found)) if found else None


def _place(fact: Fact, dimension: Dimension, hierarchy: Hierarchy) -> None:
    """Says in which rows a fact stands: exactly, and in which it counts; a denial counts downwards, by the matrix."""
    root, neutral = dimension.root.value, dimension.neutral
    if fact.stance == "denied":
        fact.exact = hierarchy.denied_as(fact.value, root, neutral)
        return
    fact.exact = {root} if fact.value == root else hierarchy.shown_as(fact.value, root, neutral)
    shown = {fact.value, *fact.exact, *({fact.role} if fact.role else ())}
    fact.counts = {above for one in shown for above in hierarchy.at_or_above(one)} | {root}
    if fact.length:
        fact.counts.add(_PERIOD)


def _heads(rows: set[str], root: str, hierarchy: Hierarchy) -> set[str]:
    """The concepts right below the root that join two rows or more."""
    below: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for above in hierarchy.at_or_above(row):
            if above != row and hierarchy.is_above(root, above):
                below[above].add(row)
    tops = {
        one for one in below if not any(hierarchy.is_above(other, one) for other in below if other != one)
    }
    return {one for one in tops if len(below[one]) > 1 and one not in hierarchy.of_law}


def _count(matrix: Matrix, facts: Iterable[Fact], root: str) -> None:
    for fact in facts:
        for concept in _rows_of(fact, matrix, root):
            cell = matrix.rows[concept][fact.controller]
            cell.add(fact.statements, fact.stance, fact.hedged, concept in fact.exact, fact.offered)
            if fact.days is not None and fact.stance != "denied":
                cell.extend_days(*fact.days)


def _rows_of(fact: Fact, matrix: Matrix, root: str) -> Iterable[str]:
    if fact.stance != "denied":
        return fact.counts & matrix.rows.keys()
    if root in fact.exact:
        return list(matrix.rows)
    return [row for row in matrix.rows if not fact.exact.isdisjoint(matrix.hierarchy.at_or_above(row))]


def _add_grounds(matrix: Matrix, facts: Iterable[Fact], rows: Iterable[Row]) -> None:
    """Puts the grounds of each transfer into the cells in which it counts."""
    by_transfer: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_transfer[row["subject"].value].append(row)
    for fact in facts:
        for row in by_transfer[fact.subject] if fact.stance != "denied" else ():
            ground = Ground(
                row["ground"].value,
                is_true(row["offered"]),
                row["stance"].value.rpartition("#")[2].lower(),
                is_true(row["hedged"]),
            )
            for concept in fact.counts & matrix.rows.keys():
                matrix.rows[concept][fact.controller].add_ground(ground, row["fact"].value)


def _add_without(matrix: Matrix, root: str, rows: Iterable[Row]) -> None:
    counted = {row["controller"].value: int(row["processes"].value) for row in rows}
    for controller, cell in matrix.rows[root].items():
        cell.without = counted.get(controller, 0)
