"""The passages of a comparison side by side: those of a row, or those behind one mark of a chart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from kg_api.errors import UnknownName
from kg_api.questions.answer import Questions
from kg_api.questions.comparison_crossed import ENDLESS, OPEN
from kg_api.questions.evidence import evidence_of
from kg_api.questions.processes import processes_of
from kg_api.vocabulary import PKG, curie
from kg_api.web.language import words
from kg_api.web.views.spans import span

Piece = Mapping[str, Any]
_OFFERED: Final = curie(PKG["mayRelyOn"].value)


@dataclass
class Sentence:
    """A sentence of a notice, once: the pieces of evidence that it is, and what was read from it.

    ``places`` has one piece for each place where it stands, ``says`` for each stance and whether with a hedge the
    values read from it, each with whether it is only offered as one of several, ``of`` the processes (IRIs) that it
    speaks of, ``why`` the reasoning.
    """

    first: Piece
    places: dict[tuple[str, int, int], Piece] = field(default_factory=dict)
    says: dict[tuple[str, bool], dict[tuple[str, bool], None]] = field(default_factory=dict)
    of: dict[str, None] = field(default_factory=dict)
    why: dict[str, None] = field(default_factory=dict)

    def add(self, piece: Piece) -> None:
        """Counts a piece of evidence in."""
        self.places.setdefault((piece["policy"], piece["start"], piece["end"]), piece)
        values = self.says.setdefault((piece["stance"], piece["hedged"]), {})
        values.setdefault((piece["fact"]["label"], piece["fact"]["predicate"] == _OFFERED))
        self.of.setdefault(piece["fact"]["subject"])
        if piece["reasoning"]:
            self.why.setdefault(piece["reasoning"])


def sentences(pieces: Iterable[Piece]) -> list[Sentence]:
    """Each sentence once, in the order given: the same words, or without them the same gloss, are one sentence."""
    found: dict[str, Sentence] = {}
    for piece in pieces:
        text = " ".join((piece["quote"] or piece["gloss"]).split()).casefold()
        found.setdefault(text, Sentence(piece)).add(piece)
    return list(found.values())


def of_row(questions: Questions, row: Mapping[str, Any], language: str) -> dict[str, list[dict[str, Any]]]:
    """The sentences behind the cells of a row, by controller (slug)."""
    return _beside(questions, {slug: cell["evidence"] for slug, cell in row["cells"].items()}, language)


def behind(
    questions: Questions, facts: Mapping[str, Sequence[str]], language: str
) -> dict[str, list[dict[str, Any]]]:
    """The sentences of some facts (IRIs of statements, by controller), by controller (slug)."""
    wanted = {fact for some in facts.values() for fact in some}
    evidence = evidence_of(questions.engine, wanted, questions.names, questions.quotes, language)
    pieces = {slug: [one for fact in some for one in evidence.get(fact, [])] for slug, some in facts.items()}
    ordered = {
        slug: sorted(some, key=lambda one: (one["start"], one["end"])) for slug, some in pieces.items()
    }
    return _beside(questions, ordered, language)


def _beside(
    questions: Questions, pieces: Mapping[str, Sequence[Piece]], language: str
) -> dict[str, list[dict[str, Any]]]:
    found = {slug: sentences(some) for slug, some in pieces.items()}
    subjects = {iri for some in found.values() for one in some for iri in one.of}
    called = processes_of(questions, subjects, language)
    return {slug: [_shown(one, called) for one in some] for slug, some in found.items()}


def _shown(one: Sentence, called: Mapping[str, str]) -> dict[str, Any]:
    """A sentence as the page shows it; ``of`` are the names of its processes, each once."""
    return {
        **one.first,
        "places": list(one.places.values()),
        "says": [(*stance, list(values)) for stance, values in one.says.items()],
        "of": list(dict.fromkeys(called[iri] for iri in one.of if iri in called)),
        "processes": sum(iri in called for iri in one.of),
        "why": list(one.why),
    }


@dataclass(frozen=True)
class Mark:
    """One mark of a chart, for all controllers: what it is called, and its statements by controller (slug)."""

    label: str
    facts: dict[str, list[str]]
    counts: dict[str, int]


def pair(crossed: Mapping[str, Any], slugs: Sequence[str], purpose: str, basis: str, language: str) -> Mark:
    """The mark of a kind of purpose and a kind of basis (ids); UnknownName where the chart has none of that name."""
    row, column = _place(crossed["purposes"], "purpose", purpose), _place(crossed["bases"], "basis", basis)
    cells = {
        one["controller"]: one for one in crossed["cells"] if (one["purpose"], one["basis"]) == (row, column)
    }
    named = {"purpose": crossed["purposes"][row]["label"], "basis": crossed["bases"][column]["label"]}
    return _mark(words(language, "chart.pair", **named), slugs, cells.get)


def _place(named: Sequence[Mapping[str, str]], kind: str, id: str) -> int:
    ids = [one["id"] for one in named]
    if id not in ids:
        raise UnknownName(kind, id, ids)
    return ids.index(id)


def length(found: Sequence[Mapping[str, Any]], key: str, language: str) -> Mark:
    """The mark of a period: ``key`` is its days (:func:`key_of`), ``endless`` or ``open``; else UnknownName."""
    if key in (ENDLESS, OPEN):
        others = {one["controller"]: one[key] for one in found if one[key]["count"]}
        return _mark(words(language, f"chart.kept_{key}"), [one["controller"] for one in found], others.get)
    known = {key_of(one): one for group in found for one in group["lengths"]}
    if key not in known:
        raise UnknownName("period", key, [*known, ENDLESS, OPEN])
    text = span(known[key]["shortest"], known[key]["longest"], language)
    of = {group["controller"]: one for group in found for one in group["lengths"] if key_of(one) == key}
    label = words(language, "chart.kept", length=text)
    return _mark(label, [one["controller"] for one in found], of.get)


def key_of(length: Mapping[str, Any]) -> str:
    """What the address of a period's passages calls it: its fewest and its most days."""
    return f"{length['shortest']}-{length['longest']}"


def _mark(label: str, slugs: Sequence[str], cell: Callable[[str], Mapping[str, Any] | None]) -> Mark:
    cells = {slug: cell(slug) or {"facts": [], "count": 0} for slug in slugs}
    return Mark(
        label,
        {slug: list(one["facts"]) for slug, one in cells.items()},
        {slug: one["count"] for slug, one in cells.items()},
    )
