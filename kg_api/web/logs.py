"""Structured logs: one line of JSON a request, on standard error.

At the default level no line holds a value that somebody asked for, nor who asked: a query is told by its
fingerprint, an address by its route, an exception by its type and the lines it came through. The level ``debug``
adds texts, paths and addresses.
"""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType
from typing import Any, Final, TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

from kg_api.settings import Settings
from kg_api.web.metering import Meter

_DIGITS: Final = 4
_Fault = tuple[type[BaseException], BaseException, TracebackType | None]


def configure(settings: Settings, stream: TextIO | None = None) -> None:
    """Has this process write its log as JSON to ``stream`` (else standard error); a library never calls this."""
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            with_message if settings.log_level == "debug" else without_values,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(stream or sys.stderr),
    )


def log_request(
    settings: Settings, scope: dict[str, Any], status: int, seconds: float, route: str, meter: Meter
) -> None:
    """Writes the line of one request; ``seconds`` are those to its first byte."""
    line: dict[str, Any] = {
        "request": scope.get("privacy_kg.number"),
        "method": scope["method"][:16],
        "route": route,
        "status": status,
        "seconds": round(seconds, _DIGITS),
        "queue_seconds": round(meter.queued, _DIGITS),
        "query_seconds": round(meter.ran, _DIGITS),
        "work_seconds": round(meter.worked, _DIGITS),
        "queries": [one.fingerprint for one in meter.asked],
    }
    if settings.log_level == "debug":
        client = scope.get("client")
        line |= {"path": scope["path"], "client": client[0] if client else None}
        line["texts"] = [one.text for one in meter.asked]
    logger = structlog.get_logger(__name__)
    (logger.error if status == 500 else logger.info)("request", **line)


def without_values(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """An exception as its type and places: its message or a local variable may hold what was asked."""
    fault = _fault(event)
    if fault is not None:
        event["exception"] = fault[0].__name__
        event["places"] = [
            f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(fault[2])
        ]
    event.pop("path", None)
    return event


def with_message(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """An exception as Python prints it."""
    fault = _fault(event)
    if fault is not None:
        event["exception"] = "".join(traceback.format_exception(*fault))
    return event


def _fault(event: EventDict) -> _Fault | None:
    given = event.pop("exc_info", None)
    if isinstance(given, BaseException):
        return type(given), given, given.__traceback__
    found = given if isinstance(given, tuple) else sys.exc_info() if given else (None, None, None)
    return found if found[0] is not None else None
