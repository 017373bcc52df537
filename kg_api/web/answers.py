"""``/api/v1/questions/{id}/answer``: an operation for each question of the catalogue, with its own types.

What an operation takes and gives stands in the OpenAPI document, made from the question's header; the values
themselves are read by :mod:`kg_api.questions.parameters`, so that a wrong one is refused in the same words everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from kg_api.engine.cancel import Cancel
from kg_api.errors import UnknownName
from kg_api.questions.answer import Answer, Choice, Questions
from kg_api.questions.catalogue import LANGUAGES, Question, language_of
from kg_api.questions.listing import named
from kg_api.questions.one_word import STANCES
from kg_api.questions.render import to_csv, to_ndjson, to_spreadsheet
from kg_api.questions.sparql_json import to_sparql_json
from kg_api.settings import Settings
from kg_api.web import documents
from kg_api.web.answer_schemas import answer_model, describe_answer, query_parameters
from kg_api.web.disconnect import while_connected
from kg_api.web.etags import edition, entity_tag, held_tag, tag_base
from kg_api.web.openapi import with_example
from kg_api.web.parameters import FORMATS, form_of, limited

_OWN: Final = frozenset({"stance", "controllers", "language", "limit", "cursor", "format", "labels"})
# Controllers up to which every question is answered for the OpenAPI document.
_FEW: Final = 200
# A browser is led to the page of the answer.
_PAGE: Final = "html"
_FORMS: Final = (*FORMATS, _PAGE)
_TO_PAGE: Final[dict[str, Any]] = {
    "description": "To the page of the same answer, for a browser or format=html."
}
_PROGRAMS: Final = frozenset({"format", "limit", "labels", "cursor"})
Stance = Annotated[
    str | None,
    Query(
        description="Rows wanted: stated, implied, denied, silent, joined by commas; without, those that the "
        "question is after. The summary always speaks of every controller."
    ),
]
Controllers = Annotated[
    str | None,
    Query(
        description="The only controllers wanted, in rows and summary: slugs, names or IRIs, joined by commas, "
        "at most 100; without, all.",
        examples=["kruix,velux-belgium"],
    ),
]
Language = Annotated[
    str, Query(description="Language of labels.", json_schema_extra={"enum": list(LANGUAGES)})
]
Limit = Annotated[int, Query(ge=1, description="Most rows.")]
Cursor = Annotated[
    str | None, Query(description="`next` of the answer before; it lives as long as the snapshot.")
]
Format = Annotated[
    str | None,
    Query(description="Else by Accept.", json_schema_extra={"enum": list(_FORMS)}),
]
Labels = Annotated[
    bool,
    Query(
        description="In CSV: labels for a person in place of names that stay put, and after the last row a line for "
        "every controller that is silent or denies and has no row."
    ),
]


@dataclass(frozen=True)
class _Asked:
    """What one request asks of a question."""

    id: str
    given: dict[str, str]
    choice: Choice
    form: str
    labels: bool


def add_answers(router: APIRouter, questions: Questions, settings: Settings) -> None:
    """Adds the operations of every question to ``router``, and one that tells of an id that there is not."""
    for question in questions.catalogue:
        router.add_api_route(
            f"/questions/{question.id}/answer",
            with_example(_operation(questions, settings, question), partial(_example, questions, question)),
            operation_id=f"answer_{question.id.replace('-', '_')}",
            tags=["answers", *question.tags],
            summary=question.title["en"],
            description=question.description["en"],
            response_model=None,
            responses={200: {"model": answer_model(question), **describe_answer()}, 303: _TO_PAGE},
            openapi_extra={"parameters": query_parameters(question)},
        )

    @router.get("/questions/{id}/answer", include_in_schema=False)
    def unknown_question(id: str) -> None:
        questions.catalogue[id]


def _operation(questions: Questions, settings: Settings, question: Question) -> Callable[..., Any]:
    async def read_answer(
        request: Request,
        stance: Stance = None,
        controllers: Controllers = None,
        language: Language = "en",
        limit: Limit = 100,
        cursor: Cursor = None,
        format: Format = None,
        labels: Labels = False,
    ) -> Response:
        def work(_cancel: Cancel) -> Response:
            form = form_of(request, format, forms=_FORMS, media={_PAGE: documents.HTML})
            if form == _PAGE:
                return _led_to_page(request, question)
            only = None if controllers is None else named(questions, controllers)
            choice = _choice(settings, stance, language, limit, cursor, only)
            return _answered(request, questions, _Asked(question.id, _given(request), choice, form, labels))

        return await while_connected(request, work)

    return read_answer


def _led_to_page(request: Request, question: Question) -> Response:
    """To the page of the same answer (RFC 9110, 15.4.4): its parameters, without what only programs ask.

    An answer of some controllers has them side by side.
    """
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in _PROGRAMS]
    root = request.scope.get("root_path", "")
    query = f"?{urlencode(kept)}" if kept else ""
    beside = "/beside" if "controllers" in request.query_params else ""
    headers = {"Vary": "Accept", "Cache-Control": "no-store"}
    return RedirectResponse(f"{root}/questions/{question.id}{beside}{query}", 303, headers)


def _example(questions: Questions, question: Question) -> dict[str, Any] | None:
    """A real answer, cut to one row with one passage and two controllers; of any snapshot, so it names none.

    None of many controllers: the examples of the document are the answers to every question at once.
    """
    if len(questions.names.slugs) > _FEW:
        return None
    given = {one.name: one.example for one in question.parameters}
    answer = questions.answer(question.id, given, Choice(limit=1))
    rows = [{**row, "evidence": row["evidence"][:1]} for row in answer["rows"]]
    summary = [{**line, "evidence": line["evidence"][:1]} for line in answer["summary"][:2]]
    return {**answer, "rows": rows, "summary": summary, "truncated": False, "next": None, "snapshot": "…"}


def _answered(request: Request, questions: Questions, asked: _Asked) -> Response:
    base = tag_base(edition(questions), asked.id, sorted(request.query_params.multi_items()), asked.form)
    # Bad parameters are refused before anything is said of what the client holds.
    questions.sparql(asked.id, asked.given)
    if (held := held_tag(request, base)) is not None:
        return Response(status_code=304, headers=documents.headers(held))
    body, next = _body(questions, asked)
    headers = documents.headers(entity_tag(base, body))
    if asked.form == "csv":
        headers["Content-Disposition"] = f'inline; filename="{asked.id}.csv"'
    answer = Response(body, headers=headers, media_type=documents.with_charset(FORMATS[asked.form]))
    return documents.with_next(answer, request, next)


def _body(questions: Questions, asked: _Asked) -> tuple[bytes, str | None]:
    """The answer in its form, and the cursor of the rows that follow."""
    if asked.form == "srj":
        page = questions.bindings(asked.id, asked.given, asked.choice)
        return to_sparql_json(questions.sparql(asked.id, asked.given), page.rows), page.next
    answer = questions.answer(asked.id, asked.given, asked.choice)
    if asked.form == "csv":
        return _csv(questions.catalogue[asked.id], answer, asked), answer["next"]
    if asked.form == "ndjson":
        return to_ndjson(answer).encode("utf-8"), answer["next"]
    return bytes(JSONResponse(answer).body), answer["next"]


def _csv(question: Question, answer: Answer, asked: _Asked) -> bytes:
    """The rows as CSV; for a spreadsheet the controllers that no row is of come after the last row, but where only rows
    of some stances were asked for.
    """
    if not asked.labels:
        return to_csv(question, answer).encode("utf-8")
    every = answer["next"] is None and asked.choice.stances is None
    # Spreadsheets take a file for UTF-8 by its mark; what is for a program has none.
    return to_spreadsheet(question, answer, asked.choice.language, every).encode("utf-8-sig")


def _given(request: Request) -> dict[str, str]:
    """The question's own parameters."""
    return {name: value for name, value in request.query_params.items() if name not in _OWN}


def _choice(
    settings: Settings,
    stance: str | None,
    language: str,
    limit: int,
    cursor: str | None,
    only: frozenset[str] | None,
) -> Choice:
    stances = None if stance is None else [part.strip() for part in stance.split(",") if part.strip()]
    for one in stances or ():
        if one not in STANCES:
            raise UnknownName("stance", one, STANCES, status=422)
    return Choice(stances, language_of(language), limited(limit, settings.rows), cursor, controllers=only)
