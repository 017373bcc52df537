"""Random texts for a fuzzer: SPARQL 1.1 queries from a grammar, and queries and HTTP requests with spoilt bytes.

The grammar follows SPARQL 1.1 Query (section 19.8) loosely: three in four of the queries that are admitted parse.
"""

from __future__ import annotations

import random
import urllib.parse
from collections.abc import Callable
from typing import Final

_NAMES: Final = (
    "<http://e/kruix>",
    "<http://e/next>",
    "rdfs:label",
    "dpv:Marketing",
    "<http://e/7>",
    "a",
    "<x>",
)
_LITERALS: Final = (
    '"Kruix"@nl',
    "1",
    "-0.0",
    "1e308",
    '"2020-02-30"^^xsd:date',
    "true",
    "'''a\nb'''",
    '"\\u00e9"',
)
_GRAPHS: Final = ("<http://e/a>", "<http://e/loops>", "?g", "<http://e/none>")
_UNARY: Final = (
    "STR",
    "LANG",
    "DATATYPE",
    "BOUND",
    "IRI",
    "ABS",
    "CEIL",
    "STRLEN",
    "UCASE",
    "YEAR",
    "TZ",
    "MD5",
)
_NARY: Final = (
    "CONCAT",
    "COALESCE",
    "REGEX",
    "REPLACE",
    "SUBSTR",
    "STRLANG",
    "STRDT",
    "IF",
    "CONTAINS",
    "sameTerm",
)
_AGGREGATES: Final = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")
_OPERATORS: Final = ("+", "-", "*", "/", "=", "!=", "<", ">=", "&&", "||", "IN")
_ACCEPTS: Final = (
    "*/*",
    "*/*",
    "*/*;q=0.2, text/csv, text/turtle",
    "text/csv",
    "text/turtle",
    "application/sparql-results+xml;q=0.3, */*;q=0.1",
)
_SPICE: Final = (
    "\x00",
    "\ufeff",
    "\\u0027",
    "\u202e",
    "}",
    "{",
    "#",
    "'",
    '"',
    "<",
    "\\",
    "SERVICE",
    "\U0001f600",
    "%00",
)


class Grammar:
    """Queries at random; ``listener`` is an address that no query must make the service call."""

    def __init__(self, chance: random.Random, listener: str) -> None:
        self._chance, self._listener, self._left = chance, listener, 0

    def query(self) -> str:
        """A query, mostly a valid one."""
        self._left = self._chance.choice((5, 20, 60, 200))
        forms: tuple[Callable[[], str], ...] = (
            self._select,
            self._select,
            self._ask,
            self._construct,
            self._describe,
        )
        return self._chance.choice(("", "", "PREFIX e: <http://e/> ", "BASE <http://e/> ")) + self._pick(
            forms
        )

    def _pick(self, makers: tuple[Callable[[], str], ...]) -> str:
        return self._chance.choice(makers)()

    def _spend(self) -> bool:
        self._left -= 1
        return self._left > 0

    def _variable(self) -> str:
        return self._chance.choice("?$") + self._chance.choice(("s", "p", "o", "x", "y", "é"))

    def _term(self) -> str:
        return self._chance.choice((self._variable(), self._variable(), self._chance.choice(_NAMES)))

    def _object(self) -> str:
        return self._chance.choice((self._term(), self._chance.choice(_LITERALS), "[]", "_:b", "(1 ?x)"))

    def _select(self) -> str:
        heads = (
            "*",
            "?s",
            "DISTINCT ?s ?o",
            "REDUCED *",
            f"({self._expression()} AS ?n)",
            f"({self._aggregate()} AS ?n)",
        )
        return (
            f"SELECT {self._chance.choice(heads)} {self._dataset()}WHERE {self._group()} {self._modifiers()}"
        )

    def _ask(self) -> str:
        return f"ASK {self._group()}"

    def _construct(self) -> str:
        template = f"{self._term()} {self._term()} {self._object()}"
        return f"CONSTRUCT {{ {template} }} WHERE {self._group()} {self._modifiers()}"

    def _describe(self) -> str:
        return f"DESCRIBE {self._term()} {self._group()}"

    def _dataset(self) -> str:
        sources = (
            "",
            "",
            "",
            "FROM <http://e/a> ",
            f"FROM <{self._listener}> ",
            "FROM NAMED <http://e/loops> ",
        )
        return self._chance.choice(sources)

    def _modifiers(self) -> str:
        parts = ("", "", "LIMIT 10", "ORDER BY ?s", "OFFSET 3", "GROUP BY ?s", "ORDER BY DESC(?o) LIMIT 0")
        bindings = f"VALUES ?s {{ {self._chance.choice(_NAMES)} UNDEF }}"
        return self._chance.choice((*parts, f"HAVING ({self._expression()})", bindings))

    def _group(self) -> str:
        return (
            "{ " + " ".join(self._part() for _ in range(self._chance.randint(0, 4)) if self._spend()) + " }"
        )

    def _part(self) -> str:
        return self._pick(
            (
                *([self._triple] * 4),
                lambda: f"OPTIONAL {self._group()}",
                lambda: f"{self._group()} UNION {self._group()}",
                lambda: f"MINUS {self._group()}",
                lambda: f"GRAPH {self._chance.choice(_GRAPHS)} {self._group()}",
                lambda: f"FILTER({self._expression()})",
                lambda: f"FILTER {self._chance.choice(('', 'NOT '))}EXISTS {self._group()}",
                lambda: f"BIND({self._expression()} AS ?b{self._left})",
                lambda: f"{{ {self._select()} }}",
                lambda: f"VALUES (?x ?y) {{ (1 UNDEF) ({self._chance.choice(_LITERALS)} <http://e/7>) }}",
                lambda: (
                    f"{self._chance.choice(('SERVICE', 'sErViCe SILENT'))} <{self._listener}> {self._group()}"
                ),
            )
        )

    def _triple(self) -> str:
        verb = self._path() if self._chance.random() < 0.4 else self._term()
        return f"{self._term()} {verb} {self._object()} ."

    def _path(self) -> str:
        if not self._spend():
            return "<http://e/next>"
        inner = self._path
        return self._pick(
            (
                lambda: "<http://e/next>",
                lambda: f"({inner()}){self._chance.choice('*+?')}",
                lambda: f"{inner()}/{inner()}",
                lambda: f"({inner()}|{inner()})",
                lambda: f"^({inner()})",
                lambda: "!(rdfs:label|^<http://e/next>)",
            )
        )

    def _aggregate(self) -> str:
        return f"{self._chance.choice(_AGGREGATES)}({self._chance.choice(('', 'DISTINCT '))}{self._expression()})"

    def _expression(self) -> str:
        if not self._spend():
            return self._variable()
        inner = self._expression
        return self._pick(
            (
                self._variable,
                lambda: self._chance.choice(_LITERALS),
                lambda: f"({inner()} {self._chance.choice(_OPERATORS[:-1])} {inner()})",
                lambda: f"{inner()} IN ({inner()}, {inner()})",
                lambda: f"{self._chance.choice(('!', '-', '+'))}({inner()})",
                lambda: f"{self._chance.choice(_UNARY)}({inner()})",
                lambda: f"{self._chance.choice(_NARY)}({inner()}, {inner()})",
                lambda: f"{self._chance.choice(_NARY)}({inner()}, {inner()}, {inner()})",
                lambda: f"EXISTS {self._group()}",
                lambda: self._chance.choice(("NOW()", "RAND()", "UUID()", "BNODE()")),
            )
        )


def spoil_text(chance: random.Random, text: str) -> str:
    """A text with a few places cut, doubled, swapped or spiced."""
    for _ in range(chance.randint(1, 5)):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice((0, 1, 2, 8, 40)))
        middle = chance.choice(
            ("", text[start:end] * 2, chance.choice(_SPICE), chr(chance.randrange(0xD800)))
        )
        text = text[:start] + middle + text[end:]
    return text


def spoil_bytes(chance: random.Random, data: bytes) -> bytes:
    """Bytes with a few replaced, inserted, doubled or cut."""
    spoilt = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(spoilt) + 1)
        end = at + chance.choice((0, 1, 1, 4, 30))
        spoilt[at:end] = chance.choice(
            (b"", chance.randbytes(1), spoilt[at:end] * 3, b"\r\n", b"%", b"\x00", b"\xff")
        )
    return bytes(spoilt)


def http_request(chance: random.Random, query: str) -> bytes:
    """A proper request for a query, in one of the ways of the protocol."""
    accept = chance.choice(_ACCEPTS)
    common = f"Host: x\r\nAccept: {accept}\r\nConnection: close\r\n"
    field = urllib.parse.urlencode({"query": query}, errors="replace")
    if chance.random() < 0.4:
        return f"GET /sparql?{field} HTTP/1.1\r\n{common}\r\n".encode()
    direct = chance.random() < 0.5
    body = query.encode("utf-8", "replace") if direct else field.encode()
    media_type = "application/sparql-query" if direct else "application/x-www-form-urlencoded"
    head = f"{common}Content-Type: {media_type}\r\nContent-Length: {len(body)}\r\n"
    return f"POST /sparql HTTP/1.1\r\n{head}\r\n".encode() + body
