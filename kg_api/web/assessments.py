"""``/api/v1/assessments`` and ``/api/v1/law``: outcomes with their passages, and the dated facts they go by."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse

from kg_api.engine.cancel import Cancel
from kg_api.errors import NotAcceptable, ParameterError, UnknownName
from kg_api.questions.answer import Questions
from kg_api.questions.assessment_report import to_rows
from kg_api.questions.assessments import assessment, overview
from kg_api.questions.catalogue import LANGUAGES
from kg_api.questions.changes import changes
from kg_api.questions.law import dated_facts
from kg_api.questions.render import unharmed
from kg_api.web import documents
from kg_api.web.disconnect import while_connected
from kg_api.web.etags import entity_tag, held_tag, tag_base
from kg_api.web.negotiation import choose
from kg_api.web.schemas import AssessmentDetail, AssessmentOverview, Changes, DatedFact

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FORMATS: Final = {"json": "application/json", "csv": "text/csv"}
AsOf = Annotated[
    str | None,
    Query(description="A day (ISO 8601) that the snapshot was judged at beside each notice's own date."),
]
Language = Annotated[str, Query(description="Language of labels and advice: en or nl.")]


def assessments_router(questions: Questions) -> APIRouter:
    """The routes over one snapshot's questions."""
    router = APIRouter(prefix="/api/v1", tags=["assessments"], dependencies=[Depends(_once)])
    snapshot = questions.engine.describe().snapshot

    @router.get(
        "/assessments",
        response_model=list[AssessmentOverview],
        summary="Every controller's outcomes, counted by law",
    )
    async def list_assessments(request: Request, as_of: AsOf = None) -> Any:
        day = _day(as_of)

        def work(_cancel: Cancel) -> Response:
            base = tag_base(snapshot, "assessments", str(day))
            return _answer(request, base, lambda: overview(questions, day))

        return await while_connected(request, work)

    @router.get(
        "/assessments/{controller}",
        response_model=AssessmentDetail,
        summary="How a controller's notice stands, duty by duty, with the passages",
    )
    async def read_assessment(
        request: Request,
        controller: str,
        law: Annotated[str | None, Query(description="gdpr, eprivacy, uk or sg; all without.")] = None,
        as_of: AsOf = None,
        language: Language = "en",
        format: Annotated[str | None, Query(description="json or csv; else by Accept.")] = None,
    ) -> Response:
        day, form = _day(as_of), _form(format, request)
        if language not in LANGUAGES:
            raise UnknownName("language", language, LANGUAGES, status=422)

        def work(_cancel: Cancel) -> Response:
            base = tag_base(snapshot, "assessment", controller, law, str(day), language, form)
            found = assessment(questions, controller, law, day, language)
            if (held := held_tag(request, base)) is not None:
                return Response(status_code=304, headers=documents.headers(held))
            body = _csv(found) if form == "csv" else bytes(JSONResponse(found).body)
            media_type = documents.with_charset(_FORMATS[form])
            return Response(body, headers=documents.headers(entity_tag(base, body)), media_type=media_type)

        return await while_connected(request, work)

    @router.get(
        "/policies/{controller}/changes",
        response_model=Changes,
        tags=["policies"],
        summary="What changed between two versions of a policy",
    )
    async def read_changes(
        request: Request,
        controller: str,
        older: Annotated[
            str | None, Query(alias="from", description="A version; else the last but one.")
        ] = None,
        newer: Annotated[str | None, Query(alias="to", description="A version; else the last.")] = None,
        language: Language = "en",
    ) -> Any:
        if language not in LANGUAGES:
            raise UnknownName("language", language, LANGUAGES, status=422)
        if (older is None) != (newer is None):
            raise ParameterError("Name both versions, from and to, or neither for the last two.")

        def work(_cancel: Cancel) -> Response:
            base = tag_base(snapshot, "changes", controller, older, newer, language)
            return _answer(request, base, lambda: changes(questions, controller, older, newer, language))

        return await while_connected(request, work)

    @router.get(
        "/law", response_model=list[DatedFact], summary="The dated facts of law, and when each was checked"
    )
    async def read_law(request: Request, language: Language = "en") -> Any:
        if language not in LANGUAGES:
            raise UnknownName("language", language, LANGUAGES, status=422)

        today = datetime.now(UTC).date()

        def work(_cancel: Cancel) -> Response:
            base = tag_base(snapshot, "law", str(today), language)
            return _answer(request, base, lambda: dated_facts(questions.engine, today, language))

        return await while_connected(request, work)

    return router


def _answer(request: Request, base: str | None, make: Callable[[], Any]) -> Response:
    """JSON with its tag, or 304 where the client has it; NotAcceptable for a client that takes no JSON."""
    if choose(documents.accepted(request), (_FORMATS["json"],)) is None:
        raise NotAcceptable(f"This comes as {_FORMATS['json']}.")
    found = make()
    if (held := held_tag(request, base)) is not None:
        return Response(status_code=304, headers=documents.headers(held))
    body = bytes(JSONResponse(found).body)
    media_type = documents.with_charset(_FORMATS["json"])
    return Response(body, headers=documents.headers(entity_tag(base, body)), media_type=media_type)


def _once(request: Request) -> None:
    """Refuses a parameter given twice: which of the two is meant cannot be told."""
    names = [name for name, _ in request.query_params.multi_items()]
    for name in names:
        if names.count(name) > 1:
            raise ParameterError(f"The parameter “{name[:40]}” is given twice.")


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    if not _DAY.fullmatch(text):
        raise ParameterError(f"as_of is no day: write it as 2026-11-22, not “{text[:40]}”.")
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise ParameterError(f"as_of is no day: write it as 2026-11-22, not “{text[:40]}”.") from fault


def _form(given: str | None, request: Request) -> str:
    if given is not None:
        if given not in _FORMATS:
            raise UnknownName("format", given, _FORMATS, status=422)
        return given
    chosen = choose(documents.accepted(request), tuple(_FORMATS.values()))
    if chosen is None:
        raise NotAcceptable(f"An assessment comes as {' or '.join(_FORMATS.values())}.")
    return next(name for name, media_type in _FORMATS.items() if media_type == chosen)


def _csv(found: dict[str, Any]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([unharmed(cell) for cell in row] for row in to_rows([found]))
    return buffer.getvalue().encode("utf-8")
