"""The pieces of a policy on the drawing board: passages, facts, nodes, blocks; and invented words."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from random import Random


@dataclass
class Passage:
    """A sentence of the invented text; ``no_fact`` is the reason why nothing rests on it."""

    name: str
    words: str
    no_fact: str = ""


@dataclass
class Fact:
    """A triple and its evidence; without ``passages`` it has none."""

    subject: str
    predicate: str
    object: str
    passages: list[Passage]
    hedged: bool = False
    reasoning: str = ""
    is_implied: bool = False


@dataclass
class Node:
    """A node of policy.ttl: ``given`` are its structural triples, as Turtle."""

    name: str
    types: tuple[str, ...]
    given: list[str] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)


@dataclass
class Block:
    """A heading, what stands under it, and what it says. A row ties its passages together."""

    heading: str
    is_row: bool = False
    passages: list[Passage] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)


@cache
def vocabulary() -> tuple[list[str], list[float]]:
    """Two thousand invented words, and their cumulative weights by the law of Zipf."""
    chance = Random("words")
    syllables = [a + b + c for a in "bdfgklmnprstvz" for b in "aeiouëéö" for c in ("", "n", "r", "st")]
    words = ["".join(chance.choices(syllables, k=chance.choice((1, 2, 2, 3)))) for _ in range(2000)]
    return words, list(accumulate(1 / rank for rank in range(1, len(words) + 1)))


def term(name: str) -> str:
    """A name as Turtle: an IRI in angle brackets, a CURIE as it is."""
    return f"<{name}>" if "//" in name else name
