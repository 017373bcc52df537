from __future__ import annotations

import socket
import struct
import time
from collections.abc import Iterator

import pytest

from kg_api.engine import wire


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    left, right = socket.socketpair()
    with left, right:
        yield left, right


def test_a_frame_arrives_as_it_was_sent(pair: tuple[socket.socket, socket.socket]) -> None:
    wire.send(pair[0], {"name": "é"}, b"\x00body")
    wire.send(pair[0], {})
    assert wire.receive(pair[1]) == ({"name": "é"}, b"\x00body")
    assert wire.receive(pair[1]) == ({}, b"")


def test_an_end_within_a_frame_is_told(pair: tuple[socket.socket, socket.socket]) -> None:
    pair[0].sendall(struct.pack("!II", 2, 5) + b"{}ab")
    pair[0].close()
    with pytest.raises(EOFError):
        wire.receive(pair[1])


@pytest.mark.parametrize(
    "frame",
    [
        struct.pack("!II", 2, 11) + b"{}",
        struct.pack("!II", wire.MAX_HEADER + 1, 0),
        struct.pack("!II", 2, 0) + b"[]",
        struct.pack("!II", 3, 0) + b"{]}",
    ],
)
def test_what_is_no_frame_is_refused(pair: tuple[socket.socket, socket.socket], frame: bytes) -> None:
    pair[0].sendall(frame)
    with pytest.raises(ValueError, match=r"frame|header|Expecting"):
        wire.receive(pair[1], most=10)


def test_a_deadline_that_has_passed_is_told(pair: tuple[socket.socket, socket.socket]) -> None:
    with pytest.raises(TimeoutError):
        wire.receive(pair[1], deadline=time.monotonic() - 1)
