"""Which regular expressions could explode: pySHACL runs ``sh:pattern`` in Python, which backtracks.

``^(a+)+$`` takes 27 s on 28 characters. The check is conservative: it refuses every repeated group that holds
a quantifier or an alternative, so some harmless patterns have to be written another way.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"""
    (?P<escape>\\.)
  | (?P<set>\[\^?\]?(?:\\.|[^\]\\])*\])
  | (?P<open>\((?:\?(?:P<\w+>|<[=!]|[:=!]))?)
  | (?P<close>\))
  | (?P<quantifier>(?:[*+?]|\{(?P<least>\d*)(?P<comma>,?)(?P<most>\d*)\})[?+]?)
  | (?P<choice>\|)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)


def may_explode(pattern: str) -> bool:
    """Whether a repeated group of ``pattern`` holds a quantifier or an alternative.

    >>> may_explode("^(a+)+$"), may_explode("^[a-z]+(-[a-z]+)?$")
    (True, False)
    """
    open_groups = [False]
    closed = False
    for token in _TOKEN.finditer(pattern):
        kind = token.lastgroup if token.lastgroup not in ("least", "comma", "most") else "quantifier"
        if kind == "quantifier":
            if closed and _repeats(token):
                return True
            open_groups[-1] = open_groups[-1] or _varies(token)
        elif kind == "choice":
            open_groups[-1] = True
        elif kind == "open":
            open_groups.append(False)
        closed = False
        if kind == "close" and len(open_groups) > 1:
            closed = open_groups.pop()
            open_groups[-1] = open_groups[-1] or closed
    return False


def _repeats(quantifier: re.Match[str]) -> bool:
    """Whether what it stands after can come more than once."""
    if quantifier["least"] is None:
        return quantifier[0][0] in "*+"
    if quantifier["comma"]:
        return quantifier["most"] not in ("0", "1")
    return quantifier["least"] not in ("0", "1")


def _varies(quantifier: re.Match[str]) -> bool:
    """Whether there is more than one number of times that it allows."""
    if quantifier["least"] is None:
        return True
    return bool(quantifier["comma"]) and quantifier["least"] != quantifier["most"]
