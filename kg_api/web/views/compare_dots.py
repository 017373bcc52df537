"""Where the dots of “bases by purpose” lie: small multiples, a panel for each controller, a dot for each pair."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from kg_api.web.views.arrangements import ARRANGEMENTS, LETTER, LINE, Arrangement, lines

_GAP: Final = 22
_LEAST_STEP: Final = 27
_MOST_STEP: Final = 132
# Columns from this wide on have their names across, else along.
_ACROSS: Final = 84
_ALONG: Final = 150
_ALONG_IN_TWO: Final = 90
_LEAST_ROW: Final = 30
_LEAST_DOT: Final = 4.5
_MOST_DOT: Final = 12.5
_MOST_PURPOSES: Final = 16

Crossed = Mapping[str, Any]
Href = Callable[[str, str], str]


def dots(found: Crossed, names: Mapping[str, str], href: Href) -> dict[str, Any] | None:
    """Drawings of purposes by bases for the controllers ``names`` (by slug), in each arrangement; None without a pair.

    The area of a dot is the number of processes; ``href`` makes the address of a pair's passages of the ids of a
    purpose and a basis. Purposes beyond the commonest are counted in ``left_out``, and in ``cells`` with the others.
    """
    if not found["cells"]:
        return None
    most = max(cell["count"] for cell in found["cells"])
    cells = [_told(cell, found, names, href, most) for cell in found["cells"]]
    cells.sort(key=lambda one: (one["purpose"], one["basis"], one["controller"]))
    common = [cell for cell in cells if cell["purpose"] < _MOST_PURPOSES]
    drawn = [slug for slug in names if any(cell["controller"] == slug for cell in common)]
    return {
        "arrangements": [(one, list(_drawings(one, found, drawn, names, common))) for one in ARRANGEMENTS],
        "cells": cells,
        "left_out": max(0, len(found["purposes"]) - _MOST_PURPOSES),
        "without": [names[slug] for slug in names if not any(cell["controller"] == slug for cell in cells)],
    }


def _told(
    cell: Mapping[str, Any], found: Crossed, names: Mapping[str, str], href: Href, most: int
) -> dict[str, Any]:
    """A cell with its names, its address, and the radius that makes its area its count."""
    purpose, basis = found["purposes"][cell["purpose"]], found["bases"][cell["basis"]]
    return {
        **cell,
        "name": names[cell["controller"]],
        "of_purpose": purpose["label"],
        "of_basis": basis["label"],
        "href": href(purpose["id"], basis["id"]),
        "r": round(max(_LEAST_DOT, _MOST_DOT * math.sqrt(cell["count"] / most)), 1),
    }


def _drawings(
    given: Arrangement,
    found: Crossed,
    drawn: Sequence[str],
    names: Mapping[str, str],
    cells: Sequence[Mapping[str, Any]],
) -> Iterator[dict[str, Any]]:
    """The drawings of an arrangement: as many controllers in each as leave room for their columns."""
    columns = len(found["bases"])
    room = (given.width - given.label) // (columns * _LEAST_STEP + _GAP) if given.together else 1
    count = math.ceil(len(drawn) / max(1, room))
    size = math.ceil(len(drawn) / count)
    for start in range(0, len(drawn), size):
        group = drawn[start : start + size]
        own = [cell for cell in cells if cell["controller"] in group]
        yield _drawing(given, found, group, names, own, size)


def _drawing(
    given: Arrangement,
    found: Crossed,
    group: Sequence[str],
    names: Mapping[str, str],
    cells: Sequence[Mapping[str, Any]],
    size: int,
) -> dict[str, Any]:
    wide = (given.width - given.label) / size - _GAP
    step = min(_MOST_STEP, wide / len(found["bases"]))
    # Only rows in which the drawing has a dot.
    there = sorted({cell["purpose"] for cell in cells})
    bases = [_column(one["label"], step) for one in found["bases"]]
    titles = {slug: lines(names[slug], step * len(bases)) for slug in group}
    top = max(len(title) for title in titles.values()) * LINE + 10
    head = top + max(column["high"] for column in bases)
    rows = _rows([(place, found["purposes"][place]["label"]) for place in there], given, head)
    middles = {row["place"]: row["y"] + row["high"] / 2 for row in rows}
    left = {slug: given.label + place * (step * len(bases) + _GAP) for place, slug in enumerate(group)}
    return {
        "width": math.ceil(given.label + len(group) * (step * len(bases) + _GAP)),
        "height": math.ceil(rows[-1]["y"] + rows[-1]["high"] + 4),
        "label": given.label,
        "top": top,
        "head": head,
        "title": ", ".join(names[slug] for slug in group),
        "rows": rows,
        "panels": [
            {
                "lines": titles[slug],
                "x": left[slug],
                "wide": round(step * len(bases), 1),
                "columns": [
                    {**column, "x": round(left[slug] + (place + 0.5) * step, 1)}
                    for place, column in enumerate(bases)
                ],
            }
            for slug in group
        ],
        "dots": [
            {
                **cell,
                "x": round(left[cell["controller"]] + (cell["basis"] + 0.5) * step, 1),
                "y": middles[cell["purpose"]],
            }
            for cell in cells
        ],
    }


def _column(label: str, step: float) -> dict[str, Any]:
    """The name of a column, across or along, and how high it stands."""
    if step >= _ACROSS:
        text = lines(label, step - 8)
        return {"lines": text, "along": False, "high": len(text) * LINE + 8}
    text = lines(label, _ALONG_IN_TWO if step > 2 * LINE else _ALONG)
    return {"lines": text, "along": True, "high": math.ceil(max(map(len, text)) * LETTER) + 12}


def _rows(purposes: Sequence[tuple[int, str]], given: Arrangement, top: float) -> list[dict[str, Any]]:
    """The rows with the lines of their names, each as high as these need."""
    rows: list[dict[str, Any]] = []
    for place, label in purposes:
        text = lines(label, given.label - 14)
        high = max(_LEAST_ROW, len(text) * LINE + 8)
        rows.append({"place": place, "lines": text, "y": top, "high": high, "band": len(rows) % 2 == 0})
        top += high
    return rows
