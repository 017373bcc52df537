"""The Graph Store Protocol, reading: a case for each thing that it says of GET and HEAD."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import RdfFormat, Triple, parse
from starlette.testclient import TestClient

from kg_api.engine import Description
from kg_api.engine.embedded import EmbeddedEngine
from kg_api.engine.fake import FakeEngine, boolean
from kg_api.errors import QueryTimeout
from kg_api.settings import Settings
from kg_api.web.app import create_app

ONE, TWO = "http://example.org/one", "http://example.org/two"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
DATASET = """\
<http://e/a> <http://e/p> "default" .
<http://e/a> <http://e/p> "named" <http://e/graph> .
<http://e/a> <http://e/p> "plus" <http://e/a+b> .
"""


@pytest.fixture(scope="module")
def plain_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A dataset whose default graph is not the union of the others."""
    path: Path = tmp_path_factory.mktemp("graphs") / "plain.nq"
    path.write_text(DATASET, encoding="utf-8")
    with EmbeddedEngine(path, "snapshot-2", Settings(query_seconds=20), union=False) as engine:
        yield TestClient(create_app(engine, Settings()))


def triples(answer: Any) -> set[Triple]:
    """The triples of an answer, read in the format that it says it has."""
    assert answer.status_code == 200, answer.text
    media_type = answer.headers["content-type"].split(";")[0]
    format = RdfFormat.from_media_type({"text/plain": "text/turtle"}.get(media_type, media_type))
    assert format is not None
    return {quad.triple for quad in parse(answer.content, format=format)}


def objects(answer: Any) -> set[str]:
    return {getattr(triple.object, "value", "") for triple in triples(answer)}


def refused(answer: Any, status: int, slug: str) -> str:
    body = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, body["type"]) == (status, f"/problems/{slug}")
    detail: str = body["detail"]
    return detail


def test_a_named_graph_and_the_default_graph_are_had_alone(plain_client: TestClient) -> None:
    assert objects(plain_client.get("/graphs", params={"graph": "http://e/graph"})) == {"named"}
    assert objects(plain_client.get("/graphs?default")) == {"default"}
    assert objects(plain_client.get("/graphs?default=")) == {"default"}


def test_where_the_default_graph_is_a_union_it_is_had_so(tiny_client: TestClient) -> None:
    assert objects(tiny_client.get("/graphs?default")) == {"Wérk", "=1+1", "2.3"}


def test_a_name_is_decoded_once(plain_client: TestClient) -> None:
    assert objects(plain_client.get("/graphs?graph=http%3A%2F%2Fe%2Fa%2Bb")) == {"plus"}
    refused(plain_client.get("/graphs?graph=http%253A%252F%252Fe%252Fgraph"), 404, "unknown-name")


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "text/turtle; charset=utf-8"),
        ("*/*", "text/turtle; charset=utf-8"),
        ("application/n-triples", "application/n-triples"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/ld+json", "application/ld+json"),
        ("application/json", "application/json"),
        ("text/turtle;q=0.3, application/rdf+xml;q=0.4", "application/rdf+xml"),
        ("application/*;q=0.5, text/turtle;q=0", "application/n-triples"),
        ("text/html;q=0.9, application/ld+json", "application/ld+json"),
        ("text/html, application/n-triples;q=0.1", "application/n-triples"),
        (BROWSER, "text/plain; charset=utf-8"),
    ],
)
def test_a_graph_comes_as_the_client_accepts(
    tiny_client: TestClient, accept: str | None, media_type: str
) -> None:
    headers = {} if accept is None else {"accept": accept}
    answer = tiny_client.get("/graphs", params={"graph": ONE}, headers=headers)
    assert answer.headers["content-type"] == media_type
    assert answer.headers["vary"].startswith("Accept")
    if media_type != "application/json":
        assert objects(answer) == {"Wérk"}
    else:
        assert answer.json()[0]["@id"] == "http://example.org/a"


def test_an_accept_header_on_two_lines_is_one(tiny_client: TestClient) -> None:
    lines = [("accept", "text/turtle;q=0.1"), ("accept", "application/rdf+xml")]
    answer = tiny_client.get("/graphs?default", headers=lines)
    assert answer.headers["content-type"] == "application/rdf+xml"


def test_a_short_name_wins_over_accept(tiny_client: TestClient) -> None:
    for name, media_type in (("nt", "application/n-triples"), ("jsonld", "application/ld+json")):
        answer = tiny_client.get("/graphs", params={"graph": ONE, "format": name, "other": "ignored"})
        assert answer.headers["content-type"] == media_type
    refused(tiny_client.get("/graphs?default&format=csv"), 406, "not-acceptable")
    refused(tiny_client.get("/graphs?default&format=nope"), 400, "unknown-name")


def test_a_browser_that_takes_only_html_is_told_so_on_a_page(tiny_client: TestClient) -> None:
    got = tiny_client.get("/graphs", params={"graph": ONE}, headers={"accept": "text/html"})
    assert (got.status_code, got.headers["content-type"]) == (406, "text/html; charset=utf-8")
    assert "application/ld+json" in got.text


@pytest.mark.parametrize("accept", ["image/png", "text/turtle;q=0", "text/csv, */*;q=0"])
def test_what_no_graph_can_be_is_406(tiny_client: TestClient, accept: str) -> None:
    detail = refused(
        tiny_client.get("/graphs", params={"graph": ONE}, headers={"accept": accept}), 406, "not-acceptable"
    )
    assert "application/ld+json" in detail


def test_a_graph_that_is_not_there_is_404_and_near_ones_are_named(tiny_client: TestClient) -> None:
    answer = tiny_client.get("/graphs", params={"graph": "http://example.org/on"})
    assert "Did you mean" in refused(answer, 404, "unknown-name")
    assert answer.json()["suggestions"][0] == ONE
    long = tiny_client.get("/graphs", params={"graph": "http://example.org/" + "x" * 300})
    refused(long, 404, "unknown-name")
    assert "suggestions" not in long.json()


@pytest.mark.parametrize(
    "query_string",
    [
        "",
        "grph=http://e/",
        f"graph={ONE}&default",
        f"graph={ONE}&graph={TWO}",
        "default&default",
        "graph=",
        "graph=http://e/a%20b",
        "graph=http://e/%3E%7D%20DROP",
        "graph=http://e/%FF",
    ],
)
def test_a_graph_named_wrongly_is_400(tiny_client: TestClient, query_string: str) -> None:
    refused(tiny_client.get(f"/graphs?{query_string}"), 400, "bad-input")


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
def test_writing_is_405_and_says_what_is_offered(tiny_client: TestClient, method: str) -> None:
    answer = tiny_client.request(method, "/graphs?default", content=b"<a:a> <b:b> <c:c> .")
    refused(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == "GET, HEAD"


def test_head_has_the_headers_of_get_and_no_body(tiny_client: TestClient) -> None:
    got, head = (tiny_client.request(method, "/graphs", params={"graph": ONE}) for method in ("GET", "HEAD"))
    assert (head.status_code, head.content) == (200, b"")
    for name in ("etag", "content-type", "content-length"):
        assert head.headers[name] == got.headers[name]
    assert tiny_client.head("/graphs", params={"graph": "http://e/none"}).status_code == 404
    assert tiny_client.head("/graphs").status_code == 400


def test_a_client_that_has_the_graph_is_told_so(tiny_client: TestClient) -> None:
    tags = {
        tiny_client.get("/graphs", params=params, headers={"accept": accept}).headers["etag"]
        for params in ({"graph": ONE}, {"graph": TWO}, {"default": ""})
        for accept in ("text/turtle", "application/rdf+xml")
    }
    assert len(tags) == 6
    tag = tiny_client.get("/graphs", params={"graph": ONE}).headers["etag"]
    answer = tiny_client.get("/graphs", params={"graph": ONE}, headers={"if-none-match": tag})
    assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)


def test_any_page_may_read_a_graph_and_a_refusal(tiny_client: TestClient) -> None:
    for path in ("/graphs?default", "/graphs"):
        assert tiny_client.get(path).headers["access-control-allow-origin"] == "*"


def test_data_that_may_change_has_no_tag_and_errors_of_the_engine_are_problems() -> None:
    changing = FakeEngine(lambda _request: boolean(True), Description("", 0, {}))
    answer = TestClient(create_app(changing, Settings())).get("/graphs?default")
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers
    slow = FakeEngine(lambda _request: QueryTimeout("Too long."))
    refused(TestClient(create_app(slow, Settings())).get("/graphs?default"), 504, "query-timeout")


def test_the_graph_of_a_policy_is_its_file(engine: EmbeddedEngine, settings: Settings) -> None:
    client = TestClient(create_app(engine, settings))
    graph = "https://w3id.org/privacy-kg/data/kruix/2020-11-16/policy"
    got = triples(client.get("/graphs", params={"graph": graph}))
    folder = Path(__file__).resolve().parents[2] / "data" / "kruix" / "2020-11-16" / "policy.ttl"
    assert got == {quad.triple for quad in parse(path=str(folder))}
    assert len(got) > 100


def test_a_graph_is_found_by_a_relative_name_and_by_its_own_address(tmp_path: Path) -> None:
    path = tmp_path / "own.nq"
    path.write_text('<http://e/a> <http://e/p> "own" <http://testserver/graphs/person/1.ttl> .\n', "utf-8")
    with EmbeddedEngine(path, "snapshot-3", Settings(query_seconds=20), union=False) as engine:
        client = TestClient(create_app(engine, Settings()))
        assert objects(client.get("/graphs", params={"graph": "/graphs/person/1.ttl"})) == {"own"}
        assert objects(client.get("/graphs", params={"graph": "graphs/person/1.ttl"})) == {"own"}
        assert objects(client.get("/graphs/person/1.ttl")) == {"own"}
        assert client.head("/graphs/person/1.ttl").status_code == 200
