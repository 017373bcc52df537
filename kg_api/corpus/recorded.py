"""The passages of a policy version as its evidence records them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad

from kg_api.vocabulary import OA, PKG, RDF


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
    """What the quads of one policy version record of its source."""
    values: dict[str, dict[str, list[object]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if isinstance(quad.subject, NamedNode):
            values[quad.subject.value][quad.predicate.value].append(quad.object)
    passages = [_passage(iri, values) for iri in values if OA["hasSelector"].value in values[iri]]
    hashes = [
        str(_one(node, PKG["textSha256"])) for node in values.values() if PKG["textSha256"].value in node
    ]
    lengths = [
        int(_one(node, PKG["textLength"])) for node in values.values() if PKG["textLength"].value in node
    ]
    ordered = sorted(passages, key=lambda passage: (passage.start, passage.end))
    return RecordedSource(hashes[0] if hashes else "", lengths[0] if lengths else 0, tuple(ordered))


def _passage(iri: str, values: dict[str, dict[str, list[object]]]) -> RecordedPassage:
    node = values[iri]
    selector = values[_one(node, OA["hasSelector"])]
    sections = [s for s in node.get(PKG["section"].value, []) if getattr(s, "language", None) != "en"]
    return RecordedPassage(
        iri,
        int(_one(selector, OA["start"])),
        int(_one(selector, OA["end"])),
        int(_one(node, PKG["passageLength"])),
        _one(node, PKG["passageSha256"]),
        str(getattr(sections[0], "value", "")) if sections else None,
        PKG["Row"] in node.get(RDF["type"].value, []),
    )


def _one(node: dict[str, list[object]], predicate: NamedNode) -> str:
    return str(getattr(node[predicate.value][0], "value", ""))
