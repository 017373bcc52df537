"""Printing what became of the passages of a policy."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from kg_api.corpus.verify import Verdict

_FIELDS = ("passage", "outcome", "section", "start", "end", "now")


def print_verdicts(verdicts: list[Verdict], form: str, console: Console) -> None:
    """Prints the verdicts as a table (those not found where they were, and a count), JSON or CSV."""
    rows = [_row(verdict) for verdict in verdicts]
    if form == "json":
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    elif form == "csv":
        out = io.StringIO()
        writer = csv.DictWriter(out, _FIELDS)
        writer.writeheader()
        writer.writerows(rows)
        print(out.getvalue(), end="")
    else:
        _print_table(rows, console)


def _row(verdict: Verdict) -> dict[str, object]:
    passage = verdict.passage
    values = (passage.iri, verdict.outcome, passage.section, passage.start, passage.end, verdict.place)
    return dict(zip(_FIELDS, values, strict=True))


def _print_table(rows: list[dict[str, object]], console: Console) -> None:
    elsewhere = [row for row in rows if row["outcome"] != "found"]
    if elsewhere:
        table = Table(*_FIELDS, box=SIMPLE_HEAD, pad_edge=False)
        for row in elsewhere:
            table.add_row(*("" if row[name] is None else str(row[name]) for name in _FIELDS))
        console.print(table)
    counts = Counter(str(row["outcome"]) for row in rows)
    console.print(", ".join(f"{counts[name]} {name}" for name in ("found", "moved", "changed")))
