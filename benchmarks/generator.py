"""Invented policies, shaped like the real ones, for benchmarks and tests.

    python benchmarks/generator.py --count 100 --out DIR [--first N]

Writes ``DIR/<controller>/<version>/{source,policy,evidence}.ttl`` and prints each version with the shape of
``shapes/model`` that refuses it, or ``-``. The kinds of node, how often each concept occurs, hedges, inferences and
passages a fact are measured in ``data/`` at run time (``invented/measured.py``). The text is of invented words.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.invented.draft import Draft, slug
from benchmarks.invented.editions import DEFECTS, edit, spoil
from benchmarks.invented.turtle import Version, render
from kg_api.corpus.policies import FILES
from kg_api.resources import default_resources

_DEFECT_EVERY = 20
_SEVERAL_VERSIONS = (0.75, 0.20, 0.05)


@dataclass(frozen=True)
class Generated:
    """A controller's versions, oldest first; ``defect`` names the shape that refuses the newest, if any does."""

    slug: str
    versions: list[Version]
    defect: str | None


def defect_of(n: int) -> str | None:
    """The shape that policy ``n`` offends on purpose: one policy in twenty has a defect, each kind in turn."""
    turn, place = divmod(n, _DEFECT_EVERY)
    return DEFECTS[turn % len(DEFECTS)] if place == _DEFECT_EVERY - 1 else None


def generate(n: int, facts: int | None = None) -> Generated:
    """Policy ``n``, which depends on nothing but the arguments, this program, ``data/`` and ``ontology/``.

    ``facts`` is about how many it has: as many as a real one (200 to 500) where it is None, and never fewer than
    its notice, its rights and the like.
    """
    if n < 0:
        raise ValueError(f"policies are numbered from 0, not {n}")
    defect = defect_of(n)
    names = _version_names(Random(f"versions {n}"))
    versions = []
    for number, name in enumerate(names):
        draft = Draft(n, name, facts)
        for edition in range(number):
            edit(draft, Random(f"policy {n} edition {edition}"))
        if defect and name == names[-1]:
            spoil(draft, defect)
        versions.append(render(draft))
    return Generated(slug(n), versions, defect)


def _version_names(chance: Random) -> list[str]:
    """Dates, oldest first, each in a year of its own, as precise as a day, a month or a year; or "undated"."""
    number = chance.choices((1, 2, 3), weights=_SEVERAL_VERSIONS)[0]
    if number == 1 and chance.random() < 0.2:
        return ["undated"]
    years = sorted(chance.sample(range(2018, 2026), number))
    days = [f"{year}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}" for year in years]
    return [day[: chance.choice((10, 10, 10, 7, 7, 4))] for day in days]


def write(count: int, out: Path, first: int = 0) -> list[tuple[str, str | None]]:
    """Writes policies ``first`` to ``first + count - 1`` below ``out``, which must not touch ``data/``.

    Returns each version as ``<controller>/<version>`` with the shape that refuses it, or None.
    """
    out, real = out.resolve(), default_resources().data.resolve()
    if out.is_relative_to(real):
        raise ValueError(f"generated policies do not belong in {real}")
    written: list[tuple[str, str | None]] = []
    for n in range(first, first + count):
        generated = generate(n)
        for version in generated.versions:
            folder = out / generated.slug / version.name
            folder.mkdir(parents=True, exist_ok=True)
            for file in FILES:
                (folder / f"{file}.ttl").write_text(getattr(version, file), encoding="utf-8", newline="\n")
            newest = version is generated.versions[-1]
            written.append((f"{generated.slug}/{version.name}", generated.defect if newest else None))
    return written


def main() -> None:
    """Writes policies and prints what is wrong with which."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--count", type=int, required=True, help="how many controllers")
    parser.add_argument("--out", type=Path, required=True, help="the folder to write below, never data/")
    parser.add_argument("--first", type=int, default=0, help="the number of the first (0)")
    given = parser.parse_args()
    try:
        written = write(given.count, given.out, given.first)
    except ValueError as fault:
        sys.exit(str(fault))
    for name, defect in written:
        print(f"{name}\t{defect or '-'}")


if __name__ == "__main__":
    main()
