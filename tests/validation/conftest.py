"""The ontology, loaded once, with fixtures laid over it for the time of a test."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from kg_api.resources import Resources
from kg_api.validation import Shapes, load_shapes
from kg_api.validation.duties import Duty, read_duties
from kg_api.validation.findings import FindingKind, read_kinds
from kg_api.vocabulary import DATA, RDF, SKOS
from tests.reasoning.ground import Ground

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = Path(__file__).parent / "fixtures"
BASE = f"{DATA}voorbeeldboekhandel/2026-03/"
_CLOSURE = NamedNode("urn:test:closure")

Node = NamedNode | BlankNode | Literal | Triple


class Overlay:
    """The ontology and its closure in one store; :meth:`under` lays quads over it for the time of a test."""

    def __init__(self) -> None:
        self.store = Store()
        for path in sorted((ROOT / "ontology").rglob("*.ttl")):
            self.store.bulk_load(path=str(path), format=RdfFormat.TURTLE, to_graph=NamedNode(path.as_uri()))
        self._parents: dict[Node, set[Node]] = {}
        for quad in self.store.quads_for_pattern(None, SKOS["broader"], None):
            self._parents.setdefault(quad.subject, set()).add(quad.object)
        concepts = {quad.subject for quad in self.store.quads_for_pattern(None, RDF["type"], SKOS["Concept"])}
        self.store.bulk_extend(self._closure([*concepts, *self._parents], self._parents))

    @contextmanager
    def under(self, quads: Iterable[Quad]) -> Iterator[Store]:
        quads = set(quads)
        parents = {node: set(above) for node, above in self._parents.items()}
        for quad in quads:
            if quad.predicate == SKOS["broader"]:
                parents.setdefault(quad.subject, set()).add(quad.object)
        own: list[Node] = [quad.subject for quad in quads if quad.predicate == SKOS["broader"]]
        laid = quads | set(self._closure(own, parents))
        new = [quad for quad in laid if quad not in self.store]
        self.store.extend(new)
        try:
            yield self.store
        finally:
            for quad in new:
                self.store.remove(quad)

    def _closure(self, nodes: Iterable[Node], parents: dict[Node, set[Node]]) -> Iterator[Quad]:
        for node in nodes:
            seen: set[Node] = set()
            waiting = [node]
            while waiting:
                above = waiting.pop()
                if above not in seen:
                    seen.add(above)
                    waiting.extend(parents.get(above, ()))
            assert isinstance(node, NamedNode | BlankNode)
            yield from (Quad(node, SKOS["broaderTransitive"], above, _CLOSURE) for above in seen)


@pytest.fixture(scope="session")
def lay() -> Callable[[Iterable[Quad]], AbstractContextManager[Store]]:
    return Overlay().under


@pytest.fixture(scope="session")
def shapes() -> Shapes:
    return load_shapes(ROOT / "shapes" / "model")


@pytest.fixture(scope="session")
def base() -> frozenset[Quad]:
    return frozenset(
        Quad(quad.subject, quad.predicate, quad.object, NamedNode(BASE + name))
        for name in ("policy", "evidence", "source")
        for quad in parse(path=str(FIXTURES / "base" / f"{name}.ttl"), format=RdfFormat.TURTLE)
    )


@pytest.fixture(scope="session")
def duty_shapes(resources: Resources) -> Shapes:
    return load_shapes(resources.shapes / "duties")


@pytest.fixture(scope="session")
def duties(duty_shapes: Shapes) -> dict[str, Duty]:
    return read_duties(duty_shapes)


@pytest.fixture(scope="session")
def ground(resources: Resources) -> Ground:
    """The ontology and the rules, for small policies to be laid over."""
    return Ground(resources)


@pytest.fixture(scope="session")
def finding_shapes(resources: Resources) -> Shapes:
    return load_shapes(resources.shapes / "findings")


@pytest.fixture(scope="session")
def kinds(finding_shapes: Shapes) -> list[FindingKind]:
    return read_kinds(finding_shapes)
