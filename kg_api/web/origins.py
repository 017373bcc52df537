"""Who may read answers from a page of another origin: anybody, without credentials (Fetch Standard, 3.2).

Answers for programs are read-only and hold nothing of a visitor's. Pages are opened, not read by scripts of others.
"""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from kg_api.web import truncation

# All that lies below it is open.
BELOW: Final = "/api/v1/"
METHODS: Final = "GET, HEAD, OPTIONS"
ORIGIN: Final = "Access-Control-Allow-Origin"
EXPOSED: Final = "Access-Control-Expose-Headers"
# What a script may read beside the headers that it always may (Fetch Standard, 2.2.2).
OPEN: Final = {
    ORIGIN: "*",
    EXPOSED: ", ".join(
        ("ETag", "Link", "Content-Disposition", "X-Request-Id", "Retry-After", *truncation.HEADERS)
    ),
}
# What a script may send beside those.
ASKED: Final = {
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match, X-Request-Id",
    "Access-Control-Max-Age": "86400",
}


def preflight() -> Response:
    """The answer to OPTIONS at an address of the REST API, before a script asks it."""
    return Response(
        status_code=204, headers={"Allow": METHODS, "Access-Control-Allow-Methods": METHODS, **ASKED}
    )
