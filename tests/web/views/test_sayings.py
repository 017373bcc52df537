from __future__ import annotations

import csv
import io

import pytest
from starlette.testclient import TestClient

from kg_api.questions.answer import Questions
from kg_api.questions.sayings import sayings

PATH = "/api/v1/controllers/kruix/sayings"
PASSAGE = "/api/v1/policies/kruix/2020-11-16/passages/3910-3974"


def test_the_json_is_that_of_the_library(client: TestClient, questions: Questions) -> None:
    got = client.get(PATH, params={"language": "nl"})
    assert got.status_code == 200
    assert got.json() == sayings(questions, "kruix", "nl")
    again = client.get(PATH, params={"language": "nl"}, headers={"if-none-match": got.headers["etag"]})
    assert again.status_code == 304


def test_the_csv_has_a_row_for_each_passage(client: TestClient) -> None:
    rows = list(csv.reader(io.StringIO(client.get(PATH, params={"format": "csv"}).text)))
    assert rows[0][:3] == ["controller", "topic", "subject"]
    assert {row[0] for row in rows[1:]} == {"kruix"}
    assert len(rows) > 212


def test_a_passage_for_programs(client: TestClient) -> None:
    got = client.get(PASSAGE)
    assert got.status_code == 200
    assert {fact["predicate"] for fact in got.json()["facts"]} >= {"dpv:hasIdentifier", "dpv:hasAddress"}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (PATH + "?language=fr", 422),
        (PATH + "?format=xml", 422),
        (PATH + "?language=nl&language=en", 422),
        ("/api/v1/controllers/nobody/sayings", 404),
        ("/api/v1/policies/kruix/2020-11-16/passages/1-2", 404),
        ("/api/v1/policies/kruix/2020-11-16/passages/1-x", 422),
        ("/api/v1/policies/kruix/%3Cb%3E/passages/1-2", 422),
    ],
)
def test_what_is_not_there_is_a_problem(client: TestClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
