"""Putting a folder in the place of another."""

from __future__ import annotations

import ctypes
import errno
from pathlib import Path

import pytest

from kg_api.snapshot import swap as swapping
from kg_api.snapshot.swap import swap


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "new").write_text("new")
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "old").write_text("old")
    return folder


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_folder_is_moved_to_where_there_is_none(work: Path, tmp_path: Path) -> None:
    swap(work, tmp_path / "out")
    assert _names(tmp_path) == ["out"]
    assert _names(tmp_path / "out") == ["new"]


@pytest.mark.parametrize("in_one_step", [True, False])
def test_a_folder_takes_the_place_of_another_which_is_kept_aside(
    in_one_step: bool, work: Path, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not in_one_step:
        monkeypatch.setattr(swapping, "_exchange", lambda one, other: False)
    swap(work, out)
    assert (_names(out), _names(work)) == (["new"], ["old"])
    assert _names(tmp_path) == ["out", "work"]


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOSYS])
def test_a_file_system_that_cannot_exchange_is_no_fault(
    number: int, work: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class System:
        def renameat2(self, *_: object) -> int:
            return -1

    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: System())
    monkeypatch.setattr(ctypes, "get_errno", lambda: number)
    swap(work, out)
    assert _names(out) == ["new"]


def test_a_system_without_exchange_is_no_fault(
    work: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: object())
    swap(work, out)
    assert _names(out) == ["new"]


def test_a_fault_of_the_system_is_raised_and_nothing_moved(out: Path, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        swap(tmp_path / "nothing", out)
    assert _names(tmp_path) == ["out"]
    assert _names(out) == ["old"]


def test_the_folder_is_free_again_after_a_fault(work: Path, out: Path, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        swap(tmp_path / "nothing", out)
    swap(work, out)
    assert _names(out) == ["new"]
