"""What changed from one version of a policy to the next, in facts and in duties: the computation that every view shows.

A fact that has gone and one that has come with the same subject and property are one change where the new value lies
above or below the old (``skos:broaderTransitive``), lasts longer or shorter, or is the only one then and now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import partial
from typing import Final

from kg_api.snapshot.renamed import renamed
from kg_api.snapshot.version_facts import ENDLESS, Fact, Key, Make, VersionFacts
from kg_api.vocabulary import DPV, RDF, SKOS

# From the IRIs of concepts to all that lie strictly above each.
Above = Callable[[set[str]], Mapping[str, Set[str]]]
Up = Mapping[str, Set[str]]
_BROADER: Final = SKOS["broader"].value
_DURATION: Final = DPV["hasDuration"].value


@dataclass(frozen=True)
class Change:
    """A change of one fact: the name of its ``pkg:ChangeKind``, its subject as a key names it, its property (IRI)."""

    kind: str
    subject: str
    predicate: str
    before: Fact | None
    after: Fact | None
    # What to show where it is not the value of the fact: a period, a place in the hierarchy.
    shown: tuple[str, str] | None = None

    @property
    def denied(self) -> bool:
        """Whether the fact that is shown is a denial."""
        fact = self.after or self.before
        return fact is not None and fact.key.denied


@dataclass(frozen=True)
class OutcomeChange:
    """A duty under a law whose outcome is another (IRIs), with the assessments and the statements of both versions."""

    law: str
    duty: str
    before: str
    after: str
    assessments: tuple[str, str]
    statements: tuple[tuple[str, ...], tuple[str, ...]]


def fact_changes(before: VersionFacts, after: VersionFacts, above: Above) -> list[Change]:
    """The changes of facts, sorted by subject, property and kind."""
    before = renamed(before, after)
    gone, come = before.facts.keys() - after.facts.keys(), after.facts.keys() - before.facts.keys()
    up = above(_concepts(before, gone) | _concepts(after, come))
    found: list[Change] = []
    for look in (_turned, partial(_related, up=up), _replaced):
        found += _settled(look(before, after, gone, come), gone, come)
    found += [Change("Added", key.subject, key.predicate, None, after.facts[key]) for key in come]
    found += [Change("Removed", key.subject, key.predicate, before.facts[key], None) for key in gone]
    found += [*_restated(before, after), *_remade(before, after, above)]
    return sorted(found, key=lambda one: (one.subject, one.predicate, one.kind, _value(one)))


def outcome_changes(before: VersionFacts, after: VersionFacts) -> list[OutcomeChange]:
    """The duties assessed for both versions whose outcome is another, by law and duty."""
    return [
        OutcomeChange(
            *pair,
            old.outcome,
            new.outcome,
            (old.assessment, new.assessment),
            (old.statements, new.statements),
        )
        for pair in sorted(before.outcomes.keys() & after.outcomes.keys())
        if (old := before.outcomes[pair]).outcome != (new := after.outcomes[pair]).outcome
    ]


def by_date(versions: Iterable[VersionFacts]) -> list[VersionFacts]:
    """Oldest first by ``pkg:sortDate``; one without a date comes before all others. The last is current."""
    return sorted(versions, key=lambda one: (one.date, one.name))


def _value(change: Change) -> str:
    fact = change.after or change.before
    return fact.key.value if fact else ""


def _settled(found: Iterable[Change], gone: set[Key], come: set[Key]) -> list[Change]:
    """The changes; what they account for is taken out of what is left."""
    changes = list(found)
    gone -= {one.before.key for one in changes if one.before}
    come -= {one.after.key for one in changes if one.after}
    return changes


def _turned(before: VersionFacts, after: VersionFacts, gone: set[Key], come: set[Key]) -> Iterator[Change]:
    """What was said and is denied now, or the reverse."""
    for key in gone:
        turned = key._replace(denied=not key.denied)
        if turned in come:
            yield Change("Restated", key.subject, key.predicate, before.facts[key], after.facts[turned])


def _related(
    before: VersionFacts, after: VersionFacts, gone: set[Key], come: set[Key], up: Up
) -> Iterator[Change]:
    """Values that moved along the hierarchy, or periods that became longer or shorter.

    Two values may widen into one, and one narrow into two; else each has one counterpart.
    """
    olds: dict[Key, str] = {}
    news: dict[Key, str] = {}
    slots = _by_slot(come)
    for key in sorted(gone):
        for new in slots.get(_slot(key), ()):
            kind = _moved(before, after, key, new, up)
            free = olds.get(key) in (None, "Narrowed") and news.get(new) in (None, "Widened")
            if kind and free and olds.get(key, kind) == kind == news.get(new, kind):
                olds[key] = news[new] = kind
                yield Change(kind, key.subject, key.predicate, before.facts[key], after.facts[new])


def _moved(before: VersionFacts, after: VersionFacts, old: Key, new: Key, up: Up) -> str | None:
    was, now = before.full(old.value), after.full(new.value)
    if now in up.get(was, ()):
        return "Widened"
    if was in up.get(now, ()):
        return "Narrowed"
    return _longer(before.days(old.value), after.days(new.value))


def _longer(was: int | None, now: int | None) -> str | None:
    if was is None or now is None or was == now:
        return None
    return "Longer" if now > was else "Shorter"


def _replaced(before: VersionFacts, after: VersionFacts, gone: set[Key], come: set[Key]) -> Iterator[Change]:
    """A value that was the only one of its subject and property and gave way to the only one now."""
    then, now = _by_slot(before.facts), _by_slot(after.facts)
    for key in sorted(gone):
        same = now.get(_slot(key), [])
        if len(then[_slot(key)]) == len(same) == 1 and same[0] in come:
            yield Change("Replaced", key.subject, key.predicate, before.facts[key], after.facts[same[0]])


def _slot(key: Key) -> tuple[str, str, bool]:
    return key.subject, key.predicate, key.denied


def _by_slot(keys: Iterable[Key]) -> dict[tuple[str, str, bool], list[Key]]:
    found: dict[tuple[str, str, bool], list[Key]] = defaultdict(list)
    for key in sorted(keys):
        found[_slot(key)].append(key)
    return found


def _restated(before: VersionFacts, after: VersionFacts) -> Iterator[Change]:
    """Facts in both that are said otherwise: another stance, a hedge more or less."""
    for key in before.facts.keys() & after.facts.keys():
        was, now = before.facts[key], after.facts[key]
        if was.stance != now.stance:
            yield Change("Restated", key.subject, key.predicate, was, now)
        elif was.hedged != now.hedged:
            yield Change("HedgeGained" if now.hedged else "HedgeLost", key.subject, key.predicate, was, now)


def _remade(before: VersionFacts, after: VersionFacts, above: Above) -> Iterator[Change]:
    """Nodes in both that are made otherwise: another period, another place in the hierarchy, another kind."""
    differ = [
        name
        for name in sorted(before.makes.keys() & after.makes.keys())
        if before.makes[name] != after.makes[name]
    ]
    parents = {
        value for name in differ for make in (before.makes[name], after.makes[name]) for _, value in make
    }
    up = above({one for one in parents if one.startswith(("http://", "https://"))}) if differ else {}
    for name in differ:
        was, now = before.makes[name], after.makes[name]
        kind = (
            _longer(before.days(name), after.days(name)) or _widened(was - now, now - was, up) or "Redefined"
        )
        predicate, shown = _how(before, after, name, was, now)
        yield Change(kind, name, predicate, _of_node(before, name), _of_node(after, name), shown)


def _widened(lost: Make, new: Make, up: Up) -> str | None:
    if {predicate for predicate, _ in lost | new} != {_BROADER} or not lost or not new:
        return None
    if all(any(now in up.get(was, ()) for _, now in new) for _, was in lost):
        return "Widened"
    return "Narrowed" if all(any(was in up.get(now, ()) for _, was in lost) for _, now in new) else None


def _how(
    before: VersionFacts, after: VersionFacts, name: str, was: Make, now: Make
) -> tuple[str, tuple[str, str]]:
    """The property to name and the values to show: a period as such, else what differs."""
    if before.days(name) != after.days(name):
        return _DURATION, (_period(before, name), _period(after, name))
    predicates = sorted({predicate for predicate, _ in was ^ now} - {RDF["type"].value}) or [
        RDF["type"].value
    ]
    first = predicates[0]
    return first, (_values(was, first), _values(now, first))


def _period(version: VersionFacts, name: str) -> str:
    days = version.days(name)
    return "" if days is None else "endless" if days == ENDLESS else version.label(name) or f"P{days}D"


def _values(make: Make, predicate: str) -> str:
    return " ".join(sorted(value for one, value in make if one == predicate))


def _of_node(version: VersionFacts, name: str) -> Fact | None:
    """What a node's change rests on: the facts that it is the value of, else those it is the subject of, as one."""
    named = [fact for key, fact in version.facts.items() if key.value == name]
    found = named or [fact for key, fact in version.facts.items() if key.subject == name and not key.denied]
    if not found:
        return None
    weakest = max(found, key=lambda one: (one.stance == "implied", one.hedged))
    statements = sorted({statement for one in found for statement in one.statements})
    return Fact(weakest.key, weakest.value, weakest.stance, weakest.hedged, statements)


def _concepts(version: VersionFacts, keys: Iterable[Key]) -> set[str]:
    return {version.full(key.value) for key in keys if not key.value.startswith('"')}
