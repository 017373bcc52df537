"""What a question's query finds, a page of it: read whole where it is short, else by queries for the page alone.

A long result is never read to the end: the page is cut out by the engine, and of the rest only who says it and how
sure is asked, a row a controller and stance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import NamedNode

from kg_api.engine import Engine, Row, is_true, select, values
from kg_api.vocabulary import PKG

# Up to so many rows a result is read whole.
WHOLE: Final = 2000
# Controllers from which on their rows are counted before any is read; those in one query, and queries for a page.
_MANY: Final = 1000
_BATCH: Final = 100
_MOST_BATCHES: Final = 3
_SAID: Final = """SELECT ?controller ?stance (COUNT(*) AS ?rows) (SUM(?plain) AS ?sure)
  (GROUP_CONCAT(DISTINCT ?denied; separator=" ") AS ?denials) WHERE {{
  {{ {body} }}
  BIND(IF(?stance = {denied}, STR(?fact), "") AS ?denied)
  BIND(IF(COALESCE(?hedged, false), 0, 1) AS ?plain)
}} GROUP BY ?controller ?stance"""
_OF: Final = """SELECT * WHERE {{
  {{ {body} }}
  FILTER(?controller IN ({named}))
}} ORDER BY {order}"""
_OF_SOME: Final = """SELECT * WHERE {{
  {block}
  {{ {body} }}
  FILTER(?stance IN ({named}))
}} ORDER BY {order}"""
_PAGE: Final = """SELECT * WHERE {{
  {{ {body} }}
  FILTER(?stance IN ({named}))
}} ORDER BY {order}
LIMIT {limit} OFFSET {offset}"""


@dataclass(frozen=True)
class Found:
    """The rows of a page, whether more follow, and of each controller (IRI) in the whole result its stances, each with
    whether all its rows are hedged, and the facts in which it denies.
    """

    rows: list[Row]
    more: bool
    stances: dict[str, dict[str, bool]] = field(default_factory=lambda: defaultdict(dict))
    denials: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def find(
    engine: Engine,
    query: str,
    stances: Collection[str] | None,
    offset: int,
    limit: int,
    controllers: Collection[str] | None = None,
    *,
    held: int = 0,
) -> Found:
    """The page of ``limit`` rows from ``offset`` on among those with one of ``stances`` (None: all rows).

    ``query`` is one of the catalogue, which ends in its ORDER BY; ``controllers`` (IRIs) are the only ones wanted,
    None for all of the ``held`` that there are.
    """
    if controllers is not None:
        query = restricted(query, controllers)
    split = _Split(query)
    if controllers is None and held > _MANY and stances is not None and split.by_controller:
        return _by_controller(engine, split, stances, offset, limit)
    rows = select(engine, f"{query}\nLIMIT {WHOLE + 1}")
    wanted = [row for row in rows if stances is None or stance_of(row) in stances]
    page = wanted[offset : offset + limit]
    if len(rows) <= WHOLE:
        found = Found(page, offset + limit < len(wanted))
        _note(found, rows)
        return found
    if offset + limit < len(wanted):
        found = Found(page, True)
    else:
        page = select(engine, split.page(stances, offset, limit + 1))
        found = Found(page[:limit], len(page) > limit)
    if any("controller" in row for row in rows):
        _note(found, select(engine, split.said()))
    return found


def restricted(query: str, controllers: Collection[str]) -> str:
    """A query of the catalogue for the rows of these controllers (IRIs) alone, in its own order."""
    return _Split(query).of(controllers)


def _by_controller(engine: Engine, split: _Split, stances: Collection[str], offset: int, limit: int) -> Found:
    """As :func:`find`, without having the engine order all rows: it takes ten times as long as to find them.

    How many rows each controller has tells which of them the page is of.
    """
    said = select(engine, split.said())
    counts: dict[str, int] = defaultdict(int)
    for row in said:
        if stance_of(row) in stances:
            counts[row["controller"].value] += int(row["rows"].value)
    some, skipped = _covering(counts, offset, limit + 1)
    if len(some) > _MOST_BATCHES * _BATCH:
        rows, skipped = select(engine, split.page(stances, offset, limit + 1)), 0
    else:
        batches = [some[start : start + _BATCH] for start in range(0, len(some), _BATCH)]
        rows = [row for batch in batches for row in select(engine, split.of_some(batch, stances))]
    found = Found(rows[skipped : skipped + limit], len(rows) > skipped + limit)
    _note(found, said)
    return found


def _covering(counts: dict[str, int], offset: int, limit: int) -> tuple[list[str], int]:
    """The controllers, in order, that have the rows from ``offset`` on, and how many of their rows come before it."""
    some: list[str] = []
    skipped, rest = offset, limit
    for iri in sorted(counts):
        if not some and skipped >= counts[iri]:
            skipped -= counts[iri]
            continue
        rest -= counts[iri] - (0 if some else skipped)
        some.append(iri)
        if rest <= 0:
            break
    return some, skipped


def stance_of(row: Row) -> str | None:
    """The stance of a row in lower case; None of a question of the corpus."""
    return row["stance"].value.rsplit("#", 1)[1].lower() if "stance" in row else None


def _note(found: Found, rows: list[Row]) -> None:
    """Notes who says it: of rows of the question itself, or of a controller and stance."""
    for row in rows:
        if "controller" not in row:
            continue
        iri, stance = row["controller"].value, stance_of(row)
        said = found.stances[iri]
        said[stance or ""] = said.get(stance or "", True) and _all_hedged(row)
        if stance == "denied":
            facts = row["denials"].value.split() if "denials" in row else [row["fact"].value]
            found.denials[iri].extend(sorted(facts))


def _all_hedged(row: Row) -> bool:
    if "sure" in row:
        return row["sure"].value == "0"
    return "hedged" in row and is_true(row["hedged"])


class _Split:
    """A query of the catalogue in parts: its prefixes, the query in its order, and the order."""

    def __init__(self, query: str) -> None:
        self._query = query
        before, _, after = query.partition("SELECT")
        body, _, self._order = after.rpartition("ORDER BY")
        self.by_controller = self._order.split()[:1] == ["?controller"]
        self._prefixes, self._body = before, f"SELECT{body}"

    def said(self) -> str:
        return self._prefixes + _SAID.format(body=self._body, denied=PKG["Denied"])

    def page(self, stances: Collection[str] | None, offset: int, limit: int) -> str:
        """The rows of a page; ordered outside, since no order is kept of a query within (SPARQL 1.1, 18.2.5)."""
        if stances is None:
            return f"{self._query}\nLIMIT {limit} OFFSET {offset}"
        return self._prefixes + _PAGE.format(
            body=self._body, named=_named(stances), order=self._order.strip(), limit=limit, offset=offset
        )

    def of(self, controllers: Collection[str]) -> str:
        """The rows of these controllers (IRIs), in the order of the query."""
        named = ", ".join(str(NamedNode(iri)) for iri in sorted(controllers))
        return self._prefixes + _OF.format(body=self._body, named=named, order=self._order.strip())

    def of_some(self, controllers: Sequence[str], stances: Collection[str]) -> str:
        """The rows of a few controllers (IRIs) with one of the stances, in the order of the query."""
        block = values(["controller"], [[NamedNode(iri)] for iri in controllers])
        return self._prefixes + _OF_SOME.format(
            block=block, body=self._body, named=_named(stances), order=self._order.strip()
        )


def _named(stances: Collection[str]) -> str:
    return ", ".join(str(PKG[stance.capitalize()]) for stance in sorted(stances))
