"""The duties of shapes/duties/ as they are read: those of the table, each whole and in both languages."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from pyoxigraph import NamedNode

from kg_api.resources import Resources
from kg_api.validation.duties import Duty
from kg_api.validation.shapes import Shapes
from kg_api.validation.shapes_file import read_shapes_file
from kg_api.vocabulary import ASPECT, COND, DUTY, LAW, PKG, RDF, RDFS, SH
from tests.validation.duty_table import COMPUTED, ELSEWHERE, IDS, PARTS, ROWS, Look, Row

_ARTICLE = re.compile(
    r"http://data\.europa\.eu/eli/(reg|dir)/\d{4}/\d+/art_\w+/(par_\w+/)?(pnt_\w+/)?oj"
    r"|https://www\.legislation\.gov\.uk/\S+|https://sso\.agc\.gov\.sg/Act/\S+"
)


@pytest.fixture(scope="module")
def typed(resources: Resources) -> dict[str, set[str]]:
    """The subjects of the rules and laws of the ontology by type."""
    types: dict[str, set[str]] = {}
    for folder in ("rules", "law"):
        for path in (resources.ontology / folder).glob("*.ttl"):
            for triple in read_shapes_file(path, resources.ontology).triples:
                if triple.predicate == RDF["type"] and isinstance(triple.object, NamedNode):
                    assert isinstance(triple.subject, NamedNode)
                    types.setdefault(triple.object.value, set()).add(triple.subject.value)
    return types


def test_there_are_92_duties_of_four_laws_in_order(duties: dict[str, Duty]) -> None:
    read: dict[str, list[str]] = {}
    for duty in duties.values():
        read.setdefault(duty.law, []).append(duty.id)
    assert read == {LAW[law].value: ids for law, ids in IDS.items()}
    assert len(duties) == 92


def test_duties_are_those_of_the_table(duties: dict[str, Duty]) -> None:
    read = {
        Row(
            iri.rpartition("#")[2],
            duty.condition.removeprefix(COND.iri),
            bool(duty.undecidable),
            duty.elsewhere == ASPECT[ELSEWHERE].value,
            duty.since,
            tuple(
                sorted(
                    (
                        Look(
                            tuple(sorted(aspect.removeprefix(ASPECT.iri) for aspect in one.aspects)),
                            one.absent,
                            one.outcome,
                        )
                        for one in duty.constraints
                    ),
                    key=str,
                )
            ),
        )
        for iri, duty in duties.items()
    }
    table = {
        replace(
            row,
            looks=tuple(
                sorted((replace(look, aspects=tuple(sorted(look.aspects))) for look in row.looks), key=str)
            ),
        )
        for row in ROWS.values()
    }
    assert read == table


def test_duties_of_others_are_those_listed(duties: dict[str, Duty]) -> None:
    read = {
        iri.removeprefix(DUTY.iri): {part.removeprefix(DUTY.iri) for part in duty.aggregates}
        for iri, duty in duties.items()
        if duty.aggregates
    }
    assert read == PARTS
    assert {DUTY[part].value for parts in PARTS.values() for part in parts} <= set(duties)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_duty_speaks_both_languages(duties: dict[str, Duty], language: str) -> None:
    silent = [
        (duty.id, name)
        for duty in duties.values()
        for name in ("label", "question", *(["advice"] if duty.aggregates else []))
        if len(getattr(duty, name).get(language, "")) < 10
    ]
    silent += [(duty.id, "undecidable") for duty in duties.values() if len(duty.undecidable) == 1]
    assert silent == []
    assert {frozenset(duty.label) for duty in duties.values()} == {frozenset({"en", "nl"})}


def test_no_two_duties_have_the_same_label_or_question(duties: dict[str, Duty]) -> None:
    labels = {(duty.law, duty.label["en"]) for duty in duties.values()}
    questions = {(duty.law, duty.question["en"]) for duty in duties.values()}
    assert (len(labels), len(questions)) == (92, 92)


def test_every_question_is_one(duties: dict[str, Duty]) -> None:
    assert [duty.id for duty in duties.values() for text in duty.question.values() if text[-1] != "?"] == []


def test_every_duty_cites_its_articles(duties: dict[str, Duty]) -> None:
    assert [duty.id for duty in duties.values() if not duty.citation or not duty.articles] == []
    strange = [iri for duty in duties.values() for iri in duty.articles if not _ARTICLE.fullmatch(iri)]
    assert strange == []


def test_every_duty_is_of_a_known_kind(duties: dict[str, Duty]) -> None:
    kinds = {"required", "conditional", "quality", "form", "recommended"}
    assert {duty.kind for duty in duties.values()} == kinds
    # Nothing is required on a condition, nothing conditional without one (but for another law's scope, or a day).
    assert [
        duty.id for duty in duties.values() if duty.kind == "required" and "AnyNotice" not in duty.condition
    ] == []


def test_every_law_condition_and_aspect_named_is_in_the_ontology(
    duties: dict[str, Duty], typed: dict[str, set[str]]
) -> None:
    named = {iri for duty in duties.values() for one in duty.constraints for iri in one.aspects}
    named |= {duty.elsewhere for duty in duties.values() if duty.elsewhere}
    assert named - typed[PKG["Aspect"].value] == set()
    assert {duty.condition for duty in duties.values()} - typed[PKG["Condition"].value] == set()
    assert {duty.law for duty in duties.values()} - typed[PKG["DatedLaw"].value] == set()


def test_every_aspect_and_every_condition_is_used(
    duties: dict[str, Duty], typed: dict[str, set[str]]
) -> None:
    used = {iri for duty in duties.values() for one in duty.constraints for iri in one.aspects}
    used |= {duty.elsewhere for duty in duties.values() if duty.elsewhere}
    assert {iri.removeprefix(ASPECT.iri) for iri in typed[PKG["Aspect"].value] - used} == set()
    conditions = {duty.condition for duty in duties.values()}
    assert {iri.removeprefix(COND.iri) for iri in typed[PKG["Condition"].value] - conditions} == set()


def test_computed_aspects_have_no_pattern(resources: Resources) -> None:
    rules = read_shapes_file(resources.ontology / "rules" / "aspects.ttl", resources.ontology)
    kinds: dict[str, set[str]] = {}
    for triple in rules.triples:
        if isinstance(triple.subject, NamedNode) and triple.subject.value in ASPECT:
            name = triple.subject.value.removeprefix(ASPECT.iri)
            kinds.setdefault(name, set()).add(triple.predicate.value)
    assert {name for name, said in kinds.items() if PKG["shownWhere"].value not in said} == COMPUTED
    assert [name for name, said in kinds.items() if RDFS["label"].value not in said] == []


def test_every_constraint_says_what_to_do(duties: dict[str, Duty]) -> None:
    constraints = [one for duty in duties.values() for one in duty.constraints]
    assert len(constraints) == len({one.iri for one in constraints}) == 153
    short = [
        one.iri
        for one in constraints
        if set(one.messages) != {"en", "nl"} or min(map(len, one.messages.values())) < 20
    ]
    assert short == []


def test_every_constraint_has_a_severity_that_fits_its_outcome(duties: dict[str, Duty]) -> None:
    odd = [
        one.iri
        for duty in duties.values()
        for one in duty.constraints
        if one.severity
        not in (
            {SH["Violation"].value, SH["Warning"].value, SH["Info"].value}
            if one.outcome == "not met"
            else {SH["Warning"].value, SH["Info"].value}
        )
    ]
    assert odd == []


def test_every_constraint_says_its_severity_and_outcome_itself(duty_shapes: Shapes) -> None:
    of_duties = {quad.object for quad in duty_shapes.store.quads_for_pattern(None, SH["property"], None)}
    bare = [
        node
        for node in of_duties
        for predicate in (SH["severity"], PKG["failsTo"], SH["path"])
        if isinstance(node, NamedNode)
        and len(list(duty_shapes.store.quads_for_pattern(node, predicate, None))) != 1
    ]
    assert bare == []


def test_every_duty_with_constraints_aims_at_its_condition(
    duty_shapes: Shapes, duties: dict[str, Duty]
) -> None:
    aims = {
        iri: [target for kind, target in shape.targets if kind == "targetClass"]
        for iri, shape in duty_shapes.named.items()
        if iri in duties
    }
    assert aims == {iri: [duty.condition] for iri, duty in duties.items() if duty.constraints}
