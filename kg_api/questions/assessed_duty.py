"""One duty of an assessment as plain data: how it stands, what it rests on, what is lacking by name, what to add."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kg_api.engine import Row
from kg_api.questions.evidence import Evidence
from kg_api.vocabulary import curie


@dataclass(frozen=True)
class About:
    """What is known of duties: their articles and parts, labels of aspects, evidence by fact, shortfalls by duty."""

    articles: dict[str, list[str]]
    parts: dict[str, list[str]]
    aspects: dict[str, str]
    evidence: dict[str, list[Evidence]]
    shortfalls: dict[str, list[dict[str, Any]]]


def duty_of(row: Row, links: dict[str, list[str]], about: About) -> dict[str, Any]:
    """The duty of a case, from its row and the ``basedOn``, ``shortOf``, ``lacks`` and ``advice`` of its assessment."""
    iri = row["duty"].value
    return {
        "duty": row["id"].value,
        "law": curie(row["law"].value),
        "label": row["label"].value,
        "citation": row["citation"].value,
        "articles": about.articles.get(iri, []),
        "kind": row["kind"].value,
        "outcome": row["outcome"].value,
        "condition": row["condition"].value,
        "state": row["state"].value,
        "evidence": _pieces(links.get("basedOn", ()), about.evidence),
        "short_of": _pieces(links.get("shortOf", ()), about.evidence),
        "shortfalls": about.shortfalls.get(iri, []),
        "lacks": [about.aspects.get(one, curie(one)) for one in links.get("lacks", ())],
        "sums_up": about.parts.get(iri, []),
        "advice": links.get("advice", []),
        "question": row["question"].value if "question" in row else None,
        "undecidable": row["undecidable"].value if "undecidable" in row else None,
        "shape": curie(iri),
    }


def _pieces(facts: Sequence[str], evidence: dict[str, list[Evidence]]) -> list[Evidence]:
    return [piece for fact in facts for piece in evidence.get(fact, [])]


def by_duty(rows: Iterable[Row], name: str) -> dict[str, list[str]]:
    """The values of a name by duty."""
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["duty"].value, []).append(row[name].value)
    return found
