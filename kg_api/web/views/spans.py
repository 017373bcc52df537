"""Spans of days in words: seven years rather than 2,555 to 2,557 days."""

from __future__ import annotations

from typing import Final

from kg_api.web.durations import spoken

_MONTH: Final = 365.2425 / 12
# The fewest and most days of some months lie no further from that many average ones.
_SLACK: Final = 3.2


def span(shortest: int, longest: int, language: str) -> str:
    """The days from ``shortest`` to ``longest`` in words: as one period where they are its fewest and its most.

    >>> span(2555, 2557, "en"), span(30, 30, "en"), span(28, 1826, "en")
    ('7 years', '30 days', '4 weeks – 5 years')
    """
    if shortest == longest:
        return spoken(_days(shortest), language)
    one, other = _months(shortest), _months(longest)
    if one and one == other:
        return spoken(_written(one), language)
    one = 0 if _in_weeks(shortest) else one
    ends = (
        _written(months) if months else _days(days) for months, days in ((one, shortest), (other, longest))
    )
    return " – ".join(spoken(end, language) for end in ends)


def _months(days: int) -> int:
    """How many months these days are; 0 where they are no number of months."""
    count = round(days / _MONTH)
    return count if abs(days - count * _MONTH) <= _SLACK else 0


def _in_weeks(days: int) -> bool:
    """Whether so few days are rather a number of weeks."""
    return days % 7 == 0 and days < 2 * _MONTH


def _written(months: int) -> str:
    years, rest = divmod(months, 12)
    return f"P{f'{years}Y' if years else ''}{f'{rest}M' if rest else ''}"


def _days(days: int) -> str:
    return f"P{days // 7}W" if days and days % 7 == 0 else f"P{days}D"
