"""A snapshot on disk: one N-Quads file and a manifest, in a folder that appears whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, serialize

from kg_api.errors import FileError
from kg_api.resources import FOLDERS, Resources

GRAPH_FILE = "graph.nq"
MANIFEST_FILE = "manifest.json"
# The parts of the program that make a snapshot; a change of any makes another snapshot of the same files.
_MAKERS = ("vocabulary.py", "corpus", "reasoning", "snapshot", "validation")
_PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Manifest:
    """What a snapshot is: its name (hash of the inputs), when it was built (ISO 8601), what is in it.

    ``refused`` says, a sentence each, which files or policies were left out and why.
    """

    snapshot: str
    built: str
    dpv: str
    quads: int
    policies: list[str]
    refused: list[str]


@dataclass(frozen=True)
class Snapshot:
    """An immutable snapshot in ``folder``."""

    folder: Path
    manifest: Manifest

    @property
    def graph(self) -> Path:
        """The N-Quads file."""
        return self.folder / GRAPH_FILE


def input_hash(resources: Resources) -> str:
    """The name of the snapshot of these files: SHA-256 over their names and contents, and over what makes it."""
    total = hashlib.sha256(version("pyoxigraph").encode())
    for name in FOLDERS:
        _add(total, getattr(resources, name), (".ttl", ".rq"))
    for name in _MAKERS:
        _add(total, _PACKAGE / name, (".py",))
    return total.hexdigest()[:16]


def _add(total: hashlib._Hash, root: Path, suffixes: tuple[str, ...]) -> None:
    files = [root] if root.is_file() else sorted(path for path in root.rglob("*") if path.is_file())
    for path in files:
        if path.suffix in suffixes:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            name = path.relative_to(root.parent).as_posix()
            total.update(f"{name} {digest}\n".encode())


def publish(quads: Iterable[Quad], manifest: Manifest, out: Path) -> Snapshot:
    """Writes a snapshot beside ``out`` and moves it there in one step; readers see the old one or the new."""
    _check_target(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        text = serialize(quads, format=RdfFormat.N_QUADS) or b""
        lines = sorted(set(text.splitlines()))
        (work / GRAPH_FILE).write_bytes(b"\n".join(lines) + b"\n")
        (work / MANIFEST_FILE).write_text(json.dumps(asdict(manifest), indent=2) + "\n", encoding="utf-8")
        work.chmod(0o755)
        _swap(work, out)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return Snapshot(out, manifest)


def _check_target(out: Path) -> None:
    """Refuses to replace a folder that is no snapshot."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())) and not (out / MANIFEST_FILE).is_file():
        raise FileError("is not empty and holds no snapshot; name another folder", str(out))


def _swap(work: Path, out: Path) -> None:
    if not out.exists():
        work.rename(out)
        return
    old = out.with_name(f".{out.name}-old-{os.getpid()}")
    out.rename(old)
    work.rename(out)
    shutil.rmtree(old, ignore_errors=True)


def open_snapshot(folder: Path) -> Snapshot:
    """Opens a published snapshot; :class:`FileError` where the folder holds none."""
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as fault:
        raise FileError("holds no snapshot; make one with `privacy-kg build --out`", str(folder)) from fault
    if not (folder / GRAPH_FILE).is_file():
        raise FileError(f"lacks {GRAPH_FILE}; build the snapshot again", str(folder))
    return Snapshot(folder, manifest)
