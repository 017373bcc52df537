"""The pages: one module a page, each with a router of its own."""

from __future__ import annotations

from fastapi import APIRouter

from kg_api.questions.answer import Questions
from kg_api.snapshot.store import Manifest
from kg_api.web.views import (
    assessments,
    beside,
    changes,
    compare,
    controller,
    controllers,
    dossier,
    home,
    passages,
    sayings,
    search,
)
from kg_api.web.views import questions as question_pages
from kg_api.web.views.casing import displayed


def routers(questions: Questions, manifest: Manifest | None = None) -> list[APIRouter]:
    """The routes of all pages over one snapshot's questions; with its ``manifest`` dossiers too."""
    shown = displayed(questions)
    return [
        home.router(shown),
        search.router(shown),
        controllers.router(shown),
        controller.router(shown),
        changes.router(shown),
        passages.router(shown),
        compare.router(shown),
        question_pages.router(shown),
        beside.router(shown),
        assessments.router(shown),
        *([dossier.router(questions, manifest)] if manifest else []),
        sayings.router(questions),
    ]
