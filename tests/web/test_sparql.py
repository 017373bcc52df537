from __future__ import annotations

import html
from typing import Any

import pytest
from pyoxigraph import NamedNode, QuerySolutions, RdfFormat, Store, parse
from starlette.testclient import TestClient

from kg_api.engine import Description, Request, Result
from kg_api.engine.fake import FakeEngine, boolean, rows
from kg_api.settings import Settings
from kg_api.web.app import create_app

LABELS = "SELECT ?label { ?s rdfs:label ?label } ORDER BY ?label"
QUERY = {"content-type": "application/sparql-query"}
FORM = {"content-type": "application/x-www-form-urlencoded"}
SD = "http://www.w3.org/ns/sparql-service-description#"


def labels(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [row["label"]["value"] for row in answer.json()["results"]["bindings"]]


def refused(answer: Any, status: int, slug: str) -> dict[str, Any]:
    """The problem of an answer that must be one."""
    body: dict[str, Any] = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, body["status"], body["type"]) == (status, status, f"/problems/{slug}")
    return body


def test_the_three_ways_of_the_protocol_give_the_same(tiny_client: TestClient) -> None:
    got = tiny_client.get("/sparql", params={"query": LABELS})
    form = tiny_client.post("/sparql", data={"query": LABELS})
    direct = tiny_client.post("/sparql", content=LABELS, headers=QUERY)
    assert labels(got) == labels(form) == labels(direct) == ["=1+1", "Wérk"]


def test_the_dataset_of_the_protocol_wins_over_from(tiny_client: TestClient) -> None:
    text = "SELECT ?label FROM <http://example.org/two> { ?s rdfs:label ?label }"
    one = {"default-graph-uri": "http://example.org/one"}
    assert labels(tiny_client.get("/sparql", params={"query": text})) == ["=1+1"]
    assert labels(tiny_client.get("/sparql", params={"query": text, **one})) == ["Wérk"]
    assert labels(tiny_client.post("/sparql", data={"query": text, **one})) == ["Wérk"]
    assert labels(tiny_client.post("/sparql", content=text, headers=QUERY, params=one)) == ["Wérk"]


def test_several_graphs_may_be_named(tiny_client: TestClient) -> None:
    both = [("default-graph-uri", f"http://example.org/{name}") for name in ("one", "two")]
    assert len(labels(tiny_client.get("/sparql", params=[("query", LABELS), *both]))) == 2
    text = "SELECT ?label { GRAPH ?g { ?s rdfs:label ?label } }"
    named = {"query": text, "named-graph-uri": "http://example.org/two"}
    assert labels(tiny_client.get("/sparql", params=named)) == ["=1+1"]


@pytest.mark.parametrize(
    ("text", "accept", "media_type", "start"),
    [
        (LABELS, "text/csv", "text/csv; charset=utf-8", "label\r\n=1+1\r\n"),
        (LABELS, "application/sparql-results+xml", "application/sparql-results+xml", "<?xml"),
        (LABELS, "application/json", "application/json", '{"head"'),
        (LABELS, "text/tab-separated-values", "text/tab-separated-values; charset=utf-8", "?label\n"),
        ("ASK {}", "*/*", "application/sparql-results+json", '{"head":{},"boolean":true}'),
        ("DESCRIBE <http://example.org/a>", "*/*", "text/turtle; charset=utf-8", "<http://example.org/a>"),
        ("DESCRIBE <http://example.org/a>", "application/ld+json", "application/ld+json", "[{"),
    ],
)
def test_a_result_comes_as_the_client_accepts(
    tiny_client: TestClient, text: str, accept: str, media_type: str, start: str
) -> None:
    answer = tiny_client.get("/sparql", params={"query": text}, headers={"accept": accept})
    assert answer.headers["content-type"] == media_type
    assert answer.headers["vary"] == "Accept"
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert answer.text.startswith(start)


@pytest.mark.parametrize("name", ["format", "output", "results"])
def test_short_names_are_understood(tiny_client: TestClient, name: str) -> None:
    answer = tiny_client.get(
        "/sparql", params={"query": LABELS, name: "csv"}, headers={"accept": "text/turtle"}
    )
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"


def test_what_cannot_be_accepted_is_406(tiny_client: TestClient) -> None:
    turtle = {"accept": "text/turtle"}
    refused(tiny_client.get("/sparql", params={"query": LABELS}, headers=turtle), 406, "not-acceptable")
    refused(tiny_client.get("/sparql", params={"query": "ASK {}", "format": "turtle"}), 406, "not-acceptable")
    body = refused(
        tiny_client.get("/sparql", params={"query": "ASK {}", "format": "jsn"}), 400, "unknown-name"
    )
    assert "json" in body["suggestions"]


def test_a_syntax_error_has_a_place(tiny_client: TestClient) -> None:
    body = refused(
        tiny_client.get("/sparql", params={"query": "SELECT *\n{ ?s dvp:x ?o }"}), 400, "bad-query"
    )
    assert (body["line"], body["suggestions"][0], body["instance"]) == (2, "dpv", "/sparql")


@pytest.mark.parametrize(
    ("query_string", "slug"),
    [
        ("query=ASK{}&query=ASK{}", "bad-input"),
        ("default-graph-uri=http://e/", "bad-input"),
        ("querry=ASK{}", "bad-input"),
        ("query=ASK{}&default-graph-uri=relative", "bad-input"),
        ("query=ASK{}&format=json&output=xml", "bad-input"),
        ("query=ASK%20%7B%7D%20%23%FF", "bad-input"),
        ("query=", "bad-query"),
        ("update=DROP%20ALL", "bad-query"),
        ("query=ASK{}&using-graph-uri=http://e/", "bad-query"),
        ("query=DROP%20ALL", "bad-query"),
        ("query=SELECT*{SERVICE%20<http://e/>{}}", "bad-query"),
    ],
)
def test_what_the_protocol_does_not_allow_is_400(
    tiny_client: TestClient, query_string: str, slug: str
) -> None:
    refused(tiny_client.get(f"/sparql?{query_string}"), 400, slug)


@pytest.mark.parametrize(
    ("content", "headers", "status", "slug"),
    [
        (b"ASK {}", {}, 415, "unsupported-media-type"),
        (b"ASK {}", {"content-type": "text/plain"}, 415, "unsupported-media-type"),
        (
            b"ASK {}",
            {"content-type": "application/sparql-query; charset=utf-16"},
            415,
            "unsupported-media-type",
        ),
        (b"ASK {} # \xff", QUERY, 400, "bad-input"),
        (b"query=ASK+%7B%7D+%23%FF", FORM, 400, "bad-input"),
        (b"", FORM, 400, "bad-input"),
        (b"query=ASK{}&query=ASK{}", FORM, 400, "bad-input"),
        (b"update=DROP+ALL", FORM, 400, "bad-query"),
        (b"DROP ALL", {"content-type": "application/sparql-update"}, 400, "bad-query"),
        (b"&".join([b"a=b"] * 101), FORM, 413, "too-large"),
        (b"ASK {} #" + b"x" * 20_000, QUERY, 413, "query-too-large"),
        (b"ASK {} #" + b"x" * 80_000, QUERY, 413, "too-large"),
    ],
)
def test_bodies_that_cannot_be_taken(
    tiny_client: TestClient, content: bytes, headers: dict[str, str], status: int, slug: str
) -> None:
    refused(tiny_client.post("/sparql", content=content, headers=headers), status, slug)


def test_a_query_in_the_address_and_in_the_body_is_refused(tiny_client: TestClient) -> None:
    answer = tiny_client.post("/sparql?query=ASK{}", content="ASK {}", headers=QUERY)
    assert "twice" in refused(answer, 400, "bad-input")["detail"]


def test_a_character_set_of_utf_8_may_be_named(tiny_client: TestClient) -> None:
    headers = {"content-type": 'Application/Sparql-Query; Charset="UTF-8"'}
    assert tiny_client.post("/sparql", content="ASK {}", headers=headers).json()["boolean"] is True


def test_other_methods_are_405_and_told_which_are_offered(tiny_client: TestClient) -> None:
    answer = tiny_client.put("/sparql", content="x")
    refused(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == "GET, HEAD, QUERY, POST, OPTIONS"


def test_head_has_the_headers_of_get_and_no_body(tiny_client: TestClient) -> None:
    got, head = (
        tiny_client.request(method, "/sparql", params={"query": LABELS}) for method in ("GET", "HEAD")
    )
    assert head.status_code == 200
    assert head.content == b""
    for name in ("etag", "content-type", "content-length"):
        assert head.headers[name] == got.headers[name]


def test_a_client_that_has_the_answer_is_told_so(tiny_client: TestClient) -> None:
    params = {"query": LABELS}
    tag = tiny_client.get("/sparql", params=params).headers["etag"]
    assert tag.startswith('"snapshot-1.')
    answer = tiny_client.get("/sparql", params=params, headers={"if-none-match": f'"other", {tag}'})
    assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)
    csv = tiny_client.get("/sparql", params=params, headers={"if-none-match": tag, "accept": "text/csv"})
    assert csv.status_code == 200
    assert csv.headers["etag"] != tag
    assert tiny_client.get("/sparql", params=params, headers={"if-none-match": "*"}).status_code == 200


def test_an_answer_that_changes_from_call_to_call_has_no_tag(tiny_client: TestClient) -> None:
    answer = tiny_client.get("/sparql", params={"query": "SELECT (NOW() AS ?now) {}"})
    assert "etag" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


def test_data_that_may_change_has_no_tag() -> None:
    def answer_of(request: Request) -> Result:
        return rows([], []) if request.text.lstrip().startswith("SELECT") else boolean(True)

    engine = FakeEngine(answer_of, Description("", 0, {}))
    tiny_client = TestClient(create_app(engine, Settings()))
    for path in ("/sparql?query=ASK{}", "/sparql"):
        answer = tiny_client.get(path)
        assert answer.status_code == 200
        assert "etag" not in answer.headers


def test_any_page_may_read_without_credentials(tiny_client: TestClient) -> None:
    for answer in (
        tiny_client.get("/sparql?query=ASK{}"),
        tiny_client.get("/sparql?query=x"),
        tiny_client.options("/sparql"),
    ):
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in answer.headers
    preflight = tiny_client.options("/sparql", headers={"origin": "http://other.example"})
    assert preflight.status_code == 204
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert "Content-Type" in preflight.headers["access-control-allow-headers"]
    assert "access-control-allow-origin" not in tiny_client.get("/version").headers


@pytest.mark.parametrize(
    ("accept", "format"),
    [("*/*", RdfFormat.TURTLE), ("application/rdf+xml", RdfFormat.RDF_XML)],
)
def test_asked_nothing_it_describes_itself(tiny_client: TestClient, accept: str, format: RdfFormat) -> None:
    answer = tiny_client.get("/sparql", headers={"accept": accept})
    assert answer.headers["content-type"].split(";")[0] == format.media_type
    triples = {(t.subject, t.predicate.value, t.object) for t in parse(answer.content, format=format)}
    endpoint = NamedNode("http://graph.example/sparql")
    assert (endpoint, f"{SD}endpoint", endpoint) in triples
    assert (endpoint, f"{SD}supportedLanguage", NamedNode(f"{SD}SPARQL11Query")) in triples
    assert (endpoint, f"{SD}feature", NamedNode(f"{SD}UnionDefaultGraph")) in triples
    tag = {"if-none-match": answer.headers["etag"], "accept": accept}
    assert tiny_client.get("/sparql", headers=tag).status_code == 304


def test_its_description_comes_in_the_format_named(tiny_client: TestClient) -> None:
    assert tiny_client.get("/sparql?format=nt").headers["content-type"] == "application/n-triples"
    refused(tiny_client.get("/sparql?format=csv"), 406, "not-acceptable")
    refused(tiny_client.get("/sparql", headers={"accept": "image/png"}), 406, "not-acceptable")


def test_a_browser_gets_the_page_to_ask_from(tiny_client: TestClient) -> None:
    page = tiny_client.get("/sparql", headers={"accept": "text/html,application/xml;q=0.9,*/*;q=0.8"})
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "unsafe-inline" not in page.headers["content-security-policy"]
    assert 'action="/query" method="get"' in page.text
    assert "snapshot-1" in page.text
    example = html.unescape(page.text.partition("<textarea")[2].partition(">")[2].partition("</textarea>")[0])
    assert tiny_client.get("/sparql", params={"query": example, "format": "csv"}).status_code == 200
    assert tiny_client.get("/static/style.css").status_code == 200
    assert tiny_client.get("/static/%2e%2e/pages.py").status_code == 404


def test_a_host_that_makes_no_address_is_refused(tiny_client: TestClient) -> None:
    refused(tiny_client.get("/sparql", headers={"host": "a%zz"}), 400, "bad-input")


def test_the_method_query_gives_what_post_gives(tiny_client: TestClient) -> None:
    direct = tiny_client.post("/sparql", content=LABELS, headers=QUERY)
    query = tiny_client.request("QUERY", "/sparql", content=LABELS, headers=QUERY)
    assert labels(query) == labels(direct) == ["=1+1", "Wérk"]
    assert query.headers["etag"] == direct.headers["etag"]
    one = {"default-graph-uri": "http://example.org/one"}
    assert labels(tiny_client.request("QUERY", "/sparql", content=LABELS, headers=QUERY, params=one)) == [
        "Wérk"
    ]
    csv = tiny_client.request("QUERY", "/sparql", content=LABELS, headers={**QUERY, "accept": "text/csv"})
    assert csv.headers["content-type"] == "text/csv; charset=utf-8"


@pytest.mark.parametrize(
    ("query_string", "content", "media_type", "status", "slug"),
    [
        ("", b"ASK {}", None, 415, "unsupported-media-type"),
        ("", b"query=ASK+%7B%7D", FORM["content-type"], 415, "unsupported-media-type"),
        ("", b"ASK {}", "application/sparql-query; charset=utf-16", 415, "unsupported-media-type"),
        ("", b"ASK {} # \xff", QUERY["content-type"], 400, "bad-input"),
        ("?query=ASK{}", b"ASK {}", QUERY["content-type"], 400, "bad-input"),
        ("?update=x", b"ASK {}", QUERY["content-type"], 400, "bad-query"),
        ("", b"", QUERY["content-type"], 400, "bad-query"),
        ("", b"DROP ALL", QUERY["content-type"], 400, "bad-query"),
        ("", b"DROP ALL", "application/sparql-update", 400, "bad-query"),
        ("", b"ASK {} #" + b"x" * 20_000, QUERY["content-type"], 413, "query-too-large"),
    ],
)
def test_what_the_method_query_does_not_take(
    tiny_client: TestClient, query_string: str, content: bytes, media_type: str | None, status: int, slug: str
) -> None:
    headers = {"content-type": media_type} if media_type else {}
    answer = tiny_client.request("QUERY", f"/sparql{query_string}", content=content, headers=headers)
    refused(answer, status, slug)


def test_the_options_say_that_queries_may_come_by_query(tiny_client: TestClient) -> None:
    answer = tiny_client.options("/sparql")
    assert answer.headers["allow"] == "GET, HEAD, POST, QUERY, OPTIONS"
    assert answer.headers["accept-query"] == "application/sparql-query"


def test_its_description_names_the_formats_and_each_graph_with_its_size(tiny_client: TestClient) -> None:
    found = Store()
    found.extend(parse(tiny_client.get("/sparql").content, format=RdfFormat.TURTLE))
    where = """{ ?service sd:endpoint <http://graph.example/sparql> ; sd:defaultDataset ?set .
      ?set sd:namedGraph [ sd:name ?name ; sd:graph [ a sd:Graph ; void:triples ?triples ] ] ;
        sd:defaultGraph [ void:triples ?all ] }"""
    known = {"sd": SD, "void": "http://rdfs.org/ns/void#"}
    rows_found = found.query(f"SELECT ?name ?triples ?all {where} ORDER BY ?name", prefixes=known)
    assert isinstance(rows_found, QuerySolutions)
    assert [tuple(getattr(term, "value", "") for term in row) for row in rows_found] == [
        (f"http://example.org/{name}", "1", "3") for name in ("dpv", "one", "two")
    ]
    quads = found.quads_for_pattern(None, NamedNode(f"{SD}resultFormat"), None)
    formats = {getattr(quad.object, "value", "") for quad in quads}
    assert len(formats) == 10
    assert {
        "http://www.w3.org/ns/formats/SPARQL_Results_JSON",
        "http://www.w3.org/ns/formats/Turtle",
    } <= formats


@pytest.mark.parametrize(
    ("query", "values", "expected"),
    [
        ("SELECT * {}", ["json"], "application/sparql-results+json"),
        ("SELECT * {}", ["tsv", "text/tab-separated-values"], "text/tab-separated-values"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", ["rdf+xml", "application/rdf+xml"], "application/rdf+xml"),
        (
            "CONSTRUCT WHERE { ?s ?p ?o }",
            ["json-ld", "application/ld+json,application/x-json+ld"],
            "application/ld+json",
        ),
        ("CONSTRUCT WHERE { ?s ?p ?o }", ["n3"], "text/turtle"),
    ],
)
def test_a_format_said_in_every_way_as_sparqlwrapper_does_is_one_format(
    tiny_client: TestClient, query: str, values: list[str], expected: str
) -> None:
    fields = [(name, value) for name in ("format", "output", "results") for value in values]
    answer = tiny_client.get("/sparql", params=[("query", query), *fields])
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].split(";")[0] == expected


def test_a_relative_iri_starts_from_the_address_of_the_request(tiny_client: TestClient) -> None:
    answer = tiny_client.get("/sparql", params={"query": "CONSTRUCT { <s> <p> 1 } {}", "format": "nt"})
    assert answer.text.startswith("<http://graph.example/s> <http://graph.example/p> ")
    own = tiny_client.get(
        "/sparql", params={"query": "BASE <http://b/> SELECT (<s> AS ?s) {}", "format": "csv"}
    )
    assert "http://b/s" in own.text
    for call in ("IRI", "uri"):
        made = tiny_client.get(
            "/sparql", params={"query": f"SELECT ({call}('s') AS ?s) {{}}", "format": "csv"}
        )
        assert "http://graph.example/s" in made.text


def test_a_body_in_a_coding_is_refused(tiny_client: TestClient) -> None:
    headers = {"content-type": "application/sparql-query", "content-encoding": "gzip"}
    answer = tiny_client.post("/sparql", content=b"ASK {}", headers=headers)
    assert answer.status_code == 415
    assert "gzip" in answer.json()["detail"]
