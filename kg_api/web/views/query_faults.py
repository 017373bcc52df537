"""What is wrong with a query, as a page shows it: the sentence, and the line that it stands in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kg_api.errors import PrivacyKgError

_AROUND: Final = 2
_MOST: Final = 400


@dataclass(frozen=True)
class Line:
    """A line of the query: its number from 1, its text before and from the fault on (empty where it has none)."""

    number: int
    before: str
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
    return tuple(
        Line(
            number,
            rows[number - 1][: column - 1 if number == line else _MOST][-_MOST:],
            rows[number - 1][column - 1 :][:_MOST] if number == line else "",
            number == line,
        )
        for number in range(first, last + 1)
    )
