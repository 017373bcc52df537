"""Policies validated and assessed a second, beside plain pySHACL; two processes beside one; units kept beside none.

    python benchmarks/validation.py [--policies N] [--plain N] [--rounds N]

All sides have the same generated policies, in one run and in turn. Plain is ``pyshacl.validate`` over rdflib's own
store: the same quads, shapes and options, and its results are compared first, of a policy with a defect too. It is a
``Dataset`` since a ``Graph`` has no ``GRAPH``, which shapes ask for. Exit 1 where a target is missed.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar
from unittest import mock

import pyshacl
from pyoxigraph import NamedNode, Quad
from rdflib import Dataset
from rich.console import Console
from rich.table import Table

from benchmarks.generator import Generated, generate
from kg_api.corpus.ontology import read_ontology
from kg_api.corpus.policies import FILES, PolicyVersion, read_corpus
from kg_api.reasoning.closure import closure
from kg_api.resources import Resources, default_resources
from kg_api.snapshot import units
from kg_api.snapshot.build import Options, build
from kg_api.snapshot.units import Ground, Policies, split_pairs, work
from kg_api.validation import assess
from kg_api.validation.assess import load_law
from kg_api.validation.report import Result
from kg_api.validation.results import read_results
from kg_api.validation.shapes import load_shapes
from kg_api.validation.union import to_rdflib

T = TypeVar("T")

_LEAST_AGAINST_PLAIN, _LEAST_TWO_PROCESSES = 9.0, 1.8
# Small, since plain pySHACL has to get through it as well: policy 19 is the first that a shape refuses.
_SPOILED, _FEW_FACTS = 19, 1
_PLAIN: Final[dict[str, Any]] = {"advanced": False, "inference": "none", "js": False, "sparql_mode": False}
_PARTS: Final = {
    "model shapes": (units, "validate"),
    "rules": (assess, "infer"),
    "findings": (assess, "find"),
    "duty shapes": (assess, "not_kept"),
    "describe, derive": (units, "derive"),
}


@dataclass(frozen=True)
class Row:
    """A figure, as text, beside another; the ratio between the two, and the target of it, if it has one."""

    name: str
    ours: str
    other: str
    ratio: float
    target: float | None = None

    @property
    def holds(self) -> bool | None:
        """Whether the target is reached, or None where there is none."""
        return None if self.target is None else self.ratio >= self.target


@dataclass
class Spent:
    """CPU seconds by part of the work, and in all."""

    parts: dict[str, float] = field(default_factory=dict)
    whole: float = 0.0

    def timed(self, part: str, function: Callable[..., T]) -> Callable[..., T]:
        """The same function, its seconds added to a part."""

        def call(*given: object, **named: object) -> T:
            began = time.process_time()
            try:
                return function(*given, **named)
            finally:
                self.parts[part] = self.parts.get(part, 0.0) + time.process_time() - began

        return call


@contextmanager
def others() -> Iterator[list[float]]:
    """How many cores others keep busy meanwhile, told at the end; nothing where there is no ``/proc/stat``."""
    taken: list[float] = []
    began, before = time.perf_counter(), _elsewhere()
    yield taken
    if before is not None and (after := _elsewhere()) is not None:
        taken.append((after - before) / (time.perf_counter() - began))


def _elsewhere() -> float | None:
    """CPU seconds of the machine since its start, without those of this process and its ended children."""
    try:
        user, nice, system = map(int, Path("/proc/stat").read_text("ascii").split()[1:4])
    except (OSError, ValueError):
        return None
    return (user + nice + system) / os.sysconf("SC_CLK_TCK") - sum(os.times()[:4])


@contextmanager
def spending() -> Iterator[Spent]:
    """What is spent inside, of this process alone."""
    spent, began = Spent(), time.process_time()
    with ExitStack() as stack:
        for part, (module, name) in _PARTS.items():
            timed = spent.timed(part, getattr(module, name))
            stack.enter_context(mock.patch.object(module, name, timed))
        yield spent
    spent.whole = time.process_time() - began


def seconds(action: Callable[[], object]) -> float:
    """How long an action takes on the clock."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def write(generated: Generated, out: Path) -> None:
    """The newest version of a generated policy, as files below ``out``."""
    version = generated.versions[-1]
    folder = out / generated.slug / version.name
    folder.mkdir(parents=True)
    for file in FILES:
        (folder / f"{file}.ttl").write_text(getattr(version, file), encoding="utf-8", newline="\n")


class Bench:
    """What all sides are given: ``count`` policies that the shapes accept, one that they refuse, and the ground."""

    def __init__(self, folder: Path, count: int) -> None:
        self._folder, self._resources = folder, replace(default_resources(), data=folder / "data")
        for n in [n for n in range(2 * count) if n != _SPOILED][:count]:
            write(generate(n), folder / "data")
        write(generate(_SPOILED, _FEW_FACTS), folder / "spoiled")
        self._policies, self._spoiled = (_read(folder / name) for name in ("data", "spoiled"))
        self._ground = _ground(self._resources, self._policies | self._spoiled)

    def against_plain(self, count: int) -> list[Row]:
        """The smallest ``count`` policies by both; ValueError where the results of one, or of the spoiled, differ."""
        chosen = dict(sorted(self._policies.items(), key=lambda one: len(one[1]))[:count])
        self._plain(self._spoiled)
        ours, plain = self._plain(chosen)
        sides = {"model shapes": ours.parts["model shapes"], "all of ours": ours.whole}
        return [
            Row(
                f"{name}; plain model shapes",
                f"{took / len(chosen):.2f} s",
                f"{plain / len(chosen):.2f} s",
                plain / took,
                _LEAST_AGAINST_PLAIN,
            )
            for name, took in sides.items()
        ]

    def _plain(self, policies: Policies) -> tuple[Spent, float]:
        """Policies by us and, each alone, by plain pySHACL: what we spent, and its CPU seconds."""
        ground, took = self._ground, 0.0
        with spending() as spent:
            done = work(ground, policies, None, "", 1)
        for version, quads in policies.items():
            data = _dataset([*ground.ontology.quads, *ground.pairs[""], *ground.pairs[version.iri], *quads])
            began = time.process_time()
            _, report, _ = pyshacl.validate(data, shacl_graph=ground.shapes.graph, **_PLAIN)
            took += time.process_time() - began
            ours, (theirs, _) = done[version].results, read_results(report, ground.shapes)
            if _told(ours) != _told(theirs) or bool(ours) != (policies is self._spoiled):
                raise ValueError(
                    f"{version.name}: {len(ours)} results of ours, {len(theirs)} of plain pySHACL"
                )
        return spent, took

    def processes(self, rounds: int) -> tuple[Spent, Row]:
        """What all policies together spend in one process; and two processes beside one."""
        times = []
        for _ in range(rounds):
            with spending() as spent:
                one = seconds(partial(self._work, 1))
            times.append((one, seconds(partial(self._work, 2))))
        ones, twos = (statistics.median(column) for column in zip(*times, strict=True))
        ratio = statistics.median(one / two for one, two in times)
        row = Row("two processes; one", f"{twos:.1f} s", f"{ones:.1f} s", ratio, _LEAST_TWO_PROCESSES)
        return spent, row

    def _work(self, processes: int) -> None:
        work(self._ground, self._policies, None, "", processes)

    def kept(self) -> list[Row]:
        """Builds again where nothing changed and where one policy did, beside the build from scratch."""
        scratch, nothing = (seconds(self._build) for _ in range(2))
        evidence = next(iter(self._policies)).folder / "evidence.ttl"
        text = evidence.read_text(encoding="utf-8")
        evidence.write_text(text.replace('rdfs:comment "', 'rdfs:comment "Again: ', 1), encoding="utf-8")
        changed = seconds(self._build)
        return [
            Row(f"build again, {name}; from scratch", f"{took:.1f} s", f"{scratch:.1f} s", scratch / took)
            for name, took in (("nothing changed", nothing), ("one policy changed", changed))
        ]

    def _build(self) -> None:
        options = Options(kept=self._folder / "kept")
        built = build(self._resources, self._folder / "snapshot", datetime.now(UTC), options=options)
        if len(built.snapshot.manifest.policies) != len(self._policies):
            raise ValueError(f"not all are built: {built.snapshot.manifest.refused}")


def _read(data: Path) -> Policies:
    corpus = read_corpus(data)
    if corpus.faults:
        raise corpus.faults[0]
    return corpus.policies


def _ground(resources: Resources, policies: dict[PolicyVersion, list[Quad]]) -> Ground:
    ontology = read_ontology(resources.ontology)
    pairs = closure([*ontology.quads, *(quad for quads in policies.values() for quad in quads)])
    shapes, law = load_shapes(resources.shapes / "model"), load_law(ontology.quads, resources.shapes)
    return Ground(ontology, split_pairs(pairs, policies), shapes, law)


def _dataset(quads: list[Quad]) -> Dataset:
    """The quads in rdflib's own store, the default graph being the union."""
    data = Dataset(default_union=True)
    for quad in quads:
        name = quad.graph_name
        graph = data.graph(to_rdflib(name)) if isinstance(name, NamedNode) else data.default_graph
        graph.add((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))
    return data


def _told(results: tuple[Result, ...]) -> list[tuple[str, ...]]:
    """What results say, without the names that blank nodes happen to have."""
    return sorted(
        (one.shape, str(one.focus_node), str(one.path_text), str(one.value), one.component) for one in results
    )


def report(rows: list[Row], console: Console) -> None:
    """Prints the figures."""
    table = Table("measured", title="ours beside the other")
    for heading in ("ours", "other", "ratio", "target", "holds"):
        table.add_column(heading, justify="right")
    for row in rows:
        target = "–" if row.target is None else f"≥ {row.target:g}"
        holds = {True: "yes", False: "NO", None: "–"}[row.holds]
        table.add_row(row.name, row.ours, row.other, f"{row.ratio:.2f}", target, holds)
    console.print(table)


def shares(spent: Spent, policies: int, console: Console) -> None:
    """Prints what a policy takes, by part."""
    parts = dict(sorted(spent.parts.items(), key=lambda part: -part[1]))
    parts["the rest"] = spent.whole - sum(parts.values())
    table = Table("part", title=f"{policies / spent.whole:.2f} policies a second and core")
    for heading in ("CPU, ms a policy", "share"):
        table.add_column(heading, justify="right")
    for name, took in parts.items():
        table.add_row(name, f"{1000 * took / policies:.0f}", f"{took / spent.whole:.0%}")
    console.print(table)


def main() -> int:
    parser = argparse.ArgumentParser(description="Policies validated and assessed a second, side by side.")
    parser.add_argument("--policies", type=int, default=12)
    parser.add_argument("--plain", type=int, default=1, help="how many of them plain pySHACL is given")
    parser.add_argument("--rounds", type=int, default=2)
    given = parser.parse_args()
    console, began = Console(width=120, highlight=False), time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), given.policies)
        with others() as taken:
            spent, row = bench.processes(given.rounds)
        rows = [*bench.against_plain(given.plain), row, *bench.kept()]
    shares(spent, given.policies, console)
    report(rows, console)
    busy = (
        f"; {taken[0]:.1f} of {os.cpu_count()} cores busy with other work beside the processes"
        if taken
        else ""
    )
    console.print(
        f"{given.policies} policies, {given.plain} by plain pySHACL; took {time.perf_counter() - began:.0f} s{busy}"
    )
    return 1 if any(row.holds is False for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
