from __future__ import annotations

import re
from html import unescape

import pytest
from starlette.testclient import TestClient

from kg_api.web.pages import address, number, outside, passage_path


def test_an_address_of_ours_is_quoted_and_keeps_the_language() -> None:
    assert address("", {}, "/a b/<c>") == "/a%20b/%3Cc%3E"
    assert address("/x", {"language": "nl"}, "/c#top", q="&", none=None) == "/x/c?q=%26&language=nl#top"


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "unknown",
        "javascript:alert(1)",
        " https://a.example",
        "data:text/html,x",
        "//a.example",
        "https://a.example/<b>",
        'https://a.example/"x',
    ],
)
def test_an_address_of_others_is_a_web_address_or_none(text: str | None) -> None:
    assert outside(text) is None


def test_a_web_address_stays_as_it_is() -> None:
    assert outside("https://a.example/b?c=d#e") == "https://a.example/b?c=d#e"


def test_a_passage_has_one_address() -> None:
    piece = {"policy": "kruix/2020-11-16", "start": 3910, "end": 3974}
    assert passage_path(piece) == "/controllers/kruix/2020-11-16/passages/3910-3974"


def test_thousands_stand_apart() -> None:
    assert [number(value) for value in (5, 12345)] == ["5", "12\u202f345"]


def test_a_service_without_our_questions_leads_to_no_page_that_it_lacks(tiny_client: TestClient) -> None:
    page = tiny_client.get("/query", headers={"accept": "text/html"})
    assert page.status_code == 200
    assert 'href="/controllers"' not in page.text
    assert tiny_client.get("/", headers={"accept": "text/html"}).url.path == "/docs"


@pytest.mark.parametrize(
    "path", ["//evil.example/x", "///evil.example", "/\\evil.example", "/%2F/evil.example"]
)
def test_no_link_of_a_page_leads_to_a_host_that_its_address_names(tiny_client: TestClient, path: str) -> None:
    page = tiny_client.get(f"http://graph.example{path}", headers={"accept": "text/html"})
    assert page.status_code == 404
    links = [link for link in re.findall(r'href="([^"]*)"', page.text) if "language=" in link]
    assert len(links) == 4
    assert all(re.match(r"/[^/\\]", link) for link in links), links


@pytest.mark.parametrize("path", ["/sparql", "/query", "/nothing", "/sparql?language=en"])
def test_the_links_to_the_other_language_lead_to_the_same_page(tiny_client: TestClient, path: str) -> None:
    html = {"accept": "text/html"}
    page = tiny_client.get(path, headers=html)
    (dutch,) = re.findall(r'<a href="([^"]*)" lang="nl"', page.text)
    other = tiny_client.get(unescape(dutch), headers=html)
    assert other.status_code == page.status_code
    assert '<html lang="nl"' in other.text


def test_a_program_is_told_that_the_query_is_missing(tiny_client: TestClient) -> None:
    got = tiny_client.get("/sparql?language=nl")
    assert (got.status_code, got.json()["detail"]) == (400, "“query” is missing.")
