"""The findings through SHACL: pySHACL finds the same by the same shapes."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode

from kg_api.corpus.policies import read_corpus
from kg_api.reasoning.facts import describe
from kg_api.resources import Resources
from kg_api.validation.findings import FindingKind, find
from kg_api.validation.run import validate
from kg_api.validation.shapes import Shapes
from kg_api.vocabulary import DPV
from tests.reasoning.ground import DAY, NOTICE, Ground, judged
from tests.validation.finding_examples import EXAMPLES


def test_pyshacl_finds_the_same_in_every_policy(
    resources: Resources, ground: Ground, finding_shapes: Shapes, kinds: list[FindingKind]
) -> None:
    compared = 0
    for version, quads in read_corpus(resources.data).policies.items():
        source = version.graph("source")
        notice = NamedNode(describe(version.controller, source, quads).of_type(DPV["PrivacyNotice"])[0])
        with ground.under(quads, version.controller, source) as store, judged(store, notice, DAY):
            ours = {(one.kind.iri, one.notice, one.fact) for one in find(store, notice, kinds)}
            results = validate(store, finding_shapes).results
        assert {(one.shape, one.focus_node, one.value) for one in results} == ours
        assert ours
        compared += 1
    assert compared == 5


@pytest.mark.minutes
def test_pyshacl_finds_the_same_in_every_example(
    ground: Ground, finding_shapes: Shapes, kinds: list[FindingKind]
) -> None:
    for text, _, near in EXAMPLES.values():
        for one in (text, near):
            with ground.under(ground.policy(one)) as store, judged(store, NOTICE, DAY):
                ours = {(found.kind.iri, found.fact) for found in find(store, NOTICE, kinds)}
                results = validate(store, finding_shapes).results
            assert {(result.shape, result.value) for result in results} == ours
