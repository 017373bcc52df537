"""Loading a folder of shapes, what each shape knows of itself, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import BlankNode, NamedNode

from kg_api.errors import CorpusError, FileError
from kg_api.validation import Shapes, load_shapes
from tests.validation.small import GOOD, PROLOGUE, load, refusal


def test_a_shape_knows_its_file_its_messages_and_its_targets(shapes: Shapes) -> None:
    shape = shapes.named["https://w3id.org/privacy-kg/shapes/model#notice-title"]
    assert shape.file == "model/notice.ttl"
    assert shape.messages["nl"].startswith("Geef de verklaring één dct:title")
    assert shape.targets == (("targetClass", "https://w3id.org/dpv#PrivacyNotice"),)


def test_files_in_folders_below_are_read_too(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "deep.ttl").write_text(PROLOGUE + GOOD, encoding="utf-8")
    assert load_shapes(tmp_path).named["https://example.org/named"].file == f"{tmp_path.name}/below/deep.ttl"


def test_a_nameless_part_belongs_to_the_shape_that_uses_it(tmp_path: Path) -> None:
    shapes = load(
        tmp_path, "ex:person a sh:NodeShape ; sh:targetClass ex:Person ; sh:or ( [ sh:class ex:A ] ) ."
    )
    inner = next(
        shapes.store.quads_for_pattern(None, NamedNode("http://www.w3.org/ns/shacl#class"), None)
    ).subject
    assert isinstance(inner, BlankNode)
    assert shapes.owner(inner) == "https://example.org/person"
    assert shapes.owner(BlankNode("of-nobody")) is None


def test_a_folder_without_shapes_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(FileError, match="no shapes here"):
            load_shapes(folder)


def test_every_fault_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(CorpusError) as caught:
        load(
            tmp_path,
            GOOD.replace("minCount", "mincount"),
            GOOD.replace("path", "paht").replace("named", "other"),
        )
    assert [fault.line for fault in caught.value.faults] == [6, 6]
    assert "sh:minCount" in str(caught.value)
    assert "sh:path" in str(caught.value)


def test_the_prefixes_of_a_query_may_stand_in_another_file(tmp_path: Path) -> None:
    prefixes = "ex:all sh:declare [ sh:prefix 'ex' ; sh:namespace 'https://example.org/' ] .\n"
    body = """ex:q a sh:NodeShape ; sh:targetClass ex:P ;
        sh:sparql [ sh:prefixes ex:all ; sh:select 'SELECT $this { $this ex:p ?o }' ] .\n"""
    assert list(load(tmp_path, body, prefixes).named) == ["https://example.org/q"]


def test_a_shape_without_a_target_that_another_shape_uses_is_accepted(tmp_path: Path) -> None:
    part = GOOD.replace("sh:targetClass ex:Person ;", "")
    shapes = load(
        tmp_path, part + "ex:person a sh:NodeShape ; sh:targetClass ex:Person ; sh:property ex:named .\n"
    )
    assert shapes.named["https://example.org/named"].parents == ("https://example.org/person",)


def test_what_pyshacl_cannot_read_is_refused_before_there_are_data(tmp_path: Path) -> None:
    assert "pySHACL cannot read" in str(refusal(tmp_path, GOOD.replace("sh:path ex:name ;", "")))


@pytest.mark.parametrize("wrong", ['sh:minCount "one"', "sh:maxCount -1", "sh:pattern ex:a"])
def test_a_constraint_that_pyshacl_cannot_read_is_refused_before_there_are_data(
    wrong: str, tmp_path: Path
) -> None:
    assert "pySHACL cannot read" in str(refusal(tmp_path, GOOD.replace("sh:minCount 1", wrong)))


def test_a_count_on_a_shape_without_a_path_is_refused(tmp_path: Path) -> None:
    body = "ex:s a sh:NodeShape ; sh:targetClass ex:Person ; sh:minCount 1 .\n"
    assert "pySHACL cannot read" in str(refusal(tmp_path, body))
