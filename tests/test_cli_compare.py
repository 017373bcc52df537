"""``privacy-kg compare``: a table that needs no colour, JSON and CSV; exit codes."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kg_api.cli import app
from kg_api.errors import ParameterError, PrivacyKgError, UnknownName
from kg_api.questions.answer import Questions
from kg_api.questions.comparison import View, compare
from kg_api.questions.comparison_render import to_csv
from kg_api.snapshot.store import Snapshot


def run(snapshot: Snapshot, *arguments: str) -> str:
    result = CliRunner().invoke(app, ["compare", *arguments, "--snapshot", str(snapshot.folder)])
    if isinstance(result.exception, PrivacyKgError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_table_says_each_cell_by_sign_word_and_number(snapshot: Snapshot) -> None:
    lines = run(snapshot, "velux-belgium", "kruix", "smet-jet", "--by", "transfer").splitlines()
    (usa,) = (line for line in lines if line.strip().startswith("United States"))
    assert re.findall(r"[●◐✕·⚡] \w+(?: \?)?(?: \d+)?", usa) == ["◐ implied ? 1", "✕ denied 1", "✕ denied 13"]


def test_the_table_is_in_the_language_asked_for(snapshot: Snapshot) -> None:
    found = run(snapshot, "velux-belgium", "kruix", "--by", "right", "--language", "nl", "--differences")
    assert "recht van bezwaar" in found
    assert "gesteld" in found
    assert "recht van inzage" not in found
    assert not {"stated", "silent", "facts"} & set(re.findall(r"\w+", found))


def test_json_and_csv_are_those_of_the_library(snapshot: Snapshot, questions: Questions) -> None:
    whole = compare(questions, ["kruix", "unexus"], "retention", View(limit=500))
    arguments = ("kruix", "unexus", "--by", "retention", "--format")
    assert json.loads(run(snapshot, *arguments, "json")) == json.loads(json.dumps(whole))
    assert run(snapshot, *arguments, "csv").replace("\r\n", "\n") == to_csv(whole).replace("\r\n", "\n")


def test_each_cell_has_a_line_in_csv_and_no_formula(questions: Questions) -> None:
    whole = compare(questions, ["kruix", "unexus"], "duty")
    whole["rows"][0]["concept"]["label"] = "=1+1"
    rows = list(csv.DictReader(io.StringIO(to_csv(whole))))
    assert {(row["concept"], row["controller"]) for row in rows} == {
        (row["concept"]["id"], slug) for row in whole["rows"] for slug in ("kruix", "unexus")
    }
    assert {row["label"] for row in rows if row["concept"] == whole["rows"][0]["concept"]["id"]} == {"'=1+1"}


def test_a_table_that_stops_short_says_how_to_go_on(snapshot: Snapshot) -> None:
    first = run(snapshot, "kruix", "unexus", "--by", "purpose", "--limit", "4")
    (cursor,) = re.findall(r"go on with --cursor (\S+)", first)
    rest = run(snapshot, "kruix", "unexus", "--by", "purpose", "--cursor", cursor)
    whole = run(snapshot, "kruix", "unexus", "--by", "purpose")
    assert "--cursor" not in rest
    assert len(whole.splitlines()) - len(rest.splitlines()) >= 4


def test_quotes_appear_where_the_texts_are(snapshot: Snapshot, sources: Path) -> None:
    found = run(snapshot, "kruix", "unexus", "--by", "right", "--format", "csv", "--sources", str(sources))
    rows = [row for row in csv.DictReader(io.StringIO(found)) if row["start"]]
    assert rows
    assert all(row["quote"] for row in rows)


@pytest.mark.parametrize(
    ("arguments", "fault", "said"),
    [
        (["kruix"], ParameterError, "2 to 50"),
        (["kruix", "kruks"], UnknownName, "kruix"),
        (["kruix", "unexus", "--by", "colour"], UnknownName, "colour"),
        (["kruix", "unexus", "--format", "pdf"], UnknownName, "pdf"),
        (["kruix", "unexus", "--language", "fy"], UnknownName, "fy"),
        (["kruix", "unexus", "--limit", "0"], ParameterError, "limit is 0"),
        (["kruix", "unexus", "--as-of", "2025-01-01"], ParameterError, "leave it out with by=basis"),
    ],
)
def test_bad_input_is_a_sentence(
    snapshot: Snapshot, arguments: list[str], fault: type[Exception], said: str
) -> None:
    with pytest.raises(fault, match=said):
        run(snapshot, *arguments)
