"""A folder of source texts, from which passages are quoted by the hash of their text."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from kg_api.corpus.quotes import SourceFolder
from kg_api.errors import FileError

TEXT = "Een café 🙂 met ½ korting."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "cafe.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "other.txt").write_text("Iets anders.", encoding="utf-8")
    (tmp_path / "notes.md").write_bytes(b"\xff")
    return tmp_path


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def test_words_are_quoted_by_code_points(folder: Path) -> None:
    assert SourceFolder(folder).quote(_hash(TEXT), 4, 10) == "café 🙂"


def test_a_text_that_is_not_here_gives_no_quote(folder: Path) -> None:
    assert SourceFolder(folder).quote(_hash("Een café 🙂 met ½ korting!"), 4, 10) is None


def test_policies_without_their_text_are_listed_by_name(folder: Path) -> None:
    wanted = {"b/2021": "0" * 64, "a/2021": "1" * 64, "c/2021": _hash(TEXT)}
    assert SourceFolder(folder).missing(wanted) == ["a/2021", "b/2021"]


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="is no folder of source texts"):
        SourceFolder(tmp_path / "nothing")


def test_a_folder_without_a_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cafe.html").write_text(TEXT)
    with pytest.raises(FileError, match="holds no source text"):
        SourceFolder(tmp_path)


def test_a_text_of_another_encoding_is_named(folder: Path) -> None:
    (folder / "bad.txt").write_bytes(b"caf\xe9")
    with pytest.raises(FileError, match="not UTF-8") as refused:
        SourceFolder(folder)
    assert refused.value.path == str(folder / "bad.txt")
