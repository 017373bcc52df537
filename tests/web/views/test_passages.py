from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kg_api.corpus.quotes import SourceFolder
from kg_api.questions.answer import Questions
from kg_api.settings import Settings
from kg_api.web.app import create_app
from tests.web.views.conftest import own_routers
from tests.web.views.reading import check, read

SEAT = "/controllers/kruix/2020-11-16/passages/3910-3974"


def test_a_passage_shows_where_it_is_and_what_was_read_from_it(client: TestClient) -> None:
    page = read(client, SEAT)
    check(page)
    assert "KvK 68034229" in page.text
    assert "implied" in page.text
    assert "The text itself is not kept here" in page.text
    for link in page.links:
        assert client.get(link).status_code == 200, link


def test_a_passage_has_a_page_in_dutch(client: TestClient) -> None:
    page = read(client, SEAT + "?language=nl")
    check(page, "nl")
    assert "Eruit gelezen" in page.text


@pytest.mark.sources
def test_where_the_text_is_at_hand_its_words_are_marked_in_context(
    questions: Questions, settings: Settings, sources: Path
) -> None:
    quoting = Questions(questions.engine, questions.catalogue, SourceFolder(sources))
    app = create_app(questions.engine, settings, routers=own_routers(quoting, settings))
    with TestClient(app) as client:
        page = read(client, SEAT)
    check(page)
    marked = page.html.partition('<mark id="words">')[2].partition("</mark>")[0]
    assert marked.startswith("Sparklab is statutair")
    assert "Start the service" not in page.text


@pytest.mark.sources
def test_in_dutch_the_words_of_a_dutch_notice_come_before_our_gloss(
    questions: Questions, settings: Settings, sources: Path
) -> None:
    quoting = Questions(questions.engine, questions.catalogue, SourceFolder(sources))
    app = create_app(questions.engine, settings, routers=own_routers(quoting, settings))
    with TestClient(app) as client:
        dutch, english = read(client, f"{SEAT}?language=nl"), read(client, SEAT)
    check(dutch, "nl")
    assert dutch.title.startswith("Sparklab is statutair")
    assert dutch.text.index("Sparklab is statutair") < dutch.text.index("registered seat")
    assert english.title.startswith("Sparklab's registered seat")


def test_a_passage_leads_to_the_one_before_and_the_one_behind_it(client: TestClient) -> None:
    page = read(client, f"{SEAT}?from=%2Fcompare%3Fby%3Dright")
    check(page)
    ways = {str(one["rel"]): str(one["href"]) for one in page.all("a") if one.get("rel") in ("prev", "next")}
    other = read(client, ways["next"])
    (back,) = [str(one["href"]) for one in other.all("a") if one.get("rel") == "prev"]
    assert back.startswith(SEAT)
    assert "/compare?by=right" in other.links
    assert read(client, ways["prev"]).status == 200


def test_how_to_find_a_passage_is_said_in_plain_words(client: TestClient) -> None:
    page = read(client, SEAT)
    steps = page.html.partition('<ol class="steps">')[2].partition("</ol>")[0]
    assert "II Waarvoor verwerken we persoonsgegevens?" in steps
    assert "verify" not in steps


@pytest.mark.parametrize(
    "place",
    ["3910-3975", "3974-3910", "x-y", "1", "-1-2", "9" * 12 + "-1", "3910-3974-5"],
)
def test_a_passage_that_is_not_recorded_is_a_page_that_says_so(client: TestClient, place: str) -> None:
    page = read(client, SEAT.rpartition("/")[0] + f"/{place}")
    assert page.status == 404
    check(page)
