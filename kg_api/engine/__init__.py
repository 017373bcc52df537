"""The engine seam: whatever answers SPARQL 1.1 queries over one snapshot.

Three residents: :mod:`kg_api.engine.embedded` (Oxigraph in worker processes), any SPARQL endpoint over HTTP
(:mod:`kg_api.engine.remote`), and a fake for tests.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal as OneOf
from typing import Protocol

from pyoxigraph import BlankNode, Literal, NamedNode

from kg_api.engine.cancel import Cancel, current

Form = OneOf["bindings", "boolean", "graph"]
Term = NamedNode | Literal | BlankNode
Row = dict[str, Term]

RESULTS_JSON = "application/sparql-results+json"


@dataclass(frozen=True)
class Request:
    """A query: its text, and the dataset of the protocol where it was given (else that of the query).

    ``accept`` maps each form of result to the media type in which it is wanted; ``cancel`` ends the query.
    ``rows`` is the most rows wanted, None for all; ``base`` the IRI against which relative IRIs are resolved.
    """

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    accept: dict[Form, str] = field(
        default_factory=lambda: {"bindings": RESULTS_JSON, "boolean": RESULTS_JSON, "graph": "text/turtle"}
    )
    cancel: Cancel = field(default_factory=current, compare=False, repr=False)
    rows: int | None = None
    base: str | None = None


@dataclass(frozen=True)
class Result:
    """A serialised result: its form, media type and bytes; ``truncated`` where there are more rows than wanted."""

    form: Form
    media_type: str
    body: bytes
    truncated: bool = False


@dataclass(frozen=True)
class Description:
    """What an engine holds: the snapshot's name (empty where its data may change under it), its quads, which
    layers of defence are on, and whether the default graph is the union of all graphs.
    """

    snapshot: str
    quads: int
    layers: dict[str, bool]
    union: bool = False


class Engine(Protocol):
    """Answers queries. Every method may be called from any thread."""

    def query(self, request: Request) -> Result:
        """The result; an :class:`~kg_api.errors.EngineError` where there is none."""

    def describe(self) -> Description:
        """What it holds."""

    def close(self) -> None:
        """Ends it and whatever processes it has; further queries raise EngineUnavailable."""


def select(engine: Engine, text: str) -> list[Row]:
    """The rows of a SELECT query, each a mapping from variable to term, unbound variables left out."""
    body = json.loads(engine.query(Request(text)).body)
    return [{name: _term(value) for name, value in row.items()} for row in body["results"]["bindings"]]


def is_true(term: Term) -> bool:
    """Whether a value that ought to be a boolean is true, in either lexical form (XML Schema 1.1 Part 2, 3.3.2).

    Some engines give what they compute as an integer, 1 or 0.
    """
    return isinstance(term, Literal) and term.value in ("true", "1")


def values(variables: Iterable[str], rows: Iterable[Iterable[Term]]) -> str:
    """A VALUES block; terms are serialised by pyoxigraph, so no text of a user's is ever spliced in."""
    heading = " ".join(f"?{name}" for name in variables)
    return f"VALUES ({heading}) {{ " + " ".join(f"({' '.join(map(str, row))})" for row in rows) + " }"


def _term(value: dict[str, str]) -> Term:
    if value["type"] == "uri":
        return NamedNode(value["value"])
    if value["type"] == "bnode":
        return BlankNode(value["value"])
    datatype = value.get("datatype")
    return Literal(
        value["value"],
        language=value.get("xml:lang"),
        datatype=NamedNode(datatype) if datatype else None,
    )
