"""A snapshot on disk: each worker opens it read-only, and can open nothing else afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

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


def test_a_database_of_many_files_is_read_to_the_end(tmp_path: Path) -> None:
    """RocksDB opens the first sixteen files with the database, the others when a query comes to them."""
    store, node = Store(str(tmp_path / "store")), NamedNode("https://example.org/p")
    for number in range(3):
        subject, value = NamedNode(f"https://example.org/{number}"), Literal(f"{number} of many")
        store.extend([Quad(subject, node, value), Quad(subject, node, value, node)])
        store.flush()
    del store
    assert len(list((tmp_path / "store").glob("*.sst"))) > 2 * 16
    with EmbeddedEngine(tmp_path / "store", "many", SETTINGS, union=False, held=6) as engine:
        for known in ("", "VALUES ?s { ex:1 }", "VALUES ?p { ex:p }", "VALUES ?o { '1 of many' }"):
            for pattern in ("?s ?p ?o", "GRAPH ?g { ?s ?p ?o }", "GRAPH ex:p { ?s ?p ?o }"):
                text = f"PREFIX ex: <https://example.org/> SELECT * {{ {known} {pattern} }}"
                assert len(select(engine, text)) == (1 if "1" in known else 3)
