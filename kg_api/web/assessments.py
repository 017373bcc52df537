"""``/api/v1/assessments`` and ``/api/v1/law``: outcomes with their passages, and the dated facts they go by."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import islice
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse

from kg_api.engine.cancel import Cancel
from kg_api.errors import ParameterError
from kg_api.questions.answer import Questions
from kg_api.questions.assessment_report import to_csv
from kg_api.questions.assessments import assessment, overview
from kg_api.questions.catalogue import language_of
from kg_api.questions.changes import changes
from kg_api.questions.cursor import read_cursor, write_cursor
from kg_api.questions.law import dated_facts
from kg_api.questions.parameters import read_day
from kg_api.web import documents
from kg_api.web.disconnect import while_connected
from kg_api.web.etags import edition, tag_base
from kg_api.web.parameters import FORMATS, form_of, known, limited
from kg_api.web.schemas import AssessmentDetail, AssessmentOverview, Changes, DatedFact

_JSON: Final = ("json",)
_MOST: Final = 1000
AsOf = Annotated[
    str | None,
    Query(description="A day (ISO 8601) that the snapshot was judged at beside each notice's own date."),
]
Language = Annotated[str, Query(description="Language of labels and advice: en or nl.")]


def assessments_router(questions: Questions) -> APIRouter:
    """The routes over one snapshot's questions."""
    router = APIRouter(prefix="/api/v1", tags=["assessments"], dependencies=[Depends(known)])
    snapshot, held = questions.engine.describe().snapshot, edition(questions)

    @router.get(
        "/assessments",
        response_model=list[AssessmentOverview],
        summary="Controllers' outcomes, counted by law",
    )
    async def list_assessments(
        request: Request,
        as_of: AsOf = None,
        limit: Annotated[int, Query(ge=1, description="Most controllers.")] = 100,
        cursor: Annotated[str | None, Query(description="That of the `Link` of the page before.")] = None,
    ) -> Any:
        form_of(request, forms=_JSON)
        day, most = day_of(as_of), limited(limit, _MOST)
        asked = ["assessments", str(day)]
        start = 0 if cursor is None else read_cursor(cursor, snapshot, asked)
        wanted = list(islice(questions.names.slugs, start, start + most))

        def work(_cancel: Cancel) -> Response:
            base = tag_base(held, *asked, start, most)
            found = documents.answer(
                request, FORMATS["json"], base, lambda: _json(overview(questions, day, wanted))
            )
            more = start + most < len(questions.names.slugs)
            return documents.with_next(
                found, request, write_cursor(snapshot, asked, start + most) if more else None
            )

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
        day, form, language = day_of(as_of), form_of(request, format), language_of(language)

        def work(_cancel: Cancel) -> Response:
            def body() -> bytes:
                found = assessment(questions, controller, law, day, language)
                return to_csv([found]).encode("utf-8") if form == "csv" else _json(found)

            base = tag_base(held, "assessment", controller, law, str(day), language, form)
            return documents.answer(request, FORMATS[form], base, body)

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
        form_of(request, forms=_JSON)
        language = language_of(language)
        if (older is None) != (newer is None):
            raise ParameterError("Name both versions, from and to, or neither for the last two.")

        def work(_cancel: Cancel) -> Response:
            base = tag_base(held, "changes", controller, older, newer, language)
            return documents.answer(
                request,
                FORMATS["json"],
                base,
                lambda: _json(changes(questions, controller, older, newer, language)),
            )

        return await while_connected(request, work)

    @router.get(
        "/law", response_model=list[DatedFact], summary="The dated facts of law, and when each was checked"
    )
    async def read_law(request: Request, language: Language = "en") -> Any:
        form_of(request, forms=_JSON)
        language = language_of(language)
        today = datetime.now(UTC).date()

        def work(_cancel: Cancel) -> Response:
            base = tag_base(held, "law", str(today), language)
            return documents.answer(
                request, FORMATS["json"], base, lambda: _json(dated_facts(questions.engine, today, language))
            )

        return await while_connected(request, work)

    return router


def day_of(text: str | None) -> date | None:
    """The day of an ``as_of`` parameter; ParameterError where it is none."""
    return None if text is None else read_day("as_of", text)


def _json(found: Any) -> bytes:
    return bytes(JSONResponse(found).body)
