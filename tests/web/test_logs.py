"""The log: one line a request, and nothing in it that somebody asked for."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from fastapi import APIRouter
from starlette.testclient import TestClient

from kg_api.engine.embedded import EmbeddedEngine
from kg_api.settings import Settings
from kg_api.web.app import create_app
from kg_api.web.logs import configure
from kg_api.web.server import grace

ASKED = '/sparql?query=SELECT * { ?s ?p "a secret" }'


@pytest.fixture
def own_log() -> Iterator[io.StringIO]:
    """Where the log of a test goes; afterwards the configuration of structlog is as it was."""
    yield io.StringIO()
    structlog.reset_defaults()


def service(engine: EmbeddedEngine, log: io.StringIO, settings: Settings | None = None) -> TestClient:
    settings = settings or Settings()
    configure(settings, log)
    return TestClient(create_app(engine, settings, routers=[failing()]), raise_server_exceptions=False)


def failing() -> APIRouter:
    router = APIRouter()

    @router.get("/failing/{name}")
    def fail(name: str) -> None:
        raise RuntimeError(f"cannot do {name}")

    return router


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_request_is_one_line_of_json(tiny_engine: EmbeddedEngine, own_log: io.StringIO) -> None:
    client = service(tiny_engine, own_log)
    client.get(ASKED, headers={"x-request-id": "number-1"})
    (line,) = lines(own_log)
    assert line["event"] == "request"
    assert (line["method"], line["route"], line["status"]) == ("GET", "/sparql", 200)
    assert line["request"] == "number-1"
    assert line["level"] == "info"
    assert line["seconds"] >= line["query_seconds"] > 0
    assert {"timestamp", "queue_seconds"} < set(line)


def test_a_query_is_told_by_its_fingerprint(tiny_engine: EmbeddedEngine, own_log: io.StringIO) -> None:
    client = service(tiny_engine, own_log)
    for path in (ASKED, "/sparql?query=ASK{}", ASKED):
        client.get(path)
    first, other, again = (line["queries"] for line in lines(own_log))
    assert first == again != other
    assert [len(one) for one in first] == [12]


@pytest.mark.parametrize(
    "path", [ASKED, "/sparql?query=a secret", "/a secret", "/problems/a secret", "/failing/a secret"]
)
def test_no_value_that_was_asked_for_is_logged_at_the_default_level(
    tiny_engine: EmbeddedEngine, own_log: io.StringIO, path: str
) -> None:
    service(tiny_engine, own_log).get(path)
    assert lines(own_log)
    assert "secret" not in own_log.getvalue()
    assert "testclient" not in own_log.getvalue()


def test_debug_shows_texts_paths_and_addresses(tiny_engine: EmbeddedEngine, own_log: io.StringIO) -> None:
    client = service(tiny_engine, own_log, Settings(log_level="debug"))
    client.get(ASKED)
    (line,) = lines(own_log)
    assert line["texts"] == ['SELECT * { ?s ?p "a secret" }']
    assert (line["path"], line["client"]) == ("/sparql", "testclient")
    client.get("/failing/secret")
    assert any("RuntimeError: cannot do secret" in line.get("exception", "") for line in lines(own_log))


def test_an_unforeseen_error_is_logged_with_its_places(
    tiny_engine: EmbeddedEngine, own_log: io.StringIO
) -> None:
    answer = service(tiny_engine, own_log).get("/failing/secret", headers={"x-request-id": "number-2"})
    assert answer.status_code == 500
    assert {line["request"] for line in lines(own_log)} == {"number-2"}
    assert {line["level"] for line in lines(own_log)} == {"error"}
    (fault,) = (line for line in lines(own_log) if line["event"] == "request failed")
    assert fault["exception"] == "RuntimeError"
    assert fault["places"][-1].endswith(" fail")


def test_less_is_logged_where_less_is_wanted(tiny_engine: EmbeddedEngine, own_log: io.StringIO) -> None:
    client = service(tiny_engine, own_log, Settings(log_level="error"))
    client.get(ASKED)
    assert lines(own_log) == []


def test_a_query_under_way_has_the_time_to_end_when_the_service_stops() -> None:
    settings = Settings(query_seconds=10.5, queue_seconds=2)
    assert grace(settings) > settings.query_seconds + settings.queue_seconds
