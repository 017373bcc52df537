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
from kg_api.web import (
    dereference,
    docs,
    graphs,
    health,
    metrics,
    openapi,
    pages,
    problems,
    selfdescription,
    sparql,
)
from kg_api.web.around import Around
from kg_api.web.compression import Compression
from kg_api.web.envelope import Envelope
from kg_api.web.shared import shared
from kg_api.web.views.query import query_router

_FILES: Final = "/static-offline-docs"


def create_app(engine: Engine, settings: Settings, *, routers: Sequence[APIRouter] = ()) -> FastAPI:
    """The web service over an engine and further ``routers``; whoever made the engine closes it."""
    app: FastAPI = FastAPIOffline(
        docs_url=None,
        redoc_url=None,
        openapi_url=openapi.PATH,
        generate_unique_id_function=lambda route: route.name,
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
    own = (
        sparql.router(engine, settings),
        graphs.router(engine),
        selfdescription.router(engine),
        dereference.router(engine),
        health.router(engine),
        metrics.router(counted, engine),
        problems.router(),
    )
    # The first that has an address answers it: home and the editor of a further router, which knows the questions,
    # else these.
    rest = (query_router(engine, settings), docs.router(void.TITLE, openapi.PATH, _FILES))
    for router in (*own, *routers, *rest):
        app.include_router(router)
    routes = openapi.described((*own, *routers))
    problems.install(app, sorted({route.path for route in routes if "{" not in route.path}))
    openapi.install(app, routes)
    app.mount(pages.STATIC, pages.static_files())
    return app
