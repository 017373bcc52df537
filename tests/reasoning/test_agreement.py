"""Rules and HermiT find the same members: on the policies, on generated ones, on fixtures made to separate them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from benchmarks.generator import write
from kg_api.corpus.policies import PolicyVersion
from kg_api.reasoning.closure import closure
from kg_api.reasoning.owl import java
from kg_api.reasoning.rules import members_everywhere, members_of, statements_of
from kg_api.resources import Resources
from kg_api.snapshot.build import ground_of
from kg_api.snapshot.proofs import prove_versions
from kg_api.snapshot.units import Ground, over_versions
from kg_api.validation.proof import (
    Limits,
    Prepared,
    Proven,
    Terms,
    Version,
    prepare,
    prove_together,
    terms_of,
)
from kg_api.vocabulary import DATA, PKG, PREFIXES, RDF, SKOS

needs_java = pytest.mark.skipif(java() is None, reason="HermiT needs Java (Debian: default-jre-headless)")
LIMITS = Limits(300, 2000)
DAY = date(2022, 1, 1)
NOTICE = "<#notice> a dpv:PrivacyNotice ; dpv:hasProcess <#it>, <#other>, <#all>, <#use> ."
PROCESSES = (
    NOTICE + " <#it> a dpv:Process . <#other> a dpv:Process . <#all> a dpv:Process, pkg:UmbrellaProcess ."
)
ABROAD = (
    "<#it> dpv:hasProcessing <#go> . <#go> skos:broader dpv:CrossBorderTransfer ; dpv:hasThirdCountry loc:US "
)
LETTER = "<#it> dpv:hasPurpose term:Newsletter ."
DENIAL = (
    "<#no> a owl:NegativePropertyAssertion ; owl:sourceIndividual <#{0}> ; "
    "owl:assertionProperty dpv:{1} ; owl:targetIndividual {2} ."
)
MARKETING_ON_INTEREST = {
    "it LegitimateInterestProcess",
    "it MarketingOnLegitimateInterest",
    "it MarketingProcess",
}
# What is written of <#it>, <#other>, <#all>, and who belongs to which class by it.
SEPARATING: dict[str, tuple[str, set[str]]] = {
    "by a policy's own node": (
        f"{LETTER} <#it> dpv:hasLegalBasis <#ours> . <#ours> skos:broader eu-gdpr:A6-1-f .",
        MARKETING_ON_INTEREST,
    ),
    "by a node below a node": (
        f"{LETTER} <#it> dpv:hasLegalBasis <#ours> . <#ours> skos:broader <#theirs> . "
        "<#theirs> skos:broader eu-gdpr:A6-1-f .",
        MARKETING_ON_INTEREST,
    ),
    "by a node of two kinds, of which one fits": (
        "<#it> dpv:hasPurpose <#mixed> . <#mixed> skos:broader dpv:CustomerCare, dpv:Advertising .",
        {"it MarketingProcess"},
    ),
    "two processes each with half": (
        f"{LETTER} <#other> dpv:hasLegalBasis eu-gdpr:A6-1-f .",
        {"it MarketingProcess", "other LegitimateInterestProcess"},
    ),
    "two processes that share their node": (
        "<#it> dpv:hasPurpose dpv:Marketing ; dpv:hasLegalBasis <#ours> . <#other> dpv:hasLegalBasis <#ours> . "
        "<#ours> skos:broader eu-gdpr:A6-1-f .",
        MARKETING_ON_INTEREST | {"other LegitimateInterestProcess"},
    ),
    "a part is not its whole": (
        f"{LETTER} <#it> pkg:partOfProcess <#other> . <#other> dpv:hasLegalBasis eu-gdpr:A6-1-f .",
        {"it MarketingProcess", "other LegitimateInterestProcess"},
    ),
    "a menu is no use": (f"{LETTER} <#it> pkg:mayRelyOn eu-gdpr:A6-1-f .", {"it MarketingProcess"}),
    "an umbrella lends nothing": (
        f"{LETTER} <#all> dpv:hasLegalBasis eu-gdpr:A6-1-f .",
        {"it MarketingProcess", "all LegitimateInterestProcess"},
    ),
    "a narrower value, and one above": (
        "<#it> dpv:hasPurpose dpv:DirectMarketing . <#other> dpv:hasPurpose dpv:Purpose .",
        {"it MarketingProcess"},
    ),
    "a denial of another is no membership": (
        LETTER + DENIAL.format("other", "hasPurpose", "dpv:Marketing"),
        {"it MarketingProcess"},
    ),
    "a denial of the umbrella is none of a process": (
        LETTER + DENIAL.format("all", "hasPurpose", "dpv:Marketing"),
        {"it MarketingProcess"},
    ),
    "a denial of something narrower": (
        "<#it> dpv:hasPurpose dpv:Marketing ." + DENIAL.format("it", "hasPurpose", "dpv:DirectMarketing"),
        {"it MarketingProcess"},
    ),
    "a denial that is not of a value": (
        "<#it> dpv:hasProcessing dpv:Collect ." + DENIAL.format("it", "hasProcessing", "dpv:Profiling"),
        set(),
    ),
    "a transfer with a processing basis only": (
        ABROAD + "; dpv:hasLegalBasis eu-gdpr:A6-1-a .",
        {"go TransferToThirdCountry"},
    ),
    "a transfer without any ground": (
        ABROAD + ".",
        {"go TransferToThirdCountry", "go TransferWithoutGround"},
    ),
    "a transfer with a menu of grounds": (
        ABROAD + "; pkg:mayRelyOn eu-gdpr:A46-2-c .",
        {"go TransferToThirdCountry"},
    ),
    "a ground on the process is not on the transfer": (
        ABROAD + ". <#it> dpv:hasLegalBasis eu-gdpr:A46-2-c .",
        {"go TransferToThirdCountry", "go TransferWithoutGround", "it ContractBasedProcess"},
    ),
    "a ground that ended, by a node of the policy's own": (
        ABROAD + "; dpv:hasLegalBasis <#shield> . <#shield> skos:broader term:PrivacyShield-EU-US .",
        {"go TransferToThirdCountry", "go TransferWithGround", "go TransferOnExpiredGround"},
    ),
    "a ground that held beside one that ended": (
        ABROAD + "; dpv:hasLegalBasis term:PrivacyShield-EU-US, eu-gdpr:A46-2-c .",
        {"go TransferToThirdCountry", "go TransferWithGround", "go TransferOnExpiredGround"},
    ),
    "a transfer without a place": (
        "<#it> dpv:hasProcessing <#go> . <#go> skos:broader dpv:CrossBorderTransfer .",
        set(),
    ),
    "special data in the process of the transfer": (
        ABROAD + ". <#it> dpv:hasPersonalData term:SicknessAbsence .",
        {
            "go TransferOfSpecialCategories",
            "go TransferToThirdCountry",
            "go TransferWithoutGround",
            "it SpecialCategoryProcessing",
        },
    ),
    "special data in the other process": (
        ABROAD + ". <#other> dpv:hasPersonalData term:SicknessAbsence .",
        {"go TransferToThirdCountry", "go TransferWithoutGround", "other SpecialCategoryProcessing"},
    ),
    "a source that is one of two kinds": (
        "<#it> dpv:hasDataSource <#register> . <#register> skos:broader dpv:PublicDataSource . "
        "<#other> dpv:hasDataSource dpv:DataSubjectDataSource .",
        {"it IndirectCollection"},
    ),
    "partners by name and by kind": (
        "<#it> dpv:hasJointDataControllers <#partner> . "
        "<#other> dpv:hasJointDataControllers term:SocialMediaPlatform .",
        {"it JointControllership", "other JointControllership"},
    ),
    "kept without end, and until an event": (
        "<#it> dpv:hasStorageCondition <#k> . <#k> dpv:hasDuration <#ever> . <#ever> a dpv:EndlessDuration . "
        "<#other> dpv:hasStorageCondition <#l> . <#l> dpv:hasDuration <#d> . <#d> a dpv:UntilEventDuration .",
        {"it IndefiniteRetention"},
    ),
    "a notice is no process": ("<#notice> dpv:hasPersonalData term:SicknessAbsence .", set()),
}


@pytest.fixture(scope="module")
def ground(resources: Resources) -> Ground:
    return ground_of(resources)[0]


@pytest.fixture(scope="module")
def terms(ground: Ground) -> Terms:
    return terms_of(ground.ontology, ground.law.rules)


def prepared(ground: Ground, terms: Terms, texts: Iterable[str], name: str) -> list[Prepared]:
    """Policies of the texts, as they are prepared for a proof, all in one store."""
    head = "".join(f"@prefix {prefix}: <{base}> .\n" for prefix, base in PREFIXES.items())
    versions = []
    for number, text in enumerate(texts):
        iri = f"{DATA}{name}{number}/1"
        graph = NamedNode(f"{iri}/policy")
        triples = parse(f"@base <{graph.value}> .\n{head}{text}", format=RdfFormat.TURTLE)
        quads = [Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples]
        versions.append(Version(iri, NamedNode(f"{graph.value}#notice"), DAY, quads))
    quads = [quad for version in versions for quad in version.quads]
    store = Store()
    store.bulk_extend([*ground.ontology.quads, *closure([*ground.ontology.quads, *quads]), *quads])
    return prepare(store, versions, terms, ground.law.rules)


def named(members: dict[str, frozenset[str]]) -> set[str]:
    """``it MarketingProcess`` for each member of a class."""
    return {
        f"{one.rpartition('#')[2]} {iri.rpartition('#')[2]}" for iri, who in members.items() for one in who
    }


@pytest.fixture(scope="module")
def fixtures(ground: Ground, terms: Terms) -> dict[str, Prepared]:
    texts = [PROCESSES + text for text, _ in SEPARATING.values()]
    return dict(zip(SEPARATING, prepared(ground, terms, texts, "f"), strict=True))


@pytest.fixture(scope="module")
def proofs(fixtures: dict[str, Prepared], terms: Terms) -> dict[str, Proven]:
    """All in one run of HermiT: what holds of one policy is not to reach another."""
    return dict(zip(fixtures, prove_together(list(fixtures.values()), terms, LIMITS), strict=True))


@pytest.mark.parametrize("name", SEPARATING)
def test_the_rules_find_who_belongs(name: str, fixtures: dict[str, Prepared]) -> None:
    assert named(fixtures[name].members) == SEPARATING[name][1]


@pytest.mark.minutes
@needs_java
@pytest.mark.parametrize("name", SEPARATING)
def test_hermit_finds_who_belongs(name: str, proofs: dict[str, Proven]) -> None:
    by_rule_alone = {iri.rpartition("#")[2] for iri in proofs[name].only_rules}
    assert proofs[name].proof.consistent
    assert proofs[name].differing == {}
    assert named(proofs[name].proof.members) == {
        one for one in SEPARATING[name][1] if one.split()[1] not in by_rule_alone
    }


def _examples(ground: Ground) -> Iterator[tuple[str, str]]:
    for quad in ground.ontology.quads:
        if quad.predicate == SKOS["example"] and isinstance(quad.subject, NamedNode):
            assert isinstance(quad.object, Literal)
            yield quad.subject.value, quad.object.value


@pytest.fixture(scope="module")
def examples(ground: Ground, terms: Terms) -> dict[str, Prepared]:
    """The example of each class, as the only thing a policy says."""
    texts = dict(_examples(ground))
    assert texts.keys() == ground.law.rules.classes.keys()
    found = prepared(ground, terms, [NOTICE + text for text in texts.values()], "e")
    return dict(zip(texts, found, strict=True))


def test_the_example_of_each_class_is_a_member_by_the_rule(examples: dict[str, Prepared]) -> None:
    assert {iri for iri, one in examples.items() if f"{one.iri}/policy#it" not in one.members[iri]} == set()


@pytest.mark.minutes
@needs_java
def test_the_example_of_each_class_is_a_member_by_hermit(examples: dict[str, Prepared], terms: Terms) -> None:
    found = prove_together(list(examples.values()), terms, LIMITS)
    for (iri, one), proven in zip(examples.items(), found, strict=True):
        assert proven.differing == {}
        assert iri in proven.only_rules or f"{one.iri}/policy#it" in proven.proof.members[iri], iri


@pytest.mark.minutes
@needs_java
def test_they_agree_on_the_five_policies_which_are_consistent(resources: Resources) -> None:
    proofs = _agree(*ground_of(resources))
    assert len(proofs) == 5
    assert all(one.proof.consistent and one.proof.empty == () for one in proofs.values())
    assert sum(len(who) for one in proofs.values() for who in one.members.values()) > 200


@pytest.mark.minutes
@needs_java
def test_they_agree_on_a_few_generated_policies(resources: Resources, tmp_path: Path) -> None:
    _on_generated(6, resources, tmp_path)


@pytest.mark.minutes
@needs_java
@pytest.mark.minutes
def test_they_agree_on_a_hundred_generated_policies(resources: Resources, tmp_path: Path) -> None:
    _on_generated(100, resources, tmp_path)


def _on_generated(count: int, resources: Resources, folder: Path) -> None:
    write(count, folder / "data")
    ground, policies = ground_of(dataclasses.replace(resources, data=folder / "data"))
    proofs = _agree(ground, policies)
    assert len({version.controller for version in proofs}) == count
    assert all(one.proof.consistent or one.clash for one in proofs.values())
    assert sum(len(who) for one in proofs.values() for who in one.members.values()) > 20 * count


def _agree(ground: Ground, policies: dict[PolicyVersion, list[Quad]]) -> dict[PolicyVersion, Proven]:
    proofs = dict(prove_versions(ground, policies, LIMITS))
    assert proofs.keys() == policies.keys()
    assert {version: one.differing for version, one in proofs.items() if one.differing} == {}
    return proofs


def test_all_at_once_the_rules_find_the_members_of_each_by_itself(
    resources: Resources, tmp_path: Path
) -> None:
    write(3, tmp_path / "data")
    ground, policies = ground_of(dataclasses.replace(resources, data=tmp_path / "data"))
    classes, alone = ground.law.rules.classes, []
    everything = Store()
    for _, case, store in over_versions(ground, policies):
        for iri, pattern in classes.items():
            alone += [(iri, member) for member in members_of(store, pattern, case.notice, case.day)]
        everything.extend(store)
        day = Literal(case.day.isoformat(), datatype=NamedNode(PREFIXES["xsd"] + "date"))
        everything.add(Quad(case.notice, PKG["judgedAt"], day))
    at_once = [
        (iri, who) for iri, pattern in classes.items() for who in members_everywhere(everything, pattern)
    ]
    assert len(alone) > 60
    assert sorted(at_once, key=str) == sorted(alone, key=str)


def test_an_inference_rests_on_the_facts_by_which_the_rule_matches(ground: Ground) -> None:
    """Of two purposes, one for marketing, the other is no ground of the conclusion."""
    name = f"{DATA}kruix/1/policy#"
    store = Store()
    fact = {key: NamedNode(f"{name}{key}") for key in ("ad", "care", "basis")}
    it, values = NamedNode(f"{name}it"), ("Advertising", "CustomerCare", "LegitimateInterest")
    store.add(Quad(it, RDF["type"], NamedNode(PREFIXES["dpv"] + "Process")))
    for key, value in zip(fact, values, strict=True):
        predicate = NamedNode(PREFIXES["dpv"] + ("hasLegalBasis" if key == "basis" else "hasPurpose"))
        store.add(Quad(it, predicate, NamedNode(PREFIXES["dpv"] + value)))
        store.add(Quad(fact[key], RDF["subject"], it))
        store.add(Quad(fact[key], RDF["predicate"], predicate))
        store.add(Quad(fact[key], RDF["object"], NamedNode(PREFIXES["dpv"] + value)))
        store.add(Quad(fact[key], PKG["factStance"], PKG["Stated"]))
    store.extend(ground.pairs[""])
    pattern = ground.law.rules.classes[PKG["MarketingOnLegitimateInterest"].value]
    found = members_of(store, pattern, NamedNode(f"{name}notice"), DAY, statements_of(store))
    assert found == {it: (fact["ad"], fact["basis"])}
