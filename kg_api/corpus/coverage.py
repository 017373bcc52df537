"""Which paragraphs, bullets and cells of a source carry facts, which carry none and why, which nobody accounts for.

A segment is a line of the source that has a word: in the texts that we read, a paragraph, a bullet or a table cell. A
heading that evidence names as a section needs no more. A segment is *accounted for* when each of its sentences lies in
a passage; *thin* when it has more sentences than facts, which is where a reader looks for what was missed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from pyoxigraph import NamedNode, Quad

from kg_api.corpus.recorded import RecordedPassage, recorded_source
from kg_api.vocabulary import OA, PKG, RDF

_SENTENCE_END = re.compile(r"[.!?]+[\"'”’)\]]*\s+(?=\S)")
_WORD = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class Segment:
    """A segment: its place in code points, what it carries, and the sentences that no passage touches.

    ``sentences`` counts those that are not said to carry no fact, ``facts`` the statements that rest on passages
    within it, ``reasons`` are those of its passages without facts, ``loose`` the places of sentences in no passage.
    """

    line: int
    start: int
    end: int
    heading: bool
    sentences: int
    facts: int
    reasons: tuple[str, ...]
    loose: tuple[tuple[int, int], ...]

    @property
    def accounted(self) -> bool:
        """Whether nothing in it is left open."""
        return self.heading or not self.loose

    @property
    def thin(self) -> bool:
        """Whether it says more sentences than the graph has facts from it."""
        return not self.heading and 0 < self.facts < self.sentences


def coverage(quads: Iterable[Quad], text: str) -> list[Segment]:
    """The segments of a source text, held against the evidence of the policy version that was encoded from it."""
    quads = list(quads)
    recorded = recorded_source(quads)
    facts, reasons = _carried(quads)
    headings = {passage.section for passage in recorded.passages if passage.section}
    passages = [passage for passage in recorded.passages if not passage.is_row]
    return [
        _segment(line, start, end, text, headings, passages, facts, reasons)
        for line, start, end in _lines(text)
        if _WORD.search(text[start:end])
    ]


def _carried(quads: list[Quad]) -> tuple[dict[str, int], dict[str, str]]:
    """The number of statements on each passage, and the reason of each that has none."""
    reason_of = {
        quad.subject.value: _local(quad.object)
        for quad in quads
        if quad.predicate == PKG["noFactReason"] and isinstance(quad.subject, NamedNode)
    }
    statements = {
        quad.subject.value
        for quad in quads
        if quad.predicate == RDF["type"]
        and quad.object in (RDF["Statement"], PKG["DenialStatement"])
        and isinstance(quad.subject, NamedNode)
    }
    facts: dict[str, int] = defaultdict(int)
    reasons: dict[str, str] = {}
    for quad in quads:
        if quad.predicate == OA["hasTarget"] and isinstance(quad.subject, NamedNode):
            target = getattr(quad.object, "value", "")
            if quad.subject.value in statements:
                facts[target] += 1
            elif quad.subject.value in reason_of:
                reasons[target] = reason_of[quad.subject.value]
    return facts, reasons


def _local(term: object) -> str:
    return str(getattr(term, "value", "")).rsplit("#", 1)[-1]


def _lines(text: str) -> Iterator[tuple[int, int, int]]:
    position = 0
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        yield number, position, position + len(line.rstrip())
        position += len(line)


def _segment(
    line: int,
    start: int,
    end: int,
    text: str,
    headings: set[str],
    passages: list[RecordedPassage],
    facts: dict[str, int],
    reasons: dict[str, str],
) -> Segment:
    inside = [passage for passage in passages if passage.start < end and passage.end > start]
    sentences = list(_sentences(text, start, end))
    empty = [passage for passage in inside if passage.iri in reasons]
    claims = [span for span in sentences if not _touched(span, empty)]
    loose = tuple(span for span in sentences if not _touched(span, inside))
    return Segment(
        line,
        start,
        end,
        text[start:end].strip() in headings,
        len(claims),
        sum(facts.get(passage.iri, 0) for passage in inside),
        tuple(dict.fromkeys(reasons[passage.iri] for passage in inside if passage.iri in reasons)),
        loose,
    )


def _touched(span: tuple[int, int], passages: list[RecordedPassage]) -> bool:
    return any(passage.start < span[1] and passage.end > span[0] for passage in passages)


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The places of the sentences of a line that have a word; what has none (a bullet, a number) is no sentence."""
    places = [start, *(match.end() for match in _SENTENCE_END.finditer(text, start, end)), end]
    for left, right in pairwise(places):
        if _WORD.search(text[left:right]):
            yield left, right
