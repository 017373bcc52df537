"""An answer as a table for a person."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from kg_api.questions.answer import Choice, Questions
from kg_api.questions.render import AnswerTable


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
