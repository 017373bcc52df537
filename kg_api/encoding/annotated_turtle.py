"""Turtle with evidence marks: the notation in which a curator writes a policy by hand.

A line of ``policy.ttl`` may end in a mark that names the passages in which its facts stand::

    <#newsletter> a dpv:Process ;
        dpv:hasPurpose term:Newsletter ;                 #@ p1
        dpv:hasLegalBasis eu-gdpr:A6-1-a, <#li> ;        #@ p1 hedged
        dpv:hasThirdCountry loc:US .                     #@ p2 implied "The importer has a US seat." | p3 hedged

A mark holds for every object that ends on its line. ``|`` separates statements; each is one or more passages,
``hedged`` where the text says "may", and ``implied`` with the reasoning in double quotes. Marks are comments,
so a marked file is plain Turtle; :func:`facts` reads it token by token, for which reason blank nodes,
collections and quoted triples are refused (the model wants a name for whatever a fact is about).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg_api.errors import SyntaxFault

_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\n]*)
  | (?P<space>\s+)
  | (?P<iri><[^<>\s]*>)
  | (?P<string>\"{3}(?:[^"\\]|\\.|\"(?!\"\"))*\"{3}|\"(?:[^"\\\n]|\\.)*\")
    (?:@[A-Za-z-]+|\^\^(?:<[^<>\s]*>|[\w-]*:[\w.-]*))?
  | (?P<directive>@(?:prefix|base)\b[^\n]*)
  | (?P<punctuation>[;,.](?=\s|$))
  | (?P<number>[+-]?\d+(?:\.\d+)?)(?=[\s;,.])
  | (?P<word>[A-Za-z][\w-]*:[\w-][\w.-]*[\w-]|[A-Za-z][\w-]*:[\w-]*|\b(?:a|true|false)\b)
    """,
    re.VERBOSE,
)
_MARK = re.compile(r"#@\s*(.*)")
_STATEMENT = re.compile(
    r"(?P<passages>[\w-]+(?:\s+(?!hedged\b|implied\b)[\w-]+)*)(?P<hedged>\s+hedged)?"
    r'(?:\s+implied\s+"(?P<reasoning>[^"]+)")?(?P<late>\s+hedged)?\s*'
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


def facts(text: str, path: str) -> Iterator[Fact]:
    """Every triple of marked Turtle in order; :class:`SyntaxFault` for what the notation does not have."""
    marks = {
        number: _marks(match[1], path, number)
        for number, line in enumerate(text.splitlines(), 1)
        if (match := _MARK.search(line))
    }
    subject: str | None = None
    predicate: str | None = None
    for token, line in _tokens(text, path):
        if token == ".":
            subject = predicate = None
        elif token == ";":
            predicate = None
        elif token == ",":
            continue
        elif subject is None:
            subject = token
        elif predicate is None:
            predicate = "rdf:type" if token == "a" else token
        else:
            yield Fact(subject, predicate, token, line, marks.get(line, ()))


def strip_marks(text: str) -> str:
    """The same Turtle without its marks."""
    lines = (_MARK.sub("", line).rstrip() if "#@" in line else line for line in text.splitlines())
    return "\n".join(lines) + "\n"


def _tokens(text: str, path: str) -> Iterator[tuple[str, int]]:
    position, line = 0, 1
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            column = position - text.rfind("\n", 0, position)
            raise SyntaxFault(
                f"cannot read “{text[position : position + 20].splitlines()[0]}” as marked Turtle",
                path,
                line,
                column,
            )
        line += match[0].count("\n")
        if match.lastgroup not in ("comment", "space", "directive"):
            yield match[0], line
        position = match.end()


def _marks(text: str, path: str, line: int) -> tuple[Mark, ...]:
    found = []
    for part in text.split(" | "):
        match = _STATEMENT.fullmatch(part.strip())
        if match is None:
            raise SyntaxFault(f"cannot read the mark “{part.strip()}”", path, line)
        found.append(
            Mark(tuple(match["passages"].split()), bool(match["hedged"] or match["late"]), match["reasoning"])
        )
    return tuple(found)
