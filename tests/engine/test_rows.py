"""A limit of ours on the rows: where it stands in the text, how rows are counted, what the engine makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QueryResultsFormat, QuerySolutions, Store

from kg_api.engine import Request
from kg_api.engine.embedded import EmbeddedEngine
from kg_api.engine.outline import outline
from kg_api.engine.rows import at_most, count, limited
from kg_api.errors import QueryRejected
from kg_api.settings import Settings

ALL = "SELECT * { GRAPH ?g { ?s ?p ?o } }"
STORE = Store()
STORE.extend(
    Quad(NamedNode(f"http://e/{number}"), NamedNode("http://e/p"), Literal(text))
    for number, text in enumerate(["plain", '},{ "q" \\', "<result>\n\r\n", "a\tb,c", ""])
)
FORMATS = {
    QueryResultsFormat.JSON: ("application/sparql-results+json", "application/json"),
    QueryResultsFormat.XML: ("application/sparql-results+xml", "text/xml"),
    QueryResultsFormat.CSV: ("text/csv", "text/csv; charset=utf-8"),
    QueryResultsFormat.TSV: ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ALL, f"{ALL}\nLIMIT 7\n"),
        (f"{ALL} # LIMIT 3", f"{ALL} # LIMIT 3\nLIMIT 7\n"),
        (f"{ALL} LIMIT 100", f"{ALL} LIMIT 7"),
        (f"{ALL} limit 100 offset 2", f"{ALL} limit 7 offset 2"),
        (f"{ALL} ORDER BY ?s VALUES ?s {{ 1 }}", f"{ALL} ORDER BY ?s \nLIMIT 7\nVALUES ?s {{ 1 }}"),
        ("SELECT * { { SELECT * {} LIMIT 2 } }", "SELECT * { { SELECT * {} LIMIT 2 } }\nLIMIT 7\n"),
        (f"{ALL} LIMIT 7", None),
        (f"{ALL} LIMIT 1", None),
        ("ASK {}", None),
        ("CONSTRUCT WHERE { ?s ?p ?o }", None),
        ("DELETE DATA {}", None),
        ("SELECT * { FILTER(?x<1#> )\n }", None),
    ],
)
def test_the_limit_stands_where_a_limit_may(text: str, expected: str | None) -> None:
    assert limited(text, outline(text), 7) == expected


@pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.file_extension)
@pytest.mark.parametrize("names", ["?s ?o", "?none", "?o ?none", "?t"])
@pytest.mark.parametrize("rows", [0, 1, 5])
def test_rows_are_counted_in_every_format(format: QueryResultsFormat, names: str, rows: int) -> None:
    text = f"SELECT {names} {{ ?s ?p ?o BIND(<<( ?s ?p ?o )>> AS ?t) }} LIMIT {rows}"
    result = STORE.query(text)
    assert isinstance(result, QuerySolutions)
    body = result.serialize(format=format)
    assert body is not None
    for media_type in FORMATS[format]:
        assert count(body, media_type) == rows <= at_most(body, media_type)


def asked(engine: EmbeddedEngine, text: str, rows: int | None, media_type: str) -> tuple[int, bool]:
    result = engine.query(Request(text, accept={"bindings": media_type}, rows=rows))
    return count(result.body, media_type), result.truncated


@pytest.mark.parametrize("media_type", [types[0] for types in FORMATS.values()])
@pytest.mark.parametrize(("rows", "expected"), [(99, (99, True)), (100, (100, False)), (None, (100, False))])
def test_a_longer_result_is_cut_and_says_so(
    engine: EmbeddedEngine, media_type: str, rows: int | None, expected: tuple[int, bool]
) -> None:
    text = "SELECT * { GRAPH <http://example.org/loops> { ?s ?p ?o } }"
    assert asked(engine, text, rows, media_type) == expected


def test_an_error_is_that_of_the_text_as_given(engine: EmbeddedEngine) -> None:
    with pytest.raises(QueryRejected, match=r"Line 1, column 10: “\{” is not closed"):
        engine.query(Request("SELECT * { ", rows=1))


def test_what_only_reads_with_its_own_end_is_still_answered(quads: Path) -> None:
    text = "SELECT * { GRAPH ?g { ?s ?p ?o } }LIMIT3"
    with EmbeddedEngine(quads, "", Settings(workers=1)) as engine:
        assert asked(engine, text, 2, "text/csv")[0] in {2, 3}
