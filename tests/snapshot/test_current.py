"""The snapshot of the files as they are: opened where it is in the cache, else built."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from kg_api.errors import FileError
from kg_api.resources import Resources
from kg_api.snapshot.current import current_snapshot
from kg_api.snapshot.store import GRAPH_FILE, MANIFEST_FILE, input_hash


class Steps(list[str]):
    """The steps of a build, told by its progress; none where a snapshot was only opened."""

    def taken(self) -> bool:
        found = bool(self)
        self.clear()
        return found


@pytest.fixture
def steps() -> Steps:
    return Steps()


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def _change(tiny: Resources, text: str) -> None:
    (tiny.ontology / "more.ttl").write_text(text, encoding="utf-8")


def test_it_is_built_once_opened_after_that_and_built_anew_when_a_file_changed(
    tiny: Resources, cache: Path, steps: Steps
) -> None:
    first = current_snapshot(tiny, cache, steps.append)
    assert steps.taken()
    assert first.folder == cache / "snapshots" / input_hash(tiny)
    assert first.manifest.snapshot == input_hash(tiny)
    assert current_snapshot(tiny, cache, steps.append) == first
    assert not steps.taken()
    _change(tiny, "<urn:a> <urn:b> <urn:c> .")
    second = current_snapshot(tiny, cache, steps.append)
    assert steps.taken()
    assert second.manifest.snapshot == input_hash(tiny) != first.manifest.snapshot
    assert second.manifest.quads > first.manifest.quads + 2  # in its graph, the default graph, and counted
    (tiny.ontology / "more.ttl").unlink()
    assert current_snapshot(tiny, cache, steps.append) == first
    assert not steps.taken()


def test_a_broken_snapshot_in_the_cache_is_built_again(tiny: Resources, cache: Path, steps: Steps) -> None:
    first = current_snapshot(tiny, cache)
    first.graph.unlink()
    assert current_snapshot(tiny, cache, steps.append).graph.is_file()
    assert steps.taken()
    (first.folder / MANIFEST_FILE).write_text("{")
    assert current_snapshot(tiny, cache, steps.append).manifest.snapshot == input_hash(tiny)
    assert steps.taken()


def test_a_snapshot_of_other_files_under_that_name_is_built_again(
    tiny: Resources, cache: Path, steps: Steps
) -> None:
    path = current_snapshot(tiny, cache).folder / MANIFEST_FILE
    path.write_text(json.dumps(json.loads(path.read_text()) | {"snapshot": "0" * 16}))
    assert current_snapshot(tiny, cache, steps.append).manifest.snapshot == input_hash(tiny)
    assert steps.taken()


def test_the_oldest_snapshots_go_past_a_few(tiny: Resources, cache: Path) -> None:
    for age in range(7):
        folder = cache / "snapshots" / f"older-{age}"
        folder.mkdir(parents=True)
        (folder / GRAPH_FILE).write_text("")
        os.utime(folder, (1_000_000 - age, 1_000_000 - age))
    (cache / "snapshots" / "a-file").write_text("")
    kept = current_snapshot(tiny, cache).folder.name
    names = {path.name for path in (cache / "snapshots").iterdir()}
    assert names == {kept, "a-file", "older-0", "older-1", "older-2", "older-3"}


def test_what_was_refused_stands_in_the_manifest_of_the_snapshot_opened_too(
    tiny: Resources, cache: Path
) -> None:
    (tiny.data / "kruix" / "latest").mkdir(parents=True)
    for _ in range(2):
        (refused,) = current_snapshot(tiny, cache).manifest.refused
        assert "latest" in refused


def test_a_cache_that_cannot_be_written_is_told_in_a_sentence(tiny: Resources, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="cannot be written"):
        current_snapshot(tiny, tmp_path / "file")
