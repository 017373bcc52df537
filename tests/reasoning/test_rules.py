"""The rules of ontology/rules/ as they are read: which there are, and that each is whole."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg_api.errors import FileError
from kg_api.reasoning.rules import read_rulebook
from kg_api.vocabulary import DPV, PKG, RDF, RDFS
from tests.reasoning.ground import Ground


@pytest.mark.parametrize(
    ("kind", "predicate"),
    [
        ("Condition", "holdsWhere"),
        ("Condition", "excludedWhere"),
        ("Aspect", "shownWhere"),
        ("Application", "appliesWhere"),
    ],
)
@pytest.mark.parametrize("pattern", ["?fact rdf:predicate", "?fact rdf:predicate nowhere:Thing .", "FILTER("])
def test_a_pattern_that_is_no_sparql_is_refused_by_name(kind: str, predicate: str, pattern: str) -> None:
    rule = NamedNode("https://example.org/rule")
    quads = [Quad(rule, RDF["type"], PKG[kind]), Quad(rule, PKG[predicate], Literal(pattern))]
    with pytest.raises(FileError, match=r"https://example\.org/rule is no SPARQL") as caught:
        read_rulebook(quads)
    assert caught.value.path == "ontology/rules"


def test_there_are_31_conditions_and_7_scopes(ground: Ground) -> None:
    assert (len(ground.rules.conditions), len(ground.rules.scopes)) == (31, 7)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_rule_has_a_label(ground: Ground, language: str) -> None:
    labelled = {
        quad.subject.value
        for quad in ground.quads
        if quad.predicate == RDFS["label"]
        and isinstance(quad.subject, NamedNode)
        and isinstance(quad.object, Literal)
        and quad.object.language == language
    }
    rules = ground.rules
    assert {*rules.conditions, *rules.aspects, *rules.scopes} - labelled == set()


def test_every_condition_has_a_pattern_and_requires_one_that_exists(ground: Ground) -> None:
    conditions = ground.rules.conditions.values()
    assert [one.iri for one in conditions if one.holds is None] == []
    assert {one.requires for one in conditions if one.requires} <= set(ground.rules.conditions)


def test_a_condition_is_a_class_of_notices(ground: Ground) -> None:
    classes = {quad.subject for quad in ground.quads if quad.object == RDFS["Class"]}
    below = {quad.subject for quad in ground.quads if quad.object == DPV["PrivacyNotice"]}
    assert {NamedNode(iri) for iri in ground.rules.conditions} <= classes & below
