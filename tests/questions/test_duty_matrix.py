"""Duties by controllers: outcomes as assessments have them, and filters."""

from __future__ import annotations

import pytest

from kg_api.questions.answer import Questions
from kg_api.questions.assessments import LAWS, OUTCOMES, assessment
from kg_api.questions.duty_matrix import Filter, duty_matrix
from kg_api.vocabulary import DATA

TWO = [f"{DATA}kruix", f"{DATA}unexus"]


def test_counts_are_of_the_duties_shown(questions: Questions) -> None:
    found = duty_matrix(questions, TWO, Filter(), "en")
    assert found["counts"]["kruix"] == assessment(questions, "kruix")["counts"]
    some = duty_matrix(questions, TWO, Filter(outcome="met"), "en")
    assert {name: some["counts"]["unexus"][name] for name in OUTCOMES}["met"] == found["counts"]["unexus"][
        "met"
    ]
    assert len(some["duties"]) < len(found["duties"])


@pytest.mark.parametrize(("wanted", "name"), [(Filter(law="gdpr"), "law"), (Filter(kind="required"), "kind")])
def test_a_filter_leaves_what_fits(questions: Questions, wanted: Filter, name: str) -> None:
    every = duty_matrix(questions, TWO, Filter(), "en")
    some = duty_matrix(questions, TWO, wanted, "en")
    value = getattr(wanted, name)
    assert some["duties"] == [duty for duty in every["duties"] if duty[name] == value]
    assert len(some["duties"]) == every[f"{name}s"][value]


def test_what_there_is_to_filter_by_is_named(questions: Questions) -> None:
    found = duty_matrix(questions, TWO, Filter(), "nl")
    assert set(found["laws"]) <= set(LAWS)
    numbers = list(found["articles"])
    assert numbers.index("9") < numbers.index("13") < numbers.index("14")
    assert all(duty["citation"] and duty["law_name"] for duty in found["duties"])
