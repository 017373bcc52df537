"""What every page holds to, whatever it shows."""

from __future__ import annotations

import html
import re
from typing import Final

from httpx2 import Response

_INLINE: Final = re.compile(
    r"<script(?![^>]*\bsrc=)|<[^>]*\sstyle=|<style|<[a-z][^<>]*\son[a-z]+\s*=", re.IGNORECASE
)


def is_strict(page: Response, language: str) -> None:
    """A page in that language: one title, one h1, nothing inline, nothing from elsewhere."""
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    policy = page.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert f'<html lang="{language}">' in page.text
    assert page.text.count("<h1") == 1
    assert len(re.findall(r"<title>[^<]{5,}</title>\n<link", page.text)) == 1
    without_values = re.sub(r'"[^"]*"', '""', page.text)
    assert _INLINE.findall(without_values) == []
    assert re.findall(r"\bstyle=", without_values) == []
    assert re.findall(r"<(?:script|link|img|form)[^>]*(?:src|href|action)=\"(?:https?:)?//", page.text) == []


def without_marks(page: str) -> str:
    """The text of a page, as one reads it."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def links_of(page: str, pattern: str) -> list[str]:
    """The addresses that a pattern finds in a page, without their fragments."""
    return [html.unescape(one).partition("#")[0] for one in re.findall(pattern, page)]
