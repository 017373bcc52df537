from __future__ import annotations

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from kg_api.engine import Description, Engine, Request, Row, select
from kg_api.engine.fake import FakeEngine, boolean, rows
from kg_api.errors import EngineError, EngineUnavailable, QueryTimeout
from kg_api.vocabulary import XSD

ROW: Row = {
    "a": NamedNode("http://e/a"),
    "b": BlankNode("b"),
    "c": Literal("c"),
    "d": Literal("d", language="nl"),
    "e": Literal("1", datatype=XSD["integer"]),
}


def test_rows_come_back_as_they_were_given() -> None:
    engine: Engine = FakeEngine({"q": rows("abcde", [ROW, {}])})
    assert select(engine, "q") == [ROW, {}]


def test_prepared_errors_are_raised_and_requests_remembered() -> None:
    engine = FakeEngine({"q": QueryTimeout("too long")})
    with pytest.raises(QueryTimeout):
        engine.query(Request("q"))
    with pytest.raises(EngineError, match="No answer was prepared"):
        engine.query(Request("r"))
    assert [request.text for request in engine.asked] == ["q", "r"]


def test_a_function_may_answer() -> None:
    engine = FakeEngine(lambda request: boolean("yes" in request.text), Description("s", 3, {}))
    assert b"true" in engine.query(Request("yes")).body
    assert b"false" in engine.query(Request("no")).body
    assert engine.describe().quads == 3
    engine.close()
    with pytest.raises(EngineUnavailable):
        engine.query(Request("yes"))
