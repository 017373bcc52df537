"""Hostile inputs against a live service: each ends as the tables say, nobody else notices, nothing is called."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg_api.engine import Request
from kg_api.engine.embedded import EmbeddedEngine
from kg_api.errors import EngineError
from kg_api.settings import Settings
from tests.engine.hostile.beside import Beside
from tests.engine.hostile.listener import Listener
from tests.engine.hostile.live import QUADS, SETTINGS, Answer, Server, fault_of
from tests.engine.hostile.queries import EGRESS, QUERIES, Hostile
from tests.engine.hostile.raw_requests import REQUESTS, Raw

_COUNT = 162
# Fresh workers, threads and buffers of the first requests; a leak of one query's allowance would be 256 MiB.
_MEMORY_MORE = 200 * 1024**2

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def hostile_quads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hostile") / "hostile.nq"
    path.write_text(QUADS, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def server(hostile_quads: Path) -> Iterator[Server]:
    server = Server(hostile_quads, SETTINGS)
    yield server
    server.close()


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    with Listener() as listener:
        yield listener


@pytest.fixture(scope="module")
def beside(server: Server) -> Iterator[Beside]:
    with Beside(server) as beside:
        yield beside


def name_of(case: Hostile | Raw) -> str:
    return case.name


def refused_or_answered(answer: Answer, ends: tuple[str, ...], server: Server, beside: Beside) -> None:
    """The ending is one of those, the answer is sound, and the client beside is answered after it."""
    assert str(answer) in ends, answer.body[:300]
    assert fault_of(answer) == ""
    beside.await_answer()
    assert (beside.wrong, server.is_alive()) == ([], True)


def send_without_end(channel: socket.socket) -> None:
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    channel.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n")
    for _ in range(1024):
        channel.sendall(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")


def test_the_tables_are_all_here() -> None:
    names = [case.name for case in (*QUERIES, *REQUESTS)]
    assert len(names) == len(set(names)) == _COUNT


@pytest.mark.parametrize("case", QUERIES, ids=name_of)
def test_a_hostile_query_ends_as_it_must(
    case: Hostile, server: Server, beside: Beside, listener: Listener
) -> None:
    answer = server.post(case.text.replace("{listener}", listener.address))
    refused_or_answered(answer, case.ends, server, beside)
    assert listener.heard == 0


@pytest.mark.parametrize("case", REQUESTS, ids=name_of)
def test_a_hostile_request_ends_as_it_must(case: Raw, server: Server, beside: Beside) -> None:
    refused_or_answered(server.send(case.data), case.ends, server, beside)


def test_no_file_of_the_machine_is_ever_in_an_answer(server: Server) -> None:
    for query in (case.text for case in EGRESS if "file:" in case.text):
        assert b"root:" not in server.post(query).body
    for request in (case.data for case in REQUESTS if b"passwd" in case.data):
        assert b"root:" not in server.send(request).body


def test_chunks_without_end_are_cut_off(server: Server, beside: Beside) -> None:
    """The sender goes on for as long as it is let; the service ends the connection far below 64 MiB."""
    with server.connect() as channel, pytest.raises(ConnectionError):
        send_without_end(channel)
    beside.await_answer()
    assert beside.wrong == []


def test_connections_that_say_nothing_keep_nobody_out(server: Server, beside: Beside) -> None:
    silent = [server.connect() for _ in range(100)]
    try:
        for channel in silent[::2]:
            channel.sendall(b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Le")
        beside.await_answer()
        assert beside.wrong == []
    finally:
        for channel in silent:
            channel.close()


def test_senders_that_hang_up_halfway_keep_nobody_out(server: Server, beside: Beside) -> None:
    for cut in range(1, 120, 7):
        with server.connect() as channel:
            channel.sendall(REQUESTS[-1].data[:cut])
    beside.await_answer()
    assert beside.wrong == []


@pytest.mark.minutes
def test_the_service_does_not_grow(hostile_quads: Path) -> None:
    server = Server(hostile_quads, {**SETTINGS, "query_seconds": 0.2})
    try:
        server.ask("ASK {}")
        before = server.memory()
        assert before > 0
        for case in QUERIES:
            server.post(case.text)
        assert server.memory() < before + _MEMORY_MORE
        assert server.is_alive()
        assert server.ask("ASK {}").status == 200
    finally:
        server.close()


@pytest.mark.parametrize("case", EGRESS, ids=name_of)
def test_without_admission_the_lower_layers_alone_let_nothing_out(
    case: Hostile, unadmitted: EmbeddedEngine, listener: Listener
) -> None:
    for text in (case.text, case.text.replace("SERVICE ", "SERVICE SILENT ")):
        try:
            body = unadmitted.query(Request(text.replace("{listener}", listener.address))).body
        except EngineError as fault:
            body = str(fault).encode()
        assert b"root:" not in body
    assert listener.heard == 0


def test_the_listener_would_hear(hostile_quads: Path) -> None:
    """The same query in a process that nothing confines does call it: the tests above can fail."""
    from pyoxigraph import Store

    with Listener() as listener:
        list(Store().query(EGRESS[2].text.replace("{listener}", listener.address)))  # type: ignore[arg-type]
        assert listener.heard > 0


@pytest.fixture(scope="module")
def unadmitted(hostile_quads: Path) -> Iterator[EmbeddedEngine]:
    settings = Settings(workers=1, query_seconds=20, worker_memory=256 * 1024**2)
    with EmbeddedEngine(hostile_quads, "hostile-1", settings, admission=False) as engine:
        yield engine
