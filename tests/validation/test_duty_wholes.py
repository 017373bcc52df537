"""Duties whose outcome is that of others, and duties of laws that do not apply."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode

from kg_api.reasoning.rules import Inferences, State
from kg_api.validation.duties import Duty, Outcome, judge
from kg_api.vocabulary import ASPECT, COND, DUTY, LAW
from tests.validation.duty_cases import DAY, FACT, Case, assess, found
from tests.validation.duty_table import LAWS, PARTS, ROWS

_WITHDRAW, _ANY_TIME = "GDPR-35-RightToWithdraw", "GDPR-35-WithdrawalAtAnyTime"
_EVERY = {
    f"{duty}-{look.name}"
    for duty in PARTS["GDPR-58"]
    for look in ROWS[duty].looks
    if look.outcome == "not met"
}


@pytest.mark.parametrize(
    ("broken", "states", "outcome"),
    [
        (set(), "holds holds", "met"),
        (_EVERY, "holds holds", "not met"),
        ({_WITHDRAW}, "holds holds", "partly"),
        ({_ANY_TIME}, "holds holds", "partly"),
        (set(), "holds unknown", "met"),
        (_EVERY, "excluded holds", "not met"),
        ({_ANY_TIME}, "holds excluded", "partly"),
        (_EVERY, "unknown unknown", "cannot tell"),
        (_EVERY, "excluded unknown", "cannot tell"),
    ],
)
def test_the_whole_is_met_or_not_where_all_its_parts_are(
    broken: set[str], states: str, outcome: Outcome, duties: dict[str, Duty]
) -> None:
    consent, collection = states.split()
    given: dict[str, State] = {"holds": "holds", "excluded": "excluded", "unknown": "unknown"}
    inferences = Inferences(
        NamedNode("urn:x-test:whole"),
        DAY,
        {
            COND["AnyNotice"].value: ("holds", FACT),
            COND["Consent"].value: (given[consent], FACT),
            COND["DirectCollection"].value: (given[collection], FACT),
        },
    )
    one = assess(duties, inferences, {DUTY[name].value for name in broken}, "GDPR-58")
    assert one.outcome == outcome
    assert one.advice == ((one.duty.advice,) if outcome in {"partly", "not met"} else ())
    assert one.question == (one.duty.question if outcome == "cannot tell" else {})


@pytest.mark.parametrize("duty", PARTS)
def test_the_whole_of_a_condition_that_does_not_hold_is_not_judged(
    duty: str, duties: dict[str, Duty]
) -> None:
    case = Case(ROWS[duty], "whole", frozenset(), "met")
    assert assess(duties, found(case, "excluded"), set(), duty).outcome == "not applicable"
    assert assess(duties, found(case, "unknown"), set(), duty).outcome == "cannot tell"


def test_the_whole_lacks_what_its_parts_lack(duties: dict[str, Duty]) -> None:
    inferences = Inferences(
        NamedNode("urn:x-test:whole"),
        DAY,
        {COND[name].value: ("holds", FACT) for name in ("AnyNotice", "Consent")},
    )
    one = assess(duties, inferences, {DUTY[_ANY_TIME].value, DUTY[_WITHDRAW].value}, "GDPR-58")
    assert one.lacks == (ASPECT["RightToWithdraw"].value, ASPECT["WithdrawalAtAnyTime"].value)


@pytest.mark.parametrize("duty", ["UK-U1", "UK-U5"])
def test_a_whole_is_judged_by_its_parts_where_the_law_of_the_parts_does_not_apply(
    duty: str, duties: dict[str, Duty]
) -> None:
    inferences = Inferences(
        NamedNode("urn:x-test:british"),
        DAY,
        {COND[name].value: ("holds", FACT) for name in ("AnyNotice", "Transfers")},
    )
    outcomes = judge(duties, {LAW["UK-GDPR"].value}, inferences, set())
    assert {one.duty.law for one in outcomes} == {LAW["UK-GDPR"].value}
    assert next(one for one in outcomes if one.duty.iri == DUTY[duty].value).outcome == "met"


def test_only_duties_of_the_laws_that_apply_are_judged(duties: dict[str, Duty]) -> None:
    inferences = Inferences(NamedNode("urn:x-test:nobody"), DAY)
    assert judge(duties, set(), inferences, set()) == []
    for law in LAWS:
        judged = judge(duties, {law}, inferences, set())
        assert [one.duty.iri for one in judged] == [iri for iri, duty in duties.items() if duty.law == law]
