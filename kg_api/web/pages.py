"""Pages, rendered on the server: templates of our own, every value escaped, styles from our own origin.

What every template has at hand: ``t`` (the words of the interface, by key), ``say`` (the words of stances and
outcomes), ``href`` (an address of ours, in the language that was asked for), ``passage_href``, ``outside`` (an address
of others, http or https or none), ``query_href`` (SPARQL in the editor), ``number``, ``spoken`` (a
duration in words), ``root``, ``language``, ``here``, ``page_address`` (for paper).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Match
from starlette.staticfiles import StaticFiles

from kg_api.questions.shortfalls import by_subject, passages_once
from kg_api.questions.words import say
from kg_api.web.durations import spoken
from kg_api.web.language import OWN_NAMES, PARAMETER, language_taken, words

_VERB: Final = re.compile(r"^(has|heeft)\s+(?=\w)")
_FOLDER: Final = Path(__file__).resolve().parent
_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(_FOLDER / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    # A template that is replaced below a running service would not fit the program that is loaded.
    auto_reload=False,
)


def _distinct_passages(pieces: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The pieces of evidence, one for each passage and stance."""
    return list(
        {(one["policy"], one["start"], one["end"], one["stance"]): one for one in reversed(pieces)}.values()
    )[::-1]


def _other_passages(
    pieces: Sequence[Mapping[str, Any]], shown: Sequence[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """The pieces of evidence whose passages are not among those that are shown already."""
    places = {(one["policy"], one["start"], one["end"]) for one in shown}
    return [one for one in pieces if (one["policy"], one["start"], one["end"]) not in places]


def _bare(label: str) -> str:
    """The name of a property without the verb that it begins with: “has name” is “name”."""
    return _VERB.sub("", label)


def _brief(text: str, most: int) -> str:
    """A text on one line, cut off after ``most`` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def _upper_first(text: str) -> str:
    """A label at the head of a line: its first letter in upper case, the others as they are."""
    return text[:1].upper() + text[1:]


_TEMPLATES.filters.update(
    distinct_passages=_distinct_passages,
    bare=_bare,
    brief=_brief,
    other_passages=_other_passages,
    list_values=lambda one: list(one.values()),
    upper_first=_upper_first,
    by_subject=by_subject,
    passages_once=passages_once,
)
STATIC: Final = "/static"
# The page that takes a query as its parameter “query”.
EDITOR: Final = "/query"
# The way through the pages: a key of the words, and an address.
NAVIGATION: Final = (
    ("nav.controllers", "/controllers"),
    ("nav.compare", "/compare"),
    ("nav.questions", "/questions"),
    ("nav.assessments", "/assessments"),
    ("nav.query", EDITOR),
    ("nav.docs", "/docs"),
)
VARY: Final = "Accept, Accept-Language"
_SAFE: Final = "/:@!$&'()*+,;=~"
_WEB: Final = re.compile(r"https?://[^\s<>\"{}|^`\\]+", re.IGNORECASE)


def static_files() -> StaticFiles:
    """The files that pages refer to."""
    return StaticFiles(directory=_FOLDER / "static")


def page(
    request: Request,
    template: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **values: object,
) -> Response:
    """A page from one of our templates, or 304 where the client has this very page.

    ``values`` are the template's own, beside those that every template has.
    """
    body = render(request, template, **values).encode("utf-8", "replace")
    known = {"Vary": VARY, "Cache-Control": "no-cache"}
    if status != 200:
        return HTMLResponse(body, status, {**known, "Cache-Control": "no-store", **(headers or {})})
    known["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    if known["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=known)
    return HTMLResponse(body, headers={**known, **(headers or {})})


def render(request: Request, template: str, **values: object) -> str:
    """The text of a page."""
    return _TEMPLATES.get_template(template).render(**{**common(request), **values})


def common(request: Request) -> dict[str, Any]:
    """What every template has at hand."""
    language = language_taken(request)
    root = request.scope.get("root_path", "")
    # A reference that begins with two slashes names a host (RFC 3986, section 4.2).
    path = f"/{request.url.path.lstrip('/')}"
    kept = {PARAMETER: language} if PARAMETER in request.query_params else {}
    href = partial(address, root, kept)
    others = [(name, value) for name, value in request.query_params.multi_items() if name != PARAMETER]
    return {
        "root": root,
        "language": language,
        "t": partial(words, language),
        "say": partial(say, language=language),
        "href": href,
        "passage_href": lambda piece: href(passage_path(piece)),
        "outside": outside,
        "query_href": lambda sparql: href(EDITOR, query=sparql),
        "number": number,
        "spoken": partial(_spoken, language),
        "here": path.removeprefix(root) or "/",
        "page_address": str(request.url),
        "own_names": OWN_NAMES,
        "in_language": lambda one: (
            f"{quote(path, safe=_SAFE, errors='replace')}?{urlencode([*others, (PARAMETER, one)])}"
        ),
        "navigation": _navigation(request),
        "kept": kept,
        "snapshot": None,
    }


def _navigation(request: Request) -> list[tuple[str, str]]:
    """The way through the pages that this service has: over RDF files of others there are few."""
    scope = {name: request.scope[name] for name in ("type", "headers", "query_string", "app")}
    scope |= {"method": "GET", "root_path": ""}
    return [
        (key, path)
        for key, path in NAVIGATION
        if any(route.matches({**scope, "path": path})[0] is Match.FULL for route in request.app.router.routes)
    ]


def address(root: str, kept: Mapping[str, str], path: str, /, **query: object) -> str:
    """An address of ours: path and query quoted, ``kept`` parameters last, those that are None left out.

    >>> address("", {"language": "nl"}, "/search", q="a&b")
    '/search?q=a%26b&language=nl'
    """
    path, mark, fragment = path.partition("#")
    given = {name: value for name, value in query.items() if value is not None}
    text = urlencode({**given, **kept})
    return f"{root}{quote(path, safe=_SAFE)}{'?' if text else ''}{text}{mark}{quote(fragment)}"


def passage_path(piece: Mapping[str, Any]) -> str:
    """The path of the page of a passage, from a piece of evidence."""
    return f"/controllers/{piece['policy']}/passages/{piece['start']}-{piece['end']}"


def outside(text: str | None) -> str | None:
    """An address of others that a page may link to, as it is; None for what is no http or https address.

    >>> outside("javascript:alert(1)") is None
    True
    """
    return text if text and _WEB.fullmatch(text) else None


def _spoken(language: str, text: str) -> str:
    return spoken(text, language)


def number(value: int) -> str:
    """A whole number with its thousands apart by a narrow space, which reads alike in every language."""
    return f"{value:,}".replace(",", "\u202f")
