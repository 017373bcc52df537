"""``/metrics``: the text exposition format, and what is counted."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from kg_api.engine.embedded import EmbeddedEngine
from kg_api.engine.fake import FakeEngine
from kg_api.settings import Settings
from kg_api.web.app import create_app
from kg_api.web.around import Around
from kg_api.web.compression import Compression
from kg_api.web.metrics import Counter, Histogram, Metrics

_SAMPLE = re.compile(r'[a-z_]+(\{[a-z_]+="[^"\n]*"(,[a-z_]+="[^"\n]*")*\})? [0-9.e+-]+')


def samples(client: TestClient) -> dict[str, float]:
    lines = client.get("/metrics").text.splitlines()
    return {
        name: float(value)
        for name, _, value in (line.rpartition(" ") for line in lines if not line.startswith("#"))
    }


@pytest.fixture
def client(tiny_engine: EmbeddedEngine) -> TestClient:
    """A service of its own, so that its counts begin at nothing."""
    return TestClient(create_app(tiny_engine, Settings(query_seconds=20)))


def test_a_counter_writes_its_labels_escaped() -> None:
    counter = Counter("hits_total", "Hits.", ("what",))
    counter.add('a"b\\c\nd')
    counter.add('a"b\\c\nd', amount=0.5)
    assert list(counter.lines()) == [
        "# HELP hits_total Hits.",
        "# TYPE hits_total counter",
        r'hits_total{what="a\"b\\c\nd"} 1.5',
    ]


def test_a_histogram_is_cumulative_and_its_bounds_are_inclusive() -> None:
    histogram = Histogram("seconds", "Seconds.", (0.5, 1.0))
    for value in (0.25, 0.5, 0.75, 8):
        histogram.observe(value)
    assert list(histogram.lines())[2:] == [
        'seconds_bucket{le="0.5"} 2',
        'seconds_bucket{le="1.0"} 3',
        'seconds_bucket{le="+Inf"} 4',
        "seconds_sum 9.5",
        "seconds_count 4",
    ]


def test_the_exposition_is_well_formed_and_never_kept(client: TestClient) -> None:
    client.get("/sparql?query=ASK{}")
    answer = client.get("/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.text.endswith("\n")
    lines = answer.text.splitlines()
    assert [line for line in lines if not line.startswith("# ") and not _SAMPLE.fullmatch(line)] == []
    buckets = [float(line.split()[1]) for line in lines if line.startswith("privacy_kg_query_seconds_bucket")]
    assert len(buckets) > 5
    assert all(one <= next for one, next in pairwise(buckets))


def test_requests_and_queries_are_counted_by_how_they_ended(client: TestClient) -> None:
    client.get("/sparql?query=ASK{}")
    client.get("/sparql?query=nonsense")
    client.get("/problems/too-large")
    client.get("/nothing/here")
    counted = samples(client)
    assert counted['privacy_kg_requests_total{method="GET",route="/sparql",status="200"}'] == 1
    assert counted['privacy_kg_requests_total{method="GET",route="/sparql",status="400"}'] == 1
    assert counted['privacy_kg_requests_total{method="GET",route="/problems/{slug}",status="200"}'] == 1
    assert counted['privacy_kg_requests_total{method="GET",route="none",status="404"}'] == 1
    assert counted['privacy_kg_queries_total{outcome="ok"}'] == 1
    assert counted['privacy_kg_queries_total{outcome="bad-query"}'] == 1
    assert counted["privacy_kg_query_seconds_count"] == 2
    assert counted["privacy_kg_quads"] == 3


def test_no_label_holds_what_a_client_chose(client: TestClient) -> None:
    client.request("BREW", "/sparql-secret?query=secret", headers={"x-request-id": "secret"})
    text = client.get("/metrics").text
    assert "secret" not in text
    assert 'method="other"' in text


def test_a_refusal_over_budget_is_counted(tiny_engine: EmbeddedEngine) -> None:
    client = TestClient(create_app(tiny_engine, Settings(budget_errors=1)))
    assert samples(client)["privacy_kg_over_budget_total"] == 0
    statuses = [client.get("/sparql?query=nonsense").status_code for _ in range(2)]
    assert statuses == [400, 429]
    assert samples(client)["privacy_kg_over_budget_total"] == 1


def test_server_timing_says_what_the_queries_took(client: TestClient) -> None:
    timing = client.get("/sparql?query=ASK{}").headers["server-timing"]
    assert re.fullmatch(r"queue;dur=\d+\.\d\d, query;dur=\d+\.\d\d, total;dur=\d+\.\d\d", timing)
    assert re.fullmatch(r"total;dur=\d+\.\d\d", client.get("/health/live").headers["server-timing"])


def test_a_client_that_goes_away_is_counted_as_gone_and_not_as_a_failure() -> None:
    async def gone(scope: Scope, receive: Receive, send: Send) -> None:
        raise ClientDisconnect

    metrics = Metrics()
    client = TestClient(Around(gone, Settings(), metrics))
    with pytest.raises(ClientDisconnect):
        client.get("/")
    text = metrics.text(FakeEngine({}))
    assert 'status="499"} 1' in text
    assert 'status="500"' not in text


def tagged(tag: str) -> TestClient:
    def answer(request: Request) -> Response:
        return Response("a" * 5000, headers={"ETag": tag, "Vary": "Accept"}, media_type="text/csv")

    return TestClient(Compression(Starlette(routes=[Route("/", answer)]), least=1024))


def test_a_long_answer_is_compressed_for_whoever_takes_it_and_its_tag_is_weak() -> None:
    for tag in ('"a"', 'W/"a"'):
        answer = tagged(tag).get("/", headers={"accept-encoding": "gzip"})
        assert answer.headers["content-encoding"] == "gzip"
        assert int(answer.headers["content-length"]) < 500
        assert answer.headers["etag"] == 'W/"a"'
        assert {part.strip() for part in answer.headers["vary"].split(",")} == {"Accept", "Accept-Encoding"}
        assert answer.text == "a" * 5000


@pytest.mark.parametrize("taken", ["identity", "gzip;q=0", "gzip; Q=0.000, identity", "xgzip"])
def test_an_answer_that_is_not_compressed_keeps_its_tag(taken: str) -> None:
    answer = tagged('"a"').get("/", headers={"accept-encoding": taken})
    assert "Accept-Encoding" in answer.headers["vary"]
    assert "content-encoding" not in answer.headers
    assert answer.headers["etag"] == '"a"'
    assert len(answer.content) == 5000


def test_a_client_that_holds_the_compressed_answer_is_told_304(tiny_engine: EmbeddedEngine) -> None:
    client = TestClient(create_app(tiny_engine, Settings(compress_bytes=1)))
    asked = "/sparql?query=SELECT * { GRAPH ?g { ?s ?p ?o } }"
    first = client.get(asked)
    assert first.headers["content-encoding"] == "gzip"
    again = client.get(asked, headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.headers["vary"] == first.headers["vary"]
    assert again.content == b""
