"""``/questions`` and ``/questions/{id}``: the catalogue, and each question with its form, its answer and its calls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from kg_api.errors import InputError, ParameterError, UnknownName
from kg_api.questions.answer import Choice, Questions
from kg_api.questions.calls import calls
from kg_api.questions.catalogue import Question
from kg_api.questions.comparison import BY, FEWEST, MOST
from kg_api.questions.one_word import STANCES
from kg_api.questions.suggestions import Suggestions
from kg_api.web import documents
from kg_api.web.language import PARAMETER, has_words
from kg_api.web.pages import page
from kg_api.web.views import dossier
from kg_api.web.views.chosen import written
from kg_api.web.views.home import by_stance
from kg_api.web.views.question_charts import drawn
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
_OWN: Final = frozenset({"stance", "cursor", PARAMETER})
# What a browser's address may still have of the address of an answer.
_PASSED_OVER: Final = frozenset({"format", "limit", "labels"})


@dataclass(frozen=True)
class _Asked:
    """What an address asks of a question; ``example`` are the parameters that came from the examples."""

    given: dict[str, str]
    example: dict[str, str]
    stance: str | None
    cursor: str | None
    language: str

    @property
    def values(self) -> dict[str, str]:
        """What is asked: what was given, else the example of what is needed."""
        return {**self.example, **{name: value for name, value in self.given.items() if value}}


def router(questions: Questions) -> APIRouter:
    """The routes ``/questions`` and ``/questions/{id}``."""
    routes, suggestions = APIRouter(), Suggestions(questions)

    @routes.get(PATH, include_in_schema=False)
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
    asked = _asked(request, question, language)
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
        fields=_fields(question, suggestions, asked, fault),
        **found,
    )


def _asked(request: Request, question: Question, language: str) -> _Asked:
    query = request.query_params
    given = {name: value for name, value in query.items() if name not in _OWN and name not in _PASSED_OVER}
    example = {
        one.name: one.example
        for one in question.parameters
        if one.required and one.default is None and one.name not in given
    }
    return _Asked(given, example, query.get("stance") or None, query.get("cursor") or None, language)


def _fields(
    question: Question, suggestions: Suggestions, asked: _Asked, fault: InputError | None
) -> list[dict[str, Any]]:
    """The parameters as fields of the form, each with its value, suggestions and fault."""
    return [
        {
            "parameter": one,
            "label": one.label[asked.language],
            "value": asked.given.get(one.name, asked.example.get(one.name, "")),
            "suggestions": suggestions.of(one, asked.language),
            "fault": fault if fault and fault.parameter == one.name else None,
            "input": {"date": "date", "number": "number"}.get(one.kind, "text"),
        }
        for one in question.parameters
    ]


def _found(questions: Questions, request: Request, question: Question, asked: _Asked) -> dict[str, Any]:
    """The answer and all that is made of it; InputError where it was asked wrongly."""
    for name, value in asked.given.items():
        if not value and (needed := question.parameter(name)).required and needed.default is None:
            raise ParameterError(
                f"{question.id} needs the parameter “{name}”, for instance {needed.example}.", name
            )
    answer = questions.answer(question.id, asked.values, _choice(asked))
    columns = {
        name: column
        for name, column in question.columns.items()
        if any(row[name] not in (None, []) for row in answer["rows"])
    }
    return {
        "answer": answer,
        "columns": columns,
        "groups": by_stance(answer, _NAMED),
        "chart": drawn(questions, question, asked.values, asked.language),
        "sparql": questions.sparql(question.id, asked.values),
        "calls": calls(documents.address(request), question, _api(asked)),
        "stances": _stances(request, question, asked),
        "following": _to(request, question, asked, cursor=answer["next"]) if answer["next"] else None,
        "first": _to(request, question, asked) if asked.cursor else None,
        "api": f"{request.scope.get('root_path', '')}/api/v1/questions/{question.id}/answer?"
        f"{urlencode(_api(asked))}",
        "dossier": _dossier(request, question, answer, asked),
        "beside": _beside(request, question, answer),
    }


def _choice(asked: _Asked) -> Choice:
    stances = asked.stance.split(",") if asked.stance else None
    for one in stances or ():
        if one not in STANCES:
            raise UnknownName("stance", one, STANCES, status=422)
    return Choice(stances, asked.language, _EACH, asked.cursor)


def _api(asked: _Asked) -> dict[str, str]:
    """The parameters of the address of the same answer."""
    stance = {"stance": asked.stance} if asked.stance else {}
    return {**asked.values, **stance, PARAMETER: asked.language}


def _to(request: Request, question: Question, asked: _Asked, **changed: str | None) -> str:
    """The address of this page with some parameters changed; the cursor is kept only where it is named."""
    kept = {PARAMETER: asked.language} if PARAMETER in request.query_params else {}
    root = request.scope.get("root_path", "")
    given: Mapping[str, str | None] = {**asked.given, "stance": asked.stance, **kept, **changed}
    return written(root, f"{PATH}/{question.id}", given)


def _stances(request: Request, question: Question, asked: _Asked) -> list[tuple[str | None, str, bool]]:
    """The choices of stance, each with its address and whether it is the one: what the question is after, one, all."""
    if question.about == "corpus":
        return []
    every = ",".join(STANCES)
    return [
        (name, _to(request, question, asked, stance=name), asked.stance == name)
        for name in (None, *STANCES, every)
    ]


def _beside(request: Request, question: Question, answer: Mapping[str, Any]) -> str | None:
    """The address of the comparison of the controllers that are not silent, by what the question is about, at the row
    that it asks for; None where there are fewer than two, or too many.
    """
    said = [one["controller"] for one in answer["summary"] if one["stance"] != "silent"]
    if not FEWEST <= len(said) <= MOST:
        return None
    by = next((name for name in BY if question.topic.startswith(name)), BY[0])
    row = answer["parameters"].get(by) or (answer["parameters"].get("country") if by == "transfer" else None)
    given = {
        "controllers": ",".join(said),
        "by": by,
        "row": row,
        PARAMETER: request.query_params.get(PARAMETER),
    }
    return written(request.scope.get("root_path", ""), "/compare", given) + ("#passages" if row else "")


def _dossier(request: Request, question: Question, answer: Mapping[str, Any], asked: _Asked) -> str | None:
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
