"""Rows as a reader takes them in: together where they rest on the same passages, each passage once."""

from __future__ import annotations

from typing import Any

from kg_api.questions.answer import Choice, Questions
from kg_api.web.views.said import blocks, passages


def piece(start: int, stance: str = "stated", reasoning: str | None = None) -> dict[str, Any]:
    return {
        "policy": "a/1",
        "start": start,
        "end": start + 5,
        "stance": stance,
        "hedged": False,
        "reasoning": reasoning,
    }


def test_no_row_and_no_passage_is_lost_and_none_comes_twice_in_a_block(questions: Questions) -> None:
    for id in ("controllers-using-basis-for-purpose", "retention-periods", "duties-by-outcome", "findings"):
        question = questions.catalogue[id]
        given = {one.name: one.example for one in question.parameters if one.required}
        rows = questions.answer(id, given, Choice())["rows"]
        for slug in questions.names.slugs.values():
            own = [row for row in rows if row["controller"] == slug]
            made = blocks(question, own)
            assert sum(len(block["rows"]) for block in made) == len(own)
            for block in made:
                places = [(one["start"], one["end"]) for one in block["passages"]]
                assert len(places) == len(set(places))
            shown = {(one["start"], one["end"]) for block in made for one in block["passages"]}
            assert shown == {(one["start"], one["end"]) for row in own for one in row["evidence"]}


def test_rows_on_the_same_passages_say_once_what_they_share(questions: Questions) -> None:
    question = questions.catalogue["controllers-using-basis-for-purpose"]
    given = {"basis": "dpv:LegitimateInterest", "purpose": "dpv:Marketing"}
    rows = [row for row in questions.answer(question.id, given)["rows"] if row["controller"] == "kruix"]
    first = blocks(question, rows)[0]
    assert (list(first["common"]), len(first["rows"])) == (["purpose", "basis", "interests"], 4)
    assert {tuple(row) for row in first["rows"]} == {("process",)}


def test_a_passage_that_is_stated_for_one_fact_and_implied_for_another_says_both_and_why() -> None:
    (one,) = passages([piece(5), piece(5, "implied", "because"), piece(5, "implied", "because")])
    assert one["stances"] == [("stated", False), ("implied", False)]
    assert one["why"] == ["because"]


def test_rows_without_a_passage_stay_apart(questions: Questions) -> None:
    question = questions.catalogue["rights-not-mentioned"]
    rows = questions.answer(question.id, {}, Choice())["rows"]
    own = [row for row in rows if row["controller"] == rows[0]["controller"]]
    assert [len(block["rows"]) for block in blocks(question, own)] == [1] * len(own)
