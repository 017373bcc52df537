"""Questions for members of the defined classes: each row says that it is derived, by which class, from what."""

from __future__ import annotations

from typing import Any

import pytest

from kg_api.engine import select
from kg_api.questions.answer import Choice, Questions
from kg_api.questions.catalogue import read_catalogue
from kg_api.resources import default_resources
from kg_api.vocabulary import SPARQL_PREFIXES

DERIVED = [
    question.id for question in read_catalogue(default_resources().queries) if "reasoning" in question.tags
]
_WEIGHT = {"stated": 0, "implied": 1}
_CLASSES = "SELECT ?class ?member { ?node a pkg:Inference ; pkg:concludes ?class ; pkg:ofMember ?member }"


def test_at_least_five_questions_ask_for_derived_classes() -> None:
    assert len(DERIVED) >= 5


@pytest.mark.parametrize("id", DERIVED)
def test_each_row_names_the_class_of_which_its_process_is_a_derived_member(
    id: str, questions: Questions
) -> None:
    members = {
        (row["class"].value, row["member"].value)
        for row in select(questions.engine, SPARQL_PREFIXES + _CLASSES)
    }
    answer = questions.answer(id, {})
    assert {(row["derived"]["iri"], row["process"]["iri"]) for row in answer["rows"]} <= members
    denied = questions.answer(id, {}, Choice(stances=("denied",)))["rows"]
    assert all(row["derived"] is None for row in denied)
    assert answer["rows"] or denied


@pytest.mark.parametrize("id", DERIVED)
def test_no_row_is_surer_than_the_weakest_of_its_facts(id: str, questions: Questions) -> None:
    for row in questions.answer(id, {})["rows"]:
        facts: dict[str, list[dict[str, Any]]] = {}
        for piece in row["evidence"]:
            facts.setdefault(str(piece["fact"]["predicate"]), []).append(piece)
        assert len(facts) == (2 if row["link"] else 1)
        weakest = max(min(_WEIGHT[piece["stance"]] for piece in pieces) for pieces in facts.values())
        assert _WEIGHT[row["stance"]] >= weakest
        assert row["stance"] == "implied" or row["link"] != "inferred"


@pytest.mark.parametrize("basis", ["LegitimateInterest", "Consent"])
def test_the_derived_answer_is_that_of_the_question_that_looks_at_the_facts(
    basis: str, questions: Questions
) -> None:
    derived = {"LegitimateInterest": "marketing-on-legitimate-interest", "Consent": "marketing-on-consent"}
    pair = {"basis": f"dpv:{basis}", "purpose": "dpv:Marketing"}
    names = ("controller", "stance", "hedged", "link", "purpose", "process")

    def rows(answer: dict[str, Any]) -> list[tuple[str, ...]]:
        return sorted(tuple(str(row[name]) for name in names) for row in answer["rows"])

    by_facts = rows(questions.answer("controllers-using-basis-for-purpose", pair))
    assert by_facts
    assert rows(questions.answer(derived[basis], {})) == by_facts


def test_the_class_has_its_label_in_both_languages(questions: Questions) -> None:
    for language, label in (("en", "marketing on consent"), ("nl", "marketing op toestemming")):
        row = questions.answer("marketing-on-consent", {}, Choice(language=language))["rows"][0]
        assert row["derived"]["label"] == label
