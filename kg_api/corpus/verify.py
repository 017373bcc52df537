"""A page saved again, held against the fingerprints of a policy's passages, without any stored words.

A passage is *found* where its words stand at the recorded place, *moved* where they stand elsewhere, *changed* where
they stand nowhere. White space and Unicode form make no difference to the words, though they move what follows.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from kg_api.corpus.recorded import RecordedPassage, RecordedSource
from kg_api.passages import Source, fingerprint, fold

Outcome = Literal["found", "moved", "changed"]


@dataclass(frozen=True)
class Verdict:
    """What became of a passage; ``place`` is where in the text its words now begin, in code points, if they do."""

    passage: RecordedPassage
    outcome: Outcome
    place: int | None


def verify(recorded: RecordedSource, source: Source) -> list[Verdict]:
    """A verdict for each recorded passage that is no row, in the order of the text."""
    folded = _Folded(source.text)
    return [_verdict(passage, source.text, folded) for passage in recorded.passages if not passage.is_row]


def _verdict(passage: RecordedPassage, text: str, folded: _Folded) -> Verdict:
    if fingerprint(text[passage.start : passage.end]) == passage.sha256:
        return Verdict(passage, "found", passage.start)
    place = folded.search(passage.length, passage.sha256)
    return Verdict(passage, "changed" if place is None else "moved", place)


class _Folded:
    """A text folded, searched by fingerprint, with the way back to where words stand in the text itself."""

    def __init__(self, text: str) -> None:
        self._text = fold(text)
        self._starts = list(_boundaries(self._text))
        self._seen: dict[tuple[int, str], int | None] = {}
        self._words = [(match.start(), match[0]) for match in re.finditer(r"\S+", text)]
        ends = accumulate(len(unicodedata.normalize("NFC", word)) + 1 for _, word in self._words)
        self._places = [0, *ends]

    def search(self, length: int, sha256: str) -> int | None:
        """Where in the text the first passage of this folded length and fingerprint begins, or None."""
        key = (length, sha256)
        if key not in self._seen:
            found = next((start for start in self._starts if self._is_at(start, *key)), None)
            self._seen[key] = None if found is None else self._unfolded(found)
        return self._seen[key]

    def _is_at(self, start: int, length: int, sha256: str) -> bool:
        words = self._text[start : start + length]
        return len(words) == length and hashlib.sha256(words.encode("utf-8")).hexdigest() == sha256

    def _unfolded(self, place: int) -> int:
        """Words are the same in both; within one, a letter and its marks may be one code point or several."""
        index = bisect_right(self._places, place) - 1
        start, word = self._words[index]
        inside = place - self._places[index]
        lengths = [len(unicodedata.normalize("NFC", word[:size])) for size in range(len(word))]
        return start + bisect_right(lengths, inside) - 1


def _boundaries(folded: str) -> Iterator[int]:
    """Where a passage may begin: at the start, and wherever a word or a mark does."""
    for place, character in enumerate(folded):
        if place == 0 or not (character.isalnum() and folded[place - 1].isalnum()):
            yield place
