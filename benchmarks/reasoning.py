"""HermiT and the rules over the same generated policies at several sizes in one run: time of each, equal membership.

    python benchmarks/reasoning.py [--sizes 5,100,1000] [--together N] [--seconds S] [--megabytes M]

The rules derive the classes of ``ontology/definitions.ttl`` for all policies of a size in one store; HermiT takes
``--together`` of them in one ontology. A policy that denies what it says has every member by OWL: such are counted and
left out. Exit 1 where a member differs, or at the largest size the rules are less than 300 times as fast by the clock;
the time of the processor stands beside it, for a machine that others use too.
"""

from __future__ import annotations

import argparse
import dataclasses
import resource
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, Store
from rich.console import Console
from rich.table import Table

from benchmarks.generator import write
from kg_api.reasoning.rules import members_everywhere
from kg_api.resources import default_resources
from kg_api.snapshot.build import ground_of
from kg_api.snapshot.proofs import TOGETHER, prepare_versions
from kg_api.snapshot.units import Ground, Policies
from kg_api.validation.proof import Limits, Prepared, Terms, prove_together, terms_of
from kg_api.vocabulary import PKG, XSD

LEAST = 300.0


@dataclass
class Measured:
    """One size: seconds of either engine by the clock and of the processor, members, versions compared or not."""

    policies: int
    rules: float = 0.0
    hermit: float = 0.0
    rules_cpu: float = 0.0
    hermit_cpu: float = 0.0
    compared: int = 0
    clashing: int = 0
    differing: int = 0
    by_rules: Counter[str] = field(default_factory=Counter)
    by_hermit: Counter[str] = field(default_factory=Counter)


def main() -> int:
    """Prints the two tables; the exit code says whether they agree and the target is met."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", default="5,100,1000")
    parser.add_argument("--together", type=int, default=TOGETHER, help="policies in one run of HermiT")
    parser.add_argument("--seconds", type=float, default=900, help="a run of HermiT may take")
    parser.add_argument("--megabytes", type=int, default=4000, help="heap of a run of HermiT")
    given = parser.parse_args()
    sizes = [int(size) for size in given.sizes.split(",")]
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        write(max(sizes), data)
        ground, policies = ground_of(dataclasses.replace(default_resources(), data=data))
    terms = terms_of(ground.ontology, ground.law.rules)
    limits = Limits(given.seconds, given.megabytes)
    found = []
    for size in sizes:
        found.append(measure(ground, dict(islice(policies.items(), size)), terms, limits, given.together))
        print(line(found[-1]), flush=True)
    Console().print(table(found[-1], ground))
    last = found[-1]
    return 0 if not any(one.differing for one in found) and last.hermit >= LEAST * last.rules else 1


def measure(ground: Ground, policies: Policies, terms: Terms, limits: Limits, together: int) -> Measured:
    """Both engines over the same policies."""
    found = Measured(len(policies))
    prepared = list(prepare_versions(ground, policies, terms).values())
    store = _store(ground, policies, prepared)
    began, cpu = time.perf_counter(), time.process_time()
    for iri, pattern in ground.law.rules.classes.items():
        found.by_rules[iri] = len(members_everywhere(store, pattern))
    found.rules, found.rules_cpu = time.perf_counter() - began, time.process_time() - cpu
    # What was timed is what is compared.
    found.differing = sum(
        count != sum(len(one.members[iri]) for one in prepared) for iri, count in found.by_rules.items()
    )
    alike = [one for one in prepared if not one.clashing]
    found.clashing, found.compared = len(prepared) - len(alike), len(alike)
    began, cpu = time.perf_counter(), _children()
    for start in range(0, len(alike), together):
        for proven in prove_together(alike[start : start + together], terms, limits):
            found.differing += len(proven.differing) + (not proven.proof.consistent)
            found.by_hermit.update({iri: len(who) for iri, who in proven.proof.members.items()})
    found.hermit, found.hermit_cpu = time.perf_counter() - began, _children() - cpu
    return found


def _children() -> float:
    """Seconds that the processor has worked for children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _store(ground: Ground, policies: Policies, prepared: list[Prepared]) -> Store:
    """Facts alone, as the rules have them at build: ontology, closure, policies; each notice with its day."""
    store = Store()
    names = {one.iri for one in prepared}
    store.bulk_extend(ground.ontology.quads)
    store.bulk_extend(quad for iri in ("", *sorted(names)) for quad in ground.pairs.get(iri, ()))
    for version, quads in policies.items():
        graph = NamedNode(version.graph("policy"))
        store.bulk_extend(quad for quad in quads if quad.graph_name == graph)
    for one in prepared:
        store.add(Quad(one.notice, PKG["judgedAt"], Literal(one.day.isoformat(), datatype=XSD["date"])))
    store.optimize()
    return store


def line(one: Measured) -> str:
    """A size in one line."""
    clock, cpu = one.hermit / one.rules, one.hermit_cpu / one.rules_cpu
    return (
        f"{one.policies} policies: rules {one.rules:.2f} s, HermiT {one.hermit:.0f} s: {clock:.0f}×; "
        f"processor {one.rules_cpu:.2f} s and {one.hermit_cpu:.0f} s: {cpu:.0f}×; "
        f"compared {one.compared}, left out {one.clashing} that deny what they say; differing: {one.differing}"
    )


def table(one: Measured, ground: Ground) -> Table:
    """The members of each class by either engine."""
    shown = Table("class", f"rules, {one.policies} policies", f"HermiT, {one.compared}")
    for iri in sorted(ground.law.rules.classes):
        by_hermit = str(one.by_hermit[iri]) if iri in one.by_hermit else "by rule alone"
        shown.add_row(iri.rpartition("#")[2], str(one.by_rules[iri]), by_hermit)
    return shown


if __name__ == "__main__":
    sys.exit(main())
