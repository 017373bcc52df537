"""Each kind of finding on a notice in which it finds something and on one that comes near."""

from __future__ import annotations

from datetime import date

import pytest
from pyoxigraph import NamedNode, Quad, QuerySolutions, Store, Variable

from kg_api.validation.findings import Finding, FindingKind, contradictions, find
from kg_api.vocabulary import DPV, PREFIXES, RDF, SH
from tests.reasoning.ground import DAY, LETTER, NOTICE, Ground, fact_iri, judged, names
from tests.validation.finding_examples import ABROAD, COMPLAINT, DATED, DENIED, EXAMPLES, oddity

CONTRADICTIONS = {
    "AssertedAndDenied",
    "ConsentClaimedBesideOtherBases",
    "ContradictoryText",
    "CookiesOnTwoBases",
    "EndlessBesideNecessary",
    "OnlyConsentBesideOtherBases",
    "TwoAuthorities",
    "UnionOnlyBesideTransfers",
}


def _find(ground: Ground, kinds: list[FindingKind], text: str, day: date = DAY) -> list[Finding]:
    with ground.under(ground.policy(text)) as store, judged(store, NOTICE, day):
        return find(store, NOTICE, kinds)


def _pairs(findings: list[Finding], kind: str) -> set[tuple[str, str | None]]:
    """The names of the facts found, each with that of the one it clashes with."""
    return {
        (names([one.fact])[0], names([one.other])[0] if one.other else None)
        for one in findings
        if one.kind.iri == PREFIXES["finding"] + kind
    }


def test_there_are_43_kinds_and_an_example_of_each(kinds: list[FindingKind]) -> None:
    assert len(kinds) == 43
    assert {kind.iri.removeprefix(PREFIXES["finding"]) for kind in kinds} == set(EXAMPLES)


def test_kinds_are_in_order_and_speak_both_languages(kinds: list[FindingKind]) -> None:
    assert [kind.iri for kind in kinds] == sorted(kind.iri for kind in kinds)
    assert {frozenset(kind.label) for kind in kinds} == {frozenset({"en", "nl"})}
    assert {frozenset(kind.messages) for kind in kinds} == {frozenset({"en", "nl"})}
    assert min(len(text) for kind in kinds for text in kind.messages.values()) > 20
    severities = {SH[name].value for name in ("Violation", "Warning", "Info")}
    assert {kind.severity for kind in kinds} == severities


def test_contradictions_are_the_kinds_listed(kinds: list[FindingKind]) -> None:
    found = {kind.iri.removeprefix(PREFIXES["finding"]) for kind in kinds if kind.contradiction}
    assert found == CONTRADICTIONS


@pytest.mark.parametrize("kind", EXAMPLES)
def test_a_kind_finds_its_facts_and_not_what_comes_near(
    kind: str, ground: Ground, kinds: list[FindingKind]
) -> None:
    text, facts, near = EXAMPLES[kind]
    assert _pairs(_find(ground, kinds, text), kind) == facts
    assert _pairs(_find(ground, kinds, near), kind) == set()


@pytest.mark.parametrize("kind", EXAMPLES)
def test_a_kind_says_which_fact_clashes_exactly_where_it_selects_one(
    kind: str, kinds: list[FindingKind]
) -> None:
    query = next(one.query for one in kinds if one.iri == PREFIXES["finding"] + kind)
    rows = Store().query(query, prefixes=PREFIXES, substitutions={Variable("this"): NOTICE})
    assert isinstance(rows, QuerySolutions)
    selected = [variable.value for variable in rows.variables]
    assert selected == ["this", "value", *(["other"] if any(other for _, other in EXAMPLES[kind][1]) else [])]


def test_nothing_is_found_of_a_dated_notice_that_says_nothing_else(
    ground: Ground, kinds: list[FindingKind]
) -> None:
    assert _find(ground, kinds, '<#notice> dct:issued "2024"^^xsd:gYear .' + COMPLAINT) == []


@pytest.mark.parametrize(("day", "found"), [(date(2020, 7, 15), 0), (date(2020, 7, 17), 1)])
def test_a_ground_is_looked_at_on_the_day_of_judgement(
    day: date, found: int, ground: Ground, kinds: list[FindingKind]
) -> None:
    text = EXAMPLES["InvalidTransferGround"][0].replace(", eu-gdpr:A46-2-c", "")
    assert len(_pairs(_find(ground, kinds, text, day), "InvalidTransferGround")) == found


@pytest.mark.parametrize(("day", "found"), [(date(2018, 5, 24), 0), (date(2018, 5, 25), 1)])
def test_a_law_is_newer_only_once_it_is_in_force(
    day: date, found: int, ground: Ground, kinds: list[FindingKind]
) -> None:
    assert len(_pairs(_find(ground, kinds, DATED, day), "RevisionOlderThanLaw")) == found


def test_a_seat_abroad_is_no_recipient_abroad(ground: Ground, kinds: list[FindingKind]) -> None:
    text = "<#cafe> dpv:hasLocation loc:US . <#courier> a dpv:Recipient ; dpv:hasLocation loc:US ."
    assert _pairs(_find(ground, kinds, text), "ThirdCountryRecipientWithoutTransfer") == set()
    text = (
        EXAMPLES["ThirdCountryRecipientWithoutTransfer"][0] + ABROAD + "<#all> dpv:hasProcessing <#abroad> ."
    )
    assert _pairs(_find(ground, kinds, text), "ThirdCountryRecipientWithoutTransfer") == set()


@pytest.mark.parametrize("basis", ["eu-gdpr:A46-2-c", "eu-gdpr:A49-1-a", "eu-gdpr:A49-2"])
def test_a_ground_of_a_transfer_calls_for_no_right(
    basis: str, ground: Ground, kinds: list[FindingKind]
) -> None:
    text = ABROAD + f"<#abroad> dpv:hasLegalBasis {basis} ."
    assert _pairs(_find(ground, kinds, text), "RightMissingForBasis") == set()


def test_each_clash_is_found_and_each_fact_counted_once(ground: Ground, kinds: list[FindingKind]) -> None:
    text = LETTER + "<#letter> dpv:hasPurpose dpv:DirectMarketing ." + DENIED
    found = _find(ground, kinds, text)
    assert _pairs(found, "AssertedAndDenied") == {
        ("no", "letter.hasPurpose.DirectMarketing"),
        ("no", "letter.hasPurpose.Newsletter"),
    }
    assert [names([one.fact]) for one in contradictions(found)] == [["no"]]


def test_a_denial_on_a_process_covers_its_transfers(ground: Ground, kinds: list[FindingKind]) -> None:
    denied = (
        "<#no> a owl:NegativePropertyAssertion ; owl:sourceIndividual <#letter> ;"
        " owl:assertionProperty dpv:hasThirdCountry ; owl:targetIndividual term:OutsideEU .\n"
    )
    of_its_own = "<#letter> dpv:hasProcessing <#abroad> ."
    of_another = "<#notice> dpv:hasProcess <#file> . <#file> a dpv:Process ; dpv:hasProcessing <#abroad> ."
    text = LETTER + denied + ABROAD
    clash = {("no", "abroad.hasThirdCountry.US")}
    assert _pairs(_find(ground, kinds, text + of_its_own), "AssertedAndDenied") == clash
    assert _pairs(_find(ground, kinds, text + of_another), "AssertedAndDenied") == set()


def test_a_denial_covers_what_is_below_its_property(ground: Ground, kinds: list[FindingKind]) -> None:
    denied = DENIED.replace("hasPurpose", "hasRecipient").replace("dpv:Marketing", "term:ServiceProvider")
    text = LETTER + "<#letter> dpv:hasDataProcessor term:ITProvider ." + denied
    assert _pairs(_find(ground, kinds, text), "AssertedAndDenied") == {
        ("no", "letter.hasDataProcessor.ITProvider")
    }


@pytest.mark.parametrize("kind", EXAMPLES)
def test_a_fact_that_rests_on_two_statements_is_found_once(
    kind: str, ground: Ground, kinds: list[FindingKind]
) -> None:
    text, facts, _ = EXAMPLES[kind]
    quads = ground.policy(text)
    again = [
        Quad(NamedNode(quad.subject.value + "-again"), quad.predicate, quad.object, quad.graph_name)
        for quad in quads
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(fact_iri("").value)
    ]
    with ground.under([*quads, *again]) as store, judged(store, NOTICE, DAY):
        assert _pairs(find(store, NOTICE, kinds), kind) == facts


def test_another_notice_in_the_same_store_is_not_looked_at(ground: Ground, kinds: list[FindingKind]) -> None:
    other = NamedNode("https://example.org/other")
    with ground.under(ground.policy(oddity("WrongLaw"))) as store:
        store.add(Quad(other, RDF["type"], DPV["PrivacyNotice"]))
        assert find(store, other, kinds) == []
        store.remove(Quad(other, RDF["type"], DPV["PrivacyNotice"]))
