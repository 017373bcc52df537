"""Pages, rendered on the server: templates of our own, every value escaped, styles from our own origin."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

_FOLDER: Final = Path(__file__).resolve().parent
_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(_FOLDER / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
STATIC: Final = "/static"


def static_files() -> StaticFiles:
    """The files that pages refer to."""
    return StaticFiles(directory=_FOLDER / "static")


def page(request: Request, template: str, **values: object) -> HTMLResponse:
    """A page from one of our templates; ``root`` is where the service is mounted."""
    text = _TEMPLATES.get_template(template).render(root=request.scope.get("root_path", ""), **values)
    return HTMLResponse(text, headers={"Vary": "Accept", "Cache-Control": "no-cache"})
