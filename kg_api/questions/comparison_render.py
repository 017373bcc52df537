"""A comparison as a table for a terminal, and as CSV for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from rich.box import SIMPLE_HEAD
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from kg_api.questions.comparison import Comparison
from kg_api.questions.render import csv_of
from kg_api.questions.words import say

# A cell says itself by sign and word; colour only helps.
_SIGNS: Final[Mapping[str | None, tuple[str, str]]] = {
    "stated": ("●", "green"),
    "implied": ("◐", "green"),
    "denied": ("✕", "red"),
    "silent": ("·", "dim"),
    "conflicting": ("⚡", "magenta"),
    "met": ("●", "green"),
    "partly": ("◐", "yellow"),
    "not met": ("✕", "red"),
    "not applicable": ("–", "dim"),
    "cannot tell": ("◌", "yellow"),
    "found": ("●", "red"),
    "none": ("·", "dim"),
    "not judged": (" ", "dim"),
}
# Controllers side by side in one table; more come in a further table below it.
_COLUMNS: Final = 6
_NUMBERS: Final = ("facts", "exact", "narrower", "denied", "offered")
_PASSAGE: Final = ("policy", "section", "start", "end", "gloss", "quote")
_HEAD: Final = (
    *("by", "concept", "label", "same", "controller", "controller_name", "stance", "outcome", "hedged"),
    *(*_NUMBERS, "shortest_days", "longest_days", "without", "grounds", "more"),
    *("fact_stance", "fact_hedged", *_PASSAGE),
)


class ComparisonTable:
    """Renders a comparison: a row a concept, a column a controller, six of these to a table."""

    def __init__(self, comparison: Comparison, language: str = "en") -> None:
        self.comparison, self.language = comparison, language

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        controllers = self.comparison["controllers"]
        title = f"{self._say('compared by')} {self._say(self.comparison['by'])}"
        yield Text(title, style="bold")
        for start in range(0, len(controllers), _COLUMNS):
            yield self._table(controllers[start : start + _COLUMNS])
        if not self.comparison["rows"]:
            yield Text(self._say("No rows."), style="dim")
        yield Text(
            self._say("? hedged; the number counts facts. Passages: --format json or csv."), style="dim"
        )
        if self.comparison["truncated"]:
            more = f"{self._say('There are more rows: go on with --cursor')} {self.comparison['next']}"
            yield Text(more, style="yellow")
        yield Text(f"snapshot {self.comparison['snapshot']}", style="dim")

    def _table(self, controllers: Sequence[Mapping[str, str]]) -> Table:
        table = Table(box=SIMPLE_HEAD, pad_edge=False)
        table.add_column(self._say(self.comparison["by"]), overflow="fold")
        for one in controllers:
            table.add_column(one["controller_name"], overflow="fold")
        depths = _depths(self.comparison["rows"])
        for row, depth in zip(self.comparison["rows"], depths, strict=True):
            cells = [self._cell(row["cells"][one["controller"]]) for one in controllers]
            table.add_row(Text("  " * depth + self._name(row["concept"])), *cells)
        return table

    def _name(self, concept: Mapping[str, str]) -> str:
        return f"{concept['id']} {concept['label']}" if self.comparison["by"] == "duty" else concept["label"]

    def _cell(self, cell: Mapping[str, Any]) -> Text:
        word = word_of(cell)
        sign, style = _SIGNS[word]
        text = Text(f"{sign} {self._say(word)}", style=style)
        if cell["hedged"]:
            text.append(" ?", style="yellow")
        if cell["facts"]:
            text.append(f" {cell['facts']}", style="not dim")
        for line in self._details(cell):
            text.append(f"\n{line}", style="not bold dim")
        return text

    def _details(self, cell: Mapping[str, Any]) -> Iterator[str]:
        if cell["offered"]:
            yield f"{self._say('may rely on it')} {cell['offered']}"
        if cell["days"]:
            yield f"{cell['days']['shortest']}–{cell['days']['longest']} {self._say('days')}"
        if cell["without"]:
            yield f"{cell['without']} {self._say('without')}"
        relied_on = {ground["iri"] for ground in cell["grounds"] if not ground["offered"]}
        for ground in cell["grounds"]:
            if ground["offered"] and ground["iri"] in relied_on:
                continue
            hedge = " ?" if ground["hedged"] else ""
            offered = f" ({self._say('one of several')})" if ground["offered"] else ""
            yield f"{ground['label']}{offered}{hedge}"

    def _say(self, word: str) -> str:
        return say(word, self.language)


def word_of(cell: Mapping[str, Any]) -> str:
    """The one word of a cell: its stance or outcome; “not judged” where no law asks it of the notice."""
    return str(cell["stance"] or cell["outcome"] or "not judged")


def to_csv(comparison: Comparison) -> str:
    """The cells as CSV (RFC 4180): a line for each passage of a cell, and one for a cell that shows none."""
    return csv_of(_lines(comparison))


def _lines(comparison: Comparison) -> Iterator[Sequence[Any]]:
    yield _HEAD
    for row in comparison["rows"]:
        concept = row["concept"]
        for one in comparison["controllers"]:
            cell = row["cells"][one["controller"]]
            fixed = [
                *(comparison["by"], concept["id"], concept["label"], row["same"]),
                *(one["controller"], one["controller_name"], cell["stance"], cell["outcome"], cell["hedged"]),
                *(cell[name] for name in _NUMBERS),
                *((cell["days"] or {}).get(name) for name in ("shortest", "longest")),
                *(cell["without"], _grounds(cell), cell["more"]),
            ]
            for piece in cell["evidence"] or [{}]:
                said = (piece.get("stance"), piece.get("hedged"))
                yield [*fixed, *said, *(piece.get(name) for name in _PASSAGE)]


def _grounds(cell: Mapping[str, Any]) -> str:
    return " ; ".join(
        f"{one['id']} (offered)" if one["offered"] else str(one["id"]) for one in cell["grounds"]
    )


def _depths(rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """How deep each row stands below the rows before it."""
    depth: dict[str, int] = {}
    for row in rows:
        above = [depth[one] + 1 for one in row["concept"]["broader"] if one in depth]
        depth[row["concept"]["id"]] = min(above, default=0)
    return list(depth.values())
