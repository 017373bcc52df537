"""Entity tags: which snapshot and program an answer came from, what was asked, which bytes it is (RFC 9110, 8.8.3).

A tag is strong, since it ends in a hash of the body: two runs of one query may give its rows in another order. What
it begins with is known before the query runs, and says that the client's copy is still an answer to this request: by
this program, from this snapshot, and where passages are quoted (:func:`edition`) from these texts (13.1.2).
"""

from __future__ import annotations

import hashlib
import json
import re
from importlib.metadata import version
from pathlib import Path
from typing import Final

from starlette.requests import Request

from kg_api.questions.answer import Questions

_PACKAGE: Final = Path(__file__).resolve().parents[1]
# Files of the package that an answer may come of; those of the project in a wheel are told by the snapshot.
_MAKERS: Final = frozenset({".py", ".html", ".yaml", ".js", ".css"})
_RESOURCES: Final = "_resources"
_TAG = re.compile(r'(?:W/)?"[^"]*"')
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def program_hash(package: Path) -> str:
    """The hash of a program: its version, that of the query engine, and the files of its package."""
    total = hashlib.sha256(f"{version('privacy-kg')} {version('pyoxigraph')}".encode())
    for path in sorted(package.rglob("*")):
        within = path.relative_to(package)
        if path.suffix in _MAKERS and within.parts[0] != _RESOURCES:
            total.update(f"{within.as_posix()} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()[:16]


# Once, when the program starts: files that change afterwards are not what answers.
_PROGRAM: Final = program_hash(_PACKAGE)


def edition(questions: Questions) -> str:
    """What answers to questions come from: the snapshot, its catalogue, and the texts at hand to quote from.

    Empty where the data may change.
    """
    snapshot = questions.engine.describe().snapshot
    if not snapshot:
        return ""
    held = hashlib.sha256(questions.catalogue.digest.encode("ascii"))
    held.update("".join(sorted(questions.quotes.texts())).encode("ascii"))
    return f"{snapshot}-{held.hexdigest()[:12]}"


def tag_base(snapshot: str, *parts: object) -> str | None:
    """What the tags of all answers to one request begin with; None where the data may change under it.

    ``snapshot`` names the data, or is an :func:`edition` of them; ``parts`` (JSON values) say what is asked of it.
    """
    if not snapshot:
        return None
    asked = json.dumps([_PROGRAM, snapshot, *parts], sort_keys=True).encode("ascii")
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
