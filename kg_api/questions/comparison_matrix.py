"""A matrix before it has labels and passages: rows by concept, cells by controller."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from kg_api.questions.comparison_hierarchy import Hierarchy
from kg_api.questions.one_word import STANCES, is_hedged, summarise

_ORDER = {stance: place for place, stance in enumerate(("denied", *STANCES))}


@dataclass(frozen=True, order=True)
class Ground:
    """A ground of a transfer (IRI): relied on, or one of several that it may rest on."""

    iri: str
    offered: bool
    stance: str
    hedged: bool


@dataclass
class Cell:
    """What one controller says of one row: its facts by stance, each with the statements that stand for it."""

    said: dict[str, list[bool]] = field(default_factory=dict)
    statements: dict[tuple[str, ...], tuple[int, bool]] = field(default_factory=dict)
    exact: int = 0
    narrower: int = 0
    denied: int = 0
    offered: int = 0
    days: tuple[int, int] | None = None
    without: int | None = None
    grounds: set[Ground] = field(default_factory=set)
    behind: list[str] = field(default_factory=list)
    outcome: str | None = None
    judged: bool = False

    def add(self, statements: Iterable[str], stance: str, hedged: bool, exact: bool, offered: bool) -> None:
        """Counts a fact once; one that is only offered is counted apart and says nothing of use."""
        key = tuple(statements)
        if key in self.statements:
            return
        self.statements[key] = (_ORDER[stance] + len(_ORDER) * offered, not exact)
        if offered:
            self.offered += 1
            return
        self.said.setdefault(stance, []).append(hedged)
        if stance == "denied":
            self.denied += 1
        elif exact:
            self.exact += 1
        else:
            self.narrower += 1

    def extend_days(self, shortest: int, longest: int) -> None:
        """Widens the days of the cell to these, the fewest and the most that a period can last."""
        low, high = self.days or (shortest, longest)
        self.days = (min(low, shortest), max(high, longest))

    def add_ground(self, ground: Ground, statement: str) -> None:
        """Adds a ground of one of the cell's transfers, with the statement that stands for it."""
        self.grounds.add(ground)
        if statement not in self.behind:
            self.behind.append(statement)

    @property
    def stance(self) -> str:
        """One word for the cell, as a controller's summary is made."""
        return summarise(set(self.said))

    @property
    def hedged(self) -> bool:
        """Whether all facts that carry the stance are hedged; of a conflict, those of either side."""
        return is_hedged({stance: all(hedges) for stance, hedges in self.said.items()})

    @property
    def facts(self) -> int:
        """How many facts say it or deny it."""
        return self.exact + self.narrower + self.denied

    def ordered(self) -> list[str]:
        """The statements that stand for the cell's facts: denials first, then stated before implied, exact first."""
        keys = sorted(self.statements, key=lambda key: (self.statements[key], key))
        return list(dict.fromkeys([one for key in keys for one in key] + self.behind))

    def says(self) -> tuple[Any, ...]:
        """What tells two cells of a row apart."""
        if self.judged:
            return (self.outcome,)
        some = (self.offered > 0, bool(self.without))
        return (self.stance, self.hedged, some, self.days, frozenset(self.grounds))


@dataclass
class Matrix:
    """Cells by concept (IRI) and controller (IRI), and the hierarchy that the concepts stand in below ``root``."""

    rows: dict[str, dict[str, Cell]]
    hierarchy: Hierarchy
    root: str = ""

    def same(self, concept: str) -> bool:
        """Whether every controller's cell of a row says the same."""
        return len({cell.says() for cell in self.rows[concept].values()}) == 1

    def broader(self, concept: str) -> list[str]:
        """The rows right above a row, sorted; a row that has none lies below the root, where that is one."""
        over = self.hierarchy.at_or_above(concept) & self.rows.keys() - {concept, self.root}
        direct = self.hierarchy.most_specific(one for one in over if self.hierarchy.is_above(one, concept))
        if not direct and self.root in self.rows and concept != self.root:
            return [self.root]
        return sorted(direct)

    def ordered(self) -> list[str]:
        """The rows as a tree, each under the first row right above it, by IRI: the same order in any language."""
        parents = {concept: next(iter(self.broader(concept)), None) for concept in self.rows}

        def path(concept: str) -> list[str]:
            found, above = [concept], parents[concept]
            while above is not None and above not in found:
                found.append(above)
                above = parents[above]
            return found[::-1]

        return sorted(self.rows, key=path)
