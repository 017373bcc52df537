"""What a comparison can draw that a table of one dimension cannot: bases by purpose, and periods by their length."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kg_api.engine import Engine
from kg_api.questions.answer import Questions
from kg_api.questions.comparison_dimensions import DIMENSIONS
from kg_api.questions.comparison_facts import Fact, facts_of
from kg_api.questions.comparison_hierarchy import Hierarchy, read_hierarchy
from kg_api.vocabulary import DPV

_ENDLESS: Final = DPV["EndlessDuration"].value


@dataclass
class _Pair:
    """The processes of a controller that have both of a pair, each with whether it is stated and without a hedge."""

    sure: dict[str, bool]


def bases_by_purpose(questions: Questions, controllers: Sequence[str], language: str) -> dict[str, Any]:
    """Which kinds of legal basis stand in one process with which kinds of purpose, for these controllers (IRIs).

    Kinds are the concepts right below ``dpv:Purpose`` and ``dpv:LegalBasis``; what is denied or only offered as one of
    several is left out. ``purposes`` and ``bases`` are labels, the commonest first; ``cells`` have ``controller``
    (slug), ``purpose``, ``basis`` (places in those lists), ``count`` of processes, ``sure`` where one of them says
    both without a hedge.
    """
    purposes = _kinds(questions.engine, "purpose", controllers)
    bases = _kinds(questions.engine, "basis", controllers)
    pairs: dict[tuple[str, str, str], _Pair] = defaultdict(lambda: _Pair({}))
    for key, of_purpose in purposes.items():
        for purpose, sure in of_purpose.items():
            for basis, sure_too in bases.get(key, {}).items():
                pair = pairs[key[0], purpose, basis]
                pair.sure[key[1]] = pair.sure.get(key[1], False) or (sure and sure_too)
    rows = _commonest((purpose, len(pair.sure)) for (_, purpose, _), pair in pairs.items())
    columns = _commonest((basis, len(pair.sure)) for (_, _, basis), pair in pairs.items())
    names = questions.names
    names.learn([*rows, *columns])
    return {
        "purposes": [names.label(iri, language) for iri in rows],
        "bases": [names.label(iri, language) for iri in columns],
        "cells": [
            {
                "controller": names.slugs[controller],
                "purpose": rows.index(purpose),
                "basis": columns.index(basis),
                "count": len(pair.sure),
                "sure": any(pair.sure.values()),
            }
            for (controller, purpose, basis), pair in pairs.items()
        ],
    }


def periods(questions: Questions, controllers: Sequence[str]) -> list[dict[str, Any]]:
    """The periods of retention of each of these controllers (IRIs), as in their notices.

    For each controller: ``controller``, ``controller_name``, ``lengths`` (``shortest`` and ``longest`` in days,
    ``count`` of processes, ``stance``, ``hedged``), ``endless`` and ``open`` (processes kept without end; until an
    event or by a criterion).
    """
    found: dict[str, dict[tuple[int, int], list[Fact]]] = {one: defaultdict(list) for one in controllers}
    endless: dict[str, set[str]] = defaultdict(set)
    unmeasured: dict[str, set[str]] = defaultdict(set)
    for fact in facts_of(questions.engine, DIMENSIONS["retention"], controllers):
        if fact.stance == "denied":
            continue
        if fact.days is not None:
            found[fact.controller][fact.days].append(fact)
        elif fact.value == _ENDLESS:
            endless[fact.controller].add(fact.subject)
        else:
            unmeasured[fact.controller].add(fact.subject)
    names = questions.names
    return [
        {
            "controller": names.slugs[iri],
            "controller_name": names.controllers[iri],
            "lengths": [_length(days, facts) for days, facts in sorted(found[iri].items())],
            "endless": len(endless[iri]),
            "open": len(unmeasured[iri]),
        }
        for iri in controllers
    ]


def _length(days: tuple[int, int], facts: Sequence[Fact]) -> dict[str, Any]:
    return {
        "shortest": days[0],
        "longest": days[1],
        "count": len({fact.subject for fact in facts}),
        "stance": "stated" if any(fact.stance == "stated" for fact in facts) else "implied",
        "hedged": all(fact.hedged for fact in facts),
    }


def _kinds(engine: Engine, name: str, controllers: Sequence[str]) -> dict[tuple[str, str], dict[str, bool]]:
    """The kinds of one dimension in each process, by controller and process: whether it is stated without a hedge."""
    dimension = DIMENSIONS[name]
    facts = [
        fact
        for fact in facts_of(engine, dimension, controllers)
        if fact.stance != "denied" and not fact.offered
    ]
    root = dimension.root.value
    hierarchy = read_hierarchy(engine, {fact.value for fact in facts} | {root}, dimension.neutral)
    found: dict[tuple[str, str], dict[str, bool]] = defaultdict(dict)
    for fact in facts:
        sure = fact.stance == "stated" and not fact.hedged
        for kind in _tops(fact.value, root, hierarchy):
            known = found[fact.controller, fact.subject]
            known[kind] = known.get(kind, False) or sure
    return dict(found)


def _tops(value: str, root: str, hierarchy: Hierarchy) -> set[str]:
    """The concepts right below the root that a value lies at or below."""
    below = {one for one in hierarchy.at_or_above(value) if hierarchy.is_above(root, one)}
    return {one for one in below if not any(hierarchy.is_above(other, one) for other in below - {one})}


def _commonest(counted: Iterable[tuple[str, int]]) -> list[str]:
    totals: dict[str, int] = defaultdict(int)
    for name, count in counted:
        totals[name] += count
    return sorted(totals, key=lambda name: (-totals[name], name))
