"""Small shapes and data of their own, for tests that need no policy."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store

from kg_api.errors import FileError
from kg_api.validation import Report, Shapes, load_shapes
from kg_api.vocabulary import DATA

Lay = Callable[[Iterable[Quad]], AbstractContextManager[Store]]

BASE = f"{DATA}voorbeeldboekhandel/2026-03/"
NOTICE = NamedNode(f"{BASE}policy#notice")
POLICY = NamedNode(f"{BASE}policy")
PROLOGUE = """@prefix ex: <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .

"""
GOOD = "ex:named a sh:PropertyShape ; sh:targetClass ex:Person ; sh:path ex:name ; sh:minCount 1 .\n"
PEOPLE = """
ex:a a ex:Person ; ex:name "A" ; ex:knows ex:b .
ex:b a ex:Person ; ex:knows ex:a .
"""


def load(folder: Path, *bodies: str) -> Shapes:
    """The shapes of these bodies, each a file of its own."""
    for number, body in enumerate(bodies, 1):
        (folder / f"file{number}.ttl").write_text(PROLOGUE + body, encoding="utf-8")
    return load_shapes(folder)


def refusal(folder: Path, *bodies: str) -> FileError:
    """The error that loading them ends in."""
    with pytest.raises(FileError) as caught:
        load(folder, *bodies)
    return caught.value


def people(*graphs: str) -> Store:
    """Two people who know each other, one without a name, in each of these graphs."""
    store = Store()
    for graph in graphs or ("https://example.org/people",):
        store.load((PROLOGUE + PEOPLE).encode(), format=RdfFormat.TURTLE, to_graph=NamedNode(graph))
    return store


def named(report: Report) -> list[str]:
    """The local names of the shapes that found something, in the order of the report."""
    return [result.shape.rsplit("#", 1)[-1] for result in report.results]
