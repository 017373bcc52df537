"""The snapshot of the files as they are now: opened where it was built before, else built."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from kg_api.errors import FileError
from kg_api.resources import Resources
from kg_api.snapshot.build import PLAIN, Options, Progress, build
from kg_api.snapshot.history import age, record
from kg_api.snapshot.store import Snapshot, input_hash, open_snapshot

_KEPT = 4


def current_snapshot(
    resources: Resources,
    cache: Path,
    progress: Progress = lambda _: None,
    options: Options = PLAIN,
) -> Snapshot:
    """The snapshot of ``resources``, from ``cache`` or built into it.

    What was refused stands in its manifest. The oldest snapshots in the cache are removed past a few. What was worked
    out for a policy is kept in the cache too, so that the next build looks again only at what changed.
    """
    folder = cache / "snapshots" / input_hash(resources, options.as_of)
    found = _opened(folder)
    if found is None:
        found = build(
            resources, folder, datetime.now(UTC), progress, replace(options, kept=cache / "policies")
        ).snapshot
        _prune(folder.parent, folder)
    record(history_in(cache), found.manifest)
    return found


def history_in(cache: Path) -> Path:
    """Where a cache notes what earlier snapshots held."""
    return cache / "history"


def _opened(folder: Path) -> Snapshot | None:
    """The snapshot in ``folder``, unless it is of other files (they changed while it was built)."""
    try:
        found = open_snapshot(folder)
    except FileError:
        return None
    return found if found.manifest.snapshot == folder.name else None


def _prune(parent: Path, keep: Path) -> None:
    others = [path for path in parent.iterdir() if path.is_dir() and path != keep]
    for stale in sorted(others, key=age)[:-_KEPT]:
        shutil.rmtree(stale, ignore_errors=True)
