"""Suggestions are what facts speak of, at or below the parameter's scheme, and bounded."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg_api.engine import Request, Result
from kg_api.errors import QueryTimeout
from kg_api.questions.answer import Questions
from kg_api.questions.suggestions import MOST, Suggestion, Suggestions
from kg_api.vocabulary import expand


@pytest.fixture(scope="module")
def suggestions(questions: Questions) -> Suggestions:
    return Suggestions(questions)


def test_countries_are_by_code_and_called_by_their_label(
    questions: Questions, suggestions: Suggestions
) -> None:
    country = questions.catalogue["controllers-transferring-to"].parameter("country")
    assert Suggestion("US", "United States of America") in suggestions.of(country, "en")
    assert "Verenigde Staten" in {
        one.label[:16] for one in suggestions.of(country, "nl") if one.value == "US"
    }


def test_concepts_lie_at_or_below_the_scheme_and_are_in_use(
    questions: Questions, suggestions: Suggestions
) -> None:
    purpose = questions.catalogue["controllers-using-basis-for-purpose"].parameter("purpose")
    found = [expand(one.value) for one in suggestions.of(purpose, "en")]
    below = questions.names.below[expand("dpv:Purpose") or ""]
    assert set(found) < below
    assert expand("dpv:Marketing") in found
    assert len(found) <= MOST


def test_controllers_are_by_slug_and_other_kinds_have_none(
    questions: Questions, suggestions: Suggestions
) -> None:
    controller = questions.catalogue["retention-periods"].parameter("controller")
    assert Suggestion("kruix", "Kruix") in suggestions.of(controller, "en")
    assert suggestions.of(replace(controller, kind="text"), "en") == []


def test_where_it_cannot_be_asked_the_whole_scheme_is_offered(
    questions: Questions, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(request: Request) -> Result:
        raise QueryTimeout("It took over 10 s.")

    purpose = questions.catalogue["controllers-using-basis-for-purpose"].parameter("purpose")
    fresh = Suggestions(questions)
    with monkeypatch.context() as patch:
        patch.setattr(questions.engine, "query", late)
        every = fresh.of(purpose, "en")
    assert len(every) == min(MOST, len(questions.names.below[expand("dpv:Purpose") or ""]))
    # Only for as long as it cannot be asked.
    in_use = fresh.of(purpose, "en")
    assert len(in_use) < len(every)
    assert in_use == Suggestions(questions).of(purpose, "en")
