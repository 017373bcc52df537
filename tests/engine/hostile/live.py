"""A service in a process of its own, seen from outside: its address, its processes, its memory, its answers."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import socket
import subprocess
import sys
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, parse, parse_query_results

LOOP: Final = 100
QUADS: Final = (
    '<http://e/kruix> <http://www.w3.org/2000/01/rdf-schema#label> "Kruix"@nl <http://e/a> .\n'
    + "".join(
        f"<http://e/{i}> <http://e/next> <http://e/{(7 * i + 1) % LOOP}> <http://e/loops> .\n"
        for i in range(LOOP)
    )
)
# The client's patience; every bound of the service lies far below it.
PATIENCE: Final = 60.0


@dataclass(frozen=True)
class Answer:
    """An answer over HTTP; status 0 where the connection ended without one."""

    status: int
    media_type: str
    body: bytes

    @property
    def slug(self) -> str:
        """The slug of a problem, or nothing where the body is no problem."""
        if self.media_type != "application/problem+json":
            return ""
        return str(json.loads(self.body)["type"]).removeprefix("/problems/")

    def __str__(self) -> str:
        return f"{self.status} {self.slug}".strip()


SETTINGS: Final = {
    "workers": 3,
    "query_seconds": 1,
    "queue_seconds": 30,
    "worker_memory": 256 * 1024**2,
    "result_bytes": 4 * 1024**2,
    "log_level": "error",
}


class Server:
    """A running service over ``quads``; ``settings`` as in the environment, without the prefix."""

    def __init__(self, quads: Path, settings: Mapping[str, object]) -> None:
        script = Path(__file__).with_name("serve.py")
        environment = {f"PRIVACY_KG_{name.upper()}": str(value) for name, value in settings.items()}
        with socket.create_server(("127.0.0.1", 0), backlog=128) as listening:
            self.port: int = listening.getsockname()[1]
            self._process = subprocess.Popen(
                [sys.executable, "-P", str(script), str(listening.fileno()), str(quads)],
                pass_fds=[listening.fileno()],
                env={**os.environ, **environment},
            )
        self.pid = self._process.pid

    def close(self) -> None:
        """Ends it in order."""
        self._process.terminate()
        self._process.wait(PATIENCE)

    def is_alive(self) -> bool:
        """Whether the process that was started still runs."""
        return self._process.poll() is None

    def workers(self) -> set[int]:
        """The process ids of the workers: children of the keeper, which is the web process's only child."""
        return {pid for keeper in _children(self.pid) for pid in _children(keeper)}

    def memory(self) -> int:
        """Bytes resident in all its processes, shared pages counted once."""
        keepers = _children(self.pid)
        return sum(map(_resident, [self.pid, *keepers, *self.workers()]))

    def ask(self, query: str, accept: str = "*/*") -> Answer:
        """A query by GET."""
        return self.get("/sparql?" + urllib.parse.urlencode({"query": query}, errors="surrogatepass"), accept)

    def get(self, target: str, accept: str = "*/*") -> Answer:
        """A GET."""
        return self.send(
            f"GET {target} HTTP/1.1\r\nHost: x\r\nAccept: {accept}\r\nConnection: close\r\n\r\n".encode()
        )

    def post(self, query: str) -> Answer:
        """A query as the body of a POST."""
        body = query.encode("utf-8", "surrogatepass")
        head = f"Content-Type: application/sparql-query\r\nContent-Length: {len(body)}\r\nConnection: close"
        return self.send(f"POST /sparql HTTP/1.1\r\nHost: x\r\n{head}\r\n\r\n".encode() + body)

    def send(self, request: bytes, *, then_hang_up: bool = False, patience: float = PATIENCE) -> Answer:
        """Bytes as they are, and the answer to them; ``then_hang_up`` says that no more will come.

        The service may answer before it has read everything, and end the connection.
        """
        with self.connect(patience) as channel:
            with contextlib.suppress(OSError):
                channel.sendall(request)
                if then_hang_up:
                    channel.shutdown(socket.SHUT_WR)
            return read_answer(channel)

    def connect(self, patience: float = PATIENCE) -> socket.socket:
        """A connection to it, which says TimeoutError after so many seconds of silence."""
        return socket.create_connection(("127.0.0.1", self.port), patience)


def read_answer(channel: socket.socket) -> Answer:
    """The first answer that comes, framed as HTTP/1.1 says (RFC 9112, section 6.3); what follows it is left out."""
    response = http.client.HTTPResponse(channel)
    try:
        response.begin()
        body = response.read()
    except (ConnectionError, http.client.HTTPException):
        return Answer(0, "", b"")
    return Answer(response.status, response.headers.get_content_type(), body)


def fault_of(answer: Answer) -> str:
    """What is wrong with an answer in itself; nothing where its body is what its head says it is."""
    try:
        return _fault_of(answer)
    except (ValueError, SyntaxError, KeyError, OSError) as fault:
        return f"{answer.status} with a broken {answer.media_type} body: {fault}"


def _fault_of(answer: Answer) -> str:
    if answer.status >= 500 and answer.status not in {503, 504}:
        return f"{answer.status}: {answer.body[:200]!r}"
    if answer.status >= 400:
        if answer.media_type != "application/problem+json":
            return (
                ""
                if answer.body == b"Invalid HTTP request received."
                else f"no problem: {answer.body[:80]!r}"
            )
        return "" if json.loads(answer.body)["status"] == answer.status else "another status in the body"
    if answer.status != 200:
        return "" if answer.status in {0, 204, 303, 304, 307} else f"unforeseen status {answer.status}"
    results = QueryResultsFormat.from_media_type(answer.media_type)
    if results is not None and answer.media_type != "text/csv":
        found = parse_query_results(answer.body, results)
        if isinstance(found, QuerySolutions):
            list(found)
    elif (graph := RdfFormat.from_media_type(answer.media_type)) is not None:
        list(parse(answer.body, graph))
    elif answer.media_type == "application/json":
        json.loads(answer.body)
    else:
        answer.body.decode("utf-8")
    return ""


def _children(pid: int) -> list[int]:
    try:
        return [int(item) for item in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]
    except OSError:
        return []


def _resident(pid: int) -> int:
    """The proportional share of a process (Pss), which counts a shared page once over all who share it."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
