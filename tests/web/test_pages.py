from __future__ import annotations

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
