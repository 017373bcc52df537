from __future__ import annotations

import re

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


@pytest.mark.parametrize("text", ["bewaartermijn", "doorgifte", "toestemming"])
def test_in_dutch_a_dutch_word_finds_what_is_called_so_in_dutch(client: TestClient, text: str) -> None:
    page = read(client, f"/search?q={text}&language=nl")
    check(page, "nl")
    for heading in ("Vragen", "Plichten", "Begrippen"):
        assert heading in [" ".join(one.split()[:1]) for one in re.findall(r"<h2>([^<]+)", page.html)]
    assert page.text.casefold().count(text) > 5


def test_a_duty_is_found_by_name_or_number_and_leads_to_how_every_controller_stands(
    client: TestClient, questions: Questions
) -> None:
    (first, *_) = find(questions, "right of access", "en")["duties"]["items"]
    assert first["duty"] == "27"
    assert find(questions, "E9", "en")["duties"]["items"][0]["duty"] == "E9"
    answer = client.get(first["to"]).json()
    assert {row["duty"] for row in answer["rows"]} == {"27"}
    assert len({row["controller"] for row in answer["rows"]}) == 5


def test_what_the_program_is_made_of_is_no_result(questions: Questions) -> None:
    found = find(questions, "bewaartermijn", "nl")["concepts"]["items"]
    assert found
    assert {one["id"].partition(":")[0] for one in found} <= {"dpv", "term", "pd", "tech"}


@pytest.mark.parametrize(
    ("text", "language", "near"), [("bewaartermijm", "nl", "bewaartermijn"), ("kruiks", "en", "kruix")]
)
def test_a_word_that_is_spelt_wrong_leads_to_the_one_that_was_meant(
    client: TestClient, text: str, language: str, near: str
) -> None:
    page = read(client, f"/search?q={text}&language={language}")
    check(page, language)
    assert f"/search?q={near}&language={language}" in page.links


@pytest.mark.parametrize("address", ["/search", "/search?q=zzzz"])
def test_a_search_without_results_leads_on(client: TestClient, address: str) -> None:
    page = read(client, address)
    assert {"/controllers/kruix", "/questions?topic=retention"} <= set(page.links)
    for link in page.links:
        assert client.get(link).status_code == 200, link
