"""The well-behaved client: it asks one question again and again while others do harm."""

from __future__ import annotations

import json
import threading
import time
from types import TracebackType

from tests.engine.hostile.live import Server

_LABEL = "SELECT ?label ?n {{ <http://e/kruix> rdfs:label ?label BIND({number} AS ?n) }}"


class Beside:
    """Asks while inside. ``wrong`` holds every answer that was not right, ``seconds`` how long each took."""

    def __init__(self, server: Server, pause: float = 0.0) -> None:
        self._server, self._pause = server, pause
        self._stop, self._answered = threading.Event(), threading.Condition()
        self._thread = threading.Thread(target=self._ask_all, daemon=True)
        self.wrong: list[str] = []
        self.seconds: list[float] = []

    def __enter__(self) -> Beside:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def await_answer(self) -> None:
        """Blocks until a question asked after this moment has had its answer."""
        with self._answered:
            enough = len(self.seconds) + 2  # the one under way was asked before
            self._answered.wait_for(lambda: len(self.seconds) >= enough)

    def _ask_all(self) -> None:
        while not self._stop.wait(self._pause):
            started = time.perf_counter()
            fault = self._ask(len(self.seconds))
            with self._answered:
                self.seconds.append(time.perf_counter() - started)
                if fault:
                    self.wrong.append(fault)
                self._answered.notify_all()

    def _ask(self, number: int) -> str:
        """What is wrong with the answer; a question is never the same, so nothing answers from memory."""
        try:
            answer = self._server.ask(_LABEL.format(number=number), "application/sparql-results+json")
            rows = json.loads(answer.body)["results"]["bindings"] if answer.status == 200 else []
        except (OSError, ValueError, KeyError) as fault:
            return repr(fault)
        right = [(row["label"]["value"], row["n"]["value"]) for row in rows] == [("Kruix", str(number))]
        return "" if right else f"{answer}: {answer.body[:200]!r}"
