"""What is inferred of a notice: which conditions hold, what it shows, which laws apply, each by its facts."""

from __future__ import annotations

from datetime import date

import pytest
from pyoxigraph import NamedNode, Quad

from kg_api.reasoning.rules import infer
from kg_api.vocabulary import ASPECT, COND, DATA, DPV, LAW, RDF
from tests.reasoning.ground import DAY, LETTER, NOTICE, Ground, denial, fact_iri, names, transfer


def test_a_condition_holds_by_the_facts_that_say_so(ground: Ground) -> None:
    found = ground.infer(LETTER + "<#post> a dpv:Process ; dpv:hasPurpose dpv:DirectMarketing .")
    state, facts = found.states[COND["DirectMarketing"].value]
    assert (state, names(facts)) == (
        "holds",
        ["letter.hasPurpose.Newsletter", "post.hasPurpose.DirectMarketing"],
    )


def test_a_condition_is_excluded_by_a_denial_of_all_processing(ground: Ground) -> None:
    state, facts = ground.infer(denial("dpv:hasPurpose", "dpv:Marketing")).states[COND["Marketing"].value]
    assert (state, names(facts)) == ("excluded", ["no"])


def test_a_denial_of_one_process_or_of_something_narrower_excludes_nothing(ground: Ground) -> None:
    for text in (
        LETTER.replace("Newsletter", "CallSetup") + denial("dpv:hasPurpose", "dpv:Marketing", "letter"),
        denial("dpv:hasPurpose", "dpv:DirectMarketing"),
        denial("dpv:hasProcessing", "dpv:Marketing"),
    ):
        assert ground.infer(text).states[COND["Marketing"].value] == ("unknown", ())


def test_what_a_notice_both_does_and_denies_holds(ground: Ground) -> None:
    found = ground.infer(LETTER + denial("dpv:hasPurpose", "dpv:Marketing"))
    assert found.states[COND["Marketing"].value][0] == "holds"


def test_silence_is_unknown(ground: Ground) -> None:
    found = ground.infer("")
    known = {iri: state for iri, (state, _) in found.states.items() if state != "unknown"}
    assert known == {COND["AnyNotice"].value: "holds"}
    assert set(found.states) == set(ground.rules.conditions)
    assert (found.aspects, found.scopes) == ({}, {})


def test_any_notice_holds_without_a_fact_and_only_for_a_notice(ground: Ground) -> None:
    assert ground.infer("").states[COND["AnyNotice"].value] == ("holds", ())
    with ground.under([]) as store:
        assert infer(store, NOTICE, DAY, ground.rules).states[COND["AnyNotice"].value] == ("unknown", ())


@pytest.mark.parametrize("condition", ["BindingCorporateRules", "TransferConsent", "CompellingInterests"])
def test_without_what_it_requires_a_condition_cannot_hold(condition: str, ground: Ground) -> None:
    none = ground.infer(denial("dpv:hasThirdCountry", "term:OutsideEU"))
    assert none.states[COND["Transfers"].value] == ("excluded", (fact_iri("no"),))
    assert none.states[COND[condition].value] == ("excluded", (fact_iri("no"),))
    some = ground.infer(transfer("dpv:hasThirdCountry loc:US"))
    assert some.states[COND["Transfers"].value][0] == "holds"
    assert some.states[COND[condition].value] == ("unknown", ())


def test_facts_are_each_once_and_in_order(ground: Ground) -> None:
    text = (
        "<#b> a dpv:Process ; dpv:hasPurpose dpv:Marketing, dpv:DirectMarketing ."
        "<#a> a dpv:Process ; dpv:hasPurpose dpv:Marketing ."
    )
    facts = names(ground.infer(text).aspects[ASPECT["Purpose"].value])
    assert facts == ["a.hasPurpose.Marketing", "b.hasPurpose.DirectMarketing", "b.hasPurpose.Marketing"]


def test_a_fact_of_another_notice_is_not_seen(ground: Ground) -> None:
    quads = ground.policy(LETTER)
    with ground.under(quads) as store:
        other = NamedNode(f"{DATA}bar/2024-05/policy#notice")
        store.add(Quad(other, RDF["type"], DPV["PrivacyNotice"], other))
        found = infer(store, other, DAY, ground.rules)
        store.remove(Quad(other, RDF["type"], DPV["PrivacyNotice"], other))
    assert (found.aspects, found.states[COND["Marketing"].value]) == ({}, ("unknown", ()))


def test_hedged_and_implied_are_told_apart(ground: Ground) -> None:
    plain = transfer("dpv:hasThirdCountry loc:US")
    hedged = plain + "# hedged: abroad.hasThirdCountry.US\n"
    implied = hedged + "# implied: abroad.hasThirdCountry.US\n"
    shown = [
        {iri.removeprefix(ASPECT.iri) for iri in ground.infer(text).aspects}
        & {"Transfer", "HedgedTransfer", "ThirdCountryNamed"}
        for text in (plain, hedged, implied)
    ]
    assert shown == [
        {"Transfer", "ThirdCountryNamed"},
        {"Transfer", "HedgedTransfer", "ThirdCountryNamed"},
        {"Transfer", "HedgedTransfer"},
    ]


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (date(2020, 7, 15), {"Adequacy"}),
        (date(2020, 7, 17), {"InvalidGround"}),
    ],
)
def test_a_transfer_ground_holds_until_its_last_day(day: date, shown: set[str], ground: Ground) -> None:
    found = ground.infer(
        transfer("dpv:hasThirdCountry loc:US ; dpv:hasLegalBasis term:PrivacyShield-EU-US"), day
    )
    named = {iri.removeprefix(ASPECT.iri) for iri in found.aspects}
    assert named & {"Adequacy", "InvalidGround"} == shown


@pytest.mark.parametrize(
    ("seat", "language", "scopes"),
    [
        ("loc:NL", "nl", {"EU-Establishment", "ePrivacy"}),
        ("loc:NO", "no", {"EU-Establishment", "ePrivacy"}),
        ("loc:GB", "en", {"UK"}),
        ("loc:GB", "nl", {"UK", "EU-Targeting", "ePrivacy-Targeting"}),
        ("loc:US", "en", set()),
        ("loc:US", "fr", {"EU-Targeting", "ePrivacy-Targeting"}),
        ("loc:CH", "de", set()),
        ("loc:CH", "rm", set()),
        ("loc:CH-ZH", "de", set()),
        ("loc:CH-ZH", "nl", {"EU-Targeting", "ePrivacy-Targeting"}),
        ("loc:CA", "fr", set()),
        ("loc:CA", "nl", {"EU-Targeting", "ePrivacy-Targeting"}),
        ("loc:US", "en-US", set()),
    ],
)
def test_a_law_applies_by_seat_or_as_an_assumption_by_language(
    seat: str, language: str, scopes: set[str], ground: Ground
) -> None:
    found = ground.infer(f'<#cafe> dpv:hasLocation {seat} . <#notice> dct:language "{language}" .')
    assert {iri.removeprefix(LAW["Scope-"].value) for iri in found.scopes} == scopes
    for iri, facts in found.scopes.items():
        assert names(facts) == [f"cafe.hasLocation.{seat[4:]}"]
        assert ground.rules.scopes[iri].assumed == iri.endswith("Targeting")


@pytest.mark.parametrize(
    ("named", "scope", "assessed"),
    [("legal-sg:law-PDPA", "SG", True), ("term:AustralianPrivacyLaw", "AU", False)],
)
def test_a_law_applies_where_the_notice_names_it(
    named: str, scope: str, assessed: bool, ground: Ground
) -> None:
    found = ground.infer(f"<#notice> dpv:hasApplicableLaw {named} .")
    assert set(found.scopes) == {LAW[f"Scope-{scope}"].value}
    assert ground.rules.scopes[LAW[f"Scope-{scope}"].value].assessed == assessed


@pytest.mark.parametrize("basis", ["eu-gdpr:A46-2-c", "eu-gdpr:A49-1-a", "eu-gdpr:A49-2"])
def test_a_ground_of_a_transfer_is_no_basis_of_processing(basis: str, ground: Ground) -> None:
    # In DPV these are below contract, consent and legitimate interest.
    found = ground.infer(transfer(f"dpv:hasThirdCountry loc:US ; dpv:hasLegalBasis {basis}"))
    assert found.states[COND["Transfers"].value][0] == "holds"
    for name in ("Consent", "LegitimateInterests", "ObjectionToBePresented"):
        assert found.states[COND[name].value] == ("unknown", ())
    shown = {iri.removeprefix(ASPECT.iri) for iri in found.aspects}
    assert shown == {"Transfer", "ThirdCountryNamed", "Safeguard"}


def test_group_rules_among_several_grounds_can_be_explained_too(ground: Ground) -> None:
    grounds = "pkg:mayRelyOn eu-gdpr:A46-2-b, eu-gdpr:A46-2-c"
    found = ground.infer(transfer(f'dpv:hasThirdCountry loc:US ; {grounds} ; pkg:safeguardCopyAt "the site"'))
    assert found.states[COND["BindingCorporateRules"].value][0] == "holds"
    assert names(found.aspects[ASPECT["GroupRulesInformation"].value]) == ["abroad.safeguardCopyAt.the_site"]


def test_one_seat_within_is_enough(ground: Ground) -> None:
    found = ground.infer("<#cafe> dpv:hasLocation loc:US, loc:NL, loc:GB .")
    for condition in ("ControllerOutsideUnion", "NotEstablishedInUnitedKingdom"):
        assert found.states[COND[condition].value][0] == "excluded"


@pytest.mark.parametrize(
    ("day", "outside"), [(date(2018, 5, 24), True), (date(2018, 5, 25), False), (date(2026, 11, 22), False)]
)
def test_a_law_binds_from_its_first_day(day: date, outside: bool, ground: Ground) -> None:
    found = ground.infer("<#cafe> dpv:hasLocation loc:NL .", day)
    assert (LAW["GDPR"].value in found.not_in_force) == outside
    assert LAW["NL-Wbp"].value in ground.infer("", date(2018, 5, 25)).not_in_force
