"""Frames between the web process, the keeper and the workers: a JSON header and a body, each with its length.

JSON, never pickle: a worker runs what strangers wrote, so its answers are data to the web process.
"""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Mapping
from typing import Any, Final

_LENGTHS = struct.Struct("!II")
MAX_HEADER: Final = 1 << 20
Header = dict[str, Any]


def send(channel: socket.socket, header: Mapping[str, object], body: bytes | bytearray = b"") -> None:
    """Writes one frame; OSError where the other end is gone or the channel's timeout passes."""
    head = json.dumps(header, separators=(",", ":")).encode("ascii")
    channel.sendall(_LENGTHS.pack(len(head), len(body)) + head)
    if body:
        channel.sendall(body)


def receive(
    channel: socket.socket, deadline: float | None = None, most: int | None = None
) -> tuple[Header, bytes]:
    """Reads one frame.

    ``deadline`` is a value of :func:`time.monotonic`, ``most`` the longest body in bytes. Raises EOFError
    where the other end is gone, TimeoutError past the deadline, ValueError for what is no frame or too long
    a body.
    """
    head_length, body_length = _LENGTHS.unpack(_read(channel, _LENGTHS.size, deadline))
    if head_length > MAX_HEADER or (most is not None and body_length > most):
        raise ValueError(f"a frame of {head_length} and {body_length} bytes")
    header = json.loads(_read(channel, head_length, deadline))
    if not isinstance(header, dict):
        raise ValueError("a header that is no JSON object")
    return header, bytes(_read(channel, body_length, deadline))


def _read(channel: socket.socket, length: int, deadline: float | None) -> bytearray:
    buffer = bytearray(length)
    view, done = memoryview(buffer), 0
    while done < length:
        if deadline is not None:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            channel.settimeout(left)
        count = channel.recv_into(view[done:])
        if not count:
            raise EOFError("the other end is gone")
        done += count
    return buffer
