"""Definitions in OWL: the view of the facts, and what HermiT says of it, held against the rules member by member."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from benchmarks.generator import write
from kg_api.errors import FileError
from kg_api.reasoning.owl import ReasonerError, explain, java, prove
from kg_api.reasoning.owl_view import Axiom, assertions, terminology
from kg_api.resources import Resources
from kg_api.snapshot.build import ground_of
from kg_api.snapshot.units import Ground, prove_versions
from kg_api.vocabulary import DPV, OWL, PKG, RDF

needs_java = pytest.mark.skipif(java() is None, reason="HermiT needs Java (Debian: default-jre-headless)")
NAMES = """
@prefix dpv: <https://w3id.org/dpv#> . @prefix eu-gdpr: <https://w3id.org/dpv/legal/eu/gdpr#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix term: <https://w3id.org/privacy-kg/terms#> . @prefix tech: <https://w3id.org/dpv/tech#> .
@base <https://w3id.org/privacy-kg/data/a/1/policy> .
"""
LETTER = """
<#letter> a dpv:Process ; dpv:hasPurpose term:Newsletter ; dpv:hasLegalBasis <#ours> .
<#ours> skos:broader eu-gdpr:A6-1-f .
"""
DENIAL = """
<#no> a owl:NegativePropertyAssertion ; owl:sourceIndividual <#letter> ; owl:assertionProperty dpv:hasPurpose ;
    owl:targetIndividual dpv:Marketing .
"""


@pytest.fixture(scope="module")
def ground(resources: Resources) -> Ground:
    return ground_of(resources)[0]


def quads(text: str) -> list[Quad]:
    return list(parse(NAMES + text, format=RdfFormat.TURTLE))


def axioms(ground: Ground, text: str, ended: frozenset[str] = frozenset()) -> list[Axiom]:
    terms = terminology(ground.ontology.quads)
    concepts = {str(getattr(t.subject, "value", "")) for t in terms if t.object == OWL["Class"]}
    return list(assertions(quads(text), ended, frozenset(concepts)))


def members(ground: Ground, text: str, ended: frozenset[str] = frozenset()) -> set[str]:
    terms = terminology(ground.ontology.quads)
    found = axioms(ground, text, ended)
    proof = prove([*terms, *(t for axiom in found for t in axiom.triples)], sorted(ground.law.rules.classes))
    assert proof.consistent
    assert proof.empty == ()
    return {iri.rpartition("#")[2] for iri, who in proof.members.items() if who}


def test_at_least_15_classes_are_defined_with_an_article_and_an_example(ground: Ground) -> None:
    store = Store()
    store.extend(ground.ontology.quads)
    defined = [q.subject for q in store.quads_for_pattern(None, RDF["type"], PKG["DefinedClass"])]
    in_owl = {q.subject for q in store.quads_for_pattern(None, OWL["equivalentClass"], None)}
    assert len(defined) == 19
    assert len(in_owl) >= 15
    skos = "http://www.w3.org/2004/02/skos/core#"
    for node in defined:
        comment = next(
            store.quads_for_pattern(node, NamedNode("http://www.w3.org/2000/01/rdf-schema#comment"), None)
        )
        assert "Art. " in getattr(comment.object, "value", "")
        assert next(store.quads_for_pattern(node, NamedNode(skos + "example"), None), None)
        why = next(store.quads_for_pattern(node, NamedNode(skos + "editorialNote"), None), None)
        assert (why is None) == (node in in_owl)


def test_a_concept_becomes_a_fresh_individual_and_an_own_node_one_of_its_classes(ground: Ground) -> None:
    triples = {t for axiom in axioms(ground, LETTER) for t in axiom.triples}
    own = NamedNode("https://w3id.org/privacy-kg/data/a/1/policy#ours")
    assert any(t.subject == own and t.predicate == RDF["type"] for t in triples)
    values = [t.object for t in triples if t.predicate == DPV["hasPurpose"]]
    assert [str(value).startswith("<https://w3id.org/privacy-kg/values#") for value in values] == [True]


@needs_java
def test_hermit_finds_marketing_on_legitimate_interests(ground: Ground) -> None:
    assert members(ground, LETTER) == {
        "LegitimateInterestProcess",
        "MarketingOnLegitimateInterest",
        "MarketingProcess",
    }


@needs_java
def test_a_ground_that_had_ended_is_one_by_its_date(ground: Ground) -> None:
    text = """<#abroad> skos:broader dpv:CrossBorderTransfer ; dpv:hasThirdCountry <https://w3id.org/dpv/loc#US> ;
        dpv:hasLegalBasis term:PrivacyShield-EU-US ."""
    shield = "https://w3id.org/privacy-kg/terms#PrivacyShield-EU-US"
    assert "TransferOnExpiredGround" in members(ground, text, frozenset({shield}))
    assert "TransferOnExpiredGround" not in members(ground, text)


@needs_java
def test_a_denial_clashes_with_what_is_narrower_and_the_clash_is_the_smallest(ground: Ground) -> None:
    terms = terminology(ground.ontology.quads)
    found = axioms(ground, LETTER + DENIAL + "<#call> a dpv:Process ; dpv:hasPurpose term:CallSetup .")
    assert not prove([*terms, *(t for axiom in found for t in axiom.triples)], ()).consistent
    clash = [axiom.statement for axiom in explain(terms, found)]
    assert len(clash) == 2
    assert any("Newsletter" in one for one in clash)
    assert any(one.endswith("#no") for one in clash)
    fine = axioms(ground, LETTER.replace("Newsletter", "CallSetup") + DENIAL)
    assert prove([*terms, *(t for axiom in fine for t in axiom.triples)], ()).consistent


@needs_java
def test_rules_and_hermit_agree_member_by_member_on_generated_policies(
    resources: Resources, tmp_path: Path
) -> None:
    refused = {name for name, defect in write(4, tmp_path / "data") if defect}
    ground, policies = ground_of(dataclasses.replace(resources, data=tmp_path / "data"))
    assert not refused
    looked_at = 0
    for version, proven in prove_versions(ground, policies, 120, 2000):
        assert proven.proof.consistent or proven.clash, version.name
        assert proven.differing == {}, version.name
        looked_at += sum(map(len, proven.members.values()))
    assert looked_at > 20


@needs_java
def test_too_little_time_or_memory_is_an_error_of_ours(ground: Ground) -> None:
    terms = terminology(ground.ontology.quads)
    with pytest.raises(ReasonerError, match=r"ran for 0\.1 s"):
        prove(terms, (), seconds=0.1)
    with pytest.raises(ReasonerError, match="MB"):
        prove(terms, (), megabytes=2)


def test_without_java_it_is_said(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg_api.reasoning.owl.shutil.which", lambda _: None)
    with pytest.raises(ReasonerError, match="no Java"):
        prove([], ())


def test_a_policy_at_fault_is_not_proved(resources: Resources, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "een" / "2020"
    folder.mkdir(parents=True)
    with pytest.raises(FileError):
        ground_of(dataclasses.replace(resources, data=tmp_path / "data"))
