"""Which row a value stands in: the concepts of one comparison, what lies above each, and which belong to a law.

A node of a policy's own is shown under the concepts right above it; a concept of a law (an article of the GDPR and its
twin in the United Kingdom) under the neutral concept that both lie below. All of it is read from
``skos:broaderTransitive``, in which countries lie in unions by dated facts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import NamedNode

from kg_api.engine import Engine, Row, select, values
from kg_api.vocabulary import DATA, PREFIXES, SPARQL_PREFIXES

# DPV keeps what belongs to one law in modules below this address (DPV 2.3, legal extensions).
_OF_LAW: Final = PREFIXES["legal"].removesuffix("#") + "/"
_ABOVE: Final = "SELECT ?node ?above WHERE { %s ?node skos:broaderTransitive ?above }"
# Our twins of a law's concepts say so by the concept they match, or by the law they belong to.
_TWINS: Final = "SELECT DISTINCT ?node WHERE { %s ?node skos:closeMatch|dpv:hasApplicableLaw ?law }"
# Concepts in one query: a hundred IRIs stay within what admission lets in.
_BATCH: Final = 100


@dataclass
class Hierarchy:
    """What lies at or above each concept of a comparison, and which concepts belong to a law."""

    above: dict[str, set[str]] = field(default_factory=dict)
    of_law: set[str] = field(default_factory=set)

    def at_or_above(self, concept: str) -> set[str]:
        """The concept and all above it."""
        return self.above.get(concept, set()) | {concept}

    def most_specific(self, concepts: Iterable[str]) -> set[str]:
        """Those of ``concepts`` that lie above none of the others."""
        found = set(concepts)
        return {
            one for one in found if not any(one != other and self.is_above(one, other) for other in found)
        }

    def is_above(self, concept: str, other: str) -> bool:
        """Whether ``concept`` lies above ``other``; of two that lie above each other the first by IRI does."""
        if concept not in self.above.get(other, ()):
            return False
        return other not in self.above.get(concept, ()) or concept < other

    def shown_as(self, value: str, root: str, neutral: bool) -> set[str]:
        """The concepts under which a value is shown; the root where nothing narrower is known of it.

        With ``neutral`` a concept of a law is shown as the neutral ones right above it, where there are any below the
        root.
        """
        above = {one for one in self.at_or_above(value) if not one.startswith(DATA)}
        below_root = above - self.at_or_above(root)
        open_to_all = below_root - self.of_law if neutral else below_root
        return self.most_specific(open_to_all or below_root) or {root}

    def denied_as(self, target: str, root: str, neutral: bool) -> set[str]:
        """The concepts that a denial of ``target`` denies with all below them.

        A node of a policy's own stays itself: who denies one kind of a thing does not deny the thing.
        """
        if target.startswith(DATA):
            return {target}
        return self.shown_as(target, root, neutral)


def read_hierarchy(engine: Engine, concepts: Iterable[str], neutral: bool) -> Hierarchy:
    """The hierarchy at and above ``concepts`` (IRIs): two or three queries for each hundred of them."""
    wanted = set(concepts)
    above = _read_above(engine, wanted)
    above |= _read_above(engine, {one for over in above.values() for one in over} - wanted)
    found = Hierarchy(above)
    if neutral:
        twins = {row["node"].value for row in _batched(engine, _TWINS, above)}
        found.of_law = {node for node, over in above.items() if any(_of_law(one, twins) for one in over)}
    return found


def _read_above(engine: Engine, nodes: Iterable[str]) -> dict[str, set[str]]:
    above: dict[str, set[str]] = defaultdict(set)
    for row in _batched(engine, _ABOVE, nodes):
        above[row["node"].value].add(row["above"].value)
    return dict(above)


def _batched(engine: Engine, text: str, nodes: Iterable[str]) -> Iterator[Row]:
    ordered = sorted(nodes)
    for start in range(0, len(ordered), _BATCH):
        block = values(["node"], [[NamedNode(node)] for node in ordered[start : start + _BATCH]])
        yield from select(engine, SPARQL_PREFIXES + text % block)


def _of_law(concept: str, twins: set[str]) -> bool:
    return concept.startswith(_OF_LAW) or concept in twins
