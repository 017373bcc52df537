"""Entity tags: which snapshot an answer came from, what was asked, and which bytes it is (RFC 9110, 8.8.3, 13.1.2).

A tag is strong, since it ends in a hash of the body: two runs of one query may give its rows in another order. What
it begins with is known before the query runs, and says that the client's copy is still an answer to this request.
"""

from __future__ import annotations

import hashlib
import json
import re

from starlette.requests import Request

_TAG = re.compile(r'(?:W/)?"[^"]*"')
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def tag_base(snapshot: str, *parts: object) -> str | None:
    """What the tags of all answers to one request begin with; None where the data may change under it.

    ``parts`` (JSON values) say what is asked of the snapshot.
    """
    if not snapshot:
        return None
    asked = json.dumps([snapshot, *parts], sort_keys=True).encode("ascii")
    return f"{_UNSAFE.sub('-', snapshot)[:40]}.{hashlib.sha256(asked).hexdigest()[:24]}"


def entity_tag(base: str | None, body: bytes) -> str | None:
    """The strong tag of an answer with these bytes; None without a base."""
    return None if base is None else f'"{base}.{hashlib.sha256(body).hexdigest()[:16]}"'


def held_tag(request: Request, base: str | None) -> str | None:
    """The tag of the answer that a GET or HEAD says its client holds, where it is one to this request, else None.

    ``*`` is not taken for it: whether there is an answer at all is known only once the query has run.
    """
    if base is None or request.method not in {"GET", "HEAD"}:
        return None
    tags: list[str] = _TAG.findall(",".join(request.headers.getlist("if-none-match")))
    return next((tag for tag in tags if tag.removeprefix("W/").startswith(f'"{base}.')), None)
