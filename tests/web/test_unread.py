from __future__ import annotations

import pytest
from starlette.testclient import TestClient

DIRECT = {"Content-Type": "application/sparql-query"}


@pytest.mark.parametrize("media_type", ["text/plain", "application/sparql-update"])
def test_an_answer_before_the_body_was_read_ends_the_connection(
    tiny_client: TestClient, media_type: str
) -> None:
    answer = tiny_client.post("/sparql", content=b"ASK {}", headers={"Content-Type": media_type})
    assert answer.status_code in {400, 415}
    assert answer.headers["Connection"] == "close"


def test_a_body_read_to_its_end_keeps_the_connection(tiny_client: TestClient) -> None:
    answers = [
        tiny_client.post("/sparql", content=b"ASK {}", headers=DIRECT),
        tiny_client.post("/sparql", content=b"ASK {", headers=DIRECT),
        tiny_client.get("/sparql?query=ASK%20%7B%7D"),
        tiny_client.get("/nothing"),
    ]
    assert [answer.status_code for answer in answers] == [200, 400, 200, 404]
    assert not any("Connection" in answer.headers for answer in answers)
