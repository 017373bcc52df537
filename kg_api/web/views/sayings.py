"""``/api/v1/controllers/{id}/sayings`` and ``…/passages/…``: what the pages of a controller show, for programs."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import JSONResponse
from starlette.responses import Response

from kg_api.engine.cancel import Cancel
from kg_api.questions.answer import Questions
from kg_api.questions.catalogue import language_of
from kg_api.questions.passage import passage
from kg_api.questions.render import csv_of
from kg_api.questions.sayings import sayings, to_rows
from kg_api.web import documents
from kg_api.web.disconnect import while_connected
from kg_api.web.etags import edition, tag_base
from kg_api.web.parameters import FORMATS, form_of, known

_NAME: Final = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"
_LAST: Final = 10**9
Language = Annotated[str, Query(description="Language of labels: en or nl.")]
Place = Annotated[int, Path(ge=0, lt=_LAST)]


def router(questions: Questions) -> APIRouter:
    """The two routes over one snapshot's questions."""
    routes = APIRouter(prefix="/api/v1", tags=["controllers"], dependencies=[Depends(known)])
    held = edition(questions)

    @routes.get(
        "/controllers/{id}/sayings",
        response_model=dict[str, Any],
        summary="All that a controller's notice says, by topic and by process, each fact with its passages",
    )
    async def read_sayings(
        request: Request,
        id: str,
        language: Language = "en",
        format: Annotated[str | None, Query(description="json or csv; else by Accept.")] = None,
    ) -> Any:
        form, language = form_of(request, format), language_of(language)

        def work(_cancel: Cancel) -> Response:
            def body() -> bytes:
                found = sayings(questions, id, language)
                return csv_of(to_rows(found)).encode("utf-8") if form == "csv" else _json(found)

            base = tag_base(held, "sayings", id, language, form)
            return documents.answer(request, FORMATS[form], base, body)

        return await while_connected(request, work)

    @routes.get(
        "/policies/{controller}/{version}/passages/{start}-{end}",
        response_model=dict[str, Any],
        summary="One passage: where it stands, what was read from it, its words where they are at hand",
    )
    async def read_passage(
        request: Request,
        controller: Annotated[str, Path(pattern=_NAME)],
        version: Annotated[str, Path(pattern=_NAME)],
        start: Place,
        end: Place,
        language: Language = "en",
    ) -> Any:
        form_of(request, forms=("json",))
        language = language_of(language)

        def work(_cancel: Cancel) -> Response:
            base = tag_base(held, "passage", controller, version, start, end, language)
            policy = f"{controller}/{version}"
            return documents.answer(
                request,
                FORMATS["json"],
                base,
                lambda: _json(passage(questions, policy, start, end, language)),
            )

        return await while_connected(request, work)

    return routes


def _json(found: Any) -> bytes:
    return bytes(JSONResponse(found).body)
