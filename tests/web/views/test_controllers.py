from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from kg_api.errors import ParameterError
from kg_api.questions.answer import Questions
from kg_api.web.views.view import page_number
from tests.web.views.reading import check, read


def test_every_controller_is_listed_with_its_outcomes(client: TestClient, questions: Questions) -> None:
    page = read(client, "/controllers")
    check(page)
    assert {f"/controllers/{slug}" for slug in questions.names.slugs.values()} <= set(page.links)
    assert len(page.all("rect")) >= 4 * len(questions.names.slugs)
    for link in page.links:
        assert client.get(link).status_code == 200, link


def test_a_page_that_is_not_there_is_refused_with_those_that_are(client: TestClient) -> None:
    page = read(client, "/controllers?page=2")
    assert page.status == 422
    assert "from 1 to 1" in page.text
    assert client.get("/controllers?page=1&page=1").status_code == 422


def test_a_page_number_is_a_number_of_a_page() -> None:
    assert [page_number(text, 12) for text in (None, "1", "12")] == [1, 1, 12]
    for text in ("0", "13", "-1", "x", "1" * 30, "٣", ""):
        with pytest.raises(ParameterError):
            page_number(text, 12)
