"""The query page with CodeMirror, in a browser: it does what our own editor does, under the same policy."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pytest

from tests.engine.hostile.live import Server
from tests.web.test_disconnect import ENDLESS, await_that, seconds_computed
from tests.web.views.browser import VIEWS
from tests.web.views.test_pages_in_browser import resize, violations
from tests.web.views.test_query_in_browser import Editor, serving

pytestmark = pytest.mark.minutes
SHOWN: Final = ".suggestions:not([hidden])"
FAULTY: Final = "SELECT ?s {\n  ?s nope:x ?o\n}"


class Rich(Editor):
    """The query page with the other editor: its text is in what one types into, not in the field of the form."""

    def open(self, address: str = "/query") -> int:
        status = super().open(address)
        self.page.wait_for_selector(".editor.rich")
        return status

    def write(self, text: str) -> None:
        self.page.locator(".cm-content").focus()
        self.press("Control+a", "Delete")
        self.page.keyboard.insert_text(text)

    @property
    def text(self) -> str:
        return "\n".join(self.page.locator(".cm-line").all_inner_texts()).replace("\u200b", "")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    named = os.environ.get("PRIVACY_KG_EDITOR_BUNDLE", "")
    if not Path(named).is_file():
        pytest.skip("no editor: PRIVACY_KG_EDITOR_BUNDLE names the editor.js that `make editor` builds")
    with serving(tmp_path_factory.mktemp("rich"), editor=named) as server:
        yield server


@pytest.fixture
def tab(browser: Any, server: Server) -> Iterator[Rich]:
    """Closing it fails where anything was asked of others, or a rule of the policy was broken."""
    with Rich.at(browser, f"http://127.0.0.1:{server.port}") as tab:
        yield tab


def test_a_policy_that_is_broken_does_not_go_unseen(tab: Rich) -> None:
    tab.open()
    tab.page.evaluate("document.body.setAttribute('style', 'color: red')")
    assert "Content Security Policy" in " ".join(tab.amiss)
    tab.amiss.clear()


def test_a_concept_is_completed_by_the_keyboard_and_run(tab: Rich) -> None:
    tab.open()
    area = tab.page.locator(".cm-content")
    area.focus()
    tab.press("Control+a")
    tab.page.keyboard.type("SELECT ?x { ?x skos:broader mark")
    tab.page.wait_for_selector(f"{SHOWN} li:has-text('dpv:Marketing')")
    assert area.get_attribute("aria-activedescendant") == "suggestion-0"
    assert area.get_attribute("aria-label") == "Query"
    tab.press("ArrowDown", "ArrowUp", "Enter")
    assert tab.page.locator(SHOWN).count() == 0
    assert tab.text == "SELECT ?x { ?x skos:broader dpv:Marketing}"  # it has closed the brace itself
    tab.press("Control+Enter")
    tab.page.wait_for_selector("#result tbody")
    assert "http://e/campaign" in tab.result
    assert tab.page.locator("#state").inner_text() == "1 row"
    assert tab.text.count("\n") == 0
    assert tab.page.input_value("#query") == tab.text


def test_a_name_is_offered_under_a_prefix_of_ones_own_and_undone(tab: Rich) -> None:
    tab.open()
    tab.write("PREFIX d: <https://w3id.org/dpv#>\nSELECT * { ?x ?y ")
    tab.page.keyboard.type("d:Mark")
    tab.page.wait_for_selector(SHOWN)
    tab.press("Escape")
    assert tab.page.locator(SHOWN).count() == 0
    tab.press("Control+Space")
    tab.page.locator(f"{SHOWN} li").first.click()
    assert tab.text.endswith("?y d:Marketing")
    tab.press("Control+z")
    assert tab.text.endswith("?y d:Mark")


def test_tab_leaves_it_and_the_label_leads_to_it(tab: Rich) -> None:
    tab.open()
    tab.page.locator("label[for=query]").click()
    assert tab.page.evaluate("document.activeElement.className").startswith("cm-content")
    tab.press("Tab")
    assert tab.page.evaluate("document.activeElement.type") == "submit"


def test_the_line_of_an_error_is_marked_until_it_is_mended(tab: Rich) -> None:
    tab.open()
    tab.run(FAULTY)
    area = tab.page.locator(".cm-content")
    assert "nope" in tab.result
    assert tab.page.locator(".cm-gutterElement.faulty").inner_text() == "2"
    assert tab.page.locator(".at-fault").inner_text() == "nope:x"
    assert area.get_attribute("aria-invalid") == "true"
    assert area.get_attribute("aria-describedby") == "fault query-keys"
    area.press_sequentially(" ")
    assert tab.page.locator(".editor .faulty, .editor .at-fault").count() == 0
    assert area.get_attribute("aria-invalid") is None


def test_an_error_out_of_sight_is_brought_into_sight(tab: Rich) -> None:
    tab.open()
    tab.run("ASK {\n" + "\n" * 60 + f"  ?s <http://e/{'x' * 300}> nope:x\n}}")
    tab.press("Control+Home")
    tab.press("Control+Enter")
    tab.page.wait_for_function(
        """() => {
          const mark = document.querySelector('.at-fault')?.getBoundingClientRect();
          const frame = document.querySelector('.cm-scroller').getBoundingClientRect();
          return mark && mark.x > frame.x && mark.x < frame.right && mark.y > frame.y && mark.y < frame.bottom;
        }"""
    )


def test_cancel_ends_the_query_in_the_server(tab: Rich, server: Server) -> None:
    tab.open()
    (worker,) = server.workers()
    before = seconds_computed(worker)
    tab.write(ENDLESS)
    tab.press("Control+Enter")
    await_that(lambda: seconds_computed(worker) > before + 0.1)  # it is at work
    tab.page.get_by_role("button", name="Cancel").click()
    await_that(lambda: worker not in server.workers())
    assert "Cancelled" in tab.page.locator("#state").inner_text()


def test_an_address_the_way_back_and_what_was_run_restore_a_query(tab: Rich) -> None:
    tab.open()
    tab.run("ASK {}")
    tab.run("ASK { ?a ?b ?c }")
    tab.page.reload()
    tab.page.wait_for_selector(".editor.rich")
    assert tab.text == "ASK { ?a ?b ?c }"
    tab.page.go_back()
    tab.page.wait_for_function("document.querySelector('.cm-content').innerText.trim() === 'ASK {}'")
    tab.page.get_by_text("Your queries").click()
    tab.page.locator("#history .past").nth(1).click()
    assert tab.text == "ASK {}"


def test_colours_come_with_what_is_typed_over_composed_and_pasted(tab: Rich) -> None:
    tab.open()
    tab.write("SELECT ?x { ?x a dpv:Marketing } # all")
    for kind, text in (
        ("keyword", "SELECT"),
        ("variable", "?x"),
        ("name", "dpv:Marketing"),
        ("comment", "# all"),
    ):
        assert text in tab.page.locator(f".cm-content .t-{kind}").all_inner_texts()
    tab.press("Home", "Control+Shift+ArrowRight")
    tab.page.keyboard.type("ask")
    assert tab.text.startswith("ask ?x {")
    tab.press("Control+a", "Control+x", "Control+v", "Control+a", "Control+v")
    assert tab.text.startswith("ask ?x {")
    tab.press("Control+a")
    composing = tab.page.context.new_cdp_session(tab.page)
    composing.send("Input.imeSetComposition", {"text": "d", "selectionStart": 1, "selectionEnd": 1})
    composing.send("Input.insertText", {"text": "é"})
    tab.page.wait_for_function("document.querySelector('#query').value === 'é'")


def test_without_script_the_form_is_the_same(browser: Any, server: Server) -> None:
    with Editor.at(browser, f"http://127.0.0.1:{server.port}", java_script_enabled=False) as tab:
        tab.open()
        tab.page.locator("#query").fill("ASK {}")
        tab.page.get_by_role("button", name="Run").click()
        assert "Yes" in tab.result


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
def test_it_fits_its_window(tab: Rich, width: int, scheme: str) -> None:
    resize(tab, width, scheme)
    tab.open(f"/query?query={quote(FAULTY + '#' + 'x' * 400)}")
    tab.page.wait_for_selector(".at-fault")
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= width


def test_axe_finds_nothing_serious(tab: Rich, axe: str) -> None:
    tab.open(f"/query?query={quote(FAULTY)}")
    tab.page.evaluate(axe)
    for width, scheme in ((1280, "light"), (390, "dark")):
        resize(tab, width, scheme)
        assert violations(tab) == []
    tab.write("")
    tab.page.keyboard.type("dpv:Mar")
    tab.page.wait_for_selector(SHOWN)
    assert violations(tab) == []
