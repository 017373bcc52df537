"""Reading one file of shapes."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg_api.errors import FileError, SyntaxFault
from kg_api.validation.shapes_file import ShapesFile, read_shapes_file

TEXT = """@prefix ex: <https://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
ex:shape-long a sh:NodeShape .
ex:shape a sh:NodeShape .
"""


def _read(folder: Path, text: str | bytes) -> ShapesFile:
    path = folder / "shapes.ttl"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_shapes_file(path, folder)


def test_a_file_is_named_from_the_folder_above(tmp_path: Path) -> None:
    file = _read(tmp_path, TEXT)
    assert file.name == f"{tmp_path.name}/shapes.ttl"
    assert len(file.triples) == 2


def test_a_name_is_found_as_a_whole_in_any_of_its_spellings(tmp_path: Path) -> None:
    file = _read(tmp_path, TEXT)
    assert file.line_of(*file.spellings("https://example.org/shape")) == 4
    assert file.line_of(*file.spellings("https://example.org/shape-long")) == 3
    assert file.line_of("<https://example.org/>") == 1
    assert file.line_of("ex:other") is None


def test_a_fault_stands_at_the_first_line_that_holds_the_name(tmp_path: Path) -> None:
    fault = _read(tmp_path, TEXT).fault("is wrong", "ex:shape")
    assert str(fault) == f"{tmp_path}/shapes.ttl:4: is wrong"


def test_nameless_nodes_of_two_files_are_never_the_same(tmp_path: Path) -> None:
    text = "_:a <urn:p> <urn:o> ."
    first, second = _read(tmp_path, text), _read(tmp_path, text)
    assert first.triples[0].subject != second.triples[0].subject


def test_a_syntax_error_is_told_with_line_and_column(tmp_path: Path) -> None:
    with pytest.raises(SyntaxFault) as caught:
        _read(tmp_path, TEXT + "ex:a ex:b .\n")
    assert (caught.value.line, caught.value.column) == (5, 11)


def test_a_file_in_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(SyntaxFault, match="UTF-8") as caught:
        _read(tmp_path, b"# one\n# caf\xe9\n")
    assert caught.value.line == 2


def test_a_triple_term_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SyntaxFault, match="triple term"):
        _read(tmp_path, TEXT + "ex:a ex:b <<( ex:c ex:d ex:e )>> .\n")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be read"):
        read_shapes_file(tmp_path / "missing.ttl", tmp_path)
