"""Commands that judge: ``assess``, ``law``, ``dossier``."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from pyoxigraph import Literal, NamedNode
from rich.table import Table

from kg_api.cli_session import (
    ERR,
    AsOf,
    SamplesOption,
    SnapshotOption,
    Sources,
    TableFormat,
    TableFormatOption,
    day_of,
    exit_on_refused,
    open_engine,
    open_questions,
    progress_on_terminal,
    settings_for,
    table_console,
)
from kg_api.engine import Request, values
from kg_api.errors import ParameterError
from kg_api.questions.assessment_report import print_assessment, print_matrix, to_csv, to_html
from kg_api.questions.assessments import assessment, controllers_assessed, law_of
from kg_api.questions.catalogue import language_of
from kg_api.questions.changes import changes as changes_between
from kg_api.questions.changes_report import print_changes
from kg_api.questions.dossier import write_dossier
from kg_api.questions.law import STALE_DAYS, dated_facts
from kg_api.questions.reasoning import derived, print_reasoning, proof_of
from kg_api.resources import default_resources
from kg_api.snapshot.build import ground_of
from kg_api.snapshot.proofs import prove_versions
from kg_api.validation.proof import Limits
from kg_api.vocabulary import DATA, SPARQL_PREFIXES, XSD

LawOption = Annotated[str | None, typer.Option("--law", help="gdpr, eprivacy, uk or sg; all without.")]
Language = Annotated[str, typer.Option(help="Language of labels and advice: en or nl.")]


class AssessFormat(StrEnum):
    """How an assessment is printed."""

    text = "text"
    json = "json"
    csv = "csv"
    html = "html"
    turtle = "turtle"


def register(app: typer.Typer) -> None:
    """Adds the commands of this module to the program."""
    app.command("assess")(assess)
    app.command("law")(law)
    app.command("dossier")(dossier)
    app.command("reason")(reason)
    app.command("changes")(changes)


def assess(
    controller: Annotated[
        str | None, typer.Argument(metavar="[CONTROLLER]", help="One controller; all without.")
    ] = None,
    law: LawOption = None,
    form: Annotated[
        AssessFormat, typer.Option("--format", help="text, json, csv, html or turtle.")
    ] = AssessFormat.text,
    language: Language = "en",
    as_of: AsOf = None,
    sources: Sources = None,
    snapshot: SnapshotOption = None,
) -> None:
    """Judge notices duty by duty: met, partly, not met, not applicable, cannot tell."""
    day, language = day_of(as_of), language_of(language)
    with open_questions(snapshot, sources, as_of=day) as (questions, opened):
        names = [controller] if controller is not None else controllers_assessed(questions)
        found = [assessment(questions, name, law, day, language) for name in names]
        graph = _turtle(questions.engine, found, law_of(law)) if form is AssessFormat.turtle else ""
    if form is AssessFormat.json:
        typer.echo(json.dumps(found[0] if controller else found, ensure_ascii=False, indent=2))
    elif form is AssessFormat.csv:
        typer.echo(to_csv(found), nl=False)
    elif form is AssessFormat.html:
        typer.echo(to_html(found, language), nl=False)
    elif form is AssessFormat.turtle:
        typer.echo(graph, nl=False)
    elif controller:
        print_assessment(table_console(), found[0], language)
    else:
        print_matrix(table_console(), found, language)
    exit_on_refused(opened)


def law(
    form: TableFormatOption = TableFormat.table,
    language: Language = "en",
    snapshot: SnapshotOption = None,
) -> None:
    """List the dated facts of law, when each was checked, and which are due to be checked again."""
    with open_engine(snapshot) as (engine, opened):
        facts = dated_facts(engine, datetime.now(UTC).date(), language_of(language))
    if form is TableFormat.json:
        typer.echo(json.dumps(facts, ensure_ascii=False, indent=2))
    else:
        table = Table("fact", "what", "from", "until", "checked", "sure", "source")
        for one in facts:
            table.add_row(
                one["fact"],
                one["label"],
                one["from"] or "",
                one["until"] or "",
                one["checked"],
                "yes" if one["certain"] else "unsure",
                "\n".join(one["sources"]),
            )
        table_console().print(table)
    stale = [one["fact"] for one in facts if one["stale"]]
    if stale:
        ERR.print(
            f"{len(stale)} facts were checked more than {STALE_DAYS} days ago: {', '.join(stale)}. "
            "See docs/maintenance.md.",
            style="yellow",
            markup=False,
        )
    exit_on_refused(opened)


def dossier(
    controllers: Annotated[list[str], typer.Argument(metavar="CONTROLLER…", help="Whom it is about.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="A folder that is not there, or empty.")],
    question: Annotated[str | None, typer.Option("--question", metavar="ID", help="A question.")] = None,
    parameter: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="One of the question's; may be repeated.")
    ] = None,
    law: LawOption = None,
    language: Language = "en",
    as_of: AsOf = None,
    sources: Sources = None,
    snapshot: SnapshotOption = None,
) -> None:
    """Write what one takes to a hearing: cells, passages, fingerprints, dates of the law, who encoded and reviewed."""
    if (question is None) == (law is None):
        raise ParameterError("Say what the dossier is about: --question ID or --law LAW, one of the two.")
    if parameter and question is None:
        raise ParameterError("Parameters belong to a question: give --question.")
    given = _given(parameter or [])
    day = day_of(as_of)
    with open_questions(snapshot, sources, as_of=day) as (questions, opened):
        written = write_dossier(
            questions, opened.manifest, controllers, out, question, given, law, day, language_of(language)
        )
    for path in written:
        typer.echo(str(path))
    exit_on_refused(opened)


def changes(
    controller: Annotated[str, typer.Argument(help="Whose policy.")],
    older: Annotated[
        str | None, typer.Argument(metavar="[FROM]", help="A version; the last but one.")
    ] = None,
    newer: Annotated[str | None, typer.Argument(metavar="[TO]", help="A version; the last.")] = None,
    form: TableFormatOption = TableFormat.table,
    language: Language = "en",
    snapshot: SnapshotOption = None,
    samples: SamplesOption = False,
) -> None:
    """Show what changed between two versions of a policy, in facts and in duties."""
    if (older is None) != (newer is None):
        raise ParameterError("Name both versions, FROM and TO, or neither for the last two.")
    with open_questions(snapshot, None, settings_for(samples)) as (questions, opened):
        found = changes_between(questions, controller, older, newer, language_of(language))
    if form is TableFormat.json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        print_changes(table_console(), found)
    exit_on_refused(opened)


def reason(
    policies: Annotated[
        list[str] | None, typer.Argument(metavar="[POLICY]…", help="Controllers or versions; all without.")
    ] = None,
    owl: Annotated[
        bool, typer.Option("--owl", help="Prove consistency and classes with HermiT (Java).")
    ] = False,
    seconds: Annotated[float, typer.Option(min=0, help="Most seconds for one run of HermiT.")] = 120.0,
    memory: Annotated[int, typer.Option(min=1, help="Heap of HermiT's virtual machine, in MB.")] = 2000,
    form: TableFormatOption = TableFormat.table,
    samples: SamplesOption = False,
    snapshot: SnapshotOption = None,
) -> None:
    """Show the derived classes with their members, and contradictions; with --owl prove them."""
    if owl and snapshot is not None:
        raise ParameterError("--owl proves the files of the policies; leave out --snapshot.")
    settings = settings_for(samples)
    with open_questions(snapshot, None, settings) as (questions, opened):
        found = derived(questions, policies or [])
    proofs: list[dict[str, Any]] = []
    if owl:
        with progress_on_terminal() as progress:
            progress("proving")
            ground, versions = ground_of(default_resources(settings.samples), policies or [])
            for version, proven in prove_versions(ground, versions, Limits(seconds, memory)):
                proofs.append(proof_of(version.name, proven))
                progress(f"proving: {version.name} done")
    else:
        ERR.print("Not proved: give --owl (it needs Java).", style="dim", markup=False)
    if form is TableFormat.json:
        typer.echo(json.dumps({**found, "proofs": proofs}, ensure_ascii=False, indent=2))
    else:
        print_reasoning(table_console(), found, proofs)
    exit_on_refused(opened)
    bad = any(not one["consistent"] or one["differing"] for one in proofs)
    raise typer.Exit(1 if bad else 0)


def _turtle(engine: Any, found: list[dict[str, Any]], law: str | None) -> str:
    """The assessments of the day, merged; with the validation report where they are of all laws, which it is."""
    rows: list[list[NamedNode | Literal]] = [
        [NamedNode(f"{DATA}{one['policy']}/assessment"), Literal(one["judged_at"], datatype=XSD["date"])]
        for one in found
    ]
    of_law = "" if law is None else f"?s pkg:law {NamedNode(law)} ."
    text = (
        f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {values(['g', 'day'], rows)} "
        f"GRAPH ?g {{ ?s pkg:judgedAt ?day . {of_law} ?s ?p ?o }} }}"
    )
    return str(engine.query(Request(SPARQL_PREFIXES + text)).body.decode("utf-8"))


def _given(parameters: list[str]) -> dict[str, str]:
    given: dict[str, str] = {}
    for one in parameters:
        name, equals, value = one.partition("=")
        if not (name and equals and value):
            raise ParameterError(f"A parameter is given as NAME=VALUE, for instance country=US, not “{one}”.")
        if name in given:
            raise ParameterError(f"The parameter “{name}” is given twice.")
        given[name] = value
    return given
