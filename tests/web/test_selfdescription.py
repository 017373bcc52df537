"""What the service says of itself agrees with what it holds, and every address it gives can be fetched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode, QuerySolutions, RdfFormat, Store, parse
from starlette.testclient import TestClient

from kg_api.engine import Description
from kg_api.engine.embedded import EmbeddedEngine
from kg_api.engine.fake import FakeEngine, boolean, rows
from kg_api.errors import QueryTimeout
from kg_api.questions.answer import Questions
from kg_api.questions.export import runnable
from kg_api.settings import Settings
from kg_api.vocabulary import BASE, PREFIXES
from kg_api.web.app import create_app
from kg_api.web.kept import Kept
from kg_api.web.queries import queries_router

ROOT = "http://graph.example"
VOID = f"{ROOT}/.well-known/void"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
TURTLE = "text/turtle; charset=utf-8"
OLD = f"{BASE}data/c/1/policy"
DATED = f"""\
<{OLD}#n> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/dpv#PrivacyNotice> <{OLD}> .
<{OLD}#n> <http://purl.org/dc/terms/title> "Old"@en <{OLD}> .
<{OLD}#n> <http://purl.org/dc/terms/modified> "2001-01"^^<http://www.w3.org/2001/XMLSchema#gYearMonth> <{OLD}> .
<{OLD}#n> <http://purl.org/dc/terms/title> "Copy"@en <http://elsewhere/policy> .
"""


@pytest.fixture(scope="module")
def whole(engine: EmbeddedEngine, settings: Settings, questions: Questions) -> Iterator[TestClient]:
    app = create_app(engine, settings, routers=[queries_router(questions)])
    with TestClient(app, base_url=ROOT, follow_redirects=False) as client:
        yield client


def graph(answer: Any) -> Store:
    assert answer.status_code == 200, answer.text
    media_type = answer.headers["content-type"].split(";")[0]
    format = RdfFormat.from_media_type({"text/plain": "text/turtle"}.get(media_type, media_type))
    store = Store()
    store.extend(parse(answer.content, format=format))
    return store


def select(store: Store, names: str, where: str) -> list[tuple[str, ...]]:
    """The rows of a pattern in our prefixes, as texts, sorted; ``names`` are its variables in order."""
    wanted = names.split()
    found = store.query(f"SELECT {' '.join('?' + name for name in wanted)} {where}", prefixes=PREFIXES)
    assert isinstance(found, QuerySolutions)
    return sorted(tuple(getattr(row[name], "value", "") for name in wanted) for row in found)


def ask_sparql(client: TestClient, text: str) -> list[dict[str, str]]:
    answer = client.get("/sparql", params={"query": text, "format": "json"}).json()
    return [{k: v["value"] for k, v in row.items()} for row in answer["results"]["bindings"]]


@pytest.fixture(scope="module")
def void(whole: TestClient) -> Store:
    return graph(whole.get("/.well-known/void"))


def test_the_counts_of_void_are_those_of_the_data(whole: TestClient, void: Store) -> None:
    (row,) = ask_sparql(
        whole, "SELECT (COUNT(*) AS ?t) (COUNT(DISTINCT ?s) AS ?d) (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }"
    )
    where = f"{{ <{VOID}#dataset> void:triples ?t ; void:distinctSubjects ?d ; void:properties ?n }}"
    assert select(void, "t d n", where) == [(row["t"], row["d"], row["n"])]


def test_each_class_and_each_property_has_a_partition(whole: TestClient, void: Store) -> None:
    classes = ask_sparql(whole, "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c } GROUP BY ?c")
    where = f"{{ <{VOID}#dataset> void:classPartition ?x . ?x void:class ?c ; void:entities ?n }}"
    assert select(void, "c n", where) == sorted((row["c"], row["n"]) for row in classes)
    properties = ask_sparql(whole, "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p")
    where = f"{{ <{VOID}#dataset> void:propertyPartition ?x . ?x void:property ?p ; void:triples ?n }}"
    assert select(void, "p n", where) == sorted((row["p"], row["n"]) for row in properties)
    assert len(classes) > 50 < len(properties)


def test_each_policy_version_is_a_dataset_of_its_controller(void: Store) -> None:
    where = """{ ?catalog a dcat:Catalog ; dcat:dataset ?d . ?d a dcat:Dataset ; dct:identifier ?i ; dct:title ?t ;
      dct:language ?l ; dct:publisher ?c ; void:triples ?n . ?c foaf:name ?name
      OPTIONAL { ?d dct:issued ?issued } OPTIONAL { ?d dct:modified ?modified } }"""
    found = {row[0]: row[1:] for row in select(void, "i d name l issued modified", where)}
    folder = Path(__file__).resolve().parents[2] / "data"
    assert set(found) == {p.parent.relative_to(folder).as_posix() for p in folder.rglob("policy.ttl")}
    kruix = (f"{BASE}data/kruix/2020-11-16", "Kruix", "nl", "2020-11-16", "")
    assert found["kruix/2020-11-16"] == kruix
    assert found["velux-belgium/2021-05"][3:] == ("", "2021-05")
    assert found["smet-jet/undated"][3:] == ("", "")


def test_each_distribution_can_be_fetched_and_has_the_media_type_it_says(
    whole: TestClient, void: Store
) -> None:
    where = f"{{ <{BASE}data/kruix/2020-11-16> dcat:distribution ?d . ?d dcat:downloadURL ?u ; dcat:mediaType ?m }}"
    found = select(void, "u m", where)
    assert len(found) == 16
    for address, media_type in found:
        answer = whole.get(address)
        assert answer.status_code == 200
        assert media_type.endswith("/media-types/" + answer.headers["content-type"].split(";")[0])


def test_the_distributions_of_a_version_hold_the_triples_it_counts(whole: TestClient, void: Store) -> None:
    dataset = f"<{BASE}data/kruix/2020-11-16>"
    where = f"{{ {dataset} void:triples ?n ; dcat:distribution ?d . FILTER(STRENDS(STR(?d), 'ntriples')) }}"
    found = select(void, "n d", where)
    assert len(found) == 4
    lines = sum(whole.get(address).text.count(" .\n") for _, address in found)
    assert {number for number, _ in found} == {str(lines)}


def test_an_older_version_is_described_though_no_default_graph_holds_it(tmp_path: Path) -> None:
    path = tmp_path / "old.nq"
    path.write_text(DATED, encoding="utf-8")
    with EmbeddedEngine(path, "s", Settings(query_seconds=20), union=False) as engine:
        client = TestClient(create_app(engine, Settings()), base_url=ROOT, follow_redirects=False)
        store = graph(client.get("/.well-known/void"))
        where = "{ ?d dct:title ?t ; dct:modified ?m ; dct:publisher ?c }"
        assert select(store, "d t m c", where) == [(f"{BASE}data/c/1", "Old", "2001-01", f"{BASE}data/c")]
        assert client.get("/data/c/1").headers["location"] == "/.well-known/void"
        assert client.get("/ns").status_code == 404
        described = client.get("/description", params={"iri": f"{BASE}data/c/1/policy#n"})
        assert len(graph(described)) == 4


def test_the_addresses_are_those_the_client_calls(whole: TestClient, void: Store) -> None:
    assert select(void, "e", "{ ?d void:sparqlEndpoint ?e }") == [(f"{ROOT}/sparql",)]
    other = whole.get("/.well-known/void", headers={"host": "other.example:81"})
    assert "http://other.example:81/sparql" in other.text
    assert "graph.example" not in other.text
    assert other.headers["etag"] != whole.get("/.well-known/void").headers["etag"]
    refused = whole.get("/.well-known/void", headers={"host": "a%zz"})
    assert (refused.status_code, refused.json()["type"]) == (400, "/problems/bad-input")


DOCUMENTS = ("/.well-known/void", "/prefixes", "/queries", f"/description?iri={BASE}data/kruix")


@pytest.mark.parametrize("path", DOCUMENTS)
def test_each_document_is_negotiated_tagged_and_open(whole: TestClient, path: str) -> None:
    for accept in ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"):
        answer = whole.get(path, headers={"accept": accept})
        assert answer.headers["content-type"].split(";")[0] == accept
        again = {"accept": accept, "if-none-match": answer.headers["etag"]}
        assert whole.get(path, headers=again).status_code == 304
        assert whole.head(path, headers={"accept": accept}).headers["etag"] == answer.headers["etag"]
        assert answer.headers["access-control-allow-origin"] == "*"
    assert whole.get(path, headers={"accept": BROWSER}).headers["content-type"].startswith("text/plain")
    assert whole.get(path, headers={"accept": "image/png"}).status_code == 406
    refused = whole.post(path)
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD")


def test_each_prefix_is_declared_in_each_form(whole: TestClient) -> None:
    store = graph(whole.get("/prefixes"))
    declared = select(
        store, "p n", f"{{ <{ROOT}/prefixes> sh:declare ?d . ?d sh:prefix ?p ; sh:namespace ?n }}"
    )
    assert {row[0]: row[1] for row in declared} == PREFIXES
    assert whole.get("/prefixes", headers={"accept": "application/json"}).json() == PREFIXES
    assert whole.get("/prefixes?format=json").json() == PREFIXES
    context = whole.get("/prefixes", headers={"accept": "application/ld+json"}).json()
    assert context == {"@context": PREFIXES}


def test_the_context_turns_a_short_name_into_our_iri(whole: TestClient) -> None:
    document = (
        whole.get("/prefixes?format=jsonld").text[:-1] + ', "@id": "data:kruix", "@type": "dpv:Purpose"}'
    )
    (quad,) = parse(document, format=RdfFormat.JSON_LD)
    assert (quad.subject, quad.object) == (
        NamedNode(BASE + "data/kruix"),
        NamedNode(PREFIXES["dpv"] + "Purpose"),
    )


def test_each_question_is_an_executable_with_a_query_that_runs_as_it_stands(
    whole: TestClient, questions: Questions
) -> None:
    catalogue = questions.catalogue
    store = graph(whole.get("/queries"))
    where = "{ ?q a sh:SPARQLExecutable ; dct:identifier ?i ; sh:select ?t ; sh:prefixes ?p }"
    found = select(store, "i t p", where)
    assert found == sorted((one.id, runnable(questions, one), f"{ROOT}/prefixes") for one in catalogue)
    dutch = "{ ?q rdfs:label ?l ; rdfs:comment ?c FILTER(LANG(?l) = 'nl' && LANG(?c) = 'nl') }"
    assert select(store, "q l c", dutch) == sorted(
        (f"{ROOT}/queries#{one.id}", one.title["nl"], one.description["nl"]) for one in catalogue
    )


def test_a_graph_iri_of_ours_answers_itself(whole: TestClient) -> None:
    for path in ("data/kruix/2020-11-16/policy", "graphs/stated", "graphs/ontology/terms/purposes"):
        answer = whole.get(f"/{path}")
        direct = whole.get("/graphs", params={"graph": BASE + path})
        assert (answer.status_code, answer.headers["content-type"]) == (200, TURTLE)
        assert answer.content == direct.content


@pytest.mark.parametrize("path", ["data/kruix", "ns", "terms", "law"])
def test_a_thing_of_ours_leads_to_its_description(whole: TestClient, path: str) -> None:
    answer = whole.get(f"/{path}")
    assert answer.status_code == 303
    about = graph(whole.get(answer.headers["location"]))
    beginning = (BASE + path, f"{BASE}{path}#")
    subjects = {quad.subject.value for quad in about if isinstance(quad.subject, NamedNode)}
    assert subjects
    assert all(subject == beginning[0] or subject.startswith(beginning[1]) for subject in subjects)


@pytest.mark.parametrize(("path", "term"), [("ns", "Stated"), ("terms", "Prospect"), ("law", "NL-in-EU")])
def test_a_vocabulary_of_ours_has_each_of_its_terms(whole: TestClient, path: str, term: str) -> None:
    about = graph(whole.get("/description", params={"iri": BASE + path}))
    assert any(about.quads_for_pattern(NamedNode(f"{BASE}{path}#{term}"), None, None))


def test_a_controller_is_described_as_the_graph_has_it(whole: TestClient) -> None:
    about = graph(whole.get("/description", params={"iri": BASE + "data/kruix"}))
    assert select(about, "c l", "{ ?c skos:prefLabel ?l ; a dpv:DataController }") == [
        (BASE + "data/kruix", "Kruix")
    ]


def test_a_policy_version_leads_to_the_dataset_description(whole: TestClient) -> None:
    for path in ("/data/kruix/2020-11-16", "/data/kruix/2020-11-16/"):
        answer = whole.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/.well-known/void")


@pytest.mark.parametrize(
    "path", ["/data/", "/data/nobody", "/graphs/nothing", "/data/a%3E%7Db", "/data/%FF", "/data//kruix"]
)
def test_an_iri_of_ours_that_names_nothing_is_404(whole: TestClient, path: str) -> None:
    answer = whole.get(path)
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/unknown-name")


@pytest.mark.parametrize(
    ("query_string", "status"),
    [
        ("", 400),
        ("iri=a", 400),
        ("iri=http://e/%3E", 400),
        ("iri=http://e/&iri=http://e/", 400),
        ("iri=http://e/", 404),
    ],
)
def test_a_description_of_what_is_not_named_or_not_there_is_refused(
    whole: TestClient, query_string: str, status: int
) -> None:
    answer = whole.get(f"/description?{query_string}")
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


def test_nothing_but_reading_is_offered_below_our_iris(whole: TestClient) -> None:
    for path in ("/data/kruix", "/ns", "/graphs/stated"):
        answer = whole.delete(path)
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


def test_what_is_counted_is_counted_once_a_snapshot() -> None:
    made: list[str] = []

    def make(engine: object) -> int:
        made.append("made")
        return len(made)

    still = Kept(FakeEngine(description=Description("one", 0, {})), make)
    assert (still.get(), still.get()) == (1, 1)
    changing = Kept(FakeEngine(description=Description("", 0, {})), make)
    assert (changing.get(), changing.get()) == (2, 3)


def test_a_count_that_failed_is_tried_again() -> None:
    failures = [QueryTimeout("Too long.")]
    engine = FakeEngine(lambda _request: failures.pop() if failures else rows([], []))
    client = TestClient(create_app(engine, Settings()), base_url=ROOT)
    assert client.get("/sparql").status_code == 504
    assert client.get("/sparql").status_code == 200


def test_an_engine_that_is_down_is_a_problem() -> None:
    engine = FakeEngine({"ASK {}": boolean(True)})
    answer = TestClient(create_app(engine, Settings())).get("/.well-known/void")
    assert (answer.status_code, answer.json()["type"]) == (500, "/problems/engine-error")
