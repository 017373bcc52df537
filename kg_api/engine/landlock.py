"""Landlock (landlock(7), Linux 5.13): this thread may read below one folder, open no other file, call nobody.

A limit on descriptors cannot tell one file from another, and a database opens its files as queries come to them.
"""

from __future__ import annotations

import ctypes
import os
import struct
from typing import Final

# The numbers are the same on every architecture (asm-generic/unistd.h).
_CREATE_RULESET: Final = 444
_ADD_RULE: Final = 445
_RESTRICT_SELF: Final = 446
_PATH_BENEATH: Final = 1
# The thirteen rights of the first version, LANDLOCK_ACCESS_FS_EXECUTE to LANDLOCK_ACCESS_FS_MAKE_SYM.
_EVERY_RIGHT: Final = (1 << 13) - 1
# LANDLOCK_ACCESS_NET_BIND_TCP and LANDLOCK_ACCESS_NET_CONNECT_TCP, from the fourth version (Linux 6.7) on.
_EVERY_CALL: Final = (1 << 2) - 1
_WITH_CALLS: Final = 4
_ASK_VERSION: Final = 1
_READ_FILE: Final = 1 << 2
_READ_FOLDER: Final = 1 << 3
# Loaded here, since a confined process can open no library any more.
_LIBC: Final = ctypes.CDLL(None, use_errno=True)


def read_below(folder: str) -> bool:
    """Leaves this thread nothing to open but files below ``folder``, to read; whether that is so from now on.

    From Linux 6.7 on it can open no TCP connection either.

    Privileges must have been given up before (PR_SET_NO_NEW_PRIVS).
    """
    try:
        place = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return False
    calls = _EVERY_CALL if _call(_CREATE_RULESET, 0, 0, _ASK_VERSION) >= _WITH_CALLS else 0
    handled = struct.pack("=QQ", _EVERY_RIGHT, calls) if calls else struct.pack("=Q", _EVERY_RIGHT)
    rules = _call(_CREATE_RULESET, handled, len(handled), 0)
    try:
        rule = struct.pack("=Qi", _READ_FILE | _READ_FOLDER, place)
        return (
            rules >= 0
            and not _call(_ADD_RULE, rules, _PATH_BENEATH, rule, 0)
            and not _call(_RESTRICT_SELF, rules, 0)
        )
    finally:
        for descriptor in (place, rules):
            if descriptor >= 0:
                os.close(descriptor)


def _call(number: int, *arguments: int | bytes) -> int:
    """A system call that the C library has no name for; -1 where there is none."""
    function = getattr(_LIBC, "syscall", None)
    given = [ctypes.c_long(one) if isinstance(one, int) else ctypes.c_char_p(one) for one in arguments]
    return -1 if function is None else int(function(ctypes.c_long(number), *given))
