"""Charts of a comparison in two arrangements: one for a desk, one for a telephone; a page holds both, a rule of style
shows one of them."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import Final

# Units of a drawing that a letter takes, wide ones as well, at the size that drawings are set in.
LETTER: Final = 7.0
# From one line of text to the next.
LINE: Final = 15


@dataclass(frozen=True)
class Arrangement:
    """How wide a drawing is, and how much of that names take, in units that are pixels where it is shown whole.

    ``together`` puts several controllers in one drawing.
    """

    name: str
    width: int
    label: int
    together: bool


WIDE: Final = Arrangement("wide", 1088, 236, True)
NARROW: Final = Arrangement("narrow", 326, 134, False)
ARRANGEMENTS: Final = (WIDE, NARROW)


def lines(text: str, width: float) -> list[str]:
    """A text on as many lines as it needs within a width; a word that is longer is broken, nothing is left out.

    >>> lines("Legitimate interest of third party", 100)
    ['Legitimate', 'interest of', 'third party']
    """
    return textwrap.wrap(text, max(6, int(width / LETTER))) or [text]
