"""Pages of duties on paper: what is folded on a screen is whole, and a report stands by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest

from kg_api.questions.answer import Questions
from kg_api.settings import Settings
from kg_api.snapshot.store import Snapshot
from kg_api.web.app import create_app
from kg_api.web.service import service_routers
from tests.web.live import listening
from tests.web.views.browser import Tab

pytestmark = pytest.mark.minutes
REPORT: Final = "/assessments?controllers=kruix&law=gdpr&report=true"
# How much of what is folded can be seen, and what cannot.
_FOLDED: Final = """() => {
  const inside = [...document.querySelectorAll('main details:not([open]) > :not(summary)')]
    .filter(e => !e.closest('.legend, .on-page, form'));
  const seen = inside.filter(e => e.checkVisibility());
  return [seen.length, inside.filter(e => !seen.includes(e)).map(e => e.outerHTML.slice(0, 90))];
}"""
_SEEN: Final = "one => document.querySelector(one).checkVisibility()"


@pytest.fixture(scope="module")
def tab(browser: Any, questions: Questions, settings: Settings, snapshot: Snapshot) -> Iterator[Tab]:
    """A sheet in place of a screen."""
    routers = service_routers(questions, settings, snapshot.manifest)
    with (
        listening(create_app(questions.engine, settings, routers=routers)) as origin,
        Tab.at(browser, origin) as tab,
    ):
        tab.page.emulate_media(media="print")
        yield tab


@pytest.mark.parametrize(
    ("address", "least"),
    [("/controllers/kruix", 200), (REPORT, 5), ("/assessments?duty=26&of=kruix", 1)],
)
def test_what_is_folded_on_a_screen_is_whole_on_paper(tab: Tab, address: str, least: int) -> None:
    assert tab.open(address) == 200
    seen, hidden = tab.page.evaluate(_FOLDED)
    assert hidden == []
    assert seen >= least
    tab.page.emulate_media(media="screen")
    on_screen, _ = tab.page.evaluate(_FOLDED)
    tab.page.emulate_media(media="print")
    assert on_screen == 0


def test_a_report_is_a_document_of_its_own(tab: Tab) -> None:
    assert tab.open(REPORT) == 200
    assert tab.page.evaluate(_SEEN, "#report h2")
    assert tab.page.evaluate(_SEEN, "#report .falls")
    for selector in ("form", ".heat", ".formats", ".way"):
        assert not tab.page.evaluate(_SEEN, selector), selector


def test_the_way_through_a_page_and_its_filters_stay_off_paper(tab: Tab) -> None:
    assert tab.open("/controllers/kruix") == 200
    for selector in (".here", ".filter", ".unfold", ".formats"):
        assert not tab.page.evaluate(_SEEN, selector), selector
    for selector in (".short li", "#duties", "#duty-26 .lacking", ".process .rows"):
        assert tab.page.evaluate(_SEEN, selector), selector
