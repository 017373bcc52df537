"""The OWL view of policies: DPV's concepts as classes, each value an individual of its own.

DPV's concepts are SKOS; a reasoner needs classes. A concept becomes a class of the same IRI, ``skos:broader`` becomes
``rdfs:subClassOf``; where a fact has a concept for its value, a fresh individual of that class stands for it, and a
policy's own node becomes an individual of the classes above it. A denial becomes membership of a complement: as a bare
assertion about a fresh individual it would contradict nothing. Places are left out: they tell no defined class apart,
and with them HermiT takes minutes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from kg_api.vocabulary import BASE, DATA, DPV, LOC, OWL, PKG, RDF, RDFS, SKOS

_VALUES: Final = BASE + "values#"
_LEFT_OUT: Final = (LOC.iri,)
_DEFINITIONS: Final = BASE + "graphs/ontology/definitions"
_OWL_ONLY: Final = frozenset({PKG["memberWhere"].value, SKOS["example"].value, SKOS["editorialNote"].value})

Subject = NamedNode | BlankNode


@dataclass(frozen=True)
class Axiom:
    """The triples that one fact or denial of a policy becomes; ``statement`` is the triple or denial that it is of."""

    statement: str
    triples: tuple[Triple, ...]


def terminology(ontology: Iterable[Quad]) -> list[Triple]:
    """Classes, their order, the object properties, and our definitions."""
    quads = [quad for quad in ontology if not _left_out(quad)]
    # DPV's properties are SKOS concepts too; to OWL they are no classes.
    properties = {
        quad.subject for quad in quads if quad.predicate == RDF["type"] and quad.object == RDF["Property"]
    }
    quads = [quad for quad in quads if quad.subject not in properties]
    triples = {Triple(quad.subject, RDF["type"], OWL["Class"]) for quad in quads if _is_concept(quad)}
    classes = {triple.subject for triple in triples}
    for quad in quads:
        if quad.predicate == SKOS["broader"] and quad.subject in classes:
            triples.add(Triple(quad.subject, RDFS["subClassOf"], quad.object))
            triples.add(_typed(quad.object, "Class"))
    for quad in quads:
        if getattr(quad.graph_name, "value", "") == _DEFINITIONS and quad.predicate.value not in _OWL_ONLY:
            if quad.predicate == RDF["type"] and not _iri(quad.object).startswith(OWL.iri):
                continue  # a class that is an individual too would be its own kind of member
            triples.add(Triple(quad.subject, quad.predicate, quad.object))
            if quad.predicate == OWL["onProperty"]:
                triples.add(_typed(quad.object, "ObjectProperty"))
    ended = Triple(PKG["EndedGround"], RDF["type"], OWL["Class"])
    return [*triples, ended, Triple(DPV["Process"], RDF["type"], OWL["Class"])]


def assertions(policy: Iterable[Quad], ended: frozenset[str], concepts: frozenset[str]) -> Iterator[Axiom]:
    """The individuals of one policy, an axiom a fact.

    ``ended`` are the grounds that did not hold on its date, ``concepts`` the classes of the terminology.
    """
    quads = list(policy)
    above: dict[str, list[NamedNode]] = {}
    denied: dict[str, dict[str, NamedNode]] = {}
    for quad in quads:
        if quad.predicate == SKOS["broader"] and isinstance(quad.object, NamedNode):
            above.setdefault(_iri(quad.subject), []).append(quad.object)
        if quad.predicate.value.startswith(OWL.iri) and isinstance(quad.object, NamedNode):
            denied.setdefault(_iri(quad.subject), {})[quad.predicate.value] = quad.object
    for node, parents in above.items():
        kinds = [
            Triple(NamedNode(node), RDF["type"], parent) for parent in parents if parent.value in concepts
        ]
        if set(parents) & {NamedNode(iri) for iri in ended}:
            kinds.append(Triple(NamedNode(node), RDF["type"], PKG["EndedGround"]))
        yield Axiom(node, tuple(kinds))
    for quad in quads:
        if quad.predicate == RDF["type"] and quad.object in (DPV["Process"], DPV["EndlessDuration"]):
            yield Axiom(str(quad.subject), (Triple(quad.subject, RDF["type"], quad.object),))
        elif quad.predicate in DPV_PROPERTIES and isinstance(quad.object, NamedNode):
            yield Axiom(_name(quad), tuple(_asserted(quad, ended, concepts)))
    for node, parts in denied.items():
        yield Axiom(node, tuple(_denied(node, parts)))


# The predicates that definitions speak of.
DPV_PROPERTIES: Final = frozenset(
    DPV[name]
    for name in (
        "hasPurpose",
        "hasLegalBasis",
        "hasPersonalData",
        "hasProcessing",
        "hasDataSource",
        "hasDataSubject",
        "hasThirdCountry",
        "hasStorageCondition",
        "hasDuration",
        "hasJointDataControllers",
        "isImplementedUsingTechnology",
    )
)


def _asserted(quad: Quad, ended: frozenset[str], concepts: frozenset[str]) -> Iterator[Triple]:
    value = quad.object
    assert isinstance(value, NamedNode)
    yield Triple(quad.predicate, RDF["type"], OWL["ObjectProperty"])
    if value.value.startswith(DATA):
        yield Triple(quad.subject, quad.predicate, value)
        return
    digest = hashlib.sha256(_name(quad).encode()).hexdigest()[:24]
    fresh = NamedNode(_VALUES + digest)
    yield Triple(quad.subject, quad.predicate, fresh)
    yield Triple(fresh, RDF["type"], value if value.value in concepts else OWL["Thing"])
    if value.value in ended:
        yield Triple(fresh, RDF["type"], PKG["EndedGround"])


def _denied(node: str, parts: Mapping[str, NamedNode]) -> Iterator[Triple]:
    source, target = parts.get(OWL["sourceIndividual"].value), parts.get(OWL["targetIndividual"].value)
    predicate = parts.get(OWL["assertionProperty"].value)
    if source is None or target is None or predicate is None or target.value.startswith((*_LEFT_OUT, DATA)):
        return
    digest = hashlib.sha256(node.encode()).hexdigest()[:12]
    outer, inner = BlankNode(f"c{digest}"), BlankNode(f"r{digest}")
    yield Triple(predicate, RDF["type"], OWL["ObjectProperty"])
    yield Triple(target, RDF["type"], OWL["Class"])
    yield Triple(outer, RDF["type"], OWL["Class"])
    yield Triple(outer, OWL["complementOf"], inner)
    yield Triple(inner, RDF["type"], OWL["Restriction"])
    yield Triple(inner, OWL["onProperty"], predicate)
    yield Triple(inner, OWL["someValuesFrom"], target)
    yield Triple(source, RDF["type"], outer)


def _typed(node: object, kind: str) -> Triple:
    assert isinstance(node, NamedNode | BlankNode)
    return Triple(node, RDF["type"], OWL[kind])


def _is_concept(quad: Quad) -> bool:
    return quad.predicate == RDF["type"] and quad.object in (SKOS["Concept"], RDFS["Class"])


def _left_out(quad: Quad) -> bool:
    return _iri(quad.subject).startswith(_LEFT_OUT) or isinstance(quad.object, Literal)


def _iri(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""


def _name(quad: Quad) -> str:
    return f"{quad.subject} {quad.predicate} {quad.object}"
