"""The answer in short: what is said of each controller follows what the question is after."""

from __future__ import annotations

from typing import Any

import pytest

from kg_api.questions.answer import Choice, Questions
from kg_api.questions.catalogue import ASSERTED, Question
from kg_api.questions.verdict import Group, verdict, worth_comparing
from kg_api.vocabulary import DATA


def asked(questions: Questions, id: str, **given: str) -> tuple[Question, list[Group]]:
    question = questions.catalogue[id]
    needed = {
        one.name: one.example for one in question.parameters if one.required and one.default is None
    } | given
    answer = questions.answer(id, needed, Choice(limit=1))
    return question, verdict(questions, question, needed, answer, 40)


def named(groups: list[Group]) -> dict[str, list[str]]:
    return {group.said: [one["controller"] for one in group.controllers] for group in groups}


def test_every_controller_stands_once_in_the_verdict_of_every_question(questions: Questions) -> None:
    for question in questions.catalogue:
        _, groups = asked(questions, question.id)
        if question.about == "corpus":
            assert groups == []
            continue
        slugs = [one["controller"] for group in groups for one in group.controllers]
        assert len(slugs) == len(set(slugs)) == sum(group.count for group in groups)
        only = any(one.name == "controller" and one.required for one in question.parameters)
        assert only or set(slugs) == set(questions.names.slugs.values()), question.id


def test_what_a_question_is_after_shows_in_its_rows(questions: Questions) -> None:
    for question in questions.catalogue:
        wanted = set(question.stances)
        assert (question.asks == "denial") == (wanted == {"denied"}), question.id
        assert (question.asks == "gap") == ("silent" in wanted and not wanted & set(ASSERTED)), question.id
        assert (question.so is None) == (question.asks != "denial"), question.id
        if question.topic in ("duties", "findings", "versions") and question.about == "controllers":
            assert question.asks == "finding", question.id


def test_a_claim_is_made_denied_or_passed_over(questions: Questions) -> None:
    question, groups = asked(questions, "controllers-transferring-to", country="US")
    assert named(groups) == {
        "implied": ["janus-international-europe", "velux-belgium"],
        "denied": ["kruix", "smet-jet"],
        "silent": ["unexus"],
    }
    assert worth_comparing(question, groups, 4) == ["janus-international-europe", "velux-belgium"]


def test_to_a_question_after_denials_who_denies_says_yes(questions: Questions) -> None:
    question, groups = asked(questions, "controllers-denying-transfers")
    assert (groups[0].said, groups[0].stance) == ("denied", "denied")
    assert set(named(groups)) == {"denied", "stated", "silent"}
    assert worth_comparing(question, groups, 4) == named(groups)["denied"]


def test_to_a_question_after_gaps_the_rows_that_are_silent_are_the_find(questions: Questions) -> None:
    question, groups = asked(questions, "purposes-without-basis")
    rows = questions.answer(question.id, {}, Choice())["rows"]
    assert set(named(groups)["gap"]) == {row["controller"] for row in rows}
    assert set(named(groups)) == {"gap", "complete"}


def test_what_is_left_out_beside_what_is_said_is_no_silence(questions: Questions) -> None:
    _, groups = asked(questions, "legitimate-interests")
    rows = questions.answer("legitimate-interests", {}, Choice(("silent",)))["rows"]
    silent = {row["controller"] for row in rows}
    assert set(named(groups)["gap"]) <= silent
    assert not set(named(groups)["silent"]) & silent


def test_the_verdict_on_some_controllers_is_of_those_alone(questions: Questions) -> None:
    question = questions.catalogue["purposes-without-basis"]
    only = frozenset({f"{DATA}kruix"})
    answer = questions.answer(question.id, {}, Choice(controllers=only))
    groups = verdict(questions, question, {}, answer, 40, only)
    assert [(group.said, group.count) for group in groups] == [("gap", 1)]


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ({"stated": 3, "denied": 2, "silent": 9}, ["stated0", "stated1", "stated2"]),
        ({"stated": 6}, ["stated0", "stated1", "stated2", "stated3"]),
        ({"implied": 1, "denied": 2, "silent": 2}, ["implied0", "denied0", "denied1"]),
        ({"silent": 5}, []),
    ],
)
def test_those_of_whom_it_is_said_are_worth_comparing_and_no_more_than_fit(
    questions: Questions, said: dict[str, int], wanted: list[str]
) -> None:
    def member(stance: str, number: int) -> dict[str, Any]:
        return {"controller": f"{stance}{number}", "stance": stance}

    groups = [
        Group(stance, stance, count, [member(stance, number) for number in range(count)])
        for stance, count in said.items()
    ]
    assert worth_comparing(questions.catalogue["controllers-transferring-to"], groups, 4) == wanted
