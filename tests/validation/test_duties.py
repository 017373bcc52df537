"""The duties of shapes/duties/ against a table of what they ask, and each constraint against its own deletion.

A line of the table is a duty, its condition and what it looks for: ``A`` an aspect to show, ``-A`` one not to show,
``A|B`` one of both; without it the duty is partly met, with a ``!`` behind it not met.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

import pytest
from pyoxigraph import BlankNode, NamedNode, Triple

from kg_api.reasoning.rules import Inferences, State
from kg_api.resources import Resources
from kg_api.validation.duties import Assessment, Duty, Outcome, failures, judge, not_kept, read_duties
from kg_api.validation.shapes import Shapes, load_shapes
from kg_api.validation.shapes_file import ShapesFile, read_shapes_file
from kg_api.vocabulary import ASPECT, COND, DUTY, LAW, PKG, RDF, RDFS, SH

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
DAY = date(2026, 7, 1)
FACT = (NamedNode("urn:x-test:fact"),)
_ARTICLE = re.compile(
    r"http://data\.europa\.eu/eli/(reg|dir)/\d{4}/\d+/art_\w+/(par_\w+/)?(pnt_\w+/)?oj"
    r"|https://www\.legislation\.gov\.uk/\S+|https://sso\.agc\.gov\.sg/Act/\S+"
)


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


@dataclass(frozen=True)
class Case:
    """A notice that shows ``shown``, and what the duty comes to with it."""

    row: Row
    name: str
    shown: frozenset[str]
    outcome: Outcome

    @property
    def notice(self) -> NamedNode:
        return NamedNode(f"urn:x-test:{self.row.duty}:{self.name}")

    @property
    def failed(self) -> set[str]:
        """The constraints that it does not keep."""
        return {
            DUTY[f"{self.row.duty}-{look.name}"].value for look in self.row.looks if look.fails(self.shown)
        }


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


def cases() -> Iterator[Case]:
    """For each duty a notice that it is content with, and one for each constraint that falls short of that alone."""
    for row in ROWS.values():
        if row.duty not in PARTS:
            yield Case(row, "all", row.passing, "cannot tell" if row.undecidable else "met")
        for look in row.looks:
            yield Case(row, look.name, row.failing(look), look.outcome)


def found(case: Case, state: State = "holds", day: date = DAY, more: Iterable[str] = ()) -> Inferences:
    """What the rules would have found of the notice of a case."""
    return Inferences(
        case.notice,
        day,
        {COND[case.row.condition].value: (state, FACT)},
        {ASPECT[name].value: FACT for name in (*case.shown, *more)},
    )


def _assess(duties: dict[str, Duty], inferences: Inferences, failed: set[str], duty: str) -> Assessment:
    everything = judge(duties, LAWS, inferences, failed)
    return next(one for one in everything if one.duty.iri == DUTY[duty].value)


@pytest.fixture(scope="module")
def duty_shapes(resources: Resources) -> Shapes:
    return load_shapes(resources.shapes / "duties")


@pytest.fixture(scope="module")
def duties(duty_shapes: Shapes) -> dict[str, Duty]:
    return read_duties(duty_shapes)


@pytest.fixture(scope="module")
def failed(duty_shapes: Shapes) -> dict[str, set[str]]:
    """The constraints that each notice does not keep, of all the notices at once."""
    return failures(duty_shapes, (found(case) for case in cases()))


@pytest.fixture(scope="module")
def typed(resources: Resources) -> dict[str, set[str]]:
    """The subjects of the rules and laws of the ontology by type."""
    types: dict[str, set[str]] = {}
    for folder in ("rules", "law"):
        for path in (resources.ontology / folder).glob("*.ttl"):
            for triple in read_shapes_file(path, resources.ontology).triples:
                if triple.predicate == RDF["type"] and isinstance(triple.object, NamedNode):
                    assert isinstance(triple.subject, NamedNode)
                    types.setdefault(triple.object.value, set()).add(triple.subject.value)
    return types


# ── What is read ──────────────────────────────────────────────────────────────────────────────────────────


def test_there_are_92_duties_of_four_laws_in_order(duties: dict[str, Duty]) -> None:
    read: dict[str, list[str]] = {}
    for duty in duties.values():
        read.setdefault(duty.law, []).append(duty.id)
    assert read == {LAW[law].value: ids for law, ids in IDS.items()}
    assert len(duties) == 92


def test_duties_are_those_of_the_table(duties: dict[str, Duty]) -> None:
    read = {
        Row(
            iri.rpartition("#")[2],
            duty.condition.removeprefix(COND.iri),
            bool(duty.undecidable),
            duty.elsewhere == ASPECT[ELSEWHERE].value,
            duty.since,
            tuple(
                sorted(
                    (
                        Look(
                            tuple(sorted(aspect.removeprefix(ASPECT.iri) for aspect in one.aspects)),
                            one.absent,
                            one.outcome,
                        )
                        for one in duty.constraints
                    ),
                    key=str,
                )
            ),
        )
        for iri, duty in duties.items()
    }
    table = {
        replace(
            row,
            looks=tuple(
                sorted((replace(look, aspects=tuple(sorted(look.aspects))) for look in row.looks), key=str)
            ),
        )
        for row in ROWS.values()
    }
    assert read == table


def test_duties_of_others_are_those_listed(duties: dict[str, Duty]) -> None:
    read = {
        iri.removeprefix(DUTY.iri): {part.removeprefix(DUTY.iri) for part in duty.aggregates}
        for iri, duty in duties.items()
        if duty.aggregates
    }
    assert read == PARTS
    assert {DUTY[part].value for parts in PARTS.values() for part in parts} <= set(duties)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_duty_speaks_both_languages(duties: dict[str, Duty], language: str) -> None:
    silent = [
        (duty.id, name)
        for duty in duties.values()
        for name in ("label", "question", *(["advice"] if duty.aggregates else []))
        if len(getattr(duty, name).get(language, "")) < 10
    ]
    silent += [(duty.id, "undecidable") for duty in duties.values() if len(duty.undecidable) == 1]
    assert silent == []
    assert {frozenset(duty.label) for duty in duties.values()} == {frozenset({"en", "nl"})}


def test_no_two_duties_have_the_same_label_or_question(duties: dict[str, Duty]) -> None:
    labels = {(duty.law, duty.label["en"]) for duty in duties.values()}
    questions = {(duty.law, duty.question["en"]) for duty in duties.values()}
    assert (len(labels), len(questions)) == (92, 92)


def test_every_question_is_one(duties: dict[str, Duty]) -> None:
    assert [duty.id for duty in duties.values() for text in duty.question.values() if text[-1] != "?"] == []


def test_every_duty_cites_its_articles(duties: dict[str, Duty]) -> None:
    assert [duty.id for duty in duties.values() if not duty.citation or not duty.articles] == []
    strange = [iri for duty in duties.values() for iri in duty.articles if not _ARTICLE.fullmatch(iri)]
    assert strange == []


def test_every_duty_is_of_a_known_kind(duties: dict[str, Duty]) -> None:
    kinds = {"required", "conditional", "quality", "form", "recommended"}
    assert {duty.kind for duty in duties.values()} == kinds
    # Nothing is required on a condition, nothing conditional without one (but for another law's scope, or a day).
    assert [
        duty.id for duty in duties.values() if duty.kind == "required" and "AnyNotice" not in duty.condition
    ] == []


def test_every_law_condition_and_aspect_named_is_in_the_ontology(
    duties: dict[str, Duty], typed: dict[str, set[str]]
) -> None:
    named = {iri for duty in duties.values() for one in duty.constraints for iri in one.aspects}
    named |= {duty.elsewhere for duty in duties.values() if duty.elsewhere}
    assert named - typed[PKG["Aspect"].value] == set()
    assert {duty.condition for duty in duties.values()} - typed[PKG["Condition"].value] == set()
    assert {duty.law for duty in duties.values()} - typed[PKG["DatedLaw"].value] == set()


def test_every_aspect_and_every_condition_is_used(
    duties: dict[str, Duty], typed: dict[str, set[str]]
) -> None:
    used = {iri for duty in duties.values() for one in duty.constraints for iri in one.aspects}
    used |= {duty.elsewhere for duty in duties.values() if duty.elsewhere}
    assert {iri.removeprefix(ASPECT.iri) for iri in typed[PKG["Aspect"].value] - used} == set()
    conditions = {duty.condition for duty in duties.values()}
    assert {iri.removeprefix(COND.iri) for iri in typed[PKG["Condition"].value] - conditions} == set()


def test_computed_aspects_have_no_pattern(resources: Resources) -> None:
    rules = read_shapes_file(resources.ontology / "rules" / "aspects.ttl", resources.ontology)
    kinds: dict[str, set[str]] = {}
    for triple in rules.triples:
        if isinstance(triple.subject, NamedNode) and triple.subject.value in ASPECT:
            name = triple.subject.value.removeprefix(ASPECT.iri)
            kinds.setdefault(name, set()).add(triple.predicate.value)
    assert {name for name, said in kinds.items() if PKG["shownWhere"].value not in said} == COMPUTED
    assert [name for name, said in kinds.items() if RDFS["label"].value not in said] == []


def test_every_constraint_says_what_to_do(duties: dict[str, Duty]) -> None:
    constraints = [one for duty in duties.values() for one in duty.constraints]
    assert len(constraints) == len({one.iri for one in constraints}) == 153
    short = [
        one.iri
        for one in constraints
        if set(one.messages) != {"en", "nl"} or min(map(len, one.messages.values())) < 20
    ]
    assert short == []


def test_every_constraint_has_a_severity_that_fits_its_outcome(duties: dict[str, Duty]) -> None:
    odd = [
        one.iri
        for duty in duties.values()
        for one in duty.constraints
        if one.severity
        not in (
            {SH["Violation"].value, SH["Warning"].value, SH["Info"].value}
            if one.outcome == "not met"
            else {SH["Warning"].value, SH["Info"].value}
        )
    ]
    assert odd == []


def test_every_constraint_says_its_severity_and_outcome_itself(duty_shapes: Shapes) -> None:
    of_duties = {quad.object for quad in duty_shapes.store.quads_for_pattern(None, SH["property"], None)}
    bare = [
        node
        for node in of_duties
        for predicate in (SH["severity"], PKG["failsTo"], SH["path"])
        if isinstance(node, NamedNode)
        and len(list(duty_shapes.store.quads_for_pattern(node, predicate, None))) != 1
    ]
    assert bare == []


def test_every_duty_with_constraints_aims_at_its_condition(
    duty_shapes: Shapes, duties: dict[str, Duty]
) -> None:
    aims = {
        iri: [target for kind, target in shape.targets if kind == "targetClass"]
        for iri, shape in duty_shapes.named.items()
        if iri in duties
    }
    assert aims == {iri: [duty.condition] for iri, duty in duties.items() if duty.constraints}


# ── How it is judged ──────────────────────────────────────────────────────────────────────────────────────


def test_every_notice_has_an_iri_of_its_own() -> None:
    every = [case.notice for case in cases()]
    assert len(every) == len(set(every)) == 153 + 92 - len(PARTS)


@pytest.mark.parametrize("duty", ROWS)
def test_constraints_fail_for_the_notice_that_falls_short_and_for_no_other(
    duty: str, failed: dict[str, set[str]]
) -> None:
    own = f"{DUTY[duty].value}-"
    for case in cases():
        if case.row.duty == duty:
            broken = {iri for iri in failed.get(case.notice.value, ()) if iri.startswith(own)}
            assert broken == case.failed, case.name


def test_sets_find_what_the_shapes_find(duties: dict[str, Duty], failed: dict[str, set[str]]) -> None:
    for case in cases():
        assert not_kept(duties, found(case)) == failed.get(case.notice.value, set()), case.notice


@pytest.mark.parametrize("state", ["excluded", "unknown"])
def test_sets_look_only_where_the_condition_holds(state: State, duties: dict[str, Duty]) -> None:
    assert [case.notice for case in cases() if not_kept(duties, found(case, state))] == []


def test_only_a_choice_between_two_cannot_fail_alone() -> None:
    crowded = [case.notice.value for case in cases() if len(case.failed) > 1]
    assert crowded == ["urn:x-test:GDPR-55:DatedOrChangesAnnounced"]


@pytest.mark.parametrize("duty", ROWS)
def test_a_duty_comes_to_what_the_constraint_says(
    duty: str, duties: dict[str, Duty], failed: dict[str, set[str]]
) -> None:
    for case in cases():
        if case.row.duty == duty:
            one = _assess(duties, found(case), failed.get(case.notice.value, set()), duty)
            assert one.outcome == case.outcome, case.name
            assert bool(one.question) == (case.outcome == "cannot tell")
            assert bool(one.advice) == (case.outcome in {"partly", "not met"})
            assert {iri.removeprefix(ASPECT.iri) for iri in one.lacks} == case.row.passing - case.shown
            absent = {aspect for look in case.row.looks if look.absent for aspect in look.aspects}
            assert one.short_of == (FACT if absent & case.shown else ())


def test_a_notice_that_shows_nothing_meets_nothing_that_is_asked(
    duty_shapes: Shapes, duties: dict[str, Duty]
) -> None:
    every = {COND[row.condition].value for row in ROWS.values()}
    bare = Inferences(NamedNode("urn:x-test:bare"), DAY, dict.fromkeys(every, ("holds", FACT)))
    outcomes = judge(duties, LAWS, bare, failures(duty_shapes, [bare])["urn:x-test:bare"])
    asked = {row.duty for row in ROWS.values() if any(not look.absent for look in row.looks)}
    judged = {one.duty.iri.removeprefix(DUTY.iri): one.outcome for one in outcomes}
    assert {judged[duty] for duty in asked} == {"not met"}


def test_advice_says_first_what_is_missing(duties: dict[str, Duty]) -> None:
    case = next(case for case in cases() if case.notice.value.endswith("GDPR-2:all"))
    broken = {one.iri for one in duties[DUTY["GDPR-7"].value].constraints}
    one = _assess(duties, found(replace(case, row=ROWS["GDPR-7"])), broken, "GDPR-7")
    [texts] = one.advice
    assert (one.outcome, texts["en"][:30]) == ("not met", "The notice does not say what t")


@pytest.mark.parametrize("duty", ROWS)
def test_a_condition_that_is_excluded_or_unknown_is_not_judged(duty: str, duties: dict[str, Duty]) -> None:
    case = Case(ROWS[duty], "none", frozenset(), "not met")
    every = {DUTY[f"{duty}-{look.name}"].value for look in ROWS[duty].looks}
    excluded = _assess(duties, found(case, "excluded"), every, duty)
    assert (excluded.outcome, excluded.based_on, excluded.question) == ("not applicable", FACT, {})
    unknown = _assess(duties, found(case, "unknown"), every, duty)
    assert (unknown.outcome, unknown.question) == ("cannot tell", duties[DUTY[duty].value].question)
    assert [one.advice or one.lacks for one in (excluded, unknown)] == [(), ()]


@pytest.mark.parametrize("duty", [row.duty for row in ROWS.values() if row.since])
def test_a_duty_binds_from_its_day_on(duty: str, duties: dict[str, Duty]) -> None:
    row = ROWS[duty]
    assert row.since is not None
    case = Case(row, "all", row.passing, "met")
    eve = row.since.replace(day=row.since.day - 1)
    assert _assess(duties, found(case, day=row.since), set(), duty).outcome == "met"
    assert _assess(duties, found(case, day=eve), set(), duty).outcome == "not applicable"
    assert _assess(duties, found(case, "unknown", eve), set(), duty).outcome == "not applicable"


@pytest.mark.parametrize(
    ("duty", "look"), [(row.duty, look) for row in ROWS.values() if row.elsewhere for look in row.looks]
)
def test_what_another_document_may_say_cannot_be_told_unless_this_one_says_the_wrong_thing(
    duty: str, look: Look, duties: dict[str, Duty]
) -> None:
    row = ROWS[duty]
    case = Case(row, look.name, row.failing(look), look.outcome)
    one = _assess(duties, found(case, more=[ELSEWHERE]), case.failed, duty)
    missing = not look.absent and look.outcome == "not met"
    assert one.outcome == ("cannot tell" if missing else look.outcome)
    assert bool(one.question) == missing


@pytest.mark.parametrize("duty", [duty for duty in ("EPD-E2", "UK-U7") if ROWS[duty].elsewhere])
def test_what_is_missing_beside_what_is_wrong_is_not_met(duty: str, duties: dict[str, Duty]) -> None:
    row = ROWS[duty]
    case = Case(row, "nothing", frozenset({"CookieOptOut"}), "not met")
    assert len(case.failed) == 2
    assert _assess(duties, found(case, more=[ELSEWHERE]), case.failed, duty).outcome == "not met"


# ── Duties whose outcome is that of others ────────────────────────────────────────────────────────────────

_WITHDRAW, _ANY_TIME = "GDPR-35-RightToWithdraw", "GDPR-35-WithdrawalAtAnyTime"
_EVERY = {
    f"{duty}-{look.name}"
    for duty in PARTS["GDPR-58"]
    for look in ROWS[duty].looks
    if look.outcome == "not met"
}


@pytest.mark.parametrize(
    ("broken", "states", "outcome"),
    [
        (set(), "holds holds", "met"),
        (_EVERY, "holds holds", "not met"),
        ({_WITHDRAW}, "holds holds", "partly"),
        ({_ANY_TIME}, "holds holds", "partly"),
        (set(), "holds unknown", "met"),
        (_EVERY, "excluded holds", "not met"),
        ({_ANY_TIME}, "holds excluded", "partly"),
        (_EVERY, "unknown unknown", "cannot tell"),
        (_EVERY, "excluded unknown", "cannot tell"),
    ],
)
def test_the_whole_is_met_or_not_where_all_its_parts_are(
    broken: set[str], states: str, outcome: Outcome, duties: dict[str, Duty]
) -> None:
    consent, collection = states.split()
    given: dict[str, State] = {"holds": "holds", "excluded": "excluded", "unknown": "unknown"}
    inferences = Inferences(
        NamedNode("urn:x-test:whole"),
        DAY,
        {
            COND["AnyNotice"].value: ("holds", FACT),
            COND["Consent"].value: (given[consent], FACT),
            COND["DirectCollection"].value: (given[collection], FACT),
        },
    )
    one = _assess(duties, inferences, {DUTY[name].value for name in broken}, "GDPR-58")
    assert one.outcome == outcome
    assert one.advice == ((one.duty.advice,) if outcome in {"partly", "not met"} else ())
    assert one.question == (one.duty.question if outcome == "cannot tell" else {})


@pytest.mark.parametrize("duty", PARTS)
def test_the_whole_of_a_condition_that_does_not_hold_is_not_judged(
    duty: str, duties: dict[str, Duty]
) -> None:
    case = Case(ROWS[duty], "whole", frozenset(), "met")
    assert _assess(duties, found(case, "excluded"), set(), duty).outcome == "not applicable"
    assert _assess(duties, found(case, "unknown"), set(), duty).outcome == "cannot tell"


def test_the_whole_lacks_what_its_parts_lack(duties: dict[str, Duty]) -> None:
    inferences = Inferences(
        NamedNode("urn:x-test:whole"),
        DAY,
        {COND[name].value: ("holds", FACT) for name in ("AnyNotice", "Consent")},
    )
    one = _assess(duties, inferences, {DUTY[_ANY_TIME].value, DUTY[_WITHDRAW].value}, "GDPR-58")
    assert one.lacks == (ASPECT["RightToWithdraw"].value, ASPECT["WithdrawalAtAnyTime"].value)


@pytest.mark.parametrize("duty", ["UK-U1", "UK-U5"])
def test_a_whole_is_judged_by_its_parts_where_the_law_of_the_parts_does_not_apply(
    duty: str, duties: dict[str, Duty]
) -> None:
    inferences = Inferences(
        NamedNode("urn:x-test:british"),
        DAY,
        {COND[name].value: ("holds", FACT) for name in ("AnyNotice", "Transfers")},
    )
    outcomes = judge(duties, {LAW["UK-GDPR"].value}, inferences, set())
    assert {one.duty.law for one in outcomes} == {LAW["UK-GDPR"].value}
    assert next(one for one in outcomes if one.duty.iri == DUTY[duty].value).outcome == "met"


def test_only_duties_of_the_laws_that_apply_are_judged(duties: dict[str, Duty]) -> None:
    inferences = Inferences(NamedNode("urn:x-test:nobody"), DAY)
    assert judge(duties, set(), inferences, set()) == []
    for law in LAWS:
        judged = judge(duties, {law}, inferences, set())
        assert [one.duty.iri for one in judged] == [iri for iri, duty in duties.items() if duty.law == law]


# ── Would it be seen? ─────────────────────────────────────────────────────────────────────────────────────

# A change of the shapes: a constraint, and the aspect of it to misspell; without one the constraint is left out.
Mutant = tuple[str, str | None]


def _mutants(duty: Duty) -> list[Mutant]:
    return [(one.iri, aspect) for one in duty.constraints for aspect in (None, *one.aspects)]


def _mutated(files: list[ShapesFile], mutants: Iterable[Mutant]) -> Shapes:
    """The shapes with these changes, at the level of triples."""
    without = {NamedNode(iri) for iri, aspect in mutants if aspect is None}
    misspelt = {(NamedNode(iri), NamedNode(aspect)) for iri, aspect in mutants if aspect is not None}
    changed = []
    for file in files:
        owners = _owners(file.triples)
        triples = []
        for triple in file.triples:
            subject, predicate, value = triple.subject, triple.predicate, triple.object
            if predicate == SH["property"] and value in without:
                continue
            if isinstance(value, NamedNode) and (owners.get(subject, subject), value) in misspelt:
                assert predicate in (SH["hasValue"], RDF["first"])
                value = NamedNode(value.value + "s")
            triples.append(Triple(subject, predicate, value))
        changed.append(replace(file, triples=tuple(triples)))
    return Shapes("mutated", changed)


def _owners(triples: Iterable[Triple]) -> dict[object, object]:
    """The named node that each nameless one is a part of."""
    above = {triple.object: triple.subject for triple in triples if isinstance(triple.object, BlankNode)}

    def top(node: object) -> object:
        while isinstance(node, BlankNode):
            node = above[node]
        return node

    return {node: top(node) for node in above}


def test_every_constraint_left_out_or_misspelt_is_seen(resources: Resources, duties: dict[str, Duty]) -> None:
    folder = resources.shapes / "duties"
    files = [read_shapes_file(path, folder) for path in sorted(folder.rglob("*.ttl"))]
    waiting = {iri: _mutants(duty) for iri, duty in duties.items() if duty.constraints}
    total = sum(map(len, waiting.values()))
    survivors, killed = [], 0
    # Duties do not depend on one another, so that one mutant of each can be tried at a time.
    while waiting:
        round = {iri: mutants.pop() for iri, mutants in waiting.items()}
        waiting = {iri: mutants for iri, mutants in waiting.items() if mutants}
        shapes = _mutated(files, round.values())
        read = read_duties(shapes)
        tried = [case for case in cases() if DUTY[case.row.duty].value in round]
        broken = failures(shapes, map(found, tried))
        red = {
            DUTY[case.row.duty].value
            for case in tried
            if _assess(read, found(case), broken.get(case.notice.value, set()), case.row.duty).outcome
            != case.outcome
        }
        killed += len(red)
        survivors += [mutant for iri, mutant in round.items() if iri not in red]
    assert (survivors, killed) == ([], total)
    assert total == 153 + 154


def test_shapes_without_a_change_are_as_they_were(resources: Resources, duties: dict[str, Duty]) -> None:
    folder = resources.shapes / "duties"
    files = [read_shapes_file(path, folder) for path in sorted(folder.rglob("*.ttl"))]
    assert read_duties(_mutated(files, [])) == duties
