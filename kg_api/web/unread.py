"""An answer given before the request was read to its end also ends the connection.

Otherwise whoever sends without end is listened to without end, though nobody heeds it (RFC 9112, section 9.3: a
server reads the entire body or closes the connection after its response).
"""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class CloseUnread:
    """Adds ``Connection: close`` to such answers; HTTP/2 and later end a stream by themselves."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if (
            scope["type"] != "http"
            or not scope.get("http_version", "1.1").startswith("1")
            or not _has_body(scope)
        ):
            await self._app(scope, receive, send)
            return
        unread = True

        async def receive_noting() -> Message:
            nonlocal unread
            message = await receive()
            unread = unread and message.get("more_body", False)
            return message

        async def send_closing(message: Message) -> None:
            if unread and message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Connection"] = "close"
            await send(message)

        await self._app(scope, receive_noting, send_closing)


def _has_body(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"
