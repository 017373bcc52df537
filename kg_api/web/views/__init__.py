"""The pages: one module a page, each with a router of its own."""

from __future__ import annotations

from fastapi import APIRouter

from kg_api.questions.answer import Questions
from kg_api.web.views import changes, controller, controllers, home, passages, sayings, search


def routers(questions: Questions) -> list[APIRouter]:
    """The routes of all pages over one snapshot's questions."""
    return [
        home.router(questions),
        search.router(questions),
        controllers.router(questions),
        controller.router(questions),
        changes.router(questions),
        passages.router(questions),
        sayings.router(questions),
    ]
