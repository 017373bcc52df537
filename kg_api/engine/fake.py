"""An engine for tests: it answers from a mapping or a function, and remembers what it was asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence

from pyoxigraph import BlankNode, NamedNode

from kg_api.engine import RESULTS_JSON, Description, Request, Result, Row, Term
from kg_api.errors import EngineError, EngineUnavailable

Answer = Result | EngineError


class FakeEngine:
    """Answers each request with what ``answers`` says of its text: a result, or an error that is raised.

    ``asked`` holds the requests so far, in order.
    """

    def __init__(
        self,
        answers: Mapping[str, Answer] | Callable[[Request], Answer] | None = None,
        description: Description | None = None,
    ) -> None:
        self._answers = answers if answers is not None else {}
        self._description = description or Description("fake", 0, {})
        self._closed = False
        self.asked: list[Request] = []

    def query(self, request: Request) -> Result:
        """The prepared result; the prepared error, or EngineError where nothing was prepared, is raised."""
        if self._closed:
            raise EngineUnavailable("The query engine is closed.")
        self.asked.append(request)
        unknown = EngineError("No answer was prepared for this query.")
        prepared = self._answers
        answer = prepared(request) if callable(prepared) else prepared.get(request.text, unknown)
        if isinstance(answer, EngineError):
            raise answer
        return answer

    def describe(self) -> Description:
        """The prepared description."""
        return self._description

    def close(self) -> None:
        """Answers nothing more."""
        self._closed = True


def rows(variables: Sequence[str], found: Iterable[Row]) -> Result:
    """Rows as a result in SPARQL 1.1 Query Results JSON."""
    bindings = [{name: _value(term) for name, term in row.items()} for row in found]
    body = {"head": {"vars": list(variables)}, "results": {"bindings": bindings}}
    return Result("bindings", RESULTS_JSON, json.dumps(body, ensure_ascii=False).encode("utf-8"))


def boolean(value: bool) -> Result:
    """The result of an ASK query."""
    return Result("boolean", RESULTS_JSON, json.dumps({"head": {}, "boolean": value}).encode("ascii"))


def _value(term: Term) -> dict[str, str]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    value = {"type": "literal", "value": term.value}
    if term.language:
        value["xml:lang"] = term.language
    elif term.datatype.value != "http://www.w3.org/2001/XMLSchema#string":
        value["datatype"] = term.datatype.value
    return value
