"""``/docs``: Swagger UI from our own origin, under a policy that lets its one inline script run and no
other.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Final

from fastapi import APIRouter, Request
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.responses import HTMLResponse, RedirectResponse

_INLINE = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
# Swagger UI writes styles into its elements and carries icons as data; `validatorUrl` would call another
# server.
_PARAMETERS: Final = {"validatorUrl": None, "defaultModelsExpandDepth": 0}


def router(title: str, openapi_url: str, files: str) -> APIRouter:
    """The page for an API description; ``files`` is where the application serves Swagger UI's files."""
    routes = APIRouter()

    @routes.get("/docs", include_in_schema=False)
    async def docs(request: Request) -> HTMLResponse:
        root = request.scope.get("root_path", "")
        page = get_swagger_ui_html(
            openapi_url=f"{root}{openapi_url}",
            title=title,
            swagger_js_url=f"{root}{files}/swagger-ui-bundle.js",
            swagger_css_url=f"{root}{files}/swagger-ui.css",
            swagger_favicon_url=f"{root}{files}/favicon.png",
            swagger_ui_parameters=_PARAMETERS,
        )
        page.headers["Content-Security-Policy"] = _policy(bytes(page.body))
        return page

    @routes.get("/", include_in_schema=False)
    async def home(request: Request) -> RedirectResponse:
        """Whoever opens the address in a browser finds what there is to ask."""
        return RedirectResponse(f"{request.scope.get('root_path', '')}/docs")

    return routes


def _policy(page: bytes) -> str:
    """The policy for a page: the scripts that it holds inline, by their hash, and files of this origin."""
    hashes = (base64.b64encode(hashlib.sha256(script).digest()) for script in _INLINE.findall(page))
    scripts = " ".join(f"'sha256-{value.decode('ascii')}'" for value in hashes)
    return (
        f"default-src 'none'; script-src 'self' {scripts}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
