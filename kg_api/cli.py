"""The command ``privacy-kg``. Each command reads its options, calls the library, prints.

Answers go to standard output, everything else to standard error. Exit codes: 0 done, 1 checked and not in order,
2 bad input or could not run.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from pyoxigraph import Quad

from kg_api import cli_compare, cli_law, cli_questions
from kg_api.cli_session import (
    ERR,
    AsOf,
    SamplesOption,
    SnapshotOption,
    Sources,
    build_options,
    day_of,
    exit_on_refused,
    open_engine,
    open_questions,
    open_service,
    progress_on_terminal,
    settings_for,
    table_console,
)
from kg_api.corpus.dpv import import_release
from kg_api.corpus.ontology import read_ontology
from kg_api.corpus.policies import PolicyVersion, read_corpus
from kg_api.corpus.proof import prove
from kg_api.corpus.quotes import SourceFolder
from kg_api.corpus.recorded import RecordedSource, recorded_source
from kg_api.corpus.verify import verify as verify_passages
from kg_api.encoding.evidence_writer import write_policy
from kg_api.engine import Form, Request
from kg_api.errors import FileError, ParameterError, PrivacyKgError, UnknownName
from kg_api.passages import read_source
from kg_api.questions.answer import Choice
from kg_api.questions.catalogue import language_of
from kg_api.questions.listing import named
from kg_api.questions.one_word import STANCES
from kg_api.questions.render import AnswerTable, to_csv
from kg_api.resources import default_resources
from kg_api.settings import read_settings
from kg_api.snapshot.build import assemble, build, choose_policies
from kg_api.snapshot.current import current_snapshot
from kg_api.validation.rendering import render
from kg_api.validation.run import validate as run_shapes
from kg_api.validation.shapes import load_shapes

app = typer.Typer(
    name="privacy-kg",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Privacy policies as a knowledge graph: every fact with its passage.",
)
cli_law.register(app)
cli_questions.register(app)
cli_compare.register(app)
_EXTRA = {"allow_extra_args": True, "ignore_unknown_options": True}


class AnswerFormat(StrEnum):
    """How an answer is printed."""

    table = "table"
    json = "json"
    csv = "csv"


class ReportFormat(StrEnum):
    """How a validation report is printed."""

    text = "text"
    json = "json"
    turtle = "turtle"
    html = "html"


MEDIA_TYPES: dict[str, tuple[str, str]] = {
    # format: media type of bindings and booleans, of graphs
    "json": ("application/sparql-results+json", "application/ld+json"),
    "xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "csv": ("text/csv", "text/turtle"),
    "tsv": ("text/tab-separated-values", "text/turtle"),
    "turtle": ("application/sparql-results+json", "text/turtle"),
    "trig": ("application/sparql-results+json", "application/trig"),
    "nquads": ("application/sparql-results+json", "application/n-quads"),
    "ntriples": ("application/sparql-results+json", "application/n-triples"),
}


@app.command("build")
def build_command(
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Where the snapshot goes.")] = None,
    as_of: AsOf = None,
) -> None:
    """Build a snapshot from data/, ontology/, shapes/ and queries/."""
    started, settings = datetime.now(UTC), read_settings()
    resources = default_resources(settings.samples)
    options = build_options(settings, day_of(as_of))
    with progress_on_terminal() as progress:
        if out is None:
            snapshot = current_snapshot(resources, settings.cache, progress, options)
        else:
            snapshot = build(resources, out, started, progress, options).snapshot
    manifest = snapshot.manifest
    typer.echo(f"snapshot {manifest.snapshot}: {manifest.quads} quads, {len(manifest.policies)} policies")
    typer.echo(str(snapshot.folder), err=True)
    exit_on_refused(snapshot)


@app.command(context_settings=_EXTRA)
def ask(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="The id of a question; parameters follow as --name value.")],
    stance: Annotated[
        str | None,
        typer.Option(help="Which rows: stated, implied, denied, silent; else what the question is after."),
    ] = None,
    controllers: Annotated[
        str | None, typer.Option(help="The only controllers wanted: slugs or names, joined by commas.")
    ] = None,
    language: Annotated[str, typer.Option(help="Language of labels: en or nl.")] = "en",
    form: Annotated[AnswerFormat, typer.Option("--format", help="table, json or csv.")] = AnswerFormat.table,
    limit: Annotated[int, typer.Option(min=1, help="Most rows.")] = 1000,
    sources: Sources = None,
    snapshot: SnapshotOption = None,
    as_of: AsOf = None,
    samples: SamplesOption = False,
) -> None:
    """Ask a question of the catalogue."""
    given = _parameters(context.args)
    choice = Choice(_stances(stance) if stance is not None else None, language_of(language), limit)
    with open_questions(snapshot, sources, settings_for(samples), day_of(as_of)) as (questions, opened):
        if controllers is not None:
            choice = replace(choice, controllers=named(questions, controllers))
        answer = questions.answer(question, given, choice)
        asked = questions.catalogue[question]
    if form is AnswerFormat.json:
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    elif form is AnswerFormat.csv:
        typer.echo(to_csv(asked, answer), nl=False)
    else:
        table_console().print(AnswerTable(asked, answer, language))
    exit_on_refused(opened)


@app.command()
def query(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="A SPARQL query, or - for standard input.")],
    form: Annotated[str, typer.Option("--format", help=f"{', '.join(MEDIA_TYPES)}.")] = "json",
    snapshot: SnapshotOption = None,
) -> None:
    """Run a SPARQL query of your own."""
    if form not in MEDIA_TYPES:
        raise UnknownName("format", form, MEDIA_TYPES)
    text = sys.stdin.read() if file == "-" else read_source(Path(file)).text
    rows, graph = MEDIA_TYPES[form]
    accept: dict[Form, str] = {"bindings": rows, "boolean": rows, "graph": graph}
    with open_engine(snapshot) as (engine, opened):
        result = engine.query(Request(text, accept=accept))
    sys.stdout.write(result.body.decode("utf-8"))
    sys.stdout.write("" if result.body.endswith(b"\n") else "\n")
    exit_on_refused(opened)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8000,
    data: Annotated[
        list[Path] | None,
        typer.Option("--data", metavar="FILE", help="RDF served as it is, not the corpus; may be repeated."),
    ] = None,
    sources: Sources = None,
    snapshot: SnapshotOption = None,
    as_of: AsOf = None,
    samples: SamplesOption = False,
    editor: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The editor that `make editor` builds, for /query; else our own."),
    ] = None,
) -> None:
    """Serve the graph: SPARQL, REST, documentation. With --data any RDF dataset, without our questions."""
    from kg_api.web.editor_bundle import read_bundle
    from kg_api.web.server import refuse_taken, run

    settings = settings_for(samples)
    if editor is not None:
        settings = settings.model_copy(update={"editor": editor})
    if settings.editor is not None:
        read_bundle(settings.editor)  # it is told before a snapshot is built
    with open_service(data or [], sources, snapshot, settings, day_of(as_of)) as (engine, routers):
        refuse_taken(host, port)
        ERR.print(f"http://{host}:{port}  snapshot {engine.describe().snapshot}")
        run(engine, settings, routers, host, port)


@app.command("validate")
def validate_command(
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="[PATH]…", help="Policies; all without.")
    ] = None,
    form: Annotated[
        ReportFormat, typer.Option("--format", help="text, json, turtle or html.")
    ] = ReportFormat.text,
    language: Annotated[str, typer.Option(help="Language of messages: en or nl.")] = "en",
    sources: Sources = None,
) -> None:
    """Check policies against the model shapes, and with --sources against their texts."""
    resources = default_resources(read_settings().samples)
    with progress_on_terminal() as progress:
        progress("reading")
        checked = assemble(resources, paths or [])
        progress("validating")
        report = run_shapes(checked.store, load_shapes(resources.shapes / "model"))
    typer.echo(render(report, form.value, language_of(language)), nl=False)
    wrong = _proof(checked.policies, sources) if sources else []
    for fault in (*map(str, checked.faults), *wrong):
        ERR.print(fault, style="red", markup=False)
    raise typer.Exit(2 if checked.faults else 1 if wrong or not report.conforms else 0)


@app.command("verify")
def verify_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The page, saved again as text.")],
    policy: Annotated[str, typer.Option("--policy", metavar="CONTROLLER/VERSION")],
    form: Annotated[AnswerFormat, typer.Option("--format", help="table, json or csv.")] = AnswerFormat.table,
) -> None:
    """Hold a freshly saved page against the fingerprints of a policy's passages."""
    from kg_api.corpus.verify_report import print_verdicts

    verdicts = verify_passages(_recorded(policy), read_source(file))
    print_verdicts(verdicts, form.value, table_console())
    raise typer.Exit(1 if any(verdict.outcome == "changed" for verdict in verdicts) else 0)


@app.command("coverage")
def coverage_command(
    sources: Annotated[Path, typer.Option("--sources", metavar="DIR", help="Source texts, matched by hash.")],
    controller: Annotated[
        str | None, typer.Argument(metavar="[CONTROLLER]", help="One controller; all without.")
    ] = None,
    form: Annotated[AnswerFormat, typer.Option("--format", help="table or json.")] = AnswerFormat.table,
) -> None:
    """Show which passages carry facts, which have none and why, and which nobody accounts for."""
    from kg_api.corpus.coverage import Segment, coverage
    from kg_api.corpus.coverage_report import print_coverage

    texts = SourceFolder(sources)
    data = default_resources(read_settings().samples).data
    checked = choose_policies(read_corpus(data), data, [controller] if controller else []).policies
    covered: dict[str, list[Segment]] = {}
    for version, quads in checked.items():
        source = texts.by_hash.get(recorded_source(quads).sha256)
        if source is None:
            raise FileError(f"holds no text with the SHA-256 recorded for {version.name}", str(sources))
        covered[version.name] = coverage(quads, source.text)
    print_coverage(covered, form.value, table_console())
    raise typer.Exit(0 if all(one.accounted for found in covered.values() for one in found) else 1)


@app.command()
def annotate(
    draft: Annotated[Path, typer.Argument(metavar="DRAFT", help="Folder with marked.ttl and passages.txt.")],
    source: Annotated[Path, typer.Option("--source", metavar="TEXT", help="The source text.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="…/<controller>/<version>.")],
) -> None:
    """Make policy.ttl and evidence.ttl of a policy that a curator marked by hand."""
    structural = read_ontology(default_resources().ontology).structural
    count = write_policy(draft / "marked.ttl", draft / "passages.txt", read_source(source), out, structural)
    typer.echo(f"{count} statements")


@app.command("import-dpv")
def import_dpv(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder of a DPV release.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR")] = Path("ontology/dpv"),
) -> None:
    """Take the facts of a DPV release into ontology/dpv/."""
    for module, count in import_release(folder, out).items():
        typer.echo(f"{module}: {count} triples")


def main() -> None:
    """Runs the command; an error of ours is a sentence and exit code 2, never a traceback."""
    try:
        code = app(standalone_mode=False)
    except PrivacyKgError as error:
        ERR.print(str(error), style="red", markup=False)
        sys.exit(2)
    except typer.Abort:
        sys.exit(130)
    except Exception as error:
        if not hasattr(error, "exit_code"):
            raise
        error.show()  # type: ignore[attr-defined]
        sys.exit(2)
    sys.exit(code or 0)


def _parameters(args: list[str]) -> dict[str, str]:
    """``--name value`` and ``--name=value`` as a mapping."""
    given: dict[str, str] = {}
    rest = iter(args)
    for arg in rest:
        if not arg.startswith("--"):
            raise ParameterError(f"“{arg}” is no parameter; parameters are given as --name value.")
        name, equals, value = arg[2:].partition("=")
        if not equals:
            value = next(rest, "")
        if not value:
            raise ParameterError(f"The parameter --{name} has no value.")
        if name in given:
            raise ParameterError(f"The parameter --{name} is given twice.")
        given[name] = value
    return given


def _stances(text: str) -> list[str]:
    stances = [part.strip() for part in text.split(",") if part.strip()]
    for stance in stances:
        if stance not in STANCES:
            raise UnknownName("stance", stance, STANCES, status=422)
    return stances


def _recorded(name: str) -> RecordedSource:
    corpus = read_corpus(default_resources(read_settings().samples).data)
    for version, quads in corpus.policies.items():
        if version.name == name:
            return recorded_source(quads)
    raise UnknownName("policy", name, [version.name for version in corpus.policies])


def _proof(policies: dict[PolicyVersion, list[Quad]], sources: Path) -> list[str]:
    folder = SourceFolder(sources)
    wrong: list[str] = []
    for version, quads in policies.items():
        recorded = recorded_source(quads)
        source = folder.by_hash.get(recorded.sha256)
        if source is None:
            wrong.append(f"{version.name}: no text in {sources} has the SHA-256 recorded for it")
        else:
            wrong.extend(f"{version.name}: {fault}" for fault in prove(recorded, source))
    return wrong


if __name__ == "__main__":
    main()
