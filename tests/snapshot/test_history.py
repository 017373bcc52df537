"""What has changed since an earlier snapshot."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from kg_api.errors import UnknownName
from kg_api.resources import Resources
from kg_api.snapshot.history import Difference, difference, record

KRUIX, VELUX = "kruix/2020-11-16", "velux-belgium/2021-05"


@pytest.fixture
def changed(resources: Resources, tmp_path: Path) -> Resources:
    """The project's files, with Kruix's policy edited."""
    data = tmp_path / "data"
    shutil.copytree(resources.data, data)
    file = data / KRUIX / "policy.ttl"
    file.write_text(file.read_text(encoding="utf-8") + "\n# edited\n", encoding="utf-8")
    return replace(resources, data=data)


def test_versions_that_came_went_and_changed_are_named(
    resources: Resources, changed: Resources, tmp_path: Path
) -> None:
    history = tmp_path / "history"
    record(history, "a", resources, [KRUIX, VELUX])
    record(history, "b", changed, [KRUIX, "unexus/2023-04-26"])
    assert difference(history, "a", "b") == Difference(["unexus/2023-04-26"], [VELUX], [KRUIX], ground=False)
    assert difference(history, "a", "a") == Difference([], [], [], ground=False)


def test_a_snapshot_that_is_not_noted_is_refused_with_the_nearest(
    resources: Resources, tmp_path: Path
) -> None:
    record(tmp_path, "0123456789abcdef", resources, [KRUIX])
    with pytest.raises(UnknownName, match="0123456789abcdef") as raised:
        difference(tmp_path, "0123456789abcdee", "0123456789abcdef")
    assert raised.value.status == 404
    with pytest.raises(UnknownName):
        difference(tmp_path / "nowhere", "a", "b")


def test_a_snapshot_is_noted_once(resources: Resources, changed: Resources, tmp_path: Path) -> None:
    history = tmp_path / "history"
    record(history, "a", resources, [KRUIX])
    record(history, "a", changed, [KRUIX, VELUX])
    record(history, "b", resources, [KRUIX])
    assert difference(history, "a", "b") == Difference([], [], [], ground=False)
