"""The REST API: the catalogue, its answers, the controllers. Thin: it calls :mod:`kg_api.questions` and no more."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse

from kg_api.engine.cancel import Cancel
from kg_api.errors import LimitExceeded, UnknownName
from kg_api.questions.answer import STANCES, Choice, Questions
from kg_api.questions.catalogue import Parameter, Question, language_of
from kg_api.questions.controllers import controllers, describe_controller
from kg_api.questions.render import to_csv
from kg_api.settings import Settings
from kg_api.web import documents
from kg_api.web.disconnect import while_connected
from kg_api.web.etags import entity_tag, held_tag, tag_base
from kg_api.web.parameters import FORMATS, form_of, once
from kg_api.web.schemas import Answer, Controller, ControllerDetail, QuestionInfo

_RESERVED = frozenset({"stance", "language", "limit", "cursor", "format"})


def api_router(questions: Questions, settings: Settings) -> APIRouter:
    """The routes below ``/api/v1`` over one snapshot's questions."""
    router = APIRouter(prefix="/api/v1", dependencies=[Depends(once)])
    snapshot = questions.engine.describe().snapshot

    @router.get(
        "/questions",
        response_model=list[QuestionInfo],
        tags=["questions"],
        summary="The questions one can ask",
    )
    def list_questions() -> list[dict[str, Any]]:
        return [_info(question) for question in questions.catalogue]

    @router.get(
        "/questions/{id}", response_model=QuestionInfo, tags=["questions"], summary="What a question asks"
    )
    def read_question(id: str) -> dict[str, Any]:
        return _info(questions.catalogue[id]) | {"sparql": questions.catalogue[id].sparql}

    @router.get(
        "/questions/{id}/answer",
        response_model=Answer,
        tags=["questions"],
        summary="The answer to a question, each row with its passages",
        description="The question's own parameters are query parameters by their names.",
    )
    async def read_answer(
        request: Request,
        id: str,
        stance: Annotated[
            str | None,
            Query(
                description="Rows wanted: stated, implied, denied, silent; without, what the question is after."
            ),
        ] = None,
        language: Annotated[str, Query(description="Language of labels: en or nl.")] = "en",
        limit: Annotated[int, Query(ge=1, description="Most rows.")] = 100,
        cursor: Annotated[str | None, Query(description="From `next` of the answer before.")] = None,
        format: Annotated[str | None, Query(description="json or csv; else by Accept.")] = None,
    ) -> Response:
        def work(_cancel: Cancel) -> Response:
            question = questions.catalogue[id]
            form = form_of(request, format)
            choice = _choice(settings, stance, language, limit, cursor)
            base = tag_base(snapshot, id, sorted(request.query_params.multi_items()), form)
            given = _given(request)
            # Bad parameters are refused before anything is said of what the client holds.
            questions.sparql(id, given)
            if (held := held_tag(request, base)) is not None:
                return Response(status_code=304, headers=documents.headers(held))
            answer = questions.answer(id, given, choice)
            links: dict[str, str] = {}
            if answer["next"] is not None:
                links["Link"] = f'<{request.url.include_query_params(cursor=answer["next"])}>; rel="next"'
            body = (
                bytes(to_csv(question, answer), "utf-8")
                if form == "csv"
                else bytes(JSONResponse(answer).body)
            )
            headers = {**documents.headers(entity_tag(base, body)), **links}
            return Response(body, headers=headers, media_type=documents.with_charset(FORMATS[form]))

        return await while_connected(request, work)

    @router.get(
        "/controllers", response_model=list[Controller], summary="The controllers", tags=["controllers"]
    )
    def list_controllers() -> list[dict[str, Any]]:
        return controllers(questions)

    @router.get(
        "/controllers/{id}",
        response_model=ControllerDetail,
        summary="A controller, its policy versions and who it says it is",
        tags=["controllers"],
    )
    def read_controller(id: str) -> dict[str, Any]:
        return describe_controller(questions, id)

    return router


def _info(question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "title": question.title,
        "description": question.description,
        "tags": question.tags,
        "keywords": question.keywords,
        "view": question.view,
        "stances": question.stances,
        "parameters": [_parameter(parameter) for parameter in question.parameters],
        "columns": {name: column.label for name, column in question.columns.items()},
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
    }


def _given(request: Request) -> dict[str, str]:
    """The question's own parameters."""
    return {name: value for name, value in request.query_params.items() if name not in _RESERVED}


def _choice(settings: Settings, stance: str | None, language: str, limit: int, cursor: str | None) -> Choice:
    stances = None if stance is None else [part.strip() for part in stance.split(",") if part.strip()]
    for one in stances or ():
        if one not in STANCES:
            raise UnknownName("stance", one, STANCES, status=422)
    if limit > settings.rows:
        raise LimitExceeded(
            f"“limit” is at most {settings.rows}: ask for less and follow “next”.", "limit", str(limit)[:80]
        )
    return Choice(stances, language_of(language), limit, cursor)
