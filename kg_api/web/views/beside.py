"""``/questions/{id}/beside``: the answer to one question of a few controllers, a column each, every passage open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from kg_api.errors import InputError, ParameterError, UnknownName
from kg_api.questions.answer import Answer, Choice, Questions
from kg_api.questions.catalogue import Question
from kg_api.questions.verdict import verdict, worth_comparing
from kg_api.web import documents
from kg_api.web.language import PARAMETER, words
from kg_api.web.pages import page
from kg_api.web.views import dossier
from kg_api.web.views.chosen import JOINED, boxes, canonical, split, written
from kg_api.web.views.notices import current_notices
from kg_api.web.views.question_form import (
    OWN,
    Asked,
    api_of,
    asked_of,
    choice_of,
    refuse_empty,
    said_in_words,
)
from kg_api.web.views.said import blocks, passages
from kg_api.web.views.verdicts import BESIDE, sentence
from kg_api.web.views.view import offers, shown

# A box of the form that chooses: some questions have a parameter “controller” of their own.
BOX: Final = "pick"
# Controllers in one view, and of those that are taken where none is named.
MOST: Final = 12
FIRST: Final = 4
# Rows on one page; more come on the next.
_ROWS: Final = 200
_LONGEST: Final = 100
_FIND: Final = "find"


@dataclass(frozen=True)
class _Wanted:
    """What an address asks for: of the question, and the controllers (slugs); ``named`` says whether it names them."""

    asked: Asked
    controllers: list[str]
    named: bool
    find: str


def router(questions: Questions) -> APIRouter:
    """The route ``/questions/{id}/beside``."""
    routes = APIRouter()

    @routes.get(f"/questions/{{id}}/{BESIDE}", include_in_schema=False)
    async def beside(request: Request, id: str) -> Response:
        """The parameters of the question, ``controllers`` joined by commas, ``stance`` and ``cursor``."""
        if (to := canonical(request, box=BOX)) is not None:
            return to
        return await shown(request, partial(_page, questions, request, id))

    return routes


def _page(questions: Questions, request: Request, id: str, language: str) -> Response:
    question = questions.catalogue[id]
    asked = asked_of(request, question, language, OWN | {JOINED, _FIND})
    fault: InputError | None = None
    found: dict[str, Any] = {"columns": None}
    try:
        found = _found(questions, request, question, asked)
    except InputError as error:
        fault = error
    return page(
        request,
        "beside.html",
        status=fault.status if fault else 200,
        snapshot=questions.engine.describe().snapshot,
        question=question,
        asked=asked,
        fault=fault,
        up=written(
            request.scope.get("root_path", ""),
            f"/questions/{question.id}",
            {**asked.given, "stance": asked.stance, PARAMETER: request.query_params.get(PARAMETER)},
        ),
        tongue=partial(questions.names.tongue, language=language),
        **found,
    )


def _found(questions: Questions, request: Request, question: Question, asked: Asked) -> dict[str, Any]:
    refuse_empty(question, asked)
    wanted = _wanted(questions, request, question, asked)
    only = frozenset(questions.names.controller(slug) for slug in wanted.controllers)
    answer = questions.answer(question.id, asked.values, choice_of(asked, _ROWS, only))
    joined = ",".join(wanted.controllers)
    to = partial(_to, request, question, wanted)
    return {
        "columns": _columns(questions, question, wanted, answer, only),
        "words": said_in_words(questions, question, asked),
        "who": _who(questions, wanted.controllers, asked.language),
        "named": wanted.named,
        # A form that names none, since no box was ticked, says so; an address may leave them out.
        "unticked": JOINED in request.query_params,
        "form": boxes(questions, wanted.controllers, wanted.find),
        "box": BOX,
        "without": {
            slug: to(controllers=[one for one in wanted.controllers if one != slug])
            for slug in wanted.controllers
        },
        "every": to(stance="stated,implied,denied,silent") if asked.stance is None else None,
        "following": to(cursor=answer["next"]) if answer["next"] else None,
        "first": to() if asked.cursor else None,
        "address": documents.address(request) + to().removeprefix(request.scope.get("root_path", "")),
        "api": api_of(request, question, asked, joined),
        "sparql": questions.sparql(question.id, asked.values, only),
        "dossier": _dossier(request, question, asked, joined),
    }


def _wanted(questions: Questions, request: Request, question: Question, asked: Asked) -> _Wanted:
    """The controllers that are named, each once; where none is, those that say so."""
    if question.about == "corpus":
        raise ParameterError(
            f"{question.id} speaks of no controller, so there is none to lay beside another."
        )
    given = split(request.query_params.get(JOINED))
    names = questions.names
    iris = dict.fromkeys(_controller(questions, name) for name in given[: MOST + 1])
    if len(iris) > MOST or len(given) > 2 * MOST:
        raise ParameterError(
            f"controllers holds {len(given)}; at most {MOST} stand side by side: leave some out.", JOINED
        )
    slugs = [names.slugs[iri] for iri in iris]
    if not given:
        answer = questions.answer(question.id, asked.values, Choice(question.stances, limit=1))
        slugs = worth_comparing(
            question, verdict(questions, question, asked.values, answer, FIRST), FIRST
        ) or [one["controller"] for one in answer["summary"][:FIRST]]
    find = request.query_params.get(_FIND, "")[:_LONGEST].strip()
    return _Wanted(asked, slugs, bool(given), find)


def _controller(questions: Questions, name: str) -> str:
    try:
        return questions.names.controller(name, status=422)
    except UnknownName as error:
        error.parameter = JOINED
        raise


def _columns(
    questions: Questions, question: Question, wanted: _Wanted, answer: Answer, only: frozenset[str]
) -> list[dict[str, Any]]:
    """A column a controller, in the order in which they were named: what is said of it, its notice, its rows."""
    language = wanted.asked.language
    notices = current_notices(questions, sorted(only))
    groups = verdict(questions, question, wanted.asked.values, answer, len(wanted.controllers), only)
    of = {one["controller"]: group for group in groups for one in group.controllers}
    lines = {one["controller"]: one for one in answer["summary"]}
    denials = "denied" not in (choice_of(wanted.asked, 1).stances or question.stances)
    return [
        {
            **lines[slug],
            "notice": notices[slug],
            "sentence": sentence(question, of[slug].said, 1, words(language, "verdict.this"), language),
            "mark": of[slug].stance,
            # To these questions the stance alone does not tell what is said.
            "in_words": question.asks in ("denial", "gap", "finding"),
            "blocks": blocks(question, [row for row in answer["rows"] if row["controller"] == slug]),
            "denials": passages(lines[slug]["evidence"]) if denials else [],
            "cut": answer["truncated"] or wanted.asked.cursor is not None,
        }
        for slug in wanted.controllers
        if slug in lines
    ]


def _who(questions: Questions, slugs: Sequence[str], language: str) -> str:
    """The controllers in words: one beside the other, or those side by side."""
    names = [questions.names.controllers[questions.names.controller(slug)] for slug in slugs]
    if len(names) == 2:
        return words(language, "beside.two", first=names[0], second=names[1])
    if len(names) < 2:
        return "".join(names)
    listed = f"{', '.join(names[:-1])} {words(language, 'duration.and')} {names[-1]}"
    return words(language, "beside.many", names=listed)


def _to(
    request: Request,
    question: Question,
    wanted: _Wanted,
    controllers: Sequence[str] | None = None,
    **changed: str | None,
) -> str:
    """The address of this page with some parameters changed; the cursor is kept only where it is named."""
    given = {
        **wanted.asked.values,
        JOINED: ",".join(wanted.controllers if controllers is None else controllers),
        "stance": wanted.asked.stance,
        PARAMETER: request.query_params.get(PARAMETER),
        **changed,
    }
    return written(request.scope.get("root_path", ""), f"/questions/{question.id}/{BESIDE}", given)


def _dossier(request: Request, question: Question, asked: Asked, joined: str) -> str | None:
    if not offers(request, dossier.PATH) or not joined:
        return None
    given = {JOINED: joined, "question": question.id, **asked.values, PARAMETER: asked.language}
    return written(request.scope.get("root_path", ""), dossier.PATH, given)
