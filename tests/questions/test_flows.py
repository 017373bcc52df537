from __future__ import annotations

from typing import Any

import pytest

from kg_api.questions.answer import Questions
from kg_api.questions.flows import COLUMNS, flows, lines_of_text
from kg_api.questions.sayings import sayings


@pytest.fixture(scope="module")
def said(questions: Questions) -> dict[str, Any]:
    return sayings(questions, "janus-international-europe")


@pytest.fixture(scope="module")
def drawn(questions: Questions, said: dict[str, Any]) -> dict[str, Any]:
    return flows(questions, said)


def test_lines_join_nodes_of_one_column_with_those_of_a_later_one(drawn: dict[str, Any]) -> None:
    nodes = {(node["column"], node["id"]) for node in drawn["nodes"]}
    assert {column for column, _ in nodes} == set(COLUMNS)
    assert len(drawn["lines"]) > 20
    for line in drawn["lines"]:
        left, right = line["columns"]
        assert {(left, line["from"]), (right, line["to"])} <= nodes
        assert COLUMNS.index(left) < COLUMNS.index(right)


def test_values_are_gathered_under_broader_concepts(drawn: dict[str, Any]) -> None:
    purposes = {node["id"].rpartition("#")[2] for node in drawn["nodes"] if node["column"] == "purposes"}
    assert "Marketing" in purposes
    assert "Advertising" not in purposes


def test_a_denial_is_no_flow_and_what_is_said_of_all_processing_has_no_line(
    questions: Questions, said: dict[str, Any], drawn: dict[str, Any]
) -> None:
    assert not [node for node in drawn["nodes"] if node["id"].endswith("SpecialCategoryPersonalData")]
    umbrella = {**said, "processes": [one for one in said["processes"] if one["umbrella"]]}
    alone = flows(questions, umbrella)
    assert alone["nodes"]
    assert alone["lines"] == []


def test_a_line_is_sure_only_where_both_ends_are_stated_without_a_hedge(drawn: dict[str, Any]) -> None:
    assert {line["sure"] for line in drawn["lines"]} == {True, False}


def test_recipients_that_lead_to_a_country_come_first(drawn: dict[str, Any]) -> None:
    recipients = [node["id"] for node in drawn["nodes"] if node["column"] == "recipients"]
    leading = {line["from"] for line in drawn["lines"] if line["columns"][0] == "recipients"}
    assert leading
    assert set(recipients[: len(leading)]) == leading


def test_the_text_says_of_each_process_what_it_names(said: dict[str, Any]) -> None:
    rows = lines_of_text(said)
    assert len(rows) > 10
    for row in rows:
        assert sum(bool(row[column]) for column in COLUMNS) > 1
