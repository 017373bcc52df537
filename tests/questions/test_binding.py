"""Binding: a value takes the place of a token and can never leave it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from kg_api.questions.binding import bind, variables

NODE = NamedNode("https://example.org/x")


def test_a_variable_becomes_the_term() -> None:
    assert (
        bind("SELECT * { ?s ?p ?_c_iri }", {"_c_iri": NODE}) == "SELECT * { ?s ?p <https://example.org/x> }"
    )


def test_the_dollar_form_is_the_same_variable() -> None:
    assert bind("{ ?s ?p $_c_iri }", {"_c_iri": NODE}) == "{ ?s ?p <https://example.org/x> }"


@pytest.mark.parametrize(
    "text",
    [
        '"?_c_iri"',
        "'?_c_iri'",
        '"""a "?_c_iri" b"""',
        "<https://example.org/?_c_iri>",
        "# ?_c_iri\n",
        '"\\"?_c_iri"',
    ],
)
def test_strings_iris_and_comments_are_left_alone(text: str) -> None:
    assert bind(text, {"_c_iri": NODE}) == text


def test_a_longer_name_is_another_variable() -> None:
    assert bind("?_c_iri2 ?x_c_iri", {"_c_iri": NODE}) == "?_c_iri2 ?x_c_iri"


def test_bound_says_whether_a_value_was_given() -> None:
    text = "FILTER(!BOUND(?_c_iri) || bound( $_c_iri ))"
    assert bind(text, {"_c_iri": NODE}) == "FILTER(!true || true)"
    assert bind(text, {}) == "FILTER(!false || false)"


def test_bound_of_an_ordinary_variable_stays() -> None:
    assert bind("BOUND(?x)", {}) == "BOUND(?x)"


def test_variables_are_those_of_parameters_only() -> None:
    assert variables('{ ?a ?_b_iri "?_no" } FILTER BOUND(?_c_iri)') == {"_b_iri", "_c_iri"}


@given(st.text())
def test_no_literal_leaves_its_place(value: str) -> None:
    """Whatever the text of a literal, the query stays one query with one solution: that very text."""
    text = bind("SELECT ?x { BIND(?_v_iri AS ?x) }", {"_v_iri": Literal(value)})
    solutions = Store().query(text)
    assert isinstance(solutions, QuerySolutions)
    assert [solution["x"] for solution in solutions] == [Literal(value)]


def test_a_filter_that_a_variable_is_the_value_becomes_a_join() -> None:
    query = "SELECT * { ?s ?p ?c . FILTER(!BOUND(?_c_iri) || ?c = ?_c_iri) }"
    assert bind(query, {"_c_iri": NODE}) == f"SELECT * {{ ?s ?p ?c . VALUES ?c {{ {NODE} }} }}"
    assert bind(query, {}) == "SELECT * { ?s ?p ?c .  }"
