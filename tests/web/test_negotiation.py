from __future__ import annotations

import pytest

from kg_api.engine import RESULTS_JSON, Form
from kg_api.errors import NotAcceptable, UnknownName
from kg_api.web.negotiation import OFFERS, RESULTS_XML, SHORT_NAMES, TURTLE, choose, media_type

BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, RESULTS_JSON),
        ("", RESULTS_JSON),
        ("*/*", RESULTS_JSON),
        (BROWSER, RESULTS_JSON),
        ("text/csv", "text/csv"),
        ("TEXT/CSV", "text/csv"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.7", RESULTS_XML),
        ("application/json", "application/json"),
        ("text/*", "text/csv"),
        ("*/*;q=0.1, text/tab-separated-values", "text/tab-separated-values"),
        ("application/sparql-results+json;q=0, */*", RESULTS_XML),
        ("text/csv ; q=0.9 , application/xml;q=1.0", "application/xml"),
        ("text/csv;charset=utf-8", "text/csv"),
        ("text/csv;q=high, application/xml", "application/xml"),
        ("not a media type", RESULTS_JSON),
    ],
)
def test_rows_come_as_the_header_likes_best(accept: str | None, expected: str) -> None:
    assert media_type("bindings", accept, None) == expected


def test_a_graph_comes_as_turtle_unless_asked_otherwise() -> None:
    assert media_type("graph", None, None) == TURTLE
    assert media_type("graph", "application/rdf+xml, text/turtle;q=0.9", None) == "application/rdf+xml"


@pytest.mark.parametrize("accept", ["text/turtle", "image/*", "*/*;q=0", "text/csv;q=0.000"])
def test_what_cannot_be_made_is_not_acceptable(accept: str) -> None:
    with pytest.raises(NotAcceptable, match="sparql-results"):
        media_type("bindings", accept, None)


def test_the_closest_range_decides_not_the_widest() -> None:
    assert choose("text/csv;q=0, text/*;q=0.9, */*;q=0.1", ("text/csv", "text/xml")) == "text/xml"


def test_equal_likings_go_to_the_first_offer() -> None:
    assert choose("b/b, a/a", ("a/a", "b/b")) == "a/a"


@pytest.mark.parametrize(
    ("form", "name", "expected"),
    [
        ("bindings", "json", RESULTS_JSON),
        ("bindings", "XML", RESULTS_XML),
        ("boolean", "tsv", "text/tab-separated-values"),
        ("graph", "json", "application/ld+json"),
        ("graph", "ttl", TURTLE),
        ("graph", "nt", "application/n-triples"),
        ("bindings", "application/sparql-results xml", RESULTS_XML),
    ],
)
def test_a_short_name_wins_over_the_header(form: Form, name: str, expected: str) -> None:
    assert media_type(form, "text/csv;q=1", name) == expected


def test_a_name_of_the_other_kind_of_result_is_not_acceptable() -> None:
    with pytest.raises(NotAcceptable, match="json, srj"):
        media_type("bindings", None, "turtle")
    with pytest.raises(NotAcceptable):
        media_type("graph", None, "text/csv")


def test_a_name_that_nothing_has_comes_with_suggestions() -> None:
    with pytest.raises(UnknownName) as refused:
        media_type("graph", None, "turtel")
    assert (refused.value.status, refused.value.suggestions[0]) == (400, "turtle")


def test_every_short_name_stands_for_something_on_offer() -> None:
    assert all(set(names.values()) <= set(OFFERS[form]) for form, names in SHORT_NAMES.items())
