"""Durations in days: years and months have no fixed length, so a period is taken at the longest it can be."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_DURATION: Final = re.compile(
    r"P(?=\d)(?:(?P<years>\d{1,3})Y)?(?:(?P<months>\d{1,4})M)?(?:(?P<weeks>\d{1,4})W)?(?:(?P<days>\d{1,6})D)?",
    re.ASCII,
)
_MOST_MONTHS: Final = 200 * 12
# Leap years come back every four years between 1904 and 2096, so four years of first days are all there are.
_STARTS: Final = [(year, month) for year in range(2000, 2004) for month in range(12)]


def longest_days(text: str) -> int | None:
    """The whole days of an ISO 8601 duration such as P2Y, P18M, P6W or P90D, at most; None where it is none.

    >>> longest_days("P2M"), longest_days("P1Y6M"), longest_days("two years")
    (62, 550, None)
    """
    match = _DURATION.fullmatch(text.strip().upper())
    if match is None:
        return None
    years, months, weeks, days = (int(match[name] or 0) for name in ("years", "months", "weeks", "days"))
    months += 12 * years
    return None if months > _MOST_MONTHS else _longest(months) + 7 * weeks + days


def _longest(months: int) -> int:
    return max((_first(year, month + months) - date(year, month + 1, 1)).days for year, month in _STARTS)


def _first(year: int, months: int) -> date:
    """The first day of the month that many months after January of ``year``."""
    return date(year + months // 12, months % 12 + 1, 1)
