"""Where the marks of a comparison's charts lie, in units of the drawing."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from kg_api.web.durations import spoken
from kg_api.web.views.spans import span

# Bases by purpose: a panel a controller, a dot a pair.
_LABEL: Final = 216
_STEP: Final = 30
_GAP: Final = 26
_HEAD: Final = 156
_LEAST_DOT: Final = 4.5
_MOST_DOT: Final = 12.5
_MOST_PURPOSES: Final = 16
_LETTERS: Final = 30

# Periods: days on a logarithmic axis.
_TICKS: Final = {
    **{1: "P1D", 7: "P1W", 30: "P1M", 91: "P3M"},
    **{365: "P1Y", 1096: "P3Y", 3652: "P10Y", 10957: "P30Y"},
}
_LEFT: Final = 190
_WIDTH: Final = 640
_RIGHT: Final = 216
_ROW: Final = 25
_TOP: Final = 34


def dots(found: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any] | None:
    """Small multiples: for each controller (``names`` by slug) a matrix of purposes by bases; None without a pair.

    The area of a dot is the number of processes. Purposes beyond the commonest are counted in ``left_out``.
    """
    if not found["cells"]:
        return None
    rows, bases = found["purposes"][:_MOST_PURPOSES], found["bases"]
    wide = len(bases) * _STEP
    most = max(cell["count"] for cell in found["cells"])
    left = {slug: _LABEL + place * (wide + _GAP) for place, slug in enumerate(names)}
    panels = [
        {"name": _cut(name), "full": name, "x": left[slug], "wide": wide} for slug, name in names.items()
    ]
    drawn = [_dot(cell, left, most) | {"named": names[cell["controller"]]} for cell in found["cells"]]
    return {
        "width": _LABEL + len(panels) * (wide + _GAP),
        "height": _HEAD + len(rows) * _STEP + 6,
        "label": _LABEL,
        "step": _STEP,
        "head": _HEAD,
        "panels": panels,
        "purposes": found["purposes"],
        "shown": [(_cut(name), name) for name in rows],
        "bases": bases,
        "dots": [dot for dot in drawn if dot["purpose"] < len(rows)],
        "cells": sorted(found["cells"], key=lambda one: (one["purpose"], one["basis"], one["controller"])),
        "left_out": len(found["purposes"]) - len(rows),
        "names": names,
    }


def _dot(cell: Mapping[str, Any], left: Mapping[str, int], most: int) -> dict[str, Any]:
    """A cell with its place and the radius that makes its area its count; ``left`` is where each panel begins."""
    return {
        **cell,
        "x": left[cell["controller"]] + (cell["basis"] + 0.5) * _STEP,
        "y": _HEAD + (cell["purpose"] + 0.5) * _STEP,
        "r": round(max(_LEAST_DOT, _MOST_DOT * math.sqrt(cell["count"] / most)), 1),
    }


def time_axis(found: Sequence[Mapping[str, Any]], language: str) -> dict[str, Any] | None:
    """A lane for each period of each controller, with its place on a logarithmic axis; None without a period."""
    lanes: list[dict[str, Any]] = []
    groups = []
    for one in found:
        first = len(lanes)
        lanes += [{**length, **_placed(length, language)} for length in one["lengths"]] or [{"count": 0}]
        groups.append(
            {
                **one,
                "y": _TOP + first * _ROW,
                "rows": len(lanes) - first,
                "short": _cut(one["controller_name"], 24),
            }
        )
    if not any(lane["count"] for lane in lanes):
        return None
    for place, lane in enumerate(lanes):
        lane["y"] = _TOP + (place + 0.5) * _ROW
    return {
        "width": _LEFT + _WIDTH + _RIGHT,
        "height": _TOP + len(lanes) * _ROW + 8,
        "left": _LEFT,
        "right": _LEFT + _WIDTH,
        "top": _TOP,
        "ticks": [(_across(days), spoken(period, language)) for days, period in _TICKS.items()],
        "lanes": lanes,
        "groups": groups,
        "row": _ROW,
    }


def _placed(length: Mapping[str, Any], language: str) -> dict[str, Any]:
    x1, x2 = _across(length["shortest"]), _across(length["longest"])
    return {"x1": x1, "x2": x2, "text": span(length["shortest"], length["longest"], language)}


def _across(days: int) -> float:
    """How far right a number of days stands; a day is at the left edge, thirty years at the right."""
    last = math.log(max(_TICKS))
    return round(_LEFT + _WIDTH * min(1.0, math.log(max(1, days)) / last), 1)


def _cut(text: str, most: int = _LETTERS) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
