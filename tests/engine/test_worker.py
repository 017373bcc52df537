"""What the workers hold by themselves, with admission switched off."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from pyoxigraph import RdfFormat, Store

from kg_api.engine import RESULTS_JSON, Form, Request, select, worker
from kg_api.engine.embedded import EmbeddedEngine
from kg_api.errors import EngineError, NotAcceptable, QueryRejected, QueryTooLarge

# Each ended the interpreter with a segmentation fault when it was parsed in-process.
CRASHERS = {
    "braces": "SELECT * " + "{" * 3000 + "?s ?p ?o" + "}" * 3000,
    "calls": "SELECT * { FILTER(" + "STR(" * 3000 + "1" + ")" * 3000 + ") }",
    "conditions": "SELECT * { FILTER(" + "IF(1,1," * 3000 + "1" + ")" * 3000 + ") }",
}
GREEDY = {
    "doubling": 'SELECT * { BIND("aaaaaaaaaa" AS ?x0) '
    + " ".join(f"BIND(CONCAT(?x{i},?x{i}) AS ?x{i + 1})" for i in range(40))
    + " }",
    "cross product": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?a ?d ?g ?j LIMIT 10",
}


def is_well(engine: EmbeddedEngine) -> bool:
    return select(engine, "SELECT (1 AS ?n) {}")[0]["n"].value == "1"


@pytest.mark.parametrize("what", CRASHERS)
def test_a_crash_ends_the_worker_and_not_the_service(unguarded: EmbeddedEngine, what: str) -> None:
    before = unguarded.processes()
    with pytest.raises(QueryTooLarge, match="ended its worker"):
        unguarded.query(Request(CRASHERS[what]))
    assert unguarded.processes() != before
    assert is_well(unguarded)


@pytest.mark.parametrize("what", GREEDY)
def test_memory_past_the_limit_ends_the_query(unguarded: EmbeddedEngine, what: str) -> None:
    with pytest.raises(QueryTooLarge, match="memory"):
        unguarded.query(Request(GREEDY[what]))
    assert is_well(unguarded)


def test_a_result_past_the_limit_is_no_result(unguarded: EmbeddedEngine) -> None:
    with pytest.raises(QueryTooLarge, match="1,048,576 bytes"):
        unguarded.query(Request("SELECT * { ?a ?b ?c . ?d ?e ?f }"))
    assert is_well(unguarded)


def test_a_worker_that_has_grown_is_replaced_after_its_answer(unguarded: EmbeddedEngine) -> None:
    before = unguarded.processes()
    text = 'SELECT (STRLEN(?x9) AS ?n) { BIND("' + "a" * 100_000 + '" AS ?x0) '
    text += " ".join(f"BIND(CONCAT(?x{i},?x{i}) AS ?x{i + 1})" for i in range(9)) + " }"
    assert select(unguarded, text)[0]["n"].value == "51200000"
    assert unguarded.processes() != before
    assert is_well(unguarded)


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A server on the loopback address that nobody should call."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def address(listener: socket.socket) -> str:
    return f"<http://127.0.0.1:{listener.getsockname()[1]}/>"


def heard(listener: socket.socket) -> bool:
    try:
        listener.accept()[0].close()
    except BlockingIOError:
        return False
    return True


def test_the_listener_would_hear_a_call_made_in_process(listener: socket.socket) -> None:
    with socket.create_connection(listener.getsockname()):
        listener.settimeout(5)
        assert heard(listener)


@pytest.mark.parametrize(
    "template",
    [
        "SELECT * {{ SERVICE {0} {{ ?s ?p ?o }} }}",
        "SELECT * {{ SERVICE SILENT {0} {{ ?s ?p ?o }} }}",
        "SELECT * {{ sErViCe#x\n{0}{{ ?s ?p ?o }} }}",
        "SELECT * {{ VALUES ?e {{ {0} }} SERVICE SILENT ?e {{ ?s ?p ?o }} }}",
        "LOAD {0}",
        "LOAD SILENT {0} INTO GRAPH <http://example.org/x>",
        "SELECT * FROM {0} {{ ?s ?p ?o }}",
        "SELECT * FROM NAMED {0} {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    ],
)
def test_nothing_calls_out(unguarded: EmbeddedEngine, listener: socket.socket, template: str) -> None:
    text = template.format(address(listener))
    try:
        body = unguarded.query(Request(text)).body
    except QueryRejected:
        body = b""
    assert b"http://example.org" not in body
    assert not heard(listener)


def test_a_call_that_is_not_silent_is_refused_by_the_kernel(
    unguarded: EmbeddedEngine, listener: socket.socket
) -> None:
    with pytest.raises(QueryRejected, match="Too many open files"):
        unguarded.query(Request(f"SELECT * {{ SERVICE {address(listener)} {{ ?s ?p ?o }} }}"))


@pytest.mark.parametrize(
    "text", ["SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", "LOAD <file:///etc/passwd>"]
)
def test_no_file_is_read(unguarded: EmbeddedEngine, text: str) -> None:
    try:
        body = unguarded.query(Request(text)).body
    except QueryRejected:
        body = b""
    assert b"root" not in body


@pytest.mark.parametrize(
    "text", ["DROP ALL", "INSERT DATA { <http://e/s> <http://e/p> 1 }", "DELETE WHERE { ?s ?p ?o }"]
)
def test_no_update_reaches_the_store(unguarded: EmbeddedEngine, text: str) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    before = select(unguarded, count)
    with pytest.raises(QueryRejected):
        unguarded.query(Request(text))
    assert select(unguarded, count) == before


def test_a_media_type_that_cannot_be_made_is_refused_in_words(unguarded: EmbeddedEngine) -> None:
    with pytest.raises(EngineError, match="image/png"):
        unguarded.query(Request("ASK {}", accept={"boolean": "image/png"}))


def test_an_answer_is_a_header_and_a_body() -> None:
    store = Store()
    store.load(b'<http://e/s> <http://e/p> "o" <http://e/g> .', format=RdfFormat.N_QUADS)
    order = {"union": True, "dataset": None, "accept": {"bindings": "text/csv"}}
    header, body = worker.answer(store, order, "SELECT ?o { ?s ?p ?o }", 100)
    assert header == {"form": "bindings", "media_type": "text/csv"}
    assert body == b"o\r\no\r\n"
    assert worker.answer(store, order, "SELECT ?o { ?s ?p ?o }", 3)[0] == {"fault": "result"}
    assert worker.answer(store, order, "SELECT", 100)[0]["fault"] == "syntax"
    header, body = worker.answer(store, {**order, "accept": {}}, "ASK {}", 100)
    assert header == {"form": "boolean", "media_type": RESULTS_JSON}


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ('a\\u0000b' AS ?x) {}",
        "SELECT ('a\\uFFFEb' AS ?x) {}",
        "CONSTRUCT { <http://e/a> <http://e/b> 'a\\u0001b' } {}",
        "CONSTRUCT { <http://e/a> <http://e/1> 'a' } {}",
    ],
)
def test_what_xml_cannot_hold_is_refused_and_in_json_or_turtle_it_is_there(
    unguarded: EmbeddedEngine, text: str
) -> None:
    accept: dict[Form, str] = {
        "bindings": "application/sparql-results+xml",
        "graph": "application/rdf+xml",
    }
    with pytest.raises(NotAcceptable, match="XML"):
        unguarded.query(Request(text, accept=accept))
    assert unguarded.query(Request(text)).body
    plain = Request("SELECT ('<oxprefix: /> é\t' AS ?x) {}", accept=accept)
    assert b"oxprefix" in unguarded.query(plain).body
