"""Durations (xsd:duration) in words: ``P1Y6M`` is “1 year and 6 months”."""

from __future__ import annotations

import re
from typing import Final

from kg_api.web.language import words

_DURATION: Final = re.compile(
    r"P(?=.)(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,6})W)?(?:(\d{1,6})D)?"
    r"(?:T(?=.)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?"
)
_UNITS: Final = ("years", "months", "weeks", "days", "hours", "minutes", "seconds")


def spoken(text: str, language: str) -> str:
    """The duration in words of a language; ``text`` itself where it is none.

    >>> spoken("P1Y6M", "en")
    '1 year and 6 months'
    """
    match = _DURATION.fullmatch(text)
    if match is None:
        return text
    parts = [
        words(language, f"duration.{unit}", count=int(number))
        for unit, number in zip(_UNITS, match.groups(), strict=True)
        if number
    ]
    *first, last = parts
    return f"{', '.join(first)} {words(language, 'duration.and')} {last}" if first else last
