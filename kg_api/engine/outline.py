"""What can be told of a SPARQL text without parsing it: its form, what it asks for, how large and deep it
is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from kg_api.engine import Form
from kg_api.engine.tokens import OPERANDS, Token, is_doubtful, tokens

FORMS: Final[dict[str, Form]] = {
    "SELECT": "bindings",
    "ASK": "boolean",
    "CONSTRUCT": "graph",
    "DESCRIBE": "graph",
}
UPDATES: Final = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"}
)
PROLOGUE: Final = frozenset({"PREFIX", "BASE", "VERSION"})
_VOLATILE = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE"})
_PATH_OPERATORS = frozenset({"/", "|", "!", "^", "*", "+", "?"})
_SCHEME = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*:")
CLOSERS: Final = {"}": "{", ")": "(", "]": "[", ">>": "<<"}


@dataclass
class Outline:
    """Counts and marks of one text.

    ``form`` is None where the text is no query; ``update`` is the keyword of an update. ``dataset`` marks a
    FROM clause, ``volatile`` a function whose value changes from call to call, ``service`` a SERVICE
    keyword in any spelling, ``stray`` the offset of a backslash outside strings, IRIs and names.
    ``nesting`` is the deepest bracket, ``repetition`` the deepest path repetition within repetition,
    ``patterns`` an upper bound of triple patterns and groups, ``operators`` the operators of expressions
    and paths. ``limit`` is the span (offsets) and value of the query's own LIMIT, ``tail`` the offset of the
    VALUES block behind it. ``relative`` marks an IRI without a scheme, or a call that may make one. ``certain``
    is False where another reading of the text exists (see :func:`kg_api.engine.tokens.is_doubtful`).
    """

    form: Form | None = None
    update: str | None = None
    dataset: bool = False
    volatile: bool = False
    service: bool = False
    stray: int | None = None
    nesting: int = 0
    repetition: int = 0
    patterns: int = 0
    operators: int = 0
    limit: tuple[int, int, int] | None = None
    tail: int | None = None
    relative: bool = False
    certain: bool = True
    declared: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)


@dataclass
class _Group:
    """An open bracket: whether it can be a path, its deepest repetition, whether it holds VALUES data."""

    bracket: str
    path: bool = True
    repetition: int = 0
    data: bool = False


class _Scan:
    """One pass over the tokens; ``primary`` is the repetition of the path that just ended, or None."""

    def __init__(self) -> None:
        self.found = Outline()
        self.groups = [_Group("")]
        self.before: Token | None = None
        self.declaring = False
        self.begun = False
        self.values = False
        self.primary: int | None = None

    def run(self, text: str) -> Outline:
        for token in tokens(text):
            if is_doubtful(token, self.before, self.declaring):
                self.found.certain = False
            self._count_item(token)
            getattr(self, f"_{token.kind}", self._value)(token)
            self.before = token
        return self.found

    def _count_item(self, token: Token) -> None:
        """Two operands side by side in parentheses are items of a collection: two triples each."""
        top = self.groups[-1]
        if top.bracket != "(" or top.data or self.before is None or self.before.kind not in OPERANDS:
            return
        if token.kind in OPERANDS and token.kind != "close":
            self.found.patterns += 2

    def _value(self, _token: Token) -> None:
        self.groups[-1].path = False
        self.primary = None

    def _iri(self, token: Token) -> None:
        self.primary = 0
        self.found.relative |= not _SCHEME.match(token.text)
        self.declaring = False

    def _name(self, token: Token) -> None:
        prefix = token.text.partition(":")[0]
        if self.declaring:
            self.found.declared.add(prefix)
            return
        self.found.used.add(prefix)
        if prefix not in self.found.declared:
            self.found.service |= "service" in prefix.lower()
            self._dataset(token)
        self.primary = 0

    def _word(self, token: Token) -> None:
        word = token.text.upper()
        self.found.service |= "SERVICE" in word
        self.found.volatile |= word in _VOLATILE
        self.found.relative |= word in {"IRI", "URI"}  # may be given a relative one
        self.values = word == "VALUES"
        if self.values and len(self.groups) == 1:
            self.found.tail = token.start
        self._dataset(token)
        if not self.begun:
            self._begin(word)
        if word == "A":
            self.primary = 0
        else:
            self._value(token)

    def _number(self, token: Token) -> None:
        before = self.before
        if before is not None and before.text.upper() == "LIMIT" and len(self.groups) == 1:
            digits = token.text if token.text.isdigit() else ""
            end = token.start + len(digits)
            self.found.limit = (token.start, end, int(digits)) if len(digits) in range(1, 19) else None
        self._value(token)

    def _begin(self, word: str) -> None:
        """The first keyword after the prologue says what the text is."""
        self.declaring = word == "PREFIX"
        if word in PROLOGUE:
            return
        self.begun = True
        self.found.form = next((form for key, form in FORMS.items() if word.startswith(key)), None)
        self.found.update = word if word in UPDATES else None

    def _dataset(self, token: Token) -> None:
        """FROM stands outside all brackets, and may be glued to the name that follows it."""
        self.found.dataset |= len(self.groups) == 1 and token.text.upper().startswith("FROM")

    def _open(self, token: Token) -> None:
        if token.text == "{" and self.before is not None and self.before.text.lower().startswith("service"):
            self.found.service = True
        self.found.patterns += token.text in "{["
        data = self.groups[-1].data or (self.values and token.text == "{")
        self.values = self.values and token.text != "{"
        self.groups.append(_Group(token.text, path=token.text == "(", data=data))
        self.found.nesting = max(self.found.nesting, len(self.groups) - 1)
        self.primary = None

    def _close(self, token: Token) -> None:
        """A bracket that closes nothing is left to the parser, and lessens no depth."""
        if self.groups[-1].bracket != CLOSERS[token.text]:
            return self._value(token)
        closed = self.groups.pop()
        if closed.path:
            self.groups[-1].repetition = max(self.groups[-1].repetition, closed.repetition)
            self.primary = closed.repetition
        else:
            self._value(token)
        return None

    def _separator(self, token: Token) -> None:
        self.found.patterns += self.groups[-1].bracket in {"{", "["}
        self._value(token)

    def _operator(self, token: Token) -> None:
        if token.text == "^^":
            return
        self.found.operators += 1
        self.found.patterns += token.text == "/"
        if token.text in "*+?" and self.primary is not None:
            self.primary += 1
            self.groups[-1].repetition = max(self.groups[-1].repetition, self.primary)
            self.found.repetition = max(self.found.repetition, self.primary)
        elif token.text in _PATH_OPERATORS:
            self.primary = None
        else:
            self._value(token)

    def _other(self, token: Token) -> None:
        if token.text == "\\" and self.found.stray is None:
            self.found.stray = token.start
        self._value(token)


@lru_cache(maxsize=128)
def outline(text: str) -> Outline:
    """The outline of a text, in one pass of linear time; kept for the texts seen last (do not change it)."""
    return _Scan().run(text)
