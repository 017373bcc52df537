"""Putting a folder in the place of another in one step, whoever else does so at the same time."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_HERE = -100  # AT_FDCWD
_EXCHANGE = 2  # RENAME_EXCHANGE


def swap(work: Path, out: Path) -> None:
    """Moves ``work`` to ``out``, both in one folder; ``work`` then holds what was there, or is gone.

    On Linux ``out`` is never missing on the way (renameat2(2), RENAME_EXCHANGE); elsewhere it is for the time
    between two renames. Raises :class:`OSError`.
    """
    with _alone_in(out.parent):
        if not out.exists():
            work.rename(out)
        elif not _exchange(work, out):
            old = work.with_name(work.name + "-old")
            out.rename(old)
            work.rename(out)
            old.rename(work)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Keeps other processes from swapping in ``folder``; the lock is on the folder itself and leaves no file."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _exchange(one: Path, other: Path) -> bool:
    """Exchanges two folders in one step; False where the system cannot."""
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    if renameat2(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0:
        return True
    fault = ctypes.get_errno()
    if fault in (errno.EINVAL, errno.ENOSYS):
        return False
    raise OSError(fault, os.strerror(fault), str(other))
