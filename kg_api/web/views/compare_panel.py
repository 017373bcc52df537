"""The panel of passages on ``/compare``: a column for each controller, for a row or for one mark of a chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from kg_api.errors import UnknownName
from kg_api.questions.answer import Questions
from kg_api.questions.comparison import Comparison
from kg_api.questions.comparison_crossed import bases_by_purpose, periods
from kg_api.questions.comparison_render import word_of
from kg_api.web.views.compare_beside import Mark, behind, length, of_row, pair

# Controllers from this many on: those that say nothing are named on one line rather than in columns of their own.
_JOINED: Final = 4
_NOTHING: Final = ("silent", "none", "not judged", "not applicable")

Panel = dict[str, Any]


def row_panel(questions: Questions, found: Comparison, id: str, language: str) -> Panel | None:
    """The panel of the row of an id; None where the rows that are shown have none of that id."""
    ids = [row["concept"]["id"] for row in found["rows"]]
    if id not in ids:
        return None
    place = ids.index(id)
    row = found["rows"][place]
    passages = of_row(questions, row, language)
    columns = [
        {**one, **_said(row["cells"][one["controller"]]), "sentences": passages[one["controller"]]}
        for one in found["controllers"]
    ]
    return {
        "label": row["concept"]["label"],
        "row": row["concept"],
        "mark": False,
        "before": found["rows"][place - 1]["concept"] if place else None,
        "after": found["rows"][place + 1]["concept"] if place + 1 < len(ids) else None,
        **_parted(columns),
    }


def mark_panel(
    questions: Questions, found: Comparison, iris: Sequence[str], row: str, narrowed: str, language: str
) -> Panel:
    """The panel of a mark of the chart: ``row`` and ``narrowed`` are a purpose and a basis by their ids, in the order
    of the dimension, or a row of retention and the key of a period. UnknownName where the chart has no such mark.
    """
    slugs = [one["controller"] for one in found["controllers"]]
    mark = _mark(questions, found["by"], iris, slugs, (row, narrowed), language)
    passages = behind(questions, mark.facts, language)
    columns = [
        {
            **one,
            "word": None if passages[one["controller"]] else "none",
            "processes": mark.counts[one["controller"]],
            "more": 0,
            "sentences": passages[one["controller"]],
        }
        for one in found["controllers"]
    ]
    whole = next((one["concept"] for one in found["rows"] if one["concept"]["id"] == row), None)
    return {
        "label": mark.label,
        "row": whole,
        "mark": True,
        "before": None,
        "after": None,
        **_parted(columns),
    }


def _mark(
    questions: Questions,
    by: str,
    iris: Sequence[str],
    slugs: Sequence[str],
    named: tuple[str, str],
    language: str,
) -> Mark:
    row, narrowed = named
    if by in ("basis", "purpose"):
        crossed = bases_by_purpose(questions, iris, language)
        purpose, basis = (narrowed, row) if by == "basis" else (row, narrowed)
        return pair(crossed, slugs, purpose, basis, language)
    if by == "retention":
        return length(periods(questions, iris), narrowed, language)
    raise UnknownName("narrower row", narrowed)


def _said(cell: Mapping[str, Any]) -> dict[str, Any]:
    """What stands at the head of a column of a row: the word of its cell and its numbers."""
    return {
        "word": word_of(cell),
        **{name: cell[name] for name in ("hedged", "facts", "offered", "more", "outcome")},
    }


def _parted(columns: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The columns that are shown, and, where there are many, the names of those that say nothing, by their word;
    ``summaries`` where no words are at hand, only our glosses.
    """
    quiet = [
        one for one in columns if len(columns) >= _JOINED and not one["sentences"] and one["word"] in _NOTHING
    ]
    words = list(dict.fromkeys(one["word"] for one in quiet))
    said = [sentence for one in columns for sentence in one["sentences"]]
    return {
        "summaries": bool(said) and not any(sentence["quote"] for sentence in said),
        "columns": [one for one in columns if one not in quiet],
        "quiet": [(word, [one for one in quiet if one["word"] == word]) for word in words],
    }
