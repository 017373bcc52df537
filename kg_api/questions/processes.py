"""Which nodes are processes, and what these are called."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from pyoxigraph import NamedNode

from kg_api.engine import select, values
from kg_api.questions.answer import Questions
from kg_api.vocabulary import SPARQL_PREFIXES

# Nodes in one query: a hundred IRIs stay within what admission lets in.
_BATCH: Final = 100
_PROCESSES: Final = "SELECT DISTINCT ?node WHERE { %s ?node a dpv:Process }"


def processes_of(questions: Questions, nodes: Collection[str], language: str = "en") -> dict[str, str]:
    """The names of those of ``nodes`` (IRIs) that are a ``dpv:Process`` of a current notice, by IRI."""
    ordered = sorted(nodes)
    found: list[str] = []
    for start in range(0, len(ordered), _BATCH):
        block = values(["node"], [[NamedNode(one)] for one in ordered[start : start + _BATCH]])
        rows = select(questions.engine, SPARQL_PREFIXES + _PROCESSES % block)
        found += [row["node"].value for row in rows]
    questions.names.learn(found)
    return {iri: questions.names.label(iri, language) for iri in found}
