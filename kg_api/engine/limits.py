"""What the kernel takes away from the processes that run queries, one layer a function.

Each layer returns whether it is in force; none raises, so a platform that lacks one still has the others
(setrlimit(2), prctl(2), unshare(2), network_namespaces(7)). Everything here runs in processes of our own,
never in the one that imports it as a library.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Final

from kg_api.engine import landlock

_PR_SET_PDEATHSIG: Final = 1
_PR_SET_NO_NEW_PRIVS: Final = 38
_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWNET: Final = 0x40000000
# Loaded here, since a confined process can open no library any more.
_LIBC: Final = ctypes.CDLL(None, use_errno=True)


def cut_network() -> bool:
    """Moves this single-threaded process, and all it forks, into a network namespace without any route.

    The user namespace comes first: it needs no privilege, and it takes those of root away.
    """
    return _call("unshare", _CLONE_NEWUSER | _CLONE_NEWNET) or _call("unshare", _CLONE_NEWNET)


def confine(memory: int, parent: int, database: str | None = None) -> dict[str, bool]:
    """Takes away what a worker does not need; ``memory`` is what it may add to its address space, in bytes.

    ``parent`` is the process id of its keeper. ``database`` is the folder of a database, whose files are opened as
    queries come to them, so that it may still read there; without one it may open nothing at all. Files come last: the
    layers before read ``/proc``.
    """
    return {
        "orphans": _die_with_parent(parent),
        "out-of-memory": _be_first_victim(),
        "memory": _limit_memory(memory),
        "core": _limit(resource.RLIMIT_CORE, 0),
        "writes": _limit(resource.RLIMIT_FSIZE, 0),
        "privileges": _call("prctl", _PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0),
        "cpu": allow_cpu(3600.0),
        "files": _limit(resource.RLIMIT_NOFILE, 0) if database is None else landlock.read_below(database),
    }


def allow_cpu(seconds: float) -> bool:
    """Lets this process compute for ``seconds`` more, rounded up; past that the kernel ends it (SIGXCPU)."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime + seconds) + 2
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    most = soft if hard == resource.RLIM_INFINITY else min(soft, hard)
    return _done(lambda: resource.setrlimit(resource.RLIMIT_CPU, (most, hard)))


def peak_memory() -> int:
    """The most memory this process has had resident, in bytes (Linux counts kibibytes)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def close_all_but(kept: int) -> None:
    """Closes every descriptor but the standard three and ``kept``."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    os.closerange(3, kept)
    os.closerange(kept + 1, most if most != resource.RLIM_INFINITY else 1 << 20)


def _die_with_parent(parent: int) -> bool:
    """The kernel kills this process when its single-threaded parent dies; a parent already dead sends
    nothing.
    """
    done = _call("prctl", _PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
    return done


def _be_first_victim() -> bool:
    """Out of memory, the kernel ends a worker before it ends the web process."""
    return _done(lambda: Path("/proc/self/oom_score_adj").write_text("1000", "ascii"))


def _limit_memory(more: int) -> bool:
    def limit() -> None:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        most = pages * resource.getpagesize() + more
        resource.setrlimit(resource.RLIMIT_AS, (most, most))

    return _done(limit)


def _limit(which: int, most: int) -> bool:
    return _done(lambda: resource.setrlimit(which, (most, most)))


def _done(act: Callable[[], object]) -> bool:
    with contextlib.suppress(OSError, ValueError):
        act()
        return True
    return False


def _call(name: str, *arguments: int) -> bool:
    function = getattr(_LIBC, name, None)
    return function is not None and function(*(ctypes.c_long(value) for value in arguments)) == 0
