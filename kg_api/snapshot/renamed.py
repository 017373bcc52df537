"""Nodes that a later version calls otherwise, told by their evidence, so that a new name alone is no change.

A node that only the older version has and one that only the newer has are the same where they share a passage, word
for word, and at least half of what is said of them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Final

from kg_api.snapshot.version_facts import Key, Make, VersionFacts

_HALF: Final = 0.5
Traits = frozenset[tuple[str, str, bool]]


def renamed(before: VersionFacts, after: VersionFacts) -> VersionFacts:
    """The older version with its nodes called as the newer calls them."""
    names = _matches(before, after)
    if not names:
        return before

    def called(name: str) -> str:
        return names.get(name, name)

    facts = {}
    for key, fact in before.facts.items():
        new = Key(called(key.subject), key.predicate, called(key.value), key.denied)
        facts[new] = replace(fact, key=new)
    makes: dict[str, Make] = {
        called(name): frozenset((predicate, called(value)) for predicate, value in make)
        for name, make in before.makes.items()
    }
    return replace(before, facts=facts, makes=makes, aliases={new: old for old, new in names.items()})


def _matches(before: VersionFacts, after: VersionFacts) -> dict[str, str]:
    """From the old name of a node to its new one, the likest first, each name once."""
    old, new = before.makes.keys() - after.makes.keys(), after.makes.keys() - before.makes.keys()
    if not old or not new:
        return {}
    were, are = _traits(before, old), _traits(after, new)
    likest = sorted(
        (-share, one, other)
        for one in were
        for other in are
        if were[one][1] & are[other][1]
        and (share := len(were[one][0] & are[other][0]) / max(len(were[one][0]), len(are[other][0]))) >= _HALF
    )
    names: dict[str, str] = {}
    for _, one, other in likest:
        if one not in names and other not in names.values():
            names[one] = other
    return names


def _traits(version: VersionFacts, names: set[str]) -> dict[str, tuple[Traits, frozenset[str]]]:
    """Of each node what is said of it and what it is said of, names of nodes left out, and the passages."""
    said: dict[str, set[tuple[str, str, bool]]] = defaultdict(set)
    passages: dict[str, set[str]] = defaultdict(set)
    for key, fact in version.facts.items():
        for name, other, way in ((key.subject, key.value, ""), (key.value, key.subject, "of ")):
            if name in names:
                said[name].add((way + key.predicate, "#" if other.startswith("#") else other, key.denied))
                passages[name] |= fact.fingerprints
    for name in names & said.keys():
        said[name] |= {
            (predicate, "#" if value.startswith("#") else value, False)
            for predicate, value in version.makes[name]
        }
    return {name: (frozenset(traits), frozenset(passages[name])) for name, traits in said.items()}
