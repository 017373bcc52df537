"""The ontology folder: DPV's facts, our vocabulary, terms, labels and dated facts of law."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Quad

from kg_api.corpus.turtle import read_turtle
from kg_api.vocabulary import BASE, DPV, OWL, PKG, RDF, SKOS

GRAPHS = BASE + "graphs/"
_MEMBERSHIPS = GRAPHS + "ontology/dpv/loc-memberships"


@dataclass(frozen=True)
class Ontology:
    """The quads of the ontology, and what the program needs to know of it."""

    quads: list[Quad]
    structural: frozenset[str] = field(default_factory=frozenset)
    topics: dict[str, NamedNode] = field(default_factory=dict)
    dpv_version: str = ""


def read_ontology(folder: Path) -> Ontology:
    """Reads every Turtle file below ``folder``, each into a graph of its own below ``graphs/ontology/``.

    DPV's own list of which country belongs to which union is left out: it makes the United Kingdom a member of
    the EU. ``ontology/law/membership.ttl`` takes its place. Raises :class:`~kg_api.errors.FileError`.
    """
    quads: list[Quad] = []
    for path in sorted(folder.rglob("*.ttl")):
        graph = f"{GRAPHS}ontology/{quote(path.relative_to(folder).with_suffix('').as_posix())}"
        quads.extend(read_turtle(path, graph))
    quads = list(_without_memberships(quads))
    return Ontology(
        quads,
        frozenset(_iri(quad.subject) for quad in quads if _is_true(quad, PKG["structural"])),
        {
            _iri(q.subject): q.object
            for q in quads
            if q.predicate == PKG["topic"] and isinstance(q.object, NamedNode)
        },
        next(
            (_text(quad.object) for quad in quads if quad.predicate == OWL["versionInfo"] and _is_dpv(quad)),
            "",
        ),
    )


def _without_memberships(quads: list[Quad]) -> Iterable[Quad]:
    unions = {
        q.subject for q in quads if q.predicate == RDF["type"] and q.object == DPV["SupraNationalUnion"]
    }
    for quad in quads:
        foreign = _iri(quad.graph_name) == _MEMBERSHIPS and quad.predicate == SKOS["broader"]
        if not (foreign and quad.subject not in unions):
            yield quad


def _is_true(quad: Quad, predicate: NamedNode) -> bool:
    return quad.predicate == predicate and isinstance(quad.object, Literal) and quad.object.value == "true"


def _iri(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""


def _text(term: object) -> str:
    return term.value if isinstance(term, Literal) else ""


def _is_dpv(quad: Quad) -> bool:
    return bool(quad.subject == NamedNode("https://w3id.org/dpv"))
