"""``/compare``: controllers side by side, one dimension at a time, and the passages of a row beside each other."""

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
from kg_api.questions.listing import in_order
from kg_api.web.language import PARAMETER
from kg_api.web.pages import page
from kg_api.web.views import dossier
from kg_api.web.views.chosen import JOINED, boxes, canonical, split, written
from kg_api.web.views.compare_charts import dots, time_axis
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
_CHARTED: Final = {"basis": "bases", "purpose": "bases", "retention": "periods"}


@dataclass(frozen=True)
class _Asked:
    """What an address asks for; ``named`` says whether it names the controllers."""

    controllers: list[str]
    by: str
    differences: bool
    row: str | None
    offset: int
    find: str
    language: str
    named: bool


def router(questions: Questions) -> APIRouter:
    """The route ``/compare``."""
    routes = APIRouter()

    @routes.get(PATH, include_in_schema=False)
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
    asked = _Asked(split(request.query_params.get(JOINED)), by, False, None, 0, "", language, True)
    try:
        asked = _asked(questions, request, language)
        # A corpus of one controller has nothing to compare, which is no fault of who looks.
        found = _compared(questions, asked) if asked.named or len(asked.controllers) >= FEWEST else None
    except InputError as error:
        fault = error
    values = _around(questions, request, asked) | {"chosen": None}
    if found is not None:
        values |= _found(questions, asked, found)
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
        offset=_offset(given.get("cursor")),
        find=given.get("find", "")[:_LONGEST].strip(),
        language=language,
        named=bool(named),
    )


def _offset(text: str | None) -> int:
    if text is None:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ParameterError("“cursor” is none of ours; follow the links below the table.", "cursor")
    return int(text)


def _compared(questions: Questions, asked: _Asked) -> Comparison:
    limit = max(_FEWEST_ROWS, min(_MOST_ROWS, _CELLS // max(1, len(asked.controllers))))
    view = View(asked.differences, asked.language, limit, asked.offset, passages_of=asked.row or "")
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
        "dimensions": BY,
        "dossier": offers(request, dossier.PATH),
        # Nothing is ticked until one chooses: to compare two is two ticks, and not three to take away.
        "form": boxes(questions, asked.controllers if asked.named else [], asked.find),
        "to": partial(_to, root, {**own, **kept}),
        "api": f"{root}/api/v1/compare?{_api(asked)}",
    }


def _to(root: str, own: Mapping[str, str | None], fragment: str = "", **changed: str | None) -> str:
    """The address of this page with some parameters changed."""
    return written(root, PATH, {**own, **changed}) + fragment


def _api(asked: _Asked) -> str:
    given = {
        JOINED: ",".join(asked.controllers),
        "by": asked.by,
        "differences": str(asked.differences).lower(),
        PARAMETER: asked.language,
    }
    return urlencode(given, safe=",")


def _found(questions: Questions, asked: _Asked, found: Comparison) -> dict[str, Any]:
    iris = chosen_controllers(questions, asked.controllers)
    ids = [row["concept"]["id"] for row in found["rows"]]
    chosen = next((row for row in found["rows"] if row["concept"]["id"] == asked.row), None)
    place = ids.index(asked.row) if chosen and asked.row else None
    return {
        "rows": _rows(found, asked.language),
        "judged": asked.by in JUDGED,
        "linked": len(iris) <= _LINKED,
        "words": _words(found),
        "chosen": chosen,
        "before": found["rows"][place - 1] if place else None,
        "after": found["rows"][place + 1] if place is not None and place + 1 < len(ids) else None,
        "no_row": UnknownName("row", asked.row, ids) if asked.row and chosen is None else None,
        "differing": sum(not row["same"] for row in found["rows"]),
        "sparql": prefixed(query_of(questions, asked.controllers, asked.by)),
        **_chart(questions, asked, iris),
    }


def _chart(questions: Questions, asked: _Asked, iris: list[str]) -> dict[str, Any]:
    """The picture that says more than the table, where the dimension has one; ``chart`` is its kind, else None."""
    kind = _CHARTED.get(asked.by) if len(iris) <= _DRAWN else None
    drawn: Any = None
    if kind == "bases":
        names = {questions.names.slugs[iri]: questions.names.controllers[iri] for iri in iris}
        drawn = dots(bases_by_purpose(questions, iris, asked.language), names)
    elif kind == "periods":
        drawn = time_axis(periods(questions, iris), asked.language)
    return {"chart": kind if drawn else None, "drawn": drawn}


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
