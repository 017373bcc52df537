"""A small graph to compare on: a few concepts, three controllers, and facts that a test makes up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from kg_api.engine.embedded import EmbeddedEngine
from kg_api.questions.answer import Questions
from kg_api.questions.catalogue import Catalogue
from kg_api.reasoning.closure import closure
from kg_api.settings import Settings
from kg_api.vocabulary import DATA, OWL, PKG, RDF, SKOS, XSD, expand

CONCEPTS = {
    "dpv:Marketing": ["dpv:Purpose"],
    "dpv:DirectMarketing": ["dpv:Marketing"],
    "term:Newsletter": ["dpv:DirectMarketing"],
    "dpv:Advertising": ["dpv:Marketing"],
    "dpv:LegitimateInterest": ["dpv:LegalBasis"],
    "dpv:Consent": ["dpv:LegalBasis"],
    "dpv:ExpressedConsent": ["dpv:Consent"],
    "dpv:Contract": ["dpv:LegalBasis"],
    "eu-gdpr:Consent": ["dpv:Consent"],
    "eu-gdpr:A6-1-a": ["eu-gdpr:Consent", "dpv:ExpressedConsent"],
    "eu-gdpr:A6-1-f": ["dpv:LegitimateInterest"],
    "term:UK-A6-1-f": ["dpv:LegitimateInterest"],
    "term:UK-A6-1-ea": ["dpv:LegalBasis"],
}


def node(text: str) -> NamedNode:
    """A CURIE, or ``own:name`` of a policy's own, as a node."""
    return NamedNode(DATA + text[4:] if text.startswith("own:") else str(expand(text)))


@dataclass(frozen=True)
class Said:
    """One fact of a controller: ``denied`` makes it a denial."""

    controller: str
    predicate: str
    value: str
    stance: str = "Stated"
    hedged: bool = False


def _fact(number: int, said: Said) -> Iterator[tuple[NamedNode, NamedNode, NamedNode | Literal]]:
    fact, subject = node(f"own:fact{number:03}"), node(f"own:process{number:03}")
    predicate, value = node(said.predicate), node(said.value)
    if said.stance == "Denied":
        denial = node(f"own:denial{number:03}")
        yield fact, PKG["about"], denial
        yield denial, OWL["assertionProperty"], predicate
        yield denial, OWL["targetIndividual"], value
        yield denial, OWL["sourceIndividual"], subject
    else:
        yield subject, predicate, value
        yield fact, RDF["subject"], subject
        yield fact, RDF["predicate"], predicate
        yield fact, RDF["object"], value
    yield fact, PKG["controller"], node(f"own:{said.controller}")
    yield fact, PKG["factStance"], PKG[said.stance]
    yield fact, PKG["factHedged"], Literal(str(said.hedged).lower(), datatype=XSD["boolean"])


def _graph(facts: Iterable[Said], own: dict[str, list[str]], controllers: Iterable[str]) -> Iterator[Quad]:
    broader = {**CONCEPTS, **own}
    edges = [Quad(node(one), SKOS["broader"], node(over)) for one, above in broader.items() for over in above]
    yield from edges
    for quad in closure(edges):
        yield Quad(quad.subject, quad.predicate, quad.object)
    yield Quad(node("term:UK-A6-1-f"), SKOS["closeMatch"], node("eu-gdpr:A6-1-f"))
    yield Quad(node("term:UK-A6-1-ea"), node("dpv:hasApplicableLaw"), node("law:UK-GDPR"))
    for slug in controllers:
        yield Quad(node(f"own:{slug}"), PKG["controllerSlug"], Literal(slug))
        yield Quad(node(f"own:{slug}"), SKOS["prefLabel"], Literal(slug.title()))
    for number, said in enumerate(facts):
        for triple in _fact(number, said):
            yield Quad(*triple)


@contextmanager
def small(
    folder: Path,
    catalogue: Catalogue,
    facts: Iterable[Said],
    own: dict[str, list[str]] | None = None,
    controllers: Iterable[str] = ("anna", "bert", "cora"),
) -> Iterator[Questions]:
    """Questions over the small graph; ``own`` maps a policy's own nodes to the concepts right above them."""
    path = folder / "small.nq"
    path.write_bytes(serialize(_graph(facts, own or {}, controllers), format=RdfFormat.N_QUADS) or b"")
    settings = Settings(cache=folder / "cache", workers=1)
    with EmbeddedEngine(path, "small", settings, union=False) as engine:
        yield Questions(engine, catalogue)
