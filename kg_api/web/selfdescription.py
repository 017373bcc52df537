"""What the service says of itself to programs: ``/prefixes`` and ``/.well-known/void``."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from kg_api.engine import Engine
from kg_api.snapshot import void
from kg_api.web import documents, prefixes, protocol
from kg_api.web.described import at, description
from kg_api.web.etags import tag_base
from kg_api.web.kept import Kept


def router(engine: Engine) -> APIRouter:
    """The two routes over an engine; what the data do not say of themselves is counted when it is first asked for."""
    routes = APIRouter(tags=["description"])
    kept = Kept(engine, description)

    @routes.get(prefixes.PATH, response_class=Response, summary="The prefixes")
    def read_prefixes(request: Request) -> Response:
        """The prefixes known here: sh:declare in RDF, a context in JSON-LD, a mapping in JSON."""
        media_type = _wanted(request)
        root = documents.address(request)
        base = tag_base(engine.describe().snapshot, "prefixes", root, media_type)
        return documents.answer(request, media_type, base, lambda: prefixes.write(root, media_type))

    @routes.get(void.PATH, response_class=Response, summary="The dataset, described")
    def read_void(request: Request) -> Response:
        """The dataset in VoID, with its class and property partitions; each policy version in DCAT."""
        media_type = _wanted(request)
        root = documents.address(request)
        base = tag_base(engine.describe().snapshot, "void", root, media_type)

        def make() -> bytes:
            return documents.write(at(root, kept.get()), media_type, void.USED)

        return documents.answer(request, media_type, base, make)

    return routes


def _wanted(request: Request) -> str:
    """The media type; the short name “json” means JSON where a document has a plain one."""
    name = protocol.fields_of(request).format()
    if name == "json" and request.url.path.endswith(prefixes.PATH):
        return documents.JSON
    return documents.wanted(request, name)
