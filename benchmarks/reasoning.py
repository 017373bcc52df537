"""HermiT and the rules over the same generated policies: time of each, and whether they agree member by member.

    python benchmarks/reasoning.py [--policies N] [--hermit N] [--seconds S]

The rules derive the classes of ``ontology/definitions.ttl`` for all ``--policies``; HermiT proves the first
``--hermit`` of them, one after another, since it takes seconds for each. Both a policy, in one run. Exit 1 where a
member differs, and where the rules are less than 300 times as fast.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.generator import write
from kg_api.reasoning.rules import members_of
from kg_api.resources import default_resources
from kg_api.snapshot.build import ground_of
from kg_api.snapshot.units import over_versions, prove_versions

LEAST = 300.0
MEGABYTES = 2000
CONSOLE = Console(stderr=True)


def main() -> int:
    """Prints the two tables; the exit code says whether they agree and the target is met."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--policies", type=int, default=1000)
    parser.add_argument("--hermit", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=120, help="a proof may take")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        write(given.policies, data)
        ground, policies = ground_of(dataclasses.replace(default_resources(), data=data))
        quiet = not CONSOLE.is_terminal

        by_rules: Counter[str] = Counter()
        rules = 0.0
        versions = over_versions(ground, policies)
        for _, case, store in track(versions, "rules", len(policies), console=CONSOLE, disable=quiet):
            began = time.perf_counter()
            for iri, pattern in ground.law.rules.classes.items():
                by_rules[iri] += len(list(members_of(store, pattern, case.notice, case.day)))
            rules += time.perf_counter() - began

        few = dict(list(policies.items())[: given.hermit])
        by_both: Counter[str] = Counter()
        differing = 0
        began = time.perf_counter()
        for version, found in track(
            prove_versions(ground, few, given.seconds, MEGABYTES),
            "HermiT",
            len(few),
            console=CONSOLE,
            disable=quiet,
        ):
            if not found.proof.consistent:
                print(f"{version.name}: inconsistent, {len(found.clash)} facts")
            for iri, names in found.members.items():
                by_both[iri] += len(names)
            for iri, (proved, ruled) in found.differing.items():
                differing += 1
                print(f"{version.name}: {iri} HermiT {sorted(proved)} rules {sorted(ruled)}")
        hermit = time.perf_counter() - began

    table = Table("class", f"rules, {len(policies)} policies", f"both, {len(few)}")
    for iri in sorted(ground.law.rules.classes):
        table.add_row(iri.rpartition("#")[2], str(by_rules[iri]), str(by_both[iri]))
    Console().print(table)
    ratio = (hermit / len(few)) / (rules / len(policies))
    print(
        f"rules {1000 * rules / len(policies):.1f} ms a policy, HermiT {hermit / len(few):.2f} s: {ratio:.0f}×"
    )
    print(f"classes with other members by HermiT than by the rules: {differing}")
    return 0 if not differing and ratio >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
