"""``privacy-kg questions``: the catalogue listed, or written out for other tools."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from kg_api.cli_session import (
    SnapshotOption,
    TableFormat,
    TableFormatOption,
    exit_on_refused,
    open_questions,
    table_console,
)
from kg_api.questions.catalogue import Catalogue, language_of
from kg_api.questions.export import export
from kg_api.snapshot.void import HOME

_NOTE = "The service that the queries are sent to."


def register(app: typer.Typer) -> None:
    """Adds the command to ``app``."""
    app.command("questions")(questions_command)


def questions_command(
    out: Annotated[
        Path | None,
        typer.Option(
            "--export", metavar="DIR", help="Write a sh:SPARQLExecutable a question, as SIB lays out."
        ),
    ] = None,
    address: Annotated[str, typer.Option(help=_NOTE)] = HOME,
    language: Annotated[str, typer.Option(help="Language of titles: en or nl.")] = "en",
    form: TableFormatOption = TableFormat.table,
    snapshot: SnapshotOption = None,
) -> None:
    """List the questions that one can ask, or write them out for tools that read SPARQL examples."""
    language = language_of(language)
    with open_questions(snapshot, None) as (questions, opened):
        if out is not None:
            typer.echo(f"{export(questions, address.rstrip('/'), out)} questions in {out}")
        elif form is TableFormat.json:
            typer.echo(json.dumps(_listed(questions.catalogue, language), ensure_ascii=False, indent=2))
        else:
            table_console().print(_table(questions.catalogue, language))
    exit_on_refused(opened)


def _listed(catalogue: Catalogue, language: str) -> list[dict[str, object]]:
    return [
        {
            "id": question.id,
            "topic": question.topic,
            "title": question.title[language],
            "parameters": {one.name: one.example for one in question.parameters},
        }
        for question in catalogue
    ]


def _table(catalogue: Catalogue, language: str) -> Table:
    table = Table("topic", "question", "asks", "parameters, for instance", box=None, pad_edge=False)
    for question in sorted(catalogue, key=lambda one: (one.topic, one.id)):
        examples = " ".join(f"--{one.name} {one.example}" for one in question.parameters)
        table.add_row(question.topic, question.id, question.title[language], examples)
    return table
