from __future__ import annotations

import pytest
from pyoxigraph import Store

from kg_api.engine.syntax import refusal
from kg_api.errors import QuerySyntax
from kg_api.vocabulary import PREFIXES


def refused(text: str) -> QuerySyntax:
    """What is said of a text that Oxigraph does not parse."""
    with pytest.raises(SyntaxError) as fault:
        Store().query(text, prefixes=PREFIXES)
    error = refusal(text, str(fault.value))
    assert isinstance(error, QuerySyntax)
    return error


def test_an_undeclared_prefix_is_named_with_those_like_it() -> None:
    error = refused("SELECT * {\n ?s eugdpr:A6 ?o }")
    assert (error.line, error.column, error.suggestions[0]) == (2, 5, "eu-gdpr")
    assert "“eugdpr:” is not declared. Did you mean eu-gdpr" in str(error)


def test_a_bracket_is_placed_where_it_stands() -> None:
    error = refused("SELECT *\n{ ?s ?p ?o ] }")
    assert str(error) == "Line 2, column 12: “]” closes no bracket that is open."


def test_what_the_parser_remarks_in_words_is_kept() -> None:
    assert "variable that is unbound" in str(refused("SELECT ?x { ?s ?p ?o } GROUP BY ?s"))
    assert "IRI parsing failed" in str(refused("SELECT * { ?s <relative> ?o }"))


@pytest.mark.parametrize(
    "text", ["SELECT ?s { ?s ?p }", "SELECT (FOO(1) AS ?x) {}", "ASK { ?s ?p ?o FILTER() }"]
)
def test_other_faults_have_a_place_and_no_character_classes(text: str) -> None:
    error = refused(text)
    assert error.line == 1
    assert "u{" not in str(error)
    assert str(error).startswith(f"Line 1, column {error.column}: the query does not parse")


def test_a_message_of_another_shape_is_passed_on() -> None:
    assert "no such thing" in str(refusal("ASK {}", "no such thing"))
