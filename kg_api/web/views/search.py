"""``/search?q=``: controllers, concepts and questions whose names hold the words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from kg_api.questions.answer import Questions
from kg_api.questions.catalogue import Question
from kg_api.vocabulary import DATA, curie, expand
from kg_api.web.pages import page
from kg_api.web.views.view import answer_path, shown

_EACH: Final = 20
_LONGEST: Final = 100


def router(questions: Questions) -> APIRouter:
    """The route ``/search``."""
    routes = APIRouter()

    @routes.get("/search", include_in_schema=False)
    async def search(request: Request) -> Response:
        """What is found, the nearest names first."""

        def make(language: str) -> Response:
            text = " ".join(request.query_params.get("q", "")[:_LONGEST].split())
            return page(
                request,
                "search.html",
                snapshot=questions.engine.describe().snapshot,
                text=text,
                found=find(questions, text, language),
            )

        return await shown(request, make)

    return routes


def find(questions: Questions, text: str, language: str) -> dict[str, dict[str, Any]]:
    """What has ``text`` in its name: ``controllers``, ``concepts``, ``questions``, each with count and items."""
    wanted = text.casefold()
    kinds = (
        ("controllers", _controllers(questions, wanted)),
        ("concepts", _concepts(questions, wanted, language)),
        ("questions", _questions(questions, wanted, language)),
    )
    return {name: _first(items if wanted else ()) for name, items in kinds}


def _first(items: Iterable[tuple[int, str, dict[str, Any]]]) -> dict[str, Any]:
    ranked = sorted(items, key=lambda item: (item[0], len(item[1]), item[1]))
    return {"count": len(ranked), "items": [item for _, _, item in ranked[:_EACH]]}


def _rank(names: Iterable[str], wanted: str) -> int | None:
    """0 for a name that is the text, 1 for one that begins with it, 2 with such a word, 3 for one that holds it."""
    best = None
    for name in names:
        found = name.casefold()
        if wanted in found:
            rank = 3 - (f" {wanted}" in found)
            rank = 1 if found.startswith(wanted) else rank
            rank = 0 if found == wanted else rank
            best = rank if best is None else min(best, rank)
    return best


def _controllers(questions: Questions, wanted: str) -> Iterable[tuple[int, str, dict[str, Any]]]:
    for iri, name in questions.names.controllers.items():
        slug = questions.names.slugs[iri]
        if (rank := _rank((name, slug), wanted)) is not None:
            yield rank, name, {"controller": slug, "controller_name": name}


def _concepts(questions: Questions, wanted: str, language: str) -> Iterable[tuple[int, str, dict[str, Any]]]:
    """Concepts of the vocabularies, not the nodes of single policies, with the questions that take them."""
    names = questions.names
    for iri, labels in names.labels.items():
        if iri.startswith(DATA):
            continue
        if (rank := _rank((*labels.values(), curie(iri)), wanted)) is not None:
            label = names.label(iri, language)
            asks = _asks(questions, iri, language)
            # What one can ask something of comes before what only has the name.
            yield (
                rank + (0 if asks else 4),
                label,
                {"label": label, "id": curie(iri), "iri": iri, "asks": asks},
            )


def _asks(questions: Questions, iri: str, language: str) -> list[dict[str, str]]:
    """The questions that need nothing but this concept."""
    found = []
    for question in questions.catalogue:
        required = [parameter for parameter in question.parameters if parameter.required]
        one = required[0] if len(required) == 1 else None
        scheme = "https://w3id.org/dpv#Location" if one and one.kind == "country" else None
        scheme = scheme or (expand(one.scheme) if one and one.scheme else None)
        if one and scheme and iri in questions.names.below.get(scheme, ()):
            to = answer_path(question.id, **{one.name: curie(iri)}, language=language)
            found.append({"title": question.title[language], "to": to})
    return found


def _questions(questions: Questions, wanted: str, language: str) -> Iterable[tuple[int, str, dict[str, Any]]]:
    for question in questions.catalogue:
        title = question.title[language]
        rank = _rank((title, question.id, *question.keywords, *question.title.values()), wanted)
        rank = 5 if rank is None and wanted in question.description[language].casefold() else rank
        if rank is not None:
            yield rank, title, _shown_question(question, language)


def _shown_question(question: Question, language: str) -> dict[str, Any]:
    examples = {parameter.name: parameter.example for parameter in question.parameters if parameter.required}
    return {
        "id": question.id,
        "title": question.title[language],
        "description": question.description[language],
        "to": answer_path(question.id, **examples, language=language),
    }
