"""An answer that ends before its last row says so, in its headers and where the format has room."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from kg_api.engine.embedded import EmbeddedEngine
from kg_api.settings import Settings
from kg_api.web.app import create_app

QUERY = "SELECT * { ?s ?p ?o } ORDER BY ?s"


@pytest.fixture(scope="module")
def client(tiny_engine: EmbeddedEngine) -> Iterator[TestClient]:
    with TestClient(create_app(tiny_engine, Settings(result_rows=2))) as client:
        yield client


def test_json_says_it_in_the_body_and_stays_what_clients_read(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": QUERY})
    assert answer.headers["x-truncated"] == "true"
    assert "OFFSET 2" in answer.headers["x-truncated-rest"]
    body = answer.json()
    assert body["truncated"] is True
    assert body["rest"] == answer.headers["x-truncated-rest"]
    assert len(body["results"]["bindings"]) == 2
    assert sorted(body["head"]["vars"]) == ["o", "p", "s"]


def test_xml_says_it_in_a_comment(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": QUERY, "format": "xml"})
    assert "<!-- truncated: " in answer.text
    assert len(ElementTree.fromstring(answer.text)[1]) == 2


@pytest.mark.parametrize("format", ["csv", "tsv"])
def test_what_has_no_room_says_it_in_headers_alone(client: TestClient, format: str) -> None:
    answer = client.get("/sparql", params={"query": QUERY, "format": format})
    assert len(answer.text.splitlines()) == 3
    assert answer.headers["x-truncated"] == "true"


def test_the_rest_is_had_as_the_answer_says(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": f"{QUERY} OFFSET 2"})
    assert len(answer.json()["results"]["bindings"]) == 1
    assert "x-truncated" not in answer.headers
    assert "truncated" not in answer.json()


def test_graphs_are_whole_whatever_their_size(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": "CONSTRUCT WHERE { ?s ?p ?o }", "format": "nt"})
    assert len(answer.text.splitlines()) == 3


@pytest.mark.parametrize("name", ["trig", "nquads", "application/n-quads"])
def test_a_graph_comes_in_the_syntax_of_a_dataset_too(client: TestClient, name: str) -> None:
    answer = client.get("/sparql", params={"query": "CONSTRUCT WHERE { ?s ?p ?o }", "format": name})
    assert answer.status_code == 200
    assert "example.org/a" in answer.text
