"""``/dossier``: what one takes to a hearing, as a zip: the files that ``privacy-kg dossier`` writes, made in memory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from kg_api.engine.cancel import Cancel
from kg_api.errors import ParameterError
from kg_api.questions.answer import Questions
from kg_api.questions.assessments import law_of
from kg_api.questions.catalogue import language_of
from kg_api.questions.comparison import MOST
from kg_api.questions.dossier import dossier_files, zipped
from kg_api.snapshot.store import Manifest
from kg_api.web import documents
from kg_api.web.assessments import day_of
from kg_api.web.disconnect import while_connected
from kg_api.web.etags import edition, tag_base
from kg_api.web.parameters import once, refuse_others
from kg_api.web.views.chosen import split

PATH: Final = "/dossier"
_TYPE: Final = "application/zip"
_MOST_ROWS: Final = 5_000
_OWN: Final = frozenset({"controllers", "question", "law", "as_of", "language"})


@dataclass(frozen=True)
class _Wanted:
    controllers: tuple[str, ...]
    question: str | None
    given: dict[str, str]
    law: str | None
    as_of: date | None
    language: str


def router(questions: Questions, manifest: Manifest) -> APIRouter:
    """The route ``/dossier`` over a snapshot's questions; the dossiers name the snapshot by its manifest."""
    routes = APIRouter()

    @routes.get(PATH, include_in_schema=False)
    async def read_dossier(request: Request) -> Response:
        """``controllers`` and ``law``, or ``question`` with its parameters."""
        once(request)
        wanted = _wanted(questions, request)

        def work(_cancel: Cancel) -> Response:
            base = tag_base(
                edition(questions), "dossier", manifest.built, wanted.controllers, *_about(wanted)
            )
            answer = documents.answer(request, _TYPE, base, lambda: _made(questions, manifest, wanted))
            answer.headers["Content-Disposition"] = f'attachment; filename="{_name(wanted)}.zip"'
            return answer

        return await while_connected(request, work)

    return routes


def _wanted(questions: Questions, request: Request) -> _Wanted:
    """What is asked for; ParameterError where it is neither a question nor a law, or of no or too many controllers."""
    given = request.query_params
    question, law = given.get("question"), given.get("law")
    if (question is None) == (law is None):
        raise ParameterError("Say what the dossier is about: question or law, one of the two.")
    law_of(law)
    named = split(given.get("controllers"))
    if not 1 <= len(named) <= MOST:
        raise ParameterError(f"controllers holds {len(named)}; a dossier takes 1 to {MOST}.", "controllers")
    slugs = [questions.names.slugs[questions.names.controller(name)] for name in named]
    rest = {name: value for name, value in given.items() if name not in _OWN and value}
    if rest and question is None:
        refuse_others(rest, _OWN)
    return _Wanted(
        tuple(dict.fromkeys(slugs)),
        questions.catalogue[question].id if question else None,
        rest,
        law,
        day_of(given.get("as_of")),
        language_of(given.get("language", "en")),
    )


def _about(wanted: _Wanted) -> tuple[object, ...]:
    return wanted.question, sorted(wanted.given.items()), wanted.law, str(wanted.as_of), wanted.language


def _made(questions: Questions, manifest: Manifest, wanted: _Wanted) -> bytes:
    files = dossier_files(
        questions,
        manifest,
        wanted.controllers,
        wanted.question,
        wanted.given,
        wanted.law,
        wanted.as_of,
        wanted.language,
        _MOST_ROWS,
    )
    return zipped(files, _name(wanted))


def _name(wanted: _Wanted) -> str:
    """The name of the archive and of the folder in it: slugs and ids are of letters, digits and hyphens."""
    who = wanted.controllers[0] if len(wanted.controllers) == 1 else f"{len(wanted.controllers)}-controllers"
    return f"dossier-{wanted.question or wanted.law}-{who}"
