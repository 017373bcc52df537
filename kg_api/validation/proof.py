"""The proof of policy versions: consistent or not, and whether HermiT's members are those of the rules.

HermiT reads the terminology anew each time, in two seconds, so that many versions are proved in one ontology
(:func:`prove_together`). From a contradiction everything follows, of every version beside it: where the whole is
inconsistent its halves are proved, down to the versions at fault, and for each of those the smallest set of facts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store, Triple

from kg_api.corpus.ontology import Ontology
from kg_api.reasoning.owl import Proof, explain, prove
from kg_api.reasoning.owl_view import Axiom, assertions, relevant, terminology
from kg_api.reasoning.rules import Rulebook, members_everywhere
from kg_api.vocabulary import OWL, PKG, PREFIXES, RDF, XSD

# Grounds of transfers at or below a concept that has dated facts of which none held on the day.
_ENDED: Final = """
SELECT DISTINCT ?ground {
  ?tool a pkg:TransferTool ; pkg:concept ?cited . ?ground skos:broaderTransitive ?cited .
  FILTER NOT EXISTS {
    ?valid a pkg:TransferTool ; pkg:concept ?cited .
    OPTIONAL { ?valid pkg:from ?from }
    OPTIONAL { ?valid pkg:until ?until }
    FILTER(COALESCE(?from <= "%(day)s"^^xsd:date, true) && COALESCE(?until >= "%(day)s"^^xsd:date, true))
  }
}
"""
_DENIED_AND_SAID: Final = """
SELECT DISTINCT ?of {
  ?denial owl:sourceIndividual ?of ; owl:assertionProperty ?property ; owl:targetIndividual ?target .
  ?of ?property ?value . ?value skos:broaderTransitive ?target
}
"""
# Of a node alone: what denies by it, or has it for a value.
_PASSAGES: Final = """
SELECT DISTINCT ?gloss ?section ?start ?end {
  %s
  ?statement oa:hasTarget ?target .
  ?target rdfs:comment ?gloss ; oa:hasSelector ?selector . ?selector oa:start ?start ; oa:end ?end .
  OPTIONAL { ?target pkg:section|pkg:sectionGloss ?section }
}
ORDER BY ?start ?end
"""


@dataclass(frozen=True)
class Passage:
    """Where a text says something: its heading, first and last code point, and our gloss."""

    gloss: str
    section: str
    start: int
    end: int


@dataclass(frozen=True)
class Clash:
    """A fact or denial that no smallest inconsistent set can do without, with the passages that it rests on."""

    statement: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Proven:
    """One version: HermiT's proof, the members by the rules, and the classes in which the two differ.

    ``only_rules`` are the classes that OWL cannot express, ``clash`` a smallest inconsistent set where there is one.
    """

    proof: Proof
    members: dict[str, frozenset[str]]
    differing: dict[str, tuple[frozenset[str], frozenset[str]]]
    only_rules: tuple[str, ...]
    clash: list[Clash] = field(default_factory=list)


@dataclass(frozen=True)
class Terms:
    """What a proof needs of the ontology: axioms, its classes, and the defined classes that OWL expresses, or not."""

    axioms: list[Triple]
    concepts: frozenset[str]
    expressed: tuple[str, ...]
    only_rules: tuple[str, ...]


@dataclass(frozen=True)
class Version:
    """A version to be prepared: its IRI, its notice, the day whose law it is judged by, its quads."""

    iri: str
    notice: NamedNode
    day: date
    quads: list[Quad]


@dataclass(frozen=True)
class Prepared:
    """One version to be proved: its axioms, its members by the rules, its quads for the passages of a clash.

    ``clashing`` where it says of something what it denies, so that it is no company for others.
    """

    iri: str
    notice: NamedNode
    day: date
    axioms: list[Axiom]
    members: dict[str, frozenset[str]]
    quads: list[Quad]
    clashing: bool


@dataclass(frozen=True)
class Limits:
    """What one run of HermiT may take: seconds, and megabytes of heap."""

    seconds: float
    megabytes: int


def terms_of(ontology: Ontology, rules: Rulebook) -> Terms:
    """The terminology, and which of the defined classes it expresses."""
    axioms = terminology(ontology.quads)
    concepts = frozenset(
        triple.subject.value
        for triple in axioms
        if isinstance(triple.subject, NamedNode)
        and triple.predicate == RDF["type"]
        and triple.object == OWL["Class"]
    )
    in_owl = {getattr(quad.subject, "value", "") for quad in ontology.quads if _equates(quad)}
    return Terms(
        axioms,
        concepts,
        tuple(sorted(in_owl & set(rules.classes))),
        tuple(sorted(set(rules.classes) - in_owl)),
    )


def prepare(store: Store, versions: Sequence[Version], terms: Terms, rules: Rulebook) -> list[Prepared]:
    """What is to be proved of each version. ``store`` holds them all, with the ontology and its closure."""
    store.extend(Quad(one.notice, PKG["judgedAt"], _date(one.day)) for one in versions)
    members = {iri: _by_version(members_everywhere(store, pattern)) for iri, pattern in rules.classes.items()}
    clashing = _by_version(row["of"] for row in _select(store, _DENIED_AND_SAID))
    ended = {day: _ended(store, day) for day in {one.day for one in versions}}
    return [
        Prepared(
            one.iri,
            one.notice,
            one.day,
            list(assertions(_of_policy(one), ended[one.day], terms.concepts)),
            {iri: frozenset(found.get(one.iri, ())) for iri, found in members.items()},
            one.quads,
            one.iri in clashing,
        )
        for one in versions
    ]


def prove_together(versions: Sequence[Prepared], terms: Terms, limits: Limits) -> Iterator[Proven]:
    """The proof of each version, in their order, from one run of HermiT where they are consistent together.

    Raises :class:`kg_api.reasoning.owl.ReasonerError` where HermiT cannot.
    """
    axioms = [axiom for version in versions for axiom in version.axioms]
    base = relevant(terms.axioms, axioms)
    triples = [*base, *(triple for axiom in axioms for triple in axiom.triples)]
    proof = prove(triples, terms.expressed, limits.seconds, limits.megabytes)
    if proof.consistent:
        yield from (_proven(version, _part(proof, version), terms) for version in versions)
    elif len(versions) == 1:
        clash = explain(base, axioms, limits.seconds, limits.megabytes)
        yield _proven(versions[0], proof, terms, _with_passages(clash, versions[0].quads))
    else:
        half = len(versions) // 2
        yield from prove_together(versions[:half], terms, limits)
        yield from prove_together(versions[half:], terms, limits)


def _proven(version: Prepared, proof: Proof, terms: Terms, clash: Sequence[Clash] = ()) -> Proven:
    differing = {
        iri: (proof.members[iri], version.members[iri])
        for iri in terms.expressed
        if proof.consistent and proof.members[iri] != version.members[iri]
    }
    return Proven(proof, version.members, differing, terms.only_rules, list(clash))


def _part(proof: Proof, version: Prepared) -> Proof:
    """What a proof of several versions says of one."""
    own = f"{version.iri}/"
    members = {
        iri: frozenset(one for one in found if one.startswith(own)) for iri, found in proof.members.items()
    }
    return Proof(proof.consistent, members, proof.empty, proof.above)


def _with_passages(clash: Iterable[Axiom], quads: list[Quad]) -> list[Clash]:
    store = Store()
    store.extend(quads)
    return [Clash(axiom.statement, tuple(_passages(store, axiom.statement))) for axiom in clash]


def _passages(store: Store, statement: str) -> Iterator[Passage]:
    parts = statement.split(" ", 2)
    node = f"<{statement.strip('<>')}>"
    where = (
        f"?statement rdf:subject {parts[0]} ; rdf:predicate {parts[1]} ; rdf:object {parts[2]} ."
        if len(parts) == 3
        else f"{{ ?statement pkg:about {node} }} UNION {{ ?statement rdf:object {node} }}"
    )
    for row in _select(store, _PASSAGES % where):
        gloss, section, start, end = (
            one.value if isinstance(one := row[name], Literal) else ""
            for name in ("gloss", "section", "start", "end")
        )
        yield Passage(gloss, section, int(start), int(end))


def _equates(quad: Quad) -> bool:
    return quad.predicate == OWL["equivalentClass"] and isinstance(quad.subject, NamedNode)


def _of_policy(version: Version) -> list[Quad]:
    graph = NamedNode(f"{version.iri}/policy")
    return [quad for quad in version.quads if quad.graph_name == graph]


def _by_version(nodes: Iterable[object]) -> dict[str, set[str]]:
    """Nodes by the IRI of the version that they are of."""
    found: dict[str, set[str]] = defaultdict(set)
    for node in nodes:
        if isinstance(node, NamedNode):
            found[node.value.rpartition("/")[0]].add(node.value)
    return found


def _date(day: date) -> Literal:
    return Literal(day.isoformat(), datatype=XSD["date"])


def _ended(store: Store, day: date) -> frozenset[str]:
    rows = _select(store, _ENDED % {"day": day.isoformat()})
    return frozenset(row["ground"].value for row in rows if isinstance(row["ground"], NamedNode))


def _select(store: Store, query: str) -> QuerySolutions:
    rows = store.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
    assert isinstance(rows, QuerySolutions)
    return rows
