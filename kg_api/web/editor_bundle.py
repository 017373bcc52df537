"""The script of an editor that others keep, which ``/query`` loads where the settings name its file.

``make editor`` builds it outside the checkout; docs/decisions/0016-codemirror-as-an-extra.md says why it is an extra.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from kg_api.errors import FileError
from kg_api.web.pages import EDITOR

PATH: Final = f"{EDITOR}/editor.js"
# The first line that editor/build.js writes; its number changes with the parts that static/query/rich.js needs.
_MARK: Final = b"/*! privacy-kg editor 1\n"


@dataclass(frozen=True)
class Bundle:
    """A script in UTF-8, and its entity tag, which is strong: it is made of these bytes."""

    script: bytes
    tag: str


def read_bundle(path: Path) -> Bundle:
    """The bundle in a file; FileError where there is none that can be read, or it is not what ``make editor`` makes."""
    try:
        script = path.read_bytes()
    except OSError as fault:
        reason = fault.strerror or str(fault)
        raise FileError(
            f"no editor can be read here ({reason}); `make editor` builds one.", str(path)
        ) from fault
    if not script.startswith(_MARK):
        raise FileError(
            "this is not the editor that this version takes; build it anew with `make editor`.", str(path)
        )
    return Bundle(script, f'"{hashlib.sha256(script).hexdigest()[:32]}"')


def bundle_router(bundle: Bundle) -> APIRouter:
    """The one address of the script, answered 304 where the client has these bytes."""
    routes = APIRouter()

    @routes.get(PATH, response_class=Response, include_in_schema=False)
    async def read_editor(request: Request) -> Response:
        headers = {"ETag": bundle.tag, "Cache-Control": "no-cache"}
        if bundle.tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(bundle.script, media_type="text/javascript", headers=headers)

    return routes
