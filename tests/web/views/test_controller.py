from __future__ import annotations

import html
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from kg_api.questions.answer import Questions
from kg_api.questions.assessments import assessment
from kg_api.questions.sayings import sayings
from kg_api.web.views.arrange import Arranged
from kg_api.web.views.casing import displayed
from tests.web.views.reading import Page, check, read

EVERY = ("janus-international-europe", "kruix", "smet-jet", "unexus", "velux-belgium")


@pytest.fixture(scope="module")
def questions(questions: Questions) -> Questions:
    """With labels as pages write them."""
    return displayed(questions)


@pytest.fixture(scope="module")
def kruix(client: TestClient) -> Page:
    return read(client, "/controllers/kruix")


@pytest.mark.parametrize("slug", EVERY)
@pytest.mark.parametrize("language", ["en", "nl"])
def test_each_controller_has_a_page(client: TestClient, slug: str, language: str) -> None:
    page = read(client, f"/controllers/{slug}?language={language}")
    assert page.status == 200
    check(page, language)


def test_the_page_shows_every_fact_and_every_passage(kruix: Page, questions: Questions) -> None:
    found = sayings(questions, "kruix")
    facts = [fact for topic in found["topics"] for fact in topic["facts"]]
    labels = {fact["value"]["label"] for fact in facts if not (fact["period"] or fact["oddity"])}
    assert sorted(label for label in labels if label not in kruix.text) == []
    passages = {
        f"/controllers/{piece['policy']}/passages/{piece['start']}-{piece['end']}"
        for fact in facts
        for piece in fact["evidence"]
    }
    assert passages <= {link.partition("?")[0] for link in kruix.links}


def test_what_a_notice_does_not_say_is_said_to_be_silent(client: TestClient, questions: Questions) -> None:
    silent = 0
    for slug in EVERY:
        sections = Arranged(sayings(questions, slug)).sections()
        empty = [one for one in sections if not one["groups"] and one["name"] not in ("cookies", "oddities")]
        text = read(client, f"/controllers/{slug}").text
        assert text.count("The notice says nothing of this.") == len(empty)
        silent += len(empty)
    assert silent > 0


def test_the_duties_stand_as_judged_and_can_be_narrowed_to_one_outcome(
    client: TestClient, kruix: Page, questions: Questions
) -> None:
    judged: dict[str, Any] = assessment(questions, "kruix")
    for duty in judged["duties"]:
        assert duty["label"] in kruix.text
    narrowed = read(client, "/controllers/kruix?outcome=not+met")
    check(narrowed)
    met = [duty["label"] for duty in judged["duties"] if duty["outcome"] == "met"]
    assert len(met) > 5
    assert sum(label in narrowed.text for label in met) < len(met) / 2


def test_an_outcome_of_none_is_refused(client: TestClient) -> None:
    page = read(client, "/controllers/kruix?outcome=splendid")
    assert page.status == 422
    check(page)


def test_the_picture_has_a_text_that_says_the_same(kruix: Page) -> None:
    (svg,) = [one for one in kruix.all("svg") if one.get("role") == "img"]
    assert svg["aria-labelledby"] == "flows-title flows-desc"
    assert "The same as a table of" in kruix.text


def test_the_page_as_json_csv_sparql_and_rdf(client: TestClient, kruix: Page) -> None:
    wanted = [link for link in kruix.links if link.startswith(("/api/", "/query?", "/data/"))]
    assert len(wanted) >= 6
    for link in wanted:
        got = client.get(link)
        assert got.status_code == 200, link
    json = client.get(next(link for link in wanted if "sayings" in link and "json" in link)).json()
    assert json["controller"] == "kruix"
    editor = next(link for link in wanted if link.startswith("/query?"))
    rows = client.get(editor.replace("/query?", "/sparql?")).json()
    assert len(rows["results"]["bindings"]) > 200


@pytest.mark.parametrize(("name", "given"), [("kruis", "kruix"), ("nobody", "")])
def test_a_controller_of_none_is_a_page_that_names_the_nearest(
    client: TestClient, name: str, given: str
) -> None:
    page = read(client, f"/controllers/{name}?language=nl")
    assert page.status == 404
    check(page, "nl")
    assert "Hier is niets" in page.text
    assert not given or f"/controllers/{given}?language=nl" in page.links


def test_every_passage_can_be_opened_by_an_address(client: TestClient, kruix: Page) -> None:
    assert "/controllers/kruix?open=all" in kruix.links
    opened = read(client, "/controllers/kruix?open=all")
    check(opened)
    about = ("legend", "on-page")
    closed = [one for one in opened.all("details") if "open" not in one and one.get("class") not in about]
    assert len(opened.all("details")) > 100
    assert len(closed) == 1  # the table that says what the picture shows
    assert {one["class"] for one in kruix.all("details") if "open" in one} == {"short"}
    assert client.get("/controllers/kruix?open=some").status_code == 422


def test_each_duty_has_a_line_of_its_own_that_an_address_opens(
    client: TestClient, questions: Questions
) -> None:
    page = read(client, "/controllers/kruix?open=26")
    check(page)
    rows = {one["id"]: one for one in page.all("tr") if (one.get("id") or "").startswith("duty-")}
    assert list(rows) == [f"duty-{duty['duty']}" for duty in assessment(questions, "kruix")["duties"]]
    line = page.html.partition('<tr id="duty-26">')[2].partition("</tr>")[0]
    assert "<details open>" in line
    assert "<details open>" not in page.html.partition('<tr id="duty-25">')[2].partition("</tr>")[0]
    assert read(client, "/controllers/kruix?open=999").status == 422


def test_the_number_of_a_duty_leads_to_that_duty_alone_to_print(client: TestClient, kruix: Page) -> None:
    to = "/assessments?controllers=kruix&duty=26&of=kruix#open"
    assert kruix.links.count(to) == 2
    assert "This duty alone, to print" in kruix.text
    assert 'id="open"' in client.get(to).text


def test_paper_says_that_folded_passages_are_left_out_and_how_to_get_them(client: TestClient) -> None:
    page = read(client, "/controllers/kruix?outcome=not+met&language=nl")
    said = page.html.partition('<p class="paper source">')[2].partition("</p>")[0]
    address = html.unescape(said.rpartition(" ")[2])
    assert address == "http://graph.example/controllers/kruix?outcome=not%20met&open=all&language=nl"
    assert "in-words" in page.html
    assert "in-words" not in read(client, address).html


def test_the_top_says_how_the_duties_stand_and_leads_to_each_that_falls_short(
    client: TestClient, kruix: Page, questions: Questions
) -> None:
    top = kruix.html.partition('<section class="glance"')[2].partition("</section>")[0]
    short = [
        duty["duty"]
        for name in ("not met", "partly", "cannot tell")
        for duty in assessment(questions, "kruix")["duties"]
        if duty["outcome"] == name
    ]
    assert re.findall(r"#duty-([A-Z]?\d+)\"", top) == short
    anchors = {
        one["id"] for tag in ("h2", "tr", "article", "details") for one in kruix.all(tag) if "id" in one
    }
    own = [link for link in kruix.links if not link.startswith("/assessments") and "/passages/" not in link]
    within = {link.partition("#")[2] for link in own if "#" in link}
    assert within - {"main"} <= anchors


def test_what_falls_short_is_named_on_its_line(client: TestClient, questions: Questions) -> None:
    named = 0
    for duty in assessment(questions, "unexus")["duties"]:
        for one in duty["shortfalls"]:
            line = read(client, f"/controllers/unexus?open={duty['duty']}").html
            line = line.partition(f'<tr id="duty-{duty["duty"]}">')[2].partition("</tr>")[0]
            if one["same_as"] not in (None, duty["duty"]):
                assert f"#duty-{one['same_as']}" in line
            for fact in one["facts"] if one["same_as"] is None else ():
                assert html.escape(fact["name"] or fact["of"], quote=False) in line.replace("&#39;", "'")
                named += 1
        if named > 40:
            break
    assert named > 40


@pytest.mark.parametrize("slug", EVERY)
def test_the_first_view_of_a_controller_stays_light(client: TestClient, slug: str) -> None:
    """100 kB at most as they travel: the page, with its style and its script."""
    total = 0
    for address in (f"/controllers/{slug}", "/static/style.css", "/static/here.js"):
        with client.stream("GET", address, headers={"accept-encoding": "gzip"}) as answer:
            total += sum(len(part) for part in answer.iter_raw())
    assert total < 100_000


def test_the_dossier_of_each_law_is_one_click_away(client: TestClient) -> None:
    page = client.get("/controllers/janus-international-europe").text
    links = re.findall(r'href="(/dossier\?[^"]+)"', page)
    assert {link.partition("law=")[2] for link in links} >= {"gdpr", "uk"}
    for link in links:
        got = client.get(html.unescape(link))
        assert (got.status_code, got.headers["content-type"]) == (200, "application/zip")
