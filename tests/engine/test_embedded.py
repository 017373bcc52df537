from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kg_api.engine import RESULTS_JSON, Request, select
from kg_api.engine.embedded import EmbeddedEngine
from kg_api.errors import EngineUnavailable, FileError, QueryRejected, QuerySyntax, QueryTimeout
from kg_api.settings import Settings

LABELS = "SELECT ?label { ?s rdfs:label ?label } ORDER BY ?label"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }"


def labels(engine: EmbeddedEngine, request: Request) -> list[str]:
    body = json.loads(engine.query(request).body)
    return [row["label"]["value"] for row in body["results"]["bindings"]]


def is_running(pid: int) -> bool:
    """Whether a process exists and is no zombie."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def await_end(pid: int) -> None:
    """Blocks until the process is gone; the test's own time limit is the only one."""
    while is_running(pid):
        threading.Event().wait(0.01)


def test_the_default_graph_is_the_union_of_all_graphs(engine: EmbeddedEngine) -> None:
    assert labels(engine, Request(LABELS)) == ["=1+1", "Kruix", "in no graph"]
    assert engine.describe().union


def test_without_union_the_dataset_is_as_given(quads: Path) -> None:
    with EmbeddedEngine(quads, "s", Settings(workers=1), union=False) as engine:
        assert labels(engine, Request(LABELS)) == ["in no graph"]
        named = "SELECT ?label { GRAPH <http://example.org/a> { ?s rdfs:label ?label } }"
        assert labels(engine, Request(named)) == ["Kruix"]
        assert not engine.describe().union


def test_from_narrows_the_default_graph_despite_the_union(engine: EmbeddedEngine) -> None:
    text = "SELECT ?label FROM <http://example.org/b> { ?s rdfs:label ?label }"
    assert labels(engine, Request(text)) == ["=1+1"]
    assert (
        labels(engine, Request("SELECT ?label FROM NAMED <http://example.org/b> { ?s rdfs:label ?label }"))
        == []
    )


def test_the_dataset_of_the_protocol_wins_over_from(engine: EmbeddedEngine) -> None:
    text = "SELECT ?label FROM <http://example.org/b> { ?s rdfs:label ?label }"
    assert labels(engine, Request(text, default_graphs=("http://example.org/a",))) == ["Kruix"]
    in_named = "SELECT ?label { GRAPH ?g { ?s rdfs:label ?label } }"
    assert labels(engine, Request(in_named, named_graphs=("http://example.org/b",))) == ["=1+1"]
    assert labels(engine, Request(in_named, default_graphs=("http://example.org/b",))) == []


def test_well_known_prefixes_need_no_declaration(engine: EmbeddedEngine) -> None:
    rows = select(engine, "SELECT ?p { ?s dpv:hasPurpose ?p }")
    assert [row["p"].value for row in rows] == ["https://w3id.org/dpv#Marketing"]


@pytest.mark.parametrize(
    ("text", "form", "media_type", "start"),
    [
        (LABELS, "bindings", RESULTS_JSON, b'{"head":{"vars":["label"]}'),
        (LABELS, "bindings", "application/sparql-results+xml", b"<?xml"),
        (LABELS, "bindings", "text/csv", b"label\r\n=1+1\r\nKruix\r\n"),
        (LABELS, "bindings", "text/tab-separated-values", b'?label\n"=1+1"\n"Kruix"@nl\n'),
        ("ASK { ?s ?p ?o }", "boolean", RESULTS_JSON, b'{"head":{},"boolean":true}'),
        (
            "CONSTRUCT { ?s a ?p } { ?s dpv:hasPurpose ?p }",
            "graph",
            "text/turtle",
            b"<http://example.org/kruix> a ",
        ),
        (
            "DESCRIBE <http://example.org/unexus>",
            "graph",
            "application/n-triples",
            b"<http://example.org/unexus>",
        ),
        ("DESCRIBE <http://example.org/unexus>", "graph", "application/rdf+xml", b"<?xml"),
        ("DESCRIBE <http://example.org/unexus>", "graph", "application/ld+json", b'[{"@id"'),
    ],
)
def test_each_form_comes_in_the_media_type_asked_for(
    engine: EmbeddedEngine, text: str, form: str, media_type: str, start: bytes
) -> None:
    result = engine.query(Request(text, accept={form: media_type}))  # type: ignore[dict-item]
    assert (result.form, result.media_type) == (form, media_type)
    assert result.body.startswith(start)


def test_a_syntax_error_names_line_and_column_and_offers_names(engine: EmbeddedEngine) -> None:
    with pytest.raises(QuerySyntax) as refused:
        engine.query(Request("SELECT *\n{ ?s dvp:hasPurpose ?o }"))
    assert (refused.value.line, refused.value.suggestions[0]) == (2, "dpv")
    assert "dvp" in str(refused.value)
    assert isinstance(refused.value, QueryRejected)


def test_it_tells_what_it_holds_and_which_layers_are_on(engine: EmbeddedEngine) -> None:
    held = engine.describe()
    assert (held.snapshot, held.quads) == ("snapshot-1", 105)
    always = {"admission", "deadline", "memory", "cpu", "files", "writes", "core", "privileges", "orphans"}
    assert always <= {name for name, on in held.layers.items() if on}
    assert "network" in held.layers


def test_many_threads_get_their_own_answers(engine: EmbeddedEngine) -> None:
    def ask(number: int) -> int:
        row = select(engine, f"SELECT ({number} AS ?n) {{}}")[0]
        return int(row["n"].value)

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(ask, range(200))) == list(range(200))


def test_past_the_deadline_the_worker_is_replaced_and_the_next_query_answered(quads: Path) -> None:
    with EmbeddedEngine(quads, "s", Settings(workers=1, query_seconds=0.2)) as engine:
        (before,) = engine.processes()
        with pytest.raises(QueryTimeout, match=r"0\.2 s"):
            engine.query(Request(ENDLESS))
        (after,) = engine.processes()
        assert after != before
        assert not is_running(before)
        assert select(engine, "SELECT (1 AS ?n) {}")


def test_waiting_for_a_worker_is_bounded(quads: Path) -> None:
    settings = Settings(workers=1, query_seconds=60, queue_seconds=0.1)
    engine = EmbeddedEngine(quads, "s", settings)
    errors: list[Exception] = []

    def occupy() -> None:
        try:
            engine.query(Request(ENDLESS))
        except EngineUnavailable as fault:
            errors.append(fault)

    thread = threading.Thread(target=occupy)
    thread.start()
    while engine.free_workers():
        threading.Event().wait(0.005)
    with pytest.raises(EngineUnavailable, match="busy"):
        engine.query(Request("ASK {}"))
    engine.close()
    thread.join()
    assert "closed" in str(errors[0])


def test_a_worker_that_dies_idle_is_replaced_unseen(quads: Path) -> None:
    with EmbeddedEngine(quads, "s", Settings(workers=1)) as engine:
        (before,) = engine.processes()
        os.kill(before, signal.SIGKILL)
        await_end(before)
        assert select(engine, "SELECT (1 AS ?n) {}")
        assert engine.processes() != (before,)


def test_a_keeper_that_dies_takes_its_workers_along_and_is_started_again(quads: Path) -> None:
    with EmbeddedEngine(quads, "s", Settings(workers=2)) as engine:
        workers, keeper = engine.processes(), engine.keeper_process()
        os.kill(keeper, signal.SIGKILL)
        for pid in workers:
            await_end(pid)
        assert select(engine, "SELECT (1 AS ?n) {}")
        assert engine.keeper_process() != keeper


def test_close_leaves_no_process_and_further_queries_are_told(quads: Path) -> None:
    engine = EmbeddedEngine(quads, "s", Settings(workers=3))
    pids = (*engine.processes(), engine.keeper_process())
    assert len(set(pids)) == 4
    assert all(map(is_running, pids))
    engine.close()
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
    with pytest.raises(EngineUnavailable, match="closed"):
        engine.query(Request("ASK {}"))
    engine.close()


WEB_PROCESS = """
import os, signal, sys
from pathlib import Path
from kg_api.engine.embedded import EmbeddedEngine
from kg_api.settings import Settings
engine = EmbeddedEngine(Path(sys.argv[1]), "s", Settings(workers=2))
print(engine.keeper_process(), *engine.processes(), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_when_the_web_process_is_killed_the_others_end(quads: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", WEB_PROCESS, quads], capture_output=True, text=True)
    assert ended.returncode == -signal.SIGKILL
    pids = [int(pid) for pid in ended.stdout.split()]
    assert len(pids) == 3
    for pid in pids:
        await_end(pid)


def test_a_machine_that_gives_no_process_is_told(quads: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(quads.parent / "no-python"))
    with pytest.raises(EngineUnavailable, match="did not start"):
        EmbeddedEngine(quads, "s", Settings(workers=1))


def test_a_keeper_that_cannot_start_leaves_its_last_words(
    quads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = quads.parent / "words"
    words.write_text("#!/bin/sh\necho no such module >&2\nexit 1\n", encoding="utf-8")
    words.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(words))
    with pytest.raises(EngineUnavailable, match="no such module"):
        EmbeddedEngine(quads, "s", Settings(workers=1))


def test_a_file_that_is_missing_or_malformed_is_named(tmp_path: Path) -> None:
    bad = tmp_path / "bad.nq"
    bad.write_text("<http://e/s> <http://e/p> <http://e/o> .\n<http://e/s> .\n", encoding="utf-8")
    with pytest.raises(FileError) as refused:
        EmbeddedEngine(bad, "s", Settings(workers=1))
    assert (refused.value.path, refused.value.line) == (str(bad), 2)
    with pytest.raises(FileError, match=r"missing\.nq"):
        EmbeddedEngine(tmp_path / "missing.nq", "s", Settings(workers=1))
