"""The command ``compare``: controllers side by side."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from kg_api.cli_session import (
    AsOf,
    SnapshotOption,
    Sources,
    day_of,
    exit_on_refused,
    open_questions,
    table_console,
)
from kg_api.errors import UnknownName
from kg_api.questions.catalogue import language_of
from kg_api.questions.comparison import BY, MOST_ROWS, View, refuse_day
from kg_api.questions.comparison import compare as compare_controllers
from kg_api.questions.comparison_render import ComparisonTable, to_csv

_FORMATS = ("table", "json", "csv")


def register(app: typer.Typer) -> None:
    """Adds the command of this module to the program."""
    app.command("compare")(compare)


def compare(
    controllers: Annotated[list[str], typer.Argument(metavar="CONTROLLER…", help="Two to fifty.")],
    by: Annotated[str, typer.Option("--by", help=f"{', '.join(BY)}.")] = "basis",
    differences: Annotated[bool, typer.Option("--differences", help="Only rows that differ.")] = False,
    form: Annotated[str, typer.Option("--format", help="table, json or csv.")] = "table",
    language: Annotated[str, typer.Option(help="Language of labels: en or nl.")] = "en",
    limit: Annotated[int, typer.Option(help=f"Most rows, up to {MOST_ROWS}.")] = MOST_ROWS,
    cursor: Annotated[str | None, typer.Option(help="To go on: `next` of the answer before.")] = None,
    sources: Sources = None,
    as_of: AsOf = None,
    snapshot: SnapshotOption = None,
) -> None:
    """Compare controllers: what each says of every concept that any of them speaks of, with the passages."""
    if form not in _FORMATS:
        raise UnknownName("format", form, _FORMATS)
    day = day_of(as_of)
    refuse_day(by, day)  # before a snapshot is built of that day
    view = View(differences, language_of(language), limit, cursor, day)
    with open_questions(snapshot, sources, as_of=day) as (questions, opened):
        found = compare_controllers(questions, controllers, by, view)
    if form == "json":
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    elif form == "csv":
        typer.echo(to_csv(found), nl=False)
    else:
        table_console().print(ComparisonTable(found, language))
    exit_on_refused(opened)
