"""The README: its two commands exist, and its answers are those that the program gives now."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from rich.console import Console
from starlette.testclient import TestClient

from kg_api.questions.answer import Questions
from kg_api.questions.assessments import assessment
from kg_api.questions.render import AnswerTable
from kg_api.settings import Settings
from kg_api.web.api import api_router
from kg_api.web.app import create_app

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def _block(language: str) -> str:
    """The fenced block of that language, as the README shows it."""
    found = re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)
    assert len(found) == 1
    return str(found[0])


def table(questions: Questions) -> str:
    """The table that the README shows."""
    answer = questions.answer("controllers-transferring-to", {"country": "US"})
    console = Console(width=150, file=io.StringIO(), highlight=False)
    console.print(AnswerTable(questions.catalogue["controllers-transferring-to"], answer))
    assert isinstance(console.file, io.StringIO)
    lines = (line.rstrip() for line in console.file.getvalue().splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("snapshot ")) + "\n"


def csv_answer(client: TestClient) -> str:
    """What the README's SPARQL query gives."""
    (query,) = re.findall(r"'query=\n(.*?)'\n", README, re.DOTALL)
    got = client.post("/sparql", data={"query": query}, headers={"Accept": "text/csv"})
    assert got.status_code == 200, got.text
    return got.text.replace("\r\n", "\n")


@pytest.fixture(scope="module")
def client(questions: Questions, settings: Settings) -> TestClient:
    return TestClient(create_app(questions.engine, settings, routers=[api_router(questions, settings)]))


def test_the_two_commands_are_targets_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    commands = re.findall(r"^    make (\w+)", README, re.MULTILINE)
    assert {"serve", "test"} <= set(commands)
    for command in commands:
        assert f"\n{command}:" in makefile


def test_the_table_is_what_ask_prints(questions: Questions) -> None:
    assert _block("text") == table(questions)


def test_the_json_is_a_row_of_what_rest_answers(client: TestClient) -> None:
    got = client.get("/api/v1/questions/data-protection-officers/answer").json()
    assert json.loads(_block("json")) in got["rows"]


def test_the_csv_is_what_the_query_gives(client: TestClient) -> None:
    assert _block("csv") == csv_answer(client)
    assert len(list(csv.DictReader(io.StringIO(_block("csv"))))) > 4


def test_the_counts_are_those_of_the_assessments(questions: Questions) -> None:
    found = [assessment(questions, slug)["counts"] for slug in sorted(questions.names.slugs.values())]
    for line in _block("counts").splitlines():
        outcome, *numbers = re.split(r"\s{2,}", line.strip())
        assert numbers == [str(counts[outcome]) for counts in found]


def test_every_command_is_in_the_table() -> None:
    from kg_api.cli import app

    names = {
        command.name or command.callback.__name__ for command in app.registered_commands if command.callback
    }
    assert names == set(re.findall(r"^\| `privacy-kg ([\w-]+)", README, re.MULTILINE))
