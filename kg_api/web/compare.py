"""``/api/v1/compare``: two to fifty controllers side by side, each cell with its passages."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse

from kg_api.engine.cancel import Cancel
from kg_api.questions.answer import Questions
from kg_api.questions.catalogue import language_of
from kg_api.questions.comparison import BY, MOST_ROWS, Comparison, View, compare
from kg_api.questions.comparison_render import to_csv
from kg_api.web import documents
from kg_api.web.assessments import day_of
from kg_api.web.compare_schemas import EXAMPLE, ComparisonAnswer
from kg_api.web.disconnect import while_connected
from kg_api.web.etags import edition, tag_base
from kg_api.web.parameters import FORMATS, form_of, known

PATH: Final = "/compare"
_CONTENT: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"application/json": {"example": EXAMPLE}, "text/csv": {"schema": {"type": "string"}}}}
}


def compare_router(questions: Questions) -> APIRouter:
    """The route over one snapshot's questions."""
    router = APIRouter(prefix="/api/v1", tags=["comparison"], dependencies=[Depends(known)])
    held = edition(questions)

    @router.get(
        PATH,
        response_model=ComparisonAnswer,
        responses=_CONTENT,
        summary="Controllers side by side: what each says of every concept that any of them speaks of",
    )
    async def read_comparison(
        request: Request,
        controllers: Annotated[
            str,
            Query(description="Two to fifty slugs, names or IRIs, with commas.", examples=["kruix,unexus"]),
        ],
        by: Annotated[
            str, Query(description="What they are compared by.", json_schema_extra={"enum": list(BY)})
        ] = "basis",
        differences: Annotated[
            Literal["true", "false"], Query(description="true: only rows in which the cells differ.")
        ] = "false",
        language: Annotated[str, Query(description="Language of labels: en or nl.")] = "en",
        as_of: Annotated[
            str | None, Query(description="For duty and finding: a day that the snapshot was judged at.")
        ] = None,
        limit: Annotated[
            int, Query(description="Most rows.", json_schema_extra={"minimum": 1, "maximum": MOST_ROWS})
        ] = 200,
        cursor: Annotated[str | None, Query(description="From `next` of the answer before.")] = None,
        format: Annotated[str | None, Query(description="json or csv; else by Accept.")] = None,
    ) -> Response:
        form = form_of(request, format)
        view = View(differences == "true", language_of(language), limit, cursor, day_of(as_of))
        chosen = [part.strip() for part in controllers.split(",") if part.strip()]

        def work(_cancel: Cancel) -> Response:
            found: list[Comparison] = []

            def body() -> bytes:
                found.append(compare(questions, chosen, by, view))
                return (
                    to_csv(found[0]).encode("utf-8") if form == "csv" else bytes(JSONResponse(found[0]).body)
                )

            base = tag_base(held, "compare", chosen, by, *_asked(view), form)
            answer = documents.answer(request, FORMATS[form], base, body)
            return documents.with_next(answer, request, found[0]["next"] if found else None)

        return await while_connected(request, work)

    return router


def _asked(view: View) -> tuple[object, ...]:
    return view.differences, view.language, view.limit, view.cursor, str(view.as_of)
