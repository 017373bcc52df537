"""Counting the nodes that a shape looks at."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store

from kg_api.validation import load_shapes
from kg_api.validation.focus import focus_nodes

PROLOGUE = """@prefix ex: <https://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""
DATA = """
ex:Child rdfs:subClassOf ex:Person .
ex:ann a ex:Person ; ex:knows ex:bob, "Cees" .
ex:bob a ex:Child ; ex:knows ex:bob .
"""


def _count(folder: Path, body: str) -> dict[str, set[str]]:
    (folder / "shapes.ttl").write_text(PROLOGUE + body, encoding="utf-8")
    store = Store()
    for graph in ("urn:one", "urn:two"):
        store.load((PROLOGUE + DATA).encode(), format=RdfFormat.TURTLE, to_graph=NamedNode(graph))
    found = focus_nodes(store, load_shapes(folder))
    return {
        iri.rsplit("/", 1)[1]: {node.rsplit("/", 1)[-1] for node in nodes} for iri, nodes in found.items()
    }


@pytest.mark.parametrize(
    ("target", "nodes"),
    [
        ("sh:targetClass ex:Person", {"ann>", "bob>"}),
        ("sh:targetClass ex:Child", {"bob>"}),
        ("sh:targetClass ex:Persson", set()),
        ("sh:targetNode ex:nobody", {"nobody>"}),
        ("sh:targetSubjectsOf ex:knows", {"ann>", "bob>"}),
        ("sh:targetObjectsOf ex:knows", {"bob>", '"Cees"'}),
        ("sh:targetClass ex:Child ; sh:targetSubjectsOf ex:knows", {"ann>", "bob>"}),
    ],
)
def test_each_kind_of_target_is_counted_once_over_all_graphs(
    target: str, nodes: set[str], tmp_path: Path
) -> None:
    assert _count(tmp_path, f"ex:s a sh:NodeShape ; {target} ; sh:nodeKind sh:IRI .") == {"s": nodes}


def test_a_shape_without_a_target_looks_at_the_nodes_of_those_that_use_it(tmp_path: Path) -> None:
    body = """
    ex:s a sh:NodeShape ; sh:targetClass ex:Child ; sh:or ( [ sh:property ex:named ] ) .
    ex:named a sh:PropertyShape ; sh:path ex:name ; sh:minCount 1 .
    """
    assert _count(tmp_path, body) == {"s": {"bob>"}, "named": {"bob>"}}
