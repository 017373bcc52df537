"""A snapshot on disk: one N-Quads file and a manifest, in a folder that appears whole or not at all."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Store, serialize

from kg_api.errors import FileError
from kg_api.resources import FOLDERS, Resources
from kg_api.snapshot.swap import swap

GRAPH_FILE = "graph.nq"
MANIFEST_FILE = "manifest.json"
DATABASE = "store"
# The parts of the program that make a snapshot; a change of any makes another snapshot of the same files.
_MAKERS = ("vocabulary.py", "corpus", "reasoning", "snapshot", "validation")
_PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Manifest:
    """What a snapshot is: its name (hash of the inputs), when it was built (ISO 8601), what is in it.

    ``refused`` says, a sentence each, which files or policies were left out and why. ``as_of`` is the day that was
    judged at beside each policy's own (ISO 8601); ``commit`` the commit that the checkout was at, where it is one.
    ``contents`` are the hashes of what it holds (:mod:`kg_api.snapshot.history`), empty where they are not known.
    """

    snapshot: str
    built: str
    dpv: str
    quads: int
    policies: list[str]
    refused: list[str]
    as_of: str | None = None
    commit: str | None = None
    contents: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Snapshot:
    """An immutable snapshot in ``folder``."""

    folder: Path
    manifest: Manifest

    @property
    def graph(self) -> Path:
        """The N-Quads file."""
        return self.folder / GRAPH_FILE

    @property
    def opened(self) -> Path:
        """What an engine opens: the database on disk where there is one, else the N-Quads file."""
        database = self.folder / DATABASE
        return database if database.is_dir() else self.graph


def input_hash(resources: Resources, as_of: date | None = None) -> str:
    """The name of the snapshot of these files: SHA-256 over their names and contents, and over what makes it."""
    return _hash(resources, FOLDERS, as_of)


def ground_hash(resources: Resources, as_of: date | None = None) -> str:
    """The name of all that a policy is held against: ontology, shapes, and the program."""
    return _hash(resources, ("ontology", "shapes"), as_of)


def _hash(resources: Resources, folders: Iterable[str], as_of: date | None) -> str:
    total = hashlib.sha256(f"{version('pyoxigraph')} {as_of or ''}".encode())
    for name in folders:
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


def publish(quads: Iterable[Quad], manifest: Manifest, out: Path, on_disk: bool = False) -> Snapshot:
    """Writes a snapshot beside ``out`` and moves it there in one step; readers see the old one or the new.

    ``on_disk`` adds a database, which workers open read-only instead of holding the graph in memory.
    Raises :class:`FileError` where ``out`` holds anything but a snapshot, or cannot be written.
    """
    _check_target(out)
    target = out.resolve()  # what a link points to is replaced, not the link
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
        try:
            _write(quads, manifest, work)
            if on_disk:
                _write_database(work)
            swap(work, target)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    except OSError as fault:
        raise FileError(f"cannot be written: {fault.strerror}", str(out)) from fault
    return Snapshot(out, manifest)


def _write(quads: Iterable[Quad], manifest: Manifest, work: Path) -> None:
    text = serialize(quads, format=RdfFormat.N_QUADS) or b""
    lines = sorted(set(text.splitlines(keepends=True)))
    (work / GRAPH_FILE).write_bytes(b"".join(lines))
    (work / MANIFEST_FILE).write_text(json.dumps(asdict(manifest), indent=2) + "\n", encoding="utf-8")
    work.chmod(0o755)


def _write_database(work: Path) -> None:
    """The graph as a database of Oxigraph; files that nobody writes any more."""
    store = Store(str(work / DATABASE))
    store.bulk_load(path=str(work / GRAPH_FILE), format=RdfFormat.N_QUADS)
    store.optimize()
    store.flush()


def _check_target(out: Path) -> None:
    """Refuses to replace a folder that is no snapshot: many a project has a manifest.json of its own."""
    try:
        if not out.exists():
            return
        names = {path.name for path in out.iterdir()} if out.is_dir() else {out.name}
    except OSError as fault:
        raise FileError(f"cannot be used: {fault.strerror}", str(out)) from fault
    is_snapshot = MANIFEST_FILE in names and names <= {MANIFEST_FILE, GRAPH_FILE, DATABASE}
    if names and not is_snapshot:
        raise FileError("is not empty and holds no snapshot; name another folder", str(out))


def open_snapshot(folder: Path) -> Snapshot:
    """Opens a published snapshot; :class:`FileError` where the folder holds none."""
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as fault:
        raise FileError("holds no snapshot; make one with `privacy-kg build --out`", str(folder)) from fault
    if not (folder / GRAPH_FILE).is_file():
        raise FileError(f"lacks {GRAPH_FILE}; build the snapshot again", str(folder))
    return Snapshot(folder, manifest)
