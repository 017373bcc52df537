"""What a folder of shapes must not hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg_api.errors import CorpusError, FileError
from kg_api.validation import load_shapes
from kg_api.validation.shacl_terms import KNOWN
from tests.validation.small import GOOD, refusal

MODEL = Path(__file__).resolve().parents[2] / "shapes" / "model"


def test_owl_imports_is_refused(tmp_path: Path) -> None:
    fault = refusal(tmp_path, GOOD + "<https://example.org/> owl:imports <https://example.com/more> .\n")
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
    fault = refusal(tmp_path, GOOD.replace(" .\n", " ; sh:in _:a .\n") + lists)
    assert "list forks, breaks off or runs in a circle" in str(fault)
    assert fault.line == 7


def test_a_list_parameter_without_a_list_is_refused(tmp_path: Path) -> None:
    fault = refusal(tmp_path, GOOD.replace("sh:minCount 1", "sh:in ex:A"))
    assert "the value of sh:in is no list" in str(fault)
    assert fault.line == 6


def test_a_pattern_that_could_take_for_ever_is_refused_with_its_line(tmp_path: Path) -> None:
    fault = refusal(tmp_path, GOOD.replace("sh:minCount 1", '\n  sh:pattern "^(\\\\w+)+$"'))
    assert "could take for ever" in str(fault)
    assert fault.line == 7


def test_a_pattern_that_is_none_is_refused(tmp_path: Path) -> None:
    assert "no regular expression" in str(refusal(tmp_path, GOOD.replace("sh:minCount 1", 'sh:pattern "("')))


def test_a_query_without_its_prefixes_is_refused(tmp_path: Path) -> None:
    body = "ex:q a sh:NodeShape ; sh:targetClass ex:P ; sh:sparql [\n sh:select 'SELECT $this { $this ex:p ?o }' ] .\n"
    fault = refusal(tmp_path, body)
    assert "sh:prefixes" in str(fault)
    assert fault.line == 7


def test_a_query_that_asks_another_endpoint_is_refused(tmp_path: Path) -> None:
    query = "SELECT $this { service <https://example.com/sparql> { ?s ?p ?o } }"
    body = f"ex:q a sh:NodeShape ; sh:targetClass ex:P ; sh:sparql [ sh:select '{query}' ] .\n"
    assert "SERVICE" in str(refusal(tmp_path, body))


def test_a_query_that_does_not_select_its_node_is_refused(tmp_path: Path) -> None:
    body = (
        "ex:q a sh:NodeShape ; sh:targetClass ex:P ; sh:sparql [ sh:select 'SELECT ?o { $this ?p ?o }' ] .\n"
    )
    assert "does not select $this" in str(refusal(tmp_path, body))


def test_a_shape_that_would_check_nothing_is_refused(tmp_path: Path) -> None:
    fault = refusal(tmp_path, GOOD.replace("sh:targetClass ex:Person ;", ""))
    assert "would check nothing" in str(fault)
    assert fault.line == 6


def test_a_shape_in_two_files_is_refused(tmp_path: Path) -> None:
    fault = refusal(tmp_path, GOOD, GOOD)
    assert f"{tmp_path.name}/file1.ttl describes this shape too" in str(fault)
    assert fault.path.endswith("file2.ttl")


def test_a_shape_that_is_switched_off_is_refused(tmp_path: Path) -> None:
    assert "sh:deactivated" in str(refusal(tmp_path, GOOD.replace("sh:minCount 1", "sh:deactivated true")))


@pytest.mark.parametrize(
    "part", ["sh:node ex:named", "sh:or ( [ sh:node ex:named ] )", "sh:not [ sh:node ex:named ]"]
)
def test_a_shape_that_comes_back_to_itself_is_refused(part: str, tmp_path: Path) -> None:
    fault = refusal(tmp_path, GOOD.replace("sh:minCount 1", part))
    assert "comes back to itself" in str(fault)
    assert fault.line == 6


def _faults(folder: Path) -> list[FileError]:
    try:
        load_shapes(folder)
    except FileError as fault:
        return [fault]
    except CorpusError as several:
        return several.faults
    return []


def _used_terms() -> list[tuple[str, str]]:
    found: dict[str, str] = {}
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
    for name in {"prefixes.ttl", file}:
        (tmp_path / name).write_bytes((MODEL / name).read_bytes())
    lines = (tmp_path / file).read_text(encoding="utf-8").split("\n")
    number = next(i for i, line in enumerate(lines) if re.search(rf"\bsh:{local}\b", line))
    lines[number] = re.sub(rf"\bsh:{local}\b", f"sh:{wrong}", lines[number], count=1)
    (tmp_path / file).write_text("\n".join(lines), encoding="utf-8")
    faults = _faults(tmp_path)
    assert (f"{tmp_path / file}", number + 1) in [(fault.path, fault.line) for fault in faults]
    assert any(f"sh:{wrong} is no term" in str(fault) for fault in faults)
