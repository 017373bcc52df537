from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg_api.engine.embedded import EmbeddedEngine
from kg_api.settings import Settings

QUADS = """\
<https://w3id.org/dpv> <http://www.w3.org/2002/07/owl#versionInfo> "2.3" <http://example.org/dpv> .
<http://example.org/kruix> <http://www.w3.org/2000/01/rdf-schema#label> "Kruix"@nl <http://example.org/a> .
<http://example.org/kruix> <https://w3id.org/dpv#hasPurpose> <https://w3id.org/dpv#Marketing> <http://example.org/a> .
<http://example.org/unexus> <http://www.w3.org/2000/01/rdf-schema#label> "=1+1" <http://example.org/b> .
<http://example.org/default> <http://www.w3.org/2000/01/rdf-schema#label> "in no graph" .
"""
LOOP = "<http://example.org/loops>"
LOOPS = "".join(
    f"<http://example.org/{i}> <http://example.org/next> <http://example.org/{(7 * i + 1) % 100}> {LOOP} .\n"
    for i in range(100)
)


@pytest.fixture(scope="session")
def quads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small snapshot: five quads that mean something in three graphs and none, a hundred that loop."""
    path = tmp_path_factory.mktemp("snapshot") / "snapshot.nq"
    path.write_text(QUADS + LOOPS, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def engine(quads: Path) -> Iterator[EmbeddedEngine]:
    with EmbeddedEngine(quads, "snapshot-1", Settings(query_seconds=20)) as engine:
        yield engine


@pytest.fixture(scope="module")
def unguarded(quads: Path) -> Iterator[EmbeddedEngine]:
    """Without admission: what the lower layers hold by themselves."""
    settings = Settings(workers=1, query_seconds=20, worker_memory=256 * 1024**2, result_bytes=1024**2)
    with EmbeddedEngine(quads, "snapshot-1", settings, admission=False) as engine:
        yield engine
