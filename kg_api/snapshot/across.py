"""What takes more than one policy version: changes between versions, contradictions between versions or parties.

Only controllers with two versions or more, and those that name one another, are looked at; all else costs one look at
the names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from kg_api.corpus.policies import PolicyVersion
from kg_api.reasoning.facts import Description
from kg_api.snapshot.change_graph import change_quads
from kg_api.snapshot.changes import by_date
from kg_api.snapshot.clashes import Clash, between_parties, between_versions
from kg_api.snapshot.ladder import Ladder, ladder
from kg_api.snapshot.parties import Party, parties, register
from kg_api.snapshot.version_facts import VersionFacts, version_facts
from kg_api.vocabulary import BASE, DATA, PKG, RDF, SH, XSD, Namespace

_FINDING: Final = Namespace(BASE + "findings#")
# How a notice was judged, which its findings of this kind have from its assessment.
_DAY: Final = tuple(PKG[name] for name in ("judgedAt", "ownDate", "byDefault"))


@dataclass(frozen=True)
class Across:
    """Every version with its description and assessment, which of them are current, and what lies above what."""

    described: Mapping[PolicyVersion, Description]
    assessed: Mapping[PolicyVersion, list[Quad]]
    current: set[PolicyVersion]
    pairs: list[Quad]
    ontology: list[Quad]


def across(given: Across) -> Iterator[Quad]:
    """The graph of changes, and contradictions beyond one policy, which stand with the version's other findings."""
    several = _several(given)
    naming = _naming(given)
    wanted = {one for versions in several for one in versions} | {one for pair in naming for one in pair}
    if not wanted:
        return
    found = {one: _facts(given, one) for one in sorted(wanted)}
    facts = {one: version for one, version in found.items() if version is not None}
    up = ladder(given.pairs, given.ontology, [one.iri for one in wanted])
    clashes: list[Clash] = []
    for versions in several:
        ordered = by_date(facts[one] for one in versions if one in facts)
        yield from change_quads(ordered, up.above)
        for before, after in pairwise(ordered):
            clashes += between_versions(before, after, up)
    clashes += _between(facts, naming, up)
    days = {one.iri: _day(given.assessed.get(one, [])) for one in wanted}
    yield from _clash_quads(clashes, days, given.ontology)


def _facts(given: Across, one: PolicyVersion) -> VersionFacts | None:
    return version_facts(given.described[one], one.iri, given.assessed.get(one, []))


def _several(given: Across) -> list[list[PolicyVersion]]:
    """The versions of each controller that has more than one."""
    versions: dict[str, list[PolicyVersion]] = defaultdict(list)
    for one in sorted(given.described):
        versions[one.controller].append(one)
    return [found for found in versions.values() if len(found) > 1]


Naming = dict[tuple[PolicyVersion, PolicyVersion], tuple[dict[str, Party], dict[str, Party]]]


def _naming(given: Across) -> Naming:
    """The pairs of current versions of which the first names the controller of the second, with the nodes for each."""
    current = {one.controller: one for one in sorted(given.current)}
    known = register(given.described[one] for one in current.values())
    named = {slug: parties(given.described[one], known) for slug, one in current.items()}
    found: Naming = {}
    for slug, one in current.items():
        for party in sorted({party.slug for party in named[slug].values()}):
            ours, theirs = _of(named[slug], one, party), _of(named[party], current[party], slug)
            found[one, current[party]] = ours, theirs
    return found


def _of(nodes: dict[str, Party], version: PolicyVersion, slug: str) -> dict[str, Party]:
    """The nodes that stand for one controller, by their names in the file."""
    base = f"{version.iri}/policy"
    return {iri.removeprefix(base): party for iri, party in nodes.items() if party.slug == slug}


def _between(facts: Mapping[PolicyVersion, VersionFacts], naming: Naming, up: Ladder) -> Iterator[Clash]:
    """Each contradiction twice, as either policy has it, so that either's answers show it."""
    for (one, other), (ours, theirs) in naming.items():
        if one in facts and other in facts:
            for clash in between_parties(facts[one], facts[other], ours, theirs, up):
                yield clash
                yield clash.turned()


def _day(assessment: Iterable[Quad]) -> list[tuple[NamedNode, Literal]]:
    """How the notice was judged by default."""
    quads = list(assessment)
    true = Literal("true", datatype=XSD["boolean"])
    node = next((q.subject for q in quads if q.predicate == PKG["byDefault"] and q.object == true), None)
    return [
        (quad.predicate, quad.object)
        for quad in quads
        if quad.subject == node and quad.predicate in _DAY and isinstance(quad.object, Literal)
    ]


def _clash_quads(
    clashes: Iterable[Clash], days: Mapping[str, list[tuple[NamedNode, Literal]]], ontology: Iterable[Quad]
) -> Iterator[Quad]:
    severity = {
        quad.subject: quad.object
        for quad in ontology
        if quad.predicate == SH["severity"] and isinstance(quad.object, NamedNode)
    }
    numbers: dict[tuple[str, str], int] = defaultdict(int)
    for one in sorted(clashes, key=_order):
        numbers[one.here.iri, one.kind] += 1
        node = NamedNode(f"{one.here.iri}/assessment#{one.kind}-{numbers[one.here.iri, one.kind]}")
        kind = _FINDING[one.kind]
        triples = [*_triples(one), (SH["resultSeverity"], severity[kind]), *days[one.here.iri]]
        for predicate, value in triples:
            yield Quad(node, predicate, value, NamedNode(f"{one.here.iri}/assessment"))


def _triples(one: Clash) -> Iterator[tuple[NamedNode, NamedNode | Literal]]:
    yield RDF["type"], PKG["Finding"]
    yield PKG["findingKind"], _FINDING[one.kind]
    yield PKG["findingScope"], PKG[one.scope]
    yield PKG["notice"], NamedNode(one.here.notice)
    yield PKG["controller"], NamedNode(DATA + one.here.slug)
    yield PKG["basedOn"], NamedNode(one.fact.statements[0])
    yield PKG["clashesWith"], NamedNode(one.other.statements[0])
    yield PKG["sure"], Literal("true" if one.sure else "false", datatype=XSD["boolean"])
    if one.here.slug != one.there.slug:
        yield PKG["otherParty"], NamedNode(DATA + one.there.slug)


def _order(one: Clash) -> tuple[str, ...]:
    return one.here.iri, one.kind, one.fact.statements[0], one.there.iri, one.other.statements[0]
