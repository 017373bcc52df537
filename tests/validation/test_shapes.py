"""Loading a folder of shapes, and what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, NamedNode

from kg_api.errors import CorpusError, FileError, SyntaxFault
from kg_api.validation import Shapes, load_shapes
from kg_api.validation.shacl_terms import KNOWN

MODEL = Path(__file__).resolve().parents[2] / "shapes" / "model"
PROLOGUE = """@prefix ex: <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .

"""
GOOD = "ex:named a sh:PropertyShape ; sh:targetClass ex:Person ; sh:path ex:name ; sh:minCount 1 .\n"


def _load(folder: Path, *bodies: str) -> Shapes:
    for number, body in enumerate(bodies, 1):
        (folder / f"file{number}.ttl").write_text(PROLOGUE + body, encoding="utf-8")
    return load_shapes(folder)


def _refusal(folder: Path, *bodies: str) -> FileError:
    with pytest.raises(FileError) as caught:
        _load(folder, *bodies)
    return caught.value


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
    shapes = _load(
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


def test_a_syntax_error_is_told_with_line_and_column(tmp_path: Path) -> None:
    fault = _refusal(tmp_path, "ex:a ex:b .")
    assert isinstance(fault, SyntaxFault)
    assert (fault.line, fault.column) == (6, 11)


def test_a_file_in_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "latin.ttl").write_bytes(b"# one\n# caf\xe9\n")
    with pytest.raises(SyntaxFault, match="UTF-8") as caught:
        load_shapes(tmp_path)
    assert caught.value.line == 2


def test_a_triple_term_is_refused(tmp_path: Path) -> None:
    assert "triple term" in str(_refusal(tmp_path, "ex:a ex:b <<( ex:c ex:d ex:e )>> ."))


def test_every_fault_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(CorpusError) as caught:
        _load(
            tmp_path,
            GOOD.replace("minCount", "mincount"),
            GOOD.replace("path", "paht").replace("named", "other"),
        )
    assert [fault.line for fault in caught.value.faults] == [6, 6]
    assert "sh:minCount" in str(caught.value)
    assert "sh:path" in str(caught.value)


def test_owl_imports_is_refused(tmp_path: Path) -> None:
    fault = _refusal(tmp_path, GOOD + "<https://example.org/> owl:imports <https://example.com/more> .\n")
    assert "owl:imports" in str(fault)
    assert fault.line == 7


@pytest.mark.parametrize(
    "lists",
    [
        "_:a rdf:first ex:A ; rdf:rest _:a .",
        "_:a rdf:first ex:A ; rdf:rest _:b . _:b rdf:first ex:B ; rdf:rest _:a .",
        "_:a rdf:first ex:A .",
        "_:a rdf:first ex:A, ex:B ; rdf:rest rdf:nil .",
        "_:a rdf:first ex:A ; rdf:rest rdf:nil, _:b . _:b rdf:first ex:B ; rdf:rest rdf:nil .",
        "_:a rdf:rest rdf:nil .",
    ],
)
def test_a_list_that_is_none_is_refused(lists: str, tmp_path: Path) -> None:
    fault = _refusal(tmp_path, GOOD.replace(" .\n", " ; sh:in _:a .\n") + lists)
    assert "list forks, breaks off or runs in a circle" in str(fault)
    assert fault.line == 7


def test_a_list_parameter_without_a_list_is_refused(tmp_path: Path) -> None:
    fault = _refusal(tmp_path, GOOD.replace("sh:minCount 1", "sh:in ex:A"))
    assert "the value of sh:in is no list" in str(fault)
    assert fault.line == 6


def test_a_pattern_that_could_take_for_ever_is_refused_with_its_line(tmp_path: Path) -> None:
    fault = _refusal(tmp_path, GOOD.replace("sh:minCount 1", '\n  sh:pattern "^(\\\\w+)+$"'))
    assert "could take for ever" in str(fault)
    assert fault.line == 7


def test_a_pattern_that_is_none_is_refused(tmp_path: Path) -> None:
    assert "no regular expression" in str(_refusal(tmp_path, GOOD.replace("sh:minCount 1", 'sh:pattern "("')))


def test_a_query_without_its_prefixes_is_refused(tmp_path: Path) -> None:
    body = "ex:q a sh:NodeShape ; sh:targetClass ex:P ; sh:sparql [\n sh:select 'SELECT $this { $this ex:p ?o }' ] .\n"
    fault = _refusal(tmp_path, body)
    assert "sh:prefixes" in str(fault)
    assert fault.line == 7


def test_the_prefixes_of_a_query_may_stand_in_another_file(tmp_path: Path) -> None:
    prefixes = "ex:all sh:declare [ sh:prefix 'ex' ; sh:namespace 'https://example.org/' ] .\n"
    body = """ex:q a sh:NodeShape ; sh:targetClass ex:P ;
        sh:sparql [ sh:prefixes ex:all ; sh:select 'SELECT $this { $this ex:p ?o }' ] .\n"""
    assert list(_load(tmp_path, body, prefixes).named) == ["https://example.org/q"]


def test_a_query_that_asks_another_endpoint_is_refused(tmp_path: Path) -> None:
    query = "SELECT $this { service <https://example.com/sparql> { ?s ?p ?o } }"
    body = f"ex:q a sh:NodeShape ; sh:targetClass ex:P ; sh:sparql [ sh:select '{query}' ] .\n"
    assert "SERVICE" in str(_refusal(tmp_path, body))


def test_a_shape_that_would_check_nothing_is_refused(tmp_path: Path) -> None:
    fault = _refusal(tmp_path, GOOD.replace("sh:targetClass ex:Person ;", ""))
    assert "would check nothing" in str(fault)
    assert fault.line == 6


def test_a_shape_without_a_target_that_another_shape_uses_is_accepted(tmp_path: Path) -> None:
    part = GOOD.replace("sh:targetClass ex:Person ;", "")
    shapes = _load(
        tmp_path, part + "ex:person a sh:NodeShape ; sh:targetClass ex:Person ; sh:property ex:named .\n"
    )
    assert shapes.named["https://example.org/named"].parents == ("https://example.org/person",)


def test_a_shape_in_two_files_is_refused(tmp_path: Path) -> None:
    fault = _refusal(tmp_path, GOOD, GOOD)
    assert f"{tmp_path.name}/file1.ttl describes this shape too" in str(fault)
    assert fault.path.endswith("file2.ttl")


def test_what_pyshacl_cannot_read_is_refused_before_there_are_data(tmp_path: Path) -> None:
    assert "pySHACL cannot read" in str(_refusal(tmp_path, GOOD.replace("sh:path ex:name ;", "")))


def _used_terms() -> list[tuple[str, str]]:
    found = {}
    for path in sorted(MODEL.glob("*.ttl")):
        for local in re.findall(r"\bsh:(\w+)", path.read_text(encoding="utf-8")):
            found.setdefault(local, path.name)
    return sorted(found.items())


@pytest.mark.parametrize(("local", "file"), _used_terms())
@pytest.mark.parametrize(
    "misspell", [lambda name: name[:-1], lambda name: name + "s", lambda name: name.swapcase()]
)
def test_a_misspelt_shacl_term_of_our_own_shapes_is_refused_where_it_stands(
    local: str, file: str, misspell: object, tmp_path: Path
) -> None:
    assert callable(misspell)
    wrong = misspell(local)
    if wrong in KNOWN:
        pytest.fail(f"sh:{wrong} is another term of SHACL: choose another misspelling")
    for path in MODEL.glob("*.ttl"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    lines = (tmp_path / file).read_text(encoding="utf-8").split("\n")
    number = next(i for i, line in enumerate(lines) if re.search(rf"\bsh:{local}\b", line))
    lines[number] = re.sub(rf"\bsh:{local}\b", f"sh:{wrong}", lines[number], count=1)
    (tmp_path / file).write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises((FileError, CorpusError)) as caught:
        load_shapes(tmp_path)
    faults = caught.value.faults if isinstance(caught.value, CorpusError) else [caught.value]
    assert (f"{tmp_path / file}", number + 1) in [(fault.path, fault.line) for fault in faults]
    assert any(f"sh:{wrong} is no term" in str(fault) for fault in faults)
