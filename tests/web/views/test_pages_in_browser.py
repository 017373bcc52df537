"""Every page as a person meets it: at a desk and on a telephone, by day and by night, by keyboard, without script."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pytest

from kg_api.engine.embedded import EmbeddedEngine
from kg_api.questions.answer import Questions
from kg_api.questions.catalogue import Catalogue
from kg_api.resources import default_resources
from kg_api.settings import Settings
from kg_api.snapshot.current import current_snapshot
from kg_api.snapshot.store import Snapshot
from kg_api.web.app import create_app
from kg_api.web.service import service_routers
from tests.web.live import listening
from tests.web.views.browser import VIEWS, Tab
from tests.web.views.conftest import PAYLOADS, own_routers

pytestmark = pytest.mark.minutes
ROWS: Final = quote("SELECT ?one ?label { ?one skos:prefLabel ?label } LIMIT 20")
TWO: Final = "controllers=kruix,velux-belgium"
PAGES: Final = {
    "home": "/",
    "home-nl": "/?language=nl",
    "controllers": "/controllers",
    "controller": "/controllers/kruix",
    "passage": "/controllers/kruix/2020-11-16/passages/3910-3974",
    "search": "/search?q=marketing",
    "search-empty": "/search?q=zzzz",
    "not-found": "/controllers/kruiks",
    "wrong": "/compare?by=colour",
    "query": "/query",
    "query-rows": f"/query?query={ROWS}",
    "query-chart": f"/query?view=chart&query={quote('SELECT ?a ?n { VALUES (?a ?n) { (1 2) (2 3) } }')}",
    "compare": "/compare",
    "compare-bases": f"/compare?{TWO}&by=basis",
    "compare-passages": f"/compare?{TWO}&by=basis&row=dpv:Consent",
    "compare-retention": f"/compare?{TWO}&by=retention",
    "compare-transfer": f"/compare?{TWO}&by=transfer&differences=true",
    "compare-duty": "/compare?by=duty",
    "questions": "/questions",
    "question": "/questions/controllers-transferring-to?country=US",
    "question-form": "/questions/legal-bases-per-purpose",
    "question-denial": "/questions/controllers-denying-transfers?language=nl",
    "beside": f"/questions/controllers-transferring-to/beside?country=US&{TWO},unexus",
    "beside-nl": f"/questions/retention-periods/beside?{TWO}&language=nl",
    "assessments": "/assessments",
    "assessments-open": "/assessments?duty=8&of=kruix",
    "assessments-report": "/assessments?controllers=kruix&law=gdpr&outcome=not+met&report=true",
}
# Those of the samples.
OF_SAMPLES: Final = {
    "changes": "/controllers/sample-webshop/changes",
    "controller-open": "/controllers/sample-webshop?open=all",
}
EVERY: Final = pytest.mark.parametrize("name", [*PAGES, *OF_SAMPLES])
REFUSED: Final = {"not-found": 404, "wrong": 422}
_LOOK: Final = """() => [
  document.documentElement.scrollWidth, getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number),
]"""
# What a script that a text brought in would listen to.
_POKE: Final = """() => document.querySelectorAll('body *').forEach(e => {
  if (e.tagName === 'DETAILS') e.open = true;
  for (const name of ['mouseover', 'focus', 'error', 'load', 'toggle']) e.dispatchEvent(new Event(name));
})"""
_INJECTED: Final = (
    "iframe, object, embed, base, img, style, main script, meta[http-equiv], [onerror], [onload]"
)
_TYPED: Final = (
    "/compare?controllers={}",
    "/compare?by={}",
    "/questions?q={}",
    "/questions/controllers-transferring-to?country={}",
    "/questions/controllers-transferring-to/beside?country=US&controllers={}",
    "/assessments?law={}",
    "/query?query={}",
    "/controllers/kruix?outcome={}",
)


@pytest.fixture(scope="module")
def origin(questions: Questions, settings: Settings, snapshot: Snapshot) -> Iterator[str]:
    routers = service_routers(questions, settings, snapshot.manifest)
    with listening(create_app(questions.engine, settings, routers=routers)) as origin:
        yield origin


@pytest.fixture(scope="module")
def samples(catalogue: Catalogue, settings: Settings, cache: Path) -> Iterator[str]:
    """The samples, of which there are two versions each."""
    built = current_snapshot(default_resources(samples=True), cache)
    with EmbeddedEngine(built.graph, built.manifest.snapshot, settings, union=False) as engine:
        routers = own_routers(Questions(engine, catalogue), settings)
        with listening(create_app(engine, settings, routers=routers)) as origin:
            yield origin


@pytest.fixture
def place(request: pytest.FixtureRequest, name: str) -> tuple[str, str]:
    """The service that has the page of that name, and its address there."""
    if name in OF_SAMPLES:
        return request.getfixturevalue("samples"), OF_SAMPLES[name]
    return request.getfixturevalue("origin"), PAGES[name]


@pytest.fixture(scope="module")
def hostile_origin(hostile_questions: Questions, settings: Settings) -> Iterator[str]:
    routers = own_routers(hostile_questions, settings)
    with listening(create_app(hostile_questions.engine, settings, routers=routers)) as origin:
        yield origin


def resize(tab: Tab, width: int, scheme: str) -> None:
    """Makes the window one of VIEWS."""
    tab.page.set_viewport_size({"width": width, "height": 900})
    tab.page.emulate_media(color_scheme=scheme)


def photograph(tab: Tab, name: str) -> None:
    """Keeps a picture of the page where PRIVACY_KG_SHOTS names a folder for it."""
    if folder := os.environ.get("PRIVACY_KG_SHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        tab.page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def violations(tab: Tab) -> list[str]:
    """What axe-core finds that is serious or critical on the page that is shown."""
    found = tab.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']} at {node['target']}"
        for one in found["violations"]
        for node in one["nodes"]
        if one["impact"] in {"serious", "critical"}
    ]


@EVERY
def test_a_page_fits_its_window_by_day_and_by_night_and_asks_nothing_of_others(
    browser: Any, place: tuple[str, str], name: str
) -> None:
    origin, address = place
    with Tab.at(browser, origin) as tab:
        assert tab.open(address) == REFUSED.get(name, 200)
        for width, scheme in VIEWS:
            resize(tab, width, scheme)
            wide, paper = tab.page.evaluate(_LOOK)
            assert wide <= width
            assert (sum(paper) > 3 * 128) == (scheme == "light")
            assert tab.page.locator("h1").is_visible()
            photograph(tab, f"{name}-{width}-{scheme}")


@EVERY
def test_axe_finds_nothing_serious(browser: Any, place: tuple[str, str], axe: str) -> None:
    origin, address = place
    with Tab.at(browser, origin) as tab:
        tab.open(address)
        tab.page.evaluate(axe)
        # Both widths and both schemes in two runs: colours do not depend on the width.
        for width, scheme in ((1280, "light"), (390, "dark")):
            resize(tab, width, scheme)
            assert violations(tab) == []


@EVERY
def test_without_script_a_page_says_the_same(browser: Any, place: tuple[str, str], name: str) -> None:
    origin, address = place
    with Tab.at(browser, origin) as full, Tab.at(browser, origin, java_script_enabled=False) as bare:
        full.open(address)
        bare.open(address)
        # The editor is a plain form then; its own tests hold that.
        if not name.startswith("query"):
            assert bare.main == full.main
        assert len(bare.main) > 60


def _harmless(tab: Tab, address: str) -> None:
    """Opens a page and touches all that is on it; nothing of a text has become a part of it."""
    tab.open(address)
    tab.page.evaluate(_POKE)
    assert tab.page.locator(_INJECTED).count() == 0, address
    assert tab.page.evaluate("window.ran") is None
    assert tab.page.url.startswith(tab.origin + "/")


def test_no_text_of_a_policy_runs(browser: Any, hostile_origin: str) -> None:
    with Tab.at(browser, hostile_origin) as tab:
        _harmless(tab, "/controllers/kruix?open=all")
        shown = tab.page.locator("main").text_content()
        assert [payload for payload in PAYLOADS if payload not in shown] == []
        passages = tab.page.locator("main a[href*='/passages/']").evaluate_all(
            "all => [...new Set(all.map(one => one.getAttribute('href')))]"
        )
        assert len(passages) > len(PAYLOADS)
        for address in ("/", "/controllers", "/search?q=a", "/assessments?report=true", *passages[:30]):
            _harmless(tab, address)
        for by in ("purpose", "data", "recipient", "retention", "basis", "transfer", "finding"):
            _harmless(tab, f"/compare?controllers=kruix&by={by}")
        for view in ("table", "raw", "chart"):
            _harmless(tab, f"/query?view={view}&query={ROWS}")
        _harmless(tab, "/questions/legal-bases-per-purpose")
        _harmless(tab, "/questions/legal-bases-per-purpose/beside?controllers=kruix")


def test_nothing_that_is_typed_runs(browser: Any, origin: str) -> None:
    with Tab.at(browser, origin) as tab:
        for number, payload in enumerate(PAYLOADS):
            text = quote(payload, safe="")
            _harmless(tab, f"/search?q={text}")
            _harmless(tab, f"/controllers/{text}")
            _harmless(tab, _TYPED[number % len(_TYPED)].format(text))


def test_the_skip_link_leads_past_the_navigation(browser: Any, origin: str) -> None:
    with Tab.at(browser, origin) as tab:
        tab.open("/")
        tab.reach(".skip")
        tab.press("Enter")
        assert tab.page.evaluate("document.activeElement.id") == "main"
        tab.reach("main input[type=search]")


def _chosen(tab: Tab) -> tuple[str, list[str]]:
    """What the form of the comparison says: the dimension, and the controllers that are ticked."""
    ticked = tab.page.locator("input[name=controller]:checked")
    return tab.page.input_value("#by"), ticked.evaluate_all("all => all.map(one => one.value)")


def test_two_controllers_are_compared_by_the_keyboard_alone_and_the_way_back_restores_it(
    browser: Any, origin: str
) -> None:
    with Tab.at(browser, origin) as tab:
        two = ["kruix", "velux-belgium"]
        tab.open("/")
        tab.reach("nav a[href='/compare']")
        tab.follow()
        tab.reach("#by")
        tab.press("l")
        tab.reach(".chooser details > summary")
        if tab.page.locator("input[name=controller]").first.is_hidden():
            tab.press("Enter")
        assert _chosen(tab)[1] == []
        for slug in two:
            tab.reach(f"input[value={slug}]")
            tab.press("Space")
        tab.reach(".chooser .ready button")
        tab.follow()
        asked = ("basis", two)
        assert _chosen(tab) == asked
        matrix = tab.page.url
        tab.reach("a.cell")
        tab.follow()
        beside = tab.page.url
        assert tab.page.locator("#passages article").count() == 2
        tab.reach("#passages .passage a")
        tab.follow()
        assert "/passages/" in tab.page.url
        for back in (beside, matrix):
            tab.page.go_back()
            assert tab.page.url == back
            assert _chosen(tab) == asked
        tab.page.go_forward()
        assert tab.page.url == beside
        assert tab.page.locator("#passages article").count() == 2


@pytest.mark.parametrize(
    ("width", "by"), [(1280, "basis"), (390, "basis"), (1280, "retention"), (390, "retention")]
)
def test_a_mark_of_a_chart_is_followed_by_keyboard_to_its_words_and_back(
    browser: Any, origin: str, width: int, by: str
) -> None:
    with Tab.at(browser, origin) as tab:
        resize(tab, width, "light")
        tab.open(f"/compare?{TWO}&by={by}")
        tab.reach(".drawing svg a")
        tab.follow()
        opened = tab.page.url
        assert "with=" in opened
        tab.reach("#passages .passage a")
        tab.follow()
        assert tab.page.locator("#words").is_visible()
        assert tab.page.evaluate("document.querySelector('#words').getBoundingClientRect().top < innerHeight")
        tab.reach("a.way-back", "Tab")
        tab.follow()
        assert tab.page.url.partition("#")[0] == opened.partition("#")[0]


@pytest.mark.parametrize(
    "controllers", [TWO, "controllers=kruix,unexus,velux-belgium,smet-jet,janus-international-europe"]
)
def test_on_a_telephone_the_names_of_a_matrix_stay_in_view(
    browser: Any, origin: str, controllers: str
) -> None:
    with Tab.at(browser, origin) as tab:
        resize(tab, 390, "light")
        tab.open(f"/compare?{controllers}&by=purpose")
        tab.page.evaluate("document.querySelector('.matrix').scrollIntoView()")
        tab.page.mouse.move(200, 400)
        tab.page.mouse.wheel(0, 300)
        row = tab.page.locator(".matrix tbody tr:nth-child(9) th")
        tab.page.wait_for_function("e => e.getBoundingClientRect().top < 500", arg=row.element_handle())
        for name in tab.page.locator(".matrix thead th").all()[:2]:
            box = name.bounding_box()
            assert box
            assert 0 <= box["x"] < 390
            assert 0 <= box["y"] < 100
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_with_passages_open_only_they_are_printed_and_nothing_stays_folded(browser: Any, origin: str) -> None:
    with Tab.at(browser, origin) as tab:
        tab.open(f"/compare?{TWO}&by=basis&row=dpv:Consent")
        seen = tab.page.locator("#passages .passage >> visible=true").count()
        tab.page.emulate_media(media="print")
        for gone in (".chooser", ".matrix", ".chart", ".formats", ".way"):
            assert tab.page.locator(gone).first.is_hidden(), gone
        assert tab.page.locator("#passages .passage >> visible=true").count() > seen
        assert tab.page.locator(".masthead").inner_text().startswith(tab.page.url)
        assert "Kruix (2020-11-16)" in tab.page.locator(".masthead").inner_text()
