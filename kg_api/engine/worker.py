"""A worker: a forked, confined process that answers queries over its channel until the channel ends.

It never returns to its keeper's code. What it cannot survive (a stack overflow in the parser, an allocation
that fails) ends it; the web process sees the channel close.
"""

from __future__ import annotations

import re
import socket
from typing import Any, Final

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
)

from kg_api.engine import RESULTS_JSON, limits, rows, wire
from kg_api.vocabulary import PREFIXES

# A worker that once needed this share of its allowance is replaced, so that no fragmented heap is carried
# along.
_RETIRE_AT: Final = 0.25
_MESSAGE: Final = 4000
# Control characters, and U+FFFE and U+FFFF in UTF-8; an element whose local name is empty.
_NO_XML_CHARACTER: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_NO_XML_NAME: Final = re.compile(rb"<oxprefix:[\s/>]")


class _NotInXml(Exception):
    """The result has something that XML 1.0 cannot hold."""


class _ResultTooLong(Exception):
    """The serialised result passed the limit."""


class _Sink:
    """A buffer with a limit, which pyoxigraph writes a result into."""

    def __init__(self, most: int) -> None:
        self.buffer = bytearray()
        self._most = most

    def write(self, data: bytes) -> int:
        if len(self.buffer) + len(data) > self._most:
            raise _ResultTooLong
        self.buffer += data
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""


def run(
    channel: socket.socket, store: Store, orders: wire.Header, parent: int, database: str | None = None
) -> None:
    """Confines this process, says which layers are on, then answers one query a frame.

    The store is open by now; nothing can be opened afterwards but files of ``database``, where the store is one.
    ``orders`` holds ``memory`` and ``result_bytes`` in bytes and ``seconds``; ``parent`` is the keeper.
    """
    layers = limits.confine(orders["memory"], parent, database)
    wire.send(channel, {"layers": layers})
    retire_at = limits.peak_memory() + orders["memory"] * _RETIRE_AT
    while True:
        try:
            order, text = wire.receive(channel)
        except (EOFError, OSError):
            return
        limits.allow_cpu(orders["seconds"])
        header, body = answer(store, order, text.decode("utf-8"), orders["result_bytes"])
        header["retire"] = header.get("fault") == "panic" or limits.peak_memory() > retire_at
        wire.send(channel, header, body)
        if header["retire"]:
            return


def answer(store: Store, order: wire.Header, text: str, most: int) -> tuple[wire.Header, bytearray]:
    """The header and body for one query; a header with ``fault`` where there is no result.

    ``order`` holds ``union`` (the default graph is the union of all), ``accept`` (form → media type), ``dataset``
    (two lists of graph IRIs, or None), ``base`` (what relative IRIs start from, or None), and ``limited`` (None, or
    the most rows and the query with that LIMIT and with one more). The header of a result says with ``truncated``
    that there are more rows.
    """
    sink = _Sink(most)
    try:
        return _limited(store, order, text, sink), sink.buffer
    except _NotInXml as fault:
        return {"fault": "xml", "message": str(fault)}, bytearray()
    except _ResultTooLong:
        return {"fault": "result"}, bytearray()
    except MemoryError:
        return {"fault": "memory"}, bytearray()
    except (SyntaxError, ValueError) as fault:
        return {"fault": "syntax", "message": str(fault)[:_MESSAGE]}, bytearray()
    except (OSError, RuntimeError) as fault:
        return {"fault": "evaluation", "message": str(fault)[:_MESSAGE]}, bytearray()
    except BaseException as fault:  # a panic of the engine is no Exception
        return {"fault": "panic", "message": str(fault)[:_MESSAGE]}, bytearray()


def _limited(store: Store, order: wire.Header, text: str, sink: _Sink) -> wire.Header:
    if order.get("limited") is None:
        return _evaluate(store, order, text, sink)
    most, exact, one_more = order["limited"]
    try:
        header = _evaluate(store, order, one_more, sink)
    except SyntaxError:  # the text as it was given has its own error, or another reading
        sink.buffer.clear()
        return _evaluate(store, order, text, sink)
    found, media_type = sink.buffer, header["media_type"]
    # Nearly every result is told by the bound.
    if rows.at_most(found, media_type) <= most or rows.count(found, media_type) <= most:
        return header
    sink.buffer.clear()
    return {**_evaluate(store, order, exact, sink), "truncated": True}


def _evaluate(store: Store, order: wire.Header, text: str, sink: _Sink) -> wire.Header:
    result = store.query(text, base_iri=order.get("base"), prefixes=PREFIXES, **_dataset(order))
    accept: dict[str, str] = order["accept"]
    if isinstance(result, QueryTriples):
        media_type = accept.get("graph", RdfFormat.TURTLE.media_type)
        result.serialize(sink, _graph_format(media_type))  # type: ignore[arg-type]
        _hold_to_xml(sink.buffer, media_type)
        return {"form": "graph", "media_type": media_type}
    form = "boolean" if isinstance(result, QueryBoolean) else "bindings"
    media_type = accept.get(form, RESULTS_JSON)
    _serialize(result, sink, media_type)
    _hold_to_xml(sink.buffer, media_type)
    return {"form": form, "media_type": media_type}


def _serialize(result: QuerySolutions | QueryBoolean, sink: _Sink, media_type: str) -> None:
    format = QueryResultsFormat.from_media_type(media_type)
    if format is None:
        raise ValueError(f"no serialisation of rows as {media_type}")
    result.serialize(sink, format)  # type: ignore[arg-type]


def _hold_to_xml(body: bytearray, media_type: str) -> None:
    """Refuses what no XML parser would read: pyoxigraph writes it all the same."""
    if not media_type.endswith("xml"):
        return
    if _NO_XML_CHARACTER.search(body):
        raise _NotInXml("a value has a character that XML 1.0 does not have (section 2.2)")
    if _NO_XML_NAME.search(body):
        raise _NotInXml("the IRI of a predicate ends in what is no XML name, so that RDF/XML cannot write it")


def _graph_format(media_type: str) -> RdfFormat:
    format = RdfFormat.from_media_type(media_type)
    if format is None:
        raise ValueError(f"no serialisation of a graph as {media_type}")
    return format


def _dataset(order: wire.Header) -> dict[str, Any]:
    """The dataset arguments of pyoxigraph's ``query``; with a union it would ignore FROM, so never both."""
    dataset = order.get("dataset")
    if dataset is None:
        return {"use_default_graph_as_union": order["union"]}
    default, named = dataset
    return {
        "default_graph": [NamedNode(iri) for iri in default],
        "named_graphs": [NamedNode(iri) for iri in named],
    }
