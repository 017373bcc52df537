"""``/search?q=``: controllers, concepts, duties and questions whose names hold the words, else what comes near."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from kg_api.engine import select
from kg_api.questions.answer import Questions
from kg_api.questions.catalogue import LANGUAGES, Question
from kg_api.questions.listing import in_order
from kg_api.vocabulary import DATA, DPV, LOC, PREFIXES, SPARQL_PREFIXES, curie
from kg_api.web.kept import Kept
from kg_api.web.language import has_words
from kg_api.web.pages import page
from kg_api.web.parameters import takes
from kg_api.web.views.search_asks import Asks, asks
from kg_api.web.views.view import answer_path, shown

_EACH: Final = 20
# Letters by which two words are taken for the same: markets and marketing.
_STEM: Final = 6
# Questions beside a concept.
_ASKS: Final = 3
_PLACES: Final = DPV["Location"].value
_LONGEST: Final = 100
_DUTIES: Final = "SELECT ?duty ?number WHERE { ?duty a pkg:Duty ; dct:identifier ?number }"
# The question that takes the number of a duty.
_ONE_DUTY: Final = "duty-across-controllers"
# What the program is made of, and no reader asks for by name: rules, shapes, its own vocabulary.
_INSIDE: Final = tuple(PREFIXES[name] for name in ("aspect", "cond", "finding", "pkg"))
_NEAR: Final = 5
_ALIKE: Final = 0.72
_LONG: Final = re.compile(r"\w[\w-]{2,}\w")
# Controllers that a search without hits leads to.
_FEW: Final = 8


@dataclass(frozen=True)
class Index:
    """Names of concepts by IRI (those of single policies left out), numbers of duties by IRI, words by language, and
    which questions take a concept.
    """

    names: dict[str, tuple[str, ...]]
    duties: dict[str, str]
    words: dict[str, list[str]]
    asks: Asks


def router(questions: Questions) -> APIRouter:
    """The route ``/search``."""
    routes = APIRouter()
    kept = Kept(questions.engine, lambda _: indexed(questions))

    @routes.get("/search", include_in_schema=False)
    @takes("q")
    async def search(request: Request) -> Response:
        """What is found, the nearest names first."""

        def make(language: str) -> Response:
            text = " ".join(request.query_params.get("q", "")[:_LONGEST].split())
            index, every = kept.get(), in_order(questions)
            found = find(questions, text, language, index)
            return page(
                request,
                "search.html",
                snapshot=questions.engine.describe().snapshot,
                text=text,
                found=found,
                near=[] if any(one["count"] for one in found.values()) else near(index, text, language),
                controllers=[
                    (questions.names.slugs[iri], questions.names.controllers[iri]) for iri in every[:_FEW]
                ],
                every=len(every),
                topics=sorted({question.topic for question in questions.catalogue}),
                known=partial(has_words, language),
            )

        return await shown(request, make)

    return routes


def find(
    questions: Questions, text: str, language: str, index: Index | None = None
) -> dict[str, dict[str, Any]]:
    """What has ``text`` in its name: ``controllers``, ``questions``, ``concepts``, ``duties``, with count and items.

    ``index`` is that of :func:`indexed`, where it has been made before.
    """
    wanted = text.casefold()
    index = indexed(questions) if index is None else index
    kinds = (
        ("controllers", _controllers(questions, wanted)),
        ("concepts", _concepts(questions, index, wanted, language)),
        ("duties", _duties(questions, index, wanted, language)),
        ("questions", _questions(questions, wanted, language)),
    )
    found = {name: _first(items if wanted else ()) for name, items in kinds}
    for item in found["concepts"]["items"]:
        item["asks"] = [
            {
                "title": questions.catalogue[id].title[language],
                "to": answer_path(id, **{parameter: item["id"]}, language=language),
            }
            for id, parameter in index.asks.get(item["iri"], ())
        ]
    return found


def near(index: Index, text: str, language: str) -> list[str]:
    """The words of names in ``language`` that are spelt much like ``text``, the likest first."""
    return get_close_matches(text.casefold(), index.words[language], _NEAR, _ALIKE) if text else []


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


def indexed(questions: Questions) -> Index:
    """What one search needs, read once for a snapshot."""
    duties = select(questions.engine, SPARQL_PREFIXES + _DUTIES)
    return Index(
        {
            iri: (*(label.casefold() for label in labels.values()), curie(iri).casefold())
            for iri, labels in questions.names.labels.items()
            if not iri.startswith((DATA, *_INSIDE))
        },
        {row["duty"].value: row["number"].value for row in duties},
        {language: _words(questions, language) for language in LANGUAGES},
        asks(questions),
    )


def _words(questions: Questions, language: str) -> list[str]:
    """Controllers, and every word of the titles of questions and of concepts, places left out."""
    names = questions.names
    texts = [*names.controllers.values(), *(question.title[language] for question in questions.catalogue)]
    texts += [
        label
        for iri, labels in names.labels.items()
        if not iri.startswith((DATA, *_INSIDE)) and iri not in LOC and (label := labels.get(language))
    ]
    return list(dict.fromkeys(word for text in texts for word in _LONG.findall(text.casefold())))


def _concepts(
    questions: Questions, index: Index, wanted: str, language: str
) -> Iterable[tuple[int, str, dict[str, Any]]]:
    """Concepts, each with the questions that take it."""
    for iri, names in index.names.items():
        if iri not in index.duties and (rank := _rank(names, wanted)) is not None:
            label = questions.names.label(iri, language)
            # A region of a country is seldom what one is after.
            far = 4 * rank + (16 if iri in LOC and "-" in iri.rpartition("#")[2] else 0)
            far -= 3 * (iri in index.asks)
            yield far, label, {"label": label, "id": curie(iri), "iri": iri}


def _duties(
    questions: Questions, index: Index, wanted: str, language: str
) -> Iterable[tuple[int, str, dict[str, Any]]]:
    """Duties, each with how it stands with every controller."""
    for iri, number in index.duties.items():
        if (rank := _rank((*index.names.get(iri, ()), number.casefold()), wanted)) is not None:
            label = questions.names.label(iri, language)
            to = answer_path(_ONE_DUTY, duty=number, language=language)
            yield rank, label, {"label": label, "duty": number, "to": to}


def _questions(questions: Questions, wanted: str, language: str) -> Iterable[tuple[int, str, dict[str, Any]]]:
    for question in questions.catalogue:
        title = question.title[language]
        rank = _rank((title, question.id, *question.keywords, *question.title.values()), wanted)
        rank = 5 if rank is None and wanted in question.description[language].casefold() else rank
        rank = _alike(question, wanted) if rank is None else rank
        if rank is not None:
            yield rank, title, _shown_question(question, language)


def _alike(question: Question, wanted: str) -> int | None:
    """6 where a question has most of the long words of a text, or their beginnings: one asks as one would a person."""
    words = {word[:_STEM] for word in re.findall(r"\w{4,}", wanted)}
    if len(words) < 2:
        return None
    texts = (*question.title.values(), *question.keywords, *question.description.values())
    has = {word[:_STEM] for word in re.findall(r"\w{4,}", " ".join(texts).casefold())}
    return 6 if 3 * len(words & has) >= 2 * len(words) else None


def _shown_question(question: Question, language: str) -> dict[str, Any]:
    examples = {parameter.name: parameter.example for parameter in question.parameters if parameter.required}
    return {
        "id": question.id,
        "title": question.title[language],
        "description": question.description[language],
        "to": answer_path(question.id, **examples, language=language),
    }
