"""The picture of flows: where each box and line of it lies, in units of the drawing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from kg_api.questions.flows import COLUMNS

# As wide as the page has room for, so that its letters are drawn in their own size; four columns need more.
WIDTH: Final = 928
_NARROW: Final = 840
_BOX: Final = 190
_ROW: Final = 27
_TOP: Final = 34
# Boxes in a column; what is beyond is one box that says how many.
_MOST: Final = 12
_LETTERS: Final = 27
_OTHERS: Final = ""


@dataclass(frozen=True)
class Box:
    """A box: its column, its label cut to fit and in full, its place (left, top), its height, how many it is."""

    column: str
    label: str
    full: str
    x: float
    y: float
    height: float
    weight: int
    others: int = 0


@dataclass(frozen=True)
class Line:
    """A line between two boxes: a path of SVG, its width, whether it is sure, and what it joins."""

    path: str
    width: float
    sure: bool
    ends: tuple[str, str]


def picture(found: Mapping[str, Any]) -> dict[str, Any] | None:
    """Boxes, lines and height of the drawing; None where there is nothing to draw a line between."""
    boxes: dict[tuple[str, str], Box] = {}
    shown = [column for column in COLUMNS if any(node["column"] == column for node in found["nodes"])]
    if len(shown) < 2 or not found["lines"]:
        return None
    width = WIDTH if len(shown) > 3 else _NARROW
    for place, column in enumerate(shown):
        x = place * (width - _BOX) / (len(shown) - 1)
        boxes |= _column([node for node in found["nodes"] if node["column"] == column], column, x)
    height = max(box.y + box.height for box in boxes.values()) + 8
    return {
        "width": width,
        "height": round(height),
        "box": _BOX,
        "columns": [
            (column, round(place * (width - _BOX) / (len(shown) - 1), 1))
            for place, column in enumerate(shown)
        ],
        "boxes": list(dict.fromkeys(boxes.values())),
        "lines": _lines(found["lines"], boxes),
    }


def _column(nodes: list[Mapping[str, Any]], column: str, x: float) -> dict[tuple[str, str], Box]:
    """The boxes of a column by node; the least frequent share one where there are too many."""
    own = nodes if len(nodes) <= _MOST else nodes[: _MOST - 1]
    rest = nodes[len(own) :]
    found = {}
    for place, node in enumerate(own):
        y = _TOP + place * _ROW
        found[column, node["id"]] = Box(
            column, _cut(node["label"]), node["label"], round(x, 1), y, 21, node["weight"]
        )
    if rest:
        full = ", ".join(node["label"] for node in rest)
        y = _TOP + len(own) * _ROW
        box = Box(column, _OTHERS, full, round(x, 1), y, 21, sum(node["weight"] for node in rest), len(rest))
        found |= {(column, node["id"]): box for node in rest}
    return found


def _lines(lines: list[Mapping[str, Any]], boxes: Mapping[tuple[str, str], Box]) -> list[Line]:
    """One line between two boxes, however many it stands for; the sure ones last, so that they lie on top."""
    found: dict[tuple[Box, Box], tuple[int, bool]] = {}
    for line in lines:
        one, other = boxes[line["columns"][0], line["from"]], boxes[line["columns"][1], line["to"]]
        weight, sure = found.get((one, other), (0, False))
        found[one, other] = (weight + line["weight"], sure or line["sure"])
    drawn = [
        Line(_curve(one, other), round(min(1 + 0.7 * (weight - 1), 6), 1), sure, (one.full, other.full))
        for (one, other), (weight, sure) in found.items()
    ]
    return sorted(drawn, key=lambda line: (line.sure, line.width))


def _curve(one: Box, other: Box) -> str:
    x1, y1 = one.x + _BOX, one.y + one.height / 2
    x2, y2 = other.x, other.y + other.height / 2
    bend = (x2 - x1) / 2
    return f"M{x1:g} {y1:g}C{x1 + bend:g} {y1:g} {x2 - bend:g} {y2:g} {x2:g} {y2:g}"


def _cut(label: str) -> str:
    return label if len(label) <= _LETTERS else f"{label[: _LETTERS - 1].rstrip()}…"
