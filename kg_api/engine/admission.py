"""Which query texts are let through to a parser at all.

Oxigraph's parser and planner end or stall their process on texts that are too deep or too wide; the limits
are far below what was measured to do harm and far above what an honest query needs (:mod:`kg_api.settings`
gives both). This is the first layer only: workers hold without it (:mod:`kg_api.engine.worker`).
"""

from __future__ import annotations

import re
from typing import Final

from kg_api.engine.outline import Outline, outline
from kg_api.errors import QueryRejected, QueryTooLarge
from kg_api.settings import Settings

NO_UPDATES: Final = (
    "Updates are not offered: this graph is read-only. Send a SELECT, ASK, CONSTRUCT or DESCRIBE query."
)
NO_SERVICE: Final = (
    "SERVICE is not offered: nothing here calls another server. Ask the other endpoint yourself and bring "
    "its rows along in a VALUES block."
)
# p** multiplies the work of p*: four levels took 1.5 s on 50 triples, five 25 s.
MAX_REPETITION: Final = 2
_CODEPOINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_DELIMITERS = frozenset("\"'\\<>#\r\n")


def admit(text: str, settings: Settings) -> Outline:
    """The outline of a query that may be parsed.

    Raises :class:`QueryTooLarge` over a limit (length, nesting, patterns, operators, repetition), and
    :class:`QueryRejected` for updates, SERVICE and what no SPARQL text may hold.
    """
    _check_length(text, settings.query_bytes)
    _check_escapes(text)
    found = outline(text)
    if found.update:
        raise QueryRejected(f"{found.update} is an update. {NO_UPDATES}")
    if found.service or (not found.certain and "service" in text.lower()):
        raise QueryRejected(NO_SERVICE)
    if found.stray is not None:
        raise QueryRejected(
            f"{place(text, found.stray)}: a backslash may stand only in a string, an IRI or a name."
        )
    _check_size(text, found, settings)
    return found


def place(text: str, offset: int) -> str:
    """Where an offset is, as “Line 2, column 7” (both from 1, columns in code points)."""
    line = text.count("\n", 0, offset) + 1
    return f"Line {line}, column {offset - text.rfind(chr(10), 0, offset)}"


def _check_length(text: str, limit: int) -> None:
    try:
        length = len(text.encode("utf-8"))
    except UnicodeEncodeError as fault:
        raise QueryRejected("The query is not valid Unicode: it holds half of a surrogate pair.") from fault
    if length > limit:
        raise QueryTooLarge(f"The query has {length:,} bytes; at most {limit:,} are admitted.")


def _check_escapes(text: str) -> None:
    r"""Engines differ on ``\u0022`` (SPARQL 1.1, 19.2, reads it before the strings), so delimiters are
    refused.
    """
    for match in _CODEPOINT.finditer(text):
        code = int(match[1] or match[2], 16)
        if code > 0x10FFFF or chr(code) in _DELIMITERS:
            raise QueryRejected(
                f"{place(text, match.start())}: write the character itself; a codepoint escape of a quote, "
                "bracket, backslash or line end is not admitted."
            )


def _check_size(text: str, found: Outline, settings: Settings) -> None:
    openers = sum(map(text.count, "([{")) if not found.certain else 0
    sizes = (
        ("nested brackets", found.nesting, settings.query_nesting),
        ("brackets", openers, 4 * settings.query_nesting),
        ("triple patterns and groups", found.patterns, settings.query_patterns),
        ("operators", found.operators, settings.query_operators),
        ("path repetitions within one another", found.repetition, MAX_REPETITION),
    )
    for what, size, limit in sizes:
        if size > limit:
            raise QueryTooLarge(
                f"The query has {size:,} {what}; at most {limit:,} are admitted. "
                "Split it into smaller queries."
            )
