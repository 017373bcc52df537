"""One snapshot, many views: each question gives the same rows to `ask`, REST, CSV, SPARQL JSON and its own query."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from typing import Any

import pytest
from fastapi import APIRouter
from starlette.testclient import TestClient
from typer.testing import CliRunner

from kg_api import cli
from kg_api.questions.answer import Questions
from kg_api.questions.catalogue import Column, Question
from kg_api.settings import Settings
from kg_api.snapshot.store import Snapshot
from kg_api.web.answer_schemas import answer_model
from kg_api.web.answers import add_answers
from kg_api.web.app import create_app

Rows = list[tuple[str, ...]]
_MOST = 1000


@pytest.fixture(scope="module")
def client(questions: Questions, settings: Settings) -> Iterator[TestClient]:
    router = APIRouter(prefix="/api/v1")
    add_answers(router, questions, settings)
    with TestClient(create_app(questions.engine, settings, routers=[router])) as client:
        yield client


@pytest.fixture
def opened(questions: Questions, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line on the snapshot of this session, which it would else open for every question anew."""

    @contextmanager
    def open_questions(*_: object, **__: object) -> Iterator[tuple[Questions, Snapshot]]:
        yield questions, snapshot

    monkeypatch.setattr(cli, "open_questions", open_questions)


def _of_json(question: Question, rows: list[dict[str, Any]]) -> Rows:
    return [
        (row["controller"] or "", row["stance"] or "", *(_text(row[name]) for name in question.columns))
        for row in rows
    ]


def _of_csv(question: Question, text: str) -> Rows:
    """The rows of a CSV, in which one with several passages stands on as many lines."""
    lines = list(csv.DictReader(io.StringIO(text)))
    return [
        (
            line["controller"],
            line["stance"],
            *(_of_line(line[name], column) for name, column in question.columns.items()),
        )
        for line in lines
    ]


def _of_bindings(questions: Questions, question: Question, found: dict[str, Any]) -> Rows:
    return [
        (
            questions.names.slugs.get(row.get("controller", {}).get("value", ""), ""),
            row["stance"]["value"].rpartition("#")[2].lower() if "stance" in row else "",
            *(_of_binding(row.get(name), column.separator) for name, column in question.columns.items()),
        )
        for row in found["results"]["bindings"]
    ]


def _text(cell: Any) -> str:
    """A cell as its identifier or plain value; a list in order of those."""
    match cell:
        case None:
            return ""
        case bool():
            return str(cell).lower()
        case dict():
            return str(cell["id"])
        case list():
            return " ; ".join(sorted(_text(item) for item in cell))
        case float():
            return f"{cell:g}"
    return str(cell)


def _of_line(cell: str, column: Column) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from running it; a list in order."""
    plain = cell[1:] if cell.startswith("'") else cell
    if column.separator is not None:
        return " ; ".join(sorted(plain.split(" ; ")))
    return f"{float(plain):g}" if column.type == "number" and "." in plain else plain


def _of_binding(term: dict[str, str] | None, separator: str | None) -> str:
    from kg_api.vocabulary import DATA, curie

    if term is None:
        return ""

    def short(iri: str) -> str:
        return iri.removeprefix(DATA) if iri.startswith(DATA) else curie(iri)

    if separator is not None:
        return " ; ".join(sorted(short(part) for part in term["value"].split(separator) if part))
    if term["type"] == "uri":
        return short(term["value"])
    if term.get("datatype", "").rpartition("#")[2] in {"decimal", "double", "float"}:
        return f"{float(term['value']):g}"
    return term["value"]


def _once(rows: Rows) -> Rows:
    """Each row once where it follows itself."""
    return [row for row, _ in groupby(rows)]


def test_every_view_of_every_question_has_the_same_rows(
    client: TestClient, questions: Questions, opened: None
) -> None:
    for question in questions.catalogue:
        given = {one.name: one.example for one in question.parameters}
        stances = set(question.stances) if question.about == "controllers" else {""}
        options = [part for name, value in given.items() for part in (f"--{name}", value)]
        asked = CliRunner().invoke(cli.app, ["ask", question.id, *options, "--format", "json"])
        assert asked.exit_code == 0, asked.output
        answer = json.loads(asked.stdout)
        answer_model(question).model_validate(answer, extra="forbid")
        rows = _of_json(question, answer["rows"])
        path = f"/api/v1/questions/{question.id}/answer"
        rest = client.get(path, params={**given, "limit": _MOST}).json()
        assert rest == answer, question.id
        table = client.get(path, params={**given, "limit": _MOST, "format": "csv"}).text
        assert _once(_of_csv(question, table)) == _once(rows), question.id
        page = client.get(path, params={**given, "limit": _MOST, "format": "srj"}).json()
        assert _of_bindings(questions, question, page) == rows, question.id
        query = {"query": questions.sparql(question.id, given)}
        accept = {"Accept": "application/sparql-results+json"}
        plain = _of_bindings(questions, question, client.get("/sparql", params=query, headers=accept).json())
        assert [row for row in plain if row[1] in stances] == rows, question.id
