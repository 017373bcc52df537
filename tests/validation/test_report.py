"""A report and its results."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pyoxigraph import NamedNode

from kg_api.validation import Report, Result

RESULT = Result(
    focus_node=NamedNode("https://example.org/node"),
    path=None,
    path_text=None,
    value=None,
    severity="http://www.w3.org/ns/shacl#Info",
    component="http://www.w3.org/ns/shacl#ClassConstraintComponent",
    shape="https://example.org/shape",
    file="model/example.ttl",
    messages={"nl": "Nederlands", "en": "English"},
)


@pytest.mark.parametrize(
    ("messages", "language", "message"),
    [
        ({"nl": "Nederlands", "en": "English"}, "nl", "Nederlands"),
        ({"nl": "Nederlands", "en": "English"}, "fr", "English"),
        ({"nl": "Nederlands"}, "fr", "Nederlands"),
        ({}, "en", ""),
    ],
)
def test_a_message_is_in_the_language_asked_for_else_english_else_any(
    messages: dict[str, str], language: str, message: str
) -> None:
    assert replace(RESULT, messages=messages).message(language) == message


def test_a_result_of_any_severity_means_that_the_data_do_not_conform() -> None:
    assert not Report((RESULT,), {}).conforms
    assert Report((), {}).conforms
