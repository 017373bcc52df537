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


def _calls(questions: Questions, root: str, language: str) -> Iterator[tuple[str, list[str]]]:
    """The call of each question in a language, and the lines that it should print."""
    for question in questions.catalogue:
        given = {one.name: one.example for one in question.parameters}
        rows = questions.answer(question.id, given, Choice(limit=100))["rows"]
        lines = [f"{row['controller']}\t{row['stance']}" for row in rows]
        yield calls(root, question, given)[language], lines


def test_python_prints_the_rows(questions: Questions, root: str) -> None:
    for code, lines in _calls(questions, root, "python"):
        printed: list[str] = []
        exec(compile(code, "call", "exec"), {"print": partial(_print, printed)})
        assert printed == lines


def _print(printed: list[str], *cells: object, sep: str) -> None:
    printed.append(sep.join(str(cell) for cell in cells))


def test_curl_brings_the_answer(questions: Questions, root: str) -> None:
    _needs("curl")
    script = "".join(code for code, _ in _calls(questions, root, "curl"))
    done = subprocess.run(["sh", "-e", "-c", script], capture_output=True, text=True, check=True)
    decoder, text, found = json.JSONDecoder(), done.stdout, []
    while text:
        answer, end = decoder.raw_decode(text)
        found.append([f"{row['controller']}\t{row['stance']}" for row in answer["rows"]])
        text = text[end:].lstrip()
    assert found == [lines for _, lines in _calls(questions, root, "curl")]


def _in_one(codes: list[str]) -> str:
    """Calls of JavaScript in one program, each in a scope of its own."""
    return "\n".join(f"{{\n{code}\nconsole.log('--');\n}}" for code in codes)


def test_javascript_prints_the_rows(questions: Questions, root: str, tmp_path: Path) -> None:
    _needs("node")
    asked = list(_calls(questions, root, "javascript"))
    script = tmp_path / "calls.mjs"
    script.write_text(_in_one([code for code, _ in asked]), encoding="utf-8")
    done = subprocess.run(["node", str(script)], capture_output=True, text=True, check=True)
    expected = [line.replace("None", "null") for _, lines in asked for line in [*lines, "--"]]
    assert done.stdout.splitlines() == expected


def test_r_prints_the_rows(questions: Questions, root: str, tmp_path: Path) -> None:
    _needs("Rscript")
    for code, lines in _calls(questions, root, "r"):
        script = tmp_path / "call.R"
        script.write_text(code, encoding="utf-8")
        done = subprocess.run(["Rscript", str(script)], capture_output=True, text=True, check=True)
        assert done.stdout.splitlines() == [line.replace("None", "") for line in lines]


def test_a_hostile_value_stays_inside_its_string(questions: Questions) -> None:
    question = questions.catalogue["controllers-transferring-to"]
    hostile = "'; rm -rf / #\"\n</script>${x}"
    made = calls("http://127.0.0.1:1", question, {"country": hostile})
    assert set(made) == set(LANGUAGES)
    for code in made.values():
        assert hostile not in code
        assert "%27%3B+rm+-rf+%2F+%23%22%0A%3C%2Fscript%3E%24%7Bx%7D" in code
