"""Proving the evidence of a policy version against the text it was encoded from."""

from __future__ import annotations

from collections.abc import Iterator

from kg_api.corpus.recorded import RecordedPassage, RecordedSource
from kg_api.passages import Source, fingerprint, fold


def prove(recorded: RecordedSource, source: Source) -> list[str]:
    """What does not agree, a sentence each; empty where hash, offsets, headings and fingerprints all do."""
    if recorded.sha256 != source.sha256:
        return [f"{source.path} is not the text that was encoded: its SHA-256 is {source.sha256}"]
    faults = []
    if recorded.length != len(source.text):
        faults.append(f"the source records {recorded.length} code points, the text has {len(source.text)}")
    headings = {p.section for p in recorded.passages if p.section}
    places = _heading_places(source.text, headings)
    for passage in recorded.passages:
        faults.extend(f"<{passage.iri}> {fault}" for fault in _faults(passage, source.text, places))
    return faults


def _heading_places(text: str, headings: set[str]) -> list[tuple[int, str]]:
    """Where each heading stands as a line of its own, in order."""
    places, position = [], 0
    for line in text.splitlines(keepends=True):
        if line.strip() in headings:
            places.append((position, line.strip()))
        position += len(line)
    return places


def _faults(passage: RecordedPassage, text: str, places: list[tuple[int, str]]) -> Iterator[str]:
    if not 0 <= passage.start < passage.end <= len(text):
        yield f"lies at {passage.start}–{passage.end}, outside the text"
        return
    words = text[passage.start : passage.end]
    if fingerprint(words) != passage.sha256:
        yield "has another fingerprint than the words at its place"
    if len(fold(words)) != passage.length:
        yield f"records a length of {passage.length}, the words have {len(fold(words))}"
    above = [heading for place, heading in places if place <= passage.start]
    if passage.section and not passage.is_row and (not above or above[-1] != passage.section):
        yield f"records the heading “{passage.section}”, but below “{above[-1] if above else 'none'}”"
