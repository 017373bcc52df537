"""The way back from a passage to the page on which one met it: a parameter that holds nothing but a path of ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.requests import Request

from kg_api.web.language import PARAMETER, language_taken
from kg_api.web.pages import address, passage_path

FROM: Final = "from"
# Where the words of a passage stand on its page.
WORDS: Final = "words"
_LONGEST: Final = 2_000
_SAFE: Final = ",:/"
# Pages of ours that show passages; what follows the first name is ours too, and no path begins with two slashes.
_OWN: Final = re.compile(
    r"/(compare|assessments|questions|search|controllers)((?:/[A-Za-z0-9][A-Za-z0-9._~-]*)*)"
)
# What our own addresses are made of: no space, no control character, no backslash.
_PLAIN: Final = re.compile(r"[!-\[\]-~]+")
_FRAGMENT: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


@dataclass(frozen=True)
class Back:
    """Where one came from: which page (``compare``, ``questions`` …), and its address."""

    page: str
    href: str


def way_back(request: Request) -> Back | None:
    """Where ``from`` leads, in the language of this page; None where it is no address of ours.

    It is made anew from its parts below our own root, so that it cannot lead to another origin.
    """
    text = request.query_params.get(FROM, "")
    root = request.scope.get("root_path", "")
    kept = {PARAMETER: language_taken(request)} if PARAMETER in request.query_params else {}
    return _back(text, root, kept)


def _back(text: str, root: str, kept: Mapping[str, str]) -> Back | None:
    """The parts of an address of ours, put together again.

    >>> _back("/compare?controllers=a,b#passages", "", {"language": "nl"})
    Back(page='compare', href='/compare?controllers=a,b&language=nl#passages')
    >>> _back("//evil.example/compare", "", {}) is _back("https://evil.example/compare", "", {}) is None
    True
    """
    try:
        parts = urlsplit(text[:_LONGEST])
        given = parse_qsl(parts.query)
    except ValueError:
        return None
    match = _OWN.fullmatch(parts.path)
    if match is None or parts.scheme or parts.netloc or len(text) > _LONGEST or not _PLAIN.fullmatch(text):
        return None
    pairs = [(name, value) for name, value in given if name not in (PARAMETER, FROM)]
    query = urlencode([*pairs, *kept.items()], safe=_SAFE, errors="replace")
    fragment = f"#{parts.fragment}" if _FRAGMENT.fullmatch(parts.fragment) else ""
    return Back(match[1], f"{root}{parts.path}{'?' if query else ''}{query}{fragment}")


def links_from(request: Request, own: str) -> Callable[[Mapping[str, Any]], str]:
    """What makes of a piece of evidence the address of its passage, from which one can go back to ``own``.

    ``own`` is a path of ours below the root, with its query and fragment. The address leads to the words themselves.
    """
    root = request.scope.get("root_path", "")
    kept = {PARAMETER: language_taken(request)} if PARAMETER in request.query_params else {}
    asked = {FROM: own} if 0 < len(own) <= _LONGEST else {}
    return lambda piece: address(root, kept, f"{passage_path(piece)}#{WORDS}", **asked)
