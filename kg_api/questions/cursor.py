"""Cursors: where the next page of an answer begins, in which snapshot and to what that was asked.

A cursor is opaque to whoever holds it. Rows are counted from the first, which holds for as long as the snapshot does,
so a cursor of another snapshot is refused and not answered with other rows.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from typing import Any, Final

from kg_api.errors import ParameterError, StaleCursor

_LONGEST: Final = 200


def write_cursor(snapshot: str, asked: Any, offset: int) -> str:
    """The cursor of the row ``offset`` (from 0) of what was ``asked`` (a JSON value) of a snapshot."""
    text = json.dumps([snapshot[:16], _digest(asked), offset], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode("utf-8")).decode("ascii").rstrip("=")


def read_cursor(cursor: str, snapshot: str, asked: Any) -> int:
    """The row that a cursor stands at.

    Raises StaleCursor (410) where it is of another snapshot, ParameterError where it is none, or of another question.
    """
    found = _parts(cursor)
    if found is None:
        raise ParameterError(
            "The cursor is none of ours; take it from “next” of the answer before.", "cursor", cursor[:80]
        )
    of_snapshot, of_asked, offset = found
    if of_snapshot != snapshot[:16]:
        raise StaleCursor(
            "The graph was published anew since this cursor was given: ask again without it, from the first row.",
            "cursor",
            cursor[:80],
        )
    if of_asked != _digest(asked):
        raise ParameterError(
            "The cursor is of another question or other values; take it from “next” of the answer before.",
            "cursor",
            cursor[:80],
        )
    return offset


def _parts(cursor: str) -> tuple[str, str, int] | None:
    if not cursor.isascii() or len(cursor) > _LONGEST:
        return None
    try:
        match json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))):
            case [str(snapshot), str(asked), int(offset)] if 0 <= offset < 10**12:
                return snapshot, asked, offset
    except (binascii.Error, ValueError, RecursionError):
        return None
    return None


def _digest(asked: Any) -> str:
    text = json.dumps(asked, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:12]
