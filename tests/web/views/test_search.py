from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from kg_api.questions.answer import Questions
from kg_api.web.views.search import find
from tests.web.views.reading import check, read


@pytest.mark.parametrize(("text", "kind"), [("velux", "controllers"), ("bewaartermijn", "questions")])
def test_a_search_finds_by_name_in_either_language(questions: Questions, text: str, kind: str) -> None:
    assert find(questions, text, "en")[kind]["count"] > 0


def test_the_concept_that_is_called_so_comes_first(questions: Questions) -> None:
    for text in ("marketing", "e-mailadres", "united states of america"):
        first = find(questions, text, "nl")["concepts"]["items"][0]
        assert text in {label.casefold() for label in questions.names.labels[first["iri"]].values()}


def test_a_concept_comes_with_the_questions_that_take_it(client: TestClient, questions: Questions) -> None:
    (first, *_) = find(questions, "email address", "en")["concepts"]["items"]
    assert first["id"] == "pd:EmailAddress"
    assert 0 < len(first["asks"]) < 5
    assert "controllers-collecting" in first["asks"][0]["to"]


def test_every_result_leads_somewhere(client: TestClient) -> None:
    for text in ("transfer", "kruix", "marketing"):
        page = read(client, f"/search?q={text}")
        check(page)
        assert len(set(page.links)) > 10, text
        for link in sorted(set(page.links)):
            assert client.get(link).status_code == 200, link


def test_what_is_not_found_is_answered_with_what_to_try(client: TestClient) -> None:
    page = read(client, "/search?q=zzzz&language=nl")
    check(page, "nl")
    assert "Niets heeft “zzzz” in zijn naam." in page.text


def test_a_search_for_nothing_is_the_form_alone(client: TestClient) -> None:
    page = read(client, "/search")
    check(page)
    assert [one.get("name") for one in page.all("input")] == ["q"]


@pytest.mark.parametrize(
    "text", ["who markets on legitimate interest", "wie gebruikt gerechtvaardigd belang voor marketing"]
)
def test_a_question_in_one_s_own_words_finds_those_that_ask_it(questions: Questions, text: str) -> None:
    found = [one["to"] for one in find(questions, text, "en")["questions"]["items"]]
    assert any("legitimate" in to or "basis-for-purpose" in to for to in found)
