"""Which nodes of a policy are other controllers of the corpus: by IRI, by registered number, else by name.

An IRI (``prov:specializationOf``) or the very number that a controller gives itself (``dpv:hasIdentifier``) is certain.
A name is not, even letter for letter, and one that two controllers bear names neither.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from kg_api.reasoning.facts import Description
from kg_api.vocabulary import DATA, DPV, PROV, RDF

_NAMING: Final = frozenset(
    one.value for one in (PROV["specializationOf"], DPV["hasIdentifier"], DPV["hasName"])
)


@dataclass(frozen=True)
class Party:
    """Another controller (its slug) that a node stands for, and whether that is certain."""

    slug: str
    certain: bool


@dataclass(frozen=True)
class Register:
    """Controllers by slug, by registered number, and by a name that only one of them bears."""

    slugs: frozenset[str]
    numbers: dict[str, str]
    names: dict[str, str]


def register(policies: Iterable[Description]) -> Register:
    """The controllers whose current policies these are."""
    slugs: set[str] = set()
    numbers: dict[str, set[str]] = defaultdict(set)
    names: dict[str, set[str]] = defaultdict(set)
    for policy in policies:
        slugs.add(policy.slug)
        for node in _own(policy):
            for number in _texts(policy, node, DPV["hasIdentifier"]):
                numbers[number].add(policy.slug)
            for name in _texts(policy, node, DPV["hasName"]):
                names[name].add(policy.slug)
    return Register(frozenset(slugs), _only(numbers), _only(names))


def parties(policy: Description, known: Register) -> dict[str, Party]:
    """The nodes (IRIs) of a policy that are other controllers."""
    found: dict[str, Party] = {}
    named = [node for node, said in policy.nodes.items() if not _NAMING.isdisjoint(said)]
    own = _own(policy) if named else set()
    for node in named:
        party = None if node in own else _party(policy, node, known)
        if party is not None and party.slug != policy.slug:
            found[node] = party
    return found


def _own(policy: Description) -> set[str]:
    """The nodes that a notice names as its controller; by the property first, since few nodes have it."""
    controller, kind = DPV["hasDataController"].value, RDF["type"].value
    return {
        value.value
        for said in policy.nodes.values()
        if controller in said and DPV["PrivacyNotice"] in said[kind]
        for value in said[controller]
        if isinstance(value, NamedNode)
    }


def _party(policy: Description, node: str, known: Register) -> Party | None:
    for value in policy.nodes[node].get(PROV["specializationOf"].value, ()):
        if (slug := value.value.removeprefix(DATA)) in known.slugs:
            return Party(slug, True)
    for number in _texts(policy, node, DPV["hasIdentifier"]):
        if number in known.numbers:
            return Party(known.numbers[number], True)
    for name in _texts(policy, node, DPV["hasName"]):
        if name in known.names:
            return Party(known.names[name], False)
    return None


def _texts(policy: Description, node: str, predicate: NamedNode) -> Iterator[str]:
    said = policy.nodes[node].get(predicate.value, ()) if node in policy.nodes else ()
    yield from (value.value for value in said if isinstance(value, Literal))


def _only(found: dict[str, set[str]]) -> dict[str, str]:
    return {key: next(iter(slugs)) for key, slugs in found.items() if len(slugs) == 1}
