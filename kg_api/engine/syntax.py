"""What is wrong with a query that does not parse, made readable: where, what, and what may have been meant."""

from __future__ import annotations

import re
from typing import Final

from kg_api.engine.hints import hint
from kg_api.engine.tokens import Token, tokens
from kg_api.errors import QueryRejected, QuerySyntax, did_you_mean, nearest
from kg_api.vocabulary import PREFIXES

_POSITION = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_CLASS = re.compile(r"\[(?:'(?:\\.|[^'\\])*'|[^\]'])*\]|<unreported>")
_QUOTED = re.compile(r'"((?:\\.|[^"\\])*)"')
_PUNCTUATION: Final = ("{", "}", "(", ")", "[", "]", ".", ";", ",", "=")
_MOST_QUOTED: Final = 40
_READ_TO_THE_END: Final = (
    "the query does not parse, and the parser read this far; look for an empty expression, an unfinished triple, "
    "an unknown function or a variable bound twice"
)


def refusal(text: str, message: str) -> QueryRejected:
    """The error for a parser's ``message`` about the query ``text``."""
    match = _POSITION.match(message)
    if match is None:
        return QueryRejected(f"The query was refused: {message}")
    seen = hint(text)
    if seen is not None:
        line, start = text.count("\n", 0, seen.offset) + 1, text.rfind("\n", 0, seen.offset) + 1
        return QuerySyntax(seen.clause, line, seen.offset - start + 1, list(seen.suggestions))
    line, column = int(match[1]), int(match[2])
    row = _row(text, line)
    name = _name_before(row, column) if "Prefix not found" in match[3] else None
    if name is not None:
        prefix = name.text.partition(":")[0]
        known = nearest(prefix, PREFIXES)
        cause = f"the prefix “{prefix}:” is not declared.{did_you_mean(known)}"
        return QuerySyntax(cause, line, name.start + 1, known)
    cause, suggestions = _cause(row, column, match[3])
    return QuerySyntax(cause, line, column, suggestions)


def _cause(row: str, column: int, expected: str) -> tuple[str, list[str]]:
    """What the parser makes of it, and names that may be meant; ``row`` is the line that it points at."""
    plain = _CLASS.sub("", expected)
    remarks = [item.strip() for item in _QUOTED.sub("", plain).split(",") if " " in item.strip()]
    if remarks:
        return "; ".join(remarks), []
    here = next((token for token in tokens(row) if token.start + len(token.text) >= column), None)
    if here is None:
        return _READ_TO_THE_END, []
    quoted = {match[1] for match in _QUOTED.finditer(plain)}
    wanted = [f"“{item}”" for item in _PUNCTUATION if item in quoted]
    tail = f"; it takes {' or '.join(wanted)}" if wanted else ""
    return f"the query does not parse at “{here.text[:_MOST_QUOTED]}” or shortly before{tail}", []


def _name_before(row: str, column: int) -> Token | None:
    """The last name that begins before the column; the parser stops after the whole name."""
    return next(
        (item for item in reversed(list(tokens(row))) if item.kind == "name" and item.start + 1 < column),
        None,
    )


def _row(text: str, line: int) -> str:
    rows = text.split("\n")
    return rows[line - 1] if 0 < line <= len(rows) else ""
