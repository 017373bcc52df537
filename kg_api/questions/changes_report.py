"""Changes as tables on a terminal."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table


def print_changes(console: Console, found: dict[str, Any]) -> None:
    """The changes as tables: counts, facts with the passages of both versions, duties whose outcome changed."""
    console.print(f"{found['controller']}: {found['from']} → {found['to']}", markup=False)
    for title, counts in found["summary"].items():
        listed = ", ".join(f"{number} {kind}" for kind, number in counts.items()) or "no change"
        console.print(f"{title}: {listed}", markup=False)
    facts = Table("change", "of", "property", "before", "now", "passage now", "passage before")
    for one in found["facts"]:
        value = "" if one["evidence"] == [] and one["stance"] is None else _said(one["value"], one["stance"])
        before = _said(one["before"], one["stance_before"]) if one["stance_before"] else ""
        cells = (one["change"], one["subject"], one["predicate"], before, value)
        facts.add_row(*cells, _glosses(one["evidence"]), _glosses(one["evidence_before"]))
    if found["facts"]:
        console.print(facts)
    duties = Table("law", "duty", "asks for", "before", "now")
    for duty in found["duties"]:
        duties.add_row(duty["law"], duty["duty"], duty["label"], duty["before"], duty["after"])
    if found["duties"]:
        console.print(duties)


def _said(value: str | None, stance: str | None) -> str:
    return f"{value or ''}{f' ({stance})' if stance != 'stated' else ''}"


def _glosses(passages: list[dict[str, Any]]) -> str:
    return "\n".join(dict.fromkeys(f"{one['gloss']} ({one['start']}–{one['end']})" for one in passages))
