"""Findings in pages: the same whatever the page, and no more controllers looked through than a page takes."""

from __future__ import annotations

from typing import Any

import pytest

from kg_api.questions import finding_list
from kg_api.questions.answer import Questions
from kg_api.questions.finding_list import Wanted, findings
from tests.questions.told import Told

EVERY = Wanted()


def pages(questions: Questions, wanted: Wanted, limit: int) -> list[dict[str, Any]]:
    found, cursor = [], None
    while True:
        page = findings(questions, wanted, limit=limit, cursor=cursor)
        assert page["truncated"] == (page["next"] is not None)
        found += page["findings"]
        cursor = page["next"]
        if cursor is None:
            return found


@pytest.mark.parametrize("wanted", [EVERY, Wanted(severity="warning"), Wanted(controller="kruix")])
def test_pages_of_any_length_give_the_same(
    questions: Questions, monkeypatch: pytest.MonkeyPatch, wanted: Wanted
) -> None:
    whole = findings(questions, wanted, limit=1000)["findings"]
    assert whole
    for batch, limit in ((1, 7), (2, 30), (50, 7)):
        monkeypatch.setattr(finding_list, "_BATCH", batch)
        assert pages(questions, wanted, limit) == whole


def test_a_page_looks_through_no_more_controllers_than_it_takes(
    questions: Questions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding_list, "_BATCH", 1)
    told = Told(questions.engine)
    monkeypatch.setattr(questions, "engine", told)
    findings(questions, EVERY, limit=2)
    (asked,) = (text for text in told.texts if "pkg:findingKind" in text)
    named = [slug for slug in questions.names.slugs.values() if slug in asked]
    assert named == [min(questions.names.slugs.values())]
