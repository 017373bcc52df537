"""The benchmark: what the project's own layers cost, as ratios measured side by side in one run.

    python benchmarks/bench.py [--rounds N]

Prints a table. Every row is the median of N rounds of both sides, taken in turn, so that a busy machine slows both.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from pyoxigraph import QuerySolutions, RdfFormat, Store
from rich.console import Console
from rich.table import Table
from starlette.testclient import TestClient

from kg_api.engine import Request
from kg_api.engine.embedded import EmbeddedEngine
from kg_api.questions.answer import Questions
from kg_api.questions.catalogue import read_catalogue
from kg_api.resources import default_resources
from kg_api.settings import Settings
from kg_api.snapshot.build import build
from kg_api.snapshot.store import Snapshot
from kg_api.vocabulary import PREFIXES
from kg_api.web.api import api_router
from kg_api.web.app import create_app

Action = Callable[[], object]


def _milliseconds(action: Action) -> float:
    started = time.perf_counter()
    action()
    return (time.perf_counter() - started) * 1000


def compare(one: Action, other: Action, rounds: int) -> tuple[float, float]:
    """The medians, in milliseconds, of two actions measured in turn."""
    one(), other()
    pairs = [(_milliseconds(one), _milliseconds(other)) for _ in range(rounds)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def _solutions(store: Store, text: str) -> int:
    found = store.query(text, prefixes=PREFIXES)
    return sum(1 for _ in found) if isinstance(found, QuerySolutions) else 0


def _rows(snapshot: Snapshot, rounds: int) -> list[tuple[str, float, float]]:
    settings = Settings()
    store = Store()
    store.bulk_load(path=str(snapshot.graph), format=RdfFormat.N_QUADS)
    rows = []
    with EmbeddedEngine(snapshot.graph, snapshot.manifest.snapshot, settings, union=False) as engine:
        questions = Questions(engine, read_catalogue(default_resources().queries))
        app = create_app(engine, settings, routers=[api_router(questions, settings)])
        with TestClient(app) as client:
            for question in questions.catalogue:
                given = {p.name: p.example for p in question.parameters}
                text = questions.sparql(question.id, given)
                bare = lambda text=text: _solutions(store, text)  # noqa: E731
                engined = lambda text=text: engine.query(Request(text))  # noqa: E731
                url = f"/api/v1/questions/{question.id}/answer"
                rest = lambda url=url, given=given: client.get(url, params=given)  # noqa: E731
                rows.append((f"{question.id}: worker against in process", *compare(engined, bare, rounds)))
                rows.append(
                    (f"{question.id}: REST with evidence against worker", *compare(rest, engined, rounds))
                )
    return rows


def main() -> None:
    """Builds a snapshot and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        built = build(default_resources(), Path(folder) / "snapshot", datetime.now(UTC))
        seconds = time.perf_counter() - started
        table = Table("measured", "ms", "against, ms", "ratio")
        for name, one, other in _rows(built.snapshot, rounds):
            table.add_row(name, f"{one:.2f}", f"{other:.2f}", f"{one / other:.1f}")
    console = Console(width=120)
    console.print(table)
    console.print(f"build of {len(built.snapshot.manifest.policies)} policies: {seconds:.1f} s")


if __name__ == "__main__":
    main()
