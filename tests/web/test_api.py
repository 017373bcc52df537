"""The REST API: the same answers as everywhere, in the shape it declares, with problems that help."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from kg_api.questions.answer import Questions
from kg_api.settings import Settings
from kg_api.web.app import create_app
from kg_api.web.schemas import QuestionInfo
from kg_api.web.service import service_routers

ANSWER = "/api/v1/questions/{}/answer"
TRANSFERS = ANSWER.format("controllers-transferring-to")
RIGHTS = ANSWER.format("rights-mentioned")


@pytest.fixture(scope="module")
def client(questions: Questions, settings: Settings) -> Iterator[TestClient]:
    app = create_app(questions.engine, settings, routers=service_routers(questions, settings))
    with TestClient(app) as client:
        yield client


def test_the_catalogue_is_listed_and_each_question_tells_its_query(
    client: TestClient, questions: Questions
) -> None:
    listed = client.get("/api/v1/questions").json()
    assert [one["id"] for one in listed] == [question.id for question in questions.catalogue]
    for one in listed:
        QuestionInfo.model_validate(one)
        whole = client.get(f"/api/v1/questions/{one['id']}").json()
        assert whole["sparql"] == questions.catalogue[one["id"]].sparql


def test_the_rows_are_those_of_plain_sparql(client: TestClient, questions: Questions) -> None:
    given = {"basis": "dpv:LegitimateInterest", "purpose": "dpv:Marketing"}
    id = "controllers-using-basis-for-purpose"
    rows = client.get(ANSWER.format(id), params=given).json()["rows"]
    plain = client.get("/sparql", params={"query": questions.sparql(id, given), "format": "json"}).json()
    processes = [row["process"]["value"] for row in plain["results"]["bindings"]]
    assert [row["process"]["iri"] for row in rows] == processes


def test_csv_by_format_and_by_accept(client: TestClient) -> None:
    by_format = client.get(TRANSFERS, params={"country": "US", "format": "csv"})
    by_accept = client.get(TRANSFERS, params={"country": "US"}, headers={"Accept": "text/csv"})
    assert by_format.text == by_accept.text
    assert by_format.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(by_format.text)))
    assert {row["controller"] for row in rows} >= {"janus-international-europe"}


def test_some_controllers_alone_in_rows_summary_and_every_form(
    client: TestClient, questions: Questions
) -> None:
    some = {"country": "US", "controllers": "Kruix, velux-belgium"}
    answer = client.get(TRANSFERS, params=some).json()
    assert [one["controller"] for one in answer["summary"]] == ["kruix", "velux-belgium"]
    whole = client.get(TRANSFERS, params={"country": "US"}).json()["rows"]
    assert answer["rows"] == [row for row in whole if row["controller"] == "velux-belgium"]
    lines = csv.DictReader(io.StringIO(client.get(TRANSFERS, params={**some, "format": "csv"}).text))
    assert {line["controller"] for line in lines} == {"velux-belgium"}
    only = frozenset(questions.names.controller(slug) for slug in ("kruix", "velux-belgium"))
    query = questions.sparql("controllers-transferring-to", {"country": "US"}, only)
    plain = client.get("/sparql", params={"query": query, "format": "json"}).json()["results"]["bindings"]
    assert {row["controller"]["value"] for row in plain} == only


def test_a_controller_that_a_parameter_names_is_among_those_chosen_or_nothing_is(client: TestClient) -> None:
    recipients = ANSWER.format("recipients-of-controller")
    both = client.get(recipients, params={"controller": "kruix", "controllers": "kruix,unexus"}).json()
    assert [one["controller"] for one in both["summary"]] == ["kruix"]
    none = client.get(recipients, params={"controller": "kruix", "controllers": "unexus"}).json()
    assert (none["rows"], none["summary"]) == ([], [])


def test_a_table_for_a_person_has_names_and_opens_in_a_spreadsheet(client: TestClient) -> None:
    got = client.get(TRANSFERS, params={"country": "US", "format": "csv", "labels": "true", "language": "nl"})
    assert got.content.startswith(b"\xef\xbb\xbf")
    assert "controllers-transferring-to.csv" in got.headers["content-disposition"]
    (first, *_) = csv.DictReader(io.StringIO(got.content.decode("utf-8-sig")))
    assert first["land"] == "Verenigde Staten"
    assert first["houding"] == "impliciet"


def test_pages_follow_their_links_to_the_end(client: TestClient) -> None:
    rows: list[Any] = []
    url: str | None = f"{RIGHTS}?limit=6"
    while url:
        got = client.get(url)
        rows.extend(got.json()["rows"])
        url = got.links.get("next", {}).get("url")
        assert (url is not None) == got.json()["truncated"]
    assert rows == client.get(RIGHTS, params={"limit": 1000}).json()["rows"]


def test_an_answer_that_the_client_has_is_not_sent_again(client: TestClient) -> None:
    first = client.get(TRANSFERS, params={"country": "US"})
    again = client.get(TRANSFERS, params={"country": "US"}, headers={"If-None-Match": first.headers["etag"]})
    other = client.get(TRANSFERS, params={"country": "NL"}, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert other.status_code == 200


@pytest.mark.parametrize(
    ("path", "params", "status", "slug", "said"),
    [
        (ANSWER.format("controllers-transfering-to"), {}, 404, "unknown-name", "controllers-transferring-to"),
        (TRANSFERS, {}, 422, "bad-parameter", "needs the parameter"),
        (TRANSFERS, {"country": "Narnia"}, 422, "unknown-name", "Narnia"),
        (TRANSFERS, {"country": ["US", "NL"]}, 422, "bad-parameter", "given twice"),
        (TRANSFERS, {"country": "US", "land": "x"}, 422, "unknown-name", "country"),
        (TRANSFERS, {"country": "US", "stance": "maybe"}, 422, "unknown-name", "stated"),
        (TRANSFERS, {"country": "US", "stance": ""}, 422, "bad-parameter", "leave it out"),
        (TRANSFERS, {"country": "US", "stance": " , "}, 422, "bad-parameter", "stated, implied"),
        (TRANSFERS, {"country": "US", "language": "fy"}, 422, "unknown-name", "nl"),
        (TRANSFERS, {"country": "US", "format": "pdf"}, 422, "unknown-name", "csv"),
        (TRANSFERS, {"country": "US", "controllers": "kruix,velx"}, 422, "unknown-name", "velux-belgium"),
        (TRANSFERS, {"country": "US", "controllers": ", "}, 422, "bad-parameter", "“controllers” names none"),
        (TRANSFERS, {"country": "US", "controllers": "kruix," * 101}, 400, "over-limit", "at most 100"),
        (ANSWER.format("corpus-in-numbers"), {"controllers": "kruix"}, 422, "bad-parameter", "controllers"),
        (TRANSFERS, {"country": "US", "limit": "100000"}, 400, "over-limit", "at most 1000"),
        (TRANSFERS, {"country": "US", "limit": "many"}, 422, "bad-parameter", "limit"),
        (TRANSFERS, {"country": "US", "cursor": "-1"}, 422, "bad-parameter", "cursor"),
        (
            ANSWER.format("controllers-using-basis-for-purpose"),
            {"basis": "consent", "purpose": "dpv:Marketing"},
            422,
            "ambiguous-name",
            "dpv:Consent",
        ),
        ("/api/v1/questions/nope", {}, 404, "unknown-name", "nope"),
        ("/api/v1/controllers/kruks", {}, 404, "unknown-name", "kruix"),
    ],
)
def test_a_bad_request_is_a_problem_that_helps(
    client: TestClient, path: str, params: dict[str, Any], status: int, slug: str, said: str
) -> None:
    got = client.get(path, params=params)
    problem = got.json()
    assert (got.status_code, got.headers["content-type"]) == (status, "application/problem+json")
    assert problem["type"] == f"/problems/{slug}"
    assert problem["status"] == status
    assert said in got.text


def test_a_form_that_we_do_not_have_is_not_acceptable(client: TestClient) -> None:
    got = client.get(TRANSFERS, params={"country": "US"}, headers={"Accept": "image/png"})
    assert got.status_code == 406


def test_the_documentation_describes_each_route_and_needs_no_other_host(client: TestClient) -> None:
    document = client.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert {"/api/v1/questions", "/api/v1/questions/{id}", "/api/v1/controllers", "/sparql"} <= set(
        document["paths"]
    )
    page = client.get("/docs")
    assert page.status_code == 200
    assert "://" not in page.text.replace(str(client.base_url), "")


@pytest.mark.parametrize("path", ["/api/v1/questions", "/api/v1/questions/contradictions"])
def test_the_catalogue_is_not_sent_to_one_who_has_it(client: TestClient, path: str) -> None:
    first = client.get(path)
    assert first.headers["cache-control"] == "no-cache"
    held = {"If-None-Match": first.headers["etag"]}
    assert client.get(path, headers=held).status_code == 304
    assert client.get("/api/v1/questions/age-of-notices", headers=held).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/questions",
        "/api/v1/questions/contradictions",
        "/api/v1/questions/contradictions/answer",
        "/api/v1/terms?q=dpv",
        "/api/v1/controllers",
        "/controllers/kruix",
        "/controllers",
        "/query",
        "/",
    ],
)
def test_what_cannot_be_had_in_the_form_asked_for_is_not_acceptable(client: TestClient, path: str) -> None:
    got = client.get(path, headers={"Accept": "image/png"})
    assert (got.status_code, got.json()["type"]) == (406, "/problems/not-acceptable")
    assert "accept" in got.headers["vary"].lower()
    assert client.get(path, headers={"Accept": "image/png, */*;q=0.1"}).status_code == 200


def test_a_program_is_told_where_the_facts_of_a_page_are(client: TestClient) -> None:
    got = client.get("/controllers/kruix", headers={"Accept": "application/json"})
    assert got.status_code == 406
    assert "/api/v1" in got.json()["detail"]


def test_json_of_which_a_problem_may_come_as_a_page_says_so(client: TestClient) -> None:
    for path in ("/version", "/health/live", "/api/v1/questions", "/api/v1/controllers/nobody"):
        assert client.get(path).headers["vary"].split(", ").count("Accept") == 1, path
