"""Compression with an honest entity tag: what is compressed is equivalent to what the tag names, not the same bytes."""

from __future__ import annotations

import re
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Result tables shrink to a tenth at level 5; 9 takes three times as long for a few percent.
_LEVEL: Final = 5
_ZERO: Final = re.compile(r"\s*q\s*=\s*0(?:\.0*)?\s*", re.IGNORECASE)


class Compression:
    """Compresses bodies of ``least`` bytes and more with gzip, for clients that take it.

    Starlette compresses long bodies in a thread. A strong tag becomes a weak one on the way (RFC 9110, section
    8.8.1: a strong one changes with the content coding); If-None-Match compares weakly, so 304 works with either.
    """

    def __init__(self, app: ASGIApp, least: int) -> None:
        self._plain = app
        self._app = GZipMiddleware(app, minimum_size=least, compresslevel=_LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "http" and not _takes_gzip(scope):
            await self._plain(scope, receive, _varied(send))
            return

        async def weakened(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                tag = headers.get("etag", "")
                if "content-encoding" in headers and tag.startswith('"'):
                    headers["etag"] = f"W/{tag}"
                if message["status"] == 304:  # says what the whole answer would (RFC 9110, section 15.4.5)
                    headers.add_vary_header("Accept-Encoding")
            await send(message)

        await self._app(scope, receive, weakened)


def _takes_gzip(scope: Scope) -> bool:
    """Whether Accept-Encoding has gzip with a weight above 0 (RFC 9110, 12.5.3); Starlette looks for the word."""
    for part in Headers(scope=scope).get("accept-encoding", "").split(","):
        coding, _, weight = part.partition(";")
        if coding.strip().lower() == "gzip":
            return not _ZERO.fullmatch(weight)
    return False


def _varied(send: Send) -> Send:
    async def with_vary(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).add_vary_header("Accept-Encoding")
        await send(message)

    return with_vary
