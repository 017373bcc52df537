"""The duties of a notice: read from ``shapes/duties/``, and the outcome of each for what a notice shows.

A duty is a SHACL shape over what the rules found (``pkg:shows``), aimed at the notices of its condition. Each of its
constraints says to which outcome a failure leads. See ``docs/duties.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from typing import Literal as OneOf

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store

from kg_api.reasoning.rules import Facts, Inferences, State
from kg_api.validation.run import validate
from kg_api.validation.shapes import Shapes
from kg_api.vocabulary import DCT, PKG, RDF, RDFS, SH

Outcome = OneOf["met", "partly", "not met", "not applicable", "cannot tell"]
Texts = dict[str, str]

OUTCOMES: Final[dict[Outcome, NamedNode]] = {
    "met": PKG["Met"],
    "partly": PKG["PartlyMet"],
    "not met": PKG["NotMet"],
    "not applicable": PKG["NotApplicable"],
    "cannot tell": PKG["CannotTell"],
}
_BY_IRI: Final = {node.value: outcome for outcome, node in OUTCOMES.items()}


@dataclass(frozen=True)
class Constraint:
    """A constraint of a duty: the aspects that it asks for (or, with ``absent``, must not find), and its outcome.

    ``component`` is the IRI of its constraint component (SHACL, section 4).
    """

    iri: str
    component: str
    aspects: tuple[str, ...]
    absent: bool
    outcome: Outcome
    severity: str
    messages: Texts


@dataclass(frozen=True)
class Duty:
    """A duty: ``id`` as in ``docs/duties.md``, its law, provision, condition and constraints.

    ``undecidable`` says why text cannot decide it, ``elsewhere`` is the aspect that sends the reader to another
    document, ``since`` the day from which it binds, ``aggregates`` the duties whose outcomes decide it.
    """

    iri: str
    id: str
    law: str
    kind: str
    citation: str
    articles: tuple[str, ...]
    label: Texts
    question: Texts
    advice: Texts
    condition: str
    undecidable: Texts
    elsewhere: str | None
    since: date | None
    aggregates: tuple[str, ...]
    constraints: tuple[Constraint, ...]


@dataclass(frozen=True)
class Assessment:
    """How a duty stands with a notice on a day.

    ``based_on`` are the facts that it rests on, ``short_of`` those by which the notice falls short, ``lacks`` the
    aspects looked for and not found, ``broken`` the constraints that are not kept; ``advice`` says what to add,
    ``question`` what to ask where it cannot be told.
    """

    duty: Duty
    notice: NamedNode
    day: date
    outcome: Outcome
    state: State
    based_on: Facts = ()
    short_of: Facts = ()
    lacks: tuple[str, ...] = ()
    advice: tuple[Texts, ...] = ()
    question: Texts = field(default_factory=dict)
    broken: tuple[Constraint, ...] = ()


def read_duties(shapes: Shapes) -> dict[str, Duty]:
    """The duties of a folder of shapes by IRI, in the order of their law and number."""
    found = [
        _duty(shapes.store, quad.subject)
        for quad in shapes.store.quads_for_pattern(None, RDF["type"], PKG["Duty"])
        if isinstance(quad.subject, NamedNode)
    ]
    return {duty.iri: duty for duty in sorted(found, key=_order)}


def failures(shapes: Shapes, inferences: Iterable[Inferences]) -> dict[str, set[str]]:
    """By notice, the constraints (IRIs) that it does not keep, as pySHACL finds them over what the rules found."""
    store = Store()
    store.bulk_extend(quad for found in inferences for quad in shown(found))
    failed: dict[str, set[str]] = {}
    for result in validate(store, shapes).results:
        if isinstance(result.focus_node, NamedNode):
            failed.setdefault(result.focus_node.value, set()).add(result.shape)
    return failed


def not_kept(duties: Mapping[str, Duty], found: Inferences) -> set[str]:
    """The same constraints as :func:`failures` finds, by sets instead of a validator: 0.1 ms a notice, not 300.

    A test holds that pySHACL, and a second engine, find the same.
    """
    broken = set()
    for duty in duties.values():
        if found.states.get(duty.condition, ("unknown",))[0] != "holds":
            continue
        for one in duty.constraints:
            present = any(aspect in found.aspects for aspect in one.aspects)
            if present == one.absent:
                broken.add(one.iri)
    return broken


def shown(found: Inferences) -> Iterable[Quad]:
    """What the duties look at: the conditions that hold, as classes of the notice, and the aspects that it shows."""
    for iri, (state, _) in found.states.items():
        if state == "holds":
            yield Quad(found.notice, RDF["type"], NamedNode(iri))
    for iri in found.aspects:
        yield Quad(found.notice, PKG["shows"], NamedNode(iri))


def judge(
    duties: Mapping[str, Duty], laws: set[str], found: Inferences, failed: set[str]
) -> list[Assessment]:
    """The assessments of a notice under ``laws`` (IRIs); ``failed`` are the constraints that it does not keep."""
    # A whole may have parts of another law: those of the UK GDPR have the numbers of the EU's.
    parts = {iri for duty in duties.values() if duty.law in laws for iri in duty.aggregates}
    plain = {
        iri: _judge(duty, found, failed)
        for iri, duty in duties.items()
        if (duty.law in laws or iri in parts) and not duty.aggregates
    }
    whole = {
        iri: _aggregate(duty, found, plain)
        for iri, duty in duties.items()
        if duty.law in laws and duty.aggregates
    }
    done = {**plain, **whole}
    return [done[iri] for iri, duty in duties.items() if duty.law in laws]


def _judge(duty: Duty, found: Inferences, failed: set[str]) -> Assessment:
    state, facts = found.states.get(duty.condition, ("unknown", ()))
    if duty.law in found.not_in_force or (duty.since is not None and found.day < duty.since):
        return Assessment(duty, found.notice, found.day, "not applicable", state)
    if state == "excluded":
        return Assessment(duty, found.notice, found.day, "not applicable", state, facts)
    if state == "unknown":
        return Assessment(duty, found.notice, found.day, "cannot tell", state, question=duty.question)
    broken = [constraint for constraint in duty.constraints if constraint.iri in failed]
    outcome = _outcome(duty, broken, found)
    wanted = {iri for one in duty.constraints if not one.absent for iri in one.aspects}
    unwanted = {iri for one in duty.constraints if one.absent for iri in one.aspects}
    based_on = _union(found.aspects.get(iri, ()) for iri in sorted(wanted)) or facts
    short_of = _union(found.aspects.get(iri, ()) for iri in sorted(unwanted))
    # The worst first: what is missing says more than what could be sharper.
    worst = [one for one in broken if one.outcome == "not met"] or broken
    return Assessment(
        duty,
        found.notice,
        found.day,
        outcome,
        state,
        based_on,
        short_of,
        tuple(sorted({iri for one in broken if not one.absent for iri in one.aspects} - set(found.aspects))),
        tuple({str(one.messages): one.messages for one in worst}.values())
        if outcome != "cannot tell"
        else (),
        duty.question if outcome == "cannot tell" else {},
        tuple(broken),
    )


def _outcome(duty: Duty, broken: list[Constraint], found: Inferences) -> Outcome:
    missing = [one for one in broken if one.outcome == "not met"]
    if missing:
        told_elsewhere = duty.elsewhere in found.aspects and not any(one.absent for one in missing)
        return "cannot tell" if told_elsewhere else "not met"
    if broken:
        return "partly"
    return "cannot tell" if duty.undecidable else "met"


def _aggregate(duty: Duty, found: Inferences, parts: Mapping[str, Assessment]) -> Assessment:
    """All parts that can be judged met or not met make it so; anything between makes it partly."""
    state, facts = found.states.get(duty.condition, ("unknown", ()))
    if state != "holds" or duty.law in found.not_in_force:
        return _judge(duty, found, set())
    judged = [
        parts[iri]
        for iri in duty.aggregates
        if iri in parts and parts[iri].outcome in {"met", "partly", "not met"}
    ]
    outcomes = {part.outcome for part in judged}
    outcome: Outcome = "cannot tell" if not outcomes else outcomes.pop() if len(outcomes) == 1 else "partly"
    short = [part for part in judged if part.outcome != "met"]
    return Assessment(
        duty,
        found.notice,
        found.day,
        outcome,
        state,
        _union(part.based_on for part in judged) or facts,
        _union(part.short_of for part in short),
        tuple(sorted({iri for part in short for iri in part.lacks})),
        (duty.advice,) if outcome in {"partly", "not met"} else (),
        duty.question if outcome == "cannot tell" else {},
    )


def _union(groups: Iterable[Facts]) -> Facts:
    return tuple(dict.fromkeys(fact for group in groups for fact in group))


def _order(duty: Duty) -> tuple[str, str, int]:
    letters, digits = duty.id.rstrip("0123456789"), duty.id.lstrip("EUP")
    return duty.law, letters, int(digits)


def _duty(store: Store, node: NamedNode) -> Duty:
    since = _value(store, node, PKG["from"])
    return Duty(
        node.value,
        _value(store, node, DCT["identifier"]) or "",
        _value(store, node, PKG["law"]) or "",
        _value(store, node, PKG["dutyKind"]) or "",
        _value(store, node, DCT["bibliographicCitation"]) or "",
        tuple(sorted(_values(store, node, PKG["article"]))),
        _texts(store, node, RDFS["label"]),
        _texts(store, node, PKG["question"]),
        _texts(store, node, PKG["advice"]),
        _value(store, node, PKG["underCondition"]) or "",
        _texts(store, node, PKG["undecidable"]),
        _value(store, node, PKG["elsewhere"]),
        None if since is None else date.fromisoformat(since),
        tuple(sorted(_values(store, node, PKG["aggregates"]))),
        tuple(_constraint(store, NamedNode(iri)) for iri in sorted(_values(store, node, SH["property"]))),
    )


def _constraint(store: Store, node: NamedNode) -> Constraint:
    present = _values(store, node, SH["hasValue"])
    absent = _listed(store, node, SH["not"])
    either = _listed(store, node, SH["qualifiedValueShape"])
    name = "Not" if absent else "QualifiedMinCount" if either else "HasValue"
    return Constraint(
        node.value,
        SH[f"{name}ConstraintComponent"].value,
        (*present, *absent, *either),
        bool(absent),
        _BY_IRI[_value(store, node, PKG["failsTo"]) or ""],
        _value(store, node, SH["severity"]) or SH["Violation"].value,
        _texts(store, node, SH["message"]),
    )


def _listed(store: Store, node: NamedNode, predicate: NamedNode) -> list[str]:
    """The members of the ``sh:in`` list of the shape that ``predicate`` leads to."""
    members: list[str] = []
    for quad in store.quads_for_pattern(node, predicate, None):
        if isinstance(quad.object, BlankNode):
            for inner in store.quads_for_pattern(quad.object, SH["in"], None):
                members.extend(_members(store, inner.object))
    return members


def _members(store: Store, head: object) -> Iterable[str]:
    while isinstance(head, BlankNode):
        for quad in store.quads_for_pattern(head, RDF["first"], None):
            if isinstance(quad.object, NamedNode):
                yield quad.object.value
        head = next((quad.object for quad in store.quads_for_pattern(head, RDF["rest"], None)), None)


def _values(store: Store, node: NamedNode, predicate: NamedNode) -> list[str]:
    objects = (quad.object for quad in store.quads_for_pattern(node, predicate, None))
    return [value.value for value in objects if isinstance(value, NamedNode | Literal)]


def _value(store: Store, node: NamedNode, predicate: NamedNode) -> str | None:
    return next(iter(sorted(_values(store, node, predicate))), None)


def _texts(store: Store, node: NamedNode, predicate: NamedNode) -> Texts:
    objects = (quad.object for quad in store.quads_for_pattern(node, predicate, None))
    return {value.language or "": value.value for value in objects if isinstance(value, Literal)}
