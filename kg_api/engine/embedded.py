"""Oxigraph in worker processes that can be killed: the engine that serves a snapshot.

Queries never run in this process. A keeper (:mod:`kg_api.engine.keeper`) holds the store and forks workers; a
worker that outlives the deadline, crashes or passes a limit is killed and replaced, and the caller gets the
:class:`~kg_api.errors.EngineError` that says so.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from pathlib import Path
from types import TracebackType
from typing import Final

from kg_api.engine import Description, Request, Result, rows, syntax, wire
from kg_api.engine.admission import admit
from kg_api.engine.cancel import Cancel
from kg_api.engine.outline import Outline, outline
from kg_api.engine.pool import Place, Pool
from kg_api.engine.processes import KeeperProcess, WorkerProcess
from kg_api.errors import (
    EngineError,
    EngineUnavailable,
    NotAcceptable,
    PrivacyKgError,
    QueryRejected,
    QueryTimeout,
    QueryTooLarge,
)
from kg_api.settings import Settings

_ADVICE: Final = "Bind more terms, select fewer variables, or add a LIMIT."
_CANCELLED: Final = "The query was ended, since nobody waits for its answer any more."


class EmbeddedEngine:
    """Answers queries over one N-Quads file. Every method may be called from any thread."""

    def __init__(
        self,
        quads: Path,
        snapshot: str,
        settings: Settings,
        union: bool = True,
        *,
        admission: bool = True,
        held: int = 0,
    ) -> None:
        """Opens ``quads``, an N-Quads file or the folder of a database with ``held`` quads, and hires the workers.

        ``union`` makes the default graph the union of all graphs; without it the dataset is as given.
        ``admission=False`` leaves out the first layer (for tests of the others). Raises FileError where the
        file cannot be read, EngineUnavailable where no process can be had.
        """
        self._quads, self._snapshot, self._settings, self._union = quads, snapshot, settings, union
        self._admission = admission
        self._hiring = threading.Lock()
        self._pool = Pool(settings.workers)
        self._keeper = KeeperProcess(quads, settings)
        self._held = self._keeper.quads or held
        try:
            for place in self._pool.places:
                place.worker = self._keeper.spawn()
        except BaseException:
            self.close()
            raise
        self._layers = self._all_layers()

    def __enter__(self) -> EmbeddedEngine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def query(self, request: Request) -> Result:
        """The result; QueryRejected, QueryTimeout, QueryTooLarge, EngineUnavailable or EngineError."""
        order, text = self._order(request)
        with self._pool.place(self._settings.queue_seconds) as place:
            header, body = self._ask(place, order, text, request.cancel)
        if "fault" in header:
            raise self._fault(request.text, header["fault"], header.get("message", ""))
        return Result(header["form"], header["media_type"], body, header.get("truncated", False))

    def describe(self) -> Description:
        """What it holds, and which layers of defence are on; no process is asked."""
        return Description(self._snapshot, self._held, self._layers, self._union)

    def processes(self) -> tuple[int, ...]:
        """The process ids of the workers at this moment."""
        return tuple(place.worker.pid for place in self._pool.places if place.worker is not None)

    def keeper_process(self) -> int:
        """The process id of the keeper at this moment."""
        return self._keeper.pid

    def free_workers(self) -> int:
        """How many workers wait for a query."""
        return self._pool.free

    def close(self) -> None:
        """Ends all processes; queries under way and further ones raise EngineUnavailable."""
        self._pool.close()
        with self._hiring:
            self._keeper.close()

    def _order(self, request: Request) -> tuple[wire.Header, bytes]:
        found = admit(request.text, self._settings) if self._admission else outline(request.text)
        given = bool(request.default_graphs or request.named_graphs)
        order = {
            "accept": dict(request.accept),
            "union": self._union and not found.dataset,
            "dataset": [request.default_graphs, request.named_graphs] if given else None,
            "limited": _limited(request, found),
            "base": request.base,
        }
        return order, request.text.encode("utf-8", "replace")

    def _ask(
        self, place: Place, order: wire.Header, text: bytes, cancel: Cancel
    ) -> tuple[wire.Header, bytes]:
        if cancel.cancelled:
            raise EngineUnavailable(_CANCELLED)
        worker, settings = self._fresh(place), self._settings
        try:
            with cancel.calling(worker.hang_up):
                header, body = worker.ask(order, text, settings.query_seconds, settings.result_bytes)
        except (OSError, EOFError, ValueError) as fault:
            lost = self._lost(place, worker, fault)
            raise (EngineUnavailable(_CANCELLED) if cancel.cancelled else lost) from fault
        if header.get("retire"):
            self._replace(place, worker)
        return header, body

    def _fresh(self, place: Place) -> WorkerProcess:
        """The place's worker if it lives, else a new one."""
        if place.worker is not None and place.worker.is_alive():
            return place.worker
        place.dismiss()
        place.worker = worker = self._hire()
        return worker

    def _hire(self) -> WorkerProcess:
        if not self._hiring.acquire(timeout=self._settings.queue_seconds):
            raise EngineUnavailable("The query engine is starting again; try in a moment.")
        try:
            if self._pool.closed:
                raise EngineUnavailable("The query engine is closed.")
            if not self._keeper.is_alive():
                self._keeper.close()
                self._keeper = KeeperProcess(self._quads, self._settings)
            return self._keeper.spawn()
        finally:
            self._hiring.release()

    def _replace(self, place: Place, worker: WorkerProcess) -> int:
        """Ends a worker, hires the next if one can be had now, and says how the old one ended."""
        status = worker.end()
        place.worker = None
        with contextlib.suppress(EngineError):  # whoever takes the place next tries again
            place.worker = self._hire()
        return status

    def _lost(self, place: Place, worker: WorkerProcess, fault: Exception) -> EngineError:
        """The error for a worker that gave no answer; it has been replaced by then."""
        status = self._replace(place, worker)
        if self._pool.closed:
            return EngineUnavailable("The query engine was closed.")
        cause = -os.waitstatus_to_exitcode(status)
        if isinstance(fault, TimeoutError) or cause == getattr(signal, "SIGXCPU", None):
            seconds = self._settings.query_seconds
            return QueryTimeout(f"The query ran for {seconds:g} s and was ended. {_ADVICE}")
        if not worker.owner.is_alive():
            return EngineUnavailable("The query engine is starting again; try in a moment.")
        if isinstance(fault, ValueError):
            return EngineError("A worker gave no proper answer and was replaced.")
        return QueryTooLarge(f"The query ended its worker: it needs too much memory or depth. {_ADVICE}")

    def _fault(self, text: str, kind: str, message: str) -> PrivacyKgError:
        if kind == "syntax":
            return syntax.refusal(text, message)
        if kind == "result":
            most = self._settings.result_bytes
            return QueryTooLarge(f"The result has more than {most:,} bytes, the most allowed. {_ADVICE}")
        if kind == "memory":
            return QueryTooLarge(f"The query needs more memory than allowed. {_ADVICE}")
        if kind == "xml":
            return NotAcceptable(f"The result cannot be written as XML: {message}. Ask for another format.")
        if kind == "evaluation":
            return QueryRejected(f"The query cannot be evaluated here: {message}")
        return EngineError("The engine failed on this query; its worker was replaced.")

    def _all_layers(self) -> dict[str, bool]:
        workers = [place.worker.layers for place in self._pool.places if place.worker is not None]
        shared = {name: all(layers[name] for layers in workers) for name in workers[0]}
        return {"admission": self._admission, "deadline": True, **self._keeper.layers, **shared}


def _limited(request: Request, found: Outline) -> tuple[int, str, str] | None:
    """The most rows, and the query with that limit and with one row more; None where it has no limit of ours."""
    most = request.rows
    exact = None if most is None else rows.limited(request.text, found, most)
    if most is None or exact is None:
        return None
    return most, exact, rows.limited(request.text, found, most + 1) or request.text
