"""Printing what became of passages: as a table, as JSON, as CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest
from rich.console import Console

from kg_api.corpus.recorded import RecordedSource
from kg_api.corpus.verify import Verdict, verify
from kg_api.corpus.verify_report import print_verdicts
from kg_api.passages import Source


@pytest.fixture
def verdicts(recorded: RecordedSource, source: Source, saved_again: Callable[[str], Source]) -> list[Verdict]:
    text = source.text.replace("½ keer", "1 keer").replace("Wie dat", "En wie dat")
    return verify(recorded, saved_again(text))


def test_a_table_shows_those_not_found_and_counts_all(verdicts: list[Verdict]) -> None:
    out = io.StringIO()
    print_verdicts(verdicts, "table", Console(file=out, width=160))
    text = out.getvalue()
    assert "2 found, 2 moved, 1 changed" in text
    assert "letter" in text
    assert "courier" in text
    assert "title" not in text


def test_a_table_of_passages_all_found_is_a_count(recorded: RecordedSource, source: Source) -> None:
    out = io.StringIO()
    print_verdicts(verify(recorded, source), "table", Console(file=out, width=160))
    assert out.getvalue() == "5 found, 0 moved, 0 changed\n"


def test_json_has_every_passage(verdicts: list[Verdict], capsys: pytest.CaptureFixture[str]) -> None:
    print_verdicts(verdicts, "json", Console())
    rows = json.loads(capsys.readouterr().out)
    assert [row["outcome"] for row in rows] == ["found", "changed", "found", "moved", "moved"]
    assert rows[0] == {
        "passage": "title",
        "outcome": "found",
        "section": None,
        "start": 0,
        "end": 26,
        "now": 0,
    }
    assert rows[1]["now"] is None


def test_csv_has_every_passage(verdicts: list[Verdict], capsys: pytest.CaptureFixture[str]) -> None:
    print_verdicts(verdicts, "csv", Console())
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["passage"] for row in rows] == ["title", "letter", "free", "courier", "end"]
    assert (rows[1]["now"], rows[3]["section"]) == ("", "Wie dat ziet")
    assert int(rows[3]["now"]) == int(rows[3]["start"]) + len("En ")
