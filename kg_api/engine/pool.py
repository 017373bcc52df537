"""Places for workers: each is held by one thread at a time, and waiting for one is bounded."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from kg_api.engine.processes import WorkerProcess
from kg_api.errors import EngineUnavailable


class Place:
    """A place in the pool: ``worker`` is its worker, or None where one is yet to be hired."""

    def __init__(self) -> None:
        self.worker: WorkerProcess | None = None

    def dismiss(self) -> None:
        """Ends its worker, if it has one."""
        if self.worker is not None:
            self.worker.end()
        self.worker = None


class Pool:
    """A fixed number of places; the one used last is given out first, since its memory is warm."""

    def __init__(self, size: int) -> None:
        self.places = tuple(Place() for _ in range(size))
        self._free = list(self.places)
        self._changed = threading.Condition()
        self._closed = False

    @contextmanager
    def place(self, seconds: float) -> Iterator[Place]:
        """A free place for the caller alone; EngineUnavailable after ``seconds`` without one."""
        place = self._take(seconds)
        try:
            yield place
        finally:
            with self._changed:
                self._free.append(place)
                self._changed.notify()
                self._dismiss_free()

    @property
    def closed(self) -> bool:
        """Whether it gives out no places any more."""
        return self._closed

    @property
    def free(self) -> int:
        """How many places nobody holds."""
        return len(self._free)

    def close(self) -> None:
        """Gives out no place any more and ends the workers of the free ones; those who wait are told.

        A worker in use is ended by the thread that uses it.
        """
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            self._dismiss_free()

    def _dismiss_free(self) -> None:
        if self._closed:
            for place in self._free:
                place.dismiss()

    def _take(self, seconds: float) -> Place:
        deadline = time.monotonic() + seconds
        with self._changed:
            while not self._closed and not self._free:
                if not self._changed.wait(deadline - time.monotonic()):
                    busy = len(self.places)
                    raise EngineUnavailable(f"All {busy} workers are busy; try again in a moment.")
            if self._closed:
                raise EngineUnavailable("The query engine is closed.")
            return self._free.pop()
