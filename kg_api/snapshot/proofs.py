"""Policy versions proved many in one ontology, off the way to a snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pyoxigraph import NamedNode, Store

from kg_api.corpus.policies import PolicyVersion
from kg_api.reasoning.facts import describe
from kg_api.snapshot.units import Ground, Policies, cases_of
from kg_api.validation.proof import (
    Limits,
    Prepared,
    Proven,
    Terms,
    Version,
    prepare,
    prove_together,
    terms_of,
)

# Versions in one run of HermiT. A version takes as long however many there are beside it, once the terminology is read;
# more would need more memory (benchmarks/reasoning.py).
TOGETHER: Final = 100


def prove_versions(
    ground: Ground, policies: Policies, limits: Limits, together: int = TOGETHER
) -> Iterator[tuple[PolicyVersion, Proven]]:
    """The proof of each version, ``together`` at a time in one run of HermiT; ReasonerError where HermiT cannot.

    One that clashes with itself by the rules is proved alone, since it would spoil the proof of the others.
    """
    terms = terms_of(ground.ontology, ground.law.rules)
    prepared = prepare_versions(ground, policies, terms)
    alone = {version: one for version, one in prepared.items() if one.clashing}
    others = [version for version in prepared if version not in alone]
    for start in range(0, len(others), together):
        chunk = others[start : start + together]
        yield from zip(chunk, prove_together([prepared[one] for one in chunk], terms, limits), strict=True)
    for version, one in alone.items():
        yield version, next(prove_together([one], terms, limits))


def prepare_versions(ground: Ground, policies: Policies, terms: Terms) -> dict[PolicyVersion, Prepared]:
    """What is to be proved of each version that has a notice, with its members by the rules."""
    store, versions = Store(), {}
    store.bulk_extend(ground.ontology.quads)
    store.bulk_extend(quad for pairs in ground.pairs.values() for quad in pairs)
    for version, quads in policies.items():
        store.bulk_extend(quad for quad in quads if quad.graph_name == _graph(version))
        policy = describe(version.controller, version.graph("source"), quads)
        for case in cases_of(version, policy, ground)[:1]:
            versions[version] = Version(version.iri, case.notice, case.day, quads)
    prepared = prepare(store, list(versions.values()), terms, ground.law.rules)
    return dict(zip(versions, prepared, strict=True))


def _graph(version: PolicyVersion) -> NamedNode:
    return NamedNode(version.graph("policy"))
