"""What has changed since an earlier snapshot."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from kg_api.errors import UnknownName
from kg_api.resources import Resources
from kg_api.snapshot import history as module
from kg_api.snapshot.history import Difference, contents_of, difference, record
from kg_api.snapshot.store import Manifest, Snapshot

KRUIX, VELUX = "kruix/2020-11-16", "velux-belgium/2021-05"


@pytest.fixture
def changed(resources: Resources, tmp_path: Path) -> Resources:
    """The project's files, with Kruix's policy edited."""
    data = tmp_path / "data"
    shutil.copytree(resources.data, data)
    file = data / KRUIX / "policy.ttl"
    file.write_text(file.read_text(encoding="utf-8") + "\n# edited\n", encoding="utf-8")
    return replace(resources, data=data)


def _manifest(name: str, resources: Resources, policies: list[str]) -> Manifest:
    return Manifest(name, "", "2.3", 0, policies, [], contents=contents_of(resources, policies))


def test_versions_that_came_went_and_changed_are_named(
    resources: Resources, changed: Resources, tmp_path: Path
) -> None:
    history = tmp_path / "history"
    record(history, _manifest("a", resources, [KRUIX, VELUX]))
    record(history, _manifest("b", changed, [KRUIX, "unexus/2023-04-26"]))
    assert difference(history, "a", "b") == Difference(["unexus/2023-04-26"], [VELUX], [KRUIX], ground=False)
    assert difference(history, "a", "a") == Difference([], [], [], ground=False)


def test_a_snapshot_that_is_not_noted_is_refused_without_naming_others(
    resources: Resources, tmp_path: Path
) -> None:
    record(tmp_path, _manifest("0123456789abcdef", resources, [KRUIX]))
    with pytest.raises(UnknownName) as raised:
        difference(tmp_path, "0123456789abcdee", "0123456789abcdef")
    assert (raised.value.status, raised.value.suggestions) == (404, [])
    with pytest.raises(UnknownName):
        difference(tmp_path / "nowhere", "a", "b")


def test_a_snapshot_is_noted_once(resources: Resources, changed: Resources, tmp_path: Path) -> None:
    history = tmp_path / "history"
    record(history, _manifest("a", resources, [KRUIX]))
    record(history, _manifest("a", changed, [KRUIX, VELUX]))
    record(history, _manifest("b", resources, [KRUIX]))
    assert difference(history, "a", "b") == Difference([], [], [], ground=False)


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"kruix/2020-11-16": "a"}'])
def test_a_note_that_is_broken_is_none_and_is_written_anew(
    resources: Resources, tmp_path: Path, broken: str
) -> None:
    held = _manifest("a", resources, [KRUIX])
    (tmp_path / "a.json").write_text(broken, encoding="utf-8")
    with pytest.raises(UnknownName):
        difference(tmp_path, "a", "a")
    record(tmp_path, held)
    assert difference(tmp_path, "a", "a") == Difference([], [], [], ground=False)


def test_a_note_that_another_process_removes_meanwhile_stops_nothing(
    resources: Resources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = module.age

    def removed_first(path: Path) -> float:
        if path.stem == "old":
            path.unlink()
        return plain(path)

    (tmp_path / "old.json").write_text("{}", encoding="utf-8")
    monkeypatch.setattr(module, "age", removed_first)
    record(tmp_path, _manifest("new", resources, [KRUIX]))
    assert [path.name for path in tmp_path.iterdir()] == ["new.json"]


def test_a_snapshot_says_what_it_holds_wherever_it_lies(
    snapshot: Snapshot, resources: Resources, tmp_path: Path
) -> None:
    assert snapshot.manifest.contents == contents_of(resources, snapshot.manifest.policies)
    record(tmp_path, snapshot.manifest)
    name = snapshot.manifest.snapshot
    assert difference(tmp_path, name, name) == Difference([], [], [], ground=False)


def test_a_snapshot_that_does_not_say_what_it_holds_is_not_noted(tmp_path: Path) -> None:
    record(tmp_path / "history", Manifest("a", "", "2.3", 0, [], []))
    assert not (tmp_path / "history").exists()
