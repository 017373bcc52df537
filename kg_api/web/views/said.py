"""Rows of one controller as a reader takes them in: rows on the same passages together, each passage once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kg_api.questions.catalogue import Question

Row = dict[str, Any]
Place = tuple[str, int, int]


def blocks(question: Question, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Rows that rest on the same passages and are as sure as each other, in order of the first of them.

    A block has ``stance``, ``hedged``, ``link``; ``common``, the columns that all its rows share; ``rows``, of each
    row the columns in which they differ; ``passages``, of :func:`passages`. Empty cells are left out.
    """
    grouped: dict[Any, list[Row]] = {}
    for row in rows:
        places = tuple((piece["policy"], piece["start"], piece["end"]) for piece in row["evidence"])
        key = (frozenset(places) or id(row), row["stance"], row["hedged"], row["link"])
        grouped.setdefault(key, []).append(row)
    return [_block(question, members) for members in grouped.values()]


def _block(question: Question, rows: list[Row]) -> dict[str, Any]:
    first = rows[0]
    common = [name for name in question.columns if all(row[name] == first[name] for row in rows)]
    return {
        "stance": first["stance"],
        "hedged": first["hedged"],
        "link": first["link"],
        "common": _cells(first, common),
        "rows": [_cells(row, [name for name in question.columns if name not in common]) for row in rows],
        "passages": passages([piece for row in rows for piece in row["evidence"]]),
    }


def _cells(row: Row, names: Sequence[str]) -> dict[str, Any]:
    return {name: row[name] for name in names if row[name] not in (None, [])}


def passages(pieces: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Pieces of evidence, one for each passage; ``why`` are the different reasonings, ``stances`` pairs of a stance and
    whether it is hedged, of all pieces on that passage.
    """
    found: dict[Place, dict[str, Any]] = {}
    for piece in pieces:
        place = (piece["policy"], piece["start"], piece["end"])
        one = found.setdefault(place, {**piece, "why": [], "stances": []})
        if piece["reasoning"] and piece["reasoning"] not in one["why"]:
            one["why"].append(piece["reasoning"])
        if (said := (piece["stance"], piece["hedged"])) not in one["stances"]:
            one["stances"].append(said)
    return list(found.values())
