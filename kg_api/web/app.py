"""The application factory: it takes the engine, and holds no state of its own."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Final

from fastapi import APIRouter, FastAPI
from fastapi_offline import FastAPIOffline

from kg_api.engine import Engine
from kg_api.settings import Settings
from kg_api.snapshot import void
from kg_api.web import dereference, docs, graphs, health, metrics, pages, problems, selfdescription, sparql
from kg_api.web.around import Around
from kg_api.web.compression import Compression
from kg_api.web.envelope import Envelope
from kg_api.web.shared import shared
from kg_api.web.views.query import query_router

_OPENAPI: Final = "/api/v1/openapi.json"
_FILES: Final = "/static-offline-docs"


def create_app(engine: Engine, settings: Settings, *, routers: Sequence[APIRouter] = ()) -> FastAPI:
    """The web service over an engine and further ``routers``; whoever made the engine closes it."""
    app: FastAPI = FastAPIOffline(
        docs_url=None,
        redoc_url=None,
        openapi_url=_OPENAPI,
        static_url=_FILES,
        title=void.TITLE,
        version=version("privacy-kg"),
        # One address for one thing; a redirect would also repeat whatever Host the request names.
        redirect_slashes=False,
    )
    engine = shared(engine, settings)
    counted = metrics.Metrics()
    # The last one added is the outermost.
    app.add_middleware(Compression, least=settings.compress_bytes)
    app.add_middleware(Around, settings=settings, metrics=counted)
    app.add_middleware(Envelope, open_paths=frozenset({sparql.PATH, graphs.PATH}))
    problems.install(app)
    own = (
        sparql.router(engine, settings),
        graphs.router(engine),
        selfdescription.router(engine),
        dereference.router(engine),
        health.router(engine),
        metrics.router(counted, engine),
        problems.router(),
    )
    # Last are those that give way to further routers: the editor to one that knows the questions, the home of the
    # documentation to the home of the pages.
    last = (query_router(engine, settings), docs.router(void.TITLE, _OPENAPI, _FILES))
    for router in (*own, *routers, *last):
        app.include_router(router)
    app.mount(pages.STATIC, pages.static_files())
    return app
