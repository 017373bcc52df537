"""A page as a test reads it: its tags, attributes, links, title and words."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from starlette.testclient import TestClient

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
POLICY = "default-src 'none'"
_VOID = {"meta", "link", "input", "br", "hr", "img"}


@dataclass
class Page(HTMLParser):
    """The parts of a page; ``open`` are the tags not yet closed."""

    html: str
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text, self.title, self.crossed = "", "", False
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.crossed = self.crossed or not self.open or self.open.pop() != tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "title" and "svg" not in self.open:
            self.title += data
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every such tag."""
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def links(self) -> list[str]:
        """The addresses that the page links to."""
        return [str(one["href"]) for one in self.all("a") if one.get("href")]

    def faults(self) -> list[str]:
        """What our policy for pages forbids and would break, and ids that are given twice."""
        ids = [str(one["id"]) for _, one in self.tags if one.get("id")]
        found = [f"id {one} twice" for one in set(ids) if ids.count(one) > 1]
        for tag, attributes in self.tags:
            found += [f"<{tag} {name}>" for name in attributes if name == "style" or name.startswith("on")]
            if tag in {"style", "iframe", "object", "embed", "base", "img"}:
                found.append(f"<{tag}>")
            if tag == "script" and not str(attributes.get("src", "")).startswith("/static/"):
                found.append("inline <script>")
        for name in ("href", "src", "action", "xlink:href"):
            for tag, attributes in self.tags:
                address = str(attributes.get(name) or "/")
                own = address.startswith(("/", "#")) and not address.startswith("//")
                if not own and not (tag == "a" and address.startswith(("http://", "https://"))):
                    found.append(f"<{tag} {name}={address}>")
        known = set(ids)
        for one in self.links:
            if one.startswith("#") and one[1:] not in known:
                found.append(f"{one} leads nowhere")
        return found


def read(client: TestClient, path: str, **headers: str) -> Page:
    """The page at a path, as a browser asks for it."""
    answer = client.get(path, headers={"accept": BROWSER, **headers})
    return Page(answer.text, answer.status_code, dict(answer.headers))


def check(page: Page, language: str = "en") -> None:
    """What holds of every page of ours."""
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["content-security-policy"].startswith(POLICY)
    assert "unsafe" not in page.headers["content-security-policy"]
    assert {"Accept", "Accept-Language"} <= set(page.headers["vary"].split(", "))
    assert page.all("html") == [{"lang": language}]
    assert len(page.all("h1")) == 1
    assert len(page.all("main")) == 1
    assert page.title.strip()
    assert not page.crossed
    assert page.open == []
    assert page.faults() == []
