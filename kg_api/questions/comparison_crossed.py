"""What a comparison can draw that a table of one dimension cannot: bases by purpose, and periods by their length.

Each mark of a drawing carries the statements it rests on (``facts``), so that it leads to their passages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from kg_api.engine import Engine
from kg_api.questions.answer import Questions
from kg_api.questions.comparison_dimensions import DIMENSIONS
from kg_api.questions.comparison_facts import Fact, facts_of
from kg_api.questions.comparison_hierarchy import Hierarchy, read_hierarchy
from kg_api.vocabulary import DATA, DPV, curie

_ENDLESS: Final = DPV["EndlessDuration"].value
ENDLESS: Final = "endless"
OPEN: Final = "open"


@dataclass
class _Said:
    """What a process has of one kind: whether it is stated without a hedge, and the statements that say so."""

    sure: bool = False
    facts: set[str] = field(default_factory=set)


def bases_by_purpose(questions: Questions, controllers: Sequence[str], language: str) -> dict[str, Any]:
    """Which kinds of legal basis stand in one process with which kinds of purpose, for these controllers (IRIs).

    Kinds are the concepts right below ``dpv:Purpose`` and ``dpv:LegalBasis``; what is denied or only offered as one of
    several is left out. ``purposes`` and ``bases`` have ``id`` and ``label``, the commonest first; ``cells`` have
    ``controller`` (slug), ``purpose``, ``basis`` (places in those lists), ``count`` of processes, ``sure`` where one
    of them says both without a hedge, ``facts`` (IRIs of the statements of either).
    """
    purposes = _kinds(questions.engine, "purpose", controllers)
    bases = _kinds(questions.engine, "basis", controllers)
    pairs: dict[tuple[str, str, str], dict[str, _Said]] = defaultdict(dict)
    for key, of_purpose in purposes.items():
        for purpose, said in of_purpose.items():
            for basis, said_too in bases.get(key, {}).items():
                both = _Said(said.sure and said_too.sure, said.facts | said_too.facts)
                pairs[key[0], purpose, basis][key[1]] = both
    rows = _commonest((purpose, len(pair)) for (_, purpose, _), pair in pairs.items())
    columns = _commonest((basis, len(pair)) for (_, _, basis), pair in pairs.items())
    questions.names.learn([*rows, *columns])
    return {
        "purposes": [_named(questions, iri, language) for iri in rows],
        "bases": [_named(questions, iri, language) for iri in columns],
        "cells": [
            {
                "controller": questions.names.slugs[controller],
                "purpose": rows.index(purpose),
                "basis": columns.index(basis),
                "count": len(pair),
                "sure": any(said.sure for said in pair.values()),
                "facts": sorted({fact for said in pair.values() for fact in said.facts}),
            }
            for (controller, purpose, basis), pair in pairs.items()
        ],
    }


def periods(questions: Questions, controllers: Sequence[str]) -> list[dict[str, Any]]:
    """The periods of retention of each of these controllers (IRIs), as in their notices.

    For each controller: ``controller``, ``controller_name``, ``lengths`` (``shortest`` and ``longest`` in days,
    ``count`` of processes, ``stance``, ``hedged``, ``facts``: IRIs of the statements), ``endless`` and ``open``
    (``count`` and ``facts`` of what is kept without end; until an event or by a criterion).
    """
    found: dict[str, dict[tuple[int, int], list[Fact]]] = {one: defaultdict(list) for one in controllers}
    others: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for fact in facts_of(questions.engine, DIMENSIONS["retention"], controllers):
        if fact.stance == "denied":
            continue
        if fact.days is not None:
            found[fact.controller][fact.days].append(fact)
        else:
            others[fact.controller, ENDLESS if fact.value == _ENDLESS else OPEN].append(fact)
    names = questions.names
    return [
        {
            "controller": names.slugs[iri],
            "controller_name": names.controllers[iri],
            "lengths": [_length(days, facts) for days, facts in sorted(found[iri].items())],
            ENDLESS: _counted(others[iri, ENDLESS]),
            OPEN: _counted(others[iri, OPEN]),
        }
        for iri in controllers
    ]


def _named(questions: Questions, iri: str, language: str) -> dict[str, str]:
    id = iri.removeprefix(DATA) if iri.startswith(DATA) else curie(iri)
    return {"id": id, "label": questions.names.label(iri, language)}


def _length(days: tuple[int, int], facts: Sequence[Fact]) -> dict[str, Any]:
    return {
        "shortest": days[0],
        "longest": days[1],
        **_counted(facts),
        "stance": "stated" if any(fact.stance == "stated" for fact in facts) else "implied",
        "hedged": all(fact.hedged for fact in facts),
    }


def _counted(facts: Sequence[Fact]) -> dict[str, Any]:
    return {
        "count": len({fact.subject for fact in facts}),
        "facts": sorted({statement for fact in facts for statement in fact.statements}),
    }


def _kinds(engine: Engine, name: str, controllers: Sequence[str]) -> dict[tuple[str, str], dict[str, _Said]]:
    """The kinds of one dimension in each process, by controller and process."""
    dimension = DIMENSIONS[name]
    facts = [
        fact
        for fact in facts_of(engine, dimension, controllers)
        if fact.stance != "denied" and not fact.offered
    ]
    root = dimension.root.value
    hierarchy = read_hierarchy(engine, {fact.value for fact in facts} | {root}, dimension.neutral)
    found: dict[tuple[str, str], dict[str, _Said]] = defaultdict(lambda: defaultdict(_Said))
    for fact in facts:
        for kind in _tops(fact.value, root, hierarchy):
            said = found[fact.controller, fact.subject][kind]
            said.sure = said.sure or (fact.stance == "stated" and not fact.hedged)
            said.facts.update(fact.statements)
    return found


def _tops(value: str, root: str, hierarchy: Hierarchy) -> set[str]:
    """The concepts right below the root that a value lies at or below."""
    below = {one for one in hierarchy.at_or_above(value) if hierarchy.is_above(root, one)}
    return {one for one in below if not any(hierarchy.is_above(other, one) for other in below - {one})}


def _commonest(counted: Iterable[tuple[str, int]]) -> list[str]:
    totals: dict[str, int] = defaultdict(int)
    for name, count in counted:
        totals[name] += count
    return sorted(totals, key=lambda name: (-totals[name], name))
