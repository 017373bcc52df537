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
from kg_api.vocabulary import DPV, PKG, PREFIXES, RDF, XSD

State = OneOf["holds", "excluded", "unknown"]
Facts = tuple[NamedNode, ...]
# The statement that stands for each fact, by subject, predicate and object.
Statements = dict[tuple[object, object, object], NamedNode]

STATES: Final[dict[State, NamedNode]] = {
    "holds": PKG["Holds"],
    "excluded": PKG["Excluded"],
    "unknown": PKG["Unknown"],
}
_FACT: Final = "?fact"
_NO_TRIPLES: Final = re.compile(r"VALUES\s+\?\w+\s*\{[^}]*\}")
_END: Final = re.compile(r"\s\.(?:\s|$)")
# The patterns are ours and the values terms, so that text may take the place of a variable.
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
    statements = statements_of(store)
    for iri, pattern in rules.classes.items():
        if members := members_of(store, pattern, notice, day, statements):
            found.members[iri] = members
    return found


def statements_of(store: Store) -> Statements:
    """The statement that stands for each fact in ``store``."""
    rows = _solutions(
        store, "SELECT * { ?fact pkg:factStance [] ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o }"
    )
    return {(row["s"], row["p"], row["o"]): row["fact"] for row in rows if isinstance(row["fact"], NamedNode)}


def members_of(
    store: Store, pattern: str, notice: NamedNode, day: date, statements: Statements | None = None
) -> dict[NamedNode, Facts]:
    """The members of a defined class, each with the facts by which its pattern matches (of ``statements``)."""
    return _members(store, _given(pattern, notice, day), statements or {})


def members_everywhere(store: Store, pattern: str) -> dict[NamedNode, Facts]:
    """The members of a defined class among all the policies in ``store`` at once, each notice judged at its day.

    The day of a notice is its ``pkg:judgedAt``.
    """
    dated = "?notice pkg:judgedAt ?day ; dpv:hasProcess/dpv:hasProcessing ?member . "
    return _members(store, dated + pattern if "?day" in pattern else pattern, {})


def _members(store: Store, pattern: str, statements: Statements) -> dict[NamedNode, Facts]:
    edges = _edges(pattern) if statements else []
    names = " ".join(dict.fromkeys(["?member", *(name for edge in edges for name in (edge[0], edge[2]))]))
    found: dict[NamedNode, set[NamedNode]] = defaultdict(set)
    for row in _solutions(store, f"SELECT DISTINCT {names} {{ {pattern} }}"):
        if isinstance(member := row["member"], NamedNode):
            keys = ((row[of[1:]], predicate, row[value[1:]]) for of, predicate, value in edges)
            found[member] |= {statements[key] for key in keys if key in statements}
    return {
        member: tuple(sorted(found[member], key=lambda fact: fact.value))
        for member in sorted(found, key=lambda node: node.value)
    }


def _edges(pattern: str) -> list[tuple[str, NamedNode, str]]:
    """The facts that membership rests on: each ``?subject dpv:… ?value`` of a class's pattern ahead of any FILTER."""
    edges = []
    for block in _END.split(_NO_TRIPLES.sub(" ", pattern.split("FILTER")[0])):
        subject, _, rest = block.strip().partition(" ")
        for part in rest.split(";"):
            predicate, _, value = part.strip().partition(" ")
            if predicate.startswith("dpv:") and value.startswith("?"):
                edges.append((subject, DPV[predicate.removeprefix("dpv:")], value.strip()))
    return edges


def _solutions(store: Store, query: str) -> QuerySolutions:
    rows = store.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
    assert isinstance(rows, QuerySolutions)
    return rows


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
    rows = _solutions(store, query)
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
