"""A problem as a page, for a browser: the sentence, and what to do next. Programs get RFC 9457 as ever."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from kg_api.errors import did_you_mean
from kg_api.web import negotiation
from kg_api.web.pages import common, page

_HTML: Final = "text/html"
_JSON: Final = ("application/problem+json", "application/json")
# The statuses that have words of their own; any other gets those of its hundred.
_OWN: Final = frozenset({404, 405, 406, 413, 429, 503, 504})


def wants_page(request: Request) -> bool:
    """Whether the client likes HTML better than JSON (RFC 9110, 12.5.1); one that takes anything does not."""
    accept = ", ".join(request.headers.getlist("accept")) or None
    return negotiation.choose(accept, (*_JSON, _HTML)) == _HTML


def error_page(request: Request, problem: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
    """The page of a problem (members as in RFC 9457, section 3), with its status."""
    status = int(problem["status"])
    kind = str(status) if status in _OWN else f"{status // 100}xx"
    t = common(request)["t"]
    return page(
        request,
        "error.html",
        status=status,
        headers=headers,
        problem=problem,
        detail=_sentence(problem),
        heading=t(f"error.title.{kind}"),
        next=t(f"error.next.{kind}"),
        suggestions=_suggestions(problem),
        controllers=request.url.path.startswith("/controllers/"),
    )


def _sentence(problem: Mapping[str, Any]) -> str:
    """What happened; what one may have meant stands below it, with links, and so not in it too."""
    named = [str(name) for name in problem.get("suggestions") or ()]
    return str(problem["detail"]).removesuffix(did_you_mean(named))


def _suggestions(problem: Mapping[str, Any]) -> list[str]:
    """Names to choose from, where the sentence has none; of addresses, none: those that the API documents are not what
    a reader was after.
    """
    found = map(str, problem.get("suggestions") or ())
    return [name for name in found if not name.startswith("/")]
