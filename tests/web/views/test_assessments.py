"""Duties by controllers: the cells are the outcomes, filters leave what fits, a cell opens to what it rests on."""

from __future__ import annotations

import html
import re

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from kg_api.questions.answer import Questions
from kg_api.questions.assessments import assessment
from tests.web.views.payloads import PAYLOADS
from tests.web.views.strict import is_strict, links_of, without_marks

TWO = "kruix,unexus"


def outcomes(page: Response) -> dict[str, list[str]]:
    """The outcomes of each row, by the duty's id."""
    matrix = page.text.partition('<div class="matrix heat')[2].partition("<tfoot>")[0]
    found = {}
    for row in re.findall(r"<tr[^>]*>(.*?)</tr>", matrix, re.DOTALL):
        if id := re.search(r'<span class="id">([^<]+)<', row):
            found[id[1]] = re.findall(r'<td class="w-([a-z-]+)', row)
    return found


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_cells_are_the_outcomes_of_the_assessments(
    client: TestClient, questions: Questions, language: str
) -> None:
    page = client.get("/assessments", params={"controllers": TWO, "language": language})
    assert page.status_code == 200
    is_strict(page, language)
    shown = outcomes(page)
    for place, slug in enumerate(TWO.split(",")):
        judged = {duty["duty"]: duty["outcome"] for duty in assessment(questions, slug)["duties"]}
        assert {id: words[place] for id, words in shown.items() if words[place] != "not-judged"} == {
            id: outcome.replace(" ", "-") for id, outcome in judged.items()
        }


def test_all_controllers_are_there_without_a_choice(client: TestClient, questions: Questions) -> None:
    page = client.get("/assessments")
    is_strict(page, "en")
    assert {len(words) for words in outcomes(page).values()} == {len(questions.names.slugs)}


@pytest.mark.parametrize(
    ("params", "fits"),
    [
        ({"law": "eprivacy"}, lambda id, words: id.startswith("E")),
        ({"outcome": "not met"}, lambda id, words: "not-met" in words),
        ({"article": "22"}, lambda id, words: id in {"41", "44"}),
    ],
)
def test_a_filter_leaves_the_duties_that_fit_and_the_form_keeps_it(
    client: TestClient, params: dict[str, str], fits: object
) -> None:
    assert callable(fits)
    every = outcomes(client.get("/assessments"))
    page = client.get("/assessments", params=params)
    shown = outcomes(page)
    assert shown
    assert shown == {id: words for id, words in every.items() if fits(id, words)}
    for value in params.values():
        assert f'<option value="{value}" selected>' in page.text


def test_a_cell_opens_to_what_to_add_and_what_it_rests_on(client: TestClient, questions: Questions) -> None:
    duty = next(
        one
        for one in assessment(questions, "kruix")["duties"]
        if one["outcome"] == "partly" and one["advice"]
    )
    page = client.get("/assessments", params={"controllers": TWO})
    cells = [link for link in links_of(page.text, r'class="cell" href="([^"]+)"') if "of=kruix" in link]
    opened = client.get(next(link for link in cells if f"duty={duty['duty']}&" in link))
    is_strict(opened, "en")
    aside = without_marks(opened.text.partition('id="open"')[2].partition("</section>")[0])
    assert " ".join(duty["advice"][0].split()) in aside
    assert duty["label"] in opened.text.partition("<title>")[2].partition("</title>")[0]
    beside = links_of(opened.text.partition('id="open"')[2], r'href="(/compare[^"]+)"')[0]
    assert f"<title>{duty['label']}: " in html.unescape(client.get(beside).text)


def test_one_duty_says_whose_notice_of_what_date_by_which_law(client: TestClient) -> None:
    page = client.get(
        "/assessments", params={"controllers": "velux-belgium", "duty": "25", "of": "velux-belgium"}
    )
    aside = without_marks(page.text.partition('id="open"')[2].partition("</section>")[0])
    assert "VELUX Belgium: Notice of 2021-05 " in " ".join(aside.split())
    assert "Regulation (GDPR)" in aside
    assert "of the notice’s text" in aside
    assert "It follows from what the policy says." in aside


def test_a_name_of_a_duty_in_a_report_leads_to_that_duty_alone(client: TestClient) -> None:
    page = client.get("/assessments", params={"controllers": TWO, "law": "gdpr", "report": "true"}).text
    report = page.partition('id="report"')[2]
    assert 'Kruix<span class="paper">: Notice of 2020-11-16</span>' in report
    links = links_of(report, r'<h4>.*?<a href="([^"]+)"')
    assert links[0].startswith("/assessments?controllers=kruix&duty=")
    assert links[0].endswith("&of=kruix")
    assert 'id="open"' in client.get(links[0]).text


def test_a_report_lists_what_falls_short_with_the_advice(client: TestClient, questions: Questions) -> None:
    page = client.get("/assessments", params={"controllers": "kruix", "law": "gdpr", "report": "true"})
    is_strict(page, "en")
    report = page.text.partition('id="report"')[2]
    short = [
        one["duty"]
        for one in assessment(questions, "kruix", "gdpr")["duties"]
        if one["outcome"] in ("not met", "partly", "cannot tell")
    ]
    assert sorted(re.findall(r'<span class="id">([^<]+)<', report)) == sorted(short)


@pytest.mark.parametrize("controllers", ["kruix", TWO])
def test_every_other_form_is_there(client: TestClient, controllers: str) -> None:
    page = client.get("/assessments", params={"controllers": controllers, "law": "gdpr", "language": "nl"})
    formats = page.text.partition('<nav class="formats"')[2].partition("</nav>")[0]
    links = links_of(formats, r'href="([^"]+)"')
    assert len(links) == 4
    for link in links:
        assert client.get(link).status_code == 200, link


@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ("law=gdrp", 422, "Did you mean gdpr"),
        ("outcome=meet", 422, "Did you mean"),
        ("article=999", 422, "There is no article"),
        ("controllers=krux", 404, "Did you mean kruix"),
        ("duty=999&of=kruix", 404, "There is no duty"),
        ("page=7", 422, "There is no page"),
        ("report=yes", 422, "true or false"),
    ],
)
def test_a_fault_is_said_on_the_page_with_the_form(
    client: TestClient, query: str, status: int, sentence: str
) -> None:
    page = client.get(f"/assessments?{query}", headers={"Accept": "text/html"})
    assert page.status_code == status
    is_strict(page, "en")
    assert sentence in without_marks(page.text.partition('role="alert"')[2])
    assert '<select id="law"' in page.text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_that_is_given_becomes_markup(client: TestClient, payload: str) -> None:
    for params in (
        {"law": payload, "find": payload},
        {"controllers": "kruix", "duty": payload, "of": "kruix"},
    ):
        page = client.get("/assessments", params=params, headers={"Accept": "text/html"})
        is_strict(page, "en")
        assert "<" not in payload or payload not in page.text
