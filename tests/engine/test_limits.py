"""Each layer, tried in a process of its own: what it takes away, and that the others hold without it."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys

import pytest

CONFINED = """
import json, os, socket
from kg_api.engine import limits
{before}
network = limits.cut_network()
layers = limits.confine(64 * 1024**2, os.getppid())
refused = []
for name, act in (
    ("socket", socket.socket),
    ("file", lambda: open("/dev/null")),
    ("descriptor", lambda: os.dup(1)),
    ("memory", lambda: bytearray(128 * 1024**2)),
):
    try:
        act()
    except (OSError, MemoryError):
        refused.append(name)
print(json.dumps([network, layers, refused]))
"""


def confined(before: str = "") -> tuple[bool, dict[str, bool], list[str]]:
    script = CONFINED.format(before=before)
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    result: tuple[bool, dict[str, bool], list[str]] = json.loads(run.stdout)
    return result


def test_a_confined_process_opens_nothing_and_takes_no_more_memory() -> None:
    _, layers, refused = confined()
    assert all(layers.values())
    assert refused == ["socket", "file", "descriptor", "memory"]


@pytest.mark.parametrize("without", ["limits._LIBC = None", "limits._LIBC = object()"])
def test_a_platform_without_a_system_call_still_has_the_other_layers(without: str) -> None:
    network, layers, refused = confined(without)
    assert not network
    assert {name for name, on in layers.items() if not on} == {"orphans", "privileges"}
    assert refused == ["socket", "file", "descriptor", "memory"]


CUT_OFF = """
import json, socket, sys
from kg_api.engine import limits
cut = limits.cut_network()
try:
    socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=5).close()
    called = True
except OSError:
    called = False
print(json.dumps([cut, called]))
"""


def test_a_process_cut_off_reaches_not_even_the_loopback_address() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        run = subprocess.run(
            [sys.executable, "-c", CUT_OFF, port], capture_output=True, text=True, check=True
        )
    cut, called = json.loads(run.stdout)
    assert called != cut


def test_computing_past_the_allowance_is_ended_by_the_kernel() -> None:
    script = "from kg_api.engine import limits\nassert limits.allow_cpu(-1.0)\nwhile True: pass"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True)
    assert run.returncode == -signal.SIGXCPU
