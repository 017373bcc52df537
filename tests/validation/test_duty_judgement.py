"""How a duty is judged: each against the notices that it is content with or that fall short of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pyoxigraph import NamedNode

from kg_api.reasoning.rules import Inferences, State
from kg_api.validation.duties import Duty, failures, judge, not_kept
from kg_api.validation.shapes import Shapes
from kg_api.vocabulary import ASPECT, COND, DUTY
from tests.validation.duty_cases import DAY, FACT, Case, assess, cases, found
from tests.validation.duty_table import ELSEWHERE, LAWS, PARTS, ROWS, Look


@pytest.fixture(scope="module")
def failed(duty_shapes: Shapes) -> dict[str, set[str]]:
    """The constraints that each notice does not keep, of all the notices at once."""
    return failures(duty_shapes, (found(case) for case in cases()))


def test_every_notice_has_an_iri_of_its_own() -> None:
    every = [case.notice for case in cases()]
    assert len(every) == len(set(every)) == 153 + 92 - len(PARTS)


@pytest.mark.parametrize("duty", ROWS)
def test_constraints_fail_for_the_notice_that_falls_short_and_for_no_other(
    duty: str, failed: dict[str, set[str]]
) -> None:
    own = f"{DUTY[duty].value}-"
    for case in cases():
        if case.row.duty == duty:
            broken = {iri for iri in failed.get(case.notice.value, ()) if iri.startswith(own)}
            assert broken == case.failed, case.name


def test_sets_find_what_the_shapes_find(duties: dict[str, Duty], failed: dict[str, set[str]]) -> None:
    for case in cases():
        assert not_kept(duties, found(case)) == failed.get(case.notice.value, set()), case.notice


@pytest.mark.parametrize("state", ["excluded", "unknown"])
def test_sets_look_only_where_the_condition_holds(state: State, duties: dict[str, Duty]) -> None:
    assert [case.notice for case in cases() if not_kept(duties, found(case, state))] == []


def test_only_a_choice_between_two_cannot_fail_alone() -> None:
    crowded = [case.notice.value for case in cases() if len(case.failed) > 1]
    assert crowded == ["urn:x-test:GDPR-55:DatedOrChangesAnnounced"]


@pytest.mark.parametrize("duty", ROWS)
def test_a_duty_comes_to_what_the_constraint_says(
    duty: str, duties: dict[str, Duty], failed: dict[str, set[str]]
) -> None:
    for case in cases():
        if case.row.duty == duty:
            one = assess(duties, found(case), failed.get(case.notice.value, set()), duty)
            assert one.outcome == case.outcome, case.name
            assert bool(one.question) == (case.outcome == "cannot tell")
            assert bool(one.advice) == (case.outcome in {"partly", "not met"})
            assert {iri.removeprefix(ASPECT.iri) for iri in one.lacks} == case.row.passing - case.shown
            absent = {aspect for look in case.row.looks if look.absent for aspect in look.aspects}
            assert one.short_of == (FACT if absent & case.shown else ())


def test_a_notice_that_shows_nothing_meets_nothing_that_is_asked(
    duty_shapes: Shapes, duties: dict[str, Duty]
) -> None:
    every = {COND[row.condition].value for row in ROWS.values()}
    bare = Inferences(NamedNode("urn:x-test:bare"), DAY, dict.fromkeys(every, ("holds", FACT)))
    outcomes = judge(duties, LAWS, bare, failures(duty_shapes, [bare])["urn:x-test:bare"])
    asked = {row.duty for row in ROWS.values() if any(not look.absent for look in row.looks)}
    judged = {one.duty.iri.removeprefix(DUTY.iri): one.outcome for one in outcomes}
    assert {judged[duty] for duty in asked} == {"not met"}


def test_advice_says_first_what_is_missing(duties: dict[str, Duty]) -> None:
    case = next(case for case in cases() if case.notice.value.endswith("GDPR-2:all"))
    broken = {one.iri for one in duties[DUTY["GDPR-7"].value].constraints}
    one = assess(duties, found(replace(case, row=ROWS["GDPR-7"])), broken, "GDPR-7")
    [texts] = one.advice
    assert (one.outcome, texts["en"][:30]) == ("not met", "The notice does not say what t")


@pytest.mark.parametrize("duty", ROWS)
def test_a_condition_that_is_excluded_or_unknown_is_not_judged(duty: str, duties: dict[str, Duty]) -> None:
    case = Case(ROWS[duty], "none", frozenset(), "not met")
    every = {DUTY[f"{duty}-{look.name}"].value for look in ROWS[duty].looks}
    excluded = assess(duties, found(case, "excluded"), every, duty)
    assert (excluded.outcome, excluded.based_on, excluded.question) == ("not applicable", FACT, {})
    unknown = assess(duties, found(case, "unknown"), every, duty)
    assert (unknown.outcome, unknown.question) == ("cannot tell", duties[DUTY[duty].value].question)
    assert [one.advice or one.lacks for one in (excluded, unknown)] == [(), ()]


@pytest.mark.parametrize("duty", [row.duty for row in ROWS.values() if row.since])
def test_a_duty_binds_from_its_day_on(duty: str, duties: dict[str, Duty]) -> None:
    row = ROWS[duty]
    assert row.since is not None
    case = Case(row, "all", row.passing, "met")
    eve = row.since.replace(day=row.since.day - 1)
    assert assess(duties, found(case, day=row.since), set(), duty).outcome == "met"
    assert assess(duties, found(case, day=eve), set(), duty).outcome == "not applicable"
    assert assess(duties, found(case, "unknown", eve), set(), duty).outcome == "not applicable"


@pytest.mark.parametrize(
    ("duty", "look"), [(row.duty, look) for row in ROWS.values() if row.elsewhere for look in row.looks]
)
def test_what_another_document_may_say_cannot_be_told_unless_this_one_says_the_wrong_thing(
    duty: str, look: Look, duties: dict[str, Duty]
) -> None:
    row = ROWS[duty]
    case = Case(row, look.name, row.failing(look), look.outcome)
    one = assess(duties, found(case, more=[ELSEWHERE]), case.failed, duty)
    missing = not look.absent and look.outcome == "not met"
    assert one.outcome == ("cannot tell" if missing else look.outcome)
    assert bool(one.question) == missing


@pytest.mark.parametrize("duty", [duty for duty in ("EPD-E2", "UK-U7") if ROWS[duty].elsewhere])
def test_what_is_missing_beside_what_is_wrong_is_not_met(duty: str, duties: dict[str, Duty]) -> None:
    row = ROWS[duty]
    case = Case(row, "nothing", frozenset({"CookieOptOut"}), "not met")
    assert len(case.failed) == 2
    assert assess(duties, found(case, more=[ELSEWHERE]), case.failed, duty).outcome == "not met"
