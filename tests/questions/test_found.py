"""A page of what a query finds: the same rows whether the result is read whole or cut out by the engine."""

from __future__ import annotations

import pytest

from kg_api.questions import found
from kg_api.questions.answer import Choice, Questions
from kg_api.questions.catalogue import ASSERTED, Catalogue
from kg_api.questions.found import find
from tests.questions.told import Told

ANY = (
    "bases-by-family",
    "controllers-transferring-to",
    "contradictions",
    "rights-mentioned",
    "corpus-in-numbers",
    "outcomes-per-law",
)


def sparql(questions: Questions, id: str) -> str:
    question = questions.catalogue[id]
    return questions.sparql(id, {one.name: one.example for one in question.parameters if one.required})


@pytest.mark.parametrize("controllers", [5, 100_000])
@pytest.mark.parametrize("id", ANY)
@pytest.mark.parametrize("stances", [None, ASSERTED, ("denied",)])
def test_a_long_result_is_cut_into_the_same_pages_as_a_short_one(
    questions: Questions,
    monkeypatch: pytest.MonkeyPatch,
    id: str,
    stances: tuple[str, ...] | None,
    controllers: int,
) -> None:
    query = sparql(questions, id)
    if questions.catalogue[id].about == "corpus" and stances is not None:
        stances = None
    whole = find(questions.engine, query, stances, 0, 10_000)
    monkeypatch.setattr(found, "WHOLE", 3)
    rows, offset, more = [], 0, True
    while more:
        page = find(questions.engine, query, stances, offset, 7, held=controllers)
        rows += page.rows
        offset, more = offset + 7, page.more
    assert rows == whole.rows
    assert page.stances == whole.stances
    assert {iri: set(facts) for iri, facts in page.denials.items()} == {
        iri: set(facts) for iri, facts in whole.denials.items()
    }


def test_of_a_long_result_no_more_is_read_than_a_page_and_who_says_it(
    questions: Questions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(found, "WHOLE", 10)
    told = Told(questions.engine)
    query = sparql(questions, "controllers-collecting")
    page = find(told, query, ASSERTED, 20, 5)
    assert len(page.rows) == 5
    first, of_page, said = told.texts
    assert first.endswith("LIMIT 11")
    assert of_page.endswith("LIMIT 6 OFFSET 20")
    assert said.endswith("GROUP BY ?controller ?stance")


def test_a_short_result_is_asked_for_once(questions: Questions) -> None:
    told = Told(questions.engine)
    find(told, sparql(questions, "controllers-transferring-to"), ASSERTED, 0, 5)
    assert len(told.texts) == 1


def test_every_question_ends_in_an_order_of_variables_that_it_shows(catalogue: Catalogue) -> None:
    """What orders a page outside the query stands in its rows (SPARQL 1.1, 18.2.4.4)."""
    for question in catalogue:
        if question.about == "corpus":
            continue
        head, _, rest = question.sparql.partition("SELECT")[2].partition("WHERE")
        order = rest.rpartition("ORDER BY")[2]
        assert "}" not in order, question.id
        assert "LIMIT" not in order, question.id
        for word in order.replace("(", " ").replace(")", " ").split():
            assert word == "DESC" or word in head.replace("(", " ").replace(")", " ").split(), question.id


def test_of_many_controllers_a_summary_lists_the_first_of_each_stance_and_counts_all(
    questions: Questions,
) -> None:
    given = {"country": "US"}
    whole = questions.answer("controllers-transferring-to", given)
    few = questions.answer("controllers-transferring-to", given, Choice(summary=4))
    assert few["summary"] == []  # four for five stances are none for each
    some = questions.answer("controllers-transferring-to", given, Choice(summary=len(whole["summary"])))
    assert some == whole
    assert sum(whole["counts"].values()) == len(whole["summary"])
    assert few["counts"] == whole["counts"]


def test_of_many_controllers_none_is_read_but_those_of_the_page(questions: Questions) -> None:
    told = Told(questions.engine)
    page = find(told, sparql(questions, "rights-mentioned"), ASSERTED, 0, 3, held=100_000)
    _, of_page = told.texts
    shown = {row["controller"].value for row in page.rows}
    assert shown == {iri for iri in questions.names.slugs if f"<{iri}>" in of_page}
