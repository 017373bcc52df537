"""Faults of a SPARQL text that its tokens show, with their exact place: often clearer than what a parser
says.

Oxigraph names the furthest point that any of its rules reached, which may be far from the fault.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kg_api.engine.outline import CLOSERS, FORMS, PROLOGUE
from kg_api.engine.tokens import Token, tokens
from kg_api.errors import did_you_mean, nearest


@dataclass(frozen=True)
class Hint:
    """A fault: its offset in code points, a clause that says what it is, and names that may be meant."""

    offset: int
    clause: str
    suggestions: tuple[str, ...] = ()


def hint(text: str) -> Hint | None:
    """The first fault that the tokens show, or None where they show none."""
    found = list(tokens(text))
    return _empty(found) or _open_string(found) or _first_word(found) or _brackets(found)


def _empty(found: list[Token]) -> Hint | None:
    return None if found else Hint(0, "the query is empty")


def _open_string(found: list[Token]) -> Hint | None:
    """A quote that begins no string: strings in one pair of quotes end on their line."""
    quote = next((token for token in found if token.kind == "other" and token.text in "\"'"), None)
    return Hint(quote.start, "the string that begins here is not closed") if quote else None


def _first_word(found: list[Token]) -> Hint | None:
    words = (token for token in found if token.kind == "word" and token.text.upper() not in PROLOGUE)
    first = next(words, None)
    if first is None:
        return Hint(found[-1].start, f"a query begins with {', '.join(FORMS)}")
    if first.text.upper().startswith(tuple(FORMS)):
        return None
    near = nearest(first.text, FORMS)
    clause = f"“{first.text[:_MOST_QUOTED]}” begins no query.{did_you_mean(near)}"
    return Hint(first.start, clause, tuple(near))


def _brackets(found: list[Token]) -> Hint | None:
    opened: list[Token] = []
    for token in found:
        if token.kind == "open":
            opened.append(token)
        elif token.kind == "close" and token.text != ">>":
            if not opened or opened[-1].text != CLOSERS[token.text]:
                return Hint(token.start, f"“{token.text}” closes no bracket that is open")
            opened.pop()
        elif token.kind == "close" and opened and opened[-1].text == "<<":
            opened.pop()
    return Hint(opened[-1].start, f"“{opened[-1].text}” is not closed") if opened else None


_MOST_QUOTED: Final = 40
