"""Entity tags: which snapshot an answer came from, and whether the client has it already (RFC 9110,
13.1.2).
"""

from __future__ import annotations

import hashlib
import json
import re

from starlette.requests import Request

_TAG = re.compile(r'(?:W/)?"([^"]*)"')
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def entity_tag(snapshot: str, *parts: object) -> str | None:
    """A weak tag for what ``parts`` (JSON values) ask of a snapshot; None where the data may change under it.

    Weak, since the order of rows may differ between two runs of one query.
    """
    if not snapshot:
        return None
    asked = json.dumps([snapshot, *parts], sort_keys=True).encode("ascii")
    return f'W/"{_UNSAFE.sub("-", snapshot)[:40]}.{hashlib.sha256(asked).hexdigest()[:24]}"'


def is_known(request: Request, tag: str | None) -> bool:
    """Whether a GET or HEAD says that the client holds ``tag``.

    ``*`` is not taken for it: whether there is an answer at all is known only once the query has run.
    """
    if tag is None or request.method not in {"GET", "HEAD"}:
        return False
    known = _TAG.findall(",".join(request.headers.getlist("if-none-match")))
    return _TAG.sub(r"\1", tag) in known
