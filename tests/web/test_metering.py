"""What a request costs its client: the seconds of its queries, and those in which the web process made its answer."""

from __future__ import annotations

import time

import pytest

from kg_api.web.metering import CURRENT, Asked, Meter, worked


def test_the_time_of_the_thread_is_paid_for_beside_that_of_the_queries(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ticks = iter([1.0, 1.5, 7.0, 7.25])
    monkeypatch.setattr(time, "thread_time", lambda: next(ticks))
    meter = Meter([Asked("ASK {}", "ok", 3.0, 2.0)])
    token = CURRENT.set(meter)
    try:
        with worked():
            pass
        with pytest.raises(ZeroDivisionError), worked():
            _ = 1 / 0
    finally:
        CURRENT.reset(token)
    assert (meter.ran, meter.worked, meter.cost) == (2.0, 0.75, 2.75)


def test_work_for_nobody_is_nobodys_cost() -> None:
    assert CURRENT.get() is None
    with worked():
        done = True
    assert done
