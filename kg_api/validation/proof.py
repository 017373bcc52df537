"""The proof of each policy version: consistent or not, and whether HermiT's members are those of the rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from pyoxigraph import NamedNode, Quad, QuerySolutions, Store

from kg_api.reasoning.owl import Proof, explain, prove
from kg_api.reasoning.owl_view import Axiom, assertions, terminology
from kg_api.reasoning.rules import Rulebook, members_of
from kg_api.vocabulary import OWL, PREFIXES, RDF

# Grounds of transfers that have dated facts of which none held on the day.
_ENDED = """
SELECT DISTINCT ?ground {
  ?tool a pkg:TransferTool ; pkg:concept ?ground .
  FILTER NOT EXISTS {
    ?valid a pkg:TransferTool ; pkg:concept ?ground .
    OPTIONAL { ?valid pkg:from ?from }
    OPTIONAL { ?valid pkg:until ?until }
    FILTER(COALESCE(?from <= "%(day)s"^^xsd:date, true) && COALESCE(?until >= "%(day)s"^^xsd:date, true))
  }
}
"""


@dataclass(frozen=True)
class Proven:
    """One version: HermiT's proof, the members by the rules, and the classes in which the two differ.

    ``only_rules`` are the classes that OWL cannot express, ``clash`` a smallest inconsistent set where there is one.
    """

    proof: Proof
    members: dict[str, frozenset[str]]
    differing: dict[str, tuple[frozenset[str], frozenset[str]]]
    only_rules: tuple[str, ...]
    clash: list[Axiom] = field(default_factory=list)


def prove_policy(
    store: Store,
    policy: Iterable[Quad],
    notice: NamedNode,
    day: date,
    ontology: list[Quad],
    rules: Rulebook,
    seconds: float,
    megabytes: int,
) -> Proven:
    """Proves the facts of one version. ``store`` holds it with the ontology, its closure, and what is derived.

    Raises :class:`kg_api.reasoning.owl.ReasonerError` where HermiT cannot.
    """
    terms = terminology(ontology)
    concepts = frozenset(
        triple.subject.value
        for triple in terms
        if isinstance(triple.subject, NamedNode)
        and triple.predicate == RDF["type"]
        and triple.object == OWL["Class"]
    )
    expressed = {
        quad.subject.value
        for quad in ontology
        if quad.predicate == OWL["equivalentClass"] and isinstance(quad.subject, NamedNode)
    }
    axioms = list(assertions(policy, _ended(store, day), concepts))
    wanted = sorted(iri for iri in rules.classes if iri in expressed)
    proof = prove([*terms, *(t for axiom in axioms for t in axiom.triples)], wanted, seconds, megabytes)
    members = {
        iri: frozenset(node.value for node in members_of(store, pattern, notice, day))
        for iri, pattern in rules.classes.items()
    }
    differing = {
        iri: (proof.members[iri], members[iri])
        for iri in wanted
        if proof.consistent and proof.members.get(iri, frozenset()) != members[iri]
    }
    only = tuple(sorted(set(rules.classes) - expressed))
    clash = [] if proof.consistent else explain(terms, axioms, seconds, megabytes)
    return Proven(proof, members, differing, only, clash)


def _ended(store: Store, day: date) -> frozenset[str]:
    rows = store.query(_ENDED % {"day": day.isoformat()}, prefixes=PREFIXES, use_default_graph_as_union=True)
    assert isinstance(rows, QuerySolutions)
    return frozenset(row["ground"].value for row in rows if isinstance(row["ground"], NamedNode))
