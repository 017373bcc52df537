"""What an answer says that ends before its last row: that it does, and how to get the rest.

In headers always. In the body where the format has room: two further members in JSON (SPARQL 1.1 Query Results JSON,
section 3, names those it knows and forbids no other), a comment in XML. CSV and TSV have none.
"""

from __future__ import annotations

import json
from typing import Final

from kg_api.engine import RESULTS_JSON, Result

HEADERS: Final = ("X-Truncated", "X-Truncated-Rest")
_JSON: Final = frozenset({RESULTS_JSON, "application/json"})
_XML: Final = frozenset({"application/sparql-results+xml", "application/xml", "text/xml"})
_RESULTS: Final = b"<results>"


def headers(result: Result, most: int) -> dict[str, str]:
    """The headers of an answer that ends at ``most`` rows; none for one that is whole."""
    return dict(zip(HEADERS, ("true", _rest(most)), strict=True)) if result.truncated else {}


def body(result: Result, most: int) -> bytes:
    """The bytes to send: those of the result, marked where there are more rows."""
    if not result.truncated:
        return result.body
    if result.media_type in _JSON:
        marks = json.dumps({"truncated": True, "rest": _rest(most)}).encode("ascii")
        return marks[:-1] + b"," + result.body.lstrip()[1:]
    if result.media_type in _XML:
        comment = f"<!-- truncated: {_rest(most)} -->".encode("ascii")
        return result.body.replace(_RESULTS, comment + _RESULTS, 1)
    return result.body


def _rest(most: int) -> str:
    return (
        f"This answer ends at {most} rows. Ask again with ORDER BY and OFFSET {most} for those that follow, "
        "or fetch whole graphs from /graphs."
    )
