"""Work for a client who may go away: its query is ended then, since nobody would read the answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from kg_api.engine.cancel import CURRENT, Cancel
from kg_api.web.metering import worked

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")


async def while_connected(
    request: Request,
    work: Callable[Concatenate[Cancel, Arguments], Answer],
    *arguments: Arguments.args,
    **named: Arguments.kwargs,
) -> Answer:
    """What ``work(cancel, …)`` returns from a thread; ``cancel`` is cancelled when the client goes away, and is the
    handle of every query that ``work`` asks.

    The body of the request must have been read, or must not be wanted: it is read to its end here.
    """
    cancel = Cancel()
    token = CURRENT.set(cancel)  # the thread works in a copy of this context
    watcher = asyncio.create_task(_watch(request, cancel))

    def metered() -> Answer:
        with worked():
            return work(cancel, *arguments, **named)

    try:
        return await run_in_threadpool(metered)
    finally:
        watcher.cancel()
        CURRENT.reset(token)


async def _watch(request: Request, cancel: Cancel) -> None:
    """ASGI says ``http.disconnect`` when the client is gone, and also once the response is complete."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
    cancel.cancel()
