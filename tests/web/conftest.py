from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import APIRouter
from starlette.testclient import TestClient

from kg_api.engine.embedded import EmbeddedEngine
from kg_api.errors import AmbiguousName, EngineUnavailable, UnknownName
from kg_api.settings import Settings
from kg_api.web.app import create_app

QUADS = """\
<https://w3id.org/dpv> <http://www.w3.org/2002/07/owl#versionInfo> "2.3" <http://example.org/dpv> .
<http://example.org/a> <http://www.w3.org/2000/01/rdf-schema#label> "Wérk"@nl <http://example.org/one> .
<http://example.org/b> <http://www.w3.org/2000/01/rdf-schema#label> "=1+1" <http://example.org/two> .
"""
LIMITS = Settings(query_seconds=20)


def further() -> APIRouter:
    """Routes that fail, each in its own way, as a router of another part of the program might."""
    router = APIRouter()

    @router.get("/broken", include_in_schema=False)
    def broken() -> None:
        raise RuntimeError("a secret of the internals")

    @router.get("/typed", include_in_schema=False)
    def typed(number: int) -> int:
        return number

    @router.get("/ambiguous", include_in_schema=False)
    def ambiguous() -> None:
        raise AmbiguousName("purpose", "service", ["dpv:A", "dpv:B"])

    @router.get("/unknown", include_in_schema=False)
    def unknown() -> None:
        raise UnknownName("controller", "krux", ["kruix"])

    @router.get("/busy", include_in_schema=False)
    def busy() -> None:
        raise EngineUnavailable("All workers are busy.")

    return router


@pytest.fixture(scope="session")
def tiny_quads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("web") / "snapshot.nq"
    path.write_text(QUADS, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def tiny_engine(tiny_quads: Path) -> Iterator[EmbeddedEngine]:
    with EmbeddedEngine(tiny_quads, "snapshot-1", LIMITS) as engine:
        yield engine


@pytest.fixture(scope="module")
def tiny_client(tiny_engine: EmbeddedEngine) -> Iterator[TestClient]:
    app = create_app(tiny_engine, LIMITS, routers=[further()])
    with TestClient(app, base_url="http://graph.example") as tiny_client:
        yield tiny_client
