"""A snapshot on disk: named by its inputs, there whole or not at all, never over something else."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from kg_api.errors import FileError
from kg_api.resources import FOLDERS, Resources
from kg_api.snapshot import store
from kg_api.snapshot.store import (
    GRAPH_FILE,
    MANIFEST_FILE,
    Manifest,
    Snapshot,
    input_hash,
    open_snapshot,
    publish,
)

GRAPH = NamedNode("https://example.org/graph")


def _quad(text: str) -> Quad:
    return Quad(NamedNode("https://example.org/s"), NamedNode("https://example.org/p"), Literal(text), GRAPH)


QUADS = [_quad("tweede\nregel é ½ 🙂 \x85 \u2028"), _quad("eerste")]


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def project(tmp_path: Path) -> Resources:
    root = tmp_path / "project"
    for name in FOLDERS:
        (root / name / "inner").mkdir(parents=True)
        (root / name / "a.ttl").write_text(name)
        (root / name / "inner" / "b.rq").write_text(name)
    return Resources.under(root)


def _root(resources: Resources) -> Path:
    return resources.ontology.parent


@pytest.mark.parametrize("name", FOLDERS)
@pytest.mark.parametrize("file", ["a.ttl", "inner/b.rq"])
def test_the_hash_changes_with_a_file_and_back_again(name: str, file: str, project: Resources) -> None:
    before = input_hash(project)
    path = _root(project) / name / file
    path.write_text("changed")
    assert input_hash(project) != before
    path.write_text(name)
    assert input_hash(project) == before


def test_the_hash_changes_when_a_file_comes_goes_or_takes_another_name(project: Resources) -> None:
    hashes = {input_hash(project)}
    (project.data / "new.ttl").write_text("")
    hashes.add(input_hash(project))
    (project.data / "new.ttl").rename(project.data / "newer.ttl")
    hashes.add(input_hash(project))
    (project.data / "a.ttl").unlink()
    hashes.add(input_hash(project))
    (project.data / "newer.ttl").rename(project.data / "inner" / "newer.ttl")
    hashes.add(input_hash(project))
    assert len(hashes) == 5


def test_the_hash_is_the_same_for_files_that_no_snapshot_is_made_of(project: Resources) -> None:
    before = input_hash(project)
    for name in ("README.md", "inner/passages.txt", "a.ttl~"):
        (project.data / name).write_text("beside it")
    (_root(project) / "other.ttl").write_text("above it")
    assert input_hash(project) == before


def test_the_hash_is_the_same_wherever_the_project_stands(project: Resources, tmp_path: Path) -> None:
    shutil.copytree(_root(project), tmp_path / "elsewhere" / "deeper")
    assert input_hash(Resources.under(tmp_path / "elsewhere" / "deeper")) == input_hash(project)


def test_the_hash_changes_with_the_program_that_makes_snapshots(
    project: Resources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "package"
    shutil.copytree(Path(store.__file__).parents[1], package, ignore=shutil.ignore_patterns("__pycache__"))
    before = input_hash(project)
    monkeypatch.setattr(store, "_PACKAGE", package)
    assert input_hash(project) == before
    (package / "web" / "app.py").write_text("# another page")
    assert input_hash(project) == before
    for name in ("reasoning/closure.py", "vocabulary.py", "corpus/turtle.py", "snapshot/build.py"):
        (package / name).write_text("# another way")
        after = input_hash(project)
        assert after != before, name
        before = after


def test_a_snapshot_that_is_published_can_be_opened(tmp_path: Path, manifest: Manifest) -> None:
    out = tmp_path / "deep" / "snapshot"
    published = publish(QUADS, manifest, out)
    assert published == Snapshot(out, manifest) == open_snapshot(out)
    assert published.graph == out / GRAPH_FILE
    assert set(parse(path=str(published.graph), format=RdfFormat.N_QUADS)) == set(QUADS)
    assert [path.name for path in out.parent.iterdir()] == ["snapshot"]


def test_the_graph_is_sorted_lines_each_once(tmp_path: Path, manifest: Manifest) -> None:
    one = publish([*QUADS, *QUADS], manifest, tmp_path / "one")
    publish(reversed(QUADS), manifest, tmp_path / "other")
    lines = one.graph.read_bytes().split(b"\n")
    assert lines.pop() == b""
    assert lines == sorted(set(lines))
    assert len(lines) == 2
    assert _bytes(tmp_path / "one") == _bytes(tmp_path / "other")


def test_an_empty_graph_is_an_empty_file(tmp_path: Path, manifest: Manifest) -> None:
    assert publish([], manifest, tmp_path / "snapshot").graph.read_bytes() == b""


def test_publishing_again_replaces_the_whole_snapshot(tmp_path: Path, manifest: Manifest) -> None:
    out = tmp_path / "snapshot"
    publish(QUADS, manifest, out)
    newer = replace(manifest, snapshot="f" * 16)
    publish(QUADS[:1], newer, out)
    assert open_snapshot(out).manifest == newer
    assert len(open_snapshot(out).graph.read_bytes().splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["snapshot"]


def _failing() -> Iterator[Quad]:
    yield QUADS[0]
    raise RuntimeError("no more quads")


@pytest.mark.parametrize("moment", ["quads", "manifest", "swap"])
def test_a_failure_leaves_the_old_snapshot_whole_and_nothing_beside_it(
    moment: str, tmp_path: Path, manifest: Manifest, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "snapshot"
    publish(QUADS, manifest, out)
    before = _bytes(out)

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("no more quads")

    if moment == "manifest":
        monkeypatch.setattr(json, "dumps", fail)
    elif moment == "swap":
        monkeypatch.setattr(store, "swap", fail)
    with pytest.raises(RuntimeError, match="no more quads"):
        publish(_failing() if moment == "quads" else QUADS[:1], manifest, out)
    assert _bytes(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["snapshot"]


def test_a_failure_of_the_first_publishing_leaves_nothing(tmp_path: Path, manifest: Manifest) -> None:
    with pytest.raises(RuntimeError):
        publish(_failing(), manifest, tmp_path / "snapshot")
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_takes_nothing_is_told_in_a_sentence(tmp_path: Path, manifest: Manifest) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="cannot be written"):
        publish(QUADS, manifest, tmp_path / "file" / "snapshot")


@pytest.mark.parametrize(
    "names",
    [["notes.txt"], [GRAPH_FILE], [MANIFEST_FILE, "index.html"], [MANIFEST_FILE, GRAPH_FILE, "notes.txt"]],
)
def test_a_folder_of_something_else_is_never_replaced(
    names: list[str], tmp_path: Path, manifest: Manifest
) -> None:
    out = tmp_path / "website"
    out.mkdir()
    for name in names:
        (out / name).write_text("{}")
    with pytest.raises(FileError, match="is not empty and holds no snapshot") as refused:
        publish(QUADS, manifest, out)
    assert refused.value.path == str(out)
    assert sorted(_bytes(out)) == sorted(names)
    assert [path.name for path in tmp_path.iterdir()] == ["website"]


def test_a_file_is_never_replaced(tmp_path: Path, manifest: Manifest) -> None:
    out = tmp_path / "snapshot"
    out.write_text("mine")
    with pytest.raises(FileError, match="is not empty and holds no snapshot"):
        publish(QUADS, manifest, out)
    assert out.read_text() == "mine"


def test_an_empty_folder_and_a_broken_snapshot_are_replaced(tmp_path: Path, manifest: Manifest) -> None:
    out = tmp_path / "snapshot"
    out.mkdir()
    publish(QUADS, manifest, out)
    (out / MANIFEST_FILE).write_text("{")
    (out / GRAPH_FILE).unlink()
    publish(QUADS, manifest, out)
    assert open_snapshot(out).manifest == manifest


def test_what_a_link_points_to_is_replaced_and_the_link_stays(tmp_path: Path, manifest: Manifest) -> None:
    link = tmp_path / "current"
    publish(QUADS, manifest, tmp_path / "there" / "snapshot")
    link.symlink_to(tmp_path / "there" / "snapshot")
    publish(QUADS[:1], replace(manifest, dpv="10"), link)
    assert link.is_symlink()
    assert open_snapshot(tmp_path / "there" / "snapshot").manifest.dpv == "10"
    assert len(list(tmp_path.rglob("*"))) == 5


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"snapshot"',
        b"{}",
        b'{"snapshot": "a"}',
        b'{"snapshot": "a", "built": "b", "dpv": "c", "quads": 1, "policies": [], "refused": [], "more": 1}',
        b"\xff",
    ],
)
def test_junk_is_no_snapshot(text: bytes, tmp_path: Path) -> None:
    (tmp_path / GRAPH_FILE).write_bytes(b"")
    (tmp_path / MANIFEST_FILE).write_bytes(text)
    with pytest.raises(
        FileError, match="holds no snapshot; make one with `privacy-kg build --out`"
    ) as refused:
        open_snapshot(tmp_path)
    assert refused.value.path == str(tmp_path)


def test_a_folder_that_is_empty_missing_or_a_file_holds_no_snapshot(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path, tmp_path / "nothing", tmp_path / "file"):
        with pytest.raises(FileError, match="holds no snapshot"):
            open_snapshot(folder)


def test_a_snapshot_without_its_graph_is_refused(tmp_path: Path, manifest: Manifest) -> None:
    publish(QUADS, manifest, tmp_path / "snapshot").graph.unlink()
    with pytest.raises(FileError, match=r"lacks graph\.nq; build the snapshot again"):
        open_snapshot(tmp_path / "snapshot")


_PUBLISHER = """
import sys
from pathlib import Path
from pyoxigraph import Literal, NamedNode, Quad
from kg_api.snapshot.store import Manifest, publish
node, name = NamedNode("https://example.org/s"), sys.argv[2]
for number in range(60):
    quads = [Quad(node, node, Literal(f"{name} {number} {line}")) for line in range(20)]
    publish(quads, Manifest(name, "", "", 20, [], []), Path(sys.argv[1]))
"""


def test_two_processes_that_publish_at_once_both_end_well_and_readers_always_find_one(
    tmp_path: Path, manifest: Manifest
) -> None:
    out = tmp_path / "snapshot"
    publish([], manifest, out)
    publishers = [
        subprocess.Popen([sys.executable, "-c", _PUBLISHER, str(out), name], stderr=subprocess.PIPE)
        for name in ("one", "other")
    ]
    opened = 0
    while any(publisher.poll() is None for publisher in publishers):
        # Where folders cannot be exchanged in one step, there is a moment without one.
        if sys.platform == "linux":
            opened += bool(open_snapshot(out))
    assert [publisher.communicate()[1] for publisher in publishers] == [b"", b""]
    assert [publisher.returncode for publisher in publishers] == [0, 0]
    assert opened or sys.platform != "linux"
    last = open_snapshot(out).manifest.snapshot
    lines = open_snapshot(out).graph.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 20
    assert all(f'"{last} 59 ' in line for line in lines)
    assert [path.name for path in tmp_path.iterdir()] == ["snapshot"]
