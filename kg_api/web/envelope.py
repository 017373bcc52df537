"""What every response carries, and what no response shows: headers, a request's number, no traceback.

A plain ASGI middleware, outermost of ours, so that it also sees what the others raise.
"""

from __future__ import annotations

import re
import secrets
from typing import Final

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg_api.web import origins
from kg_api.web.problems import of_status
from kg_api.web.unread import CloseUnread

# Pages bring their scripts and styles along as files; nothing is loaded from elsewhere, framed or sent
# elsewhere.
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_DEFAULTS: Final = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_NUMBER = re.compile(r"[A-Za-z0-9._-]{1,64}")


class Envelope:
    """Adds the headers, answers HEAD as GET without a body, and turns an unforeseen exception into a 500.

    ``open_paths`` are those that pages of other origins may read, beside all of the REST API.
    """

    def __init__(self, app: ASGIApp, open_paths: frozenset[str] = frozenset()) -> None:
        self._app, self._open_paths = CloseUnread(app), open_paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        given = request.headers.get("x-request-id", "")
        number = given if _NUMBER.fullmatch(given) else secrets.token_hex(8)
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        reply = _Reply(send, self._headers(path, number), scope["method"] == "HEAD")
        if scope["method"] == "OPTIONS" and path.startswith(origins.BELOW):
            await origins.preflight()(scope, receive, reply)
            return
        inner = {**scope, "method": "GET" if reply.headless else scope["method"], "privacy_kg.number": number}
        try:
            await self._app(inner, receive, reply)
        except ClientDisconnect:
            return  # nobody is left to be told
        except Exception:
            structlog.get_logger(__name__).exception("request failed", request=number, path=scope["path"])
            if reply.started:
                raise
            detail = f"Something failed here, not in the request. Quote request {number} when you report it."
            await of_status(request, 500, detail)(scope, receive, reply)

    def _headers(self, path: str, number: str) -> dict[str, str]:
        is_open = path in self._open_paths or path.startswith(origins.BELOW)
        return {**_DEFAULTS, **(origins.OPEN if is_open else {}), "X-Request-Id": number}


def _varies(headers: MutableHeaders) -> list[str]:
    return [name.strip().lower() for name in headers.get("vary", "").split(",")]


class _Reply:
    """Passes messages on with the headers added, unless the response has set them itself."""

    def __init__(self, send: Send, headers: dict[str, str], headless: bool) -> None:
        self._send, self._headers, self.headless = send, headers, headless
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(scope=message)
            # An answer that opens itself, such as a graph of the data, has the same to expose.
            if "json" in headers.get("content-type", "") and "accept" not in _varies(headers):
                headers.add_vary_header("Accept")  # whoever likes HTML better gets a problem as a page
            opened = origins.OPEN if origins.ORIGIN in headers else {}
            for name, value in {**self._headers, **opened}.items():
                headers.setdefault(name, value)
        elif self.headless and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self._send(message)
