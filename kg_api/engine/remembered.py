"""Results kept for the next who asks the same of the same snapshot.

A result is a function of the snapshot, the query, its dataset and the formats taken, unless the query has a function
whose value changes from call to call (SPARQL 1.1, 17.4: NOW, RAND, UUID, STRUUID, BNODE).
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

from kg_api.engine import Description, Engine, Request, Result
from kg_api.engine.outline import outline

# One result may take this share of the whole, so that no single one empties the rest.
_LARGEST = 1 / 8

Key = tuple[object, ...]


class Remembered:
    """An engine that keeps results, ``most`` bytes of them, and lets go of those asked longest ago."""

    def __init__(self, engine: Engine, most: int, on_hit: Callable[[Request], None] = lambda _: None) -> None:
        """``on_hit`` is told of each request that is answered without asking the engine."""
        self._engine, self._most, self._on_hit = engine, most, on_hit
        self._lock = threading.Lock()
        self._kept: OrderedDict[Key, Result] = OrderedDict()
        self._bytes = 0

    def query(self, request: Request) -> Result:
        """The result, kept or new; an error is never kept."""
        key = self._key(request)
        if key is None:
            return self._engine.query(request)
        found = self._find(key)
        if found is None:
            found = self._engine.query(request)
            self._keep(key, found)
        else:
            self._on_hit(request)
        return found

    def describe(self) -> Description:
        """As the engine."""
        return self._engine.describe()

    def close(self) -> None:
        """As the engine."""
        self._engine.close()

    def _key(self, request: Request) -> Key | None:
        snapshot = self._engine.describe().snapshot
        if not snapshot or not self._most or outline(request.text).volatile:
            return None
        accept = tuple(sorted(request.accept.items()))
        dataset = request.default_graphs, request.named_graphs
        return snapshot, request.text, dataset, accept, request.rows, request.base

    def _find(self, key: Key) -> Result | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _keep(self, key: Key, result: Result) -> None:
        if _size(key, result) > self._most * _LARGEST:
            return
        with self._lock:
            if key in self._kept:
                return
            self._kept[key] = result
            self._bytes += _size(key, result)
            while self._bytes > self._most:
                self._bytes -= _size(*self._kept.popitem(last=False))


def _size(key: Key, result: Result) -> int:
    """About how many bytes it takes to keep a result; a key is mostly its text, and a dictionary's entry."""
    return len(result.body) + 2 * len(str(key)) + 500
