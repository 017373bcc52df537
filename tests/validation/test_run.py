"""Running shapes over a store."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg_api.errors import FileError, UnknownName
from kg_api.validation import Shapes, validate
from kg_api.vocabulary import DCT, PKG, XSD
from tests.validation.small import NOTICE, POLICY, Lay, load, named, people


def test_the_base_conforms_and_says_how_many_nodes_were_looked_at(
    lay: Lay, base: frozenset[Quad], shapes: Shapes
) -> None:
    with lay(base) as store:
        report = validate(store, shapes)
    assert report.conforms
    assert set(report.focus_nodes) == set(shapes.named)
    assert report.focus_nodes["https://w3id.org/privacy-kg/shapes/model#notice-title"] == 1
    assert report.focus_nodes["https://w3id.org/privacy-kg/shapes/model#process-content"] == 6


def test_validating_leaves_the_store_as_it_was(lay: Lay, base: frozenset[Quad], shapes: Shapes) -> None:
    with lay(base) as store:
        before = set(store)
        validate(store, shapes)
        assert set(store) == before


def test_two_runs_give_the_same_report(lay: Lay, base: frozenset[Quad], shapes: Shapes) -> None:
    less = {quad for quad in base if quad.predicate != DCT["title"] and quad.predicate != PKG["sortDate"]}
    with lay(less) as store:
        first, second = validate(store, shapes), validate(store, shapes)
    assert named(first) == ["notice-sort-date-missing", "notice-title", "source-title"]
    assert [(r.shape, r.focus_node, r.messages) for r in first.results] == [
        (r.shape, r.focus_node, r.messages) for r in second.results
    ]


def test_a_derived_graph_with_the_same_facts_changes_nothing(
    lay: Lay, base: frozenset[Quad], shapes: Shapes
) -> None:
    derived = {
        Quad(quad.subject, quad.predicate, quad.object, NamedNode(f"{graph}:stated"))
        for quad in base
        for graph in ("urn:one", "urn:two")
    }
    with lay(base | derived) as store:
        assert validate(store, shapes).conforms


def test_only_the_graphs_that_are_named_are_looked_at(tmp_path: Path) -> None:
    shapes = load(
        tmp_path, "ex:named a sh:PropertyShape ; sh:targetClass ex:Person ; sh:path ex:name ; sh:minCount 1 ."
    )
    store = people("https://example.org/one", "https://example.org/two")
    store.add(Quad(*(NamedNode(f"https://example.org/{name}") for name in ("b", "name", "b", "two"))))
    assert [
        str(result.focus_node) for result in validate(store, shapes, ["https://example.org/one"]).results
    ] == ["<https://example.org/b>"]
    assert validate(store, shapes, ["https://example.org/two"]).conforms
    assert validate(store, shapes).conforms


def test_a_graph_that_is_not_there_is_refused_with_the_nearest(tmp_path: Path) -> None:
    shapes = load(tmp_path, "ex:named a sh:NodeShape ; sh:targetClass ex:Person ; sh:nodeKind sh:IRI .")
    with pytest.raises(UnknownName, match=r"Did you mean https://example\.org/people"):
        validate(people(), shapes, ["https://example.org/poeple"])


def test_what_pyshacl_cannot_run_is_an_error_and_no_pass(tmp_path: Path) -> None:
    deep = "ex:s0 a sh:NodeShape ; sh:targetClass ex:Person ; sh:node ex:s1 ."
    for number in range(1, 20):
        deep += f" ex:s{number} a sh:NodeShape ; sh:node ex:s{number + 1} ."
    deep += " ex:s20 a sh:NodeShape ; sh:nodeKind sh:Literal ."
    with pytest.raises(FileError, match="cannot run these shapes"):
        validate(people(), load(tmp_path, deep))


def test_queries_run_in_oxigraph_and_never_in_rdflib(
    lay: Lay, base: frozenset[Quad], shapes: Shapes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*args: object, **kwargs: object) -> None:
        raise AssertionError("rdflib evaluates a query")

    monkeypatch.setattr("rdflib.plugins.sparql.processor.SPARQLProcessor.query", forbidden)
    monkeypatch.setattr("rdflib.plugins.sparql.processor.evalQuery", forbidden)
    with lay(base) as store:
        assert validate(store, shapes).conforms


def test_a_malformed_literal_is_a_result_and_no_traceback_on_the_terminal(
    lay: Lay, base: frozenset[Quad], shapes: Shapes, caplog: pytest.LogCaptureFixture
) -> None:
    date = Quad(NOTICE, DCT["modified"], Literal("2026-02-31", datatype=XSD["date"]), POLICY)
    with lay(base | {date}) as store:
        assert "notice-date" in named(validate(store, shapes))
    assert caplog.records == []
