"""``/compare``: controllers side by side, one dimension at a time, and the passages of a row beside each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from kg_api.errors import InputError, ParameterError, UnknownName
from kg_api.questions.answer import Questions
from kg_api.questions.comparison import (
    BY,
    FEWEST,
    JUDGED,
    Comparison,
    View,
    chosen_controllers,
    compare,
    query_of,
)
from kg_api.questions.comparison_crossed import bases_by_purpose, periods
from kg_api.questions.comparison_render import word_of
from kg_api.questions.listing import in_order, notice_dates, notice_languages
from kg_api.vocabulary import DPV, curie
from kg_api.web.language import PARAMETER
from kg_api.web.pages import page
from kg_api.web.parameters import takes
from kg_api.web.views import dossier
from kg_api.web.views.back import links_from
from kg_api.web.views.chosen import BOX, JOINED, boxes, canonical, split, written
from kg_api.web.views.compare_charts import time_axis
from kg_api.web.views.compare_dots import dots
from kg_api.web.views.compare_panel import Panel, mark_panel, row_panel
from kg_api.web.views.spans import span
from kg_api.web.views.view import offers, prefixed, shown

PATH: Final = "/compare"
# Controllers that are shown where none is named.
_FIRST: Final = 5
# Cells on one page; more rows come on the next.
_CELLS: Final = 2_400
_FEWEST_ROWS: Final = 40
_MOST_ROWS: Final = 200
# Controllers up to which each cell is a link; beyond, the name of the row is the one link.
_LINKED: Final = 10
# Controllers up to which a chart is drawn.
_DRAWN: Final = 12
_LONGEST: Final = 100
# The parameter that narrows a row to one mark of the chart.
_WITH: Final = "with"
_PERIOD: Final = curie(DPV["TemporalDuration"].value)
_PASSAGES: Final = "#passages"
_CHARTED: Final = {"basis": "bases", "purpose": "bases", "retention": "periods"}


@dataclass(frozen=True)
class _Asked:
    """What an address asks for; ``named`` says whether it names the controllers, ``cursor`` where its rows begin."""

    controllers: list[str]
    by: str
    differences: bool
    row: str | None
    narrowed: str | None
    cursor: str | None
    find: str
    language: str
    named: bool


def router(questions: Questions) -> APIRouter:
    """The route ``/compare``."""
    routes = APIRouter()

    @routes.get(PATH, include_in_schema=False)
    @takes(BOX, JOINED, "by", "differences", "row", _WITH, "cursor", "find")
    async def compare_page(request: Request) -> Response:
        """The matrix; ``row`` is the id of the row whose passages are shown."""
        if (to := canonical(request)) is not None:
            return to
        return await shown(request, lambda language: _page(questions, request, language))

    return routes


def _page(questions: Questions, request: Request, language: str) -> Response:
    fault: InputError | None = None
    found: Comparison | None = None
    by = request.query_params.get("by", BY[0])
    asked = _Asked(split(request.query_params.get(JOINED)), by, False, None, None, None, "", language, True)
    try:
        asked = _asked(questions, request, language)
        # A corpus of one controller has nothing to compare, which is no fault of who looks.
        found = _compared(questions, asked) if asked.named or len(asked.controllers) >= FEWEST else None
    except InputError as error:
        fault = error
    values = _around(questions, request, asked) | {"panel": None}
    if found is not None:
        values |= _found(questions, asked, found, values["to"])
    return page(
        request, "compare.html", status=fault.status if fault else 200, fault=fault, found=found, **values
    )


def _asked(questions: Questions, request: Request, language: str) -> _Asked:
    given = request.query_params
    named = split(given.get(JOINED))
    first = [questions.names.slugs[iri] for iri in in_order(questions)[:_FIRST]]
    if (differences := given.get("differences", "false")) not in ("true", "false"):
        raise ParameterError(f"“differences” is true or false, not “{differences[:40]}”.", "differences")
    return _Asked(
        controllers=named or first,
        by=given.get("by", BY[0]),
        differences=differences == "true",
        row=given.get("row") or None,
        narrowed=given.get(_WITH) or None,
        cursor=given.get("cursor") or None,
        find=given.get("find", "")[:_LONGEST].strip(),
        language=language,
        named=bool(named),
    )


def _compared(questions: Questions, asked: _Asked) -> Comparison:
    limit = max(_FEWEST_ROWS, min(_MOST_ROWS, _CELLS // max(1, len(asked.controllers))))
    view = View(asked.differences, asked.language, limit, asked.cursor, passages_of=asked.row or "")
    return compare(questions, asked.controllers, asked.by, view)


def _around(questions: Questions, request: Request, asked: _Asked) -> dict[str, Any]:
    """What the page has whatever comes of the comparison: the form, and addresses."""
    root = request.scope.get("root_path", "")
    kept = {PARAMETER: asked.language} if PARAMETER in request.query_params else {}
    own = {
        JOINED: ",".join(asked.controllers) if asked.named else None,
        "by": asked.by,
        "differences": "true" if asked.differences else None,
    }
    return {
        "snapshot": questions.engine.describe().snapshot,
        "asked": asked,
        "cursor": asked.cursor,
        "dimensions": BY,
        "dossier": offers(request, dossier.PATH),
        # Nothing is ticked until one chooses: to compare two is two ticks, and not three to take away.
        "form": boxes(questions, asked.controllers if asked.named else [], asked.find),
        "to": partial(_to, root, {**own, **kept}),
        "passage_href": links_from(request, _own(own, asked)),
        "api": f"{root}/api/v1/compare?{_api(asked)}",
    }


def _to(root: str, own: Mapping[str, str | None], fragment: str = "", **changed: str | None) -> str:
    """The address of this page with some parameters changed."""
    return written(root, PATH, {**own, **changed}) + fragment


def _own(own: Mapping[str, str | None], asked: _Asked) -> str:
    """The address below the root to which a passage leads back: this page, with what is open on it."""
    here = {**own, "row": asked.row, _WITH: asked.narrowed, "cursor": asked.cursor}
    return _to("", here, _PASSAGES if asked.row else "")


def _api(asked: _Asked) -> str:
    given = {
        JOINED: ",".join(asked.controllers),
        "by": asked.by,
        "differences": str(asked.differences).lower(),
        PARAMETER: asked.language,
    }
    return urlencode(given, safe=",")


def _found(questions: Questions, asked: _Asked, found: Comparison, to: Callable[..., str]) -> dict[str, Any]:
    iris = chosen_controllers(questions, asked.controllers)
    panel, no_row = _panel(questions, asked, found, iris)
    dates, spoken = notice_dates(questions, iris), notice_languages(questions, iris) if panel else {}
    return {
        "rows": _rows(found, asked.language),
        "judged": asked.by in JUDGED,
        "linked": len(iris) <= _LINKED,
        "words": _words(found),
        "panel": panel,
        "no_row": no_row,
        "dates": {questions.names.slugs[iri]: dates.get(iri) for iri in iris},
        "spoken": {questions.names.slugs[iri]: language for iri, language in spoken.items()},
        "differing": sum(not row["same"] for row in found["rows"]),
        "sparql": prefixed(query_of(questions, asked.controllers, asked.by)),
        **_chart(questions, asked, iris, to),
    }


def _panel(
    questions: Questions, asked: _Asked, found: Comparison, iris: list[str]
) -> tuple[Panel | None, UnknownName | None]:
    """The passages that are open, or why there are none of what was asked."""
    if not asked.row:
        return None, None
    try:
        if asked.narrowed:
            return mark_panel(questions, found, iris, asked.row, asked.narrowed, asked.language), None
        panel = row_panel(questions, found, asked.row, asked.language)
    except UnknownName as error:
        return None, error
    ids = [row["concept"]["id"] for row in found["rows"]]
    return panel, None if panel else UnknownName("row", asked.row, ids)


def _chart(questions: Questions, asked: _Asked, iris: list[str], to: Callable[..., str]) -> dict[str, Any]:
    """The picture that says more than the table, where the dimension has one; ``chart`` is its kind, else None.

    Each mark leads to its passages on this page.
    """
    kind = _CHARTED.get(asked.by) if len(iris) <= _DRAWN else None
    drawn: Any = None
    if kind == "bases":
        names = {questions.names.slugs[iri]: questions.names.controllers[iri] for iri in iris}
        drawn = dots(
            bases_by_purpose(questions, iris, asked.language), names, partial(_of_pair, to, asked.by)
        )
    elif kind == "periods":
        drawn = time_axis(periods(questions, iris), asked.language, partial(_of_mark, to, _PERIOD))
    return {"chart": kind if drawn else None, "drawn": drawn}


def _of_pair(to: Callable[..., str], by: str, purpose: str, basis: str) -> str:
    return _of_mark(to, *((basis, purpose) if by == "basis" else (purpose, basis)))


def _of_mark(to: Callable[..., str], row: str, narrowed: str) -> str:
    return to(_PASSAGES, **{"row": row, _WITH: narrowed})


def _rows(found: Comparison, language: str) -> list[dict[str, Any]]:
    """The rows with what a cell shows beside its mark: how deep it stands, its word, its days in words."""
    depths: dict[str, int] = {}
    rows = []
    for row in found["rows"]:
        concept = row["concept"]
        depths[concept["id"]] = min(
            (depths[one] + 1 for one in concept["broader"] if one in depths), default=0
        )
        cells = {
            slug: {
                **cell,
                "word": word_of(cell),
                "days": span(cell["days"]["shortest"], cell["days"]["longest"], language)
                if cell["days"]
                else None,
                "grounds": _grounds(cell),
            }
            for slug, cell in row["cells"].items()
        }
        rows.append({**row, "cells": cells, "depth": min(depths[concept["id"]], 5)})
    return rows


def _grounds(cell: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The grounds of a cell, each once: one that is relied on is not shown as one of several again."""
    relied_on = {ground["iri"] for ground in cell["grounds"] if not ground["offered"]}
    return [one for one in cell["grounds"] if not one["offered"] or one["iri"] not in relied_on]


def _words(found: Comparison) -> list[str]:
    """The words that cells have, in the order in which a key lists them."""
    there = {word_of(cell) for row in found["rows"] for cell in row["cells"].values()}
    order = (
        *("stated", "implied", "denied", "silent", "conflicting"),
        *("met", "partly", "not met", "cannot tell", "not applicable", "found", "none", "not judged"),
    )
    return [word for word in order if word in there]
