from __future__ import annotations

import asyncio
import base64
import hashlib
import re

import pytest
from starlette.testclient import TestClient
from starlette.types import Message

from kg_api.engine.embedded import EmbeddedEngine
from kg_api.settings import Settings
from kg_api.web.app import create_app


def test_a_client_that_goes_away_is_not_answered(tiny_engine: EmbeddedEngine) -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"content-type", b"application/sparql-query")]
    scope = {"type": "http", "method": "POST", "path": "/sparql", "query_string": b"", "headers": headers}
    app = create_app(tiny_engine, Settings())
    asyncio.run(app({**scope, "root_path": "", "http_version": "1.1", "scheme": "http"}, receive, send))
    assert sent == []


PATHS = ("/sparql?query=ASK{}", "/sparql?query=x", "/health/live", "/version", "/nothing", "/broken", "/docs")


@pytest.mark.parametrize("path", PATHS)
def test_every_response_carries_the_security_headers(tiny_client: TestClient, path: str) -> None:
    headers = tiny_client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_a_request_keeps_its_number_where_it_is_a_plain_one(tiny_client: TestClient) -> None:
    assert (
        tiny_client.get("/version", headers={"x-request-id": "a-1.b_2"}).headers["x-request-id"] == "a-1.b_2"
    )
    for odd in ("a b", "<script>", "x" * 65):
        assert re.fullmatch(
            "[0-9a-f]{16}", tiny_client.get("/version", headers={"x-request-id": odd}).headers["x-request-id"]
        )
    numbers = {tiny_client.get("/version").headers["x-request-id"] for _ in range(3)}
    assert len(numbers) == 3


def test_the_documentation_loads_nothing_from_elsewhere(tiny_client: TestClient) -> None:
    page = tiny_client.get("/docs")
    assert page.status_code == 200
    assert "//" not in re.sub(r"<!--.*?-->|// .*", "", page.text).replace("</", "")
    for path in re.findall(r'(?:src|href)="([^"]+)"', page.text):
        assert tiny_client.get(path).status_code == 200
    assert '"validatorUrl": null' in page.text


def test_the_one_inline_script_of_the_documentation_may_run_and_no_other(tiny_client: TestClient) -> None:
    page = tiny_client.get("/docs")
    (script,) = re.findall(r"<script>(.*?)</script>", page.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    policy = page.headers["content-security-policy"]
    assert f"script-src 'self' 'sha256-{digest}';" in policy
    assert "unsafe-eval" not in policy
    assert tiny_client.get("/redoc").status_code == 404


def test_the_api_is_described_in_openapi_3_1(tiny_client: TestClient) -> None:
    described = tiny_client.get("/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    sparql = described["paths"]["/sparql"]
    assert {item["name"] for item in sparql["get"]["parameters"]} >= {"query", "default-graph-uri", "format"}
    assert set(sparql["post"]["requestBody"]["content"]) == {
        "application/sparql-query",
        "application/x-www-form-urlencoded",
    }
    assert "application/problem+json" in sparql["get"]["responses"]["4XX"]["content"]


def test_every_operation_has_a_summary_of_our_own(tiny_client: TestClient) -> None:
    paths = tiny_client.get("/api/v1/openapi.json").json()["paths"]
    summaries = [operation["summary"] for path in paths.values() for operation in path.values()]
    names = [operation["operationId"] for path in paths.values() for operation in path.values()]
    assert len(set(summaries)) == len(summaries)
    made_from_the_name = [
        summary
        for summary, name in zip(summaries, names, strict=True)
        if name.startswith(summary.lower().replace(" ", "_"))
    ]
    assert not made_from_the_name
