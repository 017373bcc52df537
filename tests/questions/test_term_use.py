"""Who uses a concept: pages of whole controllers."""

from __future__ import annotations

from typing import Any

import pytest

from kg_api.errors import ParameterError, StaleCursor, UnknownName
from kg_api.questions.answer import Questions
from kg_api.questions.cursor import write_cursor
from kg_api.questions.term_use import use_of


def _pages(questions: Questions, concept: str, limit: int) -> list[dict[str, Any]]:
    pages = [use_of(questions, concept, limit=limit)]
    while (cursor := pages[-1]["next"]) is not None:
        pages.append(use_of(questions, concept, limit=limit, cursor=cursor))
    return pages


@pytest.mark.parametrize("concept", ["dpv:Purpose", "term:OutsideEU"])
def test_a_controller_is_on_one_page_with_all_that_it_says(questions: Questions, concept: str) -> None:
    whole = use_of(questions, concept)
    assert len(whole["controllers"]) > 3
    assert (whole["truncated"], whole["next"]) == (False, None)
    for limit in (1, 3):
        pages = _pages(questions, concept, limit)
        assert [len(page["controllers"]) for page in pages[:-1]] == [limit] * (len(pages) - 1)
        assert [one for page in pages for one in page["controllers"]] == whole["controllers"]
        assert [page["truncated"] for page in pages] == [*[True] * (len(pages) - 1), False]


@pytest.mark.parametrize(
    "concept", ["dpv:Purpose", "dpv:Marketing", "term:OutsideEU", "dpv:LegitimateInterest"]
)
def test_whoever_uses_it_is_shown_with_a_passage_and_its_hedge(questions: Questions, concept: str) -> None:
    users = use_of(questions, concept)["controllers"]
    assert users
    for one in users:
        sides = {"denied"} if one["stance"] == "denied" else {one["stance"]}
        if one["stance"] == "conflicting":
            sides = {"denied", "stated" if one["facts"]["stated"] else "implied"}
        assert {piece["stance"] for piece in one["evidence"]} >= sides
        hedges = [
            all(piece["hedged"] for piece in one["evidence"] if piece["stance"] == side) for side in sides
        ]
        assert one["hedged"] == any(hedges)


def test_a_cursor_is_of_its_concept_and_snapshot(questions: Questions) -> None:
    cursor = use_of(questions, "dpv:Purpose", limit=1)["next"]
    with pytest.raises(ParameterError, match="another question"):
        use_of(questions, "dpv:Marketing", limit=1, cursor=cursor)
    with pytest.raises(StaleCursor):
        use_of(questions, "dpv:Purpose", cursor=write_cursor("an older one", ["use", "x"], 1))


def test_a_concept_that_there_is_not_is_not_there(questions: Questions) -> None:
    with pytest.raises(UnknownName) as caught:
        use_of(questions, "dpv:Nothing")
    assert caught.value.status == 404
