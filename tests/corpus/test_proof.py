"""Proving recorded passages against the text that they were taken from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from kg_api.corpus.proof import prove
from kg_api.corpus.recorded import RecordedSource
from kg_api.passages import Source

Saved = Callable[[str], Source]


def _with(recorded: RecordedSource, index: int, **changes: object) -> RecordedSource:
    passages = list(recorded.passages)
    passages[index] = replace(passages[index], **changes)  # type: ignore[arg-type]
    return replace(recorded, passages=tuple(passages))


def test_evidence_that_agrees_with_its_text_is_proved(recorded: RecordedSource, source: Source) -> None:
    assert len(recorded.passages) == 6
    assert prove(recorded, source) == []


def test_another_text_is_refused_at_once_with_its_hash(
    recorded: RecordedSource, source: Source, saved_again: Saved
) -> None:
    other = saved_again(source.text + "\n")
    (fault,) = prove(recorded, other)
    assert fault == f"cafe.txt is not the text that was encoded: its SHA-256 is {other.sha256}"


def test_another_length_of_the_text_is_told(recorded: RecordedSource, source: Source) -> None:
    length = len(source.text.encode("utf-8"))  # bytes, where code points are asked for
    (fault,) = prove(replace(recorded, length=length), source)
    assert fault == f"the source records {length} code points, the text has {len(source.text)}"


@pytest.mark.parametrize(("start", "end"), [(0, 10_000), (-1, 5), (9, 9), (12, 9), (500, 510)])
def test_a_place_outside_the_text_is_told(
    start: int, end: int, recorded: RecordedSource, source: Source
) -> None:
    (fault,) = prove(_with(recorded, 0, start=start, end=end), source)
    assert fault == f"<title> lies at {start}–{end}, outside the text"


def test_a_passage_at_the_very_end_lies_in_the_text(recorded: RecordedSource, source: Source) -> None:
    assert recorded.passages[-1].end == len(source.text)
    (fault,) = prove(_with(recorded, -1, end=len(source.text) + 1), source)
    assert "outside the text" in fault


def test_another_fingerprint_is_told(recorded: RecordedSource, source: Source) -> None:
    assert prove(_with(recorded, 2, sha256="0" * 64), source) == [
        "<letter> has another fingerprint than the words at its place"
    ]


def test_a_shifted_place_has_another_fingerprint(recorded: RecordedSource, source: Source) -> None:
    first = recorded.passages[2]
    faults = prove(_with(recorded, 2, start=first.start + 1, end=first.end + 1), source)
    assert faults[0] == "<letter> has another fingerprint than the words at its place"


def test_another_length_of_the_folded_words_is_told(recorded: RecordedSource, source: Source) -> None:
    assert prove(_with(recorded, 2, length=40), source) == [
        "<letter> records a length of 40, the words have 39"
    ]


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ("Wie dat ziet", "records the heading “Wie dat ziet”, but below “Wat we doen”"),
        ("Waarom", "records the heading “Waarom”, but below “Wat we doen”"),
        ("We sturen je", "records the heading “We sturen je”, but below “Wat we doen”"),
    ],
)
def test_a_wrong_heading_is_told(
    section: str, message: str, recorded: RecordedSource, source: Source
) -> None:
    assert prove(_with(recorded, 2, section=section), source) == [f"<letter> {message}"]


def test_a_heading_that_only_comes_later_is_told(recorded: RecordedSource, source: Source) -> None:
    (fault,) = prove(_with(recorded, 0, section="Wie dat ziet"), source)
    assert fault == "<title> records the heading “Wie dat ziet”, but below “none”"


def test_a_heading_that_another_follows_is_told(recorded: RecordedSource, source: Source) -> None:
    (fault,) = prove(_with(recorded, -1, section="Wat we doen"), source)
    assert fault == "<end> records the heading “Wat we doen”, but below “Wie dat ziet”"


def test_a_row_may_begin_above_its_heading(recorded: RecordedSource, source: Source) -> None:
    assert recorded.passages[1].is_row
    assert prove(_with(recorded, 1, section="Wie dat ziet"), source) == []


def test_every_fault_is_told(recorded: RecordedSource, source: Source) -> None:
    wrong = _with(_with(recorded, 2, sha256="0" * 64, length=1), 3, section="Waarom")
    assert len(prove(wrong, source)) == 3
