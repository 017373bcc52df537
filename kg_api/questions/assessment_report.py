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
_SHOWN: Final = 3


def print_assessment(console: Console, found: dict[str, Any], language: str) -> None:
    """One controller: which law applies, a row for each duty with its passages, the findings, the counts."""
    judged = "its own date" if found["own_date"] else "a day that is not its own"
    console.print(f"{found['controller_name']} ({found['policy']}), judged at {found['judged_at']}, {judged}")
    for one in found["applicability"]:
        kind = "assumed" if one["as_assumption"] else "applies" if one["assessed"] else "named, not assessed"
        authority = f" Supervised by {', '.join(one['authorities'])}." if one["authorities"] else ""
        console.print(f"  {one['law_name']}: {kind}. {one['reasoning']}{authority}", markup=False)
    table = Table(show_lines=False)
    for title in ("law", "duty", "asks for", "outcome", "passages", "to add or to ask"):
        table.add_column(title, overflow="fold")
    for duty in found["duties"]:
        table.add_row(
            duty["law"].partition(":")[2],
            duty["duty"],
            duty["label"],
            f"[{_STYLES[duty['outcome']]}]{_WORDS[language][duty['outcome']]}[/]",
            _passages(duty["evidence"] if duty["outcome"] == "met" else duty["short_of"] or duty["evidence"]),
            _remark(duty),
        )
    console.print(table)
    findings = Table("finding", "passages", "clashes with", "advice")
    for one in found["findings"]:
        findings.add_row(
            one["label"], _passages(one["evidence"]), _passages(one["clashes_with"]), one["advice"]
        )
    if found["findings"]:
        console.print(findings)
    counts = ", ".join(f"{number} {_WORDS[language][name]}" for name, number in found["counts"].items())
    kinds = ", ".join(f"{number} {name}" for name, number in finding_counts(found["findings"]).items())
    console.print(f"duties: {counts}")
    console.print(f"findings: {kinds or 'none'}")


def print_matrix(console: Console, found: Sequence[dict[str, Any]], language: str) -> None:
    """All controllers side by side: a row a duty, a column a controller, counts by outcome at the end."""
    table = Table("law", "duty", "asks for", *(one["controller"] for one in found))
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
    return page.render(found=found, words=_WORDS[language], language=language, outcomes=OUTCOMES)


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


def _cell(outcome: str | None, language: str) -> str:
    return "" if outcome is None else f"[{_STYLES[outcome]}]{_WORDS[language][outcome]}[/]"


def _remark(duty: dict[str, Any]) -> str:
    parts = [*(f"lacks: {name}" for name in duty["lacks"]), *duty["advice"]]
    if duty["outcome"] == "cannot tell":
        parts = [*filter(None, (duty["undecidable"],)), *filter(None, (duty["question"],))]
    return "\n".join(parts)


def _passages(pieces: Sequence[Evidence]) -> str:
    """The first passages: section, place and gloss, or the very words where the text is at hand."""
    seen: dict[tuple[str, int], str] = {}
    for piece in pieces:
        text = f"“{piece['quote']}”" if piece["quote"] else piece["gloss"]
        section = f"{piece['section']}: " if piece["section"] else ""
        seen.setdefault(
            (piece["policy"], piece["start"]), f"{section}{text} [{piece['start']}–{piece['end']}]"
        )
    lines = list(seen.values())
    more = [f"and {len(lines) - _SHOWN} more"] if len(lines) > _SHOWN else []
    return "\n".join([*lines[:_SHOWN], *more]).replace("[", "\\[")
