"""All that is served of our own graph beside SPARQL: the REST API, the catalogue as RDF, the pages."""

from __future__ import annotations

from fastapi import APIRouter

from kg_api.questions.answer import Questions
from kg_api.settings import Settings
from kg_api.snapshot.store import Manifest
from kg_api.web.api import api_router
from kg_api.web.assessments import assessments_router
from kg_api.web.compare import compare_router
from kg_api.web.queries import queries_router
from kg_api.web.resources import resources_router
from kg_api.web.views import routers
from kg_api.web.views.query import query_router


def service_routers(
    questions: Questions, settings: Settings, manifest: Manifest | None = None
) -> list[APIRouter]:
    """The routers over one snapshot's questions, in the order in which their addresses are looked up.

    With the snapshot's ``manifest`` dossiers are offered, which name what they were made from.
    """
    return [
        api_router(questions, settings),
        assessments_router(questions),
        resources_router(questions, settings),
        compare_router(questions),
        queries_router(questions),
        query_router(questions.engine, settings, questions),
        *routers(questions, manifest),
    ]
