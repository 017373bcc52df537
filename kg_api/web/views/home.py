"""``/``: what this is, a search, two questions answered, the controllers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from kg_api.engine import Engine
from kg_api.questions.answer import Answer, Choice, Questions
from kg_api.questions.catalogue import LANGUAGES
from kg_api.questions.listing import in_order, listing
from kg_api.questions.one_word import STANCES
from kg_api.questions.verdict import verdict, worth_comparing
from kg_api.web.kept import Kept
from kg_api.web.pages import page
from kg_api.web.parameters import takes
from kg_api.web.views.beside import FIRST
from kg_api.web.views.verdicts import beside_path
from kg_api.web.views.view import answer_path, shown

# The two questions that the project began with: a key of the words, the question, its parameters.
_ASKED: Final[tuple[tuple[str, str, Mapping[str, str]], ...]] = (
    ("home.transfers", "controllers-transferring-to", {"country": "US"}),
    (
        "home.marketing",
        "controllers-using-basis-for-purpose",
        {"basis": "dpv:LegitimateInterest", "purpose": "dpv:Marketing"},
    ),
)
# Conflicting first: it is what one would look at.
_ORDER: Final = ("conflicting", *STANCES)
# As many controllers as are all shown; of more, so many of each stance.
_FEW: Final = 12
_EACH: Final = 4
_LISTED: Final = 25
# Rows to take passages from: enough for a few controllers of each stance.
_ROWS: Final = 200


def router(questions: Questions) -> APIRouter:
    """The route ``/``."""
    routes = APIRouter()
    kept = {
        language: Kept(questions.engine, partial(_answers, questions, language)) for language in LANGUAGES
    }

    @routes.get("/", include_in_schema=False)
    @takes()
    async def home(request: Request) -> Response:
        """The first page."""

        def make(language: str) -> Response:
            controllers = in_order(questions)
            return page(
                request,
                "home.html",
                snapshot=questions.engine.describe().snapshot,
                answers=[
                    {
                        **one,
                        "beside": beside_path(
                            request, questions.catalogue[one["id"]], one["given"], one["worth"]
                        ),
                    }
                    for one in kept[language].get()
                ],
                controllers=listing(questions, controllers[:_LISTED], language),
                total=len(controllers),
                facts=questions.engine.describe().quads,
            )

        return await shown(request, make)

    return routes


def _answers(questions: Questions, language: str, _engine: Engine) -> list[dict[str, Any]]:
    return [_answer(questions, language, *asked) for asked in _ASKED]


def _answer(
    questions: Questions, language: str, key: str, id: str, given: Mapping[str, str]
) -> dict[str, Any]:
    """A question with its controllers by stance, a few of each, each with its first passage."""
    choice = Choice(stances=("stated", "implied", "denied"), language=language, limit=_ROWS)
    answer = questions.answer(id, given, choice)
    few = len(answer["summary"]) <= _FEW
    address: Callable[..., str] = partial(answer_path, id, **given)
    question, names = questions.catalogue[id], questions.names
    told = verdict(questions, question, given, answer, FIRST)
    worth = worth_comparing(question, told, FIRST)
    return {
        "key": key,
        "few": few,
        "groups": by_stance(answer, _FEW if few else _EACH),
        "all": address(language=language),
        "id": id,
        "given": given,
        "worth": worth,
        "worth_names": [names.controllers[names.controller(slug)] for slug in worth],
        "json": address(language=language, format="json"),
        "csv": address(language=language, format="csv"),
        "sparql": questions.sparql(id, given),
    }


def by_stance(answer: Answer, most: int) -> list[dict[str, Any]]:
    """The controllers of an answer by their one stance, at most ``most`` of each; those with a passage first.

    Each group has ``stance``, ``count`` and ``controllers``: slug, name, hedged, the most telling evidence or None.
    """
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in answer["rows"]:
        rows.setdefault(row["controller"], []).append(row)
    groups = []
    for stance in _ORDER:
        members = [one for one in answer["summary"] if one["stance"] == stance]
        members.sort(key=lambda one: one["controller"] not in rows)
        if members:
            shown = [_member(one, rows.get(one["controller"], [])) for one in members[:most]]
            groups.append({"stance": stance, "count": answer["counts"][stance], "controllers": shown})
    return groups


def _member(one: dict[str, Any], rows: list[dict[str, Any]]) -> dict[str, Any]:
    fitting = [row for row in rows if row["stance"] == one["stance"]] or rows
    sure = [row for row in fitting if not row["hedged"]] or fitting
    both = [row for row in sure if row.get("link") == "same-sentence"] or sure
    pieces = [piece for row in both for piece in row["evidence"]] or one["evidence"]
    return {
        "controller": one["controller"],
        "controller_name": one["controller_name"],
        "hedged": one["hedged"],
        # A heading says least: the longest passage, and of a pair one that says both, where there is one.
        "piece": max(pieces, key=lambda piece: int(piece["end"] - piece["start"]), default=None),
    }
