"""A fuzzer against a live service: queries from a grammar, spoilt queries, spoilt requests.

    python benchmarks/fuzz.py [--minutes N] [--seed N] [--clients N]

Prints how the inputs ended and every finding: a crash of the service, an answer too late, a 5xx other than 503 and
504, a body that is not what its head says, a call to a listener. Exit 1 where there is a finding.
"""

from __future__ import annotations

import argparse
import collections
import random
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.sparql_grammar import Grammar, http_request, spoil_bytes, spoil_text
from tests.engine.hostile.listener import Listener
from tests.engine.hostile.live import QUADS, SETTINGS, Answer, Server, fault_of

_SETTINGS = {**SETTINGS, "queue_seconds": 2}
# Past the deadline of the query and the wait for a worker: far more than the promise, for a machine under load.
_LATE_SECONDS = 8.0
_SPOILT_PATIENCE = 3.0
_STOPPED_SECONDS = 20.0
_LABEL = "SELECT ?label { <http://e/kruix> rdfs:label ?label }"


@dataclass
class Tally:
    """What was seen so far, by all clients."""

    ended: collections.Counter[tuple[str, str]] = field(default_factory=collections.Counter)
    findings: list[str] = field(default_factory=list)
    slowest: float = 0.0


class Client(threading.Thread):
    """Sends one input after another until told to stop."""

    def __init__(self, server: Server, seed: int, listener: str, tally: Tally, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self._server, self._tally, self._stop_now = server, tally, stop
        self._chance = random.Random(seed)
        self._grammar = Grammar(self._chance, listener)

    def run(self) -> None:
        while not self._stop_now.is_set():
            kind, request = self._next()
            started = time.monotonic()
            try:
                answer = self._send(kind, request)
                self._note(kind, request, answer, time.monotonic() - started)
            except TimeoutError:
                self._note_silence(kind, request)
            except Exception as fault:  # an answer that nobody foresaw is a finding, not an end
                self._tally.findings.append(f"{kind}: {fault!r}: {request!r}")

    def _next(self) -> tuple[str, bytes]:
        kind = self._chance.choice(("grammar", "grammar", "spoilt text", "spoilt request"))
        query = self._grammar.query()
        if kind == "spoilt text":
            query = spoil_text(self._chance, query)
        request = http_request(self._chance, query)
        return kind, spoil_bytes(self._chance, request) if kind == "spoilt request" else request

    def _send(self, kind: str, request: bytes) -> Answer:
        """A spoilt request may announce more than it holds: its sender hangs up or loses patience soon."""
        if kind != "spoilt request":
            return self._server.send(request)
        return self._server.send(request, then_hang_up=self._chance.random() < 0.9, patience=_SPOILT_PATIENCE)

    def _note_silence(self, kind: str, request: bytes) -> None:
        """Silence is right where the head of the request is not complete."""
        self._tally.ended[kind, "waits for more"] += 1
        if kind != "spoilt request" or b"\r\n\r\n" in request:
            self._tally.findings.append(f"{kind}: no answer: {request!r}")

    def _note(self, kind: str, request: bytes, answer: Answer, seconds: float) -> None:
        tally = self._tally
        tally.ended[kind, str(answer)] += 1
        tally.slowest = max(tally.slowest, seconds)
        fault = fault_of(answer) or ("no answer" if answer.status == 0 and kind != "spoilt request" else "")
        if seconds > _LATE_SECONDS:
            fault = f"{fault} after {seconds:.1f} s"
        if fault:
            tally.findings.append(f"{kind}: {fault}: {request!r}")


def fuzz(minutes: float, seed: int, clients: int) -> Tally:
    """Runs the clients for that long beside a query that must always be answered."""
    tally, stop = Tally(), threading.Event()
    with tempfile.TemporaryDirectory() as folder, Listener() as listener:
        quads = Path(folder, "fuzz.nq")
        quads.write_text(QUADS, encoding="utf-8")
        server = Server(quads, _SETTINGS)
        try:
            threads = [Client(server, seed + i, listener.address, tally, stop) for i in range(clients)]
            for thread in threads:
                thread.start()
            _watch(server, time.monotonic() + 60 * minutes, tally)
            stop.set()
            for thread in threads:
                thread.join(_STOPPED_SECONDS)
        finally:
            server.close()
        if listener.heard:
            tally.findings.append(f"the listener was called {listener.heard} times")
    return tally


def _watch(server: Server, until: float, tally: Tally) -> None:
    """Asks for what is known until the time is up or the service has ended."""
    while time.monotonic() < until:
        if not server.is_alive():
            tally.findings.append("the service ended")
            return
        answer = server.ask(_LABEL)
        tally.ended["well-behaved", str(answer)] += 1
        if (answer.status == 200 and b'"Kruix"' not in answer.body) or answer.status not in {200, 503}:
            tally.findings.append(f"the well-behaved client got {answer}: {answer.body[:200]!r}")
        time.sleep(0.2)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--clients", type=int, default=2)
    given = parser.parse_args()
    tally = fuzz(given.minutes, given.seed, given.clients)
    total = sum(tally.ended.values())
    print(
        f"{total:,} requests in {given.minutes:g} minutes, seed {given.seed}, slowest {tally.slowest:.2f} s"
    )
    for (kind, ended), count in sorted(tally.ended.items()):
        print(f"{kind:16} {ended:32} {count:8,}")
    print(f"{len(tally.findings)} findings")
    for finding in tally.findings[:50]:
        print(finding[:3000])
    return 1 if tally.findings else 0


if __name__ == "__main__":
    sys.exit(main())
