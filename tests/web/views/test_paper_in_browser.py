"""Pages on paper: what one asked for is whole, a duty or a report stands by itself, and each sheet says whose it is."""

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
DUTY: Final = "/assessments?controllers=kruix&duty=26&of=kruix"
BESIDE: Final = (
    "/questions/controllers-using-basis-for-purpose/beside"
    "?basis=dpv:LegitimateInterest&purpose=dpv:Marketing&controllers=kruix,janus-international-europe"
)
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
    [(REPORT, 5), (DUTY, 1)],
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


def test_a_controllers_page_prints_its_words_and_leaves_folded_passages_to_who_asks(tab: Tab) -> None:
    """All of its passages were a hundred sheets, which nobody had asked for."""
    assert tab.open("/controllers/kruix?open=26") == 200
    for selector in (".in-words > .paper", "#duty-25 .open", ".process .rows", "#duty-26 .passage"):
        assert tab.page.evaluate(_SEEN, selector), selector
    for selector in ("#duty-25 .passage", ".entry .passage", ".finding .passage"):
        assert not tab.page.evaluate(_SEEN, selector), selector
    assert tab.open("/controllers/kruix?open=all") == 200
    _, hidden = tab.page.evaluate(_FOLDED)
    assert hidden == []
    for selector in ("#duty-25 .passage", ".entry .passage", ".finding .passage"):
        assert tab.page.evaluate(_SEEN, selector), selector


def test_one_duty_is_a_document_of_its_own(tab: Tab) -> None:
    assert tab.open(DUTY) == 200
    for selector in ("#open h2", "#open .aside-head .paper", "#open .source", "#open .passage .paper"):
        assert tab.page.evaluate(_SEEN, selector), selector
    for selector in ("h1", "#map", ".heat", "#open .step", "form"):
        assert not tab.page.evaluate(_SEEN, selector), selector


@pytest.mark.parametrize(
    ("address", "head", "said"),
    [
        (BESIDE, ".column > header", "Notice of 2020-11-16"),
        (DUTY, "#open > .aside-head", "Kruix: Notice of 2020-11-16"),
        (REPORT, ".report article > h3", "Kruix: Notice of 2020-11-16"),
    ],
)
def test_every_sheet_begins_with_whose_notice_of_what_date_it_is(
    tab: Tab, address: str, head: str, said: str
) -> None:
    """A browser repeats the head of a table on each sheet that the table goes on to."""
    assert tab.open(address) == 200
    first = tab.page.locator(head).first
    assert said in first.inner_text()
    assert first.evaluate("e => getComputedStyle(e).display") == "table-header-group"
    assert first.evaluate("e => getComputedStyle(e.parentElement).display") == "table"


def test_side_by_side_the_address_of_the_page_stands_once(tab: Tab) -> None:
    assert tab.open(BESIDE) == 200
    assert tab.page.locator("body").inner_text().count("/questions/controllers-using-basis") == 1
    for selector in (".jumps", ".print-hint", ".leave", "form"):
        assert not tab.page.evaluate(_SEEN, selector), selector


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
