"""Which commit a checkout is at, read from its ``.git`` folder; no program is run."""

from __future__ import annotations

import re
from pathlib import Path

_HASH = re.compile(r"[0-9a-f]{40,64}")


def commit_of(root: Path) -> str | None:
    """The hash of the commit that the working tree at ``root`` was checked out from; None where it is no checkout."""
    try:
        folder = root / ".git"
        if folder.is_file():  # a worktree: the file names its folder
            folder = (root / folder.read_text("utf-8").removeprefix("gitdir:").strip()).resolve()
        head = (folder / "HEAD").read_text("utf-8").strip()
        name = head.removeprefix("ref:").strip()
        found = head if name == head else _reference(folder, name)
    except OSError:
        return None
    return found if found and _HASH.fullmatch(found) else None


def _reference(folder: Path, name: str) -> str | None:
    for place in (folder, folder.parent.parent):  # a worktree keeps its branches in the main folder
        if (place / name).is_file():
            return (place / name).read_text("utf-8").strip()
        packed = place / "packed-refs"
        if packed.is_file():
            for line in packed.read_text("utf-8").splitlines():
                if line.endswith(f" {name}"):
                    return line.split()[0]
    return None
