"""A page saved again, held against the fingerprints of a policy's passages, without any stored words.

A passage is *found* where its words stand at the recorded place, *moved* where they stand elsewhere, *changed* where
they stand nowhere. White space and Unicode form make no difference.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kg_api.corpus.recorded import RecordedPassage, RecordedSource
from kg_api.passages import Source, fingerprint, fold

Outcome = Literal["found", "moved", "changed"]


@dataclass(frozen=True)
class Verdict:
    """What became of a passage; ``place`` is where its words now begin in the folded text, where they do."""

    passage: RecordedPassage
    outcome: Outcome
    place: int | None


def verify(recorded: RecordedSource, source: Source) -> list[Verdict]:
    """A verdict for each recorded passage that is no row, in the order of the text."""
    folded = fold(source.text)
    starts = list(_boundaries(folded))
    seen: dict[tuple[int, str], int | None] = {}
    return [
        _verdict(passage, source.text, folded, starts, seen)
        for passage in recorded.passages
        if not passage.is_row
    ]


def _verdict(
    passage: RecordedPassage,
    text: str,
    folded: str,
    starts: list[int],
    seen: dict[tuple[int, str], int | None],
) -> Verdict:
    if fingerprint(text[passage.start : passage.end]) == passage.sha256:
        return Verdict(passage, "found", passage.start)
    key = (passage.length, passage.sha256)
    if key not in seen:
        seen[key] = _search(folded, passage, starts)
    return Verdict(passage, "changed" if seen[key] is None else "moved", seen[key])


def _boundaries(folded: str) -> Iterator[int]:
    """Where a passage may begin: at the start, and wherever a word or a mark does."""
    for place, character in enumerate(folded):
        if place == 0 or not (character.isalnum() and folded[place - 1].isalnum()):
            yield place


def _search(folded: str, passage: RecordedPassage, starts: list[int]) -> int | None:
    for start in starts:
        words = folded[start : start + passage.length]
        if len(words) < passage.length:
            return None
        if hashlib.sha256(words.encode("utf-8")).hexdigest() == passage.sha256:
            return start
    return None
