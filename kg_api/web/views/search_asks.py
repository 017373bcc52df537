"""Which questions take a concept, worked out once for a snapshot: a search has thousands of concepts to rank."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Final

from kg_api.questions.answer import Questions
from kg_api.questions.catalogue import Parameter
from kg_api.questions.labels import ANY_CONCEPT
from kg_api.vocabulary import DPV, expand

# Questions beside a concept.
_MOST: Final = 3
_PLACES: Final = DPV["Location"].value

# By concept (IRI): id of the question, name of the parameter.
Asks = Mapping[str, tuple[tuple[str, str], ...]]


def asks(questions: Questions) -> Asks:
    """For each concept the questions that need nothing but it, or nothing and can be narrowed to it.

    A few, those first that are about its kind: what takes any concept says least of one.
    """
    found: dict[str, list[tuple[bool, int, str, str]]] = defaultdict(list)
    for question in questions.catalogue:
        needed = [one for one in question.parameters if one.required]
        if len(needed) > 1:
            continue
        taken: set[str] = set()
        for parameter in needed or question.parameters:
            concepts = _values(questions, parameter)
            for iri in concepts - taken:
                found[iri].append((not needed, len(concepts), question.id, parameter.name))
            taken |= concepts
    return {iri: tuple((id, name) for *_, id, name in sorted(ones)[:_MOST]) for iri, ones in found.items()}


def _values(questions: Questions, parameter: Parameter) -> frozenset[str]:
    """The concepts that a parameter takes; none where it takes any, since that says nothing of this one."""
    if parameter.kind == "controller":
        return frozenset()
    scheme = _PLACES if parameter.kind == "country" else expand(parameter.scheme or "")
    below: Collection[str] = () if scheme == ANY_CONCEPT else questions.names.below.get(scheme or "", ())
    return frozenset(below)
