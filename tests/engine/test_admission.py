from __future__ import annotations

import pytest

from kg_api.engine.admission import NO_SERVICE, NO_UPDATES, admit, place
from kg_api.errors import EngineError, QueryRejected, QueryTooLarge
from kg_api.settings import Settings

SETTINGS = Settings()
P = "<http://e/p>"
CALL = "SERVICE <http://127.0.0.1:9/> {}"

HONEST = [
    "SELECT * { ?s ?p ?o } LIMIT 10",
    'SELECT * { ?s rdfs:label ?l FILTER(CONTAINS(LCASE(?l), "service")) } # SERVICE <http://e/> {}',
    "SELECT ?service { ?service a dpv:ServiceProvider ; dct:title 'SERVICE' }",
    "PREFIX service: <http://e/> SELECT * { ?s service:provider ?o }",
    "SELECT * { ?s <http://e/service> ?o . FILTER(?o < 3 && ?o > 1) }",
    "PREFIX : <#> BASE <http://e/> SELECT * { ?s :p <#o> }",
    "SELECT * { ?s <urn:x#y> ?o }",
    "SELECT * { VALUES ?c { " + "dpv:Marketing " * 500 + "} ?p dpv:hasPurpose/skos:broader* ?c }",
    "CONSTRUCT { ?s ?p ?o } WHERE { " + " . ".join(f"?s{i} ?p{i} ?o{i}" for i in range(60)) + " }",
    "SELECT ((?a + 1) * (?b - 2) AS ?c) { ?s ex:a ?a ; ex:b ?b } GROUP BY ?a HAVING (COUNT(*) > 1)",
    "ASK { << ?s ?p ?o >> ?q ?r }",
    'SELECT * { ?s ?p "caf\\u00E9" }',
]

CALLS = [
    f"SELECT * {{ {CALL} }}",
    "SELECT * { sErViCe#x\n<http://127.0.0.1:9/>{} }",
    "SELECT * { SERVICE SILENT ?x {} }",
    "PREFIX ex: <http://e/> SELECT * { SERVICEex:x{} }",
    "SELECT * { SERVICESILENT<http://127.0.0.1:9/>{} }",
    "SELECT * { ?a ?b 3SERVICE<http://127.0.0.1:9/>{} }",
    "SELECT * { ?a ?b true.SERVICE:x{} }",
    "SELECT * { ?a ?b trueSERVICE<http://127.0.0.1:9/>{} }",
    "PREFIX ex: <http://e/> SELECT * { ?a ?b ex:.SERVICE<http://127.0.0.1:9/>{} }",
    f'SELECT * {{ ?a ?b ?x FILTER(?x<1#> """\n) {CALL} #"""\n }}',
    f"SELECT * {{ ?a ?b ?x FILTER(?x<<http://e/#>) {CALL} #>\n }}",
    "PREFIX service: <http://e/> PREFIX : <http://127.0.0.1:9/> SELECT * { service:x {} }",
    f"SELECT * {{ # a comment that ends in a carriage return\r {CALL} }}",
    f'SELECT * {{ VALUES ?x {{ """a" }} {CALL} }}',
]

TOO_LARGE = {
    "length": "SELECT * {} #" + "x" * 17_000,
    "braces": "SELECT * " + "{" * 2200 + "}" * 2200,
    "parentheses": "SELECT * { FILTER(" + "(" * 2000 + "1" + ")" * 2000 + ") }",
    "calls": "SELECT * { FILTER(" + "STR(" * 1000 + "1" + ")" * 1000 + ") }",
    "negations": "SELECT * { FILTER(" + "!" * 8000 + "1) }",
    "sums": "SELECT * { FILTER(" + "1+" * 7000 + "1) }",
    "conjunctions": "SELECT * { FILTER(" + "1&&" * 5000 + "1) }",
    "sub-selects": "SELECT * " + "{SELECT * " * 800 + "{}" + "}" * 800,
    "exists": "SELECT * { " + "FILTER EXISTS{" * 800 + "}" * 800 + " }",
    "differences": "SELECT * { ?s ?p ?o " + "MINUS{?x ?y ?z}" * 800 + " }",
    "repetitions": f"SELECT * {{ ?s (((({P}*)*)*)*) ?o }}",
    "patterns": "SELECT * { " + " . ".join(f"?s{i} ?p ?o" for i in range(1000)) + " }",
    "objects": "SELECT * { ?s ?p " + ",".join(f"?o{i}" for i in range(256)) + " }",
    "optionals": "SELECT * { " + "OPTIONAL{?s ?p ?o}" * 400 + " }",
    "sequence": "SELECT * { ?s " + "/".join([P] * 1000) + " ?o }",
    "list": "SELECT * { (" + "1 " * 500 + ") ?p ?o }",
    "lists": "SELECT * { " + "(" * 500 + "1" + ")" * 500 + " ?p ?o }",
    "blank nodes": "SELECT * { " + f"[{P} " * 500 + "1" + "]" * 500 + " }",
    "values blocks": "SELECT * { " + "VALUES ?x{1}" * 256 + " }",
    "triple terms": "SELECT * { " + "<< ?s ?p " * 200 + "?o" + " >>" * 200 + " ?p ?o }",
    "hidden calls": "SELECT * { ?s ?p ?x FILTER(?x<" + "STR(" * 200 + "1" + ")" * 200 + "&&1>0) }",
}


@pytest.mark.parametrize("text", HONEST)
def test_honest_queries_are_admitted(text: str) -> None:
    assert admit(text, SETTINGS).form is not None


@pytest.mark.parametrize("text", CALLS)
def test_service_is_refused_in_any_spelling(text: str) -> None:
    with pytest.raises(QueryRejected) as refused:
        admit(text, SETTINGS)
    assert str(refused.value) == NO_SERVICE


@pytest.mark.parametrize("what", TOO_LARGE)
def test_what_ends_or_stalls_a_parser_is_refused_and_the_limit_named(what: str) -> None:
    with pytest.raises(QueryTooLarge, match=r"at most .* are admitted"):
        admit(TOO_LARGE[what], SETTINGS)


@pytest.mark.parametrize(
    "text", ["INSERT DATA {}", "PREFIX a: <http://e/> DELETE WHERE {}", "load <http://e/>"]
)
def test_updates_are_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(QueryRejected) as refused:
        admit(text, SETTINGS)
    assert NO_UPDATES in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { ?s ?p "\\u0022 }"',
        "SELECT * { # \\u000A }\n }",
        "SELECT \\u002A {}",
        "SELECT * { ?s ?p \\U0011FFFF }",
    ],
)
def test_escapes_that_another_parser_reads_otherwise_are_refused(text: str) -> None:
    with pytest.raises(QueryRejected, match=r"Line \d+, column \d+"):
        admit(text, SETTINGS)


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(EngineError, match="surrogate"):
        admit('ASK { ?s ?p "\ud800" }', SETTINGS)


def test_limits_are_those_of_the_settings() -> None:
    deep = "SELECT * {{{ ?s ?p ?o }}}"
    assert admit(deep, Settings(query_nesting=3)).nesting == 3
    with pytest.raises(QueryTooLarge, match="3 nested brackets; at most 2"):
        admit(deep, Settings(query_nesting=2))


def test_length_is_counted_in_bytes() -> None:
    text = "ASK {} # é"
    admit(text, Settings(query_bytes=11))
    with pytest.raises(QueryTooLarge, match="11 bytes; at most 10"):
        admit(text, Settings(query_bytes=10))


def test_places_count_lines_and_columns_from_one() -> None:
    assert place("ab\ncd", 4) == "Line 2, column 2"
