"""Changes as a graph, for SPARQL: one ``pkg:Change`` for each change between a version and the one before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from kg_api.snapshot.changes import Above, Change, OutcomeChange, fact_changes, outcome_changes
from kg_api.snapshot.version_facts import Fact, VersionFacts
from kg_api.vocabulary import BASE, DATA, PKG, PROV, RDF, SKOS, XSD, curie

CHANGES_GRAPH: Final = NamedNode(BASE + "graphs/changes")
_STANCES: Final = {"stated": PKG["Stated"], "implied": PKG["Implied"], "denied": PKG["Denied"]}
Triple = tuple[NamedNode, NamedNode, NamedNode | Literal]


def change_quads(versions: Sequence[VersionFacts], above: Above) -> Iterator[Quad]:
    """The changes between each two successive versions of one controller, given oldest first."""
    for before, after in pairwise(versions):
        triples: list[Triple] = []
        number = 0
        for one in fact_changes(before, after, above):
            number += 1
            triples += _of_fact(_node(after, number), one, before, after)
        for outcome in outcome_changes(before, after):
            number += 1
            triples += _of_outcome(_node(after, number), outcome, before, after)
        yield from (Quad(*triple, CHANGES_GRAPH) for triple in triples)


def shown(version: VersionFacts, fact: Fact) -> str:
    """A value in words where it is a literal or a node of the policy's own with a label, else an IRI.

    A node without a label goes by what it lies under, or by what it is.
    """
    if isinstance(fact.value, Literal):
        return fact.value.value
    iri = version.full(fact.key.value)
    kinds = (version.policy.one(iri, one) for one in (PKG["oddityKind"], SKOS["broader"], RDF["type"]))
    return version.label(fact.key.value) or next((kind.value for kind in kinds if kind is not None), iri)


def _node(version: VersionFacts, number: int) -> NamedNode:
    return NamedNode(f"{CHANGES_GRAPH.value}#{version.slug}/{version.name}/{number}")


def _about(node: NamedNode, kind: str, before: VersionFacts, after: VersionFacts) -> Iterator[Triple]:
    yield node, RDF["type"], PKG["Change"]
    yield node, PKG["changeKind"], PKG[kind]
    yield node, PKG["controller"], NamedNode(DATA + after.slug)
    yield node, PKG["fromVersion"], NamedNode(before.notice)
    yield node, PKG["toVersion"], NamedNode(after.notice)


def _of_fact(node: NamedNode, one: Change, before: VersionFacts, after: VersionFacts) -> Iterator[Triple]:
    yield from _about(node, one.kind, before, after)
    holder = after if one.after is not None else before
    yield node, PKG["changedNode"], NamedNode(holder.full(one.subject))
    yield node, PKG["changedProperty"], NamedNode(one.predicate)
    for word, version, fact, place in (
        ("Before", before, one.before, 0),
        ("After", after, one.after, 1),
    ):
        if fact is not None:
            yield from _side(node, word, version, fact, one.shown[place] if one.shown else None)


def _side(
    node: NamedNode, word: str, version: VersionFacts, fact: Fact, instead: str | None
) -> Iterator[Triple]:
    yield node, PKG[f"fact{word}"], NamedNode(fact.statements[0])
    yield node, PKG[f"stance{word}"], _STANCES[fact.stance]
    hedged = Literal("true" if fact.hedged else "false", datatype=XSD["boolean"])
    yield node, PKG[f"hedged{word}"], hedged
    value = NamedNode(version.full(fact.key.value)) if isinstance(fact.value, NamedNode) else fact.value
    yield node, PKG[f"value{word}"], value
    if instead is not None or isinstance(fact.value, Literal) or fact.key.value.startswith("#"):
        words = instead if instead is not None else shown(version, fact)
        yield node, PKG[f"words{word}"], Literal(" ".join(curie(one) for one in words.split(" ")))
    yield from _sources(node, fact.statements)


def _of_outcome(
    node: NamedNode, one: OutcomeChange, before: VersionFacts, after: VersionFacts
) -> Iterator[Triple]:
    yield from _about(node, "OutcomeChanged", before, after)
    yield node, PKG["law"], NamedNode(one.law)
    yield node, PKG["duty"], NamedNode(one.duty)
    yield node, PKG["outcomeBefore"], NamedNode(one.before)
    yield node, PKG["outcomeAfter"], NamedNode(one.after)
    for word, statements in zip(("Before", "After"), one.statements, strict=True):
        for statement in statements[:1]:
            yield node, PKG[f"fact{word}"], NamedNode(statement)
        yield from _sources(node, statements)
    yield from _sources(node, one.assessments)


def _sources(node: NamedNode, statements: Iterable[str]) -> Iterator[Triple]:
    for statement in statements:
        yield node, PROV["wasDerivedFrom"], NamedNode(statement)
