"""The ontology of the project, read once, and Turtle as quads."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from kg_api.corpus.ontology import read_ontology
from kg_api.resources import Resources
from kg_api.vocabulary import DATA, PREFIXES
from tests.reasoning.ground import Ground

POLICY = f"{DATA}cafe/2024-05/policy"
HEAD = f"@base <{POLICY}> .\n" + "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
Read = Callable[[str], list[Quad]]


@pytest.fixture(scope="session")
def read() -> Read:
    """Turtle with the project's prefixes as quads of the graph of a policy."""

    def quads(text: str) -> list[Quad]:
        return [
            Quad(triple.subject, triple.predicate, triple.object, NamedNode(POLICY))
            for triple in parse(HEAD + text, format=RdfFormat.TURTLE, rename_blank_nodes=True)
        ]

    return quads


@pytest.fixture(scope="session")
def ontology(resources: Resources) -> tuple[Quad, ...]:
    return tuple(read_ontology(resources.ontology).quads)


@pytest.fixture(scope="session")
def ground(resources: Resources) -> Ground:
    """The ontology in a store, for small policies to be laid over."""
    return Ground(resources)
