"""A browser as a person uses it, driven by Playwright: its tabs, and what happens in them that should not."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, Self

import pytest

CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser")
# The windows that every page is to fit: a desk and a telephone, by day and by night.
VIEWS: Final = [(width, scheme) for width in (1280, 390) for scheme in ("light", "dark")]
# More stops than the longest way through a page has.
_STOPS: Final = 400
# Where the focus is: whether it can be seen, and whether it lies in the window.
_FOCUS: Final = """() => {
  const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect();
  const ringed = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0;
  const seen = b.width > 1 && b.height > 1 && b.bottom > 0 && b.top < innerHeight && b.right > 0 && b.left < innerWidth;
  return ringed && seen ? '' : `no focus to be seen at ${e.outerHTML.slice(0, 160)}`;
}"""


@contextmanager
def launched() -> Iterator[Any]:
    """Debian's Chromium, driven by Playwright; where either is missing the test that asks is skipped."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="a browser is driven by Playwright: `make browser`"
    )
    if CHROMIUM is None:
        pytest.skip("no Chromium (Debian: apt-get install chromium)")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Tab:
    """A page of the browser at a service's ``origin``, and what was ``amiss`` in it: it is to stay empty."""

    page: Any
    origin: str
    amiss: list[str] = field(default_factory=list)

    @classmethod
    @contextmanager
    def at(cls, browser: Any, origin: str, **options: Any) -> Iterator[Self]:
        """A tab in a context of its own, with ``options`` of Playwright's; fails where anything was amiss."""
        context = browser.new_context(locale="en", **options)
        try:
            tab = cls(context.new_page(), origin)
            tab._watch()
            yield tab
            assert not tab.amiss, "\n".join(tab.amiss)
        finally:
            context.close()

    def _watch(self) -> None:
        self.page.on("console", lambda said: self._said(said))
        self.page.on("pageerror", lambda fault: self.amiss.append(f"error: {fault}"))
        self.page.on("dialog", lambda dialog: self._dialog(dialog))
        self.page.on("request", lambda asked: self._asked(asked.url))

    def _said(self, said: Any) -> None:
        # A browser writes down each refusal; a query that is wrong is refused, and a page that is not there.
        refused = "the server responded with a status of 4" in said.text
        if said.type in {"error", "warning"} and (not refused or "/static/" in said.location["url"]):
            self.amiss.append(f"{said.location['url']}: {said.text}")

    def _dialog(self, dialog: Any) -> None:
        self.amiss.append(f"dialog at {self.page.url}: {dialog.message}")
        dialog.dismiss()

    def _asked(self, url: str) -> None:
        if not url.startswith((self.origin + "/", "data:")):
            self.amiss.append(f"off-origin: {url}")

    def open(self, address: str) -> int:
        """Goes to an address of the service; the status of what came."""
        return int(self.page.goto(self.origin + address).status)

    def press(self, *keys: str) -> None:
        """Presses keys, one after another."""
        for key in keys:
            self.page.keyboard.press(key)

    def reach(self, selector: str, key: str = "Tab") -> None:
        """Goes on by ``key`` until the focus is at ``selector``; at each stop it must be seen where it is."""
        for _ in range(_STOPS):
            self.press(key)
            unseen = self.page.evaluate(_FOCUS)
            assert not unseen, f"{unseen} of {self.page.url}"
            if self.page.evaluate("one => document.activeElement.matches(one)", selector):
                return
        raise AssertionError(f"{key} does not lead to {selector} at {self.page.url}")

    def follow(self, key: str = "Enter") -> None:
        """Presses a key that leads to another page, and waits for it."""
        with self.page.expect_navigation():
            self.press(key)

    @property
    def main(self) -> str:
        """The words of the page's content."""
        return str(self.page.locator("main").inner_text())
