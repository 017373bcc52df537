"""Rows of an answer in SPARQL 1.1 Query Results JSON (W3C Recommendation, 21 March 2013)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Store

from kg_api.engine import Row, Term
from kg_api.vocabulary import XSD


def to_sparql_json(sparql: str, rows: Sequence[Row]) -> bytes:
    """The rows, under the variables that the query ``sparql`` selects."""
    solutions = Store().query(sparql)
    assert isinstance(solutions, QuerySolutions)
    return json.dumps(
        {
            "head": {"vars": [variable.value for variable in solutions.variables]},
            "results": {"bindings": [_binding(row) for row in rows]},
        },
        ensure_ascii=False,
    ).encode("utf-8", "replace")


def _binding(row: Row) -> dict[str, Any]:
    return {name: _term(term) for name, term in row.items()}


def _term(term: Term) -> dict[str, str]:
    """A term as section 3.2.2 has it; a plain string carries no datatype."""
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    assert isinstance(term, Literal)
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    if term.datatype == XSD["string"]:
        return {"type": "literal", "value": term.value}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}
