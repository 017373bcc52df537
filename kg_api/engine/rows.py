"""At most so many rows: a query with a LIMIT of ours, and how many rows a serialised result has.

The text is changed, not the result: an engine that knows the limit stops there. Where another reading of the text
exists, or the query has a smaller limit of its own, it stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from kg_api.engine import RESULTS_JSON
from kg_api.engine.outline import Outline

_STRING: Final = re.compile(rb'"(?:[^"\\]|\\.)*"')
_QUOTED: Final = re.compile(rb'"[^"]*"')


def limited(text: str, found: Outline, most: int) -> str | None:
    """The query with ``LIMIT most`` (SPARQL 1.1, 18.2.5.5); None where it needs none or has no place for one.

    >>> from kg_api.engine.outline import outline
    >>> limited("SELECT * { ?s ?p ?o }", outline("SELECT * { ?s ?p ?o }"), 10)
    'SELECT * { ?s ?p ?o }\\nLIMIT 10\\n'
    """
    if found.form != "bindings" or not found.certain:
        return None
    if found.limit is not None:
        start, end, own = found.limit
        return text[:start] + str(most) + text[end:] if own > most else None
    # The comment that a text may end in is ended by the line.
    end = len(text) if found.tail is None else found.tail
    return f"{text[:end]}\nLIMIT {most}\n{text[end:]}"


def count(body: bytes | bytearray, media_type: str) -> int:
    """The rows of a result as Oxigraph writes it, of SPARQL 1.1 Results in JSON, XML, CSV or TSV."""
    return _COUNTERS.get(media_type.partition(";")[0], _json)(bytes(body))


def at_most(body: bytes | bytearray, media_type: str) -> int:
    """An upper bound of the rows, fifty times as fast to have as their number."""
    bare = media_type.partition(";")[0]
    if bare in _XML:
        return body.count(b"<result>")
    return (body.count(b"},{") + 1) if bare in _JSON else body.count(b"\n")


def _json(body: bytes) -> int:
    bare = _STRING.sub(b"", body.partition(b'"bindings":')[2])
    return bare.count(b"},{") + 1 if b"{" in bare else 0


def _xml(body: bytes) -> int:
    return body.count(b"<result>")


def _csv(body: bytes) -> int:
    return _QUOTED.sub(b"", body).count(b"\n") - 1


def _tsv(body: bytes) -> int:
    return body.count(b"\n") - 1


_JSON: Final = frozenset({RESULTS_JSON, "application/json"})
_XML: Final = frozenset({"application/sparql-results+xml", "application/xml", "text/xml"})
_COUNTERS: Final[dict[str, Callable[[bytes], int]]] = {
    **dict.fromkeys(_JSON, _json),
    **dict.fromkeys(_XML, _xml),
    "text/csv": _csv,
    "text/tab-separated-values": _tsv,
}
