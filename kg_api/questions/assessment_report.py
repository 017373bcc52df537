"""An assessment to read: a table with the passages, a page to hand to a controller, rows of CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from rich.console import Console
from rich.table import Table

from kg_api.questions.assessments import OUTCOMES, finding_counts
from kg_api.questions.evidence import Evidence

_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(Path(__file__).resolve().parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def _distinct(pieces: Sequence[Evidence]) -> list[Evidence]:
    """The pieces of evidence, one for each passage."""
    return list(
        {(piece["policy"], piece["start"], piece["end"]): piece for piece in reversed(pieces)}.values()
    )[::-1]


def _without(pieces: Sequence[Evidence], others: Sequence[Evidence]) -> list[Evidence]:
    shown = {(piece["policy"], piece["start"], piece["end"]) for piece in others}
    return [piece for piece in pieces if (piece["policy"], piece["start"], piece["end"]) not in shown]


_TEMPLATES.filters.update(distinct=_distinct, without=_without)
_STYLES: Final = {
    "met": "green",
    "partly": "yellow",
    "not met": "red",
    "not applicable": "dim",
    "cannot tell": "cyan",
}
_WORDS: Final = {
    "en": {
        "met": "met",
        "partly": "partly",
        "not met": "not met",
        "not applicable": "not applicable",
        "cannot tell": "cannot tell",
    },
    "nl": {
        "met": "voldaan",
        "partly": "deels",
        "not met": "niet voldaan",
        "not applicable": "niet van toepassing",
        "cannot tell": "niet vast te stellen",
    },
}
_PHRASES: Final = {
    "en": {
        "title": "Privacy notice assessment",
        "judged": "judged by the law of",
        "own": "the notice's own date",
        "not_own": "not the notice's own date",
        "caution": (
            "Encoded by people and programs, not reviewed by a lawyer. Outcomes are no verdicts of "
            "infringement: a notice may lack what the controller has no need to say."
        ),
        "not_in_force": "not in force on that day",
        "assumed": "assumed to apply",
        "applies": "applies",
        "named": "named by the notice, not assessed",
        "supervised": "Supervised by",
        "nothing": "The law asked for does not apply to this notice, so none of its duties is judged.",
        "lacks": "Looked for and not found",
        "short": "Falls short here",
        "rests": "Rests on",
        "findings": "Findings",
        "clashes": "Clashes with",
        "more": "more passages",
        "hedged": "hedged",
        "Stated": "stated",
        "Implied": "implied",
        "Denied": "denied",
        "law": "law",
        "duty": "duty",
        "asks_for": "asks for",
        "outcome": "outcome",
        "passages": "passages",
        "remark": "to add or to ask",
        "finding": "finding",
        "advice": "advice",
        "duties": "duties",
        "none": "none",
        "lacks_one": "lacks",
        "and": "and",
    },
    "nl": {
        "title": "Beoordeling van de privacyverklaring",
        "judged": "beoordeeld naar het recht van",
        "own": "de datum van de verklaring zelf",
        "not_own": "niet de datum van de verklaring zelf",
        "caution": (
            "Gecodeerd door mensen en programma’s, niet door een jurist nagezien. Een uitkomst is geen oordeel "
            "dat er een overtreding is: in een verklaring mag ontbreken wat de verwerkingsverantwoordelijke niet "
            "hoeft te zeggen."
        ),
        "not_in_force": "op die dag niet van kracht",
        "assumed": "naar aanname van toepassing",
        "applies": "van toepassing",
        "named": "door de verklaring genoemd, niet beoordeeld",
        "supervised": "Toezichthouder:",
        "nothing": "De gevraagde wet is op deze verklaring niet van toepassing; geen van haar plichten is beoordeeld.",
        "lacks": "Gezocht en niet gevonden",
        "short": "Schiet hier tekort",
        "rests": "Berust op",
        "findings": "Bevindingen",
        "clashes": "Botst met",
        "more": "passages meer",
        "hedged": "met voorbehoud",
        "Stated": "gesteld",
        "Implied": "af te leiden",
        "Denied": "ontkend",
        "law": "wet",
        "duty": "plicht",
        "asks_for": "vraagt om",
        "outcome": "uitkomst",
        "passages": "passages",
        "remark": "toe te voegen of te vragen",
        "finding": "bevinding",
        "advice": "advies",
        "duties": "plichten",
        "none": "geen",
        "lacks_one": "mist",
        "and": "en",
    },
}
_SHOWN: Final = 3


def print_assessment(console: Console, found: dict[str, Any], language: str) -> None:
    """One controller: which law applies, a row for each duty with its passages, the findings, the counts."""
    say = _PHRASES[language]
    own = say["own"] if found["own_date"] else say["not_own"]
    head = f"{found['controller_name']} ({found['policy']}), {say['judged']} {found['judged_at']}, {own}"
    console.print(head, markup=False)
    for one in found["applicability"]:
        authority = f" {say['supervised']} {', '.join(one['authorities'])}." if one["authorities"] else ""
        text = f"  {one['law_name']}: {say[_applies(one)]}. {one['reasoning']}{authority}"
        console.print(text, markup=False)
    console.print(_duties(found["duties"], language) if found["duties"] else say["nothing"])
    findings = Table(say["finding"], say["passages"], say["clashes"].lower(), say["advice"])
    for one in found["findings"]:
        passages, others = (_passages(one[name], language) for name in ("evidence", "clashes_with"))
        findings.add_row(one["label"], passages, others, one["advice"])
    if found["findings"]:
        console.print(findings)
    counts = ", ".join(f"{number} {_WORDS[language][name]}" for name, number in found["counts"].items())
    kinds = ", ".join(f"{number} {name}" for name, number in finding_counts(found["findings"]).items())
    console.print(f"{say['duties']}: {counts}")
    console.print(f"{say['findings'].lower()}: {kinds or say['none']}")


def _duties(duties: Sequence[dict[str, Any]], language: str) -> Table:
    table = Table(show_lines=False)
    say = _PHRASES[language]
    for name in ("law", "duty", "asks_for", "outcome", "passages", "remark"):
        table.add_column(say[name], overflow="fold")
    for duty in duties:
        table.add_row(
            duty["law"].partition(":")[2],
            duty["duty"],
            duty["label"],
            f"[{_STYLES[duty['outcome']]}]{_WORDS[language][duty['outcome']]}[/]",
            _passages(
                duty["evidence"] if duty["outcome"] == "met" else duty["short_of"] or duty["evidence"],
                language,
            ),
            _remark(duty, say),
        )
    return table


def print_matrix(console: Console, found: Sequence[dict[str, Any]], language: str) -> None:
    """All controllers side by side: a row a duty, a column a controller, counts by outcome at the end."""
    say = _PHRASES[language]
    table = Table(say["law"], say["duty"], say["asks_for"], *(one["controller"] for one in found))
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for one in found:
        for duty in one["duties"]:
            row = rows.setdefault((duty["law"], duty["duty"]), {"label": duty["label"]})
            row[one["controller"]] = duty["outcome"]
    for (law, number), row in rows.items():
        cells = [_cell(row.get(one["controller"]), language) for one in found]
        table.add_row(law.partition(":")[2], number, row["label"], *cells)
    table.add_section()
    for name in OUTCOMES:
        counts = [str(one["counts"][name]) for one in found]
        table.add_row("", "", f"[{_STYLES[name]}]{_WORDS[language][name]}[/]", *counts)
    console.print(table)


def to_html(found: Sequence[dict[str, Any]], language: str) -> str:
    """A page for each controller: what is there and where, what is missing, which article, what to add."""
    page = _TEMPLATES.get_template("assessment.html")
    return page.render(
        found=found,
        words=_WORDS[language],
        say=_PHRASES[language],
        applies=_applies,
        language=language,
        outcomes=OUTCOMES,
    )


def to_rows(found: Sequence[dict[str, Any]]) -> Iterator[list[str]]:
    """Rows of a table: a line for each duty of each controller, headings first."""
    yield [
        "controller",
        "judged_at",
        "law",
        "duty",
        "label",
        "outcome",
        "condition",
        "state",
        "lacks",
        "passages",
    ]
    for one in found:
        for duty in one["duties"]:
            places = {
                f"{e['policy']}:{e['start']}-{e['end']}" for e in (*duty["evidence"], *duty["short_of"])
            }
            yield [
                one["controller"],
                one["judged_at"],
                duty["law"],
                duty["duty"],
                duty["label"],
                duty["outcome"],
                duty["condition"],
                duty["state"],
                "; ".join(duty["lacks"]),
                " ".join(sorted(places)),
            ]


def _applies(scope: dict[str, Any]) -> str:
    """How a law applies, as the name of a phrase."""
    if not scope["in_force"]:
        return "not_in_force"
    return "assumed" if scope["as_assumption"] else "applies" if scope["assessed"] else "named"


def _cell(outcome: str | None, language: str) -> str:
    return "" if outcome is None else f"[{_STYLES[outcome]}]{_WORDS[language][outcome]}[/]"


def _remark(duty: dict[str, Any], say: dict[str, str]) -> str:
    parts = [*(f"{say['lacks_one']}: {name}" for name in duty["lacks"]), *duty["advice"]]
    if duty["outcome"] == "cannot tell":
        parts = [*filter(None, (duty["undecidable"],)), *filter(None, (duty["question"],))]
    return "\n".join(parts)


def _passages(pieces: Sequence[Evidence], language: str) -> str:
    """The first passages: section, place and gloss, or the very words where the text is at hand."""
    seen: dict[tuple[str, int], str] = {}
    for piece in pieces:
        text = f"“{piece['quote']}”" if piece["quote"] else piece["gloss"]
        section = f"{piece['section']}: " if piece["section"] else ""
        seen.setdefault(
            (piece["policy"], piece["start"]), f"{section}{text} [{piece['start']}–{piece['end']}]"
        )
    lines = list(seen.values())
    say = _PHRASES[language]
    more = [f"{say['and']} {len(lines) - _SHOWN} {say['more']}"] if len(lines) > _SHOWN else []
    return "\n".join([*lines[:_SHOWN], *more]).replace("[", "\\[")
