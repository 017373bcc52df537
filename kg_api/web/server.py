"""Running the application: uvicorn, its signals, its log."""

from __future__ import annotations

import math
import signal
import socket
import sys
from collections.abc import Sequence
from typing import Final

import uvicorn
from fastapi import APIRouter

from kg_api.engine import Engine
from kg_api.errors import InputError
from kg_api.settings import Settings
from kg_api.web import logs
from kg_api.web.app import create_app

_TO_SEND: Final = 5


def run(engine: Engine, settings: Settings, routers: Sequence[APIRouter], host: str, port: int) -> None:
    """Serves until a signal; queries under way then are answered, for as long as one may take.

    SIGTERM ends the caller with SystemExit after that, so that its engine and folders are cleared away.
    """
    logs.configure(settings)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    uvicorn.run(
        create_app(engine, settings, routers=routers),
        host=host,
        port=port,
        log_level="warning",
        http="h11",  # httptools bounds no head of a request
        access_log=False,  # it would show the text of every query
        timeout_graceful_shutdown=grace(settings),
    )


def grace(settings: Settings) -> int:
    """How many seconds a request under way has to end: its wait, its deadline, and a little to send."""
    return math.ceil(settings.queue_seconds + settings.query_seconds) + _TO_SEND


def refuse_taken(host: str, port: int) -> None:
    """InputError where nothing can listen at the address: before it is announced."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            raise InputError(
                f"Nothing can listen at {host}:{port}: {fault.strerror or fault}. Name another --port or --host."
            ) from fault
