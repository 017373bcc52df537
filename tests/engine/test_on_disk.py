"""A snapshot on disk: each worker opens it read-only, and can open nothing more afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from kg_api.engine import Request, select
from kg_api.engine.embedded import EmbeddedEngine
from kg_api.errors import EngineError, QueryTimeout
from kg_api.settings import Settings
from kg_api.snapshot.store import Manifest, Snapshot, open_snapshot, publish

SETTINGS = Settings(workers=1, query_seconds=2)


@pytest.fixture(scope="module")
def snapshot(quads: Path, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    held = list(parse(path=str(quads), format=RdfFormat.N_QUADS))
    manifest = Manifest("disk", "2026-01-01", "2.3", len(held), [], [])
    publish(held, manifest, tmp_path_factory.mktemp("disk") / "snapshot", on_disk=True)
    return open_snapshot(
        publish(held, manifest, tmp_path_factory.mktemp("disk") / "snapshot", on_disk=True).folder
    )


@pytest.fixture
def disk(snapshot: Snapshot) -> Iterator[EmbeddedEngine]:
    quads = snapshot.manifest.quads
    with EmbeddedEngine(
        snapshot.opened, "disk", SETTINGS, union=False, admission=False, held=quads
    ) as engine:
        yield engine


def test_it_answers_as_one_in_memory(disk: EmbeddedEngine, quads: Path) -> None:
    text = "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } } ORDER BY ?g ?s ?p ?o"
    with EmbeddedEngine(quads, "memory", SETTINGS, union=False) as memory:
        assert select(disk, text) == select(memory, text)
        assert disk.describe().quads == memory.describe().quads
        assert disk.describe().layers == {**memory.describe().layers, "admission": False}


def test_nothing_is_opened_or_called_and_the_next_query_is_answered(disk: EmbeddedEngine) -> None:
    for text in (
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * FROM <file:///etc/passwd> {}",
    ):
        try:
            found = disk.query(Request(text))
        except EngineError:
            continue
        assert b"root" not in found.body
    assert select(disk, "SELECT * { ?s ?p ?o }")


def test_a_worker_that_is_killed_is_replaced(disk: EmbeddedEngine) -> None:
    slow = (
        "SELECT (COUNT(*) AS ?n) { "
        + " ".join(f"GRAPH ?g{i} {{ ?s{i} ?p{i} ?o{i} }}" for i in range(6))
        + " }"
    )
    with pytest.raises(QueryTimeout):
        disk.query(Request(slow))
    assert select(disk, "SELECT * { ?s ?p ?o }")
