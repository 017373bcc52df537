"""Where the project's own files are: in a checkout beside the package, in a wheel inside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from kg_api.errors import FileError

_PACKAGE = Path(__file__).resolve().parent
FOLDERS = ("ontology", "data", "shapes", "queries")
SAMPLES = "samples"


@dataclass(frozen=True)
class Resources:
    """The folders a snapshot is built from.

    ``root`` holds ``ontology/``, ``data/``, ``shapes/`` and ``queries/``; any of them may be another
    folder of the user's.
    """

    ontology: Path
    data: Path
    shapes: Path
    queries: Path

    @classmethod
    def under(cls, root: Path) -> Resources:
        """The four folders below ``root``; a :class:`FileError` names the first that is missing."""
        for name in FOLDERS:
            if not (root / name).is_dir():
                raise FileError(f"there is no folder “{name}” here; give the root of the project", str(root))
        return cls(*(root / name for name in FOLDERS))


def default_resources(samples: bool = False) -> Resources:
    """The files of this checkout where there is one, else those the wheel carries.

    With ``samples`` the invented policies stand in for the real ones; the two are never in one snapshot.
    """
    checkout = _PACKAGE.parent
    is_checkout = (checkout / "pyproject.toml").is_file() and (checkout / "ontology").is_dir()
    root = checkout if is_checkout else _PACKAGE / "_resources"
    found = Resources.under(root)
    return replace(found, data=root / SAMPLES) if samples else found
