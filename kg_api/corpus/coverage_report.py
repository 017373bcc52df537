"""Printing the coverage of policies."""

from __future__ import annotations

import json
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from kg_api.corpus.coverage import Segment


def print_coverage(covered: dict[str, list[Segment]], form: str, console: Console) -> None:
    """Prints, a policy a row, how much is accounted for; then each segment that is open or thin, by its place."""
    if form == "json":
        print(
            json.dumps(
                {name: [_json(one) for one in segments] for name, segments in covered.items()}, indent=2
            )
        )
        return
    console.print(_summary(covered))
    for title, wanted in (("not accounted for", _open), ("thin: more sentences than facts", _thin)):
        table = Table(
            "policy",
            "line",
            "place",
            "sentences",
            "facts",
            title=title,
            box=SIMPLE_HEAD,
            title_justify="left",
        )
        for name, segments in covered.items():
            for one in filter(wanted, segments):
                place = f"{one.start}–{one.end}"
                table.add_row(name, str(one.line), place, str(one.sentences), str(one.facts))
        if table.row_count:
            console.print(table)


def _open(segment: Segment) -> bool:
    return not segment.accounted


def _thin(segment: Segment) -> bool:
    return segment.thin


def _summary(covered: dict[str, list[Segment]]) -> Table:
    headings = ("policy", "segments", "headings", "with facts", "no fact", "open", "accounted for", "thin")
    table = Table(*headings, box=SIMPLE_HEAD, pad_edge=False)
    for name, segments in covered.items():
        accounted = sum(one.accounted for one in segments)
        counts = (
            len(segments),
            sum(one.heading for one in segments),
            sum(one.facts > 0 and not one.heading for one in segments),
            sum(not one.facts and bool(one.reasons) and not one.heading for one in segments),
            len(segments) - accounted,
        )
        share = f"{accounted / len(segments):.1%}" if segments else "—"
        table.add_row(name, *map(str, counts), share, str(sum(one.thin for one in segments)))
    return table


def _json(segment: Segment) -> dict[str, Any]:
    return {
        "line": segment.line,
        "start": segment.start,
        "end": segment.end,
        "heading": segment.heading,
        "sentences": segment.sentences,
        "facts": segment.facts,
        "reasons": segment.reasons,
        "loose": segment.loose,
        "accounted": segment.accounted,
        "thin": segment.thin,
    }
