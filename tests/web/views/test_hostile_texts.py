"""Texts of policies that are injections: shown as the text they are, on every page, and nothing of them runs."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from kg_api.questions.answer import Questions
from kg_api.questions.sayings import sayings
from tests.web.views.conftest import PAYLOADS
from tests.web.views.reading import check, read

PLAIN = (
    "/",
    "/controllers",
    "/controllers/kruix",
    "/controllers/kruix?language=nl&outcome=partly",
    "/search?q=a",
    "/questions/legal-bases-per-purpose?language=nl",
    "/questions/legal-bases-per-purpose/beside?controllers=kruix",
)


@pytest.mark.parametrize("path", PLAIN)
def test_nothing_of_a_text_runs(hostile: TestClient, path: str) -> None:
    page = read(hostile, path)
    assert page.status == 200
    check(page, "nl" if "language=nl" in path else "en")


def test_each_payload_is_shown_as_it_is_written(hostile: TestClient) -> None:
    page = read(hostile, "/controllers/kruix")
    assert [payload for payload in PAYLOADS if payload not in page.text] == []


def test_a_name_that_closes_the_title_does_not(hostile: TestClient, hostile_questions: Questions) -> None:
    (name,) = hostile_questions.names.controllers.values()
    assert name in PAYLOADS
    assert name in read(hostile, "/controllers/kruix").title


def test_the_passages_hold_as_well(hostile: TestClient, hostile_questions: Questions) -> None:
    found = sayings(hostile_questions, "kruix")
    pieces = [piece for topic in found["topics"] for fact in topic["facts"] for piece in fact["evidence"]]
    paths = sorted({f"/controllers/{p['policy']}/passages/{p['start']}-{p['end']}" for p in pieces})
    assert len(paths) > 30
    for path in paths[:40]:
        check(read(hostile, path))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_a_user_types_is_shown_and_does_not_run(client: TestClient, payload: str) -> None:
    found = client.get("/search", params={"q": payload}, headers={"accept": "text/html"})
    page = read(client, str(found.url))
    check(page)
    assert " ".join(payload.split()) in page.text
    for path, name in (("/controllers", "page"), ("/controllers/kruix", "outcome"), ("/sparql", "query")):
        address = client.build_request("GET", path, params={name: payload}).url
        wrong = read(client, str(address))
        assert wrong.status in {400, 422}
        check(wrong)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_address_of_nothing_is_a_page_that_does_not_run(client: TestClient, payload: str) -> None:
    page = read(client, f"/controllers/{quote(payload, safe='')}")
    assert page.status == 404
    check(page)
