"""``/api/v1/compare`` over HTTP: what the library says, in both forms, with tags, pages and problems."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from kg_api.questions.answer import Questions
from kg_api.questions.comparison import BY, View, compare
from kg_api.questions.comparison_render import to_csv
from kg_api.questions.cursor import write_cursor
from kg_api.settings import Settings
from kg_api.web.app import create_app
from kg_api.web.compare import compare_router
from kg_api.web.compare_schemas import EXAMPLE, ComparisonAnswer

PATH = "/api/v1/compare"
ALL = ("janus-international-europe", "kruix", "smet-jet", "unexus", "velux-belgium")
TWO = {"controllers": "kruix,unexus"}


def _without_null(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_null(one) for name, one in value.items() if one is not None}
    return [_without_null(one) for one in value] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def client(questions: Questions, settings: Settings) -> TestClient:
    return TestClient(create_app(questions.engine, settings, routers=[compare_router(questions)]))


@pytest.mark.parametrize("by", BY)
def test_the_answer_is_that_of_the_library_and_of_the_shape_it_promises(
    client: TestClient, questions: Questions, by: str
) -> None:
    got = client.get(PATH, params={"controllers": ", ".join(ALL), "by": by, "language": "nl"})
    whole = compare(questions, ALL, by, View(language="nl"))
    assert got.json() == json.loads(json.dumps(whole))
    checked = ComparisonAnswer.model_validate_json(got.content, extra="forbid")
    assert checked.model_dump(mode="json") == got.json()
    assert len(checked.rows) > 1


def test_the_example_of_the_documentation_is_a_real_answer(client: TestClient) -> None:
    real = client.get(PATH, params={**TWO, "by": "transfer"}).json()
    assert EXAMPLE | {"snapshot": real["snapshot"]} == real
    document = client.get("/api/v1/openapi.json").json()
    answer = document["paths"][PATH]["get"]["responses"]["200"]["content"]
    # FastAPI writes no null into its document, in examples neither.
    assert answer["application/json"]["example"] == _without_null(EXAMPLE)
    assert answer["application/json"]["schema"] == {"$ref": "#/components/schemas/ComparisonAnswer"}


def test_csv_by_format_and_by_accept(client: TestClient, questions: Questions) -> None:
    by_format = client.get(PATH, params={**TWO, "by": "right", "format": "csv"})
    by_accept = client.get(PATH, params={**TWO, "by": "right"}, headers={"Accept": "text/csv"})
    assert (
        by_format.content
        == by_accept.content
        == to_csv(compare(questions, ["kruix", "unexus"], "right")).encode()
    )
    assert by_format.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(by_format.text)))
    assert {row["controller"] for row in rows} == {"kruix", "unexus"}


def test_only_differences(client: TestClient) -> None:
    every = client.get(PATH, params={**TWO, "by": "right"}).json()["rows"]
    differing = client.get(PATH, params={**TWO, "by": "right", "differences": "true"}).json()["rows"]
    assert differing == [row for row in every if not row["same"]]
    assert 0 < len(differing) < len(every)


def test_pages_follow_their_links_to_the_end(client: TestClient) -> None:
    rows: list[Any] = []
    url: str | None = f"{PATH}?controllers=kruix,unexus&by=purpose&limit=9"
    while url:
        got = client.get(url)
        rows.extend(got.json()["rows"])
        url = got.links.get("next", {}).get("url")
        assert (url is not None) == got.json()["truncated"]
    assert rows == client.get(PATH, params={**TWO, "by": "purpose"}).json()["rows"]


def test_an_answer_that_the_client_has_is_not_sent_again(client: TestClient) -> None:
    first = client.get(PATH, params=TWO)
    held = {"If-None-Match": first.headers["etag"]}
    again = client.get(PATH, params=TWO, headers=held)
    assert (again.status_code, again.content) == (304, b"")
    for other in (
        {"by": "right"},
        {"differences": "true"},
        {"language": "nl"},
        {"format": "csv"},
        {"limit": "3"},
    ):
        assert client.get(PATH, params={**TWO, **other}, headers=held).status_code == 200


@pytest.mark.parametrize(
    ("params", "status", "slug", "said"),
    [
        ({}, 422, "bad-parameter", "controllers"),
        ({"controllers": "kruix"}, 422, "bad-parameter", "2 to 50"),
        ({"controllers": ",".join(["kruix"] * 51)}, 422, "bad-parameter", "holds 51"),
        ({"controllers": "kruix,kruix"}, 422, "bad-parameter", "kruix twice"),
        ({"controllers": "kruix,kruks"}, 404, "unknown-name", "kruks"),
        ({**TWO, "by": "porpoise"}, 422, "unknown-name", "purpose"),
        ({**TWO, "differences": "maybe"}, 422, "bad-parameter", "differences"),
        ({**TWO, "language": "fy"}, 422, "unknown-name", "nl"),
        ({**TWO, "format": "pdf"}, 422, "unknown-name", "csv"),
        ({**TWO, "limit": "0"}, 422, "bad-parameter", "limit is 0"),
        ({**TWO, "limit": "501"}, 400, "over-limit", "at most 500"),
        ({**TWO, "cursor": "9"}, 422, "bad-parameter", "cursor"),
        ({**TWO, "cursor": write_cursor("an older one", [], 1)}, 410, "stale-cursor", "published anew"),
        ({**TWO, "as_of": "2026-11-22"}, 422, "bad-parameter", "by=duty"),
        ({**TWO, "by": "duty", "as_of": "tomorrow"}, 422, "bad-parameter", "as_of"),
        ({**TWO, "by": "duty", "as_of": "1999-01-01"}, 422, "unknown-name", "1999-01-01"),
        ({**TWO, "by": ["duty", "right"]}, 422, "bad-parameter", "given twice"),
    ],
)
def test_a_bad_request_is_a_problem_that_helps(
    client: TestClient, params: dict[str, Any], status: int, slug: str, said: str
) -> None:
    got = client.get(PATH, params=params)
    assert (got.status_code, got.headers["content-type"]) == (status, "application/problem+json")
    assert got.json()["type"] == f"/problems/{slug}"
    assert said in got.text


def test_a_form_that_we_do_not_have_is_not_acceptable(client: TestClient) -> None:
    assert client.get(PATH, params=TWO, headers={"Accept": "image/png"}).status_code == 406
