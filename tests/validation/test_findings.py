"""Each kind of finding on a notice in which it finds something and on one that comes near; and pySHACL beside it.

Small policies as in ``tests/reasoning/ground.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store, Variable

from kg_api.corpus.policies import PolicyVersion, read_corpus
from kg_api.reasoning.facts import describe
from kg_api.resources import Resources
from kg_api.validation.findings import Finding, FindingKind, contradictions, find, read_kinds
from kg_api.validation.run import validate
from kg_api.validation.shapes import Shapes, load_shapes
from kg_api.vocabulary import DPV, PKG, PREFIXES, RDF, SH, XSD
from tests.reasoning.ground import NOTICE, Ground, fact_iri, names

DAY = date(2024, 5, 1)
ODDITIES = [
    "ConsentClaimedFromUse",
    "ContradictoryText",
    "DefunctAuthority",
    "ForeignContactDomain",
    "GarbledContact",
    "InconsistentContact",
    "MachineTranslation",
    "MisspeltName",
    "OtherOrganisationNamed",
    "PlaceholderLeft",
    "RepealedLaw",
    "WrongAuthority",
    "GapInNumbering",
    "WrongCrossReference",
    "WrongLaw",
]
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


def _oddity(kind: str) -> str:
    return f"<#notice> pkg:hasTextOddity <#odd> . <#odd> a pkg:TextOddity ; pkg:oddityKind pkg:{kind} .\n"


_ODD = "notice.hasTextOddity.odd"
_LETTER = "<#notice> dpv:hasProcess <#letter> . <#letter> a dpv:Process ; dpv:hasPurpose term:Newsletter .\n"
_DENIED = (
    "<#no> a owl:NegativePropertyAssertion ; owl:sourceIndividual <#all> ;"
    " owl:assertionProperty dpv:hasPurpose ; owl:targetIndividual dpv:Marketing .\n"
)
_ABROAD = "<#abroad> a dpv:Processing ; skos:broader dpv:CrossBorderTransfer ; dpv:hasThirdCountry loc:US .\n"
_COOKIES = """
<#wanted> a dpv:Process ; dpv:isImplementedUsingTechnology tech:Cookie ; dpv:hasLegalBasis eu-gdpr:A6-1-a .
<#needed> a dpv:Process ; dpv:isImplementedUsingTechnology tech:Cookie ; dpv:hasLegalBasis eu-gdpr:A6-1-f .
"""
_ENDLESS = """
<#archive> a dpv:Process ; dpv:hasStorageCondition <#kept> .
<#kept> a dpv:StorageDuration ; dpv:hasDuration <#ever> . <#ever> a dpv:EndlessDuration .
"""
_NEEDED = """
<#all> dpv:hasStorageCondition <#needed> .
<#needed> a dpv:StorageDuration ; dpv:hasDuration <#while> .
<#while> a dpv:IndeterminateDuration ; pkg:criterion term:AsLongAsNecessary .
"""
_DATA = (
    "<#notice> dpv:hasProcess <#letter> . <#letter> a dpv:Process ; dpv:hasPersonalData pd:EmailAddress .\n"
)
_COMPLAINT = """
<#notice> dpv:hasRight <#complaint> .
<#complaint> a dpv:Right ; skos:broader eu-gdpr:A77 ; pkg:complaintTo legal-be:DPA-BE .
"""
_DATED = """
<#cafe> dpv:hasLocation loc:NL . <#notice> dct:issued "2018-01-02"^^xsd:date ; pkg:sortDate "2018-01-02"^^xsd:date .
"""
_OPT_OUT = """
<#track> a dpv:Process ; dpv:isImplementedUsingTechnology tech:Cookie ;
    dpv:hasEntityInvolvement dpv:OptingOutFromProcess .
"""
_HEALTH = "<#health> a dpv:Process ; dpv:hasPersonalData pd:Health ; dpv:hasLegalBasis eu-gdpr:A9-2-h .\n"
_HEDGED = """
<#letter> a dpv:Process ; dpv:hasPurpose term:Newsletter ; dpv:hasPersonalData pd:EmailAddress, pd:Name .
# hedged: letter.hasPersonalData.Name
"""

# By kind: a notice, the facts found in it each with the one that it clashes with, and a notice that comes near.
EXAMPLES: dict[str, tuple[str, set[tuple[str, str | None]], str]] = {
    "AssertedAndDenied": (
        _LETTER + _DENIED,
        {("no", "letter.hasPurpose.Newsletter")},
        _LETTER.replace("Newsletter", "CallSetup") + _DENIED,
    ),
    "UnionOnlyBesideTransfers": (
        "<#all> dpv:hasLocation loc:EU ." + _ABROAD,
        {("all.hasLocation.EU", "abroad.hasThirdCountry.US")},
        "<#letter> a dpv:Process ; dpv:hasLocation loc:EU ." + _ABROAD,
    ),
    "OnlyConsentBesideOtherBases": (
        "<#all> dpv:hasLegalBasis eu-gdpr:A6-1-a ."
        + _LETTER
        + "<#letter> dpv:hasLegalBasis eu-gdpr:A6-1-b .",
        {("all.hasLegalBasis.A6-1-a", "letter.hasLegalBasis.A6-1-b")},
        "<#all> dpv:hasLegalBasis eu-gdpr:A6-1-a ."
        + _ABROAD
        + "<#abroad> dpv:hasLegalBasis eu-gdpr:A46-2-c .",
    ),
    "ConsentClaimedBesideOtherBases": (
        _oddity("ConsentClaimedFromUse") + _LETTER + "<#letter> dpv:hasLegalBasis eu-gdpr:A6-1-b .",
        {(_ODD, "letter.hasLegalBasis.A6-1-b")},
        _oddity("ConsentClaimedFromUse") + _LETTER + "<#letter> dpv:hasLegalBasis eu-gdpr:A6-1-a .",
    ),
    "CookiesOnTwoBases": (
        _COOKIES,
        {("wanted.hasLegalBasis.A6-1-a", "needed.hasLegalBasis.A6-1-f")},
        _COOKIES.replace("A6-1-f", "A9-2-a"),
    ),
    "EndlessBesideNecessary": (
        _ENDLESS + _NEEDED,
        {("all.hasStorageCondition.needed", "archive.hasStorageCondition.kept")},
        _ENDLESS + _NEEDED.replace("<#all>", "<#letter>"),
    ),
    "TwoAuthorities": (
        _oddity("DefunctAuthority") + _COMPLAINT,
        {(_ODD, "complaint.complaintTo.DPA-BE")},
        _oddity("DefunctAuthority") + _COMPLAINT + f"# passage p1: {_ODD}, complaint.complaintTo.DPA-BE\n",
    ),
    "BasisWithoutPurpose": (
        "<#all> dpv:hasLegalBasis eu-gdpr:A6-1-c ."
        + _LETTER
        + "<#letter> dpv:hasLegalBasis eu-gdpr:A6-1-a .",
        {("all.hasLegalBasis.A6-1-c", None)},
        "<#all> dpv:hasLegalBasis eu-gdpr:A6-1-c ."
        + _LETTER
        + "<#letter> dpv:hasLegalBasis eu-gdpr:A6-1-c .",
    ),
    "PurposeWithoutBasis": (
        _LETTER,
        {("letter.hasPurpose.Newsletter", None)},
        _LETTER + "<#letter> dpv:hasLegalBasis eu-gdpr:A6-1-a .",
    ),
    "RightMissingForBasis": (
        _LETTER.replace("Newsletter", "CallSetup")
        + "<#letter> dpv:hasLegalBasis eu-gdpr:A6-1-f, eu-gdpr:A6-1-b ."
        + "<#notice> dpv:hasRight <#marketing>, eu-gdpr:A20 ."
        + "<#marketing> a dpv:DataSubjectRight ; skos:broader term:RightToObjectToDirectMarketing .",
        {("letter.hasLegalBasis.A6-1-f", None)},
        _LETTER.replace("Newsletter", "CallSetup")
        + "<#letter> dpv:hasLegalBasis eu-gdpr:A6-1-f . <#notice> dpv:hasRight eu-gdpr:A21 .",
    ),
    "InvalidTransferGround": (
        _ABROAD + "<#abroad> pkg:mayRelyOn term:PrivacyShield-EU-US, eu-gdpr:A46-2-c .",
        {("abroad.mayRelyOn.PrivacyShield-EU-US", None)},
        _ABROAD + "<#abroad> dpv:hasLegalBasis eu-gdpr:A46-2-c .",
    ),
    "RevisionOlderThanLaw": (
        _DATED,
        {("notice.issued.2018-01-02", None)},
        _DATED.replace("2018-01-02", "2024-04-30"),
    ),
    "Undated": (
        "",
        {("notice.hasDataController.cafe", None)},
        '<#notice> dct:modified "2024"^^xsd:gYear .',
    ),
    "CookiesByOptOut": (
        _OPT_OUT,
        {("track.hasEntityInvolvement.OptingOutFromProcess", None)},
        _OPT_OUT + "<#track> dpv:hasLegalBasis eu-gdpr:A6-1-a .",
    ),
    "EndlessRetention": (
        _ENDLESS,
        {("archive.hasStorageCondition.kept", None)},
        _ENDLESS.replace("EndlessDuration", "IndeterminateDuration"),
    ),
    "OnlyAsLongAsNecessary": (
        _NEEDED + _DATA,
        {("all.hasStorageCondition.needed", None)},
        _NEEDED + _DATA + _ENDLESS.replace("archive", "letter"),
    ),
    "TransferWithoutGround": (
        _ABROAD,
        {("abroad.hasThirdCountry.US", None)},
        _ABROAD + "<#abroad> pkg:mayRelyOn eu-gdpr:A46-2-c .",
    ),
    "ThirdCountryRecipientWithoutTransfer": (
        "<#courier> a dpv:Recipient ; dpv:hasLocation loc:US .",
        {("courier.hasLocation.US", None)},
        "<#courier> a dpv:Recipient ; dpv:hasLocation loc:NO .",
    ),
    "SpecialCategoryWithoutGround": (
        _HEALTH.replace("A9-2-h", "A6-1-b"),
        {("health.hasPersonalData.Health", None)},
        _HEALTH,
    ),
    "NoComplaintRight": (
        "<#notice> dpv:hasDataController <#cafe> .",
        {("notice.hasDataController.cafe", None)},
        "<#notice> dpv:hasDataController <#cafe> ." + _COMPLAINT,
    ),
    "TransferUnspecific": (
        _ABROAD.replace("loc:US", "term:OutsideEU"),
        {("abroad.hasThirdCountry.OutsideEU", None)},
        _ABROAD,
    ),
    "InterestNotStated": (
        _LETTER + "<#letter> dpv:hasLegalBasis eu-gdpr:A6-1-f .",
        {("letter.hasLegalBasis.A6-1-f", None)},
        _LETTER
        + "<#letter> dpv:hasLegalBasis <#ours> . <#ours> a dpv:LegalBasis ; skos:broader eu-gdpr:A6-1-f ;"
        " dpv:hasJustification <#fraud> . <#fraud> a dpv:Justification .",
    ),
    "JointControllersWithoutArrangement": (
        _LETTER + "<#letter> dpv:hasJointDataControllers <#other> .",
        {("letter.hasJointDataControllers.other", None)},
        "<#notice> dpv:hasProcess <#letter> ." + _LETTER + "<#letter> dpv:hasJointDataControllers <#other> ;"
        " dpv:hasTechnicalOrganisationalMeasure dpv:JointDataControllersAgreement .",
    ),
    "MarketingCookiesWithoutConsent": (
        _LETTER + "<#letter> dpv:isImplementedUsingTechnology tech:Cookie .",
        {("letter.hasPurpose.Newsletter", None)},
        _LETTER
        + "<#letter> dpv:isImplementedUsingTechnology tech:Cookie ; dpv:hasLegalBasis eu-gdpr:A6-1-a .",
    ),
    "RetentionNeverBegins": (
        _ENDLESS.replace("dpv:EndlessDuration", "dpv:UntilEventDuration ; pkg:trigger term:EndOfContract")
        + "<#archive> dpv:hasDataSubject dpv:Visitor .",
        {("archive.hasStorageCondition.kept", None)},
        _ENDLESS.replace("dpv:EndlessDuration", "dpv:UntilEventDuration ; pkg:trigger term:EndOfContract")
        + "<#archive> dpv:hasDataSubject dpv:Customer .",
    ),
    "ReaderMustCheckForChanges": (
        "<#notice> pkg:noticeCharacteristic term:ReaderMustCheckForChanges .",
        {("notice.noticeCharacteristic.ReaderMustCheckForChanges", None)},
        "<#notice> pkg:noticeCharacteristic term:ChangesAnnounced .",
    ),
    "AlternativeNotValidForCountry": (
        _ABROAD + "<#abroad> pkg:mayRelyOn legal-eu:Adequacy-EU-CH .",
        {("abroad.mayRelyOn.Adequacy-EU-CH", None)},
        _ABROAD.replace("loc:US", "loc:CH") + "<#abroad> pkg:mayRelyOn legal-eu:Adequacy-EU-CH .",
    ),
    # One hedged of four, and of five.
    "MostlyHedged": (
        _HEDGED,
        {("letter.hasPersonalData.Name", None)},
        _HEDGED.replace("pd:Name", "pd:Name, pd:Age"),
    ),
    **{
        kind: (
            _oddity(kind),
            {(_ODD, None)},
            _oddity("RepealedLaw" if kind != "RepealedLaw" else "WrongLaw"),
        )
        for kind in ODDITIES
    },
}


@pytest.fixture(scope="module")
def ground(resources: Resources) -> Ground:
    return Ground(resources)


@pytest.fixture(scope="module")
def finding_shapes(resources: Resources) -> Shapes:
    return load_shapes(resources.shapes / "findings")


@pytest.fixture(scope="module")
def kinds(finding_shapes: Shapes) -> list[FindingKind]:
    return read_kinds(finding_shapes)


@contextmanager
def _judged(store: Store, notice: NamedNode, day: date) -> Iterator[Store]:
    quad = Quad(notice, PKG["judgedAt"], Literal(day.isoformat(), datatype=XSD["date"]))
    store.add(quad)
    yield store
    store.remove(quad)


def _find(ground: Ground, kinds: list[FindingKind], text: str, day: date = DAY) -> list[Finding]:
    with ground.under(ground.policy(text)) as store, _judged(store, NOTICE, day):
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
    assert _find(ground, kinds, '<#notice> dct:issued "2024"^^xsd:gYear .' + _COMPLAINT) == []


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
    assert len(_pairs(_find(ground, kinds, _DATED, day), "RevisionOlderThanLaw")) == found


def test_a_seat_abroad_is_no_recipient_abroad(ground: Ground, kinds: list[FindingKind]) -> None:
    text = "<#cafe> dpv:hasLocation loc:US . <#courier> a dpv:Recipient ; dpv:hasLocation loc:US ."
    assert _pairs(_find(ground, kinds, text), "ThirdCountryRecipientWithoutTransfer") == set()
    text = (
        EXAMPLES["ThirdCountryRecipientWithoutTransfer"][0] + _ABROAD + "<#all> dpv:hasProcessing <#abroad> ."
    )
    assert _pairs(_find(ground, kinds, text), "ThirdCountryRecipientWithoutTransfer") == set()


@pytest.mark.parametrize("basis", ["eu-gdpr:A46-2-c", "eu-gdpr:A49-1-a", "eu-gdpr:A49-2"])
def test_a_ground_of_a_transfer_calls_for_no_right(
    basis: str, ground: Ground, kinds: list[FindingKind]
) -> None:
    text = _ABROAD + f"<#abroad> dpv:hasLegalBasis {basis} ."
    assert _pairs(_find(ground, kinds, text), "RightMissingForBasis") == set()


def test_each_clash_is_found_and_each_fact_counted_once(ground: Ground, kinds: list[FindingKind]) -> None:
    text = _LETTER + "<#letter> dpv:hasPurpose dpv:DirectMarketing ." + _DENIED
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
    text = _LETTER + denied + _ABROAD
    clash = {("no", "abroad.hasThirdCountry.US")}
    assert _pairs(_find(ground, kinds, text + of_its_own), "AssertedAndDenied") == clash
    assert _pairs(_find(ground, kinds, text + of_another), "AssertedAndDenied") == set()


def test_a_denial_covers_what_is_below_its_property(ground: Ground, kinds: list[FindingKind]) -> None:
    denied = _DENIED.replace("hasPurpose", "hasRecipient").replace("dpv:Marketing", "term:ServiceProvider")
    text = _LETTER + "<#letter> dpv:hasDataProcessor term:ITProvider ." + denied
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
    with ground.under([*quads, *again]) as store, _judged(store, NOTICE, DAY):
        assert _pairs(find(store, NOTICE, kinds), kind) == facts


def test_another_notice_in_the_same_store_is_not_looked_at(ground: Ground, kinds: list[FindingKind]) -> None:
    other = NamedNode("https://example.org/other")
    with ground.under(ground.policy(_oddity("WrongLaw"))) as store:
        store.add(Quad(other, RDF["type"], DPV["PrivacyNotice"]))
        assert find(store, other, kinds) == []
        store.remove(Quad(other, RDF["type"], DPV["PrivacyNotice"]))


# ── The same through SHACL ────────────────────────────────────────────────────────────────────────────────


def _versions(resources: Resources) -> dict[PolicyVersion, list[Quad]]:
    return read_corpus(resources.data).policies


def test_pyshacl_finds_the_same_in_every_policy(
    resources: Resources, ground: Ground, finding_shapes: Shapes, kinds: list[FindingKind]
) -> None:
    compared = 0
    for version, quads in _versions(resources).items():
        source = version.graph("source")
        notice = NamedNode(describe(version.controller, source, quads).of_type(DPV["PrivacyNotice"])[0])
        with ground.under(quads, version.controller, source) as store, _judged(store, notice, DAY):
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
            with ground.under(ground.policy(one)) as store, _judged(store, NOTICE, DAY):
                ours = {(found.kind.iri, found.fact) for found in find(store, NOTICE, kinds)}
                results = validate(store, finding_shapes).results
            assert {(result.shape, result.value) for result in results} == ours
