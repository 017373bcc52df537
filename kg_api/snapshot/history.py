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
from kg_api.snapshot.store import Manifest, ground_hash

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


def contents_of(resources: Resources, policies: Iterable[str]) -> dict[str, str]:
    """What a snapshot of these files holds: the hash of each policy version, by name, and of all that is no policy."""
    contents = {name: _hash(resources.data / name) for name in policies}
    return {**contents, _GROUND: ground_hash(resources)}


def record(history: Path, manifest: Manifest) -> None:
    """Notes what a snapshot holds, unless it is noted or does not say; the oldest notes past a hundred are removed."""
    path = history / f"{manifest.snapshot}.json"
    if not manifest.contents or _noted(path) is not None:
        return
    history.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=history, prefix=".")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(manifest.contents, file)
    Path(temporary).replace(path)
    for stale in sorted(history.glob("*.json"), key=age)[:-_KEPT]:
        stale.unlink(missing_ok=True)


def age(path: Path) -> float:
    """When a file or folder was made; another process may have removed it meanwhile."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


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
    # Compared, not looked up as a path; what else is noted on this machine is nobody's business.
    known = {path.stem: path for path in history.glob("*.json")} if history.is_dir() else {}
    contents = _noted(known[snapshot]) if snapshot in known else None
    if contents is None:
        raise UnknownName("snapshot", snapshot)
    return contents


def _noted(path: Path) -> dict[str, str] | None:
    """The contents in a note; None where there is none, or one that is broken or not whole."""
    try:
        contents = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(contents, dict) or _GROUND not in contents:
        return None
    return {str(name): str(hash) for name, hash in contents.items()}


def _hash(folder: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(folder.glob("*.ttl")):
        total.update(path.name.encode())
        total.update(path.read_bytes())
    return total.hexdigest()[:16]
