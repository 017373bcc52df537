"""The words of a SPARQL text: a linear scan that knows strings, IRIs, comments, names and brackets.

It follows the terminals of SPARQL 1.1 (section 19.8) as a PEG parser without word boundaries reads them,
since that is what Oxigraph does: ``3SERVICE`` is a number and a keyword there. It parses nothing, so it has
no depth.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_UNICODE = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_LETTER = r"A-Za-z0-9_\u0080-\U0010FFFF"
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]"
_LOCAL = rf"(?:[{_LETTER}:]|{_ESCAPED})(?:[{_LETTER}:\-]|{_ESCAPED}|\.++(?=[{_LETTER}:\-%\\]))*"
# Bounded, since a long run of names and dots without a colon would be read again from each of its names.
_PREFIX = rf"[A-Za-z\u0080-\U0010FFFF](?:[{_LETTER}\-]|\.++(?=[{_LETTER}\-])){{0,64}}+"
_IRI_BODY = rf"(?:[^\x00-\x20<>\"{{}}|^`\\]|{_UNICODE})*"

_TOKEN: Final = re.compile(
    rf"""
    (?P<space>[ \t\r\n]+|\#[^\r\n]*)
  | (?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*+\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*+'''
              |"(?:[^"\\\r\n]|\\.)*+"|'(?:[^'\\\r\n]|\\.)*+')
  | (?P<iri><{_IRI_BODY}>)
  | (?P<variable>[?$][{_LETTER}]+)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<blank>_:[{_LETTER}](?:[{_LETTER}\-]|\.++(?=[{_LETTER}\-]))*)
  | (?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
  | (?P<name>(?:{_PREFIX})?:(?:{_LOCAL})?)
  | (?P<word>[A-Za-z_\u0080-\U0010FFFF][{_LETTER}]*)
  | (?P<open><<(?!{_IRI_BODY}>)|[{{(\[])
  | (?P<close>>>|[}})\]])
  | (?P<separator>[.;,])
  | (?P<operator>\^\^|&&|\|\||!=|<=|>=|[=<>+\-*/|!^?])
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*://")
_DOUBTFUL = frozenset("#'([!")
# A hostile text of 16 KiB takes 50 ms, and a thread holds the interpreter for 5 ms at a time. Beyond the length
# of nearly all honest queries, others have their turn after so many tokens (0.2 ms); a turn costs 0.07 ms.
_PROMPT: Final = 256
_TURN: Final = 64
OPERANDS: Final = frozenset({"string", "iri", "variable", "blank", "number", "name", "close"})


@dataclass(frozen=True, slots=True)
class Token:
    """A token: its kind (a group of the pattern above), its text, and its offset in code points."""

    kind: str
    text: str
    start: int


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a text in order, without white space and comments; every text has some reading."""
    for number, match in enumerate(_TOKEN.finditer(text), 1):
        if number > _PROMPT and number % _TURN == 0:
            time.sleep(0)
        if match.lastgroup is not None and match.lastgroup != "space":
            yield Token(match.lastgroup, match[0], match.start())


def is_doubtful(token: Token, before: Token | None, declared: bool) -> bool:
    """Whether ``<…>`` may be "less than" to a parser: it stands where an operator can, and would hide
    something.

    ``?x<1#> …`` is such: an IRI to a tokenizer, a comparison and a comment to Oxigraph. An IRI that begins
    with ``scheme://`` cannot be one, and neither can one that ``declared`` says belongs to a PREFIX.
    """
    if token.kind != "iri" or declared or before is None or before.kind not in {*OPERANDS, "word"}:
        return False
    if before.kind == "word" and before.text.lower() not in {"true", "false"}:
        return False
    return not _ABSOLUTE.match(token.text) and not _DOUBTFUL.isdisjoint(token.text)
