"""Findings beyond completeness: is a notice consistent, current, specific? Shapes of ``shapes/findings/``.

Each kind is a SHACL-SPARQL constraint whose query selects ``$this`` (the notice), ``?value`` (the statement that stands
for a fact) and, where two facts clash, ``?other``. The same query runs here, since a validation report of SHACL has no
place for the second fact.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Store, Variable

from kg_api.validation.shapes import Shapes
from kg_api.vocabulary import PKG, PREFIXES, RDF, RDFS, SH

Texts = dict[str, str]


@dataclass(frozen=True)
class FindingKind:
    """A kind of finding: its query, how severe it is, and what to do about it, by language."""

    iri: str
    label: Texts
    messages: Texts
    severity: str
    contradiction: bool
    query: str


@dataclass(frozen=True)
class Finding:
    """A finding in a notice: the fact, and the one that it clashes with, if any."""

    kind: FindingKind
    notice: NamedNode
    fact: NamedNode
    other: NamedNode | None


def read_kinds(shapes: Shapes) -> list[FindingKind]:
    """The kinds of finding of a folder of shapes, by IRI."""
    nodes = (quad.subject for quad in shapes.store.quads_for_pattern(None, RDF["type"], PKG["FindingKind"]))
    return sorted(
        (_kind(shapes.store, node) for node in nodes if isinstance(node, NamedNode)), key=lambda one: one.iri
    )


def find(store: Store, notice: NamedNode, kinds: Iterable[FindingKind]) -> list[Finding]:
    """What each kind finds of a notice in the union of the graphs of ``store``: its version and the ontology.

    The day of judgement is ``pkg:judgedAt`` of the notice there.
    """
    found: dict[tuple[str, ...], Finding] = {}
    for kind in kinds:
        rows = store.query(
            kind.query,
            prefixes=PREFIXES,
            substitutions={Variable("this"): notice},
            use_default_graph_as_union=True,
        )
        assert isinstance(rows, QuerySolutions)
        both = any(variable.value == "other" for variable in rows.variables)
        for row in rows:
            fact, other = row["value"], row["other"] if both else None
            if isinstance(fact, NamedNode):
                second = other if isinstance(other, NamedNode) else None
                found[kind.iri, fact.value, str(second)] = Finding(kind, notice, fact, second)
    return [found[key] for key in sorted(found)]


def contradictions(findings: Iterable[Finding]) -> list[Finding]:
    """One finding for each fact that clashes with others."""
    first = {(one.kind.iri, one.fact.value): one for one in findings if one.kind.contradiction}
    return list(first.values())


def _kind(store: Store, node: NamedNode) -> FindingKind:
    def texts(predicate: NamedNode) -> Texts:
        objects = (quad.object for quad in store.quads_for_pattern(node, predicate, None))
        return {value.language or "": value.value for value in objects if isinstance(value, Literal)}

    def one(subject: NamedNode | BlankNode, predicate: NamedNode) -> str:
        return next(
            (
                quad.object.value
                for quad in store.quads_for_pattern(subject, predicate, None)
                if isinstance(quad.object, NamedNode | Literal)
            ),
            "",
        )

    constraint = next(quad.object for quad in store.quads_for_pattern(node, SH["sparql"], None))
    assert isinstance(constraint, NamedNode | BlankNode)
    return FindingKind(
        node.value,
        texts(RDFS["label"]),
        texts(SH["message"]),
        one(node, SH["severity"]),
        one(node, PKG["contradiction"]) == "true",
        one(constraint, SH["select"]),
    )
