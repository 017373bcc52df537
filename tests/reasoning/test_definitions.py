"""The OWL of our vocabulary: kinds that exclude each other, properties with one value, properties read backwards."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store

from benchmarks.generator import write
from kg_api.reasoning.closure import closure
from kg_api.reasoning.owl import java, prove
from kg_api.reasoning.owl_view import terminology
from kg_api.resources import Resources
from kg_api.snapshot.build import build
from kg_api.snapshot.store import Snapshot
from kg_api.vocabulary import OWL, PKG, RDF, RDFS, SKOS, curie

DISJOINT, MEMBERS = OWL["AllDisjointClasses"], OWL["members"]
FUNCTIONAL = OWL["FunctionalProperty"]


def _kinds(ontology: tuple[Quad, ...]) -> list[list[str]]:
    """The lists of kinds that exclude each other."""
    store = Store()
    store.extend(ontology)
    lists = []
    for quad in store.quads_for_pattern(None, RDF["type"], DISJOINT):
        head = next(iter(store.quads_for_pattern(quad.subject, MEMBERS, None))).object
        found: list[str] = []
        while head != RDF["nil"]:
            assert not isinstance(head, Literal)
            first = next(iter(store.quads_for_pattern(head, RDF["first"], None))).object
            assert isinstance(first, NamedNode)
            found.append(first.value)
            head = next(iter(store.quads_for_pattern(head, RDF["rest"], None))).object
        lists.append(found)
    return lists


def test_no_concept_of_dpvs_or_ours_is_below_two_kinds_that_exclude_each_other(
    ontology: tuple[Quad, ...],
) -> None:
    """So that each concept may have a member: nothing else in the ontology could forbid it one."""
    below: dict[str, set[str]] = defaultdict(set)
    for quad in closure(ontology):
        assert isinstance(quad.subject, NamedNode)
        assert isinstance(quad.object, NamedNode)
        below[quad.object.value].add(quad.subject.value)
    lists = _kinds(ontology)
    assert len(lists) >= 5
    for kinds in lists:
        assert [kind for kind in kinds if not below[kind]] == []
        for one, other in combinations(kinds, 2):
            assert below[one] & below[other] == set(), f"{curie(one)} and {curie(other)}"
    assert len({concept for kinds in lists for kind in kinds for concept in below[kind]}) > 1500


@pytest.mark.minutes
@pytest.mark.skipif(java() is None, reason="HermiT needs Java (Debian: default-jre-headless)")
def test_hermit_finds_every_concept_satisfiable(ontology: tuple[Quad, ...]) -> None:
    proof = prove(terminology(ontology), (), seconds=120)
    assert proof.consistent
    assert proof.empty == ()


@pytest.mark.minutes
@pytest.mark.skipif(java() is None, reason="HermiT needs Java (Debian: default-jre-headless)")
def test_hermit_would_find_a_concept_that_is_not(ontology: tuple[Quad, ...]) -> None:
    twice = Quad(PKG["Twice"], RDF["type"], SKOS["Concept"])
    above = [
        Quad(PKG["Twice"], SKOS["broader"], NamedNode(f"https://w3id.org/dpv#{k}"))
        for k in ("Purpose", "Right")
    ]
    assert prove(terminology([*ontology, twice, *above]), ()).empty == (PKG["Twice"].value,)


def _values(store: Store, ontology: tuple[Quad, ...]) -> dict[str, dict[object, set[object]]]:
    """For each functional property its values by subject, those of its sub-properties among them."""
    below: dict[object, set[object]] = defaultdict(set)
    for quad in ontology:
        if quad.predicate == RDFS["subPropertyOf"]:
            below[quad.object].add(quad.subject)
    found: dict[str, dict[object, set[object]]] = {}
    for quad in ontology:
        if quad.predicate == RDF["type"] and quad.object == FUNCTIONAL:
            assert isinstance(quad.subject, NamedNode)
            values: dict[object, set[object]] = defaultdict(set)
            for name in {quad.subject, *below[quad.subject]}:
                for one in store.quads_for_pattern(None, name, None):  # type: ignore[arg-type]
                    values[one.subject].add(one.object)
            found[quad.subject.value] = values
    return found


@pytest.mark.minutes
def test_each_property_that_has_one_value_has_one_for_each_subject(
    resources: Resources, snapshot: Snapshot, ontology: tuple[Quad, ...], tmp_path: Path
) -> None:
    """Over the five policies and generated ones of several versions, with all that the build adds."""
    data = tmp_path / "data"
    write(3, data)
    built = build(
        dataclasses.replace(resources, data=data), tmp_path / "out", datetime(2026, 1, 1, tzinfo=UTC)
    )
    store = Store()
    for each in (built.snapshot, snapshot):
        store.bulk_load(path=str(each.graph), format=RdfFormat.N_QUADS)
    for quad in list(store.quads_for_pattern(None, OWL["inverseOf"], None, None)):
        # A property read backwards has the values of the other, from object to subject.
        for one in list(store.quads_for_pattern(None, quad.object, None)):  # type: ignore[arg-type]
            store.add(Quad(one.object, quad.subject, one.subject))  # type: ignore[arg-type]
    found = _values(store, ontology)
    assert len(found) > 20
    assert [name for name, values in found.items() if not values] == []
    several = {
        curie(name) for name, values in found.items() if any(len(some) > 1 for some in values.values())
    }
    assert several == set()


def test_no_property_of_dpvs_has_one_value_alone(ontology: tuple[Quad, ...]) -> None:
    functional = {quad.subject for quad in ontology if quad.object == FUNCTIONAL}
    assert all(getattr(one, "value", "").startswith(PKG.iri) for one in functional)


def test_each_property_that_has_one_value_says_why(ontology: tuple[Quad, ...]) -> None:
    functional = {quad.subject for quad in ontology if quad.object == FUNCTIONAL}
    assert functional <= {quad.subject for quad in ontology if quad.predicate == SKOS["scopeNote"]}


def test_properties_that_read_backwards_are_never_stored(
    snapshot: Snapshot, ontology: tuple[Quad, ...]
) -> None:
    store = Store()
    store.bulk_load(path=str(snapshot.graph), format=RdfFormat.N_QUADS)
    inverse = {quad.subject for quad in ontology if quad.predicate == OWL["inverseOf"]}
    assert len(inverse) == 3
    for name in inverse:
        assert list(store.quads_for_pattern(None, name, None)) == []  # type: ignore[arg-type]
