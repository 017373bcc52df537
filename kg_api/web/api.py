"""The REST API: the catalogue and its answers, and the resources beside them."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends

from kg_api.questions.answer import Questions
from kg_api.questions.catalogue import Parameter, Question
from kg_api.settings import Settings
from kg_api.web.answers import add_answers
from kg_api.web.parameters import known
from kg_api.web.schemas import QuestionInfo


def api_router(questions: Questions, settings: Settings) -> APIRouter:
    """The routes below ``/api/v1`` over one snapshot's questions."""
    router = APIRouter(prefix="/api/v1", dependencies=[Depends(known)])

    @router.get(
        "/questions",
        response_model=list[QuestionInfo],
        tags=["questions"],
        summary="The questions one can ask",
        operation_id="list_questions",
    )
    def list_questions() -> list[dict[str, Any]]:
        return [_info(question) for question in questions.catalogue]

    @router.get(
        "/questions/{id}",
        response_model=QuestionInfo,
        tags=["questions"],
        summary="What a question asks",
        operation_id="read_question",
    )
    def read_question(id: str) -> dict[str, Any]:
        return _info(questions.catalogue[id]) | {"sparql": questions.catalogue[id].sparql}

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
