"""What many tests need: the project's files, one snapshot of them, an engine on it, the texts where they are."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg_api.engine.embedded import EmbeddedEngine
from kg_api.questions.answer import Questions
from kg_api.questions.catalogue import Catalogue, read_catalogue
from kg_api.resources import Resources, default_resources
from kg_api.settings import Settings
from kg_api.snapshot.current import current_snapshot
from kg_api.snapshot.store import Snapshot

ROOT = Path(__file__).resolve().parents[1]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long is skipped, and says so, unless it is asked for."""
    if os.environ.get("PRIVACY_KG_SLOW"):
        return
    for item in items:
        if item.get_closest_marker("minutes"):
            item.add_marker(pytest.mark.skip(reason="long: `make slow` runs it"))


@pytest.fixture(scope="session")
def resources() -> Resources:
    return default_resources()


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that all workers of one test run share, so that the snapshot is built once or twice, not eight times."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    return shared / "cache"


@pytest.fixture(scope="session")
def snapshot(resources: Resources, cache: Path) -> Snapshot:
    return current_snapshot(resources, cache)


@pytest.fixture(scope="session")
def settings(cache: Path) -> Settings:
    return Settings(cache=cache, workers=2)


@pytest.fixture(scope="session")
def engine(snapshot: Snapshot, settings: Settings) -> Iterator[EmbeddedEngine]:
    with EmbeddedEngine(snapshot.graph, snapshot.manifest.snapshot, settings, union=False) as engine:
        yield engine


@pytest.fixture(scope="session")
def catalogue(resources: Resources) -> Catalogue:
    return read_catalogue(resources.queries)


@pytest.fixture(scope="session")
def questions(engine: EmbeddedEngine, catalogue: Catalogue) -> Questions:
    return Questions(engine, catalogue)


@pytest.fixture(scope="session")
def sources() -> Path:
    """The folder of source texts; a test that asks for it is skipped, and says so, where there is none."""
    named = os.environ.get("PRIVACY_KG_SOURCES")
    folder = Path(named) if named else ROOT.parent / "shared" / "seeds"
    if not folder.is_dir():
        pytest.skip("no source texts: set PRIVACY_KG_SOURCES to the folder that holds them")
    return folder
