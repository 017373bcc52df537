"""Requests a second of our service beside ``oxigraph serve-read-only``: one snapshot, one generator, one run.

    python benchmarks/throughput.py [--oxigraph PATH] [--clients N] [--seconds S] [--rounds N]

Both answer the same texts, first compared. “Uncached” makes each text unique by a comment, “repeated” does not.
Exit 1 where a query of 2 ms and more in process misses a target, 2 where there is no oxigraph.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import multiprocessing
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat, Store
from rich.console import Console
from rich.table import Table

from kg_api.engine import RESULTS_JSON
from kg_api.engine.outline import outline
from kg_api.resources import default_resources
from kg_api.settings import read_settings
from kg_api.snapshot.current import current_snapshot
from kg_api.vocabulary import PREFIXES

# Ratios ours/theirs; queries below the cost have none, since HTTP is all that they measure.
_LEAST_COST, _LEAST_UNCACHED, _LEAST_REPEATED = 0.002, 0.7, 2.0
_SETTINGS: Final = {"PRIVACY_KG_WORKERS": "2"}
_START_SECONDS: Final = 60.0
_PATIENCE: Final = 30.0
_ALONE_SECONDS: Final = 0.4
_IN_PROCESS_ROUNDS: Final = 15
_ABSENT: Final = """No oxigraph here. Have one in a venv of its own:
  python3 -m venv /tmp/oxigraph && /tmp/oxigraph/bin/pip install oxigraph
  python benchmarks/throughput.py --oxigraph /tmp/oxigraph/bin/oxigraph"""

QUERIES: Final = {
    "nothing": "ASK {}",
    "one controller": 'SELECT ?p ?o { ?c pkg:controllerSlug "kruix" ; ?p ?o }',
    "one controller's facts": """SELECT ?p ?o ?stance ?gloss {
        ?f pkg:controller data:kruix ; rdf:predicate ?p ; rdf:object ?o ; pkg:factStance ?stance ;
          pkg:factPassage/rdfs:comment ?gloss } ORDER BY ?p ?o ?gloss""",
    "purposes and broader": """SELECT ?slug ?above (COUNT(DISTINCT ?f) AS ?facts) {
        ?f rdf:predicate dpv:hasPurpose ; rdf:object/skos:broaderTransitive ?above ;
          pkg:controller/pkg:controllerSlug ?slug } GROUP BY ?slug ?above""",
    "labels with a word": """SELECT ?c ?label {
        ?c skos:prefLabel ?label FILTER(CONTAINS(LCASE(?label), "market")) } ORDER BY ?label ?c""",
    "stated facts by topic": """SELECT ?slug ?topic (COUNT(?f) AS ?facts) {
        ?f pkg:factStance pkg:Stated ; pkg:factHedged false ; pkg:topic ?topic ;
          pkg:controller/pkg:controllerSlug ?slug } GROUP BY ?slug ?topic""",
    "instances by class": "SELECT ?class (COUNT(?s) AS ?n) { ?s a ?class } GROUP BY ?class",
    "concepts by ancestor": """SELECT ?above (COUNT(?c) AS ?n) {
        ?c skos:broaderTransitive ?above } GROUP BY ?above""",
}


@dataclass(frozen=True)
class Load:
    """What to send: to which address, by how many connections, for how long; ``unique`` texts or one."""

    port: int
    path: str
    text: str
    unique: bool
    clients: int
    seconds: float


@dataclass(frozen=True)
class Driven:
    """How long each answer took, in seconds, and how many came a second."""

    took: list[float]
    rate: float


_NUMBERS: Final = itertools.count()
_LENGTH: Final = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
_LAST_CHUNK: Final = b"\r\n0\r\n\r\n"  # stands in no answer but at its end: JSON has no bare line ends


def drive(load: Load) -> Driven:
    """Sends until the time is up; runs in the generator's process, and does as little as it can."""
    came = time.perf_counter()
    with ThreadPoolExecutor(load.clients) as clients:
        found = list(clients.map(_client, [load] * load.clients, [came + load.seconds] * load.clients))
    took = list(itertools.chain.from_iterable(found))
    return Driven(took, len(took) / (time.perf_counter() - came))


def _client(load: Load, until: float) -> list[float]:
    query = urllib.parse.quote(load.text)
    tail = f" HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: {RESULTS_JSON}\r\n\r\n"
    took = []
    with socket.create_connection(("127.0.0.1", load.port), _PATIENCE) as channel:
        channel.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while (began := time.perf_counter()) < until:
            comment = f"%0A%23{next(_NUMBERS)}" if load.unique else ""
            channel.sendall(f"GET {load.path}?query={query}{comment}{tail}".encode())
            answer = _receive(channel)
            took.append(time.perf_counter() - began)
            if not answer.startswith(b"HTTP/1.1 200 "):
                raise RuntimeError(answer[:400].decode("utf-8", "replace"))
    return took


def _receive(channel: socket.socket) -> bytearray:
    """One answer as it comes: as long as its head says, else in chunks of which the last is empty."""
    answer = bytearray()
    while (end := answer.find(b"\r\n\r\n")) < 0:
        answer += _some(channel)
    length = _LENGTH.search(answer, 0, end)
    if length is None:
        while not answer.endswith(_LAST_CHUNK):
            answer += _some(channel)
    else:
        while len(answer) < end + 4 + int(length[1]):
            answer += _some(channel)
    return answer


def _some(channel: socket.socket) -> bytes:
    data = channel.recv(1 << 18)
    if not data:
        raise EOFError("the server ended the connection")
    return data


@dataclass(frozen=True)
class Side:
    """A running server: the port and path of its endpoint."""

    port: int
    path: str

    def rows(self, text: str) -> list[str]:
        """The answer to a query, as rows in an order of our own."""
        address = f"http://127.0.0.1:{self.port}{self.path}?query={urllib.parse.quote(text)}"
        request = urllib.request.Request(address, headers={"Accept": RESULTS_JSON})
        with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:
            found = json.load(answer)
        return sorted(
            json.dumps(row, sort_keys=True) for row in found.get("results", found).get("bindings", [found])
        )

    def await_start(self, process: subprocess.Popen[bytes]) -> None:
        """Blocks until it answers; RuntimeError where its process ends or time is up."""
        until = time.monotonic() + _START_SECONDS
        while time.monotonic() < until and process.poll() is None:
            with contextlib.suppress(urllib.error.URLError, ConnectionError):
                self.rows("ASK {}")
                return
            time.sleep(0.05)
        raise RuntimeError(f"{process.args!r} does not answer")


@contextmanager
def served(path: str, *command: str | Path) -> Iterator[Side]:
    """A server of a command that takes ``{port}``, answering at ``path`` until the end of the block."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    given = [str(part).replace("{port}", str(port)) for part in command]
    environment, nowhere = {**os.environ, **_SETTINGS}, subprocess.DEVNULL
    with subprocess.Popen(given, env=environment, stdout=nowhere, stderr=nowhere) as process:
        try:
            side = Side(port, path)
            side.await_start(process)
            yield side
        finally:
            process.terminate()


@contextmanager
def both(oxigraph: Path, quads: Path, snapshot: Path) -> Iterator[tuple[Side, Side]]:
    """Our service and theirs, on the same quads, side by side."""
    ours = Path(sys.executable).with_name("privacy-kg"), "serve", "--port", "{port}", "--snapshot", snapshot
    with tempfile.TemporaryDirectory() as folder:
        load = [str(oxigraph), "load", "--location", folder, "--file", str(quads)]
        subprocess.run(load, check=True, capture_output=True)
        theirs = oxigraph, "serve-read-only", "--location", folder, "--bind", "127.0.0.1:{port}"
        with served("/sparql", *ours) as us, served("/query", *theirs) as them:
            yield us, them


@dataclass(frozen=True)
class Row:
    """One query's figures: seconds in process and alone over HTTP (ours, theirs), requests a second (ours, theirs)."""

    name: str
    cost: float
    alone: tuple[float, float]
    uncached: tuple[float, float]
    repeated: tuple[float, float]

    @property
    def holds(self) -> bool | None:
        """Whether the targets are reached, or None where the query is too cheap to have any."""
        if self.cost < _LEAST_COST:
            return None
        return _ratio(self.uncached) >= _LEAST_UNCACHED and _ratio(self.repeated) >= _LEAST_REPEATED


class Bench:
    """The two sides, a store in this process, and the generator in its own."""

    def __init__(
        self, sides: tuple[Side, Side], store: Store, generator: ProcessPoolExecutor, clients: int
    ) -> None:
        self._sides, self._store, self._generator, self._clients = sides, store, generator, clients

    def measure(self, name: str, query: str, seconds: float, rounds: int) -> Row:
        """One query, each figure the median of its rounds; ValueError where the two answers differ."""
        prefixes = "".join(f"PREFIX {key}: <{PREFIXES[key]}> " for key in sorted(outline(query).used))
        text = prefixes + query
        ours, theirs = (side.rows(text) for side in self._sides)
        if ours != theirs:
            raise ValueError(f"{name}: {len(ours)} rows of ours, {len(theirs)} of theirs, and not the same")
        cost = statistics.median(self._in_process(text) for _ in range(_IN_PROCESS_ROUNDS))
        alone = [
            statistics.median(self._drive(side, text, True, 1, _ALONE_SECONDS).took) for side in self._sides
        ]
        uncached, repeated = (self._rates(text, unique, seconds, rounds) for unique in (True, False))
        return Row(name, cost, (alone[0], alone[1]), uncached, repeated)

    def _in_process(self, text: str) -> float:
        """Seconds of a query and its serialisation, here."""
        began = time.perf_counter()
        found = self._store.query(text)
        assert isinstance(found, (QuerySolutions, QueryBoolean))
        found.serialize(format=QueryResultsFormat.JSON)
        return time.perf_counter() - began

    def _rates(self, text: str, unique: bool, seconds: float, rounds: int) -> tuple[float, float]:
        """Requests a second of both, in turn, so that a busy machine slows both."""
        found = [
            [self._drive(side, text, unique, self._clients, seconds).rate for side in self._sides]
            for _ in range(rounds)
        ]
        return statistics.median(one for one, _ in found), statistics.median(other for _, other in found)

    def _drive(self, side: Side, text: str, unique: bool, clients: int, seconds: float) -> Driven:
        load = Load(side.port, side.path, text, unique, clients, seconds)
        return self._generator.submit(drive, load).result()


def _ratio(pair: tuple[float, float]) -> float:
    return pair[0] / pair[1]


def report(rows: list[Row], console: Console) -> None:
    """Prints the figures."""
    table = Table(
        title="milliseconds a query, one client; requests a second, all clients; ours against theirs"
    )
    for heading in ("query", "in process", "ours", "theirs", "overhead"):
        table.add_column(heading, justify="left" if heading == "query" else "right")
    for heading in ("uncached", "ratio", "repeated", "ratio", "holds"):
        table.add_column(heading, justify="right")
    for row in rows:
        waits = (row.cost, *row.alone, row.alone[0] - row.cost)
        rates = [
            (f"{one:,.0f}/{other:,.0f}", f"{one / other:.2f}") for one, other in (row.uncached, row.repeated)
        ]
        holds = {True: "yes", False: "NO", None: "–"}[row.holds]
        table.add_row(row.name, *(f"{1000 * wait:.2f}" for wait in waits), *rates[0], *rates[1], holds)
    console.print(table)


def main() -> int:
    parser = argparse.ArgumentParser(description="Requests a second, beside oxigraph's own server.")
    parser.add_argument("--oxigraph", default=shutil.which("oxigraph"), metavar="PATH")
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=0.5)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    console, busy = Console(width=120, highlight=False), os.getloadavg()[0]
    if not given.oxigraph or not Path(given.oxigraph).is_file():
        console.print(_ABSENT)
        return 2
    snapshot = current_snapshot(default_resources(), read_settings().cache)
    store = Store()
    store.bulk_load(path=str(snapshot.graph), format=RdfFormat.N_QUADS)
    spawn = multiprocessing.get_context("spawn")
    with (
        both(Path(given.oxigraph), snapshot.graph, snapshot.graph.parent) as sides,
        ProcessPoolExecutor(1, spawn) as generator,
    ):
        bench = Bench(sides, store, generator, given.clients)
        rows = [bench.measure(*query, given.seconds, given.rounds) for query in QUERIES.items()]
    report(rows, console)
    console.print(
        f"targets from {1000 * _LEAST_COST:g} ms in process: uncached ≥ {_LEAST_UNCACHED:g}, "
        f"repeated ≥ {_LEAST_REPEATED:g}; {given.clients} clients; load of the machine before: {busy:.1f}"
    )
    return 1 if any(row.holds is False for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
