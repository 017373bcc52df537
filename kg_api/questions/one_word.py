"""What a controller says in one word, from all that it says: its stance, and whether that is hedged."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from kg_api.questions.catalogue import ASSERTED

STANCES: Final = (*ASSERTED, "denied", "silent")
# Conflicting is the stance of a controller alone, of no row.
SUMMARIES: Final = ("conflicting", *STANCES)


def summarise(stances: Collection[str]) -> str:
    """One stance for a controller, from the stances of its rows.

    >>> summarise({"implied", "stated"}), summarise({"implied", "denied"}), summarise(())
    ('stated', 'conflicting', 'silent')
    """
    if "denied" in stances and not set(ASSERTED).isdisjoint(stances):
        return "conflicting"
    return next((stance for stance in STANCES if stance in stances), "silent")


def is_hedged(said: Mapping[str, bool]) -> bool:
    """Whether all that carries the one stance is hedged; of a conflict, all of either side.

    ``said`` tells of each stance that the controller takes whether all of it is hedged.

    >>> is_hedged({"stated": True, "implied": False}), is_hedged({"stated": False, "denied": True})
    (True, True)
    """
    sides = [said[stance] for stance in ASSERTED if stance in said][:1]
    return any([*sides, said.get("denied", False)])
