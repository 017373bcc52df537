"""What earlier snapshots held, so that whoever followed one learns what has changed since.

Beside the snapshots a small file for each of the last ones stays in the cache: the hash of the files of every policy
version, and of all that is no policy.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg_api.errors import UnknownName
from kg_api.resources import Resources
from kg_api.snapshot.store import ground_hash

_KEPT: Final = 100
# The key of what every policy is held against: no policy has an empty name.
_GROUND: Final = ""


@dataclass(frozen=True)
class Difference:
    """What is other in one snapshot than in an earlier: policy versions by name, and whether the ground differs.

    The ground is ontology, shapes and program: where it differs, an outcome may be another for any policy.
    """

    added: list[str]
    removed: list[str]
    changed: list[str]
    ground: bool


def record(history: Path, snapshot: str, resources: Resources, policies: Iterable[str]) -> None:
    """Notes what ``snapshot`` holds, unless it is noted; the oldest notes are removed past a hundred."""
    path = history / f"{snapshot}.json"
    if path.exists():
        return
    contents = {name: _hash(resources.data / name) for name in policies}
    contents[_GROUND] = ground_hash(resources)
    history.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=history, prefix=".")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(contents, file)
    Path(temporary).replace(path)
    for stale in sorted(history.glob("*.json"), key=lambda one: one.stat().st_mtime)[:-_KEPT]:
        stale.unlink(missing_ok=True)


def difference(history: Path, older: str, newer: str) -> Difference:
    """What ``newer`` has that ``older`` had not, and the reverse; UnknownName for a snapshot that is not noted."""
    before, after = _read(history, older), _read(history, newer)
    return Difference(
        added=sorted(after.keys() - before.keys()),
        removed=sorted(before.keys() - after.keys()),
        changed=sorted(
            name for name in before.keys() & after.keys() - {_GROUND} if before[name] != after[name]
        ),
        ground=before[_GROUND] != after[_GROUND],
    )


def _read(history: Path, snapshot: str) -> dict[str, str]:
    known = {path.stem: path for path in history.glob("*.json")} if history.is_dir() else {}
    if snapshot not in known:
        raise UnknownName("snapshot", snapshot, known)
    contents: dict[str, str] = json.loads(known[snapshot].read_text(encoding="utf-8"))
    return contents


def _hash(folder: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(folder.glob("*.ttl")):
        total.update(path.name.encode())
        total.update(path.read_bytes())
    return total.hexdigest()[:16]
