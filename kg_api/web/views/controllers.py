"""``/controllers``: every controller, a page at a time."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from kg_api.questions.answer import Questions
from kg_api.questions.listing import in_order, listing
from kg_api.web.pages import page
from kg_api.web.parameters import takes
from kg_api.web.views.view import page_number, shown

_EACH: Final = 50


def router(questions: Questions) -> APIRouter:
    """The route ``/controllers``."""
    routes = APIRouter()

    @routes.get("/controllers", include_in_schema=False)
    @takes("page")
    async def controllers(request: Request) -> Response:
        """The list, by name; ``page`` counts from 1."""

        def make(language: str) -> Response:
            every = in_order(questions)
            pages = max(1, -(-len(every) // _EACH))
            current = page_number(request.query_params.get("page"), pages)
            wanted = every[(current - 1) * _EACH : current * _EACH]
            return page(
                request,
                "controllers.html",
                snapshot=questions.engine.describe().snapshot,
                controllers=listing(questions, wanted, language),
                total=len(every),
                current=current,
                pages=pages,
            )

        return await shown(request, make)

    return routes
