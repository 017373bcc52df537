"""The query page as the server makes it: it reads whole without script, and what is in a result stays text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx2 import Response
from pyoxigraph import Literal, NamedNode
from starlette.testclient import TestClient

from kg_api.engine import Request, Row
from kg_api.engine.fake import Answer, FakeEngine, boolean, rows
from kg_api.errors import EngineUnavailable, QueryTimeout
from kg_api.questions.answer import Questions
from kg_api.settings import Settings
from kg_api.vocabulary import XSD
from kg_api.web.app import create_app
from kg_api.web.views import query_results
from kg_api.web.views.query import query_router
from tests.web.views.payloads import PAYLOADS

STATIC = Path(query_results.__file__).parents[1] / "static"
MOST_SCRIPT = 30_000
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|\bstyle=|<style|\son[a-z]+\s*=", re.IGNORECASE)
COUNTS = "SELECT ?kind (COUNT(*) AS ?n) { ?s a ?kind } GROUP BY ?kind ORDER BY DESC(?n) LIMIT 60"


class Told:
    """A service whose engine gives every query the answer that it was told."""

    def __init__(self) -> None:
        self.answer: Answer = boolean(True)
        app = create_app(FakeEngine(self._answer), Settings(kept_bytes=0))
        self.client = TestClient(app, base_url="http://graph.example")

    def _answer(self, request: Request) -> Answer:
        """Labels and terms are asked for too: there are none."""
        return rows((), ()) if "?kind ?value" in request.text else self.answer

    def page(self, answer: Answer, **params: str) -> Response:
        self.answer = answer
        return self.client.get("/query", params={"query": "SELECT * {}", **params})


@pytest.fixture(scope="module")
def told() -> Told:
    return Told()


@pytest.fixture(scope="module")
def client(questions: Questions, settings: Settings) -> Iterator[TestClient]:
    app = create_app(
        questions.engine, settings, routers=[query_router(questions.engine, settings, questions)]
    )
    with TestClient(app, base_url="http://graph.example") as client:
        yield client


def text_of(page: str) -> str:
    """The query in the textarea, as a browser reads it."""
    return html.unescape(page.partition("<textarea")[2].partition(">\n")[2].partition("</textarea>")[0])


def without_marks(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def is_strict(page: Response) -> None:
    policy = page.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert INLINE.findall(page.text) == []
    assert re.findall(r"(?:src|href|action)=\"(?:https?:)?//", page.text) == []


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_page_is_whole_without_script(client: TestClient, language: str) -> None:
    page = client.get("/query", params={"language": language})
    assert page.status_code == 200
    is_strict(page)
    assert f'<html lang="{language}">' in page.text
    assert 'action="/query" method="get"' in page.text
    assert f'name="language" value="{language}"' in page.text


def test_its_first_query_has_an_answer(client: TestClient) -> None:
    query = text_of(client.get("/query").text)
    page = client.get("/query", params={"query": query})
    is_strict(page)
    assert "Direct Marketing" in without_marks(page.text)
    assert "dpv:DirectMarketing" in page.text


def test_an_address_restores_the_query_its_result_and_how_it_was_looked_at(client: TestClient) -> None:
    page = client.get("/query", params={"query": COUNTS, "view": "chart"})
    assert text_of(page.text) == COUNTS
    assert "<rect" in page.text
    assert "<title>SELECT ?kind (COUNT(*) AS ?n)" in page.text
    raw = client.get("/query", params={"query": COUNTS, "view": "raw"}).text
    assert "&#34;bindings&#34;" in raw
    links = re.findall(r'<a data-view="table" href="([^"]+)"', raw)
    assert "<tbody>" in client.get(html.unescape(links[0])).text


def test_every_download_that_is_offered_is_there(client: TestClient) -> None:
    for query in (COUNTS, "ASK {}", "DESCRIBE dpv:Marketing"):
        page = client.get("/query", params={"query": query}).text
        links = re.findall(r'href="(/sparql\?[^"]+)" download', page)
        assert len(links) >= 2
        for link in links:
            assert client.get(html.unescape(link)).status_code == 200


def test_labels_stand_beside_iris_in_the_language_of_the_page(client: TestClient) -> None:
    query = "SELECT * { VALUES ?x { dpv:Marketing pkg:factStance data:kruix <http://e/nothing> } }"
    dutch = without_marks(client.get("/query", params={"query": query, "language": "nl"}).text)
    assert "houding van het feit pkg:factStance" in dutch
    assert "Kruix data:kruix" in dutch
    assert "http://e/nothing" in dutch


def test_a_question_of_the_catalogue_is_shown_as_sparql_that_runs(
    client: TestClient, questions: Questions
) -> None:
    page = client.get("/query").text
    for question in questions.catalogue:
        assert f'<option value="{question.id}"' in page
        shown = client.get("/query", params={"question": question.id})
        assert "SELECT" in text_of(shown.text)
        assert "<tbody>" not in shown.text, "an example is not run unasked"
    given = {"question": "controllers-transferring-to", "country": "IN"}
    text = text_of(client.get("/query", params=given).text)
    assert "https://w3id.org/dpv/loc#IN" in text
    assert client.get("/query", params={"query": text}).status_code == 200


def test_what_the_graph_says_of_a_node_is_one_click_from_it(client: TestClient) -> None:
    page = client.get("/query", params={"about": "https://w3id.org/privacy-kg/data/kruix"})
    assert "<https://w3id.org/privacy-kg/data/kruix>" in text_of(page.text)
    assert "pkg:controllerSlug" in page.text


@pytest.mark.parametrize(
    ("query", "line", "column"),
    [
        ("SELECT ?s {\n ?s nope:x ?o }", 2, 5),
        ("SELECT ?s {\r\n ?s ?p ]\r\n}", 2, 8),
        ("SELEC ?s {}", 1, 1),
    ],
)
def test_a_fault_has_its_line_marked(client: TestClient, query: str, line: int, column: int) -> None:
    for path in ("/query", "/query/results"):
        page = client.get(path, params={"query": query})
        assert (page.status_code, page.headers["cache-control"]) == (400, "no-store")
        assert f'data-line="{line}" data-column="{column}"' in page.text
        assert page.text.count('class="line faulty"') == 1
        assert f"Line {line}, column {column}" in page.text


@pytest.mark.parametrize(
    ("query_string", "status", "sentence"),
    [
        ("query=", 400, "the query is empty"),
        ("query=ASK{}&query=ASK{}", 400, "given 2 times"),
        ("query=DROP+ALL", 400, "read-only"),
        ("query=" + "x" * 20_000, 413, "16,384"),
        ("query=ASK{}&view=pie", 422, "view"),
        ("question=nothing-like-it", 404, "question"),
        ("question=controllers-transferring-to&country=nowhere", 422, "country"),
        ("about=not+an+iri", 400, "absolute IRI"),
        ("query=%FF", 400, "UTF-8"),
    ],
)
def test_what_cannot_be_done_is_said_on_the_page(
    client: TestClient, query_string: str, status: int, sentence: str
) -> None:
    page = client.get(f"/query?{query_string}")
    assert (page.status_code, page.headers["content-type"]) == (status, "text/html; charset=utf-8")
    is_strict(page)
    assert sentence in without_marks(page.text)


def test_an_engine_that_cannot_answer_leaves_a_page_and_the_query(told: Told) -> None:
    for error, status in ((QueryTimeout("It took over 10 s."), 504), (EngineUnavailable("Busy."), 503)):
        page = told.page(error, query="ASK {}")
        assert page.status_code == status
        assert str(error) in page.text
        assert text_of(page.text) == "ASK {}"


def test_a_graph_is_shown_with_our_prefixes(client: TestClient) -> None:
    page = client.get("/query", params={"query": "DESCRIBE dpv:Marketing"})
    assert "dpv:Marketing skos:" in without_marks(page.text)


def test_a_long_literal_is_cut_short(told: Told) -> None:
    page = told.page(rows(["x"], [{"x": Literal("y" * 100_000)}]))
    assert 2_000 <= page.text.count("y" * 1_000) * 1_000 < 4_000


def test_nothing_found_says_what_to_do_next(told: Told) -> None:
    page = told.page(rows(["x"], []))
    assert "0 rows" in page.text
    assert "Leave out a pattern" in page.text


def test_yes_and_no_are_words(told: Told) -> None:
    for value, word in ((True, "Ja"), (False, "Nee")):
        assert f"<h2>{word}" in told.page(boolean(value), language="nl").text


def test_a_result_with_more_rows_than_are_shown_says_so(client: TestClient) -> None:
    page = client.get("/query", params={"query": "SELECT ?s { ?s ?p ?o }"}).text
    assert page.count("<tr>") == 1 + query_results.MOST_ROWS
    assert f"The first {query_results.MOST_ROWS} rows" in page
    assert "There are more" in page


def test_bars_are_drawn_from_zero_on_one_scale(told: Told) -> None:
    numbers: list[Row] = [{"n": Literal(str(n), datatype=XSD["integer"])} for n in (-5, 0, 15)]
    page = told.page(rows(["n"], numbers), view="chart").text
    assert re.findall(r'x="([\d.]+)" width="([\d.]+)"', page) == [
        ("0.0", "25.0"),
        ("25.0", "0.0"),
        ("25.0", "75.0"),
    ]


def test_numbers_that_are_none_are_not_drawn(told: Told) -> None:
    odd: list[Row] = [{"n": Literal(text, datatype=XSD["double"])} for text in ("1", "INF", "NaN")]
    page = told.page(rows(["n"], odd), view="chart")
    assert page.status_code == 200
    assert "nothing to draw" in page.text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_is_in_a_result_or_a_query_stays_text(told: Told, payload: str) -> None:
    text = Literal(payload, language="en")
    row: Row = {"a": text, "b": Literal(payload, datatype=NamedNode("http://e/d")), payload: text}
    for view in ("table", "chart", "raw"):
        page = told.page(rows(["a", "b", payload], [row]), query=f"ASK {{}} # {payload}", view=view)
        assert page.status_code == 200
        assert payload not in page.text or not set("<>\"'") & set(payload)
        is_strict_but_for_text(page)


def is_strict_but_for_text(page: Response) -> None:
    """All markup is the page's own."""
    tags = re.findall(r"<[a-zA-Z/!][^>]*>", page.text)
    assert not [tag for tag in tags if "window.ran=1" in tag and " on" in re.sub(r'"[^"]*"', "", tag)]
    assert not re.findall(r"<(?:iframe|object|embed|base|math|video|animate)\b", page.text)
    assert page.text.count("<script") == 1


def test_an_error_that_quotes_the_query_stays_text(client: TestClient) -> None:
    for payload in PAYLOADS:
        for query in (f"SELECT * {{ {payload} }}", payload):
            page = client.get("/query", params={"query": query})
            is_strict_but_for_text(page)


def test_an_iri_that_is_script_is_no_address(told: Told) -> None:
    iri = "javascript:window.ran=1"
    page = told.page(rows(["x"], [{"x": NamedNode(iri)}])).text
    assert f'href="{iri}' not in page
    assert "about=javascript%3Awindow.ran%3D1" in page


def imported(file: Path) -> set[Path]:
    """A script of ours and all of ours that it imports."""
    names = re.findall(r'from "\./([^"]+)"', file.read_text("utf-8"))
    return {file}.union(*(imported(file.with_name(name)) for name in names))


def test_the_script_is_ours_and_small() -> None:
    files = sorted((STATIC / "query").glob("*.js"))
    assert [file.name for file in files if "import(" in file.read_text("utf-8")] == []
    for first in ("main.js", "rich.js"):
        loaded = imported(STATIC / "query" / first)
        assert len(loaded) > 4
        assert sum(file.stat().st_size for file in loaded) <= MOST_SCRIPT
    for file in files:
        text = file.read_text("utf-8")
        assert "http://" not in text
        assert "https://" not in text
        assert "innerHTML" not in text
        for name in re.findall(r'from "\./([^"]+)"', text):
            assert (STATIC / "query" / name).is_file()


def test_the_script_and_style_are_served(client: TestClient) -> None:
    page = client.get("/query").text
    for path in re.findall(r'(?:src|href)="(/static/[^"]+)"', page):
        assert client.get(path).status_code == 200
    assert "javascript" in client.get("/static/query/main.js").headers["content-type"]


def test_without_questions_there_are_no_examples(tiny_client: TestClient) -> None:
    page = tiny_client.get("/query")
    assert 'id="question"' not in page.text
    assert tiny_client.get("/query", params={"query": text_of(page.text)}).status_code == 200
    assert tiny_client.get("/query", params={"question": "retention-periods"}).status_code == 404
