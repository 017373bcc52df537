"""The reflexive and transitive closure of ``skos:broader``, over the ontology and policies' own concepts.

``skos:broader`` is not transitive (SKOS Reference, section 8.6.6); ``skos:broaderTransitive`` is. We add the
reflexive pairs too, so that a query asks for a concept and all below it with one triple pattern. Unions of
countries are no part of the walk: which country lies in which union comes from dated facts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from pyoxigraph import NamedNode, Quad

from kg_api.reasoning.membership import areas_of
from kg_api.vocabulary import BASE, RDF, SKOS

CLOSURE_GRAPH = NamedNode(BASE + "graphs/closure")

_TYPE, _CONCEPT = RDF["type"], SKOS["Concept"]
_BROADER, _TRANSITIVE = SKOS["broader"], SKOS["broaderTransitive"]

Broader = dict[str, set[str]]


def closure(quads: Iterable[Quad]) -> list[Quad]:
    """The pairs of ``skos:broaderTransitive`` as quads of the closure graph, sorted."""
    quads = list(quads)
    broader = _broader(quads)
    reached: dict[str, frozenset[str]] = {}
    pairs = {(node, above) for node in broader for above in _above(node, broader, reached)}
    # Not edges of the walk: Aruba is part of the Netherlands, which is in the EU, and yet is not.
    for place, areas in areas_of(quads).items():
        pairs |= {(place, above) for area in areas for above in _above(area, broader, reached)}
    return [
        Quad(NamedNode(node), _TRANSITIVE, NamedNode(above), CLOSURE_GRAPH) for node, above in sorted(pairs)
    ]


def _broader(quads: list[Quad]) -> Broader:
    broader: Broader = defaultdict(set)
    for quad in quads:
        if not isinstance(quad.subject, NamedNode):
            continue
        if quad.predicate == _TYPE and quad.object == _CONCEPT:
            broader[quad.subject.value]
        elif quad.predicate == _BROADER and isinstance(quad.object, NamedNode):
            broader[quad.subject.value].add(quad.object.value)
            broader[quad.object.value]
    return broader


def _above(node: str, broader: Broader, reached: dict[str, frozenset[str]]) -> frozenset[str]:
    """Everything at or above ``node``; walks without recursion, so that a cycle or a deep chain does no harm."""
    if node in reached:
        return reached[node]
    seen, waiting = {node}, [node]
    while waiting:
        for parent in broader.get(waiting.pop(), ()):
            if parent in reached:
                seen |= reached[parent]
            elif parent not in seen:
                seen.add(parent)
                waiting.append(parent)
    reached[node] = frozenset(seen)
    return reached[node]
