"""``/questions`` and ``/questions/{id}``: the catalogue, and each question with its form, its answer and its calls."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from kg_api.errors import InputError, UnknownName
from kg_api.questions.answer import Answer, Questions
from kg_api.questions.calls import calls
from kg_api.questions.catalogue import Question
from kg_api.questions.comparison import MOST
from kg_api.questions.one_word import STANCES
from kg_api.questions.suggestions import Suggestions
from kg_api.questions.verdict import verdict, worth_comparing
from kg_api.web import documents
from kg_api.web.language import PARAMETER, has_words
from kg_api.web.pages import page
from kg_api.web.parameters import takes
from kg_api.web.views import dossier
from kg_api.web.views.beside import BOX, FIRST
from kg_api.web.views.chosen import written
from kg_api.web.views.question_charts import drawn
from kg_api.web.views.question_form import (
    Asked,
    api_of,
    api_parameters,
    asked_of,
    choice_of,
    fields_of,
    refuse_empty,
    said_in_words,
)
from kg_api.web.views.verdicts import beside_path, told
from kg_api.web.views.view import offers, shown

PATH: Final = "/questions"
_EACH: Final = 50
# The catalogue in the graph that is published of it (:mod:`kg_api.web.queries`) is no part of the data; what the
# data have of their own is which topics facts have.
_LISTED: Final = """PREFIX pkg: <https://w3id.org/privacy-kg/ns#>
SELECT ?topic (COUNT(?fact) AS ?facts) WHERE { ?fact pkg:topic ?topic } GROUP BY ?topic ORDER BY DESC(?facts)
"""
# Controllers named under each stance of the summary; the form for programs has them all.
_NAMED: Final = 40
_LONGEST: Final = 100


def router(questions: Questions) -> APIRouter:
    """The routes ``/questions`` and ``/questions/{id}``."""
    routes, suggestions = APIRouter(), Suggestions(questions)

    @routes.get(PATH, include_in_schema=False)
    @takes("topic", "q")
    async def catalogue(request: Request) -> Response:
        """The catalogue; ``topic`` and ``q`` narrow it."""
        return await shown(request, partial(_catalogue, questions, request))

    @routes.get(f"{PATH}/{{id}}", include_in_schema=False)
    async def question(request: Request, id: str) -> Response:
        """A question; its parameters, ``stance`` and ``cursor`` as in the address of its answer."""
        return await shown(request, partial(_question, questions, suggestions, request, id))

    return routes


def _catalogue(questions: Questions, request: Request, language: str) -> Response:
    topic, text = (
        request.query_params.get("topic") or None,
        request.query_params.get("q", "")[:_LONGEST].strip(),
    )
    topics: dict[str, list[Question]] = {}
    for question in questions.catalogue:
        topics.setdefault(question.topic, []).append(question)
    if topic and topic not in topics:
        raise UnknownName("topic", topic, topics, status=422)
    found = {
        name: fitting
        for name, members in sorted(topics.items())
        if topic in (None, name) and (fitting := [one for one in members if _fits(one, text.casefold())])
    }
    return page(
        request,
        "questions.html",
        snapshot=questions.engine.describe().snapshot,
        topics={name: len(members) for name, members in sorted(topics.items())},
        topic=topic,
        text=text,
        found=found,
        total=len(questions.catalogue),
        count=sum(map(len, found.values())),
        known=partial(has_words, language),
        sparql=_LISTED,
    )


def _fits(question: Question, wanted: str) -> bool:
    texts = (question.id, *question.title.values(), *question.description.values(), *question.keywords)
    return all(any(word in text.casefold() for text in texts) for word in wanted.split())


def _question(
    questions: Questions, suggestions: Suggestions, request: Request, id: str, language: str
) -> Response:
    question = questions.catalogue[id]
    fault: InputError | None = None
    found: dict[str, Any] = {"answer": None}
    asked = asked_of(request, question, language)
    try:
        found = _found(questions, request, question, asked)
    except InputError as error:
        fault = error
    return page(
        request,
        "question.html",
        status=fault.status if fault else 200,
        snapshot=questions.engine.describe().snapshot,
        question=question,
        asked=asked,
        fault=fault,
        fields=fields_of(questions, suggestions, question, asked, fault, *_form(request, question, asked)),
        tongue=partial(questions.names.tongue, language=language),
        **found,
    )


def _found(questions: Questions, request: Request, question: Question, asked: Asked) -> dict[str, Any]:
    """The answer and all that is made of it; InputError where it was asked wrongly."""
    refuse_empty(question, asked)
    answer = questions.answer(question.id, asked.values, choice_of(asked, _EACH))
    columns = {
        name: column
        for name, column in question.columns.items()
        if any(row[name] not in (None, []) for row in answer["rows"])
    }
    return {
        "answer": answer,
        "columns": columns,
        "onward": _onward(questions, question),
        "words": said_in_words(questions, question, asked),
        "chart": drawn(questions, question, asked.values, asked.language),
        "sparql": questions.sparql(question.id, asked.values),
        "calls": calls(documents.address(request), question, api_parameters(asked)),
        "stances": _stances(request, question, asked),
        "following": _to(request, question, asked, cursor=answer["next"]) if answer["next"] else None,
        "first": _to(request, question, asked) if asked.cursor else None,
        "address": _address(request, question, asked),
        "api": api_of(request, question, asked),
        "dossier": _dossier(request, question, answer, asked),
        **_verdict(questions, request, question, answer, asked),
    }


def _onward(questions: Questions, question: Question) -> dict[str, str]:
    """By column of texts the question that asks for one of those alone, such as the number of a duty."""
    return {
        name: other.id
        for name, column in question.columns.items()
        for other in questions.catalogue
        if column.type == "text" and other.id != question.id
        if [(one.name, one.kind) for one in other.parameters if one.required] == [(name, "text")]
    }


def _verdict(
    questions: Questions, request: Request, question: Question, answer: Answer, asked: Asked
) -> dict[str, Any]:
    """The answer in short, and the address that lays those side by side of whom it is said."""
    groups = verdict(questions, question, asked.values, answer, _NAMED)
    worth = worth_comparing(question, groups, FIRST)
    names = {one["controller"]: one["controller_name"] for group in groups for one in group.controllers}
    return {
        "groups": told(question, groups, asked.language),
        "worth": [names[slug] for slug in worth],
        "beside": beside_path(request, question, asked.values, worth) if worth else None,
        "picks": beside_path(request, question, {}, ()).partition("?")[0] if len(names) > 1 else None,
        "box": BOX,
    }


def _form(request: Request, question: Question, asked: Asked) -> tuple[dict[str, str | None], str]:
    """The parameters that a suggestion keeps, and the path that it leads to."""
    kept = {PARAMETER: request.query_params.get(PARAMETER)}
    path = f"{request.scope.get('root_path', '')}{PATH}/{question.id}"
    return {**asked.values, "stance": asked.stance, **kept}, path


def _to(request: Request, question: Question, asked: Asked, **changed: str | None) -> str:
    """The address of this page with some parameters changed; the cursor is kept only where it is named."""
    kept = {PARAMETER: asked.language} if PARAMETER in request.query_params else {}
    root = request.scope.get("root_path", "")
    given: Mapping[str, str | None] = {**asked.given, "stance": asked.stance, **kept, **changed}
    return written(root, f"{PATH}/{question.id}", given)


def _address(request: Request, question: Question, asked: Asked) -> str:
    """The whole address of this answer, for paper: with what it was asked for where that came from the examples."""
    path = _to(request, question, asked, **asked.values)
    return documents.address(request) + path.removeprefix(request.scope.get("root_path", ""))


def _stances(request: Request, question: Question, asked: Asked) -> list[tuple[str | None, str, bool]]:
    """The choices of stance, each with its address and whether it is the one: what the question is after, one, all."""
    if question.about == "corpus":
        return []
    every = ",".join(STANCES)
    return [
        (name, _to(request, question, asked, stance=name), asked.stance == name)
        for name in (None, *STANCES, every)
    ]


def _dossier(request: Request, question: Question, answer: Mapping[str, Any], asked: Asked) -> str | None:
    """The address of the dossier on the controllers of the answer; None where there is none to make, or too many."""
    said = [one["controller"] for one in answer["summary"] if one["stance"] != "silent"]
    if not 1 <= len(said) <= MOST or not offers(request, dossier.PATH):
        return None
    given = {
        "controllers": ",".join(said),
        "question": question.id,
        **asked.values,
        PARAMETER: asked.language,
    }
    return written(request.scope.get("root_path", ""), dossier.PATH, given)
