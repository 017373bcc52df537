"""Each shape of shapes/model/ on fixtures that it passes and fixtures that violate it.

``fixtures/base/`` is one complete policy that violates nothing. Every other fixture is a Turtle file whose
comments say how it differs from the base, and what that violates::

    # expects: notice-title
    # by: maxCount
    # also: fact-evidence
    # remove:
    <policy#notice> dct:title "Privacyverklaring Voorbeeldboekhandel"@nl .
    # add:
    …

``# add:`` puts a triple into the file to which its subject belongs; ``# add to policy:`` names the file. The
names after ``expects`` and ``also`` are exactly the shapes that are violated; ``expects`` is what the fixture is
for, and ``by`` names the constraints of that shape that see it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from kg_api.validation import Report, Shapes, validate
from kg_api.validation.focus import focus_nodes, nodes_of
from kg_api.validation.shacl_terms import SHACL
from kg_api.vocabulary import DATA, DPV, OWL

FIXTURES = Path(__file__).parent / "fixtures"
BASE = f"{DATA}voorbeeldboekhandel/2026-03/"
SHAPE = "https://w3id.org/privacy-kg/shapes/model#"
# What a shape says of itself, beside its constraints.
ABOUT = {f"target{kind}" for kind in ("Class", "Node", "SubjectsOf", "ObjectsOf")}
ABOUT |= {"path", "severity", "message", "qualifiedValueShape"}
PASSING = sorted(FIXTURES.glob("*/pass*.ttl"))
FAILING = sorted(FIXTURES.glob("*/fail-*.ttl"))
_MARKER = re.compile(r"# (remove|add)(?: to (policy|evidence|source))?:\n")

Node = NamedNode | BlankNode | Literal | Triple
Lay = Callable[[Iterable[Quad]], AbstractContextManager[Store]]


@dataclass(frozen=True)
class Fixture:
    """A fixture: what it is for, every shape that it violates, and how it differs from the base."""

    path: Path
    expects: str | None
    by: frozenset[str]
    violated: frozenset[str]
    removed: frozenset[Quad]
    added: frozenset[Quad]


@cache
def read_fixture(path: Path) -> Fixture:
    text = path.read_text(encoding="utf-8")
    head, *parts = _MARKER.split(text)
    sections = list(zip(parts[::3], parts[1::3], parts[2::3], strict=True))
    prologue = "".join(line for line in head.splitlines(keepends=True) if line.startswith("@"))
    changes: dict[str, set[Quad]] = {"remove": set(), "add": set()}
    for kind, graph, body in sections:
        for quad in parse(prologue + body, format=RdfFormat.TURTLE, rename_blank_nodes=True):
            home = NamedNode(BASE + graph) if graph else _home(quad.subject)
            changes[kind].add(Quad(quad.subject, quad.predicate, quad.object, home))
    expects = _names(head, "expects")
    return Fixture(
        path,
        expects[0] if expects else None,
        frozenset(_names(head, "by")),
        frozenset(expects + _names(head, "also")),
        frozenset(changes["remove"]),
        frozenset(changes["add"]),
    )


def _names(head: str, label: str) -> list[str]:
    found = re.search(rf"^# {label}: (.*)$", head, re.MULTILINE)
    return [name.strip() for name in found[1].split(",")] if found else []


def _home(subject: Node) -> NamedNode:
    """The graph to which a node belongs; a file's own IRI is described in source.ttl."""
    assert isinstance(subject, NamedNode), "say which file a nameless subject is in: # add to policy:"
    file, mark, _ = subject.value.partition("#")
    return NamedNode(file if mark else file.rsplit("/", 1)[0] + "/source")


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def _violated(report: Report) -> set[str]:
    return {result.shape.removeprefix(SHAPE) for result in report.results}


def _constraint(component: str) -> str:
    """The parameter that a constraint component is named after: maxCount, sparql."""
    local = component.removeprefix(SHACL).removesuffix("ConstraintComponent")
    return "sparql" if local == "SPARQL" else local[0].lower() + local[1:]


@pytest.mark.parametrize("path", PASSING, ids=_name)
def test_a_passing_fixture_violates_nothing(
    path: Path, lay: Lay, base: frozenset[Quad], shapes: Shapes
) -> None:
    fixture = read_fixture(path)
    with lay((base - fixture.removed) | fixture.added) as store:
        assert _violated(validate(store, shapes)) == set()


@pytest.mark.parametrize("path", FAILING, ids=_name)
def test_a_failing_fixture_violates_exactly_what_it_says(
    path: Path, lay: Lay, base: frozenset[Quad], shapes: Shapes
) -> None:
    fixture = read_fixture(path)
    with lay((base - fixture.removed) | fixture.added) as store:
        report = validate(store, shapes)
    assert _violated(report) == fixture.violated
    found = [result.component for result in report.results if result.shape == f"{SHAPE}{fixture.expects}"]
    assert {_constraint(component) for component in found} == fixture.by
    # The build leaves out the policy below whose IRI something is wrong.
    assert any(str(result.focus_node).startswith(f"<{DATA}") for result in report.results)


@pytest.mark.parametrize("path", PASSING + FAILING, ids=_name)
def test_a_fixture_takes_away_only_what_the_base_has_and_adds_only_what_is_new(
    path: Path, base: frozenset[Quad]
) -> None:
    fixture = read_fixture(path)
    assert fixture.removed <= base
    assert not fixture.added & base
    assert fixture.removed or fixture.added


def test_every_shape_is_what_some_failing_fixture_is_for(shapes: Shapes) -> None:
    wanted = {iri.removeprefix(SHAPE) for iri in shapes.named}
    assert {read_fixture(path).expects for path in FAILING} == wanted


def test_every_constraint_of_every_shape_has_a_failing_fixture(shapes: Shapes) -> None:
    seen = {(fixture.expects, name) for fixture in map(read_fixture, FAILING) for name in fixture.by}
    declared = {
        (iri.removeprefix(SHAPE), quad.predicate.value.removeprefix(SHACL))
        for iri in shapes.named
        for quad in shapes.store.quads_for_pattern(NamedNode(iri), None, None)
        if quad.predicate.value.startswith(SHACL)
    }
    assert {(shape, name) for shape, name in declared if name not in ABOUT} == seen


def test_every_shape_and_every_target_of_it_meets_a_node_of_a_passing_fixture(
    lay: Lay, base: frozenset[Quad], shapes: Shapes
) -> None:
    with lay(base.union(*(read_fixture(path).added for path in PASSING))) as store:
        counts = {iri: len(nodes) for iri, nodes in focus_nodes(store, shapes).items()}
        met = {
            target for shape in shapes.named.values() for target in shape.targets if nodes_of(store, *target)
        }
    assert [iri for iri, count in counts.items() if count == 0] == []
    assert {target for shape in shapes.named.values() for target in shape.targets} == met


@pytest.mark.parametrize(
    ("predicate", "target"),
    [
        ("hasPurpose", "Customer"),
        ("hasPersonalData", "Marketing"),
        ("hasDataSubject", "Marketing"),
        ("hasProcessing", "Marketing"),
        ("hasContext", "Profiling"),
        ("hasLegalBasis", "Marketing"),
        ("hasThirdCountry", "Marketing"),
        ("hasLocation", "Marketing"),
        ("hasRecipient", "Marketing"),
        ("hasRecipientThirdParty", "Marketing"),
        ("hasRecipientDataController", "Marketing"),
        ("hasDataProcessor", "Marketing"),
        ("hasDataImporter", "Marketing"),
    ],
)
def test_a_denied_concept_is_of_the_kind_that_the_property_takes(
    predicate: str, target: str, lay: Lay, base: frozenset[Quad], shapes: Shapes
) -> None:
    denial = NamedNode(f"{BASE}policy#no-special-categories")
    changed = {OWL["assertionProperty"]: DPV[predicate], OWL["targetIndividual"]: DPV[target]}
    quads = {
        Quad(quad.subject, quad.predicate, changed.get(quad.predicate, quad.object), quad.graph_name)
        if quad.subject == denial
        else quad
        for quad in base
    }
    with lay(quads) as store:
        assert _violated(validate(store, shapes)) == {"denial-target-kind"}


def test_every_focus_node_is_a_policys_own(lay: Lay, base: frozenset[Quad], shapes: Shapes) -> None:
    with lay(base.union(*(read_fixture(path).added for path in PASSING))) as store:
        found = focus_nodes(store, shapes)
    foreign = {node for nodes in found.values() for node in nodes if not node.startswith(f"<{DATA}")}
    assert foreign == set()


def test_the_ontology_alone_gives_no_shape_anything_to_look_at(lay: Lay, shapes: Shapes) -> None:
    with lay([]) as store:
        report = validate(store, shapes)
    assert set(report.focus_nodes.values()) == {0}


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_shape_says_how_to_mend_it(shapes: Shapes, language: str) -> None:
    short = [iri for iri, shape in shapes.named.items() if len(shape.messages.get(language, "")) < 20]
    assert short == []


def test_every_shape_is_named_in_its_own_namespace_and_has_a_severity(shapes: Shapes) -> None:
    severity = NamedNode(f"{SHACL}severity")
    assert all(iri.startswith(SHAPE) for iri in shapes.named)
    bare = [
        iri for iri in shapes.named if not any(shapes.store.quads_for_pattern(NamedNode(iri), severity, None))
    ]
    assert bare == []
