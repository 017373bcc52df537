"""What the duties of shapes/duties/ ask, as a table to hold them against.

A line of the table is a duty, its condition and what it looks for: ``A`` an aspect to show, ``-A`` one not to show,
``A|B`` one of both; without it the duty is partly met, with a ``!`` behind it not met.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kg_api.validation.duties import Outcome
from kg_api.vocabulary import LAW

TABLE = """
EPD-E1 Cookies elsewhere: CookiePurpose! CookieInformationBeforehand
EPD-E2 Cookies elsewhere: CookieConsent! -CookieConsentClaimedFromUse! -CookieOptOut! -CookieWithoutConsent
EPD-E3 Cookies elsewhere: CookiePurpose! CookieListed -CookieWithoutPurpose
EPD-E4 Cookies elsewhere: CookieDuration! -CookieWithoutDuration
EPD-E5 Cookies elsewhere: CookieThirdParty! -CookieThirdPartyUnclear
EPD-E6 Cookies elsewhere: CookieWithdrawal! WithdrawalAsEasy
EPD-E7 Cookies undecidable
EPD-E8 CommunicationsService: TrafficData! TrafficDataDuration
EPD-E9 DirectMarketing: MarketingChoice! MarketingConsent RightToOptOut
EPD-E10 DirectMarketing undecidable
EPD-E11 CookieVendors: VendorNamed! -VendorUnclear
EPD-E12 OnlinePlatform undecidable
GDPR-1 AnyNotice: ControllerName!
GDPR-2 AnyNotice: ControllerContact!
GDPR-3 ControllerOutsideUnion: Representative!
GDPR-4 ControllerOutsideUnion: RepresentativeContact!
GDPR-5 JointControllers: JointControllerNamed! JointArrangement JointContactPoint
GDPR-6 OfficerDesignated: OfficerContact!
GDPR-7 AnyNotice: Purpose! -VaguePurpose
GDPR-8 AnyNotice: LegalBasis! -MostPurposesWithoutBasis
GDPR-9 AnyNotice: LinkedProcess! -UnlinkedProcess
GDPR-10 LegitimateInterests: InterestStated! -InterestMissing -VagueInterest
GDPR-11 LegitimateInterests: BalancingTest! BalancingSummary
GDPR-12 SpecialCategories: Article9Ground!
GDPR-13 IndirectCollection: IndirectCategories! -OpenIndirectCategories
GDPR-14 IndirectCollection: IndirectSource! -GenericSource
GDPR-15 Recipients: Recipient! -BroadRecipient -HedgedRecipient
GDPR-16 Transfers: Transfer! -HedgedTransfer
GDPR-17 Transfers: ThirdCountryNamed! -ThirdCountryUnnamed
GDPR-18 Transfers: Adequacy! -AdequacyAmongAlternatives -InvalidGround
GDPR-19 Transfers: Safeguard! -SafeguardAmongAlternatives -TransferWithoutGround
GDPR-20 Transfers: SafeguardCopy! -GarbledContact
GDPR-21 BindingCorporateRules: GroupRulesInformation!
GDPR-22 TransferConsent: TransferRisk!
GDPR-23 CompellingInterests: TransferInterest!
GDPR-24 RecipientsAbroad: Transfer! -TransferWithoutGround
GDPR-25 AnyNotice: Retention! -DataWithoutPeriod -IndefiniteRetention
GDPR-26 AnyNotice: SpecificRetention! -DataWithoutOwnPeriod -VagueRetention
GDPR-27 AnyNotice: RightOfAccess!
GDPR-28 AnyNotice: RightToRectification!
GDPR-29 AnyNotice: RightToErasure!
GDPR-30 AnyNotice: RightToRestriction!
GDPR-31 AnyNotice: RightToObject!
GDPR-32 AnyNotice: RightToPortability!
GDPR-33 DirectMarketing: ObjectionToMarketing! RightToObjectToMarketing
GDPR-34 ObjectionToBePresented: AnyObjection! ObjectionSeparate
GDPR-35 Consent: RightToWithdraw! WithdrawalAtAnyTime
GDPR-36 Consent: EarlierProcessingLawful!
GDPR-37 Consent: WithdrawalWay! WithdrawalAsEasy
GDPR-38 AnyNotice: RightToComplain! -AuthorityOfOtherLaw
GDPR-39 AnyNotice: ComplaintAuthority! -AuthorityAtFault -AuthorityOfOtherLaw
GDPR-40 DirectCollection: Necessity! NecessityAndConsequence
GDPR-41 AutomatedDecisions: AutomatedDecision!
GDPR-42 AutomatedDecisions: DecisionLogic!
GDPR-43 AutomatedDecisions: DecisionConsequence!
GDPR-44 AutomatedDecisions: HumanIntervention!
GDPR-45 FurtherPurposes: FurtherPurposeInformation!
GDPR-46 IndirectCollection undecidable
GDPR-47 ExceptionClaimed: ExceptionIdentified!
GDPR-48 AnyNotice undecidable: -UnclearText
GDPR-49 Children: ParentalConsent!
GDPR-50 AnyNotice: WayToExercise! -GarbledContact -MostRightsWithoutWay
GDPR-51 AnyNotice: ResponseTime! ResponseTimeOfRights
GDPR-52 AnyNotice: FreeOfCharge! RightsFreeOfCharge
GDPR-53 IdentityCheck: IdentityCheck! -HedgedIdentityCheck
GDPR-54 AnyNotice undecidable
GDPR-55 AnyNotice: Dated|ChangesAnnounced! ChangesAnnounced Dated
GDPR-56 AnyNotice: AnyRight! -RightMissingForBasis
GDPR-57 AnyNotice: -MostPurposesWithoutBasis! -BasisWithoutPurpose -PurposeWithoutBasis
GDPR-58 AnyNotice
GDPR-59 Marketing
GDPR-60 AnyNotice: Retention! -DataWithoutOwnPeriod
GDPR-61 AnyNotice: -Contradictions! -Contradiction
SG-P1 AnyNotice: SingaporeContact! Officer
SG-P2 AnyNotice: ComplaintToController! ComplaintProcedure
SG-P3 AnyNotice: ConsentBasis!
SG-P4 AnyNotice: RightToWithdraw! WithdrawalWay
SG-P5 AnyNotice: PurposeLimitation!
SG-P6 AnyNotice: Purpose! -VaguePurpose
SG-P7 AnyNotice: SingaporeAccess! SingaporeCorrection! -HedgedSingaporeRight
SG-P8 AnyNotice: Retention! Security! Accuracy
SG-P9 Transfers: Safeguard! -SafeguardAmongAlternatives -TransferWithoutGround
SG-P10 AnyNotice undecidable
SG-P11 InterestsExceptionInSingapore: InterestsDisclosed!
SG-P12 MarketingCalls: ConsentForMarketingSingapore!
UK-U1 AnyNotice
UK-U2 AnyNotice since 2026-06-19: ComplaintToController! ComplaintProcedure
UK-U3 RecognisedInterests since 2026-02-05: RecognisedInterestNamed!
UK-U4 AutomatedDecisions: AutomatedDecision! HumanIntervention
UK-U5 Transfers
UK-U6 NotEstablishedInUnitedKingdom: Representative!
UK-U7 Cookies elsewhere: CookieConsent! -CookieConsentClaimedFromUse! -CookieOptOut!
"""
# The duties whose outcome is that of others.
PARTS = {
    "GDPR-58": {"GDPR-35", "GDPR-36", "GDPR-37", "GDPR-40"},
    "GDPR-59": {"GDPR-33", "GDPR-34", "EPD-E9"},
    "UK-U1": {f"GDPR-{number}" for number in range(1, 62)} - {"GDPR-3", "GDPR-4"},
    "UK-U5": {"GDPR-18", "GDPR-19"},
}
IDS = {
    "GDPR": [str(number) for number in range(1, 62)],
    "Directive-2002-58": [f"E{number}" for number in range(1, 13)],
    "UK-GDPR": [f"U{number}" for number in range(1, 8)],
    "SG-PDPA": [f"P{number}" for number in range(1, 13)],
}
# Not from a pattern, but from the findings.
COMPUTED = {"Contradiction", "Contradictions"}
ELSEWHERE = "CookieStatementElsewhere"
LAWS = {LAW[name].value for name in IDS}


@dataclass(frozen=True)
class Look:
    """What a duty looks for: aspects of which one is to be shown, or none where ``absent``."""

    aspects: tuple[str, ...]
    absent: bool
    outcome: Outcome

    @property
    def name(self) -> str:
        return "Or".join(self.aspects)

    def fails(self, shown: frozenset[str]) -> bool:
        return self.absent == bool(shown & set(self.aspects))


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    duty: str
    condition: str
    undecidable: bool
    elsewhere: bool
    since: date | None
    looks: tuple[Look, ...]

    @property
    def passing(self) -> frozenset[str]:
        return frozenset(aspect for look in self.looks if not look.absent for aspect in look.aspects)

    def failing(self, look: Look) -> frozenset[str]:
        """The aspects of a notice that falls short of this alone."""
        return self.passing | set(look.aspects) if look.absent else self.passing - set(look.aspects)


def _row(line: str) -> Row:
    head, _, tail = line.partition(":")
    duty, condition, *rest = head.split()
    since = date.fromisoformat(rest[rest.index("since") + 1]) if "since" in rest else None
    looks = tuple(
        Look(
            tuple(text.strip("-!").split("|")),
            text.startswith("-"),
            "not met" if text.endswith("!") else "partly",
        )
        for text in tail.split()
    )
    return Row(duty, condition, "undecidable" in rest, "elsewhere" in rest, since, looks)


ROWS = {row.duty: row for row in map(_row, TABLE.strip().splitlines())}
