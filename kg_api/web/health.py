"""Whether the process lives, whether the engine answers, and what is being served."""

from __future__ import annotations

from importlib.metadata import version
from typing import Final

from fastapi import APIRouter
from pydantic import BaseModel

from kg_api.engine import Engine, Request, select
from kg_api.errors import EngineError, EngineUnavailable

# Never remembered, since its value changes.
_NOW: Final = "SELECT (NOW() AS ?now) {}"
_DPV_VERSION: Final = "SELECT ?version { <https://w3id.org/dpv> owl:versionInfo ?version } LIMIT 1"


class Health(BaseModel):
    """``status`` is “live” or “ready”; ``snapshot`` names what is served, where that matters."""

    status: str
    snapshot: str | None = None


class Version(BaseModel):
    """The program, the snapshot it serves, and the layers of defence that are on."""

    version: str
    snapshot: str
    quads: int
    dpv: str | None
    layers: dict[str, bool]


def router(engine: Engine) -> APIRouter:
    """The routes ``/health/live``, ``/health/ready`` and ``/version`` over an engine."""
    routes = APIRouter(tags=["service"])

    @routes.get("/health/live", summary="Is the process alive?", response_model_exclude_none=True)
    async def live() -> Health:
        """Whether this process answers; the engine is not asked, nor is a thread needed."""
        return Health(status="live")

    @routes.get("/health/ready", summary="Does the engine answer?")
    def ready() -> Health:
        """Whether the engine answers a query."""
        try:
            engine.query(Request(_NOW))
        except EngineError as fault:
            raise EngineUnavailable(f"The engine does not answer: {fault}") from fault
        return Health(status="ready", snapshot=engine.describe().snapshot)

    @routes.get("/version", summary="Versions of program, DPV and data")
    def about() -> Version:
        """The version of the program, of DPV, and of the data."""
        held = engine.describe()
        return Version(
            version=version("privacy-kg"),
            snapshot=held.snapshot,
            quads=held.quads,
            dpv=_dpv_version(engine),
            layers=held.layers,
        )

    return routes


def _dpv_version(engine: Engine) -> str | None:
    """The version of DPV that the graph names, or None where it names none or cannot be asked."""
    try:
        found = select(engine, _DPV_VERSION)
    except EngineError:
        return None
    return found[0]["version"].value if found else None
