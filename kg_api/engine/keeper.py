"""The keeper: a small single-threaded process that holds the store and forks workers, copy-on-write.

Started as ``python -m kg_api.engine.keeper DESCRIPTOR``; the descriptor is its end of a socket pair. The
first frame on it holds its orders; the keeper answers with a frame that says what it holds, or what is
wrong. After that, each order is six bytes: ``S`` forks a worker around the descriptor sent along, ``R``
kills (if need be) and reaps the worker of that process id. It ends, with all workers, when the socket does.
"""

from __future__ import annotations

import contextlib
import gc
import os
import select
import signal
import socket
import struct
import sys
from typing import Final

from pyoxigraph import RdfFormat, Store

from kg_api.engine import limits, wire, worker

ORDER: Final = struct.Struct("!cI")
REPLY: Final = struct.Struct("!iI")
SPAWN: Final = b"S"
REAP: Final = b"R"


class Keeper:
    """Forks and reaps workers at the web process's word."""

    def __init__(self, control: socket.socket, store: Store | None, orders: wire.Header) -> None:
        self._control, self._store, self._orders = control, store, orders
        self._living: set[int] = set()
        self._ended: dict[int, int] = {}
        self._woken, self._waker = os.pipe()
        for end in (self._woken, self._waker):
            os.set_blocking(end, False)

    def serve(self) -> None:
        """Obeys until the control socket ends, then ends every worker."""
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._waker, warn_on_full_buffer=False)
        with contextlib.suppress(OSError):
            while self._serve_once():
                pass
        for pid in tuple(self._living):
            self._reap(pid)

    def _serve_once(self) -> bool:
        ready = select.select([self._control.fileno(), self._woken], [], [])[0]
        if self._woken in ready:
            os.read(self._woken, 4096)
            self._collect()
        if self._control.fileno() not in ready:
            return True
        data, descriptors, _, _ = socket.recv_fds(self._control, ORDER.size, 1)
        if len(data) != ORDER.size:
            return False
        order, pid = ORDER.unpack(data)
        value, status = self._spawn(descriptors[0]) if order == SPAWN else (pid, self._reap(pid))
        self._control.sendall(REPLY.pack(value, status))
        return True

    def _spawn(self, descriptor: int) -> tuple[int, int]:
        """The process id of a new worker, or minus the error number."""
        parent = os.getpid()
        try:
            pid = os.fork()
        except OSError as fault:
            os.close(descriptor)
            return -(fault.errno or 1), 0
        if pid == 0:
            self._become_worker(parent, descriptor)
        os.close(descriptor)
        self._living.add(pid)
        return pid, 0

    def _become_worker(self, parent: int, descriptor: int) -> None:
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            channel = socket.socket(fileno=descriptor)
            limits.close_all_but(descriptor)
            # A database has threads of its own, which no fork takes along.
            database: str = self._orders["quads"]
            if self._store is None:
                worker.run(channel, Store.read_only(database), self._orders, parent, database)
            else:
                worker.run(channel, self._store, self._orders, parent)
        finally:
            os._exit(0)

    def _collect(self) -> None:
        """Reaps workers that ended by themselves and keeps their status, so that no zombie is left."""
        for pid in tuple(self._living):
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                self._living.discard(pid)
                self._ended[pid] = status

    def _reap(self, pid: int) -> int:
        """Ends a worker and says how it ended: a status of waitpid."""
        if pid in self._living:
            os.kill(pid, signal.SIGKILL)
            self._living.discard(pid)
            return os.waitpid(pid, 0)[1]
        return self._ended.pop(pid, 0)


def load(path: str) -> Store | None:
    """A store in memory with the quads of an N-Quads file, None for a database, which each worker opens.

    Raises OSError or SyntaxError where it cannot be read.
    """
    if os.path.isdir(path):  # noqa: PTH112 (pathlib is not needed here otherwise)
        os.listdir(path)  # noqa: PTH208
        return None
    store = Store()
    store.bulk_load(path=path, format=RdfFormat.N_QUADS)
    return store


def main(descriptor: int) -> int:
    """Runs a keeper on its end of the control socket; 0 when the socket ended, 1 without a store."""
    control = socket.socket(fileno=descriptor)
    orders, _ = wire.receive(control)
    try:
        store = load(orders["quads"])
    except (OSError, SyntaxError, ValueError) as fault:
        line, column = getattr(fault, "lineno", None), getattr(fault, "offset", None)
        wire.send(control, {"fault": str(fault), "line": line, "column": column})
        return 1
    layers = {"network": limits.cut_network()}
    gc.collect()
    gc.freeze()
    os.dup2(1, 2)
    wire.send(control, {"quads": 0 if store is None else len(store), "layers": layers})
    Keeper(control, store, orders).serve()
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
