"""The Core part of the shapes in a second engine, rudof: it finds the same, node by node and shape by shape."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, Triple, serialize

from kg_api.resources import Resources
from kg_api.validation.duties import shown
from kg_api.validation.run import validate
from kg_api.validation.shapes import Shapes
from kg_api.validation.shapes_file import read_shapes_file
from kg_api.vocabulary import DATA, DUTY, SH
from tests.validation.duty_cases import cases, found
from tests.validation.duty_table import ROWS
from tests.validation.test_model_shapes import BASE, FAILING, PASSING, SHAPE, read_fixture

Node = NamedNode | BlankNode | Literal | Triple
Pairs = set[tuple[str, str]]

pyrudof: Any = pytest.importorskip(
    "pyrudof", reason="the second engine is not installed: pip install pyrudof"
)

# What pySHACL finds and rudof 0.3.35 does not, by shape and fixture, each with the reason.
KNOWN = {
    (
        "notice-date",
        "notice-fail-date-malformed",
    ): "takes a date that does not exist for an xsd:date (SHACL, 4.1.2)",
}


def _rudof(data: Iterable[Triple], shapes: Iterable[Triple]) -> Pairs:
    """The pairs of focus node and shape that rudof finds."""
    engine = pyrudof.Rudof(pyrudof.RudofConfig())
    engine.read_data(_n_triples(data), pyrudof.RDFFormat.NTriples)
    engine.read_shacl(_n_triples(shapes), pyrudof.ShaclFormat.NTriples)
    return {(entry.focus_node.strip("<>"), entry.source_shape) for entry in engine.validate_shacl()}


def _pyshacl(data: Iterable[Triple], shapes: Shapes) -> Pairs:
    store = Store()
    store.extend(Quad(*triple) for triple in data)
    return {(str(one.focus_node).strip("<>"), one.shape) for one in validate(store, shapes).results}


def _n_triples(triples: Iterable[Triple]) -> str:
    text = serialize(triples, format=RdfFormat.N_TRIPLES)
    assert text is not None
    return text.decode()


def _triples(quads: Iterable[Quad]) -> set[Triple]:
    return {Triple(quad.subject, quad.predicate, quad.object) for quad in quads}


def _core(shapes: Path) -> tuple[Shapes, list[Triple]]:
    """The shapes of a folder without their queries, for each engine."""
    files = [read_shapes_file(path, shapes) for path in sorted(shapes.rglob("*.ttl"))]
    core = [
        replace(file, triples=tuple(triple for triple in file.triples if triple.predicate != SH["sparql"]))
        for file in files
    ]
    return Shapes(str(shapes), core), [triple for file in core for triple in file.triples]


def test_duties_come_out_the_same_in_both(resources: Resources) -> None:
    shapes, triples = _core(resources.shapes / "duties")
    data = _triples(quad for case in cases() for quad in shown(found(case)))
    ours = _pyshacl(data, shapes)
    assert _rudof(data, triples) == ours
    assert {shape for _, shape in ours} == {
        DUTY[f"{row.duty}-{look.name}"].value for row in ROWS.values() for look in row.looks
    }


def _moved(term: Node, name: str, touched: set[Node]) -> Node:
    """A node of the fixture under a name of its own, if the fixture changes it."""
    if isinstance(term, BlankNode):
        return BlankNode(f"{name}x{term.value}")
    if isinstance(term, NamedNode) and term in touched:
        return NamedNode(term.value.replace(BASE, f"{DATA}{name}/2026-03/"))
    return term


def _fixtures(base: frozenset[Quad]) -> set[Triple]:
    """The base, and beside it for every fixture the nodes that it changes and those that point to them."""
    data = _triples(base)
    for path in PASSING + FAILING:
        fixture, name = read_fixture(path), f"{path.parent.name}-{path.stem}"
        whole = (base - fixture.removed) | fixture.added
        changed: set[Node] = {quad.subject for quad in fixture.removed | fixture.added}
        touched: set[Node] = changed | {quad.subject for quad in whole if quad.object in changed}
        for quad in whole:
            if quad.subject in touched:
                subject = _moved(quad.subject, name, touched)
                assert isinstance(subject, NamedNode | BlankNode)
                data.add(Triple(subject, quad.predicate, _moved(quad.object, name, touched)))
    return data


def test_core_of_the_model_shapes_comes_out_the_same_in_both(
    resources: Resources, base: frozenset[Quad]
) -> None:
    shapes, triples = _core(resources.shapes / "model")
    data = _fixtures(base)
    ours, theirs = _pyshacl(data, shapes), _rudof(data, triples)
    assert theirs - ours == set()
    missed = {
        (shape.removeprefix(SHAPE), node.removeprefix(DATA).partition("/")[0])
        for node, shape in ours - theirs
    }
    assert missed == set(KNOWN)
    # Nothing that a fixture violates without a query is left out of the comparison.
    wanted = {fixture.expects for fixture in map(read_fixture, FAILING) if fixture.by != {"sparql"}}
    assert wanted <= {shape.removeprefix(SHAPE) for _, shape in ours}
