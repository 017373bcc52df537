"""The web process's side of the keeper and its workers: starting, asking, ending them."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Final

import kg_api
from kg_api.engine import keeper, wire
from kg_api.errors import EngineUnavailable, FileError
from kg_api.settings import Settings

# Forking and confining takes 5 ms; this is for a machine that has stalled.
_STALLED_SECONDS: Final = 30.0
_END_SECONDS: Final = 5.0


class WorkerProcess:
    """A worker as seen from here: its process id, its channel, the layers that it says are on."""

    def __init__(self, owner: KeeperProcess, pid: int, channel: socket.socket) -> None:
        self.owner, self.pid, self._channel = owner, pid, channel
        hello, _ = wire.receive(channel, time.monotonic() + _STALLED_SECONDS, most=0)
        self.layers: dict[str, bool] = hello["layers"]

    def ask(self, order: wire.Header, text: bytes, seconds: float, most: int) -> tuple[wire.Header, bytes]:
        """One query and its answer; raises as :func:`kg_api.engine.wire.receive` does."""
        deadline = time.monotonic() + seconds
        self._channel.settimeout(seconds)
        wire.send(self._channel, order, text)
        return wire.receive(self._channel, deadline, most)

    def is_alive(self) -> bool:
        """Whether an idle worker still holds its end of the channel, on which it has nothing to say."""
        self._channel.settimeout(0)
        try:
            self._channel.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def hang_up(self) -> None:
        """Has whoever waits for its answer told that there is none (EOFError); does not block."""
        with contextlib.suppress(OSError):
            self._channel.shutdown(socket.SHUT_RDWR)

    def end(self) -> int:
        """Kills it if it lives, and says how it ended: a status of waitpid, 0 where that is not known."""
        with contextlib.suppress(OSError):
            self._channel.close()
        return self.owner.reap(self.pid)


class KeeperProcess:
    """A running keeper with a store: ``quads`` it holds, ``layers`` that hold for it and all its workers."""

    def __init__(self, quads: Path, settings: Settings) -> None:
        """Starts it and waits until the store is loaded.

        Raises FileError where the file cannot be read, EngineUnavailable where no process can be had.
        """
        self._lock = threading.Lock()
        self._broken = False
        self._control, theirs = socket.socketpair()
        with theirs:
            try:
                self._process = _start(theirs.fileno())
            except OSError as fault:
                self._control.close()
                raise EngineUnavailable(f"The query engine did not start: {fault}.") from fault
        try:
            self.quads, self.layers = self._load(quads, settings)
        except BaseException:
            self.close()
            raise
        self._control.settimeout(_STALLED_SECONDS)
        assert self._process.stderr is not None
        self._process.stderr.close()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def is_alive(self) -> bool:
        """Whether it can be expected to obey."""
        return not self._broken and self._process.poll() is None

    def spawn(self) -> WorkerProcess:
        """A new worker; EngineUnavailable where the machine or the keeper has none to give."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                pid, _ = self._order(keeper.SPAWN, 0, theirs)
            if pid < 0:
                raise EngineUnavailable(f"No worker process could be started (error {-pid} of the system).")
            return WorkerProcess(self, pid, ours)
        except (OSError, EOFError, ValueError) as fault:
            ours.close()
            raise EngineUnavailable("The query engine is starting again; try in a moment.") from fault
        except BaseException:
            ours.close()
            raise

    def reap(self, pid: int) -> int:
        """Ends a worker; its status, or 0 where the keeper is gone (and with it all its workers)."""
        with contextlib.suppress(OSError, EOFError):
            return self._order(keeper.REAP, pid)[1]
        return 0

    def close(self) -> None:
        """Ends the keeper, and by that all its workers."""
        self._broken = True
        with contextlib.suppress(OSError):
            self._control.shutdown(socket.SHUT_RDWR)
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._control.close()
        if self._process.stderr is not None:
            self._process.stderr.close()

    def _order(self, order: bytes, pid: int, given: socket.socket | None = None) -> tuple[int, int]:
        data = keeper.ORDER.pack(order, pid)
        with self._lock:
            try:
                if given is not None:
                    socket.send_fds(self._control, [data], [given.fileno()])
                else:
                    self._control.sendall(data)
                reply = self._control.recv(keeper.REPLY.size)
            except OSError:
                self._broken = True
                raise
            if len(reply) != keeper.REPLY.size:
                self._broken = True
                raise EOFError("the keeper is gone")
        value, status = keeper.REPLY.unpack(reply)
        return value, status

    def _load(self, quads: Path, settings: Settings) -> tuple[int, dict[str, bool]]:
        orders = {
            "quads": str(quads.resolve()),
            "memory": settings.worker_memory,
            "result_bytes": settings.result_bytes,
            "seconds": settings.query_seconds,
        }
        try:
            wire.send(self._control, orders)
            ready, _ = wire.receive(self._control, most=0)
        except (EOFError, OSError) as fault:
            raise EngineUnavailable(f"The query engine did not start: {self._last_words()}") from fault
        if "fault" in ready:
            raise FileError(ready["fault"], str(quads), ready["line"], ready["column"])
        return ready["quads"], ready["layers"]

    def _last_words(self) -> str:
        assert self._process.stderr is not None
        lines = self._process.stderr.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else "its process ended without a word."


def _start(descriptor: int) -> subprocess.Popen[bytes]:
    """A keeper with nothing of ours but its end of the socket: no environment, no terminal, no descriptor.

    In a session of its own, so that Ctrl-C reaches the web process alone, which then ends it in order.
    """
    return subprocess.Popen(
        [sys.executable, "-P", "-s", "-m", "kg_api.engine.keeper", str(descriptor)],
        pass_fds=[descriptor],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={"PYTHONPATH": str(Path(kg_api.__file__).resolve().parent.parent), "LC_ALL": "C.UTF-8"},
        cwd="/",
        start_new_session=True,
    )
