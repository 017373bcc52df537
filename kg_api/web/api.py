"""The REST API: the catalogue and its answers, and the resources beside them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse
from starlette.responses import Response

from kg_api.questions.answer import Questions
from kg_api.questions.catalogue import Parameter, Question
from kg_api.settings import Settings
from kg_api.web import documents
from kg_api.web.answers import add_answers
from kg_api.web.etags import edition, tag_base
from kg_api.web.parameters import FORMATS, form_of, known
from kg_api.web.schemas import QuestionInfo


def api_router(questions: Questions, settings: Settings) -> APIRouter:
    """The routes below ``/api/v1`` over one snapshot's questions."""
    router = APIRouter(prefix="/api/v1", dependencies=[Depends(known)])

    def give(request: Request, asked: str, make: Callable[[], Any]) -> Response:
        form_of(request, forms=("json",))
        base = tag_base(edition(questions), "catalogue", asked)
        return documents.answer(
            request, FORMATS["json"], base, lambda: bytes(JSONResponse(jsonable_encoder(make())).body)
        )

    @router.get(
        "/questions",
        response_model=list[QuestionInfo],
        tags=["questions"],
        summary="The questions one can ask",
        operation_id="list_questions",
    )
    def list_questions(request: Request) -> Response:
        return give(request, "questions", lambda: [_info(question) for question in questions.catalogue])

    @router.get(
        "/questions/{id}",
        response_model=QuestionInfo,
        tags=["questions"],
        summary="What a question asks",
        operation_id="read_question",
    )
    def read_question(request: Request, id: str) -> Response:
        question = questions.catalogue[id]
        return give(request, id, lambda: _info(question) | {"sparql": question.sparql})

    add_answers(router, questions, settings)

    return router


def _info(question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "topic": question.topic,
        "title": question.title,
        "description": question.description,
        "tags": question.tags,
        "keywords": question.keywords,
        "view": question.view,
        "about": question.about,
        "stances": question.stances if question.about == "controllers" else [],
        "parameters": [_parameter(parameter) for parameter in question.parameters],
        "columns": {
            name: {"label": column.label, "type": column.type, "list": column.separator is not None}
            for name, column in question.columns.items()
        },
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "type": parameter.kind,
        "label": parameter.label,
        "scheme": parameter.scheme,
        "required": parameter.required,
        "default": parameter.default,
        "example": parameter.example,
        "minimum": parameter.minimum,
        "maximum": parameter.maximum,
    }
