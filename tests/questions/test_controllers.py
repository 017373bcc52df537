"""Lists of controllers: each version once, and nothing asked of those that are not shown."""

from __future__ import annotations

import pytest

from kg_api.questions.answer import Questions
from kg_api.questions.assessments import overview
from kg_api.questions.controllers import controllers
from kg_api.questions.directory import Looked, look_up
from kg_api.questions.listing import in_order, listing
from tests.questions.told import Told


@pytest.fixture
def told(questions: Questions, monkeypatch: pytest.MonkeyPatch) -> Told:
    engine = Told(questions.engine)
    monkeypatch.setattr(questions, "engine", engine)
    return engine


def test_each_version_of_a_policy_stands_once(questions: Questions) -> None:
    found = {
        one["controller"]: [policy["version"] for policy in one["policies"]] for one in controllers(questions)
    }
    assert list(found) == sorted(questions.names.slugs.values())
    assert found["kruix"] == ["2020-11-16"]
    assert all(len(versions) == 1 for versions in found.values())


def test_a_date_is_as_precise_as_the_notice_gives_it(questions: Questions) -> None:
    dates = {one["controller"]: one["policies"][0]["date"] for one in controllers(questions)}
    assert dates["velux-belgium"] == "2021-05"
    assert dates["smet-jet"] is None
    shown = listing(questions, in_order(questions))
    assert dates == {one["controller"]: one["date"] for one in shown}


def test_a_page_asks_of_no_controller_but_its_own(questions: Questions, told: Told) -> None:
    names = questions.names
    page = look_up(questions, Looked(), 1)
    first = page["controllers"][0]["iri"]
    listing(questions, [first])
    overview(questions, controllers=[first])
    assert told.texts
    for text in told.texts:
        assert names.slugs[first] in text
        assert not any(slug in text for iri, slug in names.slugs.items() if iri != first)


def test_every_page_asks_as_many_queries(questions: Questions, told: Told) -> None:
    """A page of two takes as many as a page of five."""
    asked = []
    for some in (in_order(questions)[:2], in_order(questions)):
        before = len(told.texts)
        listing(questions, some)
        controllers(questions, some)
        overview(questions, controllers=some)
        asked.append(len(told.texts) - before)
    assert asked[0] == asked[1]
