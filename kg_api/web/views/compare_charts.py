"""Where the periods of retention lie on an axis of days, every step of which is a multiple of the one before."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from kg_api.questions.comparison_crossed import ENDLESS, OPEN
from kg_api.web.durations import spoken
from kg_api.web.language import words
from kg_api.web.views.arrangements import ARRANGEMENTS, LINE, WIDE, Arrangement, lines
from kg_api.web.views.compare_beside import key_of
from kg_api.web.views.spans import span

_TICKS: Final = {
    **{1: "P1D", 7: "P1W", 30: "P1M", 91: "P3M"},
    **{365: "P1Y", 1096: "P3Y", 3652: "P10Y", 10957: "P30Y"},
}
_FEW_TICKS: Final = (1, 30, 365, 3652)
_TOP: Final = 34
# At a desk: room at the right for the words of the last period.
_RIGHT: Final = 178
_LANE: Final = 26
# On a telephone the words stand above their line.
_TALL_LANE: Final = 38
_EDGE: Final = 8

Href = Callable[[str], str] | None


def time_axis(found: Sequence[Mapping[str, Any]], language: str, href: Href = None) -> dict[str, Any] | None:
    """Drawings of the periods of each controller, in each arrangement, and the same as rows; None without a period.

    ``found`` is as of :func:`~kg_api.questions.comparison_crossed.periods`, ``endless`` and ``open`` may be 0; ``href``
    makes the address of the passages of a period of its key, where there is one.
    """
    if not any(one["lengths"] for one in found):
        return None
    groups = [_told(one, language, href) for one in found]
    return {
        "arrangements": [(one, _drawing(one, groups, language)) for one in ARRANGEMENTS],
        "groups": groups,
        "linked": href is not None,
    }


def _told(one: Mapping[str, Any], language: str, href: Href) -> dict[str, Any]:
    """A controller's periods with their words and addresses, the longest last; then what has no length."""
    measured = [
        {
            **length,
            "text": span(length["shortest"], length["longest"], language),
            "href": href(key_of(length)) if href else None,
        }
        for length in one["lengths"]
    ]
    others = [
        {
            **one[key],
            "text": words(language, f"chart.{key}", count=one[key]["count"]),
            "href": href(key) if href else None,
        }
        for key in (ENDLESS, OPEN)
        if one[key] and one[key]["count"]
    ]
    return {"name": one["controller_name"], "lengths": measured, "others": others}


def _drawing(given: Arrangement, groups: Sequence[Mapping[str, Any]], language: str) -> dict[str, Any]:
    wide = given is WIDE
    left, right = (given.label, given.width - _RIGHT) if wide else (_EDGE, given.width - _EDGE)
    drawn, y = [], float(_TOP)
    for group in groups:
        one = _group(given, group, y, left, right)
        drawn.append(one)
        y += one["high"]
    return {
        "width": given.width,
        "height": math.ceil(y + 6),
        "left": left,
        "top": _TOP,
        "ticks": [
            {"x": _across(days, left, right), "text": spoken(_TICKS[days], language)}
            for days in (_TICKS if wide else _FEW_TICKS)
        ],
        "groups": drawn,
    }


def _group(
    given: Arrangement, group: Mapping[str, Any], y: float, left: float, right: float
) -> dict[str, Any]:
    """A controller's part of the drawing, from ``y`` on: its name, a lane for each period, the rest in words."""
    wide = given is WIDE
    name = lines(group["name"], given.label - 14 if wide else given.width)
    lane = _LANE if wide else _TALL_LANE
    start = y + 6 if wide else y + len(name) * LINE + 8
    lanes = [
        _placed(one, start + place * lane + (lane / 2 if wide else lane - 12), left, right, wide)
        for place, one in enumerate(group["lengths"])
    ]
    end = start + len(lanes) * lane
    notes = [{**one, "x": left + 2, "y": end + 17 + place * 22} for place, one in enumerate(group["others"])]
    empty = [] if lanes or notes else [end + 17]
    bottom = end + 22 * (len(notes) + len(empty)) + 6
    high = max(bottom - y, len(name) * LINE + 12)
    return {
        **{"name": name, "y": y, "lanes": lanes, "notes": notes, "empty": empty, "high": high},
        "name_y": start + 17 if wide else y + 18,
    }


def _placed(one: Mapping[str, Any], y: float, left: float, right: float, wide: bool) -> dict[str, Any]:
    """A period with its place: the words right of the dot, or above it on the side that has room."""
    x1, x2 = _across(one["shortest"], left, right), _across(one["longest"], left, right)
    late = not wide and x2 > (left + right) / 2
    return {
        **one,
        **{"x1": x1, "x2": x2, "y": y, "anchor": "end" if late else "start"},
        "text_x": x2 + 13 if wide else x2 + (6 if late else -6),
        "text_y": y + 4.5 if wide else y - 11,
    }


def _across(days: int, left: float, right: float) -> float:
    """How far right a number of days stands; a day is at the left edge, thirty years at the right."""
    last = math.log(max(_TICKS))
    return round(left + (right - left) * min(1.0, math.log(max(1, days)) / last), 1)
