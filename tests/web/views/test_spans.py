from __future__ import annotations

import pytest

from kg_api.web.views.spans import span


@pytest.mark.parametrize(
    ("shortest", "longest", "text"),
    [
        (2555, 2557, "7 years"),
        (28, 31, "1 month"),
        (59, 62, "2 months"),
        (1519, 1523, "4 years and 2 months"),
        (30, 30, "30 days"),
        (28, 28, "4 weeks"),
        (0, 0, "0 days"),
        (28, 1826, "4 weeks – 5 years"),
        (1, 1523, "1 day – 4 years and 2 months"),
    ],
)
def test_days_are_said_as_the_period_they_are(shortest: int, longest: int, text: str) -> None:
    assert span(shortest, longest, "en") == text


def test_in_dutch() -> None:
    assert span(2555, 2557, "nl") == "7 jaar"
