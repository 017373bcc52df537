"""What a process may still open that reads below one folder alone."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

CONFINED = """
import json, os, socket, sys
from kg_api.engine import limits
layers = limits.confine(64 * 1024**2, os.getppid(), sys.argv[1])
opened = []
for path, mode in (
    (sys.argv[1] + "/inside", os.O_RDONLY),
    (sys.argv[1] + "/inside", os.O_WRONLY),
    (sys.argv[1] + "/new", os.O_WRONLY | os.O_CREAT),
    (sys.argv[1] + "/../outside", os.O_RDONLY),
    ("/etc/passwd", os.O_RDONLY),
):
    try:
        opened.append(os.read(os.open(path, mode), 9).decode())
    except OSError:
        opened.append(None)
try:
    socket.create_connection(("127.0.0.1", int(sys.argv[2])), 5)
    opened.append("called")
except PermissionError:
    opened.append(None)
print(json.dumps([layers["files"], opened]))
"""


def confined(folder: Path) -> tuple[bool, list[str | None]]:
    """Whether the layer is on, and what each attempt brought; a listener waits for the last."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
        run = subprocess.run(
            [sys.executable, "-c", CONFINED, str(folder), port], capture_output=True, text=True, check=True
        )
    result: tuple[bool, list[str | None]] = json.loads(run.stdout)
    return result


def kernel() -> tuple[int, int]:
    """Its version."""
    major, minor = os.uname().release.split(".")[:2]
    return int(major), int(minor)


def test_files_below_the_folder_are_read_and_no_other_is_opened(tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("outside")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "inside").write_text("inside")
    in_force, opened = confined(tmp_path / "folder")
    if not in_force:
        pytest.skip("this kernel has no Landlock")
    assert opened[:5] == ["inside", None, None, None, None]


def test_nobody_is_called(tmp_path: Path) -> None:
    in_force, opened = confined(tmp_path)
    if not in_force or kernel() < (6, 7):
        pytest.skip("this kernel has no Landlock for the network")
    assert opened[5] is None


def test_a_folder_that_is_not_there_leaves_the_layer_off(tmp_path: Path) -> None:
    assert confined(tmp_path / "none")[0] is False
