"""What lies at or below what, and whether two sentences speak of the same people, data and purposes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Quad

from kg_api.snapshot.version_facts import Fact, VersionFacts
from kg_api.vocabulary import DATA, DPV, RDFS, SKOS

SCOPE: Final = (DPV["hasDataSubject"].value, DPV["hasPersonalData"].value, DPV["hasPurpose"].value)
_PROCESSING: Final = DPV["hasProcessing"].value


@dataclass(frozen=True)
class Ladder:
    """Concepts and properties (IRIs) by all that lies strictly above each."""

    concepts: Mapping[str, Set[str]]
    properties: Mapping[str, Set[str]]

    def above(self, wanted: set[str]) -> Mapping[str, Set[str]]:
        """Of some concepts all that lie above each."""
        return {one: self.concepts.get(one, frozenset()) for one in wanted}

    def under(self, low: str, high: str) -> bool:
        """Whether a concept is another or lies below it."""
        return low == high or high in self.concepts.get(low, ())

    def property_under(self, low: str, high: str) -> bool:
        """Whether a property is another or a sub-property of it."""
        return low == high or high in self.properties.get(low, ())


def ladder(pairs: Iterable[Quad], ontology: Iterable[Quad], versions: Collection[str]) -> Ladder:
    """The ladder of the ontology and of the nodes of some versions (IRIs), from the pairs of the closure."""
    wanted = set(versions)
    concepts: dict[str, set[str]] = defaultdict(set)
    for quad in pairs:
        low = getattr(quad.subject, "value", "")
        if not low.startswith(DATA) or low.partition("#")[0].rpartition("/")[0] in wanted:
            concepts[low].add(getattr(quad.object, "value", ""))
    for low, high in concepts.items():
        high.discard(low)
    edges: dict[str, set[str]] = defaultdict(set)
    for quad in ontology:
        is_edge = quad.predicate == RDFS["subPropertyOf"] and isinstance(quad.subject, NamedNode)
        if is_edge and isinstance(quad.object, NamedNode):
            edges[getattr(quad.subject, "value", "")].add(quad.object.value)
    return Ladder(concepts, {low: _reached(low, edges) for low in list(edges)})


def _reached(low: str, edges: Mapping[str, Set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = [low]
    while waiting:
        for one in edges.get(waiting.pop(), ()):
            if one not in seen:
                seen.add(one)
                waiting.append(one)
    return seen


def processes(version: VersionFacts, subject: str) -> list[str]:
    """The process that a fact is of: its subject, or where that is a transfer, those that it hangs on."""
    users = [key.subject for key in version.facts if key.predicate == _PROCESSING and key.value == subject]
    return sorted(users) or [subject]


def same_scope(
    here: VersionFacts, process: str, there: VersionFacts, other: str, up: Ladder, but: str
) -> bool:
    """Whether two processes may be about the same: no scope on which both say something and nothing meets.

    People, data and purposes are compared; ``but`` is the property that the clash itself is about.
    """
    return all(
        _meet(here, here.values(process, scope), there, there.values(other, scope), up)
        for scope in SCOPE
        if scope != but
    )


def _meet(here: VersionFacts, ours: list[Fact], there: VersionFacts, theirs: list[Fact], up: Ladder) -> bool:
    if not ours or not theirs:
        return True
    names = [(_kinds(here, one), _kinds(there, other)) for one in ours for other in theirs]
    return any(up.under(a, b) or up.under(b, a) for left, right in names for a in left for b in right)


def _kinds(version: VersionFacts, fact: Fact) -> list[str]:
    """A concept, or what a node of the policy's own is said to lie under."""
    iri = version.full(fact.key.value)
    above = [one.value for one in version.policy.all(iri, SKOS["broader"])]
    return above if fact.key.value.startswith("#") and above else [iri]
