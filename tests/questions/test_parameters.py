"""What a user may write for a parameter, and what is said where it is none."""

from __future__ import annotations

from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from kg_api.errors import AmbiguousName, InputError, ParameterError, UnknownName
from kg_api.questions.answer import Questions
from kg_api.questions.binding import bind
from kg_api.questions.catalogue import Kind, Parameter, Question
from kg_api.questions.parameters import Value, as_typed, in_words, resolve, shown
from kg_api.questions.suggestions import Suggestions
from kg_api.vocabulary import XSD

LABEL = {"en": "it", "nl": "het"}
HOSTILE = [
    'x" } DROP ALL #',
    "\\",
    "'" * 3,
    '"' * 3,
    "<https://evil.example/>",
    "?_name",
    "${7*7}",
    "\u2028",
    "} UNION { ?s ?p ?o",
    "=1+1",
]


def _question(kind: Kind, **more: Any) -> Question:
    parameter = Parameter("name", kind, LABEL, "x", **more)
    return Question(
        "q", LABEL, LABEL, (parameter,), {}, (), (), "table", "controllers", ("stated",), "", "queries/t/q.rq"
    )


def _term(questions: Questions, text: str, kind: Kind, **more: Any) -> Value:
    return resolve(_question(kind, **more), {"name": text}, questions.names)["name"]


@pytest.mark.parametrize(
    ("kind", "variable"),
    [
        ("concept", "_longer_than_iri"),
        ("country", "_longer_than_iri"),
        ("controller", "_longer_than_iri"),
        ("date", "_longer_than_xsd_date"),
        ("duration", "_longer_than_days_integer"),
        ("number", "_longer_than_integer"),
        ("text", "_longer_than"),
    ],
)
def test_a_variable_says_what_its_value_becomes(kind: Kind, variable: str) -> None:
    assert Parameter("longer-than", kind, LABEL, "x").variable == variable


@pytest.mark.parametrize(
    ("kind", "text", "value", "datatype"),
    [
        ("date", "2026-11-22", "2026-11-22", "date"),
        ("duration", "P2Y", "731", "integer"),
        ("number", "7", "7", "integer"),
        ("text", " bank ", "bank", "string"),
    ],
)
def test_a_plain_value_becomes_a_typed_literal(
    questions: Questions, kind: Kind, text: str, value: str, datatype: str
) -> None:
    term = _term(questions, text, kind)
    assert term == Literal(value, datatype=XSD[datatype])
    assert shown(term, questions.names) == value


@pytest.mark.parametrize(
    "text", ["dpv:Marketing", "https://w3id.org/dpv#Marketing", "Marketing", "marketing"]
)
def test_a_concept_is_named_by_curie_iri_or_label(questions: Questions, text: str) -> None:
    assert shown(_term(questions, text, "concept", scheme="dpv:Purpose"), questions.names) == "dpv:Marketing"


def test_the_scheme_of_all_takes_a_concept_of_any(questions: Questions) -> None:
    for name in ("dpv:Marketing", "term:RetentionTrigger", "e-mailadres"):
        assert isinstance(_term(questions, name, "concept", scheme="skos:Concept"), NamedNode)
    with pytest.raises(UnknownName):
        _term(questions, "kruix/2020-11-16/policy#coach", "concept", scheme="skos:Concept")


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("date", "22-11-2026", "write it as 2026-11-22"),
        ("date", "2026-13-01", "write it as 2026-11-22"),
        ("date", "20261122", "write it as 2026-11-22"),
        ("date", "2026-W48-1", "write it as 2026-11-22"),
        ("date", "２026-11-22", "write it as 2026-11-22"),
        ("date", "1815-06-18", "from 1970-01-01 to 2100-12-31"),
        ("duration", "two years", "P2Y"),
        ("number", "seven", "whole number"),
        ("number", "-1", "from 0 to"),
        ("number", "9" * 11, "from 0 to"),
        ("text", "x" * 201, "at most 200"),
        ("text", "a\x00b", "control character"),
        ("country", "Narnia", "Narnia"),
        ("controller", "acme", "acme"),
    ],
)
def test_what_is_no_value_is_refused_by_parameter_value_and_mend(
    questions: Questions, kind: Kind, text: str, said: str
) -> None:
    with pytest.raises(InputError, match=said) as raised:
        _term(questions, text, kind)
    assert (raised.value.parameter, raised.value.value) == ("name", text[:80])
    assert raised.value.status == 422


def test_a_label_of_two_concepts_is_refused_with_the_choices(questions: Questions) -> None:
    with pytest.raises(AmbiguousName, match="dpv:Consent") as raised:
        _term(questions, "consent", "concept", scheme="dpv:LegalBasis")
    assert raised.value.parameter == "name"


def test_a_number_keeps_to_its_bounds(questions: Questions) -> None:
    assert _term(questions, "5", "number", minimum=1, maximum=5).value == "5"
    with pytest.raises(ParameterError, match="from 1 to 5"):
        _term(questions, "6", "number", minimum=1, maximum=5)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_stays_a_text(questions: Questions, text: str) -> None:
    query = "SELECT ?x { BIND(?_name AS ?x) }"
    rows = Store().query(bind(query, {"_name": _term(questions, f"-{text}", "text")}))
    assert isinstance(rows, QuerySolutions)
    assert [row["x"].value for row in rows] == [f"-{text}".strip()]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("kind", ["date", "duration", "number", "country", "controller"])
def test_a_hostile_value_of_another_kind_is_refused(questions: Questions, kind: Kind, text: str) -> None:
    with pytest.raises(InputError):
        _term(questions, text, kind)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_what_was_asked_for_is_said_in_words_that_are_accepted_in_its_place(
    questions: Questions, language: str
) -> None:
    question = questions.catalogue["controllers-using-basis-for-purpose"]
    given = {"basis": "dpv:LegitimateInterest", "purpose": "dpv:Marketing"}
    words = in_words(question, given, questions.names, language)
    assert not [text for text in words.values() if ":" in text]
    typed = {
        name: as_typed(question.parameter(name), text, questions.names, language)
        for name, text in given.items()
    }
    assert typed == words
    assert resolve(question, typed, questions.names) == resolve(question, given, questions.names)


def test_every_suggestion_as_typed_means_what_it_is(questions: Questions) -> None:
    suggestions = Suggestions(questions)
    for question in questions.catalogue:
        for one in question.parameters:
            for suggestion in suggestions.of(one, "nl")[:20]:
                typed = as_typed(one, suggestion.value, questions.names, "nl")
                rest = {other.name: other.example for other in question.parameters}
                meant = [
                    resolve(question, {**rest, one.name: text}, questions.names)[one.name]
                    for text in (typed, suggestion.value)
                ]
                assert meant[0] == meant[1]


def test_what_means_nothing_stays_as_it_was_typed(questions: Questions) -> None:
    question = questions.catalogue["retention-longer-than"]
    (duration,) = [one for one in question.parameters if one.kind == "duration"]
    assert as_typed(duration, "P2Y", questions.names, "en") == "P2Y"
    country = questions.catalogue["controllers-transferring-to"].parameter("country")
    assert as_typed(country, "<b>", questions.names, "en") == "<b>"
    assert as_typed(country, "US", questions.names, "en") == "United States of America"
