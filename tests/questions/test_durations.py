"""Durations: the longest that a period can be, in days."""

from __future__ import annotations

import pytest

from kg_api.questions.durations import longest_days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("P1D", 1),
        ("P6W", 42),
        ("P1M", 31),
        ("P2M", 62),
        ("P50M", 1523),
        ("P1Y", 366),
        ("P2Y", 731),
        ("P6Y", 2192),
        ("p1y6m", 550),
        (" P90D ", 90),
    ],
)
def test_a_period_is_as_long_as_it_can_be(text: str, days: int) -> None:
    assert longest_days(text) == days


@pytest.mark.parametrize(
    "text", ["", "P", "2Y", "P2", "PT5H", "P-1D", "P1D2Y", "P999Y", "two years", "P\u0967D"]
)
def test_what_is_no_duration_has_no_days(text: str) -> None:
    assert longest_days(text) is None
