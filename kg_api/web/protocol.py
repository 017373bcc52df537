"""SPARQL 1.1 Protocol, query operations: from an HTTP request to a query and its dataset.

Section 2.1 gives three ways: GET with ``query``, POST of a form, POST of the query itself; the method QUERY
(draft-ietf-httpbis-safe-method-w-body) is a fourth, with the query as its body. What is given twice,
malformed or meant for updates is refused, never guessed.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from pyoxigraph import NamedNode
from starlette.exceptions import HTTPException
from starlette.requests import Request

from kg_api.engine.admission import NO_UPDATES
from kg_api.errors import InputError, QueryRejected, QueryTooLarge, TooLarge, UnsupportedMediaType
from kg_api.settings import Settings

PATH: Final = "/sparql"
FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
FORMAT_NAMES: Final = ("format", "output", "results")
_MOST_FIELDS: Final = 100
# Room for the graphs of the dataset beside the query, and for the escapes of a form.
_FORM_ROOM: Final = 16 * 1024
_ESCAPE_FACTOR: Final = 3


@dataclass(frozen=True)
class Operation:
    """A query operation: the query, the dataset of the protocol, and the short name of a format, if given."""

    text: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    format: str | None


class Fields:
    """The fields of a query string and a form, in order, each of which may come twice."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._pairs = pairs

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a field."""
        return tuple(value for key, value in self._pairs if key == name)

    def one(self, *names: str) -> str | None:
        """The value of the field that has one of these names, or None; InputError where there are two."""
        found = [value for key, value in self._pairs if key in names]
        if len(found) > 1:
            raise InputError(f"“{' or '.join(names)}” is given {len(found)} times; give it once.")
        return found[0] if found else None

    def format(self) -> str | None:
        """The format asked for, by any of its names, joined by commas where clients repeat it, or None.

        SPARQLWrapper sends every name, and for some formats both a short name and a media type.
        """
        found = dict.fromkeys(value for key, value in self._pairs if key in FORMAT_NAMES)
        return ",".join(found) or None

    def only(self, *names: str) -> bool:
        """Whether there is no field but those that have one of these names."""
        return all(key in names for key, _ in self._pairs)

    def __bool__(self) -> bool:
        return bool(self._pairs)


def refuse_long(text: str, settings: Settings) -> None:
    """Refuses (QueryTooLarge) a query that is longer than admitted, before anything reads it."""
    if len(text) > settings.query_bytes:
        raise QueryTooLarge(
            f"The query has {len(text):,} characters; {settings.query_bytes:,} bytes are admitted."
        )


def fields_of(request: Request) -> Fields:
    """The fields of the query string; InputError where it is not UTF-8, TooLarge where they are too many."""
    return _fields(request.scope["query_string"])


def of_get(request: Request) -> Operation | str | None:
    """The operation of a GET; without a query, the format in which the service is to describe itself."""
    fields = fields_of(request)
    text = fields.one("query")
    if text is not None or fields.all("update"):
        return _operation(fields, text)
    format = fields.format()
    if fields and format is None:
        raise InputError("“query” is missing.")
    return format


async def of_post(request: Request, settings: Settings) -> Operation:
    """The operation of a POST, by the media type of its body (section 2.1.2 and 2.1.3)."""
    return await _of_body(request, settings, (FORM, QUERY))


async def of_query(request: Request, settings: Settings) -> Operation:
    """The operation of the method QUERY: its body is the query, its address may name the dataset."""
    return await _of_body(request, settings, (QUERY,))


async def _of_body(request: Request, settings: Settings, taken: tuple[str, ...]) -> Operation:
    if (coding := request.headers.get("content-encoding", "identity").strip().lower()) != "identity":
        raise UnsupportedMediaType(f"Send the body as it is; this one is in the coding “{coding[:40]}”.")
    content_type, charset = _content_type(request)
    if content_type == UPDATE:
        raise QueryRejected(NO_UPDATES)
    if content_type not in taken or charset != "utf-8":
        given = f"“{content_type}” in {charset}" if content_type else "no media type"
        raise UnsupportedMediaType(f"Send {' or '.join(taken)} in UTF-8; this request has {given}.")
    body = await _body_in_time(request, settings)
    fields = _fields(request.scope["query_string"])
    if content_type == QUERY:
        if fields.all("query"):
            raise InputError("The query is given twice: in the body and as “query”.")
        return _operation(fields, _utf8(body, "The body"))
    return _operation(_fields(request.scope["query_string"], body), None)


def _operation(fields: Fields, text: str | None) -> Operation:
    if fields.all("update") or fields.all("using-graph-uri") or fields.all("using-named-graph-uri"):
        raise QueryRejected(NO_UPDATES)
    text = fields.one("query") if text is None else text
    if text is None:
        raise InputError("“query” is missing.")
    return Operation(
        text,
        _graphs(fields, "default-graph-uri"),
        _graphs(fields, "named-graph-uri"),
        fields.format(),
    )


def _graphs(fields: Fields, name: str) -> tuple[str, ...]:
    graphs = fields.all(name)
    for iri in graphs:
        try:
            NamedNode(iri)
        except ValueError as fault:
            raise InputError(f"“{name}” holds no absolute IRI: {fault}.") from fault
    return graphs


def _fields(*sources: bytes) -> Fields:
    pairs: list[tuple[str, str]] = []
    for source in sources:
        text = _utf8(source, "The request")
        try:
            pairs += parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
        except UnicodeDecodeError as fault:
            raise InputError("The request holds escapes that are not UTF-8.") from fault
        except ValueError as fault:
            raise TooLarge(f"The request has more than {_MOST_FIELDS} fields.") from fault
    return Fields(pairs)


def _utf8(data: bytes, what: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise InputError(f"{what} is not UTF-8 at byte {fault.start}.") from fault


async def _body(request: Request, most: int) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise TooLarge(f"The body has more than {most:,} bytes, the most admitted.")
    return bytes(body)


async def _body_in_time(request: Request, settings: Settings) -> bytes:
    """The body; one that takes longer to come than a query may take is waited for no more (408)."""
    try:
        async with asyncio.timeout(settings.query_seconds):
            return await _body(request, _ESCAPE_FACTOR * settings.query_bytes + _FORM_ROOM)
    except TimeoutError as fault:
        raise HTTPException(408, f"The body did not come within {settings.query_seconds:g} s.") from fault


def _content_type(request: Request) -> tuple[str, str]:
    """The media type and the character set (UTF-8 where none is named) of the body."""
    media_type, *parameters = request.headers.get("content-type", "").lower().split(";")
    charsets = [item.partition("=")[2] for item in parameters if item.strip().startswith("charset=")]
    return media_type.strip(), (charsets[0].strip().strip('"') if charsets else "utf-8")
