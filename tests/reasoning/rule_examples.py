"""For rules that no policy of ``data/`` matches: what they match, and what comes near and is not matched."""

from __future__ import annotations

from tests.reasoning.ground import denial, transfer

_SCORING = "<#scoring> a dpv:Process ; dpv:hasContext dpv:AutomatedDecisionMaking .\n"
_OTHER = "<#other> a dpv:Process .\n"
_COOKIE = "<#cookie> a dpv:Process, pkg:CookieRecord ; dpv:isImplementedUsingTechnology tech:Cookie .\n"
_KEPT = "<#kept> a dpv:StorageDuration ; dpv:hasDuration <#long> . <#long> a dpv:UntilEventDuration .\n"


def _process(rest: str) -> str:
    return f"<#letter> a dpv:Process ; {rest} .\n"


# By the name of a pattern: that of its rule, and what it is for.
EXAMPLES: dict[str, tuple[str, str]] = {
    "AutomatedDecisions holds": (_SCORING, _SCORING.replace("AutomatedDecisionMaking", "EvaluationScoring")),
    "AutomatedDecisions excluded": (
        denial("dpv:hasContext", "dpv:AutomatedDecisionMaking"),
        _OTHER + denial("dpv:hasContext", "dpv:AutomatedDecisionMaking", "other"),
    ),
    "BindingCorporateRules holds": (
        transfer("dpv:hasThirdCountry loc:US ; dpv:hasLegalBasis eu-gdpr:A46-2-b"),
        transfer("dpv:hasThirdCountry loc:US ; dpv:hasLegalBasis eu-gdpr:A46-2-c"),
    ),
    "TransferConsent holds": (
        transfer("dpv:hasThirdCountry loc:US ; dpv:hasLegalBasis eu-gdpr:A49-1-a"),
        transfer("dpv:hasThirdCountry loc:US") + _process("dpv:hasLegalBasis eu-gdpr:A6-1-a"),
    ),
    "CompellingInterests holds": (
        transfer("dpv:hasThirdCountry loc:US ; pkg:mayRelyOn eu-gdpr:A49-2, eu-gdpr:A46-2-c"),
        transfer("dpv:hasThirdCountry loc:US") + _process("dpv:hasLegalBasis eu-gdpr:A6-1-f"),
    ),
    "DirectMarketing excluded": (
        denial("dpv:hasPurpose", "dpv:Marketing"),
        denial("dpv:hasPurpose", "term:Newsletter"),
    ),
    "Marketing excluded": (
        denial("dpv:hasPurpose", "dpv:Marketing"),
        denial("dpv:hasPurpose", "dpv:DirectMarketing"),
    ),
    "IndirectCollection excluded": (
        denial("dpv:hasDataSource", "dpv:ThirdPartyDataSource"),
        denial("dpv:hasDataSource", "dpv:PublicDataSource"),
    ),
    "Recipients excluded": (
        denial("dpv:hasRecipient", "dpv:Recipient"),
        denial("dpv:hasRecipient", "term:AdvertisingNetwork"),
    ),
    "Children holds": (_process("dpv:hasDataSubject dpv:Child"), _process("dpv:hasDataSubject dpv:Customer")),
    "ExceptionClaimed holds": (
        "<#notice> pkg:noticeCharacteristic term:ExceptionFromInforming .",
        "<#notice> pkg:noticeCharacteristic term:ChangesAnnounced .",
    ),
    "FurtherPurposes holds": (
        _process("dpv:hasPurpose term:FurtherPurpose"),
        _process("dpv:hasPurpose term:Newsletter"),
    ),
    "InterestsExceptionInSingapore holds": (
        _process("dpv:hasLegalBasis term:SG-LegitimateInterests"),
        _process("dpv:hasLegalBasis eu-gdpr:A6-1-f"),
    ),
    "RecognisedInterests holds": (
        _process("dpv:hasLegalBasis term:UK-A6-1-ea"),
        _process("dpv:hasLegalBasis eu-gdpr:A6-1-f"),
    ),
    "MarketingCalls holds": (
        _process("dpv:hasPurpose term:Telemarketing"),
        _process("dpv:hasPurpose dpv:DirectMarketing"),
    ),
    "OnlinePlatform holds": (
        _process("dpv:isImplementedUsingTechnology term:OnlinePlatform"),
        _process("dpv:isImplementedUsingTechnology tech:Cookie"),
    ),
    "Article9Ground shown": (
        _process("dpv:hasPersonalData pd:Health ; dpv:hasLegalBasis eu-gdpr:A9-2-h"),
        _process("dpv:hasPersonalData pd:Health ; dpv:hasLegalBasis eu-gdpr:A6-1-b"),
    ),
    "AutomatedDecision shown": (
        _SCORING,
        _SCORING.replace("AutomatedDecisionMaking", "EvaluationScoring"),
    ),
    "DecisionLogic shown": (
        _SCORING + "<#scoring> dpv:hasAlgorithmicLogic <#rules> .",
        _SCORING + _OTHER + "<#other> dpv:hasAlgorithmicLogic <#rules> .",
    ),
    "DecisionConsequence shown": (
        _SCORING + "<#scoring> dpv:hasConsequence <#refusal> . <#refusal> a dpv:Consequence .",
        _SCORING + _OTHER + "<#other> dpv:hasConsequence <#refusal> . <#refusal> a dpv:Consequence .",
    ),
    "HumanIntervention shown": (
        _SCORING + "<#scoring> dpv:hasHumanInvolvement dpv:HumanInvolvementForIntervention .",
        _SCORING + _OTHER + "<#other> dpv:hasHumanInvolvement dpv:HumanInvolvementForIntervention .",
    ),
    "BalancingSummary shown": (
        _process("dpv:hasTechnicalOrganisationalMeasure term:BalancingTestSummary"),
        _process("dpv:hasTechnicalOrganisationalMeasure dpv:LegitimateInterestAssessment"),
    ),
    "ConsentForMarketingSingapore shown": (
        _process("dpv:hasPurpose term:Telemarketing"),
        _process("dpv:hasPurpose dpv:DirectMarketing"),
    ),
    "CookieInformationBeforehand shown": (
        "<#notice> pkg:noticeCharacteristic term:CookieInformationBeforehand .",
        "<#notice> pkg:noticeCharacteristic term:CookieStatementElsewhere .",
    ),
    "CookieWithoutDuration shown": (_COOKIE, _COOKIE + _KEPT + "<#cookie> dpv:hasStorageCondition <#kept> ."),
    "ExceptionIdentified shown": (
        "<#notice> pkg:noticeCharacteristic term:ExceptionFromInforming .",
        "<#notice> pkg:noticeCharacteristic term:ChangesAnnounced .",
    ),
    "GroupRulesInformation shown": (
        transfer('dpv:hasLegalBasis eu-gdpr:A46-2-b ; pkg:safeguardCopyAt "on request"'),
        transfer('dpv:hasLegalBasis eu-gdpr:A46-2-c ; pkg:safeguardCopyAt "on request"'),
    ),
    "JointArrangement shown": (
        "<#all> dpv:hasTechnicalOrganisationalMeasure dpv:JointDataControllersAgreement .",
        "<#all> dpv:hasTechnicalOrganisationalMeasure dpv:LegitimateInterestAssessment .",
    ),
    "ObjectionSeparate shown": (
        """<#notice> dpv:hasRight <#objection>, eu-gdpr:A15 .
        <#objection> a dpv:DataSubjectRight ; skos:broader term:RightToObjectToDirectMarketing .
        <evidence#p1> pkg:section "5" . <evidence#p2> pkg:section "6" .
        # passage p1: notice.hasRight.objection
        # passage p2: notice.hasRight.A15
        """,
        """<#notice> dpv:hasRight <#objection>, eu-gdpr:A15 .
        <#objection> a dpv:DataSubjectRight ; skos:broader term:RightToObjectToDirectMarketing .
        <evidence#p1> pkg:section "5" . <evidence#p2> pkg:section "5" .
        # passage p1: notice.hasRight.objection
        # passage p2: notice.hasRight.A15
        """,
    ),
    "ParentalConsent shown": (
        _process("dpv:hasDataSubject dpv:Child ; dpv:hasLegalBasis eu-gdpr:A6-1-a"),
        _process("dpv:hasDataSubject dpv:Child ; dpv:hasLegalBasis eu-gdpr:A6-1-b"),
    ),
    "RecognisedInterestNamed shown": (
        _process("dpv:hasLegalBasis term:UK-A6-1-ea"),
        _process("dpv:hasLegalBasis eu-gdpr:A6-1-f"),
    ),
    "Representative shown": (
        "<#cafe> dpv:hasRepresentative <#agent> .",
        "<#cafe> dpv:hasDataProtectionOfficer <#agent> .",
    ),
    "RepresentativeContact shown": (
        '<#cafe> dpv:hasRepresentative <#agent> . <#agent> dpv:hasContact "agent@example.org" .',
        '<#cafe> dpv:hasRepresentative <#agent> ; dpv:hasContact "cafe@example.org" .',
    ),
    "RightsFreeOfCharge shown": (
        "<#right> a dpv:DataSubjectRight ; skos:broader eu-gdpr:A15 ; dpv:hasFee dpv:FeeNotRequired .",
        "<#right> a dpv:DataSubjectRight ; skos:broader eu-gdpr:A77 ; dpv:hasFee dpv:FeeNotRequired .",
    ),
    "TrafficDataDuration shown": (
        _KEPT
        + _process(
            "dpv:hasPurpose term:CallSetup ; dpv:hasRecipient dpv:Authority ; dpv:hasStorageCondition <#kept>"
        ),
        _KEPT
        + _process(
            "dpv:hasPurpose term:Newsletter ; dpv:hasRecipient dpv:Authority ; dpv:hasStorageCondition <#kept>"
        ),
    ),
    "TransferInterest shown": (
        transfer("dpv:hasLegalBasis <#ground>")
        + "<#ground> a dpv:LegalBasis ; skos:broader eu-gdpr:A49-2 ; dpv:hasJustification <#why> ."
        + "<#why> a dpv:Justification .",
        transfer("dpv:hasLegalBasis <#ground>") + "<#ground> a dpv:LegalBasis ; skos:broader eu-gdpr:A49-2 .",
    ),
    "TransferRisk shown": (
        transfer("dpv:hasRisk <#risk>"),
        transfer("dpv:hasThirdCountry loc:US") + _OTHER + "<#other> dpv:hasRisk <#risk> .",
    ),
    "WithdrawalAsEasy shown": (
        "<#right> a dpv:DataSubjectRight ; skos:broader eu-gdpr:A7-3 ; pkg:rightCharacteristic term:AsEasyAsGiving .",
        "<#right> a dpv:DataSubjectRight ; skos:broader eu-gdpr:A7-3 ; pkg:rightCharacteristic term:AtAnyTime .",
    ),
}
