"""Around every request: its client's budget, its meter, its Server-Timing, its line in the log, its place in the
metrics.

A plain ASGI middleware inside :class:`~kg_api.web.envelope.Envelope`, which gives the request its number.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg_api.settings import Settings
from kg_api.web.budget import Budget
from kg_api.web.logs import log_request
from kg_api.web.metering import CURRENT, Meter
from kg_api.web.metrics import Metrics
from kg_api.web.problems import of_status

# Whoever watches the service, or reads what a refusal means, is not refused.
_FREE: Final = ("/health/", "/metrics", "/problems/", "/version", "/docs", "/static-offline-docs/")
_NOWHERE: Final = "none"
_GONE: Final = 499  # nobody is left to be told; the number that nginx writes down


class Around:
    """Refuses requests of clients over budget with 429, and books, times, counts and logs all."""

    def __init__(
        self,
        app: ASGIApp,
        settings: Settings,
        metrics: Metrics,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app, self._settings, self._metrics, self._clock = app, settings, metrics, clock
        self._budget = Budget(settings, clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        meter = Meter()
        reply = _Reply(send, meter, self._clock, partial(self._settle, scope, meter))
        refusal = None if scope["path"].startswith(_FREE) else self._budget.refusal(_address(scope))
        token = CURRENT.set(meter)
        try:
            if refusal is None:
                await self._app(scope, receive, reply)
            else:
                self._metrics.refusal()
                headers = {"Retry-After": str(refusal[0])}
                await of_status(Request(scope), 429, refusal[1], headers)(scope, receive, reply)
        except ClientDisconnect:
            reply.settle(_GONE)
            raise
        except Exception:
            reply.settle(500)
            raise
        finally:
            CURRENT.reset(token)

    def _settle(self, scope: Scope, meter: Meter, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", _NOWHERE)
        self._budget.charge(_address(scope), meter.cost, status)
        self._metrics.request(scope["method"], route, status, seconds)
        for one in meter.asked:
            self._metrics.query(one.outcome, one.queued, one.ran)
        log_request(self._settings, dict(scope), status, seconds, route, meter)


class _Reply:
    """Passes messages on; the request is settled at the first, since a slow reader costs no worker."""

    def __init__(
        self,
        send: Send,
        meter: Meter,
        clock: Callable[[], float],
        done: Callable[[int, float], None],
    ) -> None:
        self._send, self._meter, self._clock, self._done = send, meter, clock, done
        self._came, self._settled = clock(), False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            seconds = self.settle(message["status"])
            MutableHeaders(scope=message).append("Server-Timing", self._timing(seconds))
        await self._send(message)

    def settle(self, status: int) -> float:
        """Books the request, once; the seconds that it has taken."""
        seconds = self._clock() - self._came
        if not self._settled:
            self._settled = True
            self._done(status, seconds)
        return seconds

    def _timing(self, seconds: float) -> str:
        """In milliseconds (W3C Server Timing, section 3.2)."""
        parts = {"queue": self._meter.queued, "query": self._meter.ran} if self._meter.asked else {}
        return ", ".join(
            f"{name};dur={1000 * value:.2f}" for name, value in {**parts, "total": seconds}.items()
        )


def _address(scope: Scope) -> str | None:
    client = scope.get("client")
    return client[0] if client else None
