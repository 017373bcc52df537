from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from kg_api.engine.embedded import EmbeddedEngine
from kg_api.errors import PrivacyKgError
from kg_api.web.app import create_app
from kg_api.web.problems import meanings
from tests.web.conftest import LIMITS, further


def problem(answer: Any) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    body: dict[str, Any] = answer.json()
    assert set(body) >= {"type", "title", "status", "detail", "instance"}
    assert body["status"] == answer.status_code
    return body


@pytest.mark.parametrize(
    ("method", "path", "status", "slug"),
    [
        ("GET", "/nothing/here", 404, "not-found"),
        ("GET", "/sparql/", 404, "not-found"),
        ("GET", "/static-offline-docs/nothing.js", 404, "not-found"),
        ("POST", "/static-offline-docs/swagger-ui.css", 405, "method-not-allowed"),
        ("DELETE", "/version", 405, "method-not-allowed"),
        ("PATCH", "/problems/bad-query", 405, "method-not-allowed"),
        ("GET", "/typed?number=x", 422, "bad-parameter"),
        ("GET", "/typed", 422, "bad-parameter"),
        ("GET", "/problems/unheard-of", 404, "unknown-name"),
        ("GET", "/broken", 500, "internal-server-error"),
        ("GET", "/ambiguous", 422, "ambiguous-name"),
        ("GET", "/busy", 503, "engine-unavailable"),
    ],
)
def test_every_error_is_problem_details(
    tiny_client: TestClient, method: str, path: str, status: int, slug: str
) -> None:
    answer = tiny_client.request(method, path)
    body = problem(answer)
    assert (answer.status_code, body["type"]) == (status, f"/problems/{slug}")
    assert body["instance"] == path.partition("?")[0]
    meaning = tiny_client.get(body["type"])
    assert meaning.status_code == 200
    assert meaning.text.startswith(f"{body['title']} (HTTP {status})\n\n")


def test_what_an_error_knows_goes_along(tiny_client: TestClient) -> None:
    assert problem(tiny_client.get("/ambiguous"))["choices"] == ["dpv:A", "dpv:B"]
    assert problem(tiny_client.get("/versoin"))["suggestions"][0] == "/version"
    (fault,) = problem(tiny_client.get("/typed?number=x"))["errors"]
    assert fault["parameter"] == "query.number"


def test_nothing_of_the_internals_is_shown(
    tiny_client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = tiny_client.get("/broken", headers={"x-request-id": "call-7"})
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert "call-7" in problem(answer)["detail"]
    logged = capsys.readouterr().out
    assert "a secret of the internals" in logged
    assert "call-7" in logged


def test_a_busy_engine_says_when_to_try_again(tiny_client: TestClient) -> None:
    assert tiny_client.get("/busy").headers["retry-after"] == "1"


def test_methods_of_every_route_at_an_address_are_allowed(tiny_client: TestClient) -> None:
    assert tiny_client.delete("/version").headers["allow"] == "GET, HEAD"
    assert tiny_client.post("/static-offline-docs/swagger-ui.css").headers["allow"] == "GET, HEAD"


def test_an_instance_is_a_valid_reference(tiny_client: TestClient) -> None:
    assert problem(tiny_client.get("/nö%20such"))["instance"] == "/n%C3%B6%20such"


def test_every_error_class_has_a_meaning_of_its_own() -> None:
    def tree(kind: type[PrivacyKgError]) -> list[type[PrivacyKgError]]:
        return [kind, *(found for below in kind.__subclasses__() for found in tree(below))]

    known = meanings()
    for kind in tree(PrivacyKgError):
        assert known[kind.slug].status == kind.status
        assert known[kind.slug].sentence.endswith(".")


@pytest.mark.parametrize(
    "path", ["/nothing", "/sparql?query=SELEC", "/static-offline-docs/nothing.js", "/busy"]
)
def test_a_type_leads_to_its_meaning_below_another_path_too(tiny_engine: EmbeddedEngine, path: str) -> None:
    app = create_app(tiny_engine, LIMITS, routers=[further()])
    with TestClient(app, base_url="http://graph.example", root_path="/kg") as client:
        body = problem(client.get(f"/kg{path}"))
        assert body["type"].startswith("/kg/problems/")
        assert body["instance"] == f"/kg{path.partition('?')[0]}"
        assert client.get(body["type"]).text.startswith(body["title"])
