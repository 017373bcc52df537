"""An answer as a table for a person."""

from __future__ import annotations

import csv
import io

import pytest
from rich.console import Console

from kg_api.questions.answer import Choice, Questions
from kg_api.questions.render import AnswerTable, to_csv, to_spreadsheet


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_answer_is_a_table_and_one_of_the_corpus_has_no_stance(
    questions: Questions, language: str
) -> None:
    for question in questions.catalogue:
        given = {parameter.name: parameter.example for parameter in question.parameters}
        answer = questions.answer(question.id, given, Choice(language=language, limit=5))
        console = Console(width=300, file=io.StringIO())
        console.print(AnswerTable(question, answer, language))
        assert isinstance(console.file, io.StringIO)
        text = console.file.getvalue()
        assert question.title[language] in text, question.id
        if question.about == "corpus":
            assert {"stance", "houding", "summary"}.isdisjoint(text.split()), question.id


def test_a_spreadsheet_has_every_controller_of_whom_nothing_or_a_denial_is_said(questions: Questions) -> None:
    question = questions.catalogue["controllers-transferring-to"]
    answer = questions.answer(question.id, {"country": "US"}, Choice(language="nl"))
    lines = list(csv.DictReader(io.StringIO(to_spreadsheet(question, answer, "nl"))))
    stances = {line["verantwoordelijke"]: line["houding"] for line in lines}
    assert stances == {
        "janus-international-europe": "impliciet",
        "velux-belgium": "impliciet",
        "kruix": "ontkend",
        "smet-jet": "ontkend",
        "unexus": "zwijgt",
    }
    (silent,) = [line for line in lines if line["verantwoordelijke"] == "unexus"]
    assert [silent[name] for name in ("land", "strekking", "verklaring")] == ["", "", ""]
    assert all(line["strekking"] for line in lines if line["houding"] == "ontkend")
    without = to_spreadsheet(question, answer, "nl", silent=False)
    assert without == to_csv(question, answer, "nl")
    assert "unexus" not in without
