"""How long each question of the catalogue takes over HTTP: asked first, asked again, and held by the client.

    python benchmarks/questions.py [--rounds N] [--slowest N]

Cold is a service that has just started, warm the same request again (the service remembers results of queries), held a
request with If-None-Match, which is answered 304. Milliseconds, from the client's side; ratios beside the health page.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from rich.console import Console
from rich.table import Table

_START_SECONDS = 120.0


@contextmanager
def service() -> Iterator[http.client.HTTPConnection]:
    """A connection to a service of its own, started for this run."""
    port = _free_port()
    command = [sys.executable, "-m", "kg_api.cli", "serve", "--port", str(port)]
    with tempfile.TemporaryFile() as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            _wait(port)
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            yield connection
            connection.close()
        finally:
            process.terminate()


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        try:
            probe = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            probe.request("GET", "/health/ready")
            if probe.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise SystemExit("the service did not start")


def _timed(
    connection: http.client.HTTPConnection, path: str, tag: str | None = None
) -> tuple[float, http.client.HTTPResponse]:
    """Milliseconds from sending to the last byte."""
    started = time.perf_counter()
    connection.request("GET", path, headers={"If-None-Match": tag} if tag else {})
    response = connection.getresponse()
    response.read()
    taken = (time.perf_counter() - started) * 1000
    if response.status not in (200, 304):
        raise SystemExit(f"{path} answered {response.status}")
    return taken, response


def _paths(connection: http.client.HTTPConnection) -> list[str]:
    connection.request("GET", "/api/v1/questions")
    found = json.loads(connection.getresponse().read())
    paths = []
    for one in found:
        given = {parameter["name"]: parameter["example"] for parameter in one["parameters"]}
        paths.append(f"/api/v1/questions/{one['id']}/answer?{urlencode({**given, 'format': 'json'})}")
    return paths


def _row(name: str, times: list[float], beside: float) -> list[str]:
    ordered = sorted(times)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    p50 = statistics.median(ordered)
    return [name, str(len(times)), f"{p50:.1f}", f"{p99:.1f}", f"{p50 / beside:.1f}"]


def main(rounds: int, slowest: int) -> None:
    """Asks every question and prints the table."""
    console = Console(width=120)
    with service() as connection:
        paths = _paths(connection)
        cold = [_timed(connection, path) for path in paths]
        warm = [_timed(connection, path)[0] for _ in range(rounds) for path in paths]
        tags = [response.headers["ETag"] for _, response in cold]
        held = [
            _timed(connection, path, tag)[0]
            for _ in range(rounds)
            for path, tag in zip(paths, tags, strict=True)
        ]
        health = [_timed(connection, "/health/live")[0] for _ in range(rounds * len(paths))]
    beside = statistics.median(health)
    table = Table(
        "", "requests", "p50 ms", "p99 ms", "× /health/live", title=f"{len(paths)} questions over HTTP"
    )
    for name, times in (
        ("cold", [taken for taken, _ in cold]),
        ("warm", warm),
        ("held", held),
        ("health", health),
    ):
        table.add_row(*_row(name, times, beside))
    console.print(table)
    ranked = sorted(zip((taken for taken, _ in cold), paths, strict=True), reverse=True)[:slowest]
    for taken, path in ranked:
        console.print(f"{taken:8.1f} ms  {path.split('/')[4]}", highlight=False)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--slowest", type=int, default=5)
    arguments = parser.parse_args()
    os.environ.setdefault("PRIVACY_KG_WORKERS", "2")
    main(arguments.rounds, arguments.slowest)
