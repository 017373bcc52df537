"""The list of passages that a curator writes beside a marked policy, and where each is in the text.

::

    ## IV Van wie krijgen we je gegevens?          a heading, as it stands in the text
    @ Second row                                  look from these words on; the heading stays
    ## 3.2 … = 3.2 on sources, in our words        a heading over twelve words: number and our gloss after =
    p1 "De meeste" … "jezelf."                     from the first words to the last, both included
        Most data come from the person.            our gloss, in English
    p2 row=r1 "Cel met één zin."                   a whole passage; it belongs to row r1
        One cell.
    r1 row "Doel" … "einde rij"                    a row: what a table row, or a heading and its bullets, spans
    n1 nofact=Definition "Een gegeven" … "is."     a passage without facts, and why
        Explains a term of the law.

Passages are looked for from the heading on which they stand below, so a heading must come in the order of the
text; the same heading once more means its next place. ``\\n`` in words or a heading is a line break. The list is a
working paper and stays outside the repository: what is kept of it is ``evidence.ttl``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kg_api.errors import SyntaxFault
from kg_api.passages import Source

_ENTRY = re.compile(
    r'(?P<name>[\w-]+)(?P<flags>(?:\s+(?:row|row=[\w,-]+|nofact=\w+))*)\s+"(?P<start>.+?)"(?:\s*…\s*"(?P<end>.+?)")?'
)


@dataclass
class Passage:
    """A passage: its place in code points, the heading above it, the rows it belongs to, our gloss."""

    name: str
    start: int
    end: int
    section: str | None
    section_is_gloss: bool = False
    rows: tuple[str, ...] = ()
    is_row: bool = False
    no_fact: str | None = None
    gloss: str = ""
    line: int = field(default=0, compare=False)


def read_passages(text: str, path: str, source: Source) -> dict[str, Passage]:
    """The passages of a list by name, located in ``source``; :class:`SyntaxFault` names the line at fault."""
    found: dict[str, Passage] = {}
    section: str | None = None
    is_gloss = False
    cursor = after_heading = 0
    last: Passage | None = None
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.startswith("# "):
            continue
        if line.startswith("## "):
            heading, _, ours = (part.strip() for part in line[3:].partition(" = "))
            cursor = _find(source, heading, max(cursor, after_heading), path, number)
            after_heading = cursor + len(_unescaped(heading))
            section, is_gloss = ours or _unescaped(heading), bool(ours)
        elif line.startswith("@ "):
            cursor = _find(source, line[2:].strip(), cursor, path, number)
        elif line[0].isspace():
            if last is None:
                raise SyntaxFault("a gloss comes before any passage", path, number)
            last.gloss = f"{last.gloss} {line.strip()}".strip()
        else:
            last = _passage(line, source, cursor, section, path, number)
            if last.name in found:
                raise SyntaxFault(f"the passage “{last.name}” is given twice", path, number)
            last.section_is_gloss = is_gloss
            found[last.name] = last
    return found


def _passage(line: str, source: Source, cursor: int, section: str | None, path: str, number: int) -> Passage:
    match = _ENTRY.fullmatch(line.rstrip())
    if match is None:
        raise SyntaxFault(
            'cannot read this as a passage: name, flags, "first words" … "last words"', path, number
        )
    start = _find(source, match["start"], cursor, path, number)
    end = start + len(_unescaped(match["start"]))
    if match["end"] is not None:
        end = _find(source, match["end"], end, path, number) + len(_unescaped(match["end"]))
    passage = Passage(match["name"], start, end, section, line=number)
    for flag in match["flags"].split():
        key, _, value = flag.partition("=")
        if key == "nofact":
            passage.no_fact = value
        elif value:
            passage.rows = tuple(value.split(","))
        else:
            passage.is_row = True
    return passage


def _find(source: Source, words: str, cursor: int, path: str, line: int) -> int:
    wanted = _unescaped(words)
    place = source.text.find(wanted, cursor)
    if place < 0:
        before = " from here on" if wanted in source.text else ""
        raise SyntaxFault(f"“{words}” is not in {source.path}{before}", path, line)
    return place


def _unescaped(words: str) -> str:
    return words.replace("\\n", "\n")
