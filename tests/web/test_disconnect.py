from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.engine.hostile.live import QUADS, SETTINGS, Server

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o . ?p ?q ?r }"
# How long to wait for what must come; nothing is measured.
GENEROUS = 120.0
TARGET = f"/sparql?query={quote(ENDLESS)}"
REQUESTS = {
    "GET": f"GET {TARGET} HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET of the page": f"GET /query/results?query={quote(ENDLESS)} HTTP/1.1\r\nHost: x\r\n\r\n",
    "POST": (
        "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
        f"Content-Length: {len(ENDLESS)}\r\n\r\n{ENDLESS}"
    ),
}


@pytest.fixture(scope="module")
def patient_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Its deadline is far away: whatever ends a query here is not the deadline."""
    path = tmp_path_factory.mktemp("disconnect") / "quads.nq"
    path.write_text(QUADS, encoding="utf-8")
    server = Server(path, {**SETTINGS, "workers": 1, "query_seconds": 3600})
    assert server.ask("ASK {}").status == 200
    yield server
    server.close()


def await_that(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + GENEROUS
    while not condition():
        assert time.monotonic() < until
        threading.Event().wait(0.02)


def seconds_computed(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.parametrize("method", REQUESTS)
def test_a_client_that_goes_away_has_its_query_ended(patient_server: Server, method: str) -> None:
    (worker,) = patient_server.workers()
    before = seconds_computed(worker)
    with patient_server.connect() as channel:
        channel.sendall(REQUESTS[method].encode())
        await_that(lambda: seconds_computed(worker) > before + 0.1)  # it is at work
    await_that(lambda: worker not in patient_server.workers())
    assert patient_server.ask("ASK {}").status == 200
    assert len(patient_server.workers()) == 1
