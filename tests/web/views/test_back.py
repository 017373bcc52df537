"""The way back from a passage leads to a page of ours and to nothing else."""

from __future__ import annotations

import html
import re
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

SEAT = "/controllers/kruix/2020-11-16/passages/3910-3974"


def back(client: TestClient, given: str, rest: str = "") -> list[str]:
    page = client.get(f"{SEAT}?from={quote(given, safe='')}{rest}", headers={"Accept": "text/html"})
    assert page.status_code == 200
    return [html.unescape(one) for one in re.findall(r'<a class="back" href="([^"]*)"', page.text)]


@pytest.mark.parametrize(
    "own",
    [
        "/compare?controllers=kruix,unexus&by=basis&row=dpv:Consent#passages",
        "/assessments?duty=8&of=kruix#open",
        "/questions/controllers-transferring-to?country=US",
        "/search?q=marketing",
        "/controllers/kruix",
    ],
)
def test_a_page_of_ours_is_led_back_to(client: TestClient, own: str) -> None:
    assert back(client, own) == [own]
    assert client.get(own).status_code == 200


def test_the_way_back_is_in_the_language_of_the_passage(client: TestClient) -> None:
    assert back(client, "/compare?by=right&language=en", "&language=nl") == ["/compare?by=right&language=nl"]


@pytest.mark.parametrize(
    "other",
    [
        *("https://evil.example/compare", "//evil.example/compare", "/\\evil.example", "\\\\evil.example"),
        *("javascript:alert(1)", "/compare/../../x", "//compare", "/compare//evil.example", "compare", ""),
        *(
            "/data/x",
            "/sparql?query=1",
            "/compare\n/x",
            "http:/compare",
            "https:compare",
            "/\t/evil.example/compare",
        ),
        *("/compare?" + "a" * 3000, "/static/style.css", "[", "//[", "/compare@evil.example"),
    ],
)
def test_nothing_else_is(client: TestClient, other: str) -> None:
    assert back(client, other) == []
