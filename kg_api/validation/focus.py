"""How many nodes each shape looks at: a shape that looks at none passes in silence, whatever it says."""

from __future__ import annotations

from functools import cache, partial

from pyoxigraph import QuerySolutions, Store

from kg_api.validation.shapes import Shapes
from kg_api.vocabulary import PREFIXES

_PATTERNS = {
    "targetClass": "?node rdf:type/rdfs:subClassOf* <{iri}>",
    "targetNode": "BIND(<{iri}> AS ?node)",
    "targetSubjectsOf": "?node <{iri}> ?value",
    "targetObjectsOf": "?value <{iri}> ?node",
}
_PROLOGUE = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("rdf", "rdfs"))


def focus_nodes(store: Store, shapes: Shapes) -> dict[str, frozenset[str]]:
    """The focus nodes of each named shape over the union of ``store``, in N-Triples syntax (SHACL, 2.1.3).

    A shape without a target has the focus nodes of the shapes that use it.
    """
    of_target = cache(partial(nodes_of, store))

    @cache
    def of_shape(iri: str) -> frozenset[str]:
        shape = shapes.named[iri]
        if shape.targets:
            return frozenset[str]().union(*(of_target(kind, aim) for kind, aim in shape.targets))
        return frozenset[str]().union(*map(of_shape, shape.parents))

    return {iri: of_shape(iri) for iri in shapes.named}


def nodes_of(store: Store, kind: str, iri: str) -> frozenset[str]:
    """The nodes that one target aims at: ``kind`` is the local name of the property, such as targetClass."""
    query = f"{_PROLOGUE}SELECT DISTINCT ?node {{ {_PATTERNS[kind].format(iri=iri)} }}"
    rows = store.query(query, use_default_graph_as_union=True)
    assert isinstance(rows, QuerySolutions)
    return frozenset(str(row["node"]) for row in rows)
