from __future__ import annotations

import pytest

from kg_api.engine.hints import hint


@pytest.mark.parametrize(
    ("text", "offset", "clause"),
    [
        ("", 0, "empty"),
        ("# only a comment", 0, "empty"),
        ("SELEC * {}", 0, "Did you mean SELECT"),
        ("<http://e/>", 0, "begins with SELECT"),
        ("SELECT * { ?s ?p ?o", 9, "not closed"),
        ("SELECT * { (1 } )", 14, "closes no bracket"),
        ('SELECT * { ?s ?p "a\n" }', 17, "string that begins here"),
        ("ASK { << ?s ?p ?o }", 18, "closes no bracket"),
    ],
)
def test_a_fault_that_tokens_show_is_placed_exactly(text: str, offset: int, clause: str) -> None:
    found = hint(text)
    assert found is not None
    assert found.offset == offset
    assert clause in found.clause


@pytest.mark.parametrize(
    "text", ["SELECT * {}", "ASK { FILTER(?a >> 1) }", "PREFIX a: <http://e/> DESCRIBE a:b"]
)
def test_a_text_whose_tokens_fit_gets_no_hint(text: str) -> None:
    assert hint(text) is None
