from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.web.views.reading import check, read

ADDRESSES = ("/nothing/here", "/typed?number=x", "/broken", "/ambiguous", "/busy", "/sparql?query=SELEC")


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_browser_gets_a_page_of_the_same_status_and_sentence(
    tiny_client: TestClient, address: str, language: str
) -> None:
    program = tiny_client.get(address)
    page = read(tiny_client, address, **{"accept-language": language})
    check(page, language)
    assert page.status == program.status_code
    if page.status != 500:  # which names each request by its own number
        # What one may have meant stands below the sentence.
        sentence, _, meant = program.json()["detail"].partition(" Did you mean ")
        assert sentence in page.text
        assert all(name in page.text for name in meant.removesuffix("?").split(", "))
    assert page.headers["cache-control"] == "no-store"
    assert page.headers.get("retry-after") == program.headers.get("retry-after")


@pytest.mark.parametrize(
    "accept", [None, "*/*", "application/json", "application/json, text/html;q=0.9", "image/png"]
)
def test_a_program_gets_problem_details_as_ever(tiny_client: TestClient, accept: str | None) -> None:
    headers = {} if accept is None else {"accept": accept}
    answer = tiny_client.get("/nothing/here", headers=headers)
    assert answer.headers["content-type"] == "application/problem+json"


def test_what_one_may_have_meant_stands_there_once(tiny_client: TestClient) -> None:
    page = read(tiny_client, "/unknown")
    assert page.status == 404
    assert page.text.count("kruix") == 1
    assert "There is no controller “krux”." in page.text
    assert "Did you mean kruix?" in tiny_client.get("/unknown").json()["detail"]


def test_a_page_names_what_to_choose_from_but_no_address_of_the_api(tiny_client: TestClient) -> None:
    assert "dpv:A" in read(tiny_client, "/ambiguous").text
    assert not {"/version", "/metrics"} & set(read(tiny_client, "/versoin").links)


def test_a_language_of_none_does_not_stop_the_page(tiny_client: TestClient) -> None:
    check(read(tiny_client, "/nothing?language=xx"))
