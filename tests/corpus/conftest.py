"""A short Dutch text of our own, and evidence of it made by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

from kg_api.corpus.recorded import RecordedPassage, RecordedSource
from kg_api.passages import Source, fingerprint, fold

TEXT = (
    "Privacy bij Café De Hoek 🙂\n\nWat we doen\nWe sturen je ½ keer per week een brief.\n"
    "Dat kost niets.\n\nWie dat ziet\nEen koerier hoort je adres.\nMeer niet"
)
PASSAGES = {
    "title": ("Privacy bij Café De Hoek 🙂", None),
    "letter": ("We sturen je ½ keer per week een brief.", "Wat we doen"),
    "free": ("Dat kost niets.", "Wat we doen"),
    "courier": ("Een koerier hoort je adres.", "Wie dat ziet"),
    "end": ("Meer niet", "Wie dat ziet"),
}
Record = Callable[[Source], RecordedSource]


def as_source(text: str, path: str = "cafe.txt") -> Source:
    return Source(path, text, hashlib.sha256(text.encode("utf-8")).hexdigest())


@pytest.fixture
def source() -> Source:
    return as_source(TEXT)


@pytest.fixture
def saved_again() -> Callable[[str], Source]:
    """The text as someone saved it another time."""
    return as_source


@pytest.fixture
def recorded(source: Source) -> RecordedSource:
    """What the evidence records: five passages, and a row over the second and third."""
    passages = []
    for name, (words, section) in PASSAGES.items():
        start = TEXT.index(words)
        passages.append(_passage(name, start, start + len(words), section))
    row = _passage("row", passages[1].start, passages[2].end, "Wat we doen", is_row=True)
    return RecordedSource(source.sha256, len(TEXT), (passages[0], row, *passages[1:]))


def _passage(name: str, start: int, end: int, section: str | None, is_row: bool = False) -> RecordedPassage:
    words = TEXT[start:end]
    return RecordedPassage(name, start, end, len(fold(words)), fingerprint(words), section, is_row)
