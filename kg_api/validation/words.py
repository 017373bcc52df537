"""The words around the results of a report, in the languages of the messages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """One language; ``{}`` takes a number."""

    title: str
    nothing_checked: str
    good: str
    one_problem: str
    problems: str
    checked: str
    where: str
    path: str
    value: str
    rule: str
    mend: str
    nodes: str


WORDS = {
    "en": Words(
        title="Validation report",
        nothing_checked="No node was checked: is there a policy in the data?",
        good="Nothing is wrong.",
        one_problem="1 problem.",
        problems="{} problems.",
        checked="{} shapes, {} checks.",
        where="Where",
        path="Property",
        value="Value",
        rule="Rule",
        mend="What to do",
        nodes="Nodes",
    ),
    "nl": Words(
        title="Validatieverslag",
        nothing_checked="Er is geen node gecontroleerd: staat er een policy in de data?",
        good="Er is niets mis.",
        one_problem="1 probleem.",
        problems="{} problemen.",
        checked="{} shapes, {} controles.",
        where="Waar",
        path="Eigenschap",
        value="Waarde",
        rule="Regel",
        mend="Wat te doen",
        nodes="Nodes",
    ),
}


def words_in(language: str) -> Words:
    """The words of ``language``, or the English ones."""
    return WORDS.get(language, WORDS["en"])
