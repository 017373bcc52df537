"""What a request asks of the engine: how long it waited for its turn, how long its queries ran, how they ended.

The wrapper lets in as many queries at a time as there are workers, so that waiting and running are told apart: a
client pays for the second alone. The web process answers other requests while some wait, since their number is
bounded too.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from kg_api.engine import Description, Engine, Request, Result
from kg_api.errors import EngineError, EngineUnavailable
from kg_api.settings import Settings

Clock = Callable[[], float]


@dataclass(frozen=True)
class Asked:
    """One query of a request: how it ended (“ok”, “kept” or the slug of an error), and its seconds."""

    text: str
    outcome: str
    queued: float
    ran: float

    @property
    def fingerprint(self) -> str:
        """Twelve hexadecimal digits that tell queries apart and give nothing of them away."""
        return hashlib.sha256(self.text.encode("utf-8", "replace")).hexdigest()[:12]


@dataclass
class Meter:
    """The queries of one request, and the processor time of the thread that makes its answer, in seconds.

    A thread that works for the request adds to it.
    """

    asked: list[Asked] = field(default_factory=list)
    worked: float = 0.0

    @property
    def queued(self) -> float:
        """Seconds spent waiting for a turn."""
        return sum(one.queued for one in self.asked)

    @property
    def ran(self) -> float:
        """Seconds in which a worker was held."""
        return sum(one.ran for one in self.asked)

    @property
    def cost(self) -> float:
        """What the client pays for: the seconds of a worker, and those of the web process."""
        return self.ran + self.worked


CURRENT: ContextVar[Meter | None] = ContextVar("meter", default=None)


class Metered:
    """An engine that tells the meter of the request under way what each query took."""

    def __init__(self, engine: Engine, settings: Settings, clock: Clock = time.monotonic) -> None:
        self._engine, self._settings, self._clock = engine, settings, clock
        self._turns = threading.BoundedSemaphore(settings.workers)
        self._places = threading.BoundedSemaphore(settings.queue_places)

    def query(self, request: Request) -> Result:
        """As the engine; EngineUnavailable where too many wait already, or no turn comes in time."""
        came, began, outcome = self._clock(), None, "ok"
        try:
            with self._turn():
                began = self._clock()
                return self._engine.query(request)
        except EngineError as fault:
            outcome = fault.slug
            raise
        finally:
            ended = self._clock()
            queued, ran = (ended - came, 0.0) if began is None else (began - came, ended - began)
            if (meter := CURRENT.get()) is not None:
                meter.asked.append(Asked(request.text, outcome, queued, ran))

    def describe(self) -> Description:
        """As the engine."""
        return self._engine.describe()

    def close(self) -> None:
        """As the engine."""
        self._engine.close()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.acquire(blocking=False):
            self._wait()
        try:
            yield
        finally:
            self._turns.release()

    def _wait(self) -> None:
        if not self._places.acquire(blocking=False):
            most = self._settings.queue_places
            raise EngineUnavailable(f"{most} requests wait for a worker already; try again in a moment.")
        try:
            if not self._turns.acquire(timeout=self._settings.queue_seconds):
                busy = self._settings.workers
                raise EngineUnavailable(f"All {busy} workers are busy; try again in a moment.")
        finally:
            self._places.release()


def metered(engine: Engine, settings: Settings) -> Metered:
    """The engine with a meter, once."""
    return engine if isinstance(engine, Metered) else Metered(engine, settings)


@contextmanager
def worked() -> Iterator[None]:
    """Adds the processor time of this thread to the meter of the request under way."""
    meter, began = CURRENT.get(), time.thread_time()
    try:
        yield
    finally:
        if meter is not None:
            meter.worked += time.thread_time() - began


def note_kept(request: Request) -> None:
    """Tells the meter of a query that was answered from memory, which costs its client nothing."""
    if (meter := CURRENT.get()) is not None:
        meter.asked.append(Asked(request.text, "kept", 0.0, 0.0))
