"""The one engine that all routes of a service share: its meter, and the memory of its results."""

from __future__ import annotations

from kg_api.engine import Engine
from kg_api.engine.remembered import Remembered
from kg_api.settings import Settings
from kg_api.web.metering import metered, note_kept


def shared(engine: Engine, settings: Settings) -> Engine:
    """The engine, metered and with a memory; as it is where it has both."""
    if isinstance(engine, Remembered):
        return engine
    return Remembered(metered(engine, settings), settings.kept_bytes, note_kept)
