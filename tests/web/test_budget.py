"""Budgets of clients: what is booked, when a client is refused, and until when. Time is a number here."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from kg_api.engine import Request as Question
from kg_api.engine import Result
from kg_api.engine.fake import FakeEngine
from kg_api.errors import EngineUnavailable
from kg_api.settings import Settings
from kg_api.web.around import Around
from kg_api.web.budget import Buckets, Budget, client_key, is_error
from kg_api.web.metering import CURRENT, Asked, Meter, Metered
from kg_api.web.metrics import Metrics


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Slow(FakeEngine):
    """An engine whose queries take as many seconds as their text says."""

    def __init__(self, clock: Clock) -> None:
        super().__init__({})
        self.clock = clock

    def query(self, request: Question) -> Result:
        self.clock.now += float(request.text)
        return Result("boolean", "text/plain", b"")


LIMITS = Settings(budget_seconds=30, budget_errors=3, budget_loopback=True)


def service(clock: Clock, settings: Settings = LIMITS) -> TestClient:
    """A service that runs the query ``seconds`` and answers with ``status``."""
    engine = Metered(Slow(clock), settings, clock)

    async def work(request: Request) -> Response:
        engine.query(Question(request.query_params.get("seconds", "0")))
        return Response(status_code=int(request.query_params.get("status", "200")))

    app = Starlette(routes=[Route("/work", work), Route("/health/live", work)])
    return TestClient(Around(app, settings, Metrics(), clock))


def test_a_bucket_refills_in_a_minute_and_a_debt_is_carried_over() -> None:
    clock = Clock()
    buckets = Buckets(30, clock)
    assert buckets.wait("a") == 0
    buckets.spend("a", 45)
    assert buckets.wait("a") == pytest.approx((15 + 1) * 2)
    assert buckets.wait("b") == 0
    clock.now += 31
    assert buckets.wait("a") == pytest.approx(1)
    clock.now += 1
    assert buckets.wait("a") == 0
    clock.now += 3600
    buckets.spend("a", 29)
    assert buckets.wait("a") == 0
    buckets.spend("a", 1)
    assert buckets.wait("a") == pytest.approx(2)


def test_a_bucket_of_less_than_one_token_is_no_wall() -> None:
    buckets = Buckets(0.5, Clock())
    assert buckets.wait("a") == 0
    buckets.spend("a", 0.25)
    assert buckets.wait("a") == pytest.approx(30)


def test_only_so_many_clients_are_remembered_and_those_who_owe_first() -> None:
    clock = Clock()
    buckets = Buckets(10, clock, most=4)
    buckets.spend("settled", 1)
    clock.now += 60
    for number in range(4):
        buckets.spend(f"owing{number}", 20)
    assert len(buckets) == 2
    assert buckets.wait("owing3") > 0
    assert buckets.wait("settled") == 0


def test_a_client_whose_queries_took_too_long_is_told_when_to_come_back() -> None:
    clock = Clock()
    client = service(clock)
    assert client.get("/work?seconds=30").status_code == 200
    refused = client.get("/work")
    assert refused.status_code == 429
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["retry-after"] == "2"
    assert refused.json()["type"] == "/problems/too-many-requests"
    assert "time for queries" in refused.json()["detail"]
    assert client.get("/health/live").status_code == 200
    clock.now += 2
    assert client.get("/work").status_code == 200


def test_a_client_that_errs_too_often_is_refused_and_the_refusals_are_no_errors() -> None:
    clock = Clock()
    client = service(clock)
    for status in (400, 404, 504):
        assert client.get(f"/work?status={status}").status_code == status
    for _ in range(10):
        refused = client.get("/work")
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "20")
    clock.now += 20
    assert client.get("/work").status_code == 200


def test_what_is_not_the_clients_doing_is_no_error() -> None:
    assert [status for status in (200, 304, 400, 413, 429, 500, 503, 504) if is_error(status)] == [
        400,
        413,
        504,
    ]


def test_a_budget_of_zero_is_none() -> None:
    budget = Budget(Settings(budget_seconds=0, budget_errors=0), Clock())
    for _ in range(10):
        budget.charge("192.0.2.1", 1000, 400)
    assert budget.refusal("192.0.2.1") is None


def test_a_client_of_this_machine_has_a_budget_only_where_the_settings_say_so() -> None:
    for loopback in (False, True):
        budget = Budget(Settings(budget_seconds=1, budget_loopback=loopback), Clock())
        budget.charge("127.0.0.1", 100, 200)
        assert (budget.refusal("127.0.0.1") is not None) is loopback


@pytest.mark.parametrize(
    ("address", "key"),
    [
        (None, None),
        ("127.0.0.1", None),
        ("::1", None),
        ("::ffff:127.0.0.1", None),
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
    ],
)
def test_a_client_is_its_address_or_its_network(address: str | None, key: str | None) -> None:
    assert client_key(address) == key


class Nested(FakeEngine):
    """An engine that is asked again while it answers, as another client would ask it."""

    def __init__(self) -> None:
        super().__init__({})
        self.outer: Metered | None = None
        self.met: list[str] = []

    def query(self, request: Question) -> Result:
        if self.outer is not None:
            outer, self.outer = self.outer, None
            with pytest.raises(EngineUnavailable) as raised:
                outer.query(request)
            self.met.append(str(raised.value))
        return Result("boolean", "text/plain", b"")


def test_no_more_queries_run_than_there_are_workers_and_the_place_comes_free_again() -> None:
    inner = Nested()
    engine = Metered(inner, Settings(workers=1, queue_seconds=0.001))
    for _ in range(3):
        inner.outer = engine
        engine.query(Question("ASK {}"))
    assert inner.met == ["All 1 workers are busy; try again in a moment."] * 3


def test_the_queue_is_short_and_whoever_finds_it_full_is_told_at_once() -> None:
    inner = Nested()
    full = Settings(workers=1, queue_seconds=3600).model_copy(update={"queue_places": 0})
    inner.outer = engine = Metered(inner, full)
    engine.query(Question("ASK {}"))
    assert inner.met == ["0 requests wait for a worker already; try again in a moment."]


def test_a_client_pays_for_running_and_not_for_waiting() -> None:
    clock = Clock()
    engine = Metered(Slow(clock), LIMITS, clock)
    meter = Meter()
    token = CURRENT.set(meter)
    for seconds in ("2", "0.5"):
        engine.query(Question(seconds))
    CURRENT.reset(token)
    engine.query(Question("7"))
    assert (meter.queued, meter.ran) == (0, 2.5)
    assert [one.outcome for one in meter.asked] == ["ok", "ok"]
    waited = Meter([Asked("ASK {}", "engine-unavailable", 2.0, 0.0)])
    assert (waited.queued, waited.ran) == (2, 0)
