"""``/controllers/{id}/changes``: what changed between two versions of a policy, each change with its passages."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from kg_api.errors import ParameterError
from kg_api.questions.answer import Questions
from kg_api.questions.assessments import OUTCOMES
from kg_api.questions.changes import changes
from kg_api.questions.words import say
from kg_api.vocabulary import DATA
from kg_api.web.pages import page
from kg_api.web.parameters import takes
from kg_api.web.views.view import shown


def router(questions: Questions) -> APIRouter:
    """The route ``/controllers/{id}/changes``."""
    routes = APIRouter()

    @routes.get("/controllers/{id}/changes", include_in_schema=False)
    @takes("from", "to")
    async def read_changes(request: Request, id: str) -> Response:
        """Between the versions ``from`` and ``to``, the last two where neither is named."""
        older, newer = (request.query_params.get(name) or None for name in ("from", "to"))
        if (older is None) != (newer is None):
            raise ParameterError("Name both versions, from and to, or neither for the last two.")

        def make(language: str) -> Response:
            found = changes(questions, id, older, newer, language)
            slug = found["controller"]
            return page(
                request,
                "changes.html",
                found=found,
                outcomes={say(name, language): name for name in OUTCOMES},
                name=questions.names.controllers[DATA + slug],
                snapshot=found["snapshot"],
            )

        return await shown(request, make)

    return routes
