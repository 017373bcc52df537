"""For each kind of finding a small notice in which it finds something, and one that comes near.

Small policies as in ``tests/reasoning/ground.py``.
"""

from __future__ import annotations

from tests.reasoning.ground import LETTER, denial, transfer

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


def oddity(kind: str) -> str:
    """Turtle of the oddity ``<#odd>`` of the text."""
    return f"<#notice> pkg:hasTextOddity <#odd> . <#odd> a pkg:TextOddity ; pkg:oddityKind pkg:{kind} .\n"


_ODD = "notice.hasTextOddity.odd"
DENIED = denial("dpv:hasPurpose", "dpv:Marketing")
ABROAD = transfer("dpv:hasThirdCountry loc:US")
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
COMPLAINT = """
<#notice> dpv:hasRight <#complaint> .
<#complaint> a dpv:Right ; skos:broader eu-gdpr:A77 ; pkg:complaintTo legal-be:DPA-BE .
"""
DATED = """
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
        LETTER + DENIED,
        {("no", "letter.hasPurpose.Newsletter")},
        LETTER.replace("Newsletter", "CallSetup") + DENIED,
    ),
    "UnionOnlyBesideTransfers": (
        "<#all> dpv:hasLocation loc:EU ." + ABROAD,
        {("all.hasLocation.EU", "abroad.hasThirdCountry.US")},
        "<#letter> a dpv:Process ; dpv:hasLocation loc:EU ." + ABROAD,
    ),
    "OnlyConsentBesideOtherBases": (
        "<#all> dpv:hasLegalBasis eu-gdpr:A6-1-a ." + LETTER + "<#letter> dpv:hasLegalBasis eu-gdpr:A6-1-b .",
        {("all.hasLegalBasis.A6-1-a", "letter.hasLegalBasis.A6-1-b")},
        "<#all> dpv:hasLegalBasis eu-gdpr:A6-1-a ."
        + ABROAD
        + "<#abroad> dpv:hasLegalBasis eu-gdpr:A46-2-c .",
    ),
    "ConsentClaimedBesideOtherBases": (
        oddity("ConsentClaimedFromUse") + LETTER + "<#letter> dpv:hasLegalBasis eu-gdpr:A6-1-b .",
        {(_ODD, "letter.hasLegalBasis.A6-1-b")},
        oddity("ConsentClaimedFromUse") + LETTER + "<#letter> dpv:hasLegalBasis eu-gdpr:A6-1-a .",
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
        oddity("DefunctAuthority") + COMPLAINT,
        {(_ODD, "complaint.complaintTo.DPA-BE")},
        oddity("DefunctAuthority") + COMPLAINT + f"# passage p1: {_ODD}, complaint.complaintTo.DPA-BE\n",
    ),
    "BasisWithoutPurpose": (
        "<#all> dpv:hasLegalBasis eu-gdpr:A6-1-c ." + LETTER + "<#letter> dpv:hasLegalBasis eu-gdpr:A6-1-a .",
        {("all.hasLegalBasis.A6-1-c", None)},
        "<#all> dpv:hasLegalBasis eu-gdpr:A6-1-c ." + LETTER + "<#letter> dpv:hasLegalBasis eu-gdpr:A6-1-c .",
    ),
    "PurposeWithoutBasis": (
        LETTER,
        {("letter.hasPurpose.Newsletter", None)},
        LETTER + "<#letter> dpv:hasLegalBasis eu-gdpr:A6-1-a .",
    ),
    "RightMissingForBasis": (
        LETTER.replace("Newsletter", "CallSetup")
        + "<#letter> dpv:hasLegalBasis eu-gdpr:A6-1-f, eu-gdpr:A6-1-b ."
        + "<#notice> dpv:hasRight <#marketing>, eu-gdpr:A20 ."
        + "<#marketing> a dpv:DataSubjectRight ; skos:broader term:RightToObjectToDirectMarketing .",
        {("letter.hasLegalBasis.A6-1-f", None)},
        LETTER.replace("Newsletter", "CallSetup")
        + "<#letter> dpv:hasLegalBasis eu-gdpr:A6-1-f . <#notice> dpv:hasRight eu-gdpr:A21 .",
    ),
    "InvalidTransferGround": (
        ABROAD + "<#abroad> pkg:mayRelyOn term:PrivacyShield-EU-US, eu-gdpr:A46-2-c .",
        {("abroad.mayRelyOn.PrivacyShield-EU-US", None)},
        ABROAD + "<#abroad> dpv:hasLegalBasis eu-gdpr:A46-2-c .",
    ),
    "RevisionOlderThanLaw": (
        DATED,
        {("notice.issued.2018-01-02", None)},
        DATED.replace("2018-01-02", "2024-04-30"),
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
        ABROAD,
        {("abroad.hasThirdCountry.US", None)},
        ABROAD + "<#abroad> pkg:mayRelyOn eu-gdpr:A46-2-c .",
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
        "<#notice> dpv:hasDataController <#cafe> ." + COMPLAINT,
    ),
    "TransferUnspecific": (
        ABROAD.replace("loc:US", "term:OutsideEU"),
        {("abroad.hasThirdCountry.OutsideEU", None)},
        ABROAD,
    ),
    "InterestNotStated": (
        LETTER + "<#letter> dpv:hasLegalBasis eu-gdpr:A6-1-f .",
        {("letter.hasLegalBasis.A6-1-f", None)},
        LETTER
        + "<#letter> dpv:hasLegalBasis <#ours> . <#ours> a dpv:LegalBasis ; skos:broader eu-gdpr:A6-1-f ;"
        " dpv:hasJustification <#fraud> . <#fraud> a dpv:Justification .",
    ),
    "JointControllersWithoutArrangement": (
        LETTER + "<#letter> dpv:hasJointDataControllers <#other> .",
        {("letter.hasJointDataControllers.other", None)},
        "<#notice> dpv:hasProcess <#letter> ." + LETTER + "<#letter> dpv:hasJointDataControllers <#other> ;"
        " dpv:hasTechnicalOrganisationalMeasure dpv:JointDataControllersAgreement .",
    ),
    "MarketingCookiesWithoutConsent": (
        LETTER + "<#letter> dpv:isImplementedUsingTechnology tech:Cookie .",
        {("letter.hasPurpose.Newsletter", None)},
        LETTER
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
        ABROAD + "<#abroad> pkg:mayRelyOn legal-eu:Adequacy-EU-CH .",
        {("abroad.mayRelyOn.Adequacy-EU-CH", None)},
        ABROAD.replace("loc:US", "loc:CH") + "<#abroad> pkg:mayRelyOn legal-eu:Adequacy-EU-CH .",
    ),
    # One hedged of four, and of five.
    "MostlyHedged": (
        _HEDGED,
        {("letter.hasPersonalData.Name", None)},
        _HEDGED.replace("pd:Name", "pd:Name, pd:Age"),
    ),
    **{
        kind: (
            oddity(kind),
            {(_ODD, None)},
            oddity("RepealedLaw" if kind != "RepealedLaw" else "WrongLaw"),
        )
        for kind in ODDITIES
    },
}
