"""The ready calls of each question run as they stand and give the rows of its answer."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from kg_api.questions.answer import Choice, Questions
from kg_api.questions.calls import LANGUAGES, calls
from kg_api.questions.catalogue import Question
from kg_api.settings import Settings
from kg_api.web.api import api_router
from kg_api.web.app import create_app
from tests.web.live import listening


@pytest.fixture(scope="module")
def root(questions: Questions, settings: Settings) -> Iterator[str]:
    app = create_app(questions.engine, settings, routers=[api_router(questions, settings)])
    with listening(app) as address:
        yield address


def _needs(program: str) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")


@pytest.fixture(scope="module")
def lines(questions: Questions) -> dict[str, list[str]]:
    """What the calls of each question should print, by its id."""
    found = {}
    for question in questions.catalogue:
        rows = questions.answer(question.id, _examples(question), Choice(limit=100))["rows"]
        found[question.id] = [f"{row['controller']}\t{row['stance']}" for row in rows]
    return found


def _examples(question: Question) -> dict[str, str]:
    return {one.name: one.example for one in question.parameters}


def _calls(questions: Questions, root: str, language: str) -> dict[str, str]:
    """The call of each question in a language, by its id."""
    return {one.id: calls(root, one, _examples(one))[language] for one in questions.catalogue}


def test_python_prints_the_rows(questions: Questions, root: str, lines: dict[str, list[str]]) -> None:
    for id, code in _calls(questions, root, "python").items():
        printed: list[str] = []
        exec(compile(code, id, "exec"), {"print": partial(_print, printed)})
        assert printed == lines[id]


def _print(printed: list[str], *cells: object, sep: str) -> None:
    printed.append(sep.join(str(cell) for cell in cells))


def test_curl_brings_the_answer(questions: Questions, root: str, lines: dict[str, list[str]]) -> None:
    _needs("curl")
    asked = _calls(questions, root, "curl")
    done = subprocess.run(
        ["sh", "-e", "-c", "".join(asked.values())], capture_output=True, text=True, check=True
    )
    decoder, text, found = json.JSONDecoder(), done.stdout, []
    while text:
        answer, end = decoder.raw_decode(text)
        found.append([f"{row['controller']}\t{row['stance']}" for row in answer["rows"]])
        text = text[end:].lstrip()
    assert found == [lines[id] for id in asked]


def _in_one(codes: list[str]) -> str:
    """Calls of JavaScript in one program, each in a scope of its own."""
    return "\n".join(f"{{\n{code}\nconsole.log('--');\n}}" for code in codes)


def test_javascript_prints_the_rows(
    questions: Questions, root: str, lines: dict[str, list[str]], tmp_path: Path
) -> None:
    _needs("node")
    asked = _calls(questions, root, "javascript")
    script = tmp_path / "calls.mjs"
    script.write_text(_in_one(list(asked.values())), encoding="utf-8")
    done = subprocess.run(["node", str(script)], capture_output=True, text=True, check=True)
    expected = [line.replace("None", "null") for id in asked for line in [*lines[id], "--"]]
    assert done.stdout.splitlines() == expected


def test_r_prints_the_rows(
    questions: Questions, root: str, lines: dict[str, list[str]], tmp_path: Path
) -> None:
    _needs("Rscript")
    for id, code in _calls(questions, root, "r").items():
        script = tmp_path / "call.R"
        script.write_text(code, encoding="utf-8")
        done = subprocess.run(["Rscript", str(script)], capture_output=True, text=True, check=True)
        assert done.stdout.splitlines() == [line.replace("None", "") for line in lines[id]]


def test_a_hostile_value_stays_inside_its_string(questions: Questions) -> None:
    question = questions.catalogue["controllers-transferring-to"]
    hostile = "'; rm -rf / #\"\n</script>${x}"
    made = calls("http://127.0.0.1:1", question, {"country": hostile})
    assert set(made) == set(LANGUAGES)
    for code in made.values():
        assert hostile not in code
        assert "%27%3B+rm+-rf+%2F+%23%22%0A%3C%2Fscript%3E%24%7Bx%7D" in code
