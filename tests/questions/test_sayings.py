from __future__ import annotations

from typing import Any

import pytest

from kg_api.engine import select
from kg_api.errors import UnknownName
from kg_api.questions.answer import Questions
from kg_api.questions.sayings import facts_by_id, sayings, to_rows
from kg_api.vocabulary import SPARQL_PREFIXES

COUNT = """SELECT (COUNT(DISTINCT ?fact) AS ?count) {
  ?fact pkg:controller/pkg:controllerSlug "%s" ; pkg:factStance ?stance ; pkg:topic ?topic
}"""


def counted(questions: Questions, slug: str) -> int:
    (row,) = select(questions.engine, SPARQL_PREFIXES + COUNT % slug)
    return int(row["count"].value)


@pytest.fixture(scope="module")
def janus(questions: Questions) -> dict[str, Any]:
    return sayings(questions, "janus-international-europe")


@pytest.mark.parametrize("slug", ["kruix", "janus-international-europe", "velux-belgium"])
def test_every_fact_is_there_once_with_its_passages(questions: Questions, slug: str) -> None:
    found = sayings(questions, slug)
    facts = [fact for topic in found["topics"] for fact in topic["facts"]]
    assert len(facts) == len(facts_by_id(found)) == counted(questions, slug) > 200
    assert all(fact["evidence"] for fact in facts)


def test_denials_are_among_what_is_said(janus: dict[str, Any]) -> None:
    denied = {fact["value"]["id"] for fact in facts_by_id(janus).values() if fact["stance"] == "denied"}
    assert denied == {"dpv:SpecialCategoryPersonalData", "dpv:Child"}


def test_a_process_has_its_facts_and_those_of_what_it_leads_to(janus: dict[str, Any]) -> None:
    facts = facts_by_id(janus)
    (process,) = [one for one in janus["processes"] if one["id"].endswith("#content-and-advertisements")]
    found = {(facts[id]["predicate"], facts[id]["value"]["id"]) for id in process["facts"]}
    assert ("dpv:hasPurpose", "dpv:Advertising") in found
    assert any(predicate == "dpv:hasJustification" for predicate, _ in found)
    assert (process["umbrella"], process["start"] > 0) == (False, True)
    assert sum(one["umbrella"] for one in janus["processes"]) == 1
    starts = [one["start"] for one in janus["processes"]]
    assert starts == sorted(starts)


def test_a_period_is_told_with_its_length_and_what_it_runs_from(questions: Questions) -> None:
    facts = facts_by_id(sayings(questions, "kruix")).values()
    (period,) = [fact["period"] for fact in facts if fact["period"] and fact["period"]["duration"] == "P7Y"]
    assert (period["min_days"], period["max_days"], period["endless"]) == (2555, 2557, False)
    assert (
        period["triggers"] == ["end of the complaint", "end of the contract"] or len(period["triggers"]) == 2
    )


def test_labels_are_in_the_language_asked_for(questions: Questions) -> None:
    topics = {topic["topic"]: topic["label"] for topic in sayings(questions, "kruix", "nl")["topics"]}
    assert topics["pkg:PurposeTopic"] == "doel"
    subjects = {fact["subject"]["label"] for fact in facts_by_id(sayings(questions, "kruix", "nl")).values()}
    assert not {label for label in subjects if label.startswith(("cond:", "pkg:"))}


def test_the_rows_have_a_line_for_each_passage(janus: dict[str, Any]) -> None:
    headings, *rows = to_rows(janus)
    pieces = sum(len(fact["evidence"]) for fact in facts_by_id(janus).values())
    assert len(rows) == pieces
    assert {len(row) for row in rows} == {len(headings)}


def test_a_controller_of_none_is_refused(questions: Questions) -> None:
    with pytest.raises(UnknownName):
        sayings(questions, "nobody")
