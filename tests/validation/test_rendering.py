"""A report in each form."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store, Triple

from kg_api.errors import ParameterError
from kg_api.validation import FORMS, Report, Result, render
from kg_api.validation.rendering import printable, short
from kg_api.vocabulary import DATA, DPV, RDF, SH, SPARQL_PREFIXES, XSD

RULE = "https://w3id.org/privacy-kg/shapes/model#notice-title"
RESULT = Result(
    focus_node=NamedNode(f"{DATA}kruidenier/2026/policy#notice"),
    path=DPV["hasName"],
    path_text="dpv:hasName",
    value=Literal("Naam", language="nl"),
    severity=SH["Violation"].value,
    component=SH["MaxCountConstraintComponent"].value,
    shape=RULE,
    file="model/notice.ttl",
    messages={"en": "Give one name.", "nl": "Geef één naam."},
)
REPORT = Report((RESULT,), {RULE: 3})
GOOD = Report((), {RULE: 3})
EMPTY = Report((), {RULE: 0})


def _graph(report: Report) -> Store:
    store = Store()
    store.load(render(report, "turtle").encode(), format=RdfFormat.TURTLE)
    return store


def test_there_is_no_other_form() -> None:
    assert FORMS == ("text", "json", "turtle", "html")
    with pytest.raises(ParameterError, match="choose text, json, turtle, html"):
        render(REPORT, "pdf")


def test_text_names_the_rule_the_place_the_value_and_the_remedy() -> None:
    assert render(REPORT, "text") == (
        "1 problem. 1 shapes, 3 checks.\n"
        "\n"
        "Violation: notice-title (model/notice.ttl)\n"
        "  Where     kruidenier/2026/policy#notice\n"
        "  Property  dpv:hasName\n"
        '  Value     "Naam"@nl\n'
        "  Give one name.\n"
    )


def test_text_speaks_dutch_and_else_english() -> None:
    assert "Geef één naam." in render(REPORT, "text", "nl")
    assert "1 probleem." in render(REPORT, "text", "nl")
    assert "Give one name." in render(REPORT, "text", "fr")


@pytest.mark.parametrize(
    ("report", "verdict"),
    [
        (GOOD, "Nothing is wrong."),
        (EMPTY, "No node was checked"),
        (Report((RESULT, RESULT), {RULE: 3}), "2 problems."),
    ],
)
@pytest.mark.parametrize("form", ["text", "html"])
def test_the_verdict_comes_first(report: Report, verdict: str, form: str) -> None:
    assert verdict in render(report, form)


def test_text_without_a_path_or_a_value_leaves_them_out() -> None:
    bare = Report((replace(RESULT, path=None, path_text=None, value=None),), {RULE: 1})
    assert "Property" not in render(bare, "text")
    assert "Value" not in render(bare, "text")


def test_nothing_in_a_report_can_steer_a_terminal() -> None:
    hostile = replace(RESULT, value=Literal("\x1b[2Jweg\x07"), messages={"en": "\x1b]0;x\x07Mend it."})
    text = render(Report((hostile,), {RULE: 1}), "text")
    assert all(letter == "\n" or letter.isprintable() for letter in text)
    assert "Mend it." in text


def test_json_holds_terms_messages_and_counts() -> None:
    assert json.loads(render(REPORT, "json")) == {
        "conforms": False,
        "results": [
            {
                "focus_node": {"type": "uri", "value": f"{DATA}kruidenier/2026/policy#notice"},
                "path": "dpv:hasName",
                "value": {"type": "literal", "value": "Naam", "xml:lang": "nl"},
                "severity": "Violation",
                "component": "MaxCountConstraintComponent",
                "shape": RULE,
                "file": "model/notice.ttl",
                "messages": {"en": "Give one name.", "nl": "Geef één naam."},
            }
        ],
        "focus_nodes": {RULE: 3},
    }


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (None, None),
        (BlankNode("b"), {"type": "bnode", "value": "b"}),
        (Literal(3), {"type": "literal", "value": "3", "datatype": XSD["integer"].value}),
    ],
)
def test_json_tells_each_kind_of_term_apart(term: Literal | BlankNode | None, expected: object) -> None:
    body = json.loads(render(Report((replace(RESULT, value=term),), {}), "json"))
    assert body["results"][0]["value"] == expected


def test_turtle_is_a_validation_report_of_shacl() -> None:
    query = """ASK { ?report a sh:ValidationReport ; sh:conforms false ; sh:result ?result .
        ?result a sh:ValidationResult ; sh:focusNode ?node ; sh:resultPath dpv:hasName ; sh:value "Naam"@nl ;
            sh:resultSeverity sh:Violation ; sh:sourceShape ?shape ;
            sh:sourceConstraintComponent sh:MaxCountConstraintComponent ;
            sh:resultMessage "Give one name."@en, "Geef één naam."@nl }"""
    assert bool(_graph(REPORT).query(SPARQL_PREFIXES + query))


def test_turtle_of_a_good_report_says_that_the_data_conform() -> None:
    assert {(quad.predicate, quad.object) for quad in _graph(GOOD)} == {
        (RDF["type"], SH["ValidationReport"]),
        (SH["conforms"], Literal(True)),
    }


def test_turtle_holds_the_whole_of_a_longer_path() -> None:
    path = BlankNode("path")
    longer = replace(RESULT, path=path, path_text="^dpv:hasProcess")
    report = Report((longer,), {}, (Triple(path, SH["inversePath"], DPV["hasProcess"]),))
    assert bool(
        _graph(report).query(SPARQL_PREFIXES + "ASK { ?r sh:resultPath/sh:inversePath dpv:hasProcess }")
    )


def test_html_escapes_what_the_data_hold_and_links_to_nothing() -> None:
    hostile = replace(
        RESULT,
        focus_node=NamedNode("javascript:alert(1)"),
        value=Literal("</code><script>alert(1)</script>"),
        messages={"en": '<img src=x onerror="alert(1)">'},
    )
    page = render(Report((hostile,), {'"><b>': 1}), "html")
    assert re.findall(r"<(script|img|a|b)\b", page) == []
    assert "href" not in page
    assert "&lt;img src=x onerror=&quot;alert(1)&quot;&gt;" in page
    assert "default-src 'none'" in page


def test_html_says_what_language_it_is_in() -> None:
    page = render(REPORT, "html", "nl")
    assert '<html lang="nl">' in page
    assert "<h1>Validatieverslag</h1>" in page
    assert "Geef één naam." in page


def test_a_long_literal_is_cut() -> None:
    assert len(short(Literal("x" * 500))) == 81
    assert short(DPV["Marketing"]) == "dpv:Marketing"
    assert short(None) == ""


def test_control_characters_become_spaces() -> None:
    assert printable("a\tb\x00c") == "a b c"
