"""``/metrics``: a few counters and histograms in the text exposition format of Prometheus, version 0.0.4.

Written here, since the format is a page long and the client library would be one more dependency. No label holds
anything that a client chose, so that the number of series is bounded.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from itertools import accumulate
from typing import Final

from fastapi import APIRouter
from starlette.responses import PlainTextResponse

from kg_api.engine import Engine

PATH: Final = "/metrics"
MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY"})
_SECONDS: Final = (0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0)


class Counter:
    """A number that only grows, one for each combination of label values."""

    def __init__(self, name: str, text: str, labels: Sequence[str] = ()) -> None:
        self._name, self._text, self._labels = name, text, tuple(labels)
        self._values: dict[tuple[str, ...], float] = {}
        self._lock = threading.Lock()

    def add(self, *values: str, amount: float = 1) -> None:
        """Adds ``amount`` to the series with these values of the labels."""
        with self._lock:
            self._values[values] = self._values.get(values, 0) + amount

    def lines(self) -> Iterator[str]:
        """The exposition, a line at a time."""
        yield from _head(self._name, self._text, "counter")
        with self._lock:
            series = sorted(self._values.items())
        for values, value in series:
            yield _line(self._name, zip(self._labels, values, strict=True), value)


class Histogram:
    """How many observations fell at or below each bound, their number and their sum."""

    def __init__(self, name: str, text: str, bounds: Sequence[float] = _SECONDS) -> None:
        self._name, self._text, self._bounds = name, text, tuple(bounds)
        self._counts, self._sum = [0] * (len(self._bounds) + 1), 0.0
        self._lock = threading.Lock()

    def observe(self, value: float) -> None:
        """Counts one observation."""
        place = sum(bound < value for bound in self._bounds)
        with self._lock:
            self._counts[place] += 1
            self._sum += value

    def lines(self) -> Iterator[str]:
        """The exposition, a line at a time."""
        yield from _head(self._name, self._text, "histogram")
        with self._lock:
            counts, total = list(accumulate(self._counts)), self._sum
        for bound, count in zip((*map(str, self._bounds), "+Inf"), counts, strict=True):
            yield _line(f"{self._name}_bucket", [("le", bound)], count)
        yield _line(f"{self._name}_sum", [], total)
        yield _line(f"{self._name}_count", [], counts[-1])


class Metrics:
    """What one application counts. Every method may be called from any thread."""

    def __init__(self) -> None:
        self._requests = Counter(
            "privacy_kg_requests_total",
            "Requests, by method, route and status.",
            ("method", "route", "status"),
        )
        self._seconds = Histogram("privacy_kg_request_seconds", "Seconds from a request to its first byte.")
        self._queries = Counter("privacy_kg_queries_total", "Queries, by how they ended.", ("outcome",))
        self._ran = Histogram("privacy_kg_query_seconds", "Seconds in which a query held a worker.")
        self._queued = Histogram("privacy_kg_queue_seconds", "Seconds for which a query waited for a worker.")
        self._refused = Counter("privacy_kg_over_budget_total", "Requests refused since a budget is used up.")
        self._refused.add(amount=0)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Counts a request; ``route`` is the template of its path, never the path."""
        self._requests.add(method if method in _METHODS else "other", route, str(status))
        self._seconds.observe(seconds)

    def query(self, outcome: str, queued: float, ran: float) -> None:
        """Counts a query by how it ended (“ok” or the slug of an error)."""
        self._queries.add(outcome)
        self._queued.observe(queued)
        self._ran.observe(ran)

    def refusal(self) -> None:
        """Counts a request over budget."""
        self._refused.add()

    def text(self, engine: Engine) -> str:
        """The exposition of all, with what the engine holds."""
        held = engine.describe()
        info = [("version", version("privacy-kg")), ("snapshot", held.snapshot)]
        lines = [
            *_head("privacy_kg_info", "What runs and what it serves.", "gauge"),
            _line("privacy_kg_info", info, 1),
            *_head("privacy_kg_quads", "Quads in the snapshot.", "gauge"),
            _line("privacy_kg_quads", [], held.quads),
        ]
        for family in (
            self._requests,
            self._seconds,
            self._queries,
            self._ran,
            self._queued,
            self._refused,
        ):
            lines.extend(family.lines())
        return "\n".join(lines) + "\n"


def router(metrics: Metrics, engine: Engine) -> APIRouter:
    """The route ``/metrics``."""
    routes = APIRouter(tags=["service"])

    @routes.get(PATH, response_class=PlainTextResponse, summary="Counters for Prometheus")
    async def read_metrics() -> PlainTextResponse:
        """Counters and histograms of this process, for Prometheus."""
        headers = {"Cache-Control": "no-store"}
        return PlainTextResponse(metrics.text(engine), headers=headers, media_type=MEDIA_TYPE)

    return routes


def _head(name: str, text: str, kind: str) -> Iterator[str]:
    yield f"# HELP {name} {text}"
    yield f"# TYPE {name} {kind}"


def _line(name: str, labels: Iterable[tuple[str, str]], value: float) -> str:
    given = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels)
    return f"{name}{{{given}}} {_number(value)}" if given else f"{name} {_number(value)}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)
