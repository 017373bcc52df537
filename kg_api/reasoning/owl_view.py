"""The OWL view of policies: DPV's concepts as classes, each category value an individual.

DPV's concepts are SKOS; a reasoner needs classes. A concept becomes a class of the same IRI, ``skos:broader`` becomes
``rdfs:subClassOf``; where a fact has a concept for its value, a fresh individual of that class stands for it (one for a
property and a concept: nothing else is said of it, so that no two facts meet in it), and a policy's own node becomes an
individual of the classes above it. A denial becomes membership of a complement: as a bare
assertion about a fresh individual it would contradict nothing. Places are left out: they tell no defined class apart,
and with them HermiT takes minutes. So are the concepts that no fact at hand is below (:func:`relevant`): HermiT prints
an individual's types in a time that grows with the square of the classes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from kg_api.vocabulary import BASE, DATA, DPV, LOC, OWL, PKG, RDF, RDFS, SKOS, XSD

_VALUES: Final = BASE + "values#"
_LEFT_OUT: Final = (LOC.iri,)
_DEFINITIONS: Final = BASE + "graphs/ontology/definitions"
_PROPERTY: Final = frozenset({RDF["Property"], OWL["FunctionalProperty"], OWL["ObjectProperty"]})
# Of a period: numbers and a bound, of which there is one each.
_NUMBERS: Final = frozenset({PKG["minDays"], PKG["maxDays"]})
_OF_PERIODS: Final = frozenset({*_NUMBERS, PKG["bound"]})

Subject = NamedNode | BlankNode


@dataclass(frozen=True)
class Axiom:
    """The triples that one fact or denial of a policy becomes; ``statement`` is the triple or denial that it is of."""

    statement: str
    triples: tuple[Triple, ...]


def terminology(ontology: Iterable[Quad]) -> list[Triple]:
    """Classes, their order, the properties, and our definitions."""
    quads = [quad for quad in ontology if not _left_out(quad)]
    # DPV's properties are SKOS concepts too; to OWL they are no classes.
    properties = {
        quad.subject for quad in quads if quad.predicate == RDF["type"] and quad.object in _PROPERTY
    }
    concepts = [quad for quad in quads if quad.subject not in properties]
    triples = {Triple(quad.subject, RDF["type"], OWL["Class"]) for quad in concepts if _is_concept(quad)}
    classes = {triple.subject for triple in triples}
    for quad in concepts:
        if quad.predicate == SKOS["broader"] and quad.subject in classes:
            triples.add(Triple(quad.subject, RDFS["subClassOf"], quad.object))
            triples.add(_typed(quad.object, "Class"))
    triples |= {triple for quad in quads if _is_defining(quad) for triple in _defined(quad)}
    ended = Triple(PKG["EndedGround"], RDF["type"], OWL["Class"])
    return [*triples, ended, Triple(DPV["Process"], RDF["type"], OWL["Class"])]


def relevant(terms: Sequence[Triple], axioms: Iterable[Axiom]) -> list[Triple]:
    """The terms without the concepts that no axiom and no definition has, and that are above none that they have.

    Such a concept may be empty whatever the axioms say, so that what follows of the others stays the same (the terms
    kept are a module by bottom-locality; Cuenca Grau et al., JAIR 31, 2008).
    """
    order: dict[object, list[Triple]] = {}
    for triple in terms:
        if triple.predicate == RDFS["subClassOf"] or triple.object == OWL["Class"]:
            order.setdefault(triple.subject, []).append(triple)
    hierarchy = {triple for triples in order.values() for triple in triples}
    definitions = [triple for triple in terms if triple not in hierarchy]
    spoken = [*definitions, *(triple for axiom in axioms for triple in axiom.triples)]
    waiting: list[object] = [term for triple in spoken for term in (triple.subject, triple.object)]
    kept: dict[Triple, None] = {}
    while waiting:
        for triple in order.pop(waiting.pop(), ()):
            kept[triple] = None
            waiting.append(triple.object)
    return [*definitions, *kept]


def assertions(policy: Iterable[Quad], ended: frozenset[str], concepts: frozenset[str]) -> Iterator[Axiom]:
    """The individuals of one policy, an axiom a fact.

    ``ended`` are the grounds, the policy's own among them, that did not hold on its date, ``concepts`` the classes of
    the terminology.
    """
    quads = list(policy)
    above: dict[str, list[str]] = {}
    denied: dict[str, dict[str, NamedNode]] = {}
    for quad in quads:
        if quad.predicate == SKOS["broader"] and isinstance(quad.object, NamedNode):
            above.setdefault(_iri(quad.subject), []).append(quad.object.value)
        if quad.predicate.value.startswith(OWL.iri) and isinstance(quad.object, NamedNode):
            denied.setdefault(_iri(quad.subject), {})[quad.predicate.value] = quad.object
    for node in above:
        yield Axiom(node, tuple(_kinds(node, above, ended, concepts)))
    for quad in quads:
        if quad.predicate == RDF["type"] and quad.object in (DPV["Process"], DPV["EndlessDuration"]):
            yield Axiom(str(quad.subject), (Triple(quad.subject, RDF["type"], quad.object),))
        elif quad.predicate in DPV_PROPERTIES and isinstance(quad.object, NamedNode):
            yield Axiom(_name(quad), tuple(_asserted(quad, ended, concepts)))
        elif quad.predicate == PKG["bound"] or _is_number(quad):
            # Two of them, where the property has one value, is a contradiction that a reasoner sees.
            yield Axiom(_name(quad), (Triple(quad.subject, quad.predicate, quad.object),))
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


def _kinds(
    node: str, above: Mapping[str, list[str]], ended: frozenset[str], concepts: frozenset[str]
) -> Iterator[Triple]:
    """The classes of a policy's own node: the concepts above it, past other nodes of the policy's own."""
    seen, waiting = {node}, [node]
    while waiting:
        for parent in above.get(waiting.pop(), ()):
            if parent in concepts:
                yield Triple(NamedNode(node), RDF["type"], NamedNode(parent))
            elif parent not in seen:
                seen.add(parent)
                waiting.append(parent)
    if node in ended:
        yield Triple(NamedNode(node), RDF["type"], PKG["EndedGround"])


def _asserted(quad: Quad, ended: frozenset[str], concepts: frozenset[str]) -> Iterator[Triple]:
    value = quad.object
    assert isinstance(value, NamedNode)
    yield Triple(quad.predicate, RDF["type"], OWL["ObjectProperty"])
    if value.value.startswith(DATA):
        yield Triple(quad.subject, quad.predicate, value)
        return
    kind = f"{quad.predicate} {value} {value.value in ended}"
    digest = hashlib.sha256(kind.encode()).hexdigest()[:24]
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


def _is_defining(quad: Quad) -> bool:
    """Whether a quad is OWL: of the definitions, and no label, note or pattern of theirs."""
    of_definitions = getattr(quad.graph_name, "value", "") == _DEFINITIONS
    known = quad.predicate.value.startswith((OWL.iri, RDF.iri)) or quad.predicate == RDFS["subClassOf"]
    # A class that is an individual too would be its own kind of member.
    typed = quad.predicate != RDF["type"] or _iri(quad.object).startswith(OWL.iri)
    # What has one value matters of what the view holds, and that is no statement and no passage.
    held = quad.object != OWL["FunctionalProperty"] or quad.subject in _OF_PERIODS
    return of_definitions and known and typed and held


def _defined(quad: Quad) -> Iterator[Triple]:
    """A triple of the definitions, with what OWL needs to know of the properties that it names."""
    yield Triple(quad.subject, quad.predicate, quad.object)
    if quad.predicate in (OWL["onProperty"], OWL["inverseOf"]):
        yield _typed(quad.object, "ObjectProperty")
    elif quad.object == OWL["FunctionalProperty"]:
        yield _typed(quad.subject, "DatatypeProperty" if quad.subject in _NUMBERS else "ObjectProperty")


def _is_number(quad: Quad) -> bool:
    of_numbers = quad.predicate in _NUMBERS and isinstance(quad.object, Literal)
    return of_numbers and getattr(quad.object, "datatype", None) == XSD["integer"]


def _is_concept(quad: Quad) -> bool:
    return quad.predicate == RDF["type"] and quad.object in (SKOS["Concept"], RDFS["Class"])


def _left_out(quad: Quad) -> bool:
    return _iri(quad.subject).startswith(_LEFT_OUT) or isinstance(quad.object, Literal)


def _iri(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""


def _name(quad: Quad) -> str:
    return f"{quad.subject} {quad.predicate} {quad.object}"
