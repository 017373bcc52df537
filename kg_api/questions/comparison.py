"""Controllers side by side: a row for each concept that any of them speaks of, a cell for what each says of it.

A cell says stated, implied, denied, silent or conflicting (or the outcome of a duty), hedged or not, by how many
facts, and shows their passages. Two to fifty controllers; the number of queries grows with the rows shown, never with
the corpus (docs/decisions/0014-comparison.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from kg_api.errors import LimitExceeded, ParameterError, UnknownName
from kg_api.questions.answer import Questions
from kg_api.questions.comparison_dimensions import DIMENSIONS
from kg_api.questions.comparison_duties import (
    Judged,
    cases_query,
    duties_compared,
    findings_compared,
    findings_query,
)
from kg_api.questions.comparison_facts import compared, facts_query
from kg_api.questions.comparison_matrix import Cell, Ground, Matrix
from kg_api.questions.cursor import read_cursor, write_cursor
from kg_api.questions.evidence import Evidence, evidence_of
from kg_api.vocabulary import DATA, curie

FEWEST: Final = 2
MOST: Final = 50
MOST_ROWS: Final = 500
# Facts whose passages one row shows, shared by its cells: two controllers show fifty each, fifty two each.
FACTS_A_ROW: Final = 100
JUDGED: Final = {"duty": duties_compared, "finding": findings_compared}
JUDGED_QUERIES: Final = {"duty": cases_query, "finding": findings_query}
BY: Final = (*(name for name in DIMENSIONS if name != "cookie"), *JUDGED, "cookie")

Comparison = dict[str, Any]


@dataclass(frozen=True)
class View:
    """How a comparison is wanted: only rows that differ, language of labels, how many rows, from which one on.

    ``cursor`` is ``next`` of the comparison before, None for the first rows; ``as_of`` is a day that the snapshot was
    judged at (duties and findings only), None for each notice's own. ``passages_of`` names the one row (its id) whose
    passages are wanted, None for those of all.
    """

    differences: bool = False
    language: str = "en"
    limit: int = 200
    cursor: str | None = None
    as_of: date | None = None
    passages_of: str | None = None


def compare(
    questions: Questions, controllers: Sequence[str], by: str = "basis", view: View | None = None
) -> Comparison:
    """The comparison as JSON: ``controllers``, ``by``, ``rows``, ``truncated``, ``next``, ``snapshot``.

    ``controllers`` are slugs, names or IRIs; ``by`` is one of :data:`BY`. Raises ParameterError for fewer than two,
    more than fifty, or one twice, and for ``as_of`` where nothing is judged; UnknownName for what nothing has; what
    :func:`~kg_api.questions.cursor.read_cursor` raises for a cursor.
    """
    view = view or View()
    refuse_day(by, view.as_of)
    _refuse_limit(view.limit)
    chosen = chosen_controllers(questions, controllers)
    snapshot, asked = questions.engine.describe().snapshot, _asked(chosen, by, view)
    offset = read_cursor(view.cursor, snapshot, asked) if view.cursor is not None else 0
    matrix, judged = _matrix(questions, chosen, by, view.as_of)
    ordered = judged.ordered() if judged else matrix.ordered()
    wanted = [row for row in ordered if not (view.differences and matrix.same(row))]
    page = wanted[offset : offset + view.limit]
    following = offset + len(page)
    next = write_cursor(snapshot, asked, following) if following < len(wanted) else None
    return {
        "controllers": [
            {"controller": questions.names.slugs[iri], "controller_name": questions.names.controllers[iri]}
            for iri in chosen
        ],
        "by": by,
        "rows": _Rows(questions, matrix, judged, view).rows(page),
        "truncated": next is not None,
        "next": next,
        "snapshot": snapshot,
    }


def _asked(chosen: Sequence[str], by: str, view: View) -> list[Any]:
    """What decides which rows there are, and in which order: a cursor holds for this alone."""
    return ["compare", by, *chosen, view.differences, str(view.as_of)]


def _refuse_limit(limit: int) -> None:
    if limit < 1:
        raise ParameterError(
            f"limit is {limit}; a comparison shows 1 to {MOST_ROWS} rows at a time.", "limit"
        )
    if limit > MOST_ROWS:
        raise LimitExceeded(
            f"limit is {limit}; a comparison shows at most {MOST_ROWS} rows at a time: follow “next”.",
            "limit",
        )


def refuse_day(by: str, as_of: date | None) -> None:
    """Raises UnknownName where ``by`` is none of :data:`BY`, ParameterError for a day where nothing is judged."""
    if by not in BY:
        raise UnknownName("dimension to compare by", by, BY, status=422)
    if as_of is not None and by not in JUDGED:
        raise ParameterError(f"as_of is for by=duty and by=finding; leave it out with by={by}.")


def query_of(questions: Questions, controllers: Sequence[str], by: str) -> str:
    """The SPARQL query, with prefixes, for the facts or outcomes that a comparison of these controllers counts;
    errors as :func:`compare` raises.
    """
    if by not in BY:
        raise UnknownName("dimension to compare by", by, BY, status=422)
    chosen = chosen_controllers(questions, controllers)
    return JUDGED_QUERIES[by](chosen) if by in JUDGED else facts_query(DIMENSIONS[by], chosen)


def chosen_controllers(questions: Questions, given: Sequence[str]) -> list[str]:
    """The IRIs of the controllers, in the order given; errors as :func:`compare` raises."""
    if not FEWEST <= len(given) <= MOST:
        mend = "name another one" if len(given) < FEWEST else "leave some out"
        raise ParameterError(
            f"controllers holds {len(given)}; a comparison takes {FEWEST} to {MOST}: {mend}."
        )
    found: dict[str, str] = {}
    for name in given:
        iri = questions.names.controller(name)
        if iri in found:
            slug = questions.names.slugs[iri]
            raise ParameterError(f"controllers holds {slug} twice; name each controller once.")
        found[iri] = name
    return list(found)


def _matrix(
    questions: Questions, controllers: Sequence[str], by: str, as_of: date | None
) -> tuple[Matrix, Judged | None]:
    if by in JUDGED:
        judged = JUDGED[by](questions.engine, controllers, as_of)
        return judged.matrix, judged
    return compared(questions.engine, DIMENSIONS[by], controllers), None


class _Rows:
    """The rows of a matrix with labels and passages."""

    def __init__(self, questions: Questions, matrix: Matrix, judged: Judged | None, view: View) -> None:
        self.questions, self.matrix, self.judged, self.language = questions, matrix, judged, view.language
        self.passages_of = view.passages_of
        self.evidence: dict[str, list[Evidence]] = {}

    def rows(self, page: Sequence[str]) -> list[dict[str, Any]]:
        """The rows of a page, with one reading of the passages of all."""
        facts = {
            fact
            for row in page
            if self.passages_of in (None, self._concept(row)["id"])
            for cell in self.matrix.rows[row].values()
            for fact in self._shown(row, cell)
        }
        self.evidence = evidence_of(
            self.questions.engine, facts, self.questions.names, self.questions.quotes, self.language
        )
        return [self._row(concept) for concept in page]

    def _row(self, concept: str) -> dict[str, Any]:
        slugs = self.questions.names.slugs
        return {
            "concept": self._concept(concept),
            "cells": {
                slugs[iri]: self._cell(concept, cell) for iri, cell in self.matrix.rows[concept].items()
            },
            "same": self.matrix.same(concept),
        }

    def _concept(self, iri: str) -> dict[str, Any]:
        if self.judged is None:
            return self._node(iri, self.matrix.broader(iri))
        labels = self.judged.labels.get(iri, {})
        law = self.judged.laws.get(iri)
        label = labels.get(self.language) or labels.get("en") or curie(iri)
        broader = [curie(law)] if law else []
        return {"id": self.judged.ids.get(iri) or curie(iri), "iri": iri, "label": label, "broader": broader}

    def _node(self, iri: str, broader: Sequence[str]) -> dict[str, Any]:
        return {
            "id": iri.removeprefix(DATA) if iri.startswith(DATA) else curie(iri),
            "iri": iri,
            "label": self.questions.names.label(iri, self.language),
            "broader": [curie(one) for one in broader],
        }

    def _cell(self, row: str, cell: Cell) -> dict[str, Any]:
        shown = self._shown(row, cell)
        return {
            "stance": None if cell.judged else cell.stance,
            "outcome": cell.outcome,
            "hedged": cell.hedged,
            "facts": cell.facts,
            "exact": cell.exact,
            "narrower": cell.narrower,
            "denied": cell.denied,
            "offered": cell.offered,
            "grounds": [self._ground(ground) for ground in sorted(cell.grounds)],
            "days": {"shortest": cell.days[0], "longest": cell.days[1]} if cell.days else None,
            "without": cell.without,
            "evidence": [piece for fact in shown for piece in self.evidence.get(fact, [])],
            "more": len(cell.ordered()) - len(shown),
        }

    def _ground(self, ground: Ground) -> dict[str, Any]:
        node = self._node(ground.iri, self.questions.names.above(ground.iri))
        return {**node, "offered": ground.offered, "stance": ground.stance, "hedged": ground.hedged}

    def _shown(self, row: str, cell: Cell) -> list[str]:
        """The statements whose passages a cell shows."""
        return cell.ordered()[: max(1, FACTS_A_ROW // len(self.matrix.rows[row]))]
