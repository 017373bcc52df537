"""The query page as a person uses it, in a browser, over a live service."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from kg_api.vocabulary import DPV, RDF, RDFS, SKOS
from tests.engine.hostile.live import QUADS, SETTINGS, Server
from tests.web.test_disconnect import ENDLESS, await_that, seconds_computed
from tests.web.views.browser import VIEWS, Tab
from tests.web.views.payloads import PAYLOADS

pytestmark = pytest.mark.minutes
LABELS = "SELECT ?s ?label { ?s rdfs:label ?label }"
NUMBERS = "SELECT ?name ?n { VALUES (?name ?n) { ('one' 1) ('two' 2) } }"
CONCEPT = (
    Quad(DPV["Marketing"], RDF["type"], SKOS["Concept"]),
    Quad(DPV["Marketing"], SKOS["prefLabel"], Literal("Marketing", language="en")),
    Quad(DPV["Marketing"], RDFS["comment"], Literal("Our own gloss <b>here</b>", language="en")),
    Quad(NamedNode("http://e/campaign"), SKOS["broader"], DPV["Marketing"]),
)


class Editor(Tab):
    """The query page."""

    def open(self, address: str = "/query") -> int:
        return super().open(address)

    def write(self, text: str) -> None:
        """Types over what stands in the editor, and closes the list that may have opened."""
        self.page.locator("#query").fill(text)

    def run(self, text: str) -> None:
        self.write(text)
        self.page.keyboard.press("Control+Enter")
        self.page.wait_for_selector("#result[aria-busy=false] section")

    @property
    def result(self) -> str:
        return str(self.page.locator("#result").inner_text())


@contextmanager
def serving(folder: Path, **settings: object) -> Iterator[Server]:
    """A service with one worker; its deadline is far away: whatever ends a query here is not the deadline."""
    path = folder / "quads.nq"
    hostile = [
        Quad(NamedNode(f"http://e/{n}?'onmouseover=window.ran=1"), RDFS["label"], Literal(payload))
        for n, payload in enumerate(PAYLOADS)
    ]
    own = serialize([*CONCEPT, *hostile], format=RdfFormat.N_QUADS) or b""
    path.write_bytes(QUADS.encode() + own)
    server = Server(
        path, {**SETTINGS, "workers": 1, "query_seconds": 3600, "worker_memory": 1024**3, **settings}
    )
    try:
        assert server.ask("ASK {}").status == 200
        yield server
    finally:
        server.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("browser")) as server:
        yield server


def _editor(browser: Any, server: Server, **options: Any) -> AbstractContextManager[Editor]:
    return Editor.at(browser, f"http://127.0.0.1:{server.port}", **options)


@pytest.fixture
def tab(browser: Any, server: Server) -> Iterator[Editor]:
    with _editor(browser, server) as tab:
        yield tab


@pytest.fixture
def tab_without_script(browser: Any, server: Server) -> Iterator[Editor]:
    with _editor(browser, server, java_script_enabled=False) as tab:
        yield tab


def test_a_prefix_and_a_concept_are_completed_by_the_keyboard_and_run(tab: Editor) -> None:
    tab.open()
    tab.write("")
    page, shown = tab.page, ".suggestions:not([hidden])"
    page.keyboard.type("SELECT ?x { ?x sko")
    page.wait_for_selector(shown)
    assert page.locator("#query").get_attribute("aria-activedescendant") == "suggestion-0"
    page.keyboard.press("Enter")
    assert page.input_value("#query").endswith("?x skos:")
    page.keyboard.press("Escape")
    page.keyboard.type("broader mark")
    page.wait_for_selector(f"{shown} li:has-text('dpv:Marketing')")
    assert "Our own gloss <b>here</b>" in page.locator(shown).inner_text()
    page.keyboard.press("Enter")
    page.keyboard.type(" }")
    assert page.input_value("#query") == "SELECT ?x { ?x skos:broader dpv:Marketing }"
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#result tbody")
    assert "http://e/campaign" in tab.result
    assert page.locator("#state").inner_text() == "1 row"


def test_a_prefix_of_ones_own_is_completed_as_ours_is(tab: Editor) -> None:
    tab.open()
    tab.write("PREFIX d: <https://w3id.org/dpv#>\nSELECT * { ?x ?y ")
    tab.page.keyboard.type("d:Mark")
    tab.page.wait_for_selector(".suggestions:not([hidden])")
    tab.page.keyboard.press("Enter")
    assert tab.page.input_value("#query").endswith("?y d:Marketing")


def test_escape_closes_the_list_and_tab_leaves_the_editor(tab: Editor) -> None:
    tab.open()
    tab.write("")
    tab.page.keyboard.type("dpv:Mar")
    tab.page.wait_for_selector(".suggestions:not([hidden])")
    tab.page.keyboard.press("Escape")
    assert tab.page.locator(".suggestions").is_hidden()
    tab.page.keyboard.press("Control+Space")
    tab.page.wait_for_selector(".suggestions:not([hidden])")
    tab.page.keyboard.press("Tab")
    assert tab.page.evaluate("document.activeElement.type") == "submit"
    assert tab.page.locator(".suggestions").is_hidden()
    assert tab.page.input_value("#query") == "dpv:Mar"


def test_nothing_is_offered_in_a_string_or_a_comment(tab: Editor) -> None:
    tab.open()
    for text in ('"dpv:Mar', "# dpv:Mar", "<http://e/dpv:Mar"):
        tab.write("ASK {} ")
        tab.page.keyboard.type(text)
        tab.page.keyboard.press("Control+Space")
        tab.page.wait_for_function(
            "document.querySelector('.suggestions + [role=status]').textContent !== ''"
        )
        assert tab.page.locator(".suggestions").is_hidden()


def test_the_line_of_an_error_is_marked_until_it_is_mended(tab: Editor) -> None:
    tab.open()
    tab.run("SELECT ?s {\n  ?s nope:x ?o\n}")
    assert "nope" in tab.result
    assert tab.page.locator(".gutter .faulty").inner_text() == "2"
    assert tab.page.locator("#query").get_attribute("aria-invalid") == "true"
    mark, word = (tab.page.locator(one).first.bounding_box() for one in (".ink i", ".ink .t-name"))
    assert abs(mark["x"] - word["x"]) < 1
    tab.page.locator("#query").press_sequentially(" ")
    assert tab.page.locator(".gutter .faulty").count() == 0


def test_an_error_out_of_sight_is_brought_into_sight(tab: Editor) -> None:
    tab.open()
    tab.run("ASK {\n" + "\n" * 60 + f"  ?s <http://e/{'x' * 300}> nope:x\n}}")
    mark, frame = (tab.page.locator(one).first.bounding_box() for one in (".ink i", "#query"))
    assert frame["x"] < mark["x"] < frame["x"] + frame["width"]
    assert frame["y"] < mark["y"] < frame["y"] + frame["height"]


def test_the_colours_lie_under_the_text(tab: Editor) -> None:
    tab.open()
    tab.write("ASK { # a comment\n" + "\n".join(f'  ?s{n} ?p "x" .' for n in range(60)) + "\n}")
    tab.page.keyboard.press("Control+End")
    box = "(e => { const b = e.getBoundingClientRect(); return [b.x, b.y] })"
    ink = tab.page.evaluate(f"{box}(document.querySelector('.ink'))")
    area = tab.page.evaluate(f"{box}(document.querySelector('#query'))")
    scrolled = tab.page.evaluate("document.querySelector('#query').scrollTop")
    assert scrolled > 0
    assert ink == pytest.approx([area[0], area[1] - scrolled], abs=1)
    assert tab.page.locator(".ink").inner_text().rstrip("\u200b") == tab.page.input_value("#query")


def test_cancel_ends_the_query_in_the_server(tab: Editor, server: Server) -> None:
    tab.open()
    (worker,) = server.workers()
    before = seconds_computed(worker)
    tab.write(ENDLESS)
    tab.page.keyboard.press("Control+Enter")
    await_that(lambda: seconds_computed(worker) > before + 0.1)  # it is at work
    tab.page.get_by_role("button", name="Cancel").click()
    await_that(lambda: worker not in server.workers())
    assert "Cancelled" in tab.page.locator("#state").inner_text()
    tab.run("ASK {}")
    assert "Yes" in tab.result


def test_an_address_and_the_way_back_restore_the_query_and_its_result(tab: Editor) -> None:
    tab.open()
    tab.run("ASK {}")
    tab.run(NUMBERS)
    tab.page.get_by_role("link", name="Chart").click()
    tab.page.wait_for_selector("#result[aria-busy=false] rect")
    assert f"query={quote('SELECT')}" in tab.page.url
    tab.page.reload()
    assert tab.page.locator("#result rect").count() == 2
    assert tab.page.input_value("#query") == NUMBERS
    tab.page.go_back()
    tab.page.wait_for_selector("#result tbody")
    tab.page.go_back()
    tab.page.wait_for_selector("#result h2:text('Yes')")
    assert tab.page.input_value("#query") == "ASK {}"


def test_what_was_run_is_remembered_here_until_it_is_forgotten(tab: Editor) -> None:
    tab.open()
    for query in ("ASK { }", "ASK { ?a ?b ?c }", "ASK { }"):
        tab.run(query)
    tab.open()
    tab.page.get_by_text("Your queries").click()
    past = tab.page.locator("#history .past")
    assert past.all_inner_texts() == ["ASK { }", "ASK { ?a ?b ?c }"]
    past.nth(1).click()
    assert tab.page.input_value("#query") == "ASK { ?a ?b ?c }"
    tab.page.get_by_role("button", name="Forget them").click()
    assert tab.page.locator("#history").is_hidden()
    tab.open()
    assert tab.page.locator("#history").is_hidden()


def test_no_payload_runs(tab: Editor) -> None:
    tab.open()
    for view in ("table", "raw"):
        tab.open(f"/query?view={view}&query={quote(LABELS)}")
        assert tab.page.locator("#result").inner_text().count("window.ran=1") >= len(PAYLOADS) - 8
    tab.run(LABELS)
    for payload in PAYLOADS[::4]:
        tab.run(f"SELECT * {{ {payload} }}")
        tab.run(f"ASK {{}} # {payload}")
    tab.page.locator("#history summary").click()
    assert tab.page.evaluate("window.ran") is None
    assert (
        tab.page.locator("iframe, object, embed, base, main script, main style, [onerror], [onload]").count()
        == 0
    )


def test_without_script_the_form_gives_the_same_table(tab_without_script: Editor) -> None:
    tab = tab_without_script
    tab.open()
    tab.page.locator("#query").fill(NUMBERS)
    tab.page.get_by_role("button", name="Run").click()
    assert tab.page.locator("#result tbody tr").count() == 2
    tab.page.get_by_role("link", name="Chart").click()
    assert tab.page.locator("#result rect").count() == 2
    assert tab.page.locator("#query-keys").is_hidden()
    assert tab.page.get_by_role("button", name="Cancel").is_hidden()


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
def test_it_fits_its_window(browser: Any, server: Server, width: int, scheme: str) -> None:
    options = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    with _editor(browser, server, **options) as tab:
        for query in (LABELS, NUMBERS, f"SELECT * {{ ?s nope:{'x' * 400} ?o }}"):
            tab.open(f"/query?query={quote(query)}")
            assert tab.page.evaluate("document.documentElement.scrollWidth") <= width
