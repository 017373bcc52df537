"""Turtle with evidence marks: the notation in which a curator writes a policy by hand.

A line of ``policy.ttl`` may end in a mark that names the passages in which its facts stand::

    <#newsletter> a dpv:Process ;
        dpv:hasPurpose term:Newsletter ;                 #@ p1
        dpv:hasLegalBasis eu-gdpr:A6-1-a, <#li> ;        #@ p1 hedged
        dpv:hasThirdCountry loc:US .                     #@ p2 implied "The importer has a US seat." | p3 hedged

A mark holds for every object that ends on its line. ``|`` separates statements; each is one or more passages,
``hedged`` where the text says "may", and ``implied`` with the reasoning in double quotes. Marks are comments,
so a marked file is plain Turtle; :func:`facts` reads it token by token, for which reason blank nodes,
collections and quoted triples are refused (the model wants a name for whatever a fact is about). Prefixes are
those of :mod:`kg_api.vocabulary`, since evidence names the same terms in a file of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from kg_api.errors import SyntaxFault
from kg_api.vocabulary import PREFIXES

_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\n]*)
  | (?P<space>\s+)
  | (?P<iri><[^<>\s]*>)
  | (?P<string>\"{3}(?:[^"\\]|\\.|\"(?!\"\"))*\"{3}|\"(?:[^"\\\n]|\\.)*\")
    (?:@[A-Za-z]+(?:-[A-Za-z0-9]+)*|\^\^(?:<[^<>\s]*>|[\w-]*:[\w-]*))?
  | (?P<directive>@base\s+<[^<>\s]*>\s*\.|@prefix\s+(?P<prefix>[\w-]*):\s*<(?P<namespace>[^<>\s]*)>\s*\.)
  | (?P<punctuation>[;,.](?=\s|$))
  | (?P<number>[+-]?\d+(?:\.\d+)?)(?=[\s;,.])
  | (?P<word>[A-Za-z][\w-]*:[\w-][\w.-]*[\w-]|[A-Za-z][\w-]*:[\w-]*|\b(?:a|true|false)\b)
    """,
    re.VERBOSE,
)
_MARK = re.compile(r"#@\s*(.*)")
# Between statements, not inside a reasoning: an even number of quotes follows.
_BETWEEN = re.compile(r'\s\|\s(?=(?:[^"]*"[^"]*")*[^"]*$)')
_NAME = r"(?!(?:hedged|implied)(?![\w-]))[\w-]+"
_STATEMENT = re.compile(
    rf"(?P<passages>{_NAME}(?:\s+{_NAME})*)(?P<hedged>\s+hedged)?"
    r'(?:\s+implied\s+"(?P<reasoning>[^"]+)")?(?P<late>\s+hedged)?'
)


@dataclass(frozen=True)
class Mark:
    """One statement of evidence: passages by name, whether hedged, and the reasoning where implied."""

    passages: tuple[str, ...]
    hedged: bool = False
    reasoning: str | None = None


@dataclass(frozen=True)
class Fact:
    """One triple as written, with the line (1-based) on which its object ends and the marks of that line."""

    subject: str
    predicate: str
    object: str
    line: int
    marks: tuple[Mark, ...]


class _Token(NamedTuple):
    """A token; ``line`` is that on which it ends, ``column`` that in which it begins."""

    kind: str
    text: str
    line: int
    column: int


def facts(text: str, path: str) -> Iterator[Fact]:
    """Every triple of marked Turtle in order; :class:`SyntaxFault` for what the notation does not have.

    That the file is Turtle at all is for a parser of Turtle to say.
    """
    tokens = list(_tokens(text, path))
    marks = {token.line: _marks(token, path) for token in tokens if _is_mark(token)}
    subject: str | None = None
    predicate: str | None = None
    for kind, token, line, _ in tokens:
        if kind == "comment" or token == ",":
            continue
        if token == ".":
            subject = predicate = None
        elif token == ";":
            predicate = None
        elif subject is None:
            subject = token
        elif predicate is None:
            predicate = "rdf:type" if token == "a" else token
        else:
            yield Fact(subject, predicate, token, line, marks.get(line, ()))


def strip_marks(text: str) -> str:
    """The same Turtle without its marks; line numbers stay."""
    kept, position = [], 0
    for match in _TOKEN.finditer(text):
        mark = _MARK.search(match["comment"] or "")
        if mark:
            kept.append(text[position : match.start() + mark.start()].rstrip(" \t"))
            position = match.end()
    stripped = "".join(kept) + text[position:]
    return stripped if stripped.endswith("\n") else stripped + "\n"


def _is_mark(token: _Token) -> bool:
    return token.kind == "comment" and "#@" in token.text


def _tokens(text: str, path: str) -> Iterator[_Token]:
    position, line = 0, 1
    while position < len(text):
        match = _TOKEN.match(text, position)
        column = position - text.rfind("\n", 0, position)
        if match is None:
            found = text[position : position + 20].splitlines()[0]
            raise SyntaxFault(f"cannot read “{found}” as marked Turtle", path, line, column)
        if match["namespace"] is not None and PREFIXES.get(match["prefix"]) != match["namespace"]:
            message = f"{match['prefix']}: is no prefix of this project for <{match['namespace']}>"
            raise SyntaxFault(f"{message}; write such names in full", path, line, column)
        line += match[0].count("\n")
        kind = str(match.lastgroup)
        if kind not in ("space", "directive"):
            yield _Token(kind, match[0], line, column)
        position = match.end()


def _marks(token: _Token, path: str) -> tuple[Mark, ...]:
    found = []
    for part in _BETWEEN.split(_MARK.sub(r"\1", token.text[token.text.index("#@") :])):
        match = _STATEMENT.fullmatch(part.strip())
        if match is None:
            column = token.column + token.text.index("#@")
            raise SyntaxFault(f"cannot read the mark “{part.strip()}”", path, token.line, column)
        hedged = bool(match["hedged"] or match["late"])
        found.append(Mark(tuple(match["passages"].split()), hedged, match["reasoning"]))
    return tuple(found)
