from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest
from pyoxigraph import Literal

from kg_api.engine import RESULTS_JSON, Request, select
from kg_api.engine.fake import rows
from kg_api.engine.remote import RemoteEngine
from kg_api.errors import EngineError, EngineUnavailable, QueryRejected, QueryTimeout, QueryTooLarge
from kg_api.settings import Settings
from kg_api.vocabulary import DPV, XSD

ROWS = rows(["c"], [{"c": DPV["Marketing"]}])
SETTINGS = Settings(query_seconds=20, result_bytes=2000)


class Endpoint(HTTPServer):
    """A SPARQL endpoint that gives one prepared answer and remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.status, self.media_type, self.body = 200, RESULTS_JSON, ROWS.body
        self.location: str | None = None
        self.silent = threading.Event()
        self.silent.set()
        self.asked: list[dict[str, list[str]]] = []
        self.accepts: list[str | None] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/sparql"


class Handler(BaseHTTPRequestHandler):
    server: Endpoint

    def do_POST(self) -> None:
        server = self.server
        server.asked.append(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode("utf-8")))
        server.accepts.append(self.headers["Accept"])
        server.silent.wait()
        self.send_response(server.status)
        self.send_header("Content-Type", server.media_type)
        if server.location:
            self.send_header("Location", server.location)
        self.end_headers()
        self.wfile.write(server.body)

    def log_message(self, *_arguments: object) -> None:
        return None


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with Endpoint() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.silent.set()
        server.shutdown()
        thread.join()


def test_rows_come_from_the_endpoint(endpoint: Endpoint) -> None:
    engine = RemoteEngine(endpoint.address, SETTINGS)
    assert select(engine, "SELECT ?c {}") == [{"c": DPV["Marketing"]}]
    assert endpoint.accepts == [RESULTS_JSON]


def test_the_dataset_and_undeclared_prefixes_go_along(endpoint: Endpoint) -> None:
    engine = RemoteEngine(endpoint.address, SETTINGS)
    text = "PREFIX pd: <http://e/> SELECT ?c\n{ ?c a dpv:Purpose, pd:x }"
    engine.query(Request(text, ("http://e/a", "http://e/b"), ("http://e/c",)))
    (asked,) = endpoint.asked
    assert asked["query"] == ["PREFIX dpv: <https://w3id.org/dpv#> " + text]
    assert asked["default-graph-uri"] == ["http://e/a", "http://e/b"]
    assert asked["named-graph-uri"] == ["http://e/c"]


def test_the_media_type_of_the_form_is_asked_for_and_checked(endpoint: Endpoint) -> None:
    engine = RemoteEngine(endpoint.address, SETTINGS)
    endpoint.media_type, endpoint.body = "text/turtle; charset=utf-8", b"<http://e/a> a <http://e/b> ."
    result = engine.query(Request("CONSTRUCT {} {}"))
    assert (result.form, result.media_type, result.body) == ("graph", "text/turtle", endpoint.body)
    endpoint.media_type = "text/html"
    with pytest.raises(EngineError, match="text/html"):
        engine.query(Request("CONSTRUCT {} {}"))


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, QueryRejected),
        (413, QueryTooLarge),
        (429, EngineUnavailable),
        (500, EngineError),
        (503, EngineUnavailable),
        (504, QueryTimeout),
    ],
)
def test_each_status_is_the_error_it_stands_for(
    endpoint: Endpoint, status: int, kind: type[EngineError]
) -> None:
    endpoint.status, endpoint.body = status, b"what went wrong"
    with pytest.raises(kind, match=str(status)) as refused:
        RemoteEngine(endpoint.address, SETTINGS).query(Request("ASK {}"))
    assert type(refused.value) is kind
    assert ("what went wrong" in str(refused.value)) == (status == 400)


def test_a_redirect_is_not_followed(endpoint: Endpoint) -> None:
    endpoint.status, endpoint.location = 307, endpoint.address
    with pytest.raises(EngineError, match="307"):
        RemoteEngine(endpoint.address, SETTINGS).query(Request("ASK {}"))
    assert len(endpoint.asked) == 1


def test_a_result_past_the_limit_is_no_result(endpoint: Endpoint) -> None:
    endpoint.body = b"x" * 2001
    with pytest.raises(QueryTooLarge, match="2,000 bytes"):
        RemoteEngine(endpoint.address, SETTINGS).query(Request("ASK {}"))


def test_silence_past_the_deadline_is_a_timeout(endpoint: Endpoint) -> None:
    endpoint.silent.clear()
    with pytest.raises(QueryTimeout):
        RemoteEngine(endpoint.address, Settings(query_seconds=0.05)).query(Request("ASK {}"))


def test_calls_and_updates_never_reach_the_endpoint(endpoint: Endpoint) -> None:
    engine = RemoteEngine(endpoint.address, SETTINGS)
    for text in ("SELECT * { SERVICE <http://e/> {} }", "DROP ALL"):
        with pytest.raises(QueryRejected):
            engine.query(Request(text))
    assert endpoint.asked == []


def test_the_quads_are_counted_once(endpoint: Endpoint) -> None:
    endpoint.body = rows(["quads"], [{"quads": Literal("12", datatype=XSD["integer"])}]).body
    engine = RemoteEngine(endpoint.address, SETTINGS, "release-7")
    assert (engine.describe().snapshot, engine.describe().quads) == ("release-7", 12)
    assert len(endpoint.asked) == 1


def test_an_endpoint_that_is_closed_or_away_is_unavailable(endpoint: Endpoint) -> None:
    engine = RemoteEngine(endpoint.address, SETTINGS)
    engine.close()
    with pytest.raises(EngineUnavailable, match="closed"):
        engine.query(Request("ASK {}"))
    with pytest.raises(EngineUnavailable, match="cannot be reached"):
        RemoteEngine("http://127.0.0.1:9/", SETTINGS).query(Request("ASK {}"))
    with pytest.raises(EngineUnavailable, match="no http or https"):
        RemoteEngine("file:///etc/passwd", SETTINGS)
