from __future__ import annotations

import pytest

from kg_api.web.durations import spoken


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("P7Y", "en", "7 years"),
        ("P1Y6M", "nl", "1 jaar en 6 maanden"),
        ("P1M", "en", "1 month"),
        ("P4W", "nl", "4 weken"),
        ("P1Y2M3DT4H", "en", "1 year, 2 months, 3 days and 4 hours"),
        ("PT30M", "en", "30 minutes"),
    ],
)
def test_a_duration_is_told_in_words(text: str, language: str, expected: str) -> None:
    assert spoken(text, language) == expected


@pytest.mark.parametrize("text", ["", "P", "PT", "P1YT", "seven years", "P1.5Y", "P" + "9" * 20 + "Y"])
def test_what_is_no_duration_stays_as_it_is(text: str) -> None:
    assert spoken(text, "en") == text
