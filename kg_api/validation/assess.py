"""One notice against the law: what the rules infer, what the findings find, how each duty stands, and as quads.

``docs/duties.md`` says how an outcome comes about; ``docs/model.md`` what an assessment looks like in the graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, Store

from kg_api.reasoning.rules import STATES, Inferences, Rulebook, infer, read_rulebook
from kg_api.validation.duties import (
    OUTCOMES,
    Assessment,
    Duty,
    Texts,
    judge,
    not_kept,
    read_duties,
)
from kg_api.validation.findings import Finding, FindingKind, contradictions, find, read_kinds
from kg_api.validation.shapes import Shapes, load_shapes
from kg_api.vocabulary import ASPECT, BASE, PKG, RDF, RDFS, SH, XSD

INFERENCES_GRAPH = NamedNode(BASE + "graphs/inferences")
_CLASH, _CLASHES = ASPECT["Contradiction"].value, ASPECT["Contradictions"].value

Triple = tuple[NamedNode, NamedNode, NamedNode | Literal]


@dataclass(frozen=True)
class Law:
    """All that a notice is held against, parsed once: rules, duties with their shapes, kinds of finding."""

    rules: Rulebook
    shapes: Shapes
    duties: dict[str, Duty]
    kinds: list[FindingKind]
    checked: date | None


@dataclass(frozen=True)
class Case:
    """A notice to be judged on a day.

    ``own`` for the day that it is judged at by itself: its own date, or where it has none (not ``dated``) the day on
    which the law was last checked.
    """

    notice: NamedNode
    controller: NamedNode
    version: str
    day: date
    own: bool
    dated: bool


@dataclass
class Looked:
    """A case with what the rules infer and what the findings find."""

    case: Case
    inferences: Inferences
    findings: list[Finding]


@dataclass(frozen=True)
class Assessed:
    """A case with its outcome: what was inferred and found, and the assessments under each law that applies."""

    case: Case
    inferences: Inferences
    findings: list[Finding]
    assessments: list[Assessment]


def load_law(ontology: Sequence[Quad], shapes: Path) -> Law:
    """The law of the project: rules and dated facts from the ontology, duties and findings from ``shapes``.

    Raises FileError where one of them is at fault.
    """
    duties = load_shapes(shapes / "duties")
    dated = {
        quad.subject for quad in ontology if quad.predicate == RDF["type"] and quad.object == PKG["DatedFact"]
    }
    checked = [
        quad.object.value
        for quad in ontology
        if quad.predicate == PKG["checked"] and quad.subject in dated and isinstance(quad.object, Literal)
    ]
    return Law(
        read_rulebook(ontology),
        duties,
        read_duties(duties),
        read_kinds(load_shapes(shapes / "findings")),
        date.fromisoformat(max(checked)) if checked else None,
    )


def look(store: Store, case: Case, law: Law) -> Looked:
    """Runs the rules and the findings over ``store``: one policy version and the ontology, in any graphs."""
    judged = Quad(case.notice, PKG["judgedAt"], _date(case.day))
    store.add(judged)
    try:
        inferences = infer(store, case.notice, case.day, law.rules)
        findings = find(store, case.notice, law.kinds)
    finally:
        store.remove(judged)
    clashes = tuple(one.fact for one in contradictions(findings))
    if clashes:
        inferences.aspects[_CLASH] = clashes
    if len(clashes) > 1:
        inferences.aspects[_CLASHES] = clashes
    return Looked(case, inferences, findings)


def assess(looked: Sequence[Looked], law: Law) -> list[Assessed]:
    """The outcome of each duty for each case."""
    done = []
    for one in looked:
        scopes = (law.rules.scopes[iri] for iri in one.inferences.scopes)
        laws = {scope.law for scope in scopes if scope.assessed}
        failed = not_kept(law.duties, one.inferences)
        outcomes = judge(law.duties, laws, one.inferences, failed)
        done.append(Assessed(one.case, one.inferences, one.findings, outcomes))
    return done


def quads(assessed: Assessed, law: Law) -> Iterator[Quad]:
    """The graph of a case: assessments and findings in the version's own graph, inferences in that of inferences."""
    graph = NamedNode(f"{assessed.case.version}/assessment")
    for triple in (
        *_assessments(assessed),
        *_findings(assessed),
        *_scopes(assessed, law),
        *_report(assessed),
    ):
        yield Quad(*triple, graph)
    if assessed.case.own:
        for triple in _inferences(assessed):
            yield Quad(*triple, INFERENCES_GRAPH)


def _node(assessed: Assessed, name: str) -> NamedNode:
    case = assessed.case
    return NamedNode(f"{case.version}/assessment#{name}{'' if case.own else '-' + case.day.isoformat()}")


def _about(assessed: Assessed, node: NamedNode, kind: str) -> Iterator[Triple]:
    case = assessed.case
    yield node, RDF["type"], PKG[kind]
    yield node, PKG["notice"], case.notice
    yield node, PKG["controller"], case.controller
    yield node, PKG["judgedAt"], _date(case.day)
    yield node, PKG["ownDate"], _boolean(case.own and case.dated)
    yield node, PKG["byDefault"], _boolean(case.own)


def _assessments(assessed: Assessed) -> Iterator[Triple]:
    for one in assessed.assessments:
        node = _node(assessed, one.duty.iri.rpartition("#")[2])
        yield from _about(assessed, node, "Assessment")
        yield node, PKG["duty"], NamedNode(one.duty.iri)
        yield node, PKG["law"], NamedNode(one.duty.law)
        yield node, PKG["outcome"], OUTCOMES[one.outcome]
        yield node, PKG["state"], STATES[one.state]
        for fact in one.based_on:
            yield node, PKG["basedOn"], fact
        for fact in one.short_of:
            yield node, PKG["shortOf"], fact
        for aspect in one.lacks:
            yield node, PKG["lacks"], NamedNode(aspect)
        for advice in one.advice:
            yield from _texts(node, PKG["advice"], advice)
        yield from _texts(node, PKG["question"], one.question)


def _report(assessed: Assessed) -> Iterator[Triple]:
    """What the duty shapes found, as a validation report (SHACL, section 3.6)."""
    report = _node(assessed, "report")
    broken = [(one, constraint) for one in assessed.assessments for constraint in one.broken]
    yield report, RDF["type"], SH["ValidationReport"]
    yield report, PKG["judgedAt"], _date(assessed.case.day)
    yield report, SH["conforms"], _boolean(not broken)
    for one, constraint in broken:
        result = _node(assessed, f"result-{constraint.iri.rpartition('#')[2]}")
        yield report, SH["result"], result
        yield result, RDF["type"], SH["ValidationResult"]
        yield result, PKG["judgedAt"], _date(assessed.case.day)
        yield result, PKG["duty"], NamedNode(one.duty.iri)
        yield result, SH["focusNode"], one.notice
        yield result, SH["resultPath"], PKG["shows"]
        yield result, SH["sourceShape"], NamedNode(constraint.iri)
        yield result, SH["sourceConstraintComponent"], NamedNode(constraint.component)
        yield result, SH["resultSeverity"], NamedNode(constraint.severity)
        if constraint.component == SH["NotConstraintComponent"].value:
            yield result, SH["value"], NamedNode(constraint.aspects[0])
            for fact in assessed.inferences.aspects.get(constraint.aspects[0], ()):
                yield result, PKG["shortOf"], fact
        yield from _texts(result, SH["resultMessage"], constraint.messages)


def _findings(assessed: Assessed) -> Iterator[Triple]:
    numbers: dict[str, int] = {}
    for one in assessed.findings:
        name = one.kind.iri.rpartition("#")[2]
        numbers[name] = numbers.get(name, 0) + 1
        node = _node(assessed, f"{name}-{numbers[name]}")
        yield from _about(assessed, node, "Finding")
        yield node, PKG["findingKind"], NamedNode(one.kind.iri)
        yield node, SH["resultSeverity"], NamedNode(one.kind.severity)
        yield node, PKG["basedOn"], one.fact
        if one.other is not None:
            yield node, PKG["clashesWith"], one.other


def _scopes(assessed: Assessed, law: Law) -> Iterator[Triple]:
    for iri, facts in assessed.inferences.scopes.items():
        node = _node(assessed, iri.rpartition("#")[2])
        scope = law.rules.scopes[iri]
        yield from _about(assessed, node, "Application")
        yield node, PKG["law"], NamedNode(scope.law)
        yield node, PKG["concludes"], NamedNode(iri)
        yield node, PKG["asAssumption"], _boolean(scope.assumed)
        yield node, PKG["assessed"], _boolean(scope.assessed)
        yield node, PKG["inForce"], _boolean(scope.law not in assessed.inferences.not_in_force)
        for authority in assessed.inferences.authorities.get(iri, ()):
            yield node, PKG["competentAuthority"], authority
        for fact in facts:
            yield node, PKG["basedOn"], fact


def _inferences(assessed: Assessed) -> Iterator[Triple]:
    found = assessed.inferences
    rows = [
        *((iri, state, facts) for iri, (state, facts) in found.states.items() if state != "unknown"),
        *((iri, None, facts) for iri, facts in found.aspects.items()),
    ]
    for iri, state, facts in rows:
        rule = NamedNode(iri)
        kind = "condition" if state else "aspect"
        node = _node(assessed, f"{kind}-{iri.rpartition('#')[2]}")
        yield from _about(assessed, node, "Inference")
        yield node, PKG["concludes"], rule
        if state is not None:
            yield node, PKG["state"], STATES[state]
        for fact in facts:
            yield node, PKG["basedOn"], fact
        if state == "holds":
            yield found.notice, RDF["type"], rule
        if state is None:
            yield found.notice, PKG["shows"], rule
    for iri, members in found.members.items():
        for number, (member, facts) in enumerate(members.items(), 1):
            node = _node(assessed, f"class-{iri.rpartition('#')[2]}-{number}")
            yield member, RDF["type"], NamedNode(iri)
            yield from _about(assessed, node, "Inference")
            yield node, PKG["concludes"], NamedNode(iri)
            yield node, PKG["ofMember"], member
            for fact in facts:
                yield node, PKG["basedOn"], fact


def _texts(node: NamedNode, predicate: NamedNode, texts: Texts) -> Iterator[Triple]:
    for language, text in texts.items():
        yield node, predicate, Literal(text, language=language) if language else Literal(text)


def _date(day: date) -> Literal:
    return Literal(day.isoformat(), datatype=XSD["date"])


def _boolean(value: bool) -> Literal:
    return Literal("true" if value else "false", datatype=XSD["boolean"])


def definitions(law: Law) -> Iterable[Quad]:
    """Duties and kinds of finding, as their shapes have them, for the graph that questions are asked of."""
    graph = NamedNode(BASE + "graphs/duties")
    wanted = {PKG["Duty"], PKG["FindingKind"]}
    kept = {
        *(PKG[name] for name in ("law", "dutyKind", "underCondition", "article", "question", "undecidable")),
        *(PKG[name] for name in ("aggregates", "elsewhere", "contradiction", "from")),
        RDFS["label"],
        NamedNode("http://purl.org/dc/terms/identifier"),
        NamedNode("http://purl.org/dc/terms/bibliographicCitation"),
    }
    for quad in law.shapes.store.quads_for_pattern(None, RDF["type"], None):
        if quad.object in wanted:
            yield Quad(quad.subject, RDF["type"], quad.object, graph)
            for own in law.shapes.store.quads_for_pattern(quad.subject, None, None):
                if own.predicate in kept:
                    yield Quad(own.subject, own.predicate, own.object, graph)
    for kind in law.kinds:
        node = NamedNode(kind.iri)
        yield Quad(node, RDF["type"], PKG["FindingKind"], graph)
        yield Quad(node, PKG["contradiction"], _boolean(kind.contradiction), graph)
        yield Quad(node, SH["severity"], NamedNode(kind.severity), graph)
        for language, text in kind.label.items():
            yield Quad(node, RDFS["label"], Literal(text, language=language), graph)
        for language, text in kind.messages.items():
            yield Quad(node, PKG["advice"], Literal(text, language=language), graph)
