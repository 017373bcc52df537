"""For each line of the table a notice that its duty is content with, and those that fall short of one thing alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from pyoxigraph import NamedNode

from kg_api.reasoning.rules import Inferences, State
from kg_api.validation.duties import Assessment, Duty, Outcome, judge
from kg_api.vocabulary import ASPECT, COND, DUTY
from tests.validation.duty_table import LAWS, PARTS, ROWS, Row

DAY = date(2026, 7, 1)
FACT = (NamedNode("urn:x-test:fact"),)


@dataclass(frozen=True)
class Case:
    """A notice that shows ``shown``, and what the duty comes to with it."""

    row: Row
    name: str
    shown: frozenset[str]
    outcome: Outcome

    @property
    def notice(self) -> NamedNode:
        return NamedNode(f"urn:x-test:{self.row.duty}:{self.name}")

    @property
    def failed(self) -> set[str]:
        """The constraints that it does not keep."""
        return {
            DUTY[f"{self.row.duty}-{look.name}"].value for look in self.row.looks if look.fails(self.shown)
        }


def cases() -> Iterator[Case]:
    """For each duty a notice that it is content with, and one for each constraint that falls short of that alone."""
    for row in ROWS.values():
        if row.duty not in PARTS:
            yield Case(row, "all", row.passing, "cannot tell" if row.undecidable else "met")
        for look in row.looks:
            yield Case(row, look.name, row.failing(look), look.outcome)


def found(case: Case, state: State = "holds", day: date = DAY, more: Iterable[str] = ()) -> Inferences:
    """What the rules would have found of the notice of a case."""
    return Inferences(
        case.notice,
        day,
        {COND[case.row.condition].value: (state, FACT)},
        {ASPECT[name].value: FACT for name in (*case.shown, *more)},
    )


def assess(duties: dict[str, Duty], inferences: Inferences, failed: set[str], duty: str) -> Assessment:
    """What a duty comes to where these constraints failed, every law taken to apply."""
    everything = judge(duties, LAWS, inferences, failed)
    return next(one for one in everything if one.duty.iri == DUTY[duty].value)
