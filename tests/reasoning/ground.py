"""Small policies laid over the ontology, for tests of what is inferred from them or found in them.

A small policy is Turtle about ``<#notice>``, whose controller is ``<#cafe>`` and whose umbrella process is ``<#all>``.
Each of its triples that is no structure gets a statement named after it (``letter.hasPurpose.Newsletter``), each
denial one named as the denial is. Comments say more::

    # hedged: letter.hasPurpose.Newsletter
    # implied: letter.hasPurpose.Newsletter
    # passage p1: letter.hasPurpose.Newsletter, no-sale
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from kg_api.corpus.ontology import read_ontology
from kg_api.reasoning.closure import CLOSURE_GRAPH, closure
from kg_api.reasoning.facts import derive, describe
from kg_api.reasoning.rules import Inferences, infer, read_rulebook
from kg_api.resources import Resources
from kg_api.vocabulary import DATA, OA, OWL, PKG, PREFIXES, RDF, SKOS, XSD

BASE = f"{DATA}cafe/2024-05/"
NOTICE = NamedNode(f"{BASE}policy#notice")
DAY = date(2024, 5, 1)
HEAD = f"@base <{BASE}policy> .\n" + "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
START = """
<#notice> a dpv:PrivacyNotice ; dpv:hasDataController <#cafe> ; dpv:hasProcess <#all> .
<#cafe> a dpv:DataController .
<#all> a dpv:Process, pkg:UmbrellaProcess .
"""
_SAID = re.compile(r"^\s*# (hedged|implied|passage ([\w-]+)): (.*)$", re.MULTILINE)
# A process with one purpose.
LETTER = "<#notice> dpv:hasProcess <#letter> . <#letter> a dpv:Process ; dpv:hasPurpose term:Newsletter .\n"

# What is said of a node: predicate and value.
Statement = list[tuple[NamedNode, NamedNode | Literal]]


def denial(predicate: str, target: str, source: str = "all") -> str:
    """Turtle of the denial ``<#no>``."""
    return (
        f"<#no> a owl:NegativePropertyAssertion ; owl:sourceIndividual <#{source}> ;"
        f" owl:assertionProperty {predicate} ; owl:targetIndividual {target} .\n"
    )


def transfer(rest: str) -> str:
    """Turtle of the transfer ``<#abroad>``."""
    return f"<#abroad> a dpv:Processing ; skos:broader dpv:CrossBorderTransfer ; {rest} .\n"


class Ground:
    """The ontology with its closure in a store, and the rules; :meth:`under` lays a policy over it."""

    def __init__(self, resources: Resources) -> None:
        ontology = read_ontology(resources.ontology)
        self.quads, self.topics, self.structural = ontology.quads, ontology.topics, ontology.structural
        self.rules = read_rulebook(ontology.quads)
        self.pairs = closure(ontology.quads)
        self.store = Store()
        self.store.bulk_extend([*ontology.quads, *self.pairs])

    @contextmanager
    def under(
        self, quads: Iterable[Quad], slug: str = "cafe", source: str = f"{BASE}source"
    ) -> Iterator[Store]:
        """While inside, the store has these quads too, what is derived from them and the pairs of their concepts."""
        quads = list(quads)
        laid = [*quads, *self._above(quads), *derive(describe(slug, source, quads), self.topics)]
        new = [quad for quad in dict.fromkeys(laid) if quad not in self.store]
        self.store.extend(new)
        try:
            yield self.store
        finally:
            for quad in new:
                self.store.remove(quad)

    def infer(self, text: str, day: date = DAY) -> Inferences:
        """What the rules find of the notice of a small policy on a day."""
        with self.under(self.policy(text)) as store:
            return infer(store, NOTICE, day, self.rules)

    def policy(self, text: str, start: str = START) -> list[Quad]:
        """The quads of a small policy, with a statement for each of its facts."""
        about = [
            Quad(triple.subject, triple.predicate, triple.object, NamedNode(f"{BASE}policy"))
            for triple in parse(HEAD + start + text, format=RdfFormat.TURTLE, rename_blank_nodes=True)
        ]
        evidence = NamedNode(f"{BASE}evidence")
        return about + [
            Quad(fact_iri(name), predicate, value, evidence)
            for name, statement in _with_comments(self._statements(about), text).items()
            for predicate, value in statement
        ]

    def _statements(self, about: list[Quad]) -> dict[str, Statement]:
        """The statement of each fact and of each denial, by its name."""
        found: dict[str, Statement] = {}
        denials = {quad.subject for quad in about if quad.object == OWL["NegativePropertyAssertion"]}
        for quad in about:
            assert isinstance(quad.subject, NamedNode)
            assert isinstance(quad.object, NamedNode | Literal)
            if quad.predicate.value not in self.structural and quad.subject.value.startswith(BASE):
                name = ".".join(map(local_name, (quad.subject, quad.predicate, quad.object)))
                found[name] = [
                    (RDF["type"], RDF["Statement"]),
                    (RDF["subject"], quad.subject),
                    (RDF["predicate"], quad.predicate),
                    (RDF["object"], quad.object),
                ]
            elif quad.subject in denials and quad.predicate == RDF["type"]:
                found[local_name(quad.subject)] = [
                    (RDF["type"], PKG["DenialStatement"]),
                    (PKG["about"], quad.subject),
                ]
        return found

    def _above(self, quads: list[Quad]) -> Iterator[Quad]:
        parents = defaultdict(set)
        for quad in quads:
            if quad.predicate == SKOS["broader"]:
                parents[quad.subject].add(quad.object)
        for node in parents:
            assert isinstance(node, NamedNode)
            seen, waiting = {node}, [node]
            while waiting:
                for above in parents.get(waiting.pop(), set()) - seen:
                    assert isinstance(above, NamedNode)
                    seen.add(above)
                    waiting.append(above)
            for above in list(seen):
                pairs = self.store.quads_for_pattern(above, SKOS["broaderTransitive"], None)
                seen |= {quad.object for quad in pairs if isinstance(quad.object, NamedNode)}
            yield from (Quad(node, SKOS["broaderTransitive"], above, CLOSURE_GRAPH) for above in seen)


@contextmanager
def judged(store: Store, notice: NamedNode, day: date) -> Iterator[Store]:
    """While inside, the store says on which day the notice is judged."""
    quad = Quad(notice, PKG["judgedAt"], Literal(day.isoformat(), datatype=XSD["date"]))
    store.add(quad)
    try:
        yield store
    finally:
        store.remove(quad)


def _with_comments(statements: dict[str, Statement], text: str) -> dict[str, Statement]:
    """The statements with what the comments of a small policy say of them, and the stance of each."""
    more: dict[str, Statement] = {name: [] for name in statements}
    stances = dict.fromkeys(statements, PKG["Stated"])
    for said, passage, listed in _SAID.findall(text):
        for name in listed.split(", "):
            assert name in statements, f"no such fact: {name}; there are {sorted(statements)}"
            if said == "hedged":
                more[name].append((PKG["hedged"], Literal("true", datatype=XSD["boolean"])))
            elif said == "implied":
                stances[name] = PKG["Implied"]
            else:
                more[name].append((OA["hasTarget"], NamedNode(f"{BASE}evidence#{passage}")))
    return {name: [*said, *more[name], (PKG["stance"], stances[name])] for name, said in statements.items()}


def local_name(term: object) -> str:
    """The last part of a term, with ``_`` for what no name may hold."""
    value = str(getattr(term, "value", ""))
    return re.sub(r"[^\w-]", "_", re.split(r"[#/]", value)[-1])


def fact_iri(name: str) -> NamedNode:
    """The statement of a fact of a small policy."""
    return NamedNode(f"{BASE}evidence#{name}")


def names(facts: Iterable[NamedNode]) -> list[str]:
    """The names of facts."""
    return [fact.value.removeprefix(f"{BASE}evidence#") for fact in facts]
