"""How pages write labels: a concept is a common noun and begins in lower case, as our own terms and Dutch labels do.

DPV writes its English labels In Title Case, which beside “newsletter” and “Art 6(1-f) legitimate interest” looks as if
it meant more. The graph and the answers for programs keep them as DPV has them.
"""

from __future__ import annotations

import copy
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from kg_api.questions.answer import Questions
from kg_api.vocabulary import PREFIXES

# Vocabularies whose labels are titles, and have no names of people, places or products among them.
_TITLES: Final = tuple(
    PREFIXES[name] for name in ("dpv", "pd", "risk", "justifications", "sector-finance", "eu-gdpr")
)
# This one has such names (Bluetooth) among its titles.
_MIXED: Final = PREFIXES["tech"]
_OURS: Final = PREFIXES["term"]
# A word with a capital at its head alone: neither IP nor WebBrowser, nor the Art of an article's number.
_WORD: Final = re.compile(r"(?<![\w’'])(?!Art\b\.? ?\d)[A-Z][a-z]+(?![\w’'])")
_ENGLISH: Final = "en"
Labels = Mapping[str, Mapping[str, str]]


def displayed(questions: Questions) -> Questions:
    """The same questions, with labels as pages write them."""
    shown = copy.copy(questions)
    known = questions.names.labels
    found = defaultdict(dict, {iri: dict(labels) for iri, labels in known.items()})
    common = _common(known)
    for iri, labels in found.items():
        if _ENGLISH in labels and iri.startswith((*_TITLES, _MIXED)):
            labels[_ENGLISH] = lowered(labels[_ENGLISH], common if iri.startswith(_MIXED) else None)
    shown.names = replace(questions.names, labels=found)
    return shown


def lowered(label: str, common: frozenset[str] | None = None) -> str:
    """A title with its words in lower case; of ``common`` words alone, where these are given.

    >>> lowered("Legitimate Interest of an IP Address")
    'legitimate interest of an IP address'
    >>> lowered("Art 46(2-c) Standard Contractual Clauses (SCC) by EC")
    'Art 46(2-c) standard contractual clauses (SCC) by EC'
    """

    def lower(match: re.Match[str]) -> str:
        word = match[0].lower()
        return word if common is None or word in common else match[0]

    return _WORD.sub(lower, label)


def _common(labels: Labels) -> frozenset[str]:
    """The words of the titles, and those that our own terms write in lower case."""
    texts = [
        own[_ENGLISH].lower() if iri.startswith(_TITLES) else own[_ENGLISH]
        for iri, own in labels.items()
        if _ENGLISH in own and iri.startswith((*_TITLES, _OURS))
    ]
    return frozenset(word for text in texts for word in re.findall(r"\b[a-z]+\b", text))
