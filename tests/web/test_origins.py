"""Pages of other origins: they may read every answer of the REST API, and ask before they do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from kg_api.questions.answer import Questions
from kg_api.settings import Settings
from kg_api.web.app import create_app
from kg_api.web.service import service_routers

ORIGIN = {"Origin": "https://other.example"}
PATHS = (
    "/api/v1/questions",
    "/api/v1/questions/contradictions",
    "/api/v1/questions/contradictions/answer",
    "/api/v1/questions/contradictions/answer?format=csv",
    "/api/v1/controllers",
    "/api/v1/compare?controllers=kruix,unexus",
    "/api/v1/terms?q=dpv",
    "/api/v1/law",
    "/api/v1/openapi.json",
    "/api/v1/nothing",
    "/api/v1/controllers/nobody",
    "/api/v1/controllers?bogus=1",
    "/data/kruix/2020-11-16/policy",
    "/queries",
)


@pytest.fixture(scope="module")
def client(questions: Questions, settings: Settings) -> Iterator[TestClient]:
    app = create_app(questions.engine, settings, routers=service_routers(questions, settings))
    with TestClient(app) as client:
        yield client


@pytest.mark.parametrize("path", PATHS)
def test_any_origin_may_read_an_answer_or_a_problem_and_its_headers(client: TestClient, path: str) -> None:
    got = client.get(path, headers=ORIGIN)
    assert got.headers.get_list("access-control-allow-origin") == ["*"]
    exposed = got.headers["access-control-expose-headers"].split(", ")
    assert {"ETag", "Link", "Retry-After", "X-Request-Id"} <= set(exposed)
    assert "access-control-allow-credentials" not in got.headers


def test_a_copy_that_the_script_holds_may_be_named(client: TestClient) -> None:
    path = "/api/v1/questions/contradictions/answer"
    asks = {
        **ORIGIN,
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "if-none-match",
    }
    got = client.options(path, headers=asks)
    assert (got.status_code, got.content) == (204, b"")
    assert got.headers["access-control-allow-origin"] == "*"
    assert "GET" in got.headers["access-control-allow-methods"].split(", ")
    assert "If-None-Match" in got.headers["access-control-allow-headers"].split(", ")
    held = {**ORIGIN, "If-None-Match": client.get(path).headers["etag"]}
    again = client.get(path, headers=held)
    assert (again.status_code, again.headers["access-control-allow-origin"]) == (304, "*")


def test_what_is_not_offered_names_what_is(client: TestClient) -> None:
    got = client.post("/api/v1/controllers")
    assert (got.status_code, got.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    assert client.options("/api/v1/controllers").headers["allow"] == got.headers["allow"]


@pytest.mark.parametrize("path", ["/", "/controllers", "/version", "/api/v2/x"])
def test_pages_are_not_for_scripts_of_others(client: TestClient, path: str) -> None:
    assert "access-control-allow-origin" not in client.get(path, headers=ORIGIN).headers
