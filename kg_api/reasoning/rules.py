"""Rules as data: when a condition holds or is excluded, which aspects a notice shows, which law applies to it.

Each rule is a graph pattern of SPARQL in ``ontology/rules/`` and runs over one policy version with the ontology. Its
variables: ``?notice`` and ``?day`` are given, ``?fact`` is each statement that stands for a fact it rests on. A
condition that neither holds nor is excluded is unknown: silence is no clearance.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from typing import Literal as OneOf

from pyoxigraph import Literal, NamedNode, Quad, QueryBoolean, QuerySolutions, Store

from kg_api.errors import FileError
from kg_api.vocabulary import PKG, PREFIXES, RDF, XSD

State = OneOf["holds", "excluded", "unknown"]
Facts = tuple[NamedNode, ...]

STATES: Final[dict[State, NamedNode]] = {
    "holds": PKG["Holds"],
    "excluded": PKG["Excluded"],
    "unknown": PKG["Unknown"],
}
_FACT: Final = "?fact"
# The patterns are ours and the values terms, so that text may take the place of a variable.
_PREDICATES: Final = re.compile(r"\bdpv:(?:has|is)\w+")
_GIVEN: Final = re.compile(r"\?(?:notice|day)\b")


@dataclass(frozen=True)
class Condition:
    """A condition of duties: its patterns, and the condition without which it cannot hold."""

    iri: str
    holds: str | None = None
    excluded: str | None = None
    requires: str | None = None


@dataclass(frozen=True)
class Scope:
    """Why a law applies: its pattern; ``assumed`` where no fact says so, ``assessed`` where its duties are judged.

    ``authority`` is the pattern of who supervises it there.
    """

    iri: str
    law: str
    where: str
    assumed: bool
    assessed: bool
    authority: str | None = None


_OUT_OF_FORCE: Final = """
?law a pkg:DatedLaw . OPTIONAL { ?law pkg:from ?from } OPTIONAL { ?law pkg:until ?until }
FILTER(COALESCE(?from > ?day, false) || COALESCE(?until < ?day, false))
"""


@dataclass(frozen=True)
class Rulebook:
    """All rules, by IRI; ``classes`` are the patterns of the defined classes."""

    conditions: dict[str, Condition]
    aspects: dict[str, str]
    scopes: dict[str, Scope]
    classes: dict[str, str] = field(default_factory=dict)


@dataclass
class Inferences:
    """What the rules say of a notice on a day: the state of each condition, aspects shown, scopes, each with facts.

    ``not_in_force`` are the dated laws that did not bind anybody on the day.
    """

    notice: NamedNode
    day: date
    states: dict[str, tuple[State, Facts]] = field(default_factory=dict)
    aspects: dict[str, Facts] = field(default_factory=dict)
    scopes: dict[str, Facts] = field(default_factory=dict)
    members: dict[str, dict[NamedNode, Facts]] = field(default_factory=dict)
    authorities: dict[str, Facts] = field(default_factory=dict)
    not_in_force: frozenset[str] = frozenset()


def read_rulebook(quads: Iterable[Quad]) -> Rulebook:
    """The rules among the quads of the ontology; FileError where a pattern is no SPARQL."""
    nodes: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            nodes[quad.subject.value][quad.predicate.value].append(quad.object.value)
    kinds = {
        kind: [iri for iri, values in nodes.items() if PKG[kind].value in values.get(RDF["type"].value, ())]
        for kind in ("Condition", "Aspect", "Application", "DefinedClass")
    }

    def one(iri: str, name: str) -> str | None:
        return next(iter(nodes[iri].get(PKG[name].value, ())), None)

    book = Rulebook(
        {
            iri: Condition(iri, one(iri, "holdsWhere"), one(iri, "excludedWhere"), one(iri, "requires"))
            for iri in sorted(kinds["Condition"])
        },
        {iri: pattern for iri in sorted(kinds["Aspect"]) if (pattern := one(iri, "shownWhere")) is not None},
        {
            iri: Scope(
                iri,
                one(iri, "law") or "",
                one(iri, "appliesWhere") or "",
                one(iri, "asAssumption") == "true",
                one(iri, "assessed") == "true",
                one(iri, "authorityWhere"),
            )
            for iri in sorted(kinds["Application"])
        },
        {iri: pattern for iri in sorted(kinds["DefinedClass"]) if (pattern := one(iri, "memberWhere"))},
    )
    _try_out(book)
    return book


def infer(store: Store, notice: NamedNode, day: date, rules: Rulebook) -> Inferences:
    """Runs every rule over the union of the graphs of ``store``: one policy version and the ontology."""
    found = Inferences(notice, day, not_in_force=_not_in_force(store, notice, day))
    for iri, scope in rules.scopes.items():
        if (facts := _facts(store, scope.where, notice, day)) is not None:
            found.scopes[iri] = facts
            if scope.authority:
                found.authorities[iri] = _named(store, scope.authority, "authority", notice, day)
    for iri, condition in rules.conditions.items():
        found.states[iri] = _state(store, condition, notice, day)
    for iri, condition in rules.conditions.items():
        above = found.states.get(condition.requires or "")
        if above is not None and above[0] == "excluded":
            found.states[iri] = above
    for iri, pattern in rules.aspects.items():
        if (facts := _facts(store, pattern, notice, day)) is not None:
            found.aspects[iri] = facts
    for iri, pattern in rules.classes.items():
        if members := members_of(store, pattern, notice, day):
            found.members[iri] = members
    return found


def members_of(store: Store, pattern: str, notice: NamedNode, day: date) -> dict[NamedNode, Facts]:
    """The members of a defined class, each with the facts about it that its pattern looks at."""
    predicates = " ".join(sorted(set(_PREDICATES.findall(pattern)))) or "pkg:none"
    # Each process says the same thing of itself by several facts, so the members come first.
    query = (
        f"SELECT DISTINCT ?member ?fact {{ {{ SELECT DISTINCT ?member {{ {_given(pattern, notice, day)} }} }} "
        f"OPTIONAL {{ VALUES ?about {{ {predicates} }} ?fact rdf:subject ?member ; rdf:predicate ?about ; "
        "pkg:factStance ?stance } }"
    )
    rows = store.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
    assert isinstance(rows, QuerySolutions)
    found: dict[NamedNode, set[NamedNode]] = defaultdict(set)
    for row in rows:
        if isinstance(row["member"], NamedNode):
            found[row["member"]] |= {fact for fact in (row["fact"],) if isinstance(fact, NamedNode)}
    return {
        member: tuple(sorted(found[member], key=lambda fact: fact.value))
        for member in sorted(found, key=lambda node: node.value)
    }


def _state(store: Store, condition: Condition, notice: NamedNode, day: date) -> tuple[State, Facts]:
    patterns: tuple[tuple[State, str | None], ...] = (
        ("holds", condition.holds),
        ("excluded", condition.excluded),
    )
    for state, pattern in patterns:
        if pattern is not None and (facts := _facts(store, pattern, notice, day)) is not None:
            return state, facts
    return "unknown", ()


def _facts(store: Store, pattern: str, notice: NamedNode, day: date) -> Facts | None:
    """The facts by which a pattern matches, sorted; None where it does not match."""
    text = _query(pattern, notice, day)
    result = store.query(text, prefixes=PREFIXES, use_default_graph_as_union=True)
    if isinstance(result, QueryBoolean):
        return () if result else None
    assert isinstance(result, QuerySolutions)
    facts = {row["fact"] for row in result}
    found = sorted((fact for fact in facts if isinstance(fact, NamedNode)), key=lambda fact: fact.value)
    return tuple(found) or None


def _not_in_force(store: Store, notice: NamedNode, day: date) -> frozenset[str]:
    return frozenset(node.value for node in _named(store, _OUT_OF_FORCE, "law", notice, day))


def _named(store: Store, pattern: str, name: str, notice: NamedNode, day: date) -> tuple[NamedNode, ...]:
    """The named nodes that a variable takes in a pattern, sorted."""
    query = f"SELECT DISTINCT ?{name} {{ {_given(pattern, notice, day)} }} ORDER BY ?{name}"
    rows = store.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
    assert isinstance(rows, QuerySolutions)
    return tuple(term for row in rows if isinstance(term := row[name], NamedNode))


def _query(pattern: str, notice: NamedNode, day: date) -> str:
    text = _given(pattern, notice, day)
    if _FACT not in pattern:
        return f"ASK {{ {text} }}"
    return f"SELECT DISTINCT ?fact {{ {text} ?fact pkg:notice {notice} ; pkg:factStance ?anyStance }}"


def _given(pattern: str, notice: NamedNode, day: date) -> str:
    given = {"?notice": str(notice), "?day": str(Literal(day.isoformat(), datatype=XSD["date"]))}
    return _GIVEN.sub(lambda match: given[match[0]], pattern)


def _try_out(book: Rulebook) -> None:
    """Parses every pattern, so that what is no SPARQL is refused before there are any data."""
    store, nothing, day = Store(), NamedNode("urn:x-nothing"), date(2000, 1, 1)
    patterns: dict[str, list[str | None]] = {
        **{iri: [c.holds, c.excluded] for iri, c in book.conditions.items()},
        **{iri: [pattern] for iri, pattern in book.aspects.items()},
        **{iri: [scope.where, scope.authority] for iri, scope in book.scopes.items()},
        **{iri: [pattern] for iri, pattern in book.classes.items()},
    }
    for iri, texts in patterns.items():
        for text in texts:
            try:
                if text is not None:
                    _facts(store, text, nothing, day)
            except (SyntaxError, ValueError) as fault:
                raise FileError(f"the pattern of {iri} is no SPARQL: {fault}", "ontology/rules") from fault
