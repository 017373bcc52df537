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


def routers(questions: Questions, manifest: Manifest | None = None) -> list[APIRouter]:
    """The routes of all pages over one snapshot's questions; with its ``manifest`` dossiers too."""
    return [
        home.router(questions),
        search.router(questions),
        controllers.router(questions),
        controller.router(questions),
        changes.router(questions),
        passages.router(questions),
        compare.router(questions),
        question_pages.router(questions),
        beside.router(questions),
        assessments.router(questions),
        *([dossier.router(questions, manifest)] if manifest else []),
        sayings.router(questions),
    ]
