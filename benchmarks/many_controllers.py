"""A snapshot of many light controllers, to measure how the service bears their number; a real build would take a day.

    privacy-kg build --out REAL
    python benchmarks/many_controllers.py --snapshot REAL --count 10000 --out DIR
    privacy-kg serve --snapshot DIR

Each light controller is a thinned copy of a controller of REAL under names of its own: its notice, its source, a
process, a transfer, a few facts and denials with their passages, a few assessments and findings, in the very graphs
that the build wrote them to. What it says is nobody's.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from itertools import cycle, islice
from pathlib import Path
from random import Random
from typing import Final

from pyoxigraph import RdfFormat, Store

from kg_api.snapshot.store import DATABASE, GRAPH_FILE, MANIFEST_FILE, Manifest, open_snapshot
from kg_api.vocabulary import BASE, DATA, PREFIXES

_VARIANTS: Final = 20
# How many of each kind a light controller has: the facts of its process, its own, those of others, what was judged.
_MOST: Final = {"process": 6, "own": 2, "denial": 1, "Assessment": 3, "Finding": 2, "Inference": 2}
_FEW: Final = 3
_NODE: Final = re.compile(rf"<({re.escape(DATA)}[^>]*)>")
_FOLLOWED: Final = frozenset(
    f"<{PREFIXES[prefix]}{name}>"
    for prefix, names in {
        "rdf": ("subject", "object"),
        "oa": ("hasTarget", "hasSelector"),
        "owl": ("sourceIndividual", "targetIndividual"),
        "pkg": ("about", "basedOn", "clashesWith", "factRow"),
        "skos": ("broader",),
    }.items()
    for name in names
)
_TYPE: Final = f"<{PREFIXES['rdf']}type>"
_VOID: Final = f" <{BASE}graphs/void> ."

Line = tuple[str, str, str]


@dataclass
class Donor:
    """A controller of the real snapshot: its lines of N-Quads by subject, as predicate, object and the whole line."""

    version: str
    name: str
    lines: dict[str, list[Line]]

    @property
    def base(self) -> str:
        """The IRI that those of its nodes begin with."""
        return DATA + self.version

    def values(self, node: str, predicate: str) -> list[str]:
        """What a node has of a predicate (a CURIE), as in N-Triples."""
        prefix, _, local = predicate.partition(":")
        wanted = f"<{PREFIXES[prefix]}{local}>"
        return list(dict.fromkeys(term for found, term, _ in self.lines[node] if found == wanted))

    def of_type(self, type: str) -> list[str]:
        """Its nodes of a class (a CURIE)."""
        prefix, _, local = type.partition(":")
        wanted = f"<{PREFIXES[prefix]}{local}>"
        return sorted(node for node in self.lines if wanted in self.values(node, "rdf:type"))


def main() -> None:
    """Reads the arguments and writes the snapshot."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--snapshot", type=Path, required=True, metavar="REAL")
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    given = parser.parse_args()
    manifest = write(given.snapshot, given.count, given.out)
    print(f"{manifest.quads} quads, {len(manifest.policies)} policies")


def write(real: Path, count: int, out: Path) -> Manifest:
    """Writes a snapshot with all that ``real`` has and ``count`` light controllers, with a database; its manifest."""
    manifest = open_snapshot(real).manifest
    lines = (real / GRAPH_FILE).read_text(encoding="utf-8").splitlines(keepends=True)
    out.mkdir(parents=True)
    copies, quads = list(islice(_copies(_donors(lines, manifest.policies)), count)), len(lines)
    with (out / GRAPH_FILE).open("w", encoding="utf-8") as file:
        file.writelines(lines)
        for _, text in copies:
            file.write(text)
            quads += text.count("\n")
    policies = [*manifest.policies, *(version for version, _ in copies)]
    made = replace(manifest, snapshot=f"{manifest.snapshot[:8]}{count:08}", quads=quads, policies=policies)
    store = Store(str(out / DATABASE))
    store.bulk_load(path=str(out / GRAPH_FILE), format=RdfFormat.N_QUADS)
    store.optimize()
    store.flush()
    (out / MANIFEST_FILE).write_text(json.dumps(asdict(made), indent=2) + "\n", encoding="utf-8")
    return made


def _donors(lines: Iterable[str], policies: list[str]) -> list[Donor]:
    slugs = {version.split("/")[0]: version for version in policies}
    found: dict[str, dict[str, list[Line]]] = {slug: defaultdict(list) for slug in slugs}
    for line in lines:
        subject, predicate, rest = line.split(" ", 2)
        owner = re.match(r"[^/>]+", subject.removeprefix(f"<{DATA}"))
        if subject.startswith(f"<{DATA}") and owner and owner[0] in found:
            term = rest.split(" ", 1)[0] if rest.startswith("<") else rest
            found[owner[0]][subject[1:-1]].append((predicate, term, line))
    donors = []
    for slug, version in slugs.items():
        donor = Donor(version, "", found[slug])
        donor.name = donor.values(DATA + slug, "skos:prefLabel")[0].split('"')[1]
        donors.append(donor)
    return donors


def _copies(donors: list[Donor]) -> Iterator[tuple[str, str]]:
    """Light controllers without end: the name of the policy version, its N-Quads."""
    random = Random(0)
    variants = [(donor, _thinned(donor, random)) for _ in range(_VARIANTS) for donor in donors]
    for number, (donor, text) in enumerate(cycle(variants)):
        slug = f"light-{number:06}"
        version = f"{slug}/{donor.version.split('/')[1]}"
        old = donor.version.split("/")[0]
        yield version, _renamed(text, old, slug, donor.name, number)


def _renamed(text: str, old: str, slug: str, name: str, number: int) -> str:
    """The text with another slug, name and hosts; hosts are those of RFC 6761."""
    text = text.replace(f"{DATA}{old}/", f"{DATA}{slug}/").replace(f"{DATA}{old}>", f"{DATA}{slug}>")
    text = text.replace(f'"{old}"', f'"{slug}"').replace(f'"{old}/', f'"{slug}/')
    text = text.replace(f'"{name}', f'"Light {number:06} of {name[:1]}')
    return re.sub(r"(?<=[/@])(?:www\.)?[a-z0-9-]+\.(?:com|be|nl|eu)(?=[\"/])", f"{slug}.example", text)


def _thinned(donor: Donor, random: Random) -> str:
    """A donor's lines of the nodes that a light controller has."""
    notice = f"{donor.base}/policy#notice"
    roots = [donor.base.rpartition("/")[0], f"{donor.base}/source", notice]
    chosen = _closed(donor, [*roots, *_seeds(donor, random)])
    told = _told(donor)
    found = []
    for node in sorted(chosen):
        for predicate, term, line in donor.lines[node]:
            inner = _NODE.fullmatch(term)
            if inner and inner[1].startswith(donor.base) and inner[1] not in chosen:
                continue
            if told.get((node, predicate, term.split(f" <{BASE}")[0].rstrip(" .\n")), node) in chosen:
                found.append(line)
    return "".join(line for line in found if not line.rstrip().endswith(_VOID.strip()))


def _seeds(donor: Donor, random: Random) -> Iterator[str]:
    """The statements and judgements that a light controller has."""
    about: dict[str, list[str]] = defaultdict(list)
    for statement in donor.of_type("rdf:Statement"):
        about[donor.values(statement, "rdf:subject")[0][1:-1]].append(statement)
    own = [node for node in about if donor.values(node, "prov:specializationOf")]
    processes = [node for node in donor.of_type("dpv:Process") if node in about]
    transfers = [
        node
        for node in about
        if f"<{PREFIXES['dpv']}CrossBorderTransfer>" in donor.values(node, "skos:broader")
    ]
    for node, most in ((random.choice(processes), _MOST["process"]), *((one, _MOST["own"]) for one in own)):
        yield from random.sample(about[node], min(most, len(about[node])))
    if transfers:
        yield from about[random.choice(transfers)]
    yield from _some(donor, donor.of_type("pkg:DenialStatement"), _MOST["denial"], random)
    for kind in ("Assessment", "Finding", "Inference"):
        judged = [one for one in donor.of_type(f"pkg:{kind}") if donor.values(one, "pkg:byDefault")]
        yield from _some(donor, judged, _MOST[kind], random)


def _some(donor: Donor, nodes: list[str], most: int, random: Random) -> list[str]:
    """A few of the nodes that rest on few facts."""
    light = [node for node in nodes if len(donor.values(node, "pkg:basedOn")) <= _FEW]
    return random.sample(light, min(most, len(light)))


def _closed(donor: Donor, seeds: Iterable[str]) -> set[str]:
    """The seeds and all that they cannot do without."""
    chosen: set[str] = set()
    waiting = list(seeds)
    while waiting:
        node = waiting.pop()
        if node in chosen or node not in donor.lines:
            continue
        chosen.add(node)
        waiting.extend(term[1:-1] for predicate, term, _ in donor.lines[node] if predicate in _FOLLOWED)
    return chosen


def _told(donor: Donor) -> dict[tuple[str, str, str], str]:
    """The statement of each fact: subject, predicate and object, as in N-Triples."""
    return {
        (subject[1:-1], predicate, term.split(f" <{BASE}")[0].rstrip(" .\n")): statement
        for statement in donor.of_type("rdf:Statement")
        for subject in donor.values(statement, "rdf:subject")[:1]
        for predicate in donor.values(statement, "rdf:predicate")[:1]
        for term in donor.values(statement, "rdf:object")[:1]
    }


if __name__ == "__main__":
    main()
