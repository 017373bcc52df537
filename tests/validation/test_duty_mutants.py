"""Each constraint of the duties against its own deletion, each aspect of one against its misspelling."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from pyoxigraph import BlankNode, NamedNode, Triple

from kg_api.resources import Resources
from kg_api.validation.duties import Duty, failures, read_duties
from kg_api.validation.shapes import Shapes
from kg_api.validation.shapes_file import ShapesFile, read_shapes_file
from kg_api.vocabulary import DUTY, RDF, SH
from tests.validation.duty_cases import assess, cases, found

# A change of the shapes: a constraint, and the aspect of it to misspell; without one the constraint is left out.
Mutant = tuple[str, str | None]


def _mutants(duty: Duty) -> list[Mutant]:
    return [(one.iri, aspect) for one in duty.constraints for aspect in (None, *one.aspects)]


def _mutated(files: list[ShapesFile], mutants: Iterable[Mutant]) -> Shapes:
    """The shapes with these changes, at the level of triples."""
    without = {NamedNode(iri) for iri, aspect in mutants if aspect is None}
    misspelt = {(NamedNode(iri), NamedNode(aspect)) for iri, aspect in mutants if aspect is not None}
    changed = []
    for file in files:
        owners = _owners(file.triples)
        triples = []
        for triple in file.triples:
            subject, predicate, value = triple.subject, triple.predicate, triple.object
            if predicate == SH["property"] and value in without:
                continue
            if isinstance(value, NamedNode) and (owners.get(subject, subject), value) in misspelt:
                assert predicate in (SH["hasValue"], RDF["first"])
                value = NamedNode(value.value + "s")
            triples.append(Triple(subject, predicate, value))
        changed.append(replace(file, triples=tuple(triples)))
    return Shapes("mutated", changed)


def _owners(triples: Iterable[Triple]) -> dict[object, object]:
    """The named node that each nameless one is a part of."""
    above = {triple.object: triple.subject for triple in triples if isinstance(triple.object, BlankNode)}

    def top(node: object) -> object:
        while isinstance(node, BlankNode):
            node = above[node]
        return node

    return {node: top(node) for node in above}


@pytest.mark.minutes
def test_every_constraint_left_out_or_misspelt_is_seen(resources: Resources, duties: dict[str, Duty]) -> None:
    folder = resources.shapes / "duties"
    files = [read_shapes_file(path, folder) for path in sorted(folder.rglob("*.ttl"))]
    waiting = {iri: _mutants(duty) for iri, duty in duties.items() if duty.constraints}
    total = sum(map(len, waiting.values()))
    survivors, killed = [], 0
    # Duties do not depend on one another, so that one mutant of each can be tried at a time.
    while waiting:
        round = {iri: mutants.pop() for iri, mutants in waiting.items()}
        waiting = {iri: mutants for iri, mutants in waiting.items() if mutants}
        shapes = _mutated(files, round.values())
        read = read_duties(shapes)
        tried = [case for case in cases() if DUTY[case.row.duty].value in round]
        broken = failures(shapes, map(found, tried))
        red = {
            DUTY[case.row.duty].value
            for case in tried
            if assess(read, found(case), broken.get(case.notice.value, set()), case.row.duty).outcome
            != case.outcome
        }
        killed += len(red)
        survivors += [mutant for iri, mutant in round.items() if iri not in red]
    assert (survivors, killed) == ([], total)
    assert total == 153 + 154


def test_shapes_without_a_change_are_as_they_were(resources: Resources, duties: dict[str, Duty]) -> None:
    folder = resources.shapes / "duties"
    files = [read_shapes_file(path, folder) for path in sorted(folder.rglob("*.ttl"))]
    assert read_duties(_mutated(files, [])) == duties
