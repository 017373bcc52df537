"""What is made of a snapshot once and kept, since a snapshot never changes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from kg_api.engine import Engine

T = TypeVar("T")


class Kept(Generic[T]):
    """What ``make`` makes of an engine, made once a snapshot; each time anew where the data may change."""

    def __init__(self, engine: Engine, make: Callable[[Engine], T]) -> None:
        self._engine, self._make = engine, make
        self._lock = threading.Lock()
        self._found: dict[str, T] = {}

    def get(self) -> T:
        """The value; whatever the engine raises where it cannot be had."""
        snapshot = self._engine.describe().snapshot
        if not snapshot:
            return self._make(self._engine)
        with self._lock:
            if snapshot not in self._found:
                self._found = {snapshot: self._make(self._engine)}
            return self._found[snapshot]
