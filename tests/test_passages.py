"""Folding, fingerprints and source texts."""

from __future__ import annotations

import hashlib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg_api.errors import FileError
from kg_api.passages import fingerprint, fold, read_source

SENTENCE = "Wij vragen hoogstens ½ uur naar uw privé-adres 🙂 in één café."


@pytest.mark.parametrize(
    ("passage", "folded"),
    [
        ("  een \t passage \r\n", "een passage"),
        ("een\u00a0passage", "een passage"),  # no-break space
        ("een\u2003passage\u2028hier", "een passage hier"),  # em space, line separator
        ("cafe\u0301", "caf\u00e9"),
        ("\u212b", "\u00c5"),  # angstrom sign
        ("1\u00bd", "1\u00bd"),  # NFC keeps compatibility characters
        ("Een  Passage", "Een Passage"),
        ("", ""),
        (" \n\t", ""),
    ],
)
def test_folding_gives_nfc_with_single_spaces_and_none_at_the_ends(passage: str, folded: str) -> None:
    assert fold(passage) == folded


@settings(deadline=None)
@given(st.text())
def test_folding_twice_is_folding_once(passage: str) -> None:
    assert fold(fold(passage)) == fold(passage)


def test_a_fingerprint_is_the_sha256_of_the_folded_words_in_utf8() -> None:
    assert fingerprint(f" {SENTENCE} ") == hashlib.sha256(SENTENCE.encode("utf-8")).hexdigest()


def test_unicode_form_and_white_space_make_no_difference() -> None:
    decomposed = unicodedata.normalize("NFD", SENTENCE)
    assert decomposed != SENTENCE
    assert fingerprint(decomposed) == fingerprint(SENTENCE)
    assert fingerprint(SENTENCE.replace(" ", "\r\n\t ")) == fingerprint(SENTENCE)


@pytest.mark.parametrize(
    "other", [SENTENCE.lower(), SENTENCE[:-1], SENTENCE.replace("½", "1/2"), "x" + SENTENCE]
)
def test_another_letter_makes_another_fingerprint(other: str) -> None:
    assert fingerprint(other) != fingerprint(SENTENCE)


def test_a_source_is_its_text_as_it_stands_and_the_hash_of_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    raw = b"\xef\xbb\xbf" + f"{SENTENCE}\r\n  einde ".encode()
    path.write_bytes(raw)
    source = read_source(path)
    assert source.text == f"\ufeff{SENTENCE}\r\n  einde "
    assert source.sha256 == hashlib.sha256(raw).hexdigest()
    assert source.path == str(path)


def test_a_text_that_is_not_utf8_is_refused_with_line_and_byte(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes("één\ntwee\ndrie ".encode() + "½".encode("latin-1") + b"\n")
    with pytest.raises(FileError, match="not UTF-8 at byte 16; save it as UTF-8") as refused:
        read_source(path)
    assert (refused.value.path, refused.value.line) == (str(path), 3)


def test_a_text_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be read: No such file"):
        read_source(tmp_path / "nothing.txt")


def test_a_folder_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be read: Is a directory"):
        read_source(tmp_path)
