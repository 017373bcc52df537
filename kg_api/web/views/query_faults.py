"""What is wrong with a query, as a page shows it: the sentence, and the line that it stands in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kg_api.engine.tokens import tokens
from kg_api.errors import PrivacyKgError

_AROUND: Final = 2
_MOST: Final = 400


@dataclass(frozen=True)
class Line:
    """A line of the query: its number from 1, and its text: before the fault, the token at fault, and after it.

    A line without the fault is all before it.
    """

    number: int
    before: str
    marked: str
    after: str
    faulty: bool


@dataclass(frozen=True)
class Fault:
    """An error on a page; ``line`` and ``column`` are 1-based, None where the error has no place."""

    title: str
    detail: str
    status: int
    line: int | None
    column: int | None
    lines: tuple[Line, ...]


def fault(error: PrivacyKgError, query: str) -> Fault:
    """The error about a query, with the lines around its place."""
    line, column = getattr(error, "line", None), getattr(error, "column", None)
    lines = _lines(query, line, column or 1) if line else ()
    return Fault(error.title, str(error), error.status, line, column, lines)


def _lines(query: str, line: int, column: int) -> tuple[Line, ...]:
    rows = query.replace("\r\n", "\n").split("\n")
    first, last = max(1, line - _AROUND), min(len(rows), line)
    around = [Line(number, rows[number - 1][:_MOST], "", "", False) for number in range(first, last)]
    return (*around, _faulty(last, rows[last - 1], column))


def _faulty(number: int, row: str, column: int) -> Line:
    start = column - 1
    end = next(
        (one.start + len(one.text) for one in tokens(row) if one.start + len(one.text) > start), len(row)
    )
    return Line(number, row[:start][-_MOST:], row[start:end][:_MOST], row[end:][:_MOST], True)
