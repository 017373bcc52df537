from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg_api.engine.outline import outline


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * {}", "bindings"),
        ("select*{}", "bindings"),
        ("PREFIX select: <http://e/> ASK {}", "boolean"),
        ("BASE <http://e/> # SELECT\nCONSTRUCT {} WHERE {}", "graph"),
        ("DESCRIBE <http://e/>", "graph"),
        ("SELEC * {}", None),
        ("INSERT DATA {}", None),
        ("", None),
    ],
)
def test_the_first_keyword_after_the_prologue_gives_the_form(text: str, form: str | None) -> None:
    assert outline(text).form == form


def test_a_from_clause_is_seen_only_where_one_can_stand() -> None:
    assert outline("SELECT * FROM <http://g> {}").dataset
    assert outline("SELECT*FROMex:g{}").dataset
    assert outline("CONSTRUCT {} FROM NAMED <http://g> WHERE {}").dataset
    assert not outline('SELECT * { ?from ?p "FROM <http://g>" } # FROM').dataset
    assert not outline("PREFIX from: <http://e/> DESCRIBE from:x").dataset


def test_functions_that_change_from_call_to_call_are_seen() -> None:
    assert outline("SELECT (NOW() AS ?n) {}").volatile
    assert outline("SELECT (struuid() AS ?n) {}").volatile
    assert not outline('SELECT ?now { ?s ex:uuid "RAND()" }').volatile


def test_nesting_is_that_of_brackets_outside_strings_iris_and_comments() -> None:
    assert outline("SELECT * { { ?s ?p ( 1 [ ] ) } }").nesting == 4
    assert outline('ASK { ?s ?p "{{{" , <http://e/(((> } # {{{').nesting == 1


def test_a_bracket_that_closes_nothing_lessens_no_depth() -> None:
    assert outline("{ ) { ) { ) {").nesting == 4


def test_patterns_are_counted_with_lists_groups_and_path_steps() -> None:
    assert outline("SELECT * { ?s ?p ?o . ?s ?p ?o ; ?p ?o , ?o }").patterns == 4
    assert outline("SELECT * { (1 2 3) ?p ?o }").patterns == 5
    assert outline("SELECT * { ?s <http://p>/<http://q>/<http://r> ?o }").patterns == 3


def test_rows_of_values_and_arguments_of_functions_are_no_patterns() -> None:
    rows = "VALUES (?a ?b) {" + "(1 2)" * 200 + "}"
    assert outline(f"SELECT * {{ {rows} }}").patterns == 4
    assert outline("SELECT * { FILTER(?x IN (1, 2, 3)) FILTER(COALESCE(?a, ?b, 3) = 1) }").patterns == 1


def test_repetition_counts_levels_of_paths_and_not_of_products() -> None:
    assert outline("ASK { ?s <http://p>* ?o }").repetition == 1
    assert outline("ASK { ?s ((<http://p>*)*)* ?o }").repetition == 3
    assert outline("ASK { ?s ((ex:p+)/ex:q)? ?o }").repetition == 2
    assert outline("SELECT (((?a * 2) * 3) * 4 AS ?x) {}").repetition == 0
    assert outline("SELECT (COUNT(*) AS ?n) { ?s a*/ex:p* ?o }").repetition == 1


def test_prefixes_declared_and_used_are_told_apart() -> None:
    found = outline("PREFIX own: <http://e/> SELECT * { own:a dpv:b _:c, ?d }")
    assert (found.declared, found.used) == ({"own"}, {"own", "dpv"})


@given(st.text(alphabet="{}()[]<>\"'#\\?$:.;,@_-+*/|&!^= \n\raSERVIC0é", max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_text_has_an_outline(text: str) -> None:
    found = outline(text)
    assert 0 <= found.nesting <= len(text)
    assert found.operators <= len(text)
