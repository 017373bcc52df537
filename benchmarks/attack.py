"""What an attack does to everyone else: figures of a live service, idle and under a thousand hostile queries.

    python benchmarks/attack.py [--queries N] [--idle SECONDS] [--seconds DEADLINE]

Prints a table: each figure idle and under attack, and their ratio. Exit 1 where a promise is broken.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.engine.hostile.beside import Beside
from tests.engine.hostile.listener import Listener
from tests.engine.hostile.live import QUADS, SETTINGS, Server
from tests.engine.hostile.queries import QUERIES

_PAUSE = 0.01
# Promised in docs: seconds past the deadline, ratio of the client's p99, seconds of /health/live, bytes more.
_MOST_PAST, _MOST_RATIO, _MOST_LIVE, _MOST_MORE = 0.25, 2.0, 0.05, 50 * 1024**2


@dataclass
class Period:
    """What clients saw for a while: seconds of each answer, in two places, and wrong answers."""

    client: list[float] = field(default_factory=list)
    live: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


@dataclass
class Attack:
    """How the hostile queries ended, and the longest time past the deadline."""

    ended: Counter[str] = field(default_factory=Counter)
    past: float = 0.0


class Observer:
    """The well-behaved client and a watcher of /health/live, both asking while inside."""

    def __init__(self, server: Server) -> None:
        self._server, self._stop = server, threading.Event()
        self._beside = Beside(server, _PAUSE)
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self.seen = Period()

    def __enter__(self) -> Observer:
        self._beside.__enter__()
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._watcher.join()
        self._beside.__exit__(None, None, None)
        self.seen.client, self.seen.wrong = self._beside.seconds, self._beside.wrong

    def _watch(self) -> None:
        while not self._stop.wait(_PAUSE):
            started = time.perf_counter()
            status = self._server.get("/health/live").status
            self.seen.live.append(time.perf_counter() - started)
            if status != 200:
                self.seen.wrong.append(f"/health/live: {status}")


def p99(seconds: list[float]) -> float:
    """The 99th percentile."""
    return sorted(seconds)[int(0.99 * (len(seconds) - 1))]


def attack(server: Server, listener: Listener, queries: int, deadline: float) -> Attack:
    """Sends hostile queries one after another, round the table of the suite."""
    seen = Attack()
    for number in range(queries):
        case = QUERIES[number % len(QUERIES)]
        started = time.perf_counter()
        answer = server.post(case.text.replace("{listener}", listener.address))
        seen.past = max(seen.past, time.perf_counter() - started - deadline)
        seen.ended[str(answer)] += 1
    return seen


def observe(server: Server, seconds: float) -> Period:
    """A while in which nothing else happens."""
    with Observer(server) as observer:
        time.sleep(seconds)
    return observer.seen


def report(idle: Period, busy: Period, done: Attack, memory: tuple[int, int], hits: int, alive: bool) -> bool:
    """Prints the table; whether every promise holds."""
    before, after = memory
    ratio, live = p99(busy.client) / p99(idle.client), p99(busy.live)
    wrong = len(idle.wrong) + len(busy.wrong)
    rows = [
        (
            "well-behaved client, p99 ms",
            _ms(p99(idle.client)),
            _ms(p99(busy.client)),
            ratio <= _MOST_RATIO,
            ratio,
        ),
        ("/health/live, p99 ms", _ms(p99(idle.live)), _ms(live), live < _MOST_LIVE, live / p99(idle.live)),
        (
            "memory of the service, MiB",
            _mib(before),
            _mib(after),
            after - before < _MOST_MORE,
            after / before,
        ),
        ("answers asked beside", _count(idle), _count(busy), wrong == 0, None),
        ("wrong answers beside", str(len(idle.wrong)), str(len(busy.wrong)), wrong == 0, None),
        ("worst answer past the deadline, ms", "", _ms(done.past), done.past <= _MOST_PAST, None),
        ("web process restarts", "", "0" if alive else "1", alive, None),
        ("calls that the listener heard", "", str(hits), hits == 0, None),
    ]
    table = Table("figure", "idle", "attack", "ratio", "holds")
    for name, quiet, loud, holds, share in rows:
        table.add_row(name, quiet, loud, "" if share is None else f"{share:.2f}", "yes" if holds else "NO")
    console = Console(width=100)
    console.print(table)
    console.print(", ".join(f"{ended}: {count}" for ended, count in done.ended.most_common()))
    return all(holds for _, _, _, holds, _ in rows)


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f}"


def _mib(size: int) -> str:
    return f"{size / 1024**2:.1f}"


def _count(period: Period) -> str:
    return f"{len(period.client) + len(period.live):,}"


def main() -> int:
    parser = argparse.ArgumentParser(description="An attack, in figures.")
    parser.add_argument("--queries", type=int, default=1000)
    parser.add_argument("--idle", type=float, default=20.0)
    parser.add_argument("--seconds", type=float, default=0.5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Listener() as listener:
        quads = Path(folder, "attack.nq")
        quads.write_text(QUADS, encoding="utf-8")
        server = Server(quads, {**SETTINGS, "query_seconds": given.seconds})
        try:
            observe(server, 1.0)
            before, idle = server.memory(), observe(server, given.idle)
            with Observer(server) as observer:
                done = attack(server, listener, given.queries, given.seconds)
            memory = before, server.memory()
            holds = report(idle, observer.seen, done, memory, listener.heard, server.is_alive())
        finally:
            server.close()
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
