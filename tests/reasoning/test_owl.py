"""Definitions in OWL: the view of the facts, and what HermiT says of it, held against the rules member by member."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from kg_api.corpus.safety import OWLREADY
from kg_api.errors import FileError
from kg_api.reasoning.owl import ReasonerError, explain, java, prove
from kg_api.reasoning.owl_view import Axiom, assertions, relevant, terminology
from kg_api.resources import Resources
from kg_api.snapshot.build import ground_of
from kg_api.snapshot.units import Ground
from kg_api.vocabulary import DPV, OWL, PKG, RDF

needs_java = pytest.mark.skipif(java() is None, reason="HermiT needs Java (Debian: default-jre-headless)")
NAMES = """
@prefix dpv: <https://w3id.org/dpv#> . @prefix eu-gdpr: <https://w3id.org/dpv/legal/eu/gdpr#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix pkg: <https://w3id.org/privacy-kg/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix term: <https://w3id.org/privacy-kg/terms#> . @prefix tech: <https://w3id.org/dpv/tech#> .
@base <https://w3id.org/privacy-kg/data/a/1/policy> .
"""
LETTER = """
<#letter> a dpv:Process ; dpv:hasPurpose term:Newsletter ; dpv:hasLegalBasis <#ours> .
<#ours> skos:broader eu-gdpr:A6-1-f .
"""
PERIOD = "<#it> dpv:hasStorageCondition <#k> . <#k> dpv:hasDuration <#d>, <#e> . "
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
    few = prove(
        [*relevant(terms, found), *(t for axiom in found for t in axiom.triples)], sorted(proof.members)
    )
    assert few.members == proof.members  # what is left out says nothing of what is kept
    return {iri.rpartition("#")[2] for iri, who in proof.members.items() if who}


def test_at_least_15_classes_are_defined_with_an_article_and_an_example(ground: Ground) -> None:
    store = Store()
    store.extend(ground.ontology.quads)
    defined = [q.subject for q in store.quads_for_pattern(None, RDF["type"], PKG["DefinedClass"])]
    in_owl = {q.subject for q in store.quads_for_pattern(None, OWL["equivalentClass"], None)}
    assert len(defined) == 20
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


@pytest.mark.minutes
@needs_java
def test_hermit_finds_marketing_on_legitimate_interests(ground: Ground) -> None:
    assert members(ground, LETTER) == {
        "LegitimateInterestProcess",
        "MarketingOnLegitimateInterest",
        "MarketingProcess",
    }


@pytest.mark.minutes
@needs_java
@pytest.mark.minutes
def test_a_ground_that_had_ended_is_one_by_its_date(ground: Ground) -> None:
    text = """<#abroad> skos:broader dpv:CrossBorderTransfer ; dpv:hasThirdCountry <https://w3id.org/dpv/loc#US> ;
        dpv:hasLegalBasis term:PrivacyShield-EU-US ."""
    shield = "https://w3id.org/privacy-kg/terms#PrivacyShield-EU-US"
    assert "TransferOnExpiredGround" in members(ground, text, frozenset({shield}))
    assert "TransferOnExpiredGround" not in members(ground, text)


@pytest.mark.minutes
@needs_java
@pytest.mark.minutes
def test_a_denial_clashes_with_what_is_narrower_and_the_clash_is_the_smallest(ground: Ground) -> None:
    terms = terminology(ground.ontology.quads)
    found = axioms(ground, LETTER + DENIAL + "<#call> a dpv:Process ; dpv:hasPurpose term:CallSetup .")
    assert not prove([*terms, *(t for axiom in found for t in axiom.triples)], ()).consistent
    clash = [axiom.statement for axiom in explain(relevant(terms, found), found)]
    assert len(clash) == 2
    assert any("Newsletter" in one for one in clash)
    assert any(one.endswith("#no") for one in clash)
    fine = axioms(ground, LETTER.replace("Newsletter", "CallSetup") + DENIAL)
    assert prove([*terms, *(t for axiom in fine for t in axiom.triples)], ()).consistent


@pytest.mark.minutes
@needs_java
@pytest.mark.minutes
def test_two_lengths_or_two_bounds_of_a_period_are_a_contradiction(ground: Ground) -> None:
    terms = terminology(ground.ontology.quads)

    def clash(text: str) -> list[str]:
        return [axiom.statement for axiom in explain(relevant(terms, ()), axioms(ground, PERIOD + text))]

    assert (
        clash("<#d> pkg:minDays 365 ; pkg:maxDays 366 ; pkg:bound pkg:AtMost . <#e> pkg:minDays 31 .") == []
    )
    assert len(clash("<#d> pkg:minDays 365, 31 .")) == 2
    assert len(clash("<#d> pkg:bound pkg:AtMost, pkg:AtLeast .")) == 2


@pytest.mark.minutes
@needs_java
def test_a_node_of_two_kinds_that_exclude_each_other_is_a_contradiction(ground: Ground) -> None:
    terms = terminology(ground.ontology.quads)
    found = axioms(ground, "<#x> skos:broader dpv:Marketing, eu-gdpr:A6-1-f .")
    assert [axiom.statement for axiom in explain(terms, found)] == [
        "https://w3id.org/privacy-kg/data/a/1/policy#x"
    ]


@pytest.mark.minutes
@needs_java
def test_the_defined_classes_stand_in_the_order_that_their_conditions_give(ground: Ground) -> None:
    wanted = sorted(ground.law.rules.classes)
    above = {
        iri.rpartition("#")[2]: {one.rpartition("#")[2] for one in ups}
        for iri, ups in prove(relevant(terminology(ground.ontology.quads), ()), wanted).above.items()
    }
    assert above["MarketingOnConsent"] == {"MarketingProcess", "ConsentBasedProcess"}
    assert above["ProfilingForMarketing"] == {"MarketingProcess", "ProfilingProcess"}
    assert (
        above["TransferOnExpiredGround"] == above["TransferOfSpecialCategories"] == {"TransferToThirdCountry"}
    )
    assert above["CookieProcess"] == set()


@pytest.mark.minutes
@needs_java
def test_too_little_time_is_an_error_of_ours(ground: Ground) -> None:
    with pytest.raises(ReasonerError, match=r"ran for 0 s and was ended"):
        prove(terminology(ground.ontology.quads), (), seconds=0)


@pytest.mark.minutes
@needs_java
def test_too_little_memory_is_an_error_of_ours(ground: Ground) -> None:
    with pytest.raises(ReasonerError, match="more than 1 MB"):
        prove(terminology(ground.ontology.quads), (), megabytes=1)


def test_a_view_that_owlready_would_act_on_goes_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg_api.reasoning.owl.java", lambda: "java")
    monkeypatch.setattr(
        "kg_api.reasoning.owl.subprocess.Popen", lambda *_args, **_named: pytest.fail("it ran")
    )
    with pytest.raises(ReasonerError, match="python_module"):
        prove([Triple(DPV["Purpose"], NamedNode(f"{OWLREADY}#python_module"), Literal("os"))], ())


def test_without_java_it_is_said(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg_api.reasoning.owl.shutil.which", lambda _: None)
    with pytest.raises(ReasonerError, match="no Java"):
        prove([], ())


def test_a_policy_at_fault_is_not_proved(resources: Resources, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "een" / "2020"
    folder.mkdir(parents=True)
    with pytest.raises(FileError):
        ground_of(dataclasses.replace(resources, data=tmp_path / "data"))
