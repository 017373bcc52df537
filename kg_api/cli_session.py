"""What commands of ``privacy-kg`` open and close: a snapshot, its engine, its questions; and where they print.

Answers go to standard output; progress, warnings and errors go to standard error, by ``ERR``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from kg_api.corpus.quotes import SourceFolder
from kg_api.engine import Engine
from kg_api.engine.embedded import EmbeddedEngine
from kg_api.errors import ParameterError
from kg_api.questions.answer import Questions
from kg_api.questions.catalogue import read_catalogue
from kg_api.resources import default_resources
from kg_api.settings import Settings, read_settings
from kg_api.snapshot.build import Options, Progress
from kg_api.snapshot.current import current_snapshot, history_in
from kg_api.snapshot.dataset import merged
from kg_api.snapshot.history import record
from kg_api.snapshot.store import Snapshot, open_snapshot

if TYPE_CHECKING:
    from fastapi import APIRouter

AsOf = Annotated[
    datetime | None,
    typer.Option("--as-of", metavar="DATE", formats=["%Y-%m-%d"], help="Judge by the law of this day too."),
]
Sources = Annotated[
    Path | None,
    typer.Option("--sources", metavar="DIR", help="Source texts, matched by hash; then quotes appear."),
]
SnapshotOption = Annotated[
    Path | None,
    typer.Option("--snapshot", metavar="DIR", help="A snapshot made by build; else one of the files."),
]


SamplesOption = Annotated[
    bool, typer.Option("--samples", help="Show the samples, which are invented, instead of the policies.")
]


class TableFormat(StrEnum):
    """How a list is printed."""

    table = "table"
    json = "json"


TableFormatOption = Annotated[TableFormat, typer.Option("--format", help="table or json.")]
ERR = Console(stderr=True, highlight=False)
_WIDE = 160


@contextmanager
def progress_on_terminal() -> Iterator[Progress]:
    """Tells each step on a terminal, and keeps quiet in a pipe."""
    if not ERR.is_terminal:
        yield lambda _: None
        return
    with ERR.status("building") as status:
        yield lambda step: status.update(f"building: {step}")


def day_of(as_of: datetime | None) -> date | None:
    """The day of an ``--as-of``, which Typer reads as a moment."""
    return None if as_of is None else as_of.date()


def settings_for(samples: bool) -> Settings:
    """The settings of this process, with the samples where a command asks for them."""
    settings = read_settings()
    return settings.model_copy(update={"samples": True}) if samples else settings


def build_options(settings: Settings, as_of: date | None) -> Options:
    """How commands build: on every core unless the settings say otherwise."""
    processes = settings.build_processes or os.cpu_count() or 1
    return Options(as_of=as_of, processes=processes, disk_quads=settings.disk_quads)


@contextmanager
def open_engine(
    folder: Path | None, settings: Settings | None = None, as_of: date | None = None
) -> Iterator[tuple[EmbeddedEngine, Snapshot]]:
    """An engine on the snapshot in ``folder``, else on that of the project's files, judged ``as_of`` a day too.

    Raises ParameterError where a snapshot in ``folder`` was not judged at that day, or samples are asked for beside it.
    """
    settings = settings or read_settings()
    if folder and settings.samples:
        raise ParameterError(
            "The samples have a snapshot of their own: give --samples or --snapshot, not both."
        )
    with progress_on_terminal() as progress:
        if folder and as_of and open_snapshot(folder).manifest.as_of != as_of.isoformat():
            raise ParameterError(
                f"The snapshot was not judged as of {as_of}; build it with --as-of, or leave --snapshot out."
            )
        opened = (
            open_snapshot(folder)
            if folder
            else current_snapshot(
                default_resources(settings.samples), settings.cache, progress, build_options(settings, as_of)
            )
        )
        engine = EmbeddedEngine(
            opened.opened, opened.manifest.snapshot, settings, union=False, held=opened.manifest.quads
        )
    with engine:
        yield engine, opened


@contextmanager
def open_questions(
    folder: Path | None,
    sources: Path | None,
    settings: Settings | None = None,
    as_of: date | None = None,
) -> Iterator[tuple[Questions, Snapshot]]:
    """The questions over such an engine, with the texts in ``sources`` to quote from; samples bring their own."""
    settings = settings or read_settings()
    quotes = SourceFolder(sources) if sources else _sample_texts() if settings.samples else None
    with open_engine(folder, settings, as_of) as (engine, opened):
        questions = Questions(engine, read_catalogue(default_resources().queries), quotes)
        if quotes is not None:
            _warn_unmatched(quotes, questions)
        yield questions, opened


@contextmanager
def open_service(
    data: list[Path],
    sources: Path | None,
    folder: Path | None,
    settings: Settings,
    as_of: date | None = None,
) -> Iterator[tuple[Engine, list[APIRouter]]]:
    """What is served and the routes beside SPARQL: none over RDF files, of which our questions know nothing."""
    from kg_api.web.service import service_routers
    from kg_api.web.shared import shared

    if data and (sources or folder or settings.samples):
        raise ParameterError(
            "--data serves files as they are; give it without --sources, --snapshot and --samples."
        )
    if data:
        with merged(data) as found, EmbeddedEngine(found.graph, found.name, settings, union=False) as engine:
            yield engine, []
        return
    with open_questions(folder, sources, settings, as_of) as (questions, opened):
        warn_refused(opened)
        with suppress(OSError):  # a cache that cannot be written to stops no service
            record(history_in(settings.cache), opened.manifest)
        questions.engine = shared(questions.engine, settings)
        yield questions.engine, service_routers(questions, settings, opened.manifest)


def _sample_texts() -> SourceFolder:
    return SourceFolder(default_resources(samples=True).data, "*/*/source.txt")


def _warn_unmatched(quotes: SourceFolder, questions: Questions) -> None:
    for name in quotes.missing(questions.texts()):
        ERR.print(
            f"{name}: no text in the folder has the SHA-256 recorded for it, so no quote is shown from it.",
            style="yellow",
            markup=False,
        )


def warn_refused(snapshot: Snapshot) -> None:
    """Says which files were left out of a snapshot, and why."""
    for fault in snapshot.manifest.refused:
        ERR.print(fault, style="red", markup=False)


def exit_on_refused(snapshot: Snapshot) -> None:
    """Says which files were left out, and ends with code 2 where any was."""
    warn_refused(snapshot)
    if snapshot.manifest.refused:
        raise typer.Exit(2)


def table_console() -> Console:
    """Standard output; in a pipe a fixed width, so that a table is the same wherever it goes."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=_WIDE)
