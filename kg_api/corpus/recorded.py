"""The passages of a policy version as its evidence records them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad

from kg_api.errors import InputError
from kg_api.vocabulary import OA, PKG, RDF, curie

Nodes = dict[str, dict[str, list[object]]]


@dataclass(frozen=True)
class RecordedPassage:
    """A passage: its place in code points, the length and SHA-256 of the folded words, its heading.

    ``section`` is the heading as printed, or None where there is none or it is our own gloss.
    """

    iri: str
    start: int
    end: int
    length: int
    sha256: str
    section: str | None
    is_row: bool


@dataclass(frozen=True)
class RecordedSource:
    """The source text as recorded: SHA-256 of its bytes, length in code points, and its passages in order."""

    sha256: str
    length: int
    passages: tuple[RecordedPassage, ...]


def recorded_source(quads: Iterable[Quad]) -> RecordedSource:
    """What the quads of one policy version record of its source.

    Raises :class:`InputError` for a passage whose place or fingerprint is missing or malformed.
    """
    nodes: Nodes = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if isinstance(quad.subject, NamedNode):
            nodes[quad.subject.value][quad.predicate.value].append(quad.object)
    passages = [_passage(iri, nodes) for iri in list(nodes) if OA["hasSelector"].value in nodes[iri]]
    texts = [iri for iri in nodes if PKG["textSha256"].value in nodes[iri]]
    ordered = sorted(passages, key=lambda passage: (passage.start, passage.end))
    if not texts:
        return RecordedSource("", 0, tuple(ordered))
    source = texts[0]
    return RecordedSource(
        _one(source, nodes, PKG["textSha256"]), _number(source, nodes, PKG["textLength"]), tuple(ordered)
    )


def _passage(iri: str, nodes: Nodes) -> RecordedPassage:
    node = nodes[iri]
    selector = _one(iri, nodes, OA["hasSelector"])
    sections = node.get(PKG["section"].value, [])
    return RecordedPassage(
        iri,
        _number(selector, nodes, OA["start"]),
        _number(selector, nodes, OA["end"]),
        _number(iri, nodes, PKG["passageLength"]),
        _one(iri, nodes, PKG["passageSha256"]),
        str(getattr(sections[0], "value", "")) if sections else None,
        PKG["Row"] in node.get(RDF["type"].value, []),
    )


def _one(iri: str, nodes: Nodes, predicate: NamedNode) -> str:
    values = nodes[iri].get(predicate.value, [])
    if not values:
        raise InputError(
            f"<{iri}> has no {curie(predicate.value)}; `privacy-kg validate` says what it needs."
        )
    return str(getattr(values[0], "value", ""))


def _number(iri: str, nodes: Nodes, predicate: NamedNode) -> int:
    text = _one(iri, nodes, predicate)
    if not re.fullmatch(r"-?[0-9]+", text):
        raise InputError(f"<{iri}> has {curie(predicate.value)} “{text}”, which is no whole number.")
    return int(text)
