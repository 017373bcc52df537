"""The catalogue: each question whole, its query parses, reads only, and names what it speaks of."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from kg_api.errors import FileError, UnknownName
from kg_api.questions.answer import Questions
from kg_api.questions.binding import bind, variables
from kg_api.questions.catalogue import Catalogue, CellType, Kind, Question, read_catalogue
from kg_api.vocabulary import XSD

NODE = NamedNode("https://example.org/x")
NUMBER = Literal(3)
SAMPLES: dict[Kind, NamedNode | Literal] = {
    "concept": NODE,
    "country": NODE,
    "controller": NODE,
    "date": Literal("2026-11-22", datatype=XSD["date"]),
    "duration": NUMBER,
    "number": NUMBER,
    "text": Literal("x"),
}
# What a question that speaks of controllers has in every row.
OF_CONTROLLERS = ("controller", "stance", "hedged", "fact")
REQUIRED = {
    "complaint-authorities",
    "controllers-collecting",
    "controllers-keeping-indefinitely",
    "controllers-sharing-with",
    "controllers-without-retention",
    "profiling-and-automated-decisions",
    "text-oddities",
    "transfers-without-safeguard",
    "controllers-transferring-to",
    "controllers-using-basis-for-purpose",
    "data-protection-officers",
    "legal-bases-per-purpose",
    "retention-periods",
    "rights-mentioned",
}


def _bound(question: Question) -> str:
    return bind(
        question.sparql, {parameter.variable: SAMPLES[parameter.kind] for parameter in question.parameters}
    )


def test_the_questions_that_others_build_on_exist(catalogue: Catalogue) -> None:
    assert {question.id for question in catalogue} >= REQUIRED


def test_each_query_parses_bound_and_unbound(catalogue: Catalogue) -> None:
    store = Store()
    for question in catalogue:
        for text in (question.sparql, _bound(question)):
            solutions = store.query(text)
            assert isinstance(solutions, QuerySolutions), question.id
            assert list(solutions) == [], question.id


def test_each_query_declares_its_prefixes_and_reads_only(catalogue: Catalogue) -> None:
    for question in catalogue:
        assert not re.search(r"\b(INSERT|DELETE|LOAD|CLEAR|DROP|SERVICE)\b", question.sparql), question.id
        assert question.sparql.startswith("PREFIX "), question.id


def test_each_query_uses_just_the_parameters_it_declares(catalogue: Catalogue) -> None:
    for question in catalogue:
        assert variables(question.sparql) == {parameter.variable for parameter in question.parameters}, (
            question.id
        )


def test_each_query_selects_whose_how_sure_and_on_what_evidence(catalogue: Catalogue) -> None:
    for question in catalogue:
        head = question.sparql.split("WHERE", 1)[0]
        of_controllers = OF_CONTROLLERS if question.about == "controllers" else ()
        for name in (*of_controllers, *question.columns):
            assert re.search(rf"\?{name}\b", head), f"{question.id}: ?{name}"
        assert "ORDER BY" in question.sparql, question.id


def test_each_example_is_accepted_and_each_cell_is_of_its_type(questions: Questions) -> None:
    for question in questions.catalogue:
        given = {parameter.name: parameter.example for parameter in question.parameters}
        answer = questions.answer(question.id, given)
        assert answer["question"] == question.id
        for row in answer["rows"]:
            for name, column in question.columns.items():
                cells = row[name] if column.separator else [row[name]]
                assert all(_is_of(cell, column.type) for cell in cells), (question.id, name, row[name])


def _is_of(cell: Any, type: CellType) -> bool:
    match cell:
        case None:
            return True
        case {"id": str(), "iri": str(), "label": str()}:
            return type == "node"
        case bool():
            return type == "boolean"
        case int() | float():
            return type == "number"
        case str():
            return type == "text" or (type == "date" and bool(date.fromisoformat(cell)))
    return False


def test_a_bar_has_a_number_to_draw_and_a_question_of_the_corpus_has_no_summary(
    catalogue: Catalogue, questions: Questions
) -> None:
    for question in catalogue:
        if question.view == "bar":
            assert "number" in {column.type for column in question.columns.values()}, question.id
        if question.about == "corpus":
            given = {parameter.name: parameter.example for parameter in question.parameters}
            assert questions.answer(question.id, given)["summary"] == []


def test_an_unknown_question_names_the_nearest(catalogue: Catalogue) -> None:
    with pytest.raises(UnknownName, match="Did you mean controllers-transferring-to") as raised:
        catalogue["controllers-transfering-to"]
    assert raised.value.status == 404


def test_a_faulty_header_names_its_file(tmp_path: Path) -> None:
    (tmp_path / "broken.rq").write_text("#+ title: {en: only English}\nSELECT * {}\n", encoding="utf-8")
    with pytest.raises(FileError, match=r"broken\.rq.*faulty"):
        read_catalogue(tmp_path)


def test_two_questions_of_one_id_are_refused(tmp_path: Path, resources_question: str) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "same.rq").write_text(resources_question, encoding="utf-8")
    with pytest.raises(FileError, match="given to two questions"):
        read_catalogue(tmp_path)


@pytest.fixture
def resources_question(catalogue: Catalogue) -> str:
    return Path(catalogue["retention-periods"].path).read_text(encoding="utf-8")
