"""``/assessments``: duties by controllers as a heat map, what each cell rests on, and a report to print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from kg_api.errors import InputError, ParameterError, UnknownName
from kg_api.questions.answer import Questions
from kg_api.questions.assessments import LAWS, OUTCOMES, assessment
from kg_api.questions.comparison import FEWEST, MOST
from kg_api.questions.comparison_duties import cases_query
from kg_api.questions.duty_matrix import Filter, duty_matrix
from kg_api.questions.listing import in_order
from kg_api.questions.shortfalls import in_full, tell_once
from kg_api.web.language import PARAMETER, has_words
from kg_api.web.pages import page
from kg_api.web.parameters import takes
from kg_api.web.views import dossier
from kg_api.web.views.chosen import BOX, JOINED, boxes, canonical, split, written
from kg_api.web.views.notices import current_notices
from kg_api.web.views.view import offers, page_number, prefixed, shown

PATH: Final = "/assessments"
_EACH: Final = 20
# Controllers of a report to print: each is an assessment with its advice.
_REPORTED: Final = 10
_LONGEST: Final = 100
_FILTERS: Final = ("law", "kind", "article", "outcome")
# What a report lists.
_SHORT: Final = ("not met", "partly", "cannot tell")


@dataclass(frozen=True)
class _Asked:
    """What an address asks for: controllers (slugs), which duties, a cell that is open, whether to report."""

    controllers: list[str]
    wanted: Filter
    duty: str | None
    of: str | None
    report: bool
    find: str
    language: str
    named: bool
    current: int = 1
    pages: int = 1


def router(questions: Questions) -> APIRouter:
    """The route ``/assessments``."""
    routes = APIRouter()

    @routes.get(PATH, include_in_schema=False)
    @takes(BOX, JOINED, *_FILTERS, "duty", "of", "report", "find", "page")
    async def assessments(request: Request) -> Response:
        """The heat map; ``duty`` and ``of`` open a cell, ``report=true`` lists what falls short."""
        if (to := canonical(request)) is not None:
            return to
        return await shown(request, lambda language: _page(questions, request, language))

    return routes


def _page(questions: Questions, request: Request, language: str) -> Response:
    fault: InputError | None = None
    found: dict[str, Any] | None = None
    asked = _Asked([], Filter(), None, None, False, "", language, False)
    values: dict[str, Any] = {}
    try:
        asked = _asked(questions, request, language)
        iris = [questions.names.controller(name) for name in asked.controllers]
        found = duty_matrix(questions, iris, asked.wanted, language)
        _refuse_unknown(asked.wanted, found)
        values = _found(questions, request, asked, iris, found)
    except InputError as error:
        fault = error
        found = found or duty_matrix(questions, in_order(questions)[:_EACH], Filter(), language)
    return page(
        request,
        "assessments.html",
        status=fault.status if fault else 200,
        snapshot=questions.engine.describe().snapshot,
        asked=asked,
        fault=fault,
        found=found,
        outcomes=OUTCOMES,
        given={name: request.query_params.get(name) or None for name in _FILTERS},
        form=boxes(questions, asked.controllers if asked.named else [], asked.find),
        known=partial(has_words, language),
        **{"open": None, "reports": [], "notices": {}, "shown": False, **values},
    )


def _asked(questions: Questions, request: Request, language: str) -> _Asked:
    given = request.query_params
    named = split(given.get(JOINED))
    if len(named) > MOST:
        raise ParameterError(f"controllers holds {len(named)}; at most {MOST} fit on a page: leave some out.")
    if (report := given.get("report", "false")) not in ("true", "false"):
        raise ParameterError(f"“report” is true or false, not “{report[:40]}”.", "report")
    slugs = questions.names.slugs
    every = in_order(questions)
    pages = 1 if named else max(1, -(-len(every) // _EACH))
    current = page_number(given.get("page"), pages)
    own = [slugs[iri] for iri in every[(current - 1) * _EACH : current * _EACH]]
    return _Asked(
        controllers=list(dict.fromkeys(slugs[questions.names.controller(one)] for one in named)) or own,
        wanted=Filter(**{name: given.get(name) or None for name in _FILTERS}),
        duty=given.get("duty") or None,
        of=given.get("of") or None,
        report=report == "true",
        find=given.get("find", "")[:_LONGEST].strip(),
        language=language,
        named=bool(named),
        current=current,
        pages=pages,
    )


def _refuse_unknown(wanted: Filter, found: Mapping[str, Any]) -> None:
    """UnknownName for a filter that nothing has."""
    for name, value, known in (
        ("law", wanted.law, LAWS),
        ("kind", wanted.kind, found["kinds"]),
        ("article", wanted.article, found["articles"]),
        ("outcome", wanted.outcome, OUTCOMES),
    ):
        if value is not None and value not in known:
            raise UnknownName(name, value, known, status=422)


def _found(
    questions: Questions, request: Request, asked: _Asked, iris: list[str], found: Mapping[str, Any]
) -> dict[str, Any]:
    root = request.scope.get("root_path", "")
    kept = {PARAMETER: asked.language} if PARAMETER in request.query_params else {}
    named = ",".join(asked.controllers)
    own = {
        JOINED: named if asked.named else None,
        **{name: getattr(asked.wanted, name) for name in _FILTERS},
        "page": str(asked.current) if asked.current > 1 else None,
        **kept,
    }
    law = asked.wanted.law or next(iter(LAWS))
    opened = _open(questions, asked)
    told = iris if asked.report else [questions.names.controller(opened["controller"])] if opened else []
    return {
        "shown": True,
        "controllers": [
            (slug, questions.names.controllers[iri])
            for slug, iri in zip(asked.controllers, iris, strict=True)
        ],
        "totals": {name: sum(counts[name] for counts in found["counts"].values()) for name in OUTCOMES},
        "to": partial(_to, root, own),
        "open": opened,
        "notices": current_notices(questions, told),
        "reports": _reports(questions, asked, found) if asked.report else [],
        "reportable": len(iris) <= _REPORTED,
        "api": _api(root, asked, named),
        "sparql": prefixed(cases_query(iris)),
        "dossier": written(root, dossier.PATH, {JOINED: named, "law": law, PARAMETER: asked.language})
        if iris and offers(request, dossier.PATH)
        else None,
        "beside": written(root, "/compare", {JOINED: named, "by": "duty", **kept})
        if FEWEST <= len(iris) <= MOST
        else None,
    }


def _to(root: str, own: Mapping[str, str | None], fragment: str = "", **changed: str | None) -> str:
    return written(root, PATH, {**own, **changed}) + fragment


def _api(root: str, asked: _Asked, named: str) -> str:
    """The address of the same outcomes for programs: a comparison by duty, or the one assessment."""
    if len(asked.controllers) >= FEWEST:
        given = {JOINED: named, "by": "duty", PARAMETER: asked.language}
        return f"{root}/api/v1/compare?{urlencode(given, safe=',')}"
    return f"{root}/api/v1/assessments/{named}?{PARAMETER}={asked.language}"


def _open(questions: Questions, asked: _Asked) -> dict[str, Any] | None:
    """The duty of one controller that is open, with what it rests on and what to add; UnknownName for none."""
    if asked.duty is None or asked.of is None:
        return None
    found = assessment(questions, asked.of, language=asked.language)
    for duty in found["duties"]:
        if duty["duty"] == asked.duty:
            return {
                **in_full(duty),
                "controller": found["controller"],
                **{name: found[name] for name in ("controller_name", "judged_at", "own_date")},
                "law_name": next(
                    (law["law_name"] for law in found["applicability"] if law["law"] == duty["law"]),
                    duty["law"],
                ),
            }
    raise UnknownName("duty", asked.duty, [duty["duty"] for duty in found["duties"]])


def _reports(questions: Questions, asked: _Asked, found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """For each controller the duties shown that are not met, met in part or cannot be told, with the advice."""
    if len(asked.controllers) > _REPORTED:
        raise ParameterError(
            f"A report takes at most {_REPORTED} controllers: choose some of the {len(asked.controllers)}.",
            "report",
        )
    ids = {duty["id"] for duty in found["duties"]}
    reports = []
    for slug in asked.controllers:
        try:
            one = assessment(questions, slug, language=asked.language)
        except UnknownName:
            continue
        duties = [duty for duty in one["duties"] if duty["duty"] in ids and duty["outcome"] in _SHORT]
        duties.sort(key=lambda duty: _SHORT.index(duty["outcome"]))
        reports.append({**one, "duties": tell_once(duties)})
    return reports
