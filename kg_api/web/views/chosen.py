"""Choosing controllers with a plain form: checkboxes that become one parameter of an address that one can pass on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse

from kg_api.questions.answer import Questions
from kg_api.questions.listing import in_order

# What a checkbox is called; ticked, each comes as a parameter of its own.
BOX: Final = "controller"
JOINED: Final = "controllers"
# Boxes in the list, beside those that are ticked; a filter finds the others.
_BOXES: Final = 60
_SAFE: Final = ",:/"


def written(root: str, path: str, given: Mapping[str, str | None]) -> str:
    """An address of ours that reads well: commas and colons as they are, empty parameters left out.

    >>> written("", "/compare", {"controllers": "a,b", "row": "dpv:X", "find": ""})
    '/compare?controllers=a,b&row=dpv:X'
    """
    text = urlencode({name: value for name, value in given.items() if value}, safe=_SAFE)
    return f"{root}{path}{'?' if text else ''}{text}"


def canonical(request: Request, fragment: str = "", box: str = BOX) -> RedirectResponse | None:
    """Where a form with ticked boxes leads: the same address with the boxes joined; None where none is ticked."""
    pairs = request.query_params.multi_items()
    ticked = [value for name, value in pairs if name == box and value]
    if not ticked:
        return None
    rest = {name: value for name, value in pairs if name not in (box, JOINED)}
    root = request.scope.get("root_path", "")
    path = request.url.path.removeprefix(root)
    to = written(root, path, {JOINED: ",".join(dict.fromkeys(ticked)), **rest})
    return RedirectResponse(f"{to}{fragment}", 303, {"Cache-Control": "no-store"})


def split(text: str | None) -> list[str]:
    """The names in a parameter that joins them with commas."""
    return [part.strip() for part in (text or "").split(",") if part.strip()]


def boxes(questions: Questions, chosen: list[str], find: str) -> dict[str, Any]:
    """The controllers to tick: the chosen ones (slugs), then by name those that have ``find`` in theirs.

    ``boxes`` have slug, name and whether they are ticked; ``more`` is how many are not in the list.
    """
    names, wanted = questions.names, find.casefold()
    ticked = [iri for iri in in_order(questions) if names.slugs[iri] in chosen]
    fitting = [
        iri
        for iri in in_order(questions)
        if iri not in ticked and (wanted in names.controllers[iri].casefold() or wanted in names.slugs[iri])
    ]
    shown = [*ticked, *fitting[:_BOXES]]
    return {
        "boxes": [(names.slugs[iri], names.controllers[iri], iri in ticked) for iri in shown],
        "more": len(fitting) - min(len(fitting), _BOXES),
        "find": find,
        "total": len(names.slugs),
    }
