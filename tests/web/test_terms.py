from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydantic import TypeAdapter
from starlette.testclient import TestClient

from kg_api.questions.answer import Questions
from kg_api.settings import Settings
from kg_api.web.app import create_app
from kg_api.web.terms import MOST, TermInfo
from kg_api.web.views.query import query_router

PATH = "/api/v1/terms"


@pytest.fixture(scope="module")
def client(questions: Questions, settings: Settings) -> Iterator[TestClient]:
    app = create_app(
        questions.engine, settings, routers=[query_router(questions.engine, settings, questions)]
    )
    with TestClient(app) as client:
        yield client


def test_terms_come_in_the_shape_that_is_declared_and_never_too_many(client: TestClient) -> None:
    assert PATH in client.get("/api/v1/openapi.json").json()["paths"]
    for typed in ("a", "dpv:", "marketing", "legal basis", "doorgifte"):
        found = TypeAdapter(list[TermInfo]).validate_python(client.get(PATH, params={"q": typed}).json())
        assert 0 < len(found) <= MOST


def test_labels_come_in_the_language_asked_for(client: TestClient) -> None:
    found = client.get(PATH, params={"q": "dpv:LegitimateInterest", "language": "nl", "limit": 1}).json()
    assert found == [
        {
            "id": "dpv:LegitimateInterest",
            "iri": "https://w3id.org/dpv#LegitimateInterest",
            "kind": "concept",
            "label": "gerechtvaardigd belang",
            "gloss": "",
            "broader": "rechtsgrond",
        }
    ]


def test_a_client_that_has_them_is_told_so(client: TestClient) -> None:
    params = {"q": "dpv:Mark"}
    tag = client.get(PATH, params=params).headers["etag"]
    assert client.get(PATH, params=params, headers={"if-none-match": tag}).status_code == 304


@pytest.mark.parametrize(
    ("query", "status", "slug"),
    [
        ("", 422, "bad-parameter"),
        ("q=a&q=b", 422, "bad-parameter"),
        ("q=a&limit=21", 400, "over-limit"),
        ("q=a&limit=0", 422, "bad-parameter"),
        ("q=a&language=fr", 422, "unknown-name"),
        ("q=" + "x" * 101, 422, "bad-parameter"),
    ],
)
def test_what_cannot_be_taken_is_a_problem(client: TestClient, query: str, status: int, slug: str) -> None:
    answer = client.get(f"{PATH}?{query}")
    assert answer.status_code == status
    assert answer.json()["type"] == f"/problems/{slug}"
