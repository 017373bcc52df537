"""Compression with an honest entity tag: what is compressed is equivalent to what the tag names, not the same bytes."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Result tables shrink to a tenth at level 5; 9 takes three times as long for a few percent.
_LEVEL: Final = 5


class Compression:
    """Compresses bodies of ``least`` bytes and more with gzip, for clients that take it.

    Starlette compresses long bodies in a thread. A strong tag becomes a weak one on the way (RFC 9110, section
    8.8.1: a strong one changes with the content coding); If-None-Match compares weakly, so 304 works with either.
    """

    def __init__(self, app: ASGIApp, least: int) -> None:
        self._app = GZipMiddleware(app, minimum_size=least, compresslevel=_LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""

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
