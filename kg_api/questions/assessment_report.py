"""An assessment to read: a table with the passages, a page to hand to a controller, rows of CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from rich.console import Console
from rich.table import Table

from kg_api.questions.assessments import OUTCOMES, finding_counts
from kg_api.questions.evidence import Evidence
from kg_api.questions.render import csv_of
from kg_api.questions.shortfalls import by_subject, in_words, passages_once
from kg_api.questions.words import say

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


_TEMPLATES.filters.update(distinct=_distinct, without=_without, by_subject=by_subject, once=passages_once)
_STYLES: Final = {
    "met": "green",
    "partly": "yellow",
    "not met": "red",
    "not applicable": "dim",
    "cannot tell": "cyan",
}
_CAUTION: Final = (
    "Encoded by people and programs, not reviewed by a lawyer. Outcomes are no verdicts of infringement: a notice may "
    "lack what the controller has no need to say."
)
_NOTHING: Final = "The law asked for does not apply to this notice, so none of its duties is judged."
_SHOWN: Final = 3


def print_assessment(console: Console, found: dict[str, Any], language: str) -> None:
    """One controller: which law applies, a row for each duty with its passages, the findings, the counts."""
    words = partial(say, language=language)
    own = words("the notice's own date" if found["own_date"] else "not the notice's own date")
    day = f"{words('judged by the law of')} {found['judged_at']}"
    console.print(f"{found['controller_name']} ({found['policy']}), {day}, {own}", markup=False)
    for one in found["applicability"]:
        named = f" {words('Supervised by')} {', '.join(one['authorities'])}." if one["authorities"] else ""
        text = f"  {one['law_name']}: {words(_applies(one))}. {one['reasoning']}{named}"
        console.print(text, markup=False)
    if found["duties"]:
        console.print(_duties(found["duties"], language))
    else:
        console.print(words(_NOTHING))
    findings = Table(*map(words, ("finding", "passages", "clashes with", "advice")))
    for one in found["findings"]:
        passages, others = (_passages(one[name], language) for name in ("evidence", "clashes_with"))
        findings.add_row(one["label"], passages, others, one["advice"])
    if found["findings"]:
        console.print(findings)
    counts = ", ".join(f"{number} {words(name)}" for name, number in found["counts"].items())
    kinds = ", ".join(f"{number} {name}" for name, number in finding_counts(found["findings"]).items())
    console.print(f"{words('duties')}: {counts}")
    console.print(f"{words('findings')}: {kinds or words('none')}")


def print_matrix(console: Console, found: Sequence[dict[str, Any]], language: str) -> None:
    """All controllers side by side: a row a duty, a column a controller, counts by outcome at the end."""
    headings = [say(name, language) for name in ("law", "duty", "asks for")]
    table = Table(*headings, *(one["controller"] for one in found))
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
        table.add_row("", "", _cell(name, language), *(str(one["counts"][name]) for one in found))
    console.print(table)


def to_html(found: Sequence[dict[str, Any]], language: str) -> str:
    """A page for each controller: what is there and where, what is missing, which article, what to add."""
    return _TEMPLATES.get_template("assessment.html").render(
        found=found,
        say=partial(say, language=language),
        applies=_applies,
        caution=_CAUTION,
        nothing=_NOTHING,
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
        "falls_short_by",
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
                "; ".join(in_words(one) for one in duty["shortfalls"]),
            ]


def to_csv(found: Sequence[dict[str, Any]]) -> str:
    """The rows of :func:`to_rows` as CSV."""
    return csv_of(to_rows(found))


def _applies(scope: dict[str, Any]) -> str:
    """How a law applies."""
    if not scope["in_force"]:
        return "not in force on that day"
    if scope["as_assumption"]:
        return "assumed to apply"
    return "applies" if scope["assessed"] else "named by the notice, not assessed"


def _duties(duties: Sequence[dict[str, Any]], language: str) -> Table:
    table = Table(show_lines=False)
    for name in ("law", "duty", "asks for", "outcome", "passages", "to add or to ask"):
        table.add_column(say(name, language), overflow="fold")
    for duty in duties:
        pieces = duty["evidence"] if duty["outcome"] == "met" else duty["short_of"] or duty["evidence"]
        table.add_row(
            duty["law"].partition(":")[2],
            duty["duty"],
            duty["label"],
            _cell(duty["outcome"], language),
            _passages(pieces, language),
            _remark(duty, language),
        )
    return table


def _cell(outcome: str | None, language: str) -> str:
    return "" if outcome is None else f"[{_STYLES[outcome]}]{say(outcome, language)}[/]"


def _remark(duty: dict[str, Any], language: str) -> str:
    parts = [*(f"{say('lacks', language)}: {name}" for name in duty["lacks"]), *duty["advice"]]
    parts.extend(_told(one, language).replace("[", "\\[") for one in duty["shortfalls"])
    if duty["outcome"] == "cannot tell":
        parts = [*filter(None, (duty["undecidable"],)), *filter(None, (duty["question"],))]
    return "\n".join(parts)


def _told(shortfall: dict[str, Any], language: str) -> str:
    """A shortfall in words; one that stands under an earlier duty refers to it."""
    if shortfall["same_as"] is None:
        return in_words(shortfall)
    return f"{shortfall['label']}: {say('those named under duty', language)} {shortfall['same_as']}"


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
    rest = f"{say('and', language)} {len(lines) - _SHOWN} {say('more passages', language)}"
    more = [rest] if len(lines) > _SHOWN else []
    return "\n".join([*lines[:_SHOWN], *more]).replace("[", "\\[")
