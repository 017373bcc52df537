"""A file that would make owlready2 run Python or fetch an ontology is refused before owlready2 sees it."""

from __future__ import annotations

import dataclasses
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Triple

from kg_api.corpus.ontology import read_ontology
from kg_api.corpus.policies import read_corpus
from kg_api.corpus.safety import IMPORTS, OWLREADY, unsafe_term
from kg_api.corpus.turtle import read_turtle
from kg_api.errors import FileError
from kg_api.resources import Resources
from kg_api.snapshot.build import build, ground_of
from kg_api.vocabulary import DPV, OWL

GRAPH = "https://example.org/graph"
HEAD = f"""# a comment
@prefix owl: <{OWL.iri}> .
@prefix ready: <{OWLREADY}#> .
<https://example.org/o> a owl:Ontology .
"""
HOSTILE = {
    "module": '<https://example.org/o> ready:python_module "os" .',
    "module in full": f'<https://example.org/o> <{OWLREADY}#python_module> "os" .',
    "name": '<https://example.org/o#Class> ready:python_name "__class__" .',
    "imports": "<https://example.org/o> owl:imports <https://example.org/other> .",
    "imports in full": f"<https://example.org/o> <{IMPORTS}> <https://example.org/other> .",
    "imports of its own": "<https://example.org/o> owl:imports <https://example.org/o> .",
    "owlready's own ontology": f"<https://example.org/o> a <{OWLREADY}> .",
    "as a subject": "ready:python_name a owl:AnnotationProperty .",
    "in a list": "<https://example.org/o> owl:members ( ready:python_module ) .",
    "on a blank node": '[] ready:python_module "os" .',
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_owlready_would_act_on_is_refused_with_its_line_term_and_mend(text: str, tmp_path: Path) -> None:
    path = tmp_path / "hostile.ttl"
    path.write_text(HEAD + text + "\n", encoding="utf-8")
    with pytest.raises(FileError, match="take the statement out") as refused:
        read_turtle(path, GRAPH)
    assert (refused.value.path, refused.value.line) == (str(path), 5)
    assert IMPORTS in str(refused.value) or OWLREADY in str(refused.value)


def test_a_term_in_escapes_is_refused_too_though_its_line_is_not_found(tmp_path: Path) -> None:
    path = tmp_path / "hostile.ttl"
    hidden = f"<{OWLREADY}#python_m\\u006Fdule>"
    path.write_text(f'{HEAD}<https://example.org/o> {hidden} "os" .\n', encoding="utf-8")
    with pytest.raises(FileError, match="names Python") as refused:
        read_turtle(path, GRAPH)
    assert refused.value.line is None


def test_a_string_that_speaks_of_it_is_no_statement(tmp_path: Path) -> None:
    path = tmp_path / "fine.ttl"
    path.write_text(HEAD + f'<https://example.org/o> owl:versionInfo "{OWLREADY}#python_module" .\n')
    assert len(read_turtle(path, GRAPH)) == 2


def test_an_ontology_that_does_so_stops_the_build_before_a_snapshot_is_written(
    resources: Resources, tmp_path: Path
) -> None:
    shutil.copytree(resources.ontology, tmp_path / "ontology")
    (tmp_path / "ontology" / "extra.ttl").write_text(HEAD + HOSTILE["module"], encoding="utf-8")
    hostile = dataclasses.replace(resources, ontology=tmp_path / "ontology")
    for act in (
        lambda: read_ontology(hostile.ontology),
        lambda: ground_of(hostile),
        lambda: build(hostile, tmp_path / "out", datetime(2026, 1, 1, tzinfo=UTC)),
    ):
        with pytest.raises(FileError, match=r"extra\.ttl:5: names Python"):
            act()
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("file", ["policy", "evidence", "source"])
def test_a_policy_that_does_so_is_refused_and_the_others_are_read(
    file: str, resources: Resources, tmp_path: Path
) -> None:
    shutil.copytree(resources.data, tmp_path / "data")
    path = tmp_path / "data" / "kruix" / "2020-11-16" / f"{file}.ttl"
    path.write_text(path.read_text(encoding="utf-8") + f'\n<#x> <{OWLREADY}#python_module> "os" .\n')
    corpus = read_corpus(tmp_path / "data")
    assert [fault.path for fault in corpus.faults] == [str(path)]
    assert "names Python" in str(corpus.faults[0])
    assert len(corpus.policies) == 4
    with pytest.raises(FileError, match="names Python"):
        ground_of(dataclasses.replace(resources, data=tmp_path / "data"))


def test_what_is_harmless_is_let_through() -> None:
    assert unsafe_term(Triple(DPV["Purpose"], OWL["equivalentClass"], NamedNode(IMPORTS + "x"))) is None
