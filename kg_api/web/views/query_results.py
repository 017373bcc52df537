"""The result of a query as a page shows it: a table with labels beside IRIs, bars where a column is of numbers,
the text as it came.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import RdfFormat, parse, serialize

from kg_api.engine import RESULTS_JSON, Form, Result
from kg_api.vocabulary import DATA, PREFIXES, XSD, curie
from kg_api.web.negotiation import TURTLE

ACCEPT: Final[dict[Form, str]] = {"bindings": RESULTS_JSON, "boolean": RESULTS_JSON, "graph": TURTLE}
DOWNLOADS: Final[dict[Form, tuple[tuple[str, str, str], ...]]] = {
    "bindings": (
        ("CSV", "csv", "csv"),
        ("JSON", "json", "json"),
        ("TSV", "tsv", "tsv"),
        ("XML", "xml", "xml"),
    ),
    "boolean": (("JSON", "json", "json"), ("XML", "xml", "xml")),
    "graph": (
        ("Turtle", "turtle", "ttl"),
        ("JSON-LD", "jsonld", "jsonld"),
        ("N-Triples", "nt", "nt"),
        ("RDF/XML", "rdfxml", "rdf"),
    ),
}
MOST_ROWS: Final = 200
_MOST_BARS: Final = 40
_MOST_CHARTS: Final = 3
_MOST_TEXT: Final = 100_000
_MOST_CELL: Final = 2_000
_NUMBERS: Final = frozenset(
    XSD[name].value
    for name in (
        *("integer", "decimal", "double", "float", "int", "long", "short", "byte"),
        *("nonNegativeInteger", "positiveInteger", "unsignedInt", "unsignedLong"),
    )
)

Labels = Callable[[list[str]], dict[str, str]]


@dataclass(frozen=True)
class Cell:
    """A cell: ``text`` as it is shown; the IRI and its label, or the language or datatype of a literal, if any.

    ``number`` is the value of a number.
    """

    text: str
    iri: str = ""
    label: str = ""
    language: str = ""
    datatype: str = ""
    number: float | None = None


@dataclass(frozen=True)
class Bar:
    """A bar of a chart: what it stands for, and its start and width in hundredths of the scale."""

    label: str
    text: str
    start: float
    width: float


@dataclass(frozen=True)
class Chart:
    """The bars of a column of numbers, of which ``left_out`` are not drawn."""

    column: str
    bars: tuple[Bar, ...]
    left_out: int


@dataclass(frozen=True)
class Shown:
    """A result for a page. ``truncated`` says that the query has more rows; ``cut`` that ``raw`` is not all."""

    form: Form
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell | None, ...], ...]
    truncated: bool
    boolean: bool | None
    raw: str
    cut: bool

    @property
    def numeric(self) -> tuple[int, ...]:
        """The columns that hold numbers and nothing else."""
        return tuple(place for place in range(len(self.columns)) if _is_numeric(self.rows, place))

    @property
    def charts(self) -> tuple[Chart, ...]:
        """A chart for each column of numbers, three at most."""
        return tuple(_chart(self, place) for place in self.numeric[:_MOST_CHARTS])


def shown(result: Result, labels: Labels) -> Shown:
    """A result (in the formats of :data:`ACCEPT`) for a page; ``labels`` finds the labels of IRIs."""
    if result.form == "graph":
        text, cut = _turtle(result.body)
        return Shown("graph", (), (), result.truncated, None, text, cut)
    found = json.loads(result.body)
    raw = json.dumps(found, ensure_ascii=False, indent=1)
    cut = len(raw) > _MOST_TEXT
    if result.form == "boolean":
        return Shown("boolean", (), (), False, bool(found["boolean"]), raw, cut)
    columns = tuple(found["head"]["vars"])
    rows = _rows(found["results"]["bindings"], columns, labels)
    return Shown("bindings", columns, rows, result.truncated, None, raw[:_MOST_TEXT], cut)


def _turtle(body: bytes) -> tuple[str, bool]:
    """Turtle with our prefixes, and whether it is cut off; a long one is left as the engine wrote it."""
    if len(body) > _MOST_TEXT:
        return body[:_MOST_TEXT].decode("utf-8", "ignore"), True
    used = {name: iri for name, iri in PREFIXES.items() if f"<{iri}".encode() in body}
    text = serialize(parse(body, format=RdfFormat.TURTLE), format=RdfFormat.TURTLE, prefixes=used) or b""
    return text.decode("utf-8", "replace"), False


def _rows(
    bindings: list[dict[str, Any]], columns: Sequence[str], labels: Labels
) -> tuple[tuple[Cell | None, ...], ...]:
    iris = [term["value"] for row in bindings for term in row.values() if term["type"] == "uri"]
    known = labels(list(dict.fromkeys(iris)))
    return tuple(
        tuple(_cell(row[name], known) if name in row else None for name in columns) for row in bindings
    )


def _cell(term: dict[str, Any], labels: dict[str, str]) -> Cell:
    value, kind = term["value"], term["type"]
    # A literal may be as long as a result.
    if isinstance(value, str) and kind != "uri" and len(value) > _MOST_CELL:
        value = f"{value[:_MOST_CELL]}…"
    if kind == "uri":
        return Cell(short(value), iri=value, label=labels.get(value, ""))
    if kind == "bnode":
        return Cell(f"_:{value}")
    if not isinstance(value, str):
        return Cell(json.dumps(value, ensure_ascii=False))  # a triple term of RDF 1.2
    datatype = term.get("datatype", "")
    return Cell(
        value,
        language=term.get("xml:lang", ""),
        datatype=curie(datatype) if datatype and datatype != XSD["string"].value else "",
        number=_number(value) if datatype in _NUMBERS else None,
    )


def short(iri: str) -> str:
    """An IRI as one reads it: a CURIE, or the path of a node of the data."""
    found = curie(iri)
    return iri.removeprefix(DATA) if found == iri and iri.startswith(DATA) else found


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _is_numeric(rows: Sequence[Sequence[Cell | None]], place: int) -> bool:
    cells = [row[place] for row in rows if row[place] is not None]
    return bool(cells) and all(cell is not None and cell.number is not None for cell in cells)


def _chart(found: Shown, place: int) -> Chart:
    """Bars on a scale that has zero on it; rows without a number have none."""
    naming = [index for index in range(len(found.columns)) if index not in found.numeric]
    drawn = [(row, cell) for row in found.rows if (cell := row[place]) is not None]
    numbers = [cell.number or 0.0 for _, cell in drawn[:_MOST_BARS]]
    low, high = min(0.0, *numbers), max(0.0, *numbers)
    per_unit = 100 / (high - low or 1)
    bars = (
        Bar(
            _naming(row, naming) or f"{number}",
            cell.text,
            round((min(0.0, value) - low) * per_unit, 2),
            round(abs(value) * per_unit, 2),
        )
        for number, ((row, cell), value) in enumerate(zip(drawn, numbers, strict=False), 1)
    )
    return Chart(found.columns[place], tuple(bars), max(0, len(drawn) - _MOST_BARS))


def _naming(row: Sequence[Cell | None], places: Sequence[int]) -> str:
    cells = (row[place] for place in places)
    return " · ".join(cell.label or cell.text for cell in cells if cell is not None)[:120]
