"""Each question gives, on the real policies, what readers of the texts answered before it was run.

Beside each ``.rq`` stands ``<id>.expected.yaml``: for some parameters the summary of every controller and, where
``rows`` are given, exactly those rows, seen through the columns named in ``key``. ``with`` keeps the rows that have a
value in a column.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from kg_api.questions.answer import Questions
from kg_api.resources import default_resources

QUERIES = default_resources().queries
FILES = sorted(QUERIES.rglob("*.expected.yaml"))
CASES = [
    pytest.param(path, case, id=f"{path.name.removesuffix('.expected.yaml')}{case['parameters']}")
    for path in FILES
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]


def _cell(value: Any) -> Any:
    """A cell as the files write it: the CURIE of a node, a list of them, or a plain value."""
    if isinstance(value, list):
        return tuple(sorted(_cell(item) for item in value))
    return value["id"] if isinstance(value, dict) else value


def _expected(value: Any) -> Any:
    return tuple(sorted(value)) if isinstance(value, list) else value


def test_every_question_has_expected_answers() -> None:
    asked = {path.stem for path in QUERIES.rglob("*.rq")}
    assert asked == {path.name.removesuffix(".expected.yaml") for path in FILES}


@pytest.mark.parametrize(("path", "case"), CASES)
def test_the_answer_is_that_of_the_readers(questions: Questions, path: Path, case: dict[str, Any]) -> None:
    answer = questions.answer(path.name.removesuffix(".expected.yaml"), case["parameters"])
    assert {line["controller"]: line["stance"] for line in answer["summary"]} == case["summary"]
    if "rows" in case:
        rows = [row for row in answer["rows"] if all(row[name] for name in case.get("with", []))]
        found = {tuple(_cell(row[name]) for name in case["key"]) for row in rows}
        assert found == {tuple(_expected(value) for value in row) for row in case["rows"]}
