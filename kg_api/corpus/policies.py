"""The policies below ``data/``: one folder a version, three files each, one named graph a file."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pyoxigraph import Literal, Quad

from kg_api.corpus.turtle import read_turtle
from kg_api.errors import FileError
from kg_api.vocabulary import DATA, PKG

FILES = ("source", "policy", "evidence")
_SORT_DATE = PKG["sortDate"]
RESERVED = frozenset({"changes", "current", "latest"})
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")


@dataclass(frozen=True, order=True)
class PolicyVersion:
    """One version of a controller's policy: ``controller`` is its slug, ``version`` its date or "undated"."""

    controller: str
    version: str
    folder: Path

    @property
    def name(self) -> str:
        """``<controller>/<version>``, as in URLs and on the command line."""
        return f"{self.controller}/{self.version}"

    @property
    def iri(self) -> str:
        """The IRI below which the graphs of this version are named."""
        return f"{DATA}{self.controller}/{self.version}"

    def graph(self, file: str) -> str:
        """The IRI that names the graph of one of the three files."""
        return f"{self.iri}/{file}"


@dataclass(frozen=True)
class Corpus:
    """What was read: the quads of each policy version that is whole, and why others were refused."""

    policies: dict[PolicyVersion, list[Quad]]
    faults: list[FileError]


def read_corpus(data: Path) -> Corpus:
    """Reads every policy below ``data``. A version with a fault in any of its files is refused whole."""
    policies: dict[PolicyVersion, list[Quad]] = {}
    faults: list[FileError] = []
    for folder in sorted(path for path in data.glob("*/*") if path.is_dir()):
        try:
            version = _version(folder)
        except FileError as fault:
            faults.append(fault)
            continue
        quads, wrong = _read(version)
        faults.extend(wrong)
        if not wrong:
            policies[version] = quads
    for version, others in _same_date(policies).items():
        reason = (
            f"has the same date as {' and '.join(others)}, so neither is the newer; give one its own date"
        )
        faults.append(FileError(reason, str(version.folder / "policy.ttl")))
        del policies[version]
    return Corpus(policies, faults)


def _same_date(policies: dict[PolicyVersion, list[Quad]]) -> dict[PolicyVersion, list[str]]:
    """The versions that share their sort date with other versions of their controller, with the names of those."""
    dated: dict[tuple[str, str], list[PolicyVersion]] = defaultdict(list)
    for version, quads in policies.items():
        dates = {
            quad.object.value
            for quad in quads
            if quad.predicate == _SORT_DATE and isinstance(quad.object, Literal)
        }
        if dates:
            dated[version.controller, min(dates)].append(version)
    return {
        one: [other.name for other in versions if other != one]
        for versions in dated.values()
        if len(versions) > 1
        for one in versions
    }


def find_policies(data: Path) -> Iterator[PolicyVersion]:
    """The policy versions below ``data`` by their folders, well-named ones only."""
    for folder in sorted(path for path in data.glob("*/*") if path.is_dir()):
        try:
            yield _version(folder)
        except FileError:
            continue


def _version(folder: Path) -> PolicyVersion:
    controller, version = folder.parent.name, folder.name
    if not _SLUG.fullmatch(controller):
        raise FileError(
            "a controller's folder is named in lower-case letters, digits and hyphens", str(folder)
        )
    if version in RESERVED or not (version == "undated" or _is_date(version)):
        raise FileError(
            "a version's folder is named by its date (2023-09-04, 2021-05) or “undated”", str(folder)
        )
    return PolicyVersion(controller, version, folder)


def _is_date(version: str) -> bool:
    """Whether this is a year, a month or a day of the calendar (``2021``, ``2021-05``, ``2021-05-31``)."""
    if not _DATE.fullmatch(version):
        return False
    try:
        date.fromisoformat((version + "-01-01")[:10])
    except ValueError:
        return False
    return True


def _read(version: PolicyVersion) -> tuple[list[Quad], list[FileError]]:
    quads: list[Quad] = []
    faults: list[FileError] = []
    for file in FILES:
        try:
            path, graph = version.folder / f"{file}.ttl", version.graph(file)
            quads.extend(read_turtle(path, graph, graph))
        except FileError as fault:
            faults.append(fault)
    return quads, faults
