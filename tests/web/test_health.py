from __future__ import annotations

from importlib.metadata import version

import pytest
from starlette.testclient import TestClient

from kg_api.engine import Description
from kg_api.engine.embedded import EmbeddedEngine
from kg_api.engine.fake import FakeEngine
from kg_api.errors import EngineUnavailable, QueryTimeout
from kg_api.settings import Settings
from kg_api.web.app import create_app


def test_a_living_process_says_so_without_the_engine() -> None:
    engine = FakeEngine()
    assert TestClient(create_app(engine, Settings())).get("/health/live").json() == {"status": "live"}
    assert engine.asked == []


def test_ready_is_an_engine_that_answers(tiny_client: TestClient) -> None:
    assert tiny_client.get("/health/ready").json() == {"status": "ready", "snapshot": "snapshot-1"}


@pytest.mark.parametrize("fault", [QueryTimeout("too long"), EngineUnavailable("closed")])
def test_an_engine_that_does_not_answer_is_503(fault: QueryTimeout | EngineUnavailable) -> None:
    answer = TestClient(create_app(FakeEngine(lambda _request: fault), Settings())).get("/health/ready")
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/engine-unavailable")


def test_the_version_tells_program_data_and_layers(
    tiny_client: TestClient, tiny_engine: EmbeddedEngine
) -> None:
    assert tiny_client.get("/version").json() == {
        "version": version("privacy-kg"),
        "snapshot": "snapshot-1",
        "quads": 3,
        "dpv": "2.3",
        "layers": tiny_engine.describe().layers,
    }


def test_the_version_is_told_even_when_the_engine_is_not_there() -> None:
    engine = FakeEngine({}, Description("s", 7, {"deadline": True}))
    body = TestClient(create_app(engine, Settings())).get("/version").json()
    assert (body["quads"], body["dpv"]) == (7, None)
