"""Our graph and our questions in the engine of others: Virtuoso (Debian's virtuoso-opensource-7-bin), started here."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store

from kg_api.engine import Row, select
from kg_api.engine.remote import RemoteEngine
from kg_api.errors import EngineError
from kg_api.questions.answer import Choice, Questions
from kg_api.questions.catalogue import Question
from kg_api.settings import Settings
from kg_api.snapshot.store import Snapshot

pytestmark = pytest.mark.minutes

# Virtuoso has no default graph of its own: it takes the one that a request names.
DEFAULT = "https://w3id.org/privacy-kg/graphs/default"
# What this version (7.2.5) writes otherwise, by question: columns, or None where it refuses the query.
OTHERWISE: dict[str, frozenset[str] | None] = {
    # SP031, an internal error of its compiler.
    "contradictions": None,
    # The difference of two days is a number of seconds.
    "age-of-notices": frozenset({"days"}),
    # A whole number divided by another is a whole number there (SPARQL 1.1, 17.4.1: a decimal).
    "length-of-notices": frozenset({"rate"}),
    "share-of-hedged-facts": frozenset({"percent"}),
    # An error in BIND gives false, and no unbound variable.
    "law-facts-checked": frozenset({"sure"}),
}
# Durations lose their lexical form there: months or seconds as a number.
DURATIONS = frozenset({"duration", "term"})
_SETTINGS = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = 127.0.0.1:{port}
DisableUnixSocket = 1
DirsAllowed = {folder}
NumberOfBuffers = 40000
MaxDirtyBuffers = 30000
[HTTPServer]
ServerPort = 127.0.0.1:{web}
ServerRoot = {folder}
[SPARQL]
ResultSetMaxRows = 100000
"""
_LOAD = (
    "log_enable(2, 1); DB.DBA.TTLP(file_to_string_output('{file}'), '', 'urn:x-test:none', 512); checkpoint;"
)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _write(graph: Path, file: Path) -> int:
    """The snapshot as N-Quads in which every quad has a graph; how many there are."""
    store = Store()
    store.bulk_load(path=str(graph), format=RdfFormat.N_QUADS)
    default = NamedNode(DEFAULT)
    with file.open("w", encoding="utf-8") as lines:
        for quad in store:
            name = quad.graph_name if isinstance(quad.graph_name, NamedNode) else default
            lines.write(f"{quad.subject} {quad.predicate} {quad.object} {name} .\n")
    return len(store)


def _load(port: int, file: Path, deadline: float) -> None:
    """Loads the file as soon as the server answers."""
    command = ["isql-vt", str(port), "dba", "dba", f"EXEC={_LOAD.format(file=file)}"]
    while True:
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        if "Done." in done.stdout and "Error" not in done.stdout:
            return
        assert time.monotonic() < deadline, done.stdout + done.stderr
        time.sleep(0.5)


@pytest.fixture(scope="module")
def virtuoso(snapshot: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RemoteEngine]:
    """Virtuoso with the whole snapshot, behind the same seam as our own engine."""
    if not (shutil.which("virtuoso-t") and shutil.which("isql-vt")):
        pytest.skip("Virtuoso is not installed (Debian: virtuoso-opensource-7-bin)")
    folder, port, web = tmp_path_factory.mktemp("virtuoso"), _free_port(), _free_port()
    settings = folder / "virtuoso.ini"
    settings.write_text(_SETTINGS.format(folder=folder, port=port, web=web), encoding="utf-8")
    _write(snapshot.graph, folder / "all.nq")
    server = subprocess.Popen(
        ["virtuoso-t", "-f", "-c", str(settings)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _load(port, folder / "all.nq", time.monotonic() + 120)
        address = f"http://127.0.0.1:{web}/sparql?default-graph-uri={quote(DEFAULT, safe='')}"
        yield RemoteEngine(address, Settings(query_seconds=60))
    finally:
        server.kill()
        server.wait()


def _sparql(questions: Questions, question: Question) -> str:
    return questions.sparql(
        question.id, {one.name: one.example for one in question.parameters if one.required}
    )


def _rows(
    question: Question, rows: list[Row], left_out: frozenset[str]
) -> Counter[tuple[tuple[str, str], ...]]:
    """Rows that can be held against another engine's: booleans as words, no empty text, joined values in order."""
    return Counter(
        tuple(
            sorted(
                (name, _value(question, name, term.value))
                for name, term in row.items()
                if term.value and name not in left_out
            )
        )
        for row in rows
    )


def _value(question: Question, name: str, text: str) -> str:
    if name in question.columns and (separator := question.columns[name].separator):
        # A separator that is no ASCII comes back with question marks.
        parts = text.replace(separator.replace("¦", "?"), separator).split(separator)
        return separator.join(sorted(part for part in parts if part))
    return {"1": "true", "0": "false"}.get(text, text)


def _left_out(question: Question) -> frozenset[str]:
    """Columns that need not be the same: those above, and a fact that is one of several: IRIs have no order of size."""
    one_of_several = re.search(r"(SAMPLE|MIN)\(\?\w+\) AS \?fact", question.sparql)
    sampled = frozenset({"fact", "fact2"}) if one_of_several else frozenset()
    return (OTHERWISE.get(question.id) or frozenset()) | DURATIONS | sampled


def test_every_question_has_the_same_rows_in_virtuoso(questions: Questions, virtuoso: RemoteEngine) -> None:
    differing, refused = [], []
    for question in questions.catalogue:
        sparql = _sparql(questions, question)
        try:
            theirs = select(virtuoso, sparql)
        except EngineError:
            refused.append(question.id)
            continue
        left_out = _left_out(question)
        ours = _rows(question, select(questions.engine, sparql), left_out)
        if ours != (got := _rows(question, theirs, left_out)):
            differing.append((question.id, list((ours - got).items())[:1], list((got - ours).items())[:1]))
    assert not differing
    assert refused == [id for id, columns in OTHERWISE.items() if columns is None]


def test_the_same_answers_come_from_virtuoso_behind_our_api(
    questions: Questions, virtuoso: RemoteEngine
) -> None:
    there = Questions(virtuoso, questions.catalogue)
    for id, given in (
        ("controllers-transferring-to", {"country": "US"}),
        (
            "controllers-using-basis-for-purpose",
            {"basis": "dpv:LegitimateInterest", "purpose": "dpv:Marketing"},
        ),
    ):
        ours = questions.answer(id, given, Choice(stances=("stated", "implied", "denied")))
        theirs = there.answer(id, given, Choice(stances=("stated", "implied", "denied")))
        assert ours["rows"]
        assert [row["evidence"] for row in ours["rows"]] == [row["evidence"] for row in theirs["rows"]]
        assert ours["summary"] == theirs["summary"]
