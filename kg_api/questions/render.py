"""An answer as a table for a person, or as CSV for a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from kg_api.questions.answer import Answer
from kg_api.questions.catalogue import Question
from kg_api.questions.words import say

_FIXED = ("controller", "controller_name", "stance", "hedged", "link", "review")
# Of those, what a language has words for; the others are names.
_WORDS = frozenset({"stance", "hedged", "link"})
_PASSAGE = ("policy", "section", "start", "end", "gloss", "quote")
# A cell that begins so is a formula to a spreadsheet (OWASP, CSV injection); an apostrophe makes it text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


class AnswerTable:
    """Renders an answer: the rows, what each controller says in one word, and the passages behind both.

    Passages are numbered, so that a row stays a row and a passage stands once.
    """

    def __init__(self, question: Question, answer: Answer, language: str = "en") -> None:
        self.question, self.answer, self.language = question, answer, language
        self._numbers: dict[tuple[Any, ...], int] = {}
        self._passages: list[dict[str, Any]] = []

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Text(self.question.title[self.language], style="bold")
        if self.answer["rows"]:
            yield self._rows()
        if self.question.about != "corpus":
            yield self._summary()
        if self._passages:
            yield self._footnotes()
        if self.answer["truncated"]:
            yield Text("There are more rows: raise --limit.", style="yellow")
        yield Text(f"snapshot {self.answer['snapshot']}", style="dim")

    def _rows(self) -> Table:
        rows = self.answer["rows"]
        shown = [name for name in self.question.columns if any(row[name] not in (None, []) for row in rows)]
        headings = [self.question.columns[name].label[self.language] for name in shown]
        if self.question.about == "corpus":
            return self._of_corpus(shown, headings)
        table = _table(*self._say("controller", "stance"), *headings)
        table.add_column(*self._say("passage"), no_wrap=True)
        for row in rows:
            cells = [Text(cell_text(row[name], ", ", self.language)) for name in shown]
            table.add_row(
                Text(row["controller_name"]), self._stance(row), *cells, self._references(row["evidence"])
            )
        return table

    def _of_corpus(self, shown: list[str], headings: list[str]) -> Table:
        """Rows that speak of no controller: the question's own columns, without stance and passage."""
        table = _table(*headings)
        for row in self.answer["rows"]:
            table.add_row(*(Text(cell_text(row[name], ", ", self.language)) for name in shown))
        return table

    def _summary(self) -> Table:
        table = _table(*self._say("controller", "summary", "passage"))
        for line in self.answer["summary"]:
            table.add_row(
                Text(line["controller_name"]), self._stance(line), self._references(line["evidence"])
            )
        return table

    def _references(self, evidence: list[dict[str, Any]]) -> Text:
        numbers = []
        for piece in evidence:
            key = (piece["policy"], piece["start"], piece["end"])
            if key not in self._numbers:
                self._numbers[key] = len(self._numbers) + 1
                self._passages.append(piece)
            numbers.append(self._numbers[key])
        return Text(" ".join(f"[{number}]" for number in dict.fromkeys(numbers)))

    def _footnotes(self) -> Table:
        table = Table.grid(padding=(0, 2))
        table.add_column(justify="right")
        table.add_column(overflow="fold")
        for number, piece in enumerate(self._passages, 1):
            table.add_row(Text(f"[{number}]"), self._passage(piece))
        return table

    def _stance(self, row: dict[str, Any]) -> Text:
        """A hedged fact never looks like a plain one."""
        text = Text(self._word(row["stance"]), style="" if row["stance"] == "stated" else "italic")
        if row["hedged"]:
            text.append(f", {self._word('hedged')}", style="yellow")
        if row.get("link"):
            text.append(f", {self._word(row['link'])}", style="dim")
        return text

    def _passage(self, piece: dict[str, Any]) -> Text:
        place = f"{piece['policy']} {piece['start']}–{piece['end']}, {piece['section'] or self._word('no heading')}"
        text = Text(place, style="dim").append(f"\n{piece['gloss']}", style="not dim")
        if piece["reasoning"]:
            text.append(f"\n{self._word('implied')}: {piece['reasoning']}", style="not dim italic")
        if piece["quote"]:
            text.append(f"\n“{' '.join(piece['quote'].split())}”", style="not dim green")
        return text

    def _word(self, word: str) -> str:
        return say(word, self.language)

    def _say(self, *words: str) -> list[str]:
        return [self._word(word) for word in words]


def _table(*headings: str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def cell_text(value: Any, separator: str = "; ", language: str = "en") -> str:
    """A cell as text: the label of a node, a list joined, nothing for None, yes or no in ``language``."""
    if value is None:
        return ""
    if isinstance(value, list):
        return separator.join(cell_text(item) for item in value)
    if isinstance(value, dict):
        return str(value["label"])
    if isinstance(value, bool):
        return say("yes" if value else "no", language)
    return str(value)


def to_csv(question: Question, answer: Answer, language: str | None = None) -> str:
    """The rows as CSV (RFC 4180), a line for each passage of a row: names of columns and CURIEs, which stay put.

    With a ``language`` the headings and values are labels, for a person.
    """
    return csv_of(_rows(question, answer, language))


def to_spreadsheet(question: Question, answer: Answer, language: str, silent: bool = True) -> str:
    """The rows as CSV with labels in ``language``, for a person, who looks for every controller in it.

    With ``silent`` those come last that the summary calls silent or denying and that no row is of: their stance, the
    passages in which they deny, the other cells empty.
    """
    rows = [*_rows(question, answer, language), *(_without_row(question, answer, language) if silent else ())]
    return csv_of(rows)


def to_ndjson(answer: Answer) -> str:
    """The rows, a JSON object a line."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in answer["rows"])


def csv_of(rows: Iterable[Iterable[Any]]) -> str:
    """Rows as CSV (RFC 4180); a cell that a spreadsheet would take for a formula begins with an apostrophe."""
    out = io.StringIO()
    csv.writer(out).writerows([_unharmed(cell) for cell in row] for row in rows)
    return out.getvalue()


def _rows(question: Question, answer: Answer, language: str | None) -> Iterator[list[Any]]:
    yield _headings(question, language)
    for row in answer["rows"]:
        fixed = [_word(row[name], language) if name in _WORDS else row[name] for name in _FIXED]
        cells = [_plain(row[name], language) for name in question.columns]
        for piece in row["evidence"] or [{}]:
            yield [*fixed, *cells, *(piece.get(name) for name in _PASSAGE)]


def _without_row(question: Question, answer: Answer, language: str) -> Iterator[list[Any]]:
    """Lines for the controllers that say nothing, or only that it is not so, and have no row of their own."""
    shown = {row["controller"] for row in answer["rows"]}
    for line in answer["summary"]:
        if line["controller"] not in shown and line["stance"] in ("silent", "denied"):
            fixed = [_word(line.get(name), language) if name in _WORDS else line.get(name) for name in _FIXED]
            cells = [None for _ in question.columns]
            for piece in line["evidence"] or [{}]:
                yield [*fixed, *cells, *(piece.get(name) for name in _PASSAGE)]


def _headings(question: Question, language: str | None) -> list[str]:
    if language is None:
        return [*_FIXED, *question.columns, *_PASSAGE]
    columns = [column.label[language] for column in question.columns.values()]
    fixed, passage = ([say(name.replace("_", " "), language) for name in part] for part in (_FIXED, _PASSAGE))
    return [*fixed, *columns, *passage]


def _word(value: Any, language: str | None) -> Any:
    """A stance, a link or a yes or no in a language; without one as it is."""
    if language is None or value is None:
        return value
    return say({True: "yes", False: "no"}.get(value, value), language)


def _plain(value: Any, language: str | None) -> Any:
    if isinstance(value, list):
        return " ; ".join(str(_plain(item, language)) for item in value)
    if isinstance(value, dict):
        return value["id"] if language is None else value["label"]
    return _word(value, language) if isinstance(value, bool) else value


def _unharmed(value: Any) -> Any:
    """A cell as it is written to CSV: nothing for None, words for booleans, no formula for a spreadsheet."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
