"""The reflexive and transitive closure of skos:broader."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from pyoxigraph import NamedNode, Quad

from kg_api.reasoning.closure import CLOSURE_GRAPH, _above, closure
from kg_api.vocabulary import DATA, DPV, RDF, SKOS

Read = Callable[[str], list[Quad]]
GRAPH = NamedNode("https://example.org/graph")


def _pairs(quads: list[Quad]) -> set[tuple[str, str]]:
    return {(_short(quad.subject), _short(quad.object)) for quad in closure(quads)}


def _short(term: object) -> str:
    assert isinstance(term, NamedNode)
    return term.value.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def _node(name: object) -> NamedNode:
    return NamedNode(f"https://example.org/{name}")


def test_every_concept_is_at_or_below_itself(read: Read) -> None:
    assert _pairs(read("<#a> a skos:Concept . <#b> skos:broader <#c> . <#d> a dpv:Process .")) == {
        ("a", "a"),
        ("b", "b"),
        ("b", "c"),
        ("c", "c"),
    }


def test_what_is_above_the_broader_is_above_too(read: Read) -> None:
    found = _pairs(read("<#a> skos:broader <#b>, <#x> . <#b> skos:broader <#c> . <#c> skos:broader <#d> ."))
    assert {above for below, above in found if below == "a"} == {"a", "b", "c", "d", "x"}
    assert {above for below, above in found if below == "c"} == {"c", "d"}


@pytest.mark.parametrize("order", [1, -1])
def test_two_ways_up_meet(order: int, read: Read) -> None:
    lines = ["<#a> skos:broader <#b>, <#c> .", "<#b> skos:broader <#d> .", "<#c> skos:broader <#d>, <#e> ."]
    found = _pairs(read("\n".join(lines[::order])))
    assert {above for below, above in found if below == "a"} == {"a", "b", "c", "d", "e"}


def test_concepts_in_a_cycle_are_each_above_all(read: Read) -> None:
    text = "<#a> skos:broader <#b> . <#b> skos:broader <#c> . <#c> skos:broader <#a>, <#d> . <#e> skos:broader <#e> ."
    found = _pairs(read(text))
    for node in "abc":
        assert {above for below, above in found if below == node} == {"a", "b", "c", "d"}
    assert {above for below, above in found if below in ("d", "e")} == {"d", "e"}


def test_a_chain_of_ten_thousand_is_walked_without_recursion() -> None:
    """By the walk itself: written out, the closure of such a chain has fifty million pairs."""
    depth = 10_000
    assert depth > sys.getrecursionlimit()
    chain = {str(number): {str(number + 1)} for number in range(depth)}
    assert _above("0", chain, {}) == {str(number) for number in range(depth + 1)}


def test_every_pair_of_a_chain_is_written_out() -> None:
    chain = [Quad(_node(number), SKOS["broader"], _node(number + 1), GRAPH) for number in range(100)]
    assert len(closure(chain)) == 101 * 102 // 2


def test_a_policys_own_concepts_are_below_those_of_the_ontology(
    read: Read, ontology: tuple[Quad, ...]
) -> None:
    own = read("<#letter> skos:broader <#post> . <#post> skos:broader dpv:DirectMarketing .")
    found = {(quad.subject, quad.object) for quad in closure([*ontology, *own])}
    letter = NamedNode(f"{DATA}cafe/2024-05/policy#letter")
    for above in ("DirectMarketing", "Marketing", "Purpose"):
        assert (letter, DPV[above]) in found
    assert (letter, letter) in found
    assert (DPV["DirectMarketing"], letter) not in found
    assert (DPV["Purpose"], DPV["Marketing"]) not in found


def test_literals_and_nameless_nodes_are_no_concepts(read: Read) -> None:
    assert _pairs(read('[] skos:broader <#a> ; a skos:Concept . <#b> skos:broader "c", [] .')) == set()


def test_pairs_are_sorted_each_once_in_a_graph_of_their_own(read: Read) -> None:
    quads = read("<#b> skos:broader <#a> . <#c> skos:broader <#b>, <#a> . <#a> a skos:Concept .")
    found = closure(quads)
    keys = [(quad.subject.value, quad.object.value) for quad in found if isinstance(quad.subject, NamedNode)]  # type: ignore[union-attr]
    assert keys == sorted(set(keys))
    assert len(keys) == len(found) == 6
    assert {quad.graph_name for quad in found} == {CLOSURE_GRAPH}
    assert {quad.predicate for quad in found} == {SKOS["broaderTransitive"]}


def test_the_order_of_the_quads_makes_no_difference(ontology: tuple[Quad, ...]) -> None:
    few = [quad for quad in ontology if quad.predicate == SKOS["broader"]][:3000]
    assert closure(few) == closure(reversed(few))


def test_no_country_is_in_a_union_by_the_hierarchy_alone(ontology: tuple[Quad, ...]) -> None:
    bare = [q for q in ontology if q.predicate in (SKOS["broader"], RDF["type"])]
    unions = {quad.subject for quad in bare if quad.object == DPV["SupraNationalUnion"]}
    countries = {quad.subject for quad in bare if quad.object in (DPV["Country"], DPV["Region"])}
    pairs = [(quad.subject, quad.object) for quad in closure(bare)]
    assert len(countries) > 4000
    assert not [pair for pair in pairs if pair[0] in countries and pair[1] in unions]
