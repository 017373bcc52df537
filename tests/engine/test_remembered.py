"""Results that are asked for again come from memory; what may change, or fails, does not."""

from __future__ import annotations

import pytest

from kg_api.engine import Description, Request, Result
from kg_api.engine.fake import FakeEngine, boolean
from kg_api.engine.remembered import Remembered
from kg_api.errors import QueryTimeout

MANY = 1024**2


def test_the_same_request_is_asked_once() -> None:
    fake, hits = FakeEngine(lambda _: boolean(True)), list[Request]()
    engine = Remembered(fake, MANY, hits.append)
    assert engine.query(Request("ASK {}")) == engine.query(Request("ASK {}")) == boolean(True)
    assert (len(fake.asked), len(hits)) == (1, 1)


@pytest.mark.parametrize(
    "other",
    [
        Request("ASK { }"),
        Request("ASK {}", default_graphs=("http://e/g",)),
        Request("ASK {}", named_graphs=("http://e/g",)),
        Request("ASK {}", accept={"boolean": "text/csv"}),
        Request("ASK {}", rows=1),
    ],
)
def test_another_request_is_another(other: Request) -> None:
    fake = FakeEngine(lambda _: boolean(True))
    engine = Remembered(fake, MANY)
    engine.query(Request("ASK {}"))
    engine.query(other)
    assert len(fake.asked) == 2


@pytest.mark.parametrize("text", ["SELECT (now() AS ?t) {}", "ASK { BIND(BNODE() AS ?b) }"])
def test_what_changes_from_call_to_call_is_not_kept(text: str) -> None:
    fake = FakeEngine(lambda _: boolean(True))
    engine = Remembered(fake, MANY)
    assert [engine.query(Request(text)) for _ in "ab"] == [boolean(True)] * 2
    assert len(fake.asked) == 2


def test_nothing_is_kept_of_data_that_may_change_or_without_memory() -> None:
    for snapshot, most in (("", MANY), ("s", 0)):
        fake = FakeEngine(lambda _: boolean(True), Description(snapshot, 0, {}))
        engine = Remembered(fake, most)
        engine.query(Request("ASK {}"))
        engine.query(Request("ASK {}"))
        assert len(fake.asked) == 2


def test_an_error_is_not_kept() -> None:
    answers: list[Result | QueryTimeout] = [boolean(True), QueryTimeout("late")]
    engine = Remembered(FakeEngine(lambda _: answers.pop()), MANY)
    with pytest.raises(QueryTimeout):
        engine.query(Request("ASK {}"))
    assert engine.query(Request("ASK {}")) == boolean(True)


def test_the_memory_is_bounded_and_lets_go_of_the_oldest() -> None:
    fake = FakeEngine(lambda request: Result("bindings", "text/csv", b"x" * 1000))
    engine = Remembered(fake, 16_000)
    for number in range(40):
        engine.query(Request(f"ASK {{}} # {number}"))
    engine.query(Request("ASK {} # 39"))
    assert len(fake.asked) == 40
    engine.query(Request("ASK {} # 0"))
    assert len(fake.asked) == 41


def test_one_large_result_does_not_empty_the_memory() -> None:
    fake = FakeEngine(lambda request: Result("bindings", "text/csv", b"x" * 9000))
    engine = Remembered(fake, 16_000)
    engine.query(Request("ASK {}"))
    engine.query(Request("ASK {}"))
    assert len(fake.asked) == 2
