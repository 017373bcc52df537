"""The answer in short: which controllers say so, say that it is not so, leave it out, say nothing.

What a stance means depends on what the question is after. To one that asks who denies something, who denies it says
yes; to one that asks what is missing, the row that is silent is the find, whatever else the notice says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from kg_api.questions.answer import Answer, Choice, Questions
from kg_api.questions.catalogue import Asks, Question
from kg_api.questions.one_word import SUMMARIES, summarise

# What is said of a controller, by what its question is after and by its stance, in the order in which one reads it;
# “gap” is a row that is silent, where the question has those.
_ASSERTED: Final = ("stated", "implied", "conflicting")
_SAID: Final[dict[Asks, dict[str, str]]] = {
    "claim": {one: one for one in (*_ASSERTED, "denied", "gap", "silent")},
    "topic": {one: one for one in (*_ASSERTED, "denied", "gap", "silent")},
    "denial": {one: one for one in ("denied", "conflicting", "stated", "implied", "gap", "silent")},
    "finding": {**dict.fromkeys(_ASSERTED, "found"), **{one: one for one in ("denied", "gap", "silent")}},
    "gap": {"gap": "gap", **dict.fromkeys(_ASSERTED, "complete"), "denied": "denied", "silent": "silent"},
}
_POSITIVE: Final = frozenset({"stated", "implied", "conflicting", "found", "gap"})


@dataclass(frozen=True)
class Group:
    """Controllers of which the same is said: ``said`` (a key of the words of a verdict), the stance whose mark it has,
    how many they are, their lines in the summary as far as those are wanted.
    """

    said: str
    stance: str
    count: int
    controllers: list[dict[str, Any]]


def verdict(
    questions: Questions,
    question: Question,
    given: Mapping[str, str],
    answer: Answer,
    most: int,
    only: frozenset[str] | None = None,
) -> list[Group]:
    """The controllers of an answer by what is said of them, what was looked for first; at most ``most`` of each.

    ``only`` are the controllers (IRIs) that the answer is of. Empty for a question of the corpus.
    """
    if question.about == "corpus":
        return []
    said_of = _SAID[question.asks]
    if "silent" in question.stances:
        every = _with_gaps(questions, question, given, only)
        counts = Counter(every.values())
        keys = {one["controller"]: every[one["controller"]] for one in answer["summary"]}
    else:
        counts = Counter()
        for stance, count in answer["counts"].items():
            counts[said_of[stance]] += count
        keys = {one["controller"]: said_of[one["stance"]] for one in answer["summary"]}
    groups = []
    for said in dict.fromkeys(said_of.values()):
        members = [one for one in answer["summary"] if keys[one["controller"]] == said]
        if counts[said]:
            groups.append(Group(said, _mark(said, members), counts[said], members[:most]))
    return groups


def worth_comparing(question: Question, groups: Collection[Group], most: int) -> list[str]:
    """The slugs of the controllers to lay side by side: those of whom what was looked for is said, at most ``most``.

    Where they are fewer than two, those that say anything come too.
    """
    first = "denied" if question.asks == "denial" else None
    wanted = {first, "conflicting"} if first else _POSITIVE
    found = [one["controller"] for group in groups if group.said in wanted for one in group.controllers]
    if len(found) < 2:
        found += [
            one["controller"]
            for group in groups
            if group.said not in wanted and group.said not in ("silent", "complete")
            for one in group.controllers
        ]
    return found[:most]


def _with_gaps(
    questions: Questions, question: Question, given: Mapping[str, str], only: frozenset[str] | None
) -> dict[str, str]:
    """What is said of every controller (slug) by a question for which a row may be silent."""
    page = questions.bindings(question.id, given, Choice(question.stances, limit=1, controllers=only))
    slugs = questions.names.slugs
    every: dict[str, str] = {}
    for iri in slugs if page.only is None else page.only:
        said = page.found.stances.get(iri, {})
        key = "gap" if "silent" in said and _counts_as_gap(question, said) else None
        every[slugs[iri]] = key or _SAID[question.asks][summarise(said)]
    return every


def _counts_as_gap(question: Question, said: Collection[str]) -> bool:
    """A silent row is the find of a question after gaps; of others only where it is all that there is."""
    return question.asks == "gap" or summarise(said) == "silent"


def _mark(said: str, members: list[dict[str, Any]]) -> str:
    if said in SUMMARIES:
        return said
    if said == "gap":
        return "silent"
    stances = {one["stance"] for one in members}
    return "stated" if said == "complete" or "stated" in stances else "implied"
