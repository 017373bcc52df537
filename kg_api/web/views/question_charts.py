"""The chart that a question hints at, drawn from all its rows: bars, a time axis, a matrix of controllers by value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from pyoxigraph import NamedNode

from kg_api.engine import Row, Term, is_true
from kg_api.questions.answer import Choice, Questions
from kg_api.questions.catalogue import Question
from kg_api.questions.one_word import summarise
from kg_api.vocabulary import DPV
from kg_api.web.views.compare_charts import time_axis

_MOST_ROWS: Final = 2_000
_BARS: Final = 30
_VALUES: Final = 40
_CONTROLLERS: Final = 12
_DOTS: Final = 60
_LETTERS: Final = 38
_BAR_LEFT: Final = 290
_BAR_WIDTH: Final = 560
_BAR_ROW: Final = 26
_DATE_LEFT: Final = 250
_DATE_WIDTH: Final = 620
# The catalogue calls a column so that has in a language what another column has in English.
_TONGUES: Final = {"dutch": "nl"}

Drawn = dict[str, Any]


def drawn(questions: Questions, question: Question, given: Mapping[str, str], language: str) -> Drawn | None:
    """The chart with its ``kind`` (bars, periods, dates, matrix); None where the question hints at none, or where
    its rows give nothing to draw.
    """
    make = _MAKERS.get(question.view)
    if make is None:
        return None
    page = questions.bindings(question.id, dict(given), Choice(language=language, limit=_MOST_ROWS))
    if len(page.rows) < 2:
        return None
    questions.names.learn(
        term.value for row in page.rows for term in row.values() if isinstance(term, NamedNode)
    )
    return make(_Rows(questions, question, page.rows, language))


class _Rows:
    """Rows as the engine gave them, with what charts ask of them."""

    def __init__(self, questions: Questions, question: Question, rows: Sequence[Row], language: str) -> None:
        self.questions, self.question, self.rows, self.language = questions, question, rows, language

    def columns(self, *types: str) -> list[str]:
        """The columns of these types that are no lists and not always empty."""
        return [
            name
            for name, column in self.question.columns.items()
            if column.type in types and column.separator is None and any(name in row for row in self.rows)
        ]

    def telling(self) -> list[str]:
        """The columns of names and texts in our language that tell rows apart, the one with most values first."""
        own = any(self.tongue(name) == self.language for name in self.question.columns)
        counted = {
            name: len({self.label(row[name]) for row in self.rows if name in row})
            for name in self.columns("node", "text", "date")
            if not own or self.tongue(name) in (None, self.language)
        }
        return sorted((name for name in counted if counted[name] > 1), key=lambda name: -counted[name])

    def tongue(self, column: str) -> str | None:
        """The language of the texts of a column; None where they come in the language asked for."""
        return self.question.columns[column].language or _TONGUES.get(column)

    def label(self, term: Term | None) -> str:
        """A term as one reads it; nothing for none."""
        if isinstance(term, NamedNode):
            return self.questions.names.label(term.value, self.language)
        return "" if term is None else str(term.value)

    def places(self, column: str) -> bool:
        """Whether a value of the column is a place."""
        known = self.questions.names.below[DPV["Location"].value]
        return any(row[column].value in known for row in self.rows if column in row)

    def heading(self, column: str) -> str:
        """The heading of a column."""
        return self.question.columns[column].label[self.language]

    def controller(self, row: Row) -> str | None:
        """The name of the controller of a row; None where the question speaks of none."""
        return self.questions.names.controllers.get(row["controller"].value) if "controller" in row else None


def _bars(rows: _Rows) -> Drawn | None:
    numbers, texts = rows.columns("number"), rows.telling()
    if not numbers:
        return None
    found = [
        (_name(rows, row, texts), float(row[numbers[0]].value)) for row in rows.rows if numbers[0] in row
    ]
    most = max((number for _, number in found), default=0)
    if most <= 0:
        return None
    found = sorted(found, key=lambda one: -one[1])
    # Room for the longest label, at about seven units a letter.
    left = min(_BAR_LEFT, 24 + 7 * max(len(_cut(name)) for name, _ in found[:_BARS]))
    return {
        "kind": "bars",
        "heading": rows.heading(numbers[0]),
        "bars": [
            {
                "label": _cut(name),
                "full": name,
                "number": f"{number:g}",
                "y": place * _BAR_ROW,
                "wide": round(max(1.5, _BAR_WIDTH * number / most), 1),
            }
            for place, (name, number) in enumerate(found[:_BARS])
        ],
        "left": left,
        "width": left + _BAR_WIDTH + 90,
        "height": min(len(found), _BARS) * _BAR_ROW + 4,
        "left_out": max(0, len(found) - _BARS),
    }


def _name(rows: _Rows, row: Row, texts: Sequence[str]) -> str:
    """What a bar is called: the controller, and the texts of the row that tell most, in the order of the columns."""
    told = [name for name in rows.question.columns if name in texts[:2]]
    parts = [rows.controller(row), *(rows.label(row.get(name)) for name in told)]
    return ", ".join(dict.fromkeys(part for part in parts if part))


def _timeline(rows: _Rows) -> Drawn | None:
    """Periods on a logarithmic axis where there are days at least and at most, else dates on a linear one."""
    numbers = rows.columns("number")
    return _periods(rows, numbers[0], numbers[-1]) if numbers else _dates(rows)


def _periods(rows: _Rows, shortest: str, longest: str) -> Drawn | None:
    found: dict[str, dict[tuple[int, int], list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows.rows:
        name = rows.controller(row)
        if name and shortest in row and longest in row:
            days = (int(float(row[shortest].value)), int(float(row[longest].value)))
            found[name][days].append(row)
    lanes = [
        {
            "controller_name": name,
            "lengths": [_length(days, members) for days, members in sorted(lengths.items())],
            "endless": 0,
            "open": 0,
        }
        for name, lengths in sorted(found.items())[:_CONTROLLERS]
    ]
    axis = time_axis(lanes, rows.language)
    return {"kind": "periods", "axis": axis} if axis else None


def _length(days: tuple[int, int], rows: Sequence[Row]) -> dict[str, Any]:
    return {
        "shortest": days[0],
        "longest": days[1],
        "count": len(rows),
        "stance": "stated" if any(_stance(row) == "stated" for row in rows) else "implied",
        "hedged": all("hedged" in row and is_true(row["hedged"]) for row in rows),
    }


def _dates(rows: _Rows) -> Drawn | None:
    columns = rows.columns("date")
    texts = [name for name in rows.telling() if name not in columns]
    found = []
    for row in rows.rows if columns else ():
        day = _day(row[columns[0]].value) if columns[0] in row else None
        if day is not None:
            found.append((day, _name(rows, row, texts), row[columns[0]].value))
    left_out = max(0, len(found) - _DOTS)
    found = sorted(found)[:_DOTS]
    if len(found) < 2:
        return None
    first, last = found[0][0].year, found[-1][0].year + 1
    begin, days = date(first, 1, 1), (date(last, 1, 1) - date(first, 1, 1)).days
    step = max(1, -(-(last - first) // 10))

    def across(day: date) -> float:
        return round(_DATE_LEFT + _DATE_WIDTH * (day - begin).days / days, 1)

    return {
        "kind": "dates",
        "heading": rows.heading(columns[0]),
        "left_out": left_out,
        "left": _DATE_LEFT,
        "width": _DATE_LEFT + _DATE_WIDTH + 110,
        "height": 34 + len(found) * _BAR_ROW,
        "ticks": [(across(date(year, 1, 1)), str(year)) for year in range(first, last + 1, step)],
        "dots": [
            {
                "x": across(day),
                "y": 34 + (place + 0.5) * _BAR_ROW,
                "label": _cut(name, 32),
                "full": name,
                "day": text,
            }
            for place, (day, name, text) in enumerate(found)
        ],
    }


def _day(text: str) -> date | None:
    """A date, a month (its first day) or a year (its first); None for anything else."""
    parts = text[:10].split("-")
    try:
        year, month, day = (int(part) for part in [*parts, "1", "1"][:3])
        return date(year, month, day)
    except ValueError:
        return None


def _matrix(rows: _Rows) -> Drawn | None:
    """Controllers by the values of one column."""
    column = _shared(rows)
    if column is None:
        return None
    cells: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows.rows:
        name = rows.controller(row)
        if name is not None and column in row:
            cells[rows.label(row[column]), name].append(row)
    if not cells:
        return None
    totals: dict[str, int] = defaultdict(int)
    for (_, name), members in cells.items():
        totals[name] += len(members)
    names = sorted(sorted(totals, key=lambda name: -totals[name])[:_CONTROLLERS], key=str.casefold)
    values = sorted({value for value, _ in cells}, key=str.casefold)
    return {
        "kind": "matrix",
        "heading": rows.heading(column),
        "controllers": names,
        "left_out": len(totals) - len(names),
        "rows": [
            {"value": value, "cells": [_cell(cells.get((value, name), ())) for name in names]}
            for value in values
        ],
        "words": [
            word
            for word in ("stated", "implied", "denied", "silent", "conflicting")
            if any(word == _cell(cells.get((value, name), ()))["word"] for value in values for name in names)
        ],
    }


def _shared(rows: _Rows) -> str | None:
    """The column that sets controllers side by side best: most of its values are of several, and there are not too
    many. On a map it is one of places, where there is one.
    """
    found: dict[str, tuple[int, int]] = {}
    for name in rows.columns("node", "text"):
        speakers: dict[str, set[str | None]] = defaultdict(set)
        for row in rows.rows:
            if name in row:
                speakers[rows.label(row[name])].add(rows.controller(row))
        if 2 <= len(speakers) <= _VALUES:
            found[name] = (sum(len(who) > 1 for who in speakers.values()), len(speakers))
    if rows.question.view == "map":
        found = {name: rank for name, rank in found.items() if rows.places(name)} or found
    return max(found, key=lambda name: found[name], default=None)


def _cell(rows: Sequence[Row]) -> dict[str, Any]:
    return {
        "word": summarise({_stance(row) for row in rows}),
        "facts": len(rows),
        "hedged": bool(rows) and all("hedged" in row and is_true(row["hedged"]) for row in rows),
        "offered": 0,
    }


def _stance(row: Row) -> str:
    return row["stance"].value.rpartition("#")[2].lower() if "stance" in row else ""


def _cut(text: str, most: int = _LETTERS) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


_MAKERS: Final[Mapping[str, Callable[[_Rows], Drawn | None]]] = {
    "bar": _bars,
    "timeline": _timeline,
    "matrix": _matrix,
    "map": _matrix,
}
