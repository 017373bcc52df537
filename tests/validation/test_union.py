"""A store as one read-only rdflib graph."""

from __future__ import annotations

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple
from rdflib import Graph
from rdflib.term import BNode, URIRef, Variable
from rdflib.term import Literal as RdflibLiteral

from kg_api.validation.union import to_ox, to_rdflib, union_graph

A, B, P = (NamedNode(f"https://example.org/{name}") for name in "abp")
ONE, TWO = NamedNode("https://example.org/one"), NamedNode("https://example.org/two")
XSD = "http://www.w3.org/2001/XMLSchema#"
TERMS = [
    A,
    BlankNode("b"),
    Literal("plain"),
    Literal("tekst", language="nl"),
    Literal("01", datatype=NamedNode(XSD + "integer")),
    Literal("2026-13-01", datatype=NamedNode(XSD + "date")),
]


@pytest.fixture
def store() -> Store:
    store = Store()
    store.extend([Quad(A, P, B, ONE), Quad(B, P, Literal("x"), TWO), Quad(A, P, Literal("default"))])
    return store


def test_patterns_are_looked_up_in_every_graph(store: Store) -> None:
    graph = union_graph(store)
    assert {to_ox(value) for value in graph.objects(URIRef(A.value), URIRef(P.value))} == {
        B,
        Literal("default"),
    }
    assert len(list(graph)) == 3


def test_a_pattern_that_no_triple_can_match_gives_nothing(store: Store) -> None:
    graph = union_graph(store)
    assert list(graph.triples((RdflibLiteral("x"), None, None))) == []
    assert list(graph.triples((None, BNode(), None))) == []


def test_a_triple_term_is_left_out(store: Store) -> None:
    store.add(Quad(A, P, Triple(A, P, B)))
    assert len(list(union_graph(store))) == 3


def test_a_query_sees_the_union_and_each_named_graph(store: Store) -> None:
    graph = union_graph(store)
    rows = list(graph.query("SELECT ?s { ?s ?p ?o }"))
    assert len(rows) == 3
    found = graph.query(
        "SELECT ?g $this { GRAPH ?g { $this ?p ?o } }", initBindings={"this": URIRef(B.value)}
    )
    assert [row.asdict() for row in found] == [  # type: ignore[union-attr]
        {"g": URIRef(TWO.value), "this": URIRef(B.value)}
    ]
    assert found.vars == [Variable("g"), Variable("this")]


def test_an_ask_query_is_answered(store: Store) -> None:
    assert union_graph(store).query("ASK { ?s ?p 'x' }").askAnswer is True
    assert union_graph(store).query("ASK { ?s ?p 'y' }").askAnswer is False


def test_a_query_knows_only_the_prefixes_that_it_declares(store: Store) -> None:
    graph = union_graph(store)
    graph.bind("ex", "https://example.org/")
    with pytest.raises(SyntaxError):
        graph.query("SELECT ?s { ?s ex:p ?o }")


def test_an_unbound_variable_is_left_out_of_a_row(store: Store) -> None:
    rows = union_graph(store).query(
        "SELECT ?s ?none { ?s ?p 'x' OPTIONAL { ?s <https://example.org/q> ?none } }"
    )
    assert [row.asdict() for row in rows] == [{"s": URIRef(B.value)}]  # type: ignore[union-attr]


def test_nothing_is_written_to_the_store(store: Store) -> None:
    before = set(store)
    graph: Graph = union_graph(store)
    graph.add((URIRef(A.value), URIRef(P.value), RdflibLiteral("new")))
    graph.remove((None, None, None))
    assert set(store) == before


def test_a_graph_is_empty_only_when_the_store_is(store: Store) -> None:
    assert union_graph(store)
    assert not union_graph(Store())


@pytest.mark.parametrize("term", TERMS, ids=str)
def test_a_term_comes_back_as_it_was(term: NamedNode | BlankNode | Literal) -> None:
    assert to_ox(to_rdflib(term)) == term


def test_what_has_no_counterpart_is_refused() -> None:
    with pytest.raises(ValueError, match="triple terms"):
        to_rdflib(Triple(A, P, B))
    with pytest.raises(ValueError, match="no place"):
        to_ox(Variable("x"))
