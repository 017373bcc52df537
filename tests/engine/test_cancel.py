from __future__ import annotations

import threading
from pathlib import Path

import pytest

from kg_api.engine import Request, select
from kg_api.engine.cancel import Cancel
from kg_api.engine.embedded import EmbeddedEngine
from kg_api.errors import EngineUnavailable
from kg_api.settings import Settings

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }"


def test_the_action_is_called_once_and_only_while_inside() -> None:
    cancel, called = Cancel(), []
    with cancel.calling(lambda: called.append("inside")):
        assert called == []
        cancel.cancel()
        cancel.cancel()
    assert (called, cancel.cancelled) == (["inside"], True)


def test_the_action_is_called_at_once_where_it_is_too_late() -> None:
    cancel, called = Cancel(), []
    cancel.cancel()
    with cancel.calling(lambda: called.append("at once")):
        assert called == ["at once"]


def test_nothing_is_called_after_leaving() -> None:
    cancel, called = Cancel(), []
    with cancel.calling(lambda: called.append("never")):
        pass
    cancel.cancel()
    assert called == []


def test_a_query_under_way_is_ended_and_its_worker_replaced(quads: Path) -> None:
    cancel, errors = Cancel(), []
    with EmbeddedEngine(quads, "s", Settings(workers=1, query_seconds=600)) as engine:
        (before,) = engine.processes()

        def ask() -> None:
            with pytest.raises(EngineUnavailable, match="nobody waits") as ended:
                engine.query(Request(ENDLESS, cancel=cancel))
            errors.append(ended.value)

        thread = threading.Thread(target=ask)
        thread.start()
        while engine.free_workers():
            threading.Event().wait(0.005)
        cancel.cancel()
        thread.join()
        assert len(errors) == 1
        assert before not in engine.processes()
        assert not Path(f"/proc/{before}").exists()
        assert select(engine, "SELECT (1 AS ?n) {}")


def test_a_query_cancelled_before_it_begins_costs_no_worker(quads: Path) -> None:
    cancel = Cancel()
    cancel.cancel()
    with EmbeddedEngine(quads, "s", Settings(workers=1, query_seconds=600)) as engine:
        before = engine.processes()
        with pytest.raises(EngineUnavailable, match="nobody waits"):
            engine.query(Request(ENDLESS, cancel=cancel))
        assert engine.processes() == before


def test_a_query_that_has_ended_is_not_touched(quads: Path) -> None:
    cancel = Cancel()
    with EmbeddedEngine(quads, "s", Settings(workers=1)) as engine:
        before = engine.processes()
        engine.query(Request("ASK {}", cancel=cancel))
        cancel.cancel()
        assert engine.query(Request("ASK {}")).form == "boolean"
        assert engine.processes() == before
