"""The rules of ontology/rules/: that each pattern names what there is, and matches what it should and no more.

A small policy is Turtle about ``<#notice>``, whose controller is ``<#cafe>`` and whose umbrella process is ``<#all>``.
Each of its triples that is no structure gets a statement named after it (``letter.hasPurpose.Newsletter``), each
denial one named as the denial is. Comments say more::

    # hedged: letter.hasPurpose.Newsletter
    # implied: letter.hasPurpose.Newsletter
    # passage p1: letter.hasPurpose.Newsletter, no-sale
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from kg_api.corpus.ontology import read_ontology
from kg_api.corpus.policies import read_corpus
from kg_api.errors import FileError
from kg_api.reasoning.closure import CLOSURE_GRAPH, closure
from kg_api.reasoning.facts import derive, describe
from kg_api.reasoning.rules import Inferences, Rulebook, infer, read_rulebook
from kg_api.resources import Resources
from kg_api.validation.run import validate
from kg_api.validation.shapes import load_shapes
from kg_api.vocabulary import ASPECT, COND, DATA, DPV, LAW, OA, OWL, PKG, PREFIXES, RDF, RDFS, SKOS, XSD

BASE = f"{DATA}cafe/2024-05/"
NOTICE = NamedNode(f"{BASE}policy#notice")
DAY = date(2024, 5, 1)
MODEL = "https://w3id.org/privacy-kg/shapes/model#"
HEAD = f"@base <{BASE}policy> .\n" + "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
START = """
<#notice> a dpv:PrivacyNotice ; dpv:hasDataController <#cafe> ; dpv:hasProcess <#all> .
<#cafe> a dpv:DataController .
<#all> a dpv:Process, pkg:UmbrellaProcess .
"""
_SAID = re.compile(r"^\s*# (hedged|implied|passage ([\w-]+)): (.*)$", re.MULTILINE)
_CURIE = re.compile(r"(?<![\w?<-])([a-z][\w-]*):([A-Za-z0-9][\w-]*)")
_TEXT = re.compile(r'"[^"]*"')
# Words of RDF and SKOS themselves, and what the closure adds: no file of the ontology describes them.
FOREIGN = {
    *(RDF[name].value for name in ("subject", "predicate", "object")),
    SKOS["broaderTransitive"].value,
    XSD["duration"].value,
}


class Ground:
    """The ontology with its closure in a store, and the rules; :meth:`under` lays a policy over it."""

    def __init__(self, resources: Resources) -> None:
        ontology = read_ontology(resources.ontology)
        self.quads, self.topics, self.structural = ontology.quads, ontology.topics, ontology.structural
        self.rules = read_rulebook(ontology.quads)
        self.pairs = closure(ontology.quads)
        self.store = Store()
        self.store.bulk_extend([*ontology.quads, *self.pairs])

    @contextmanager
    def under(
        self, quads: Iterable[Quad], slug: str = "cafe", source: str = f"{BASE}source"
    ) -> Iterator[Store]:
        """While inside, the store has these quads too, what is derived from them and the pairs of their concepts."""
        quads = list(quads)
        laid = [*quads, *self._above(quads), *derive(describe(slug, source, quads), self.topics)]
        new = [quad for quad in dict.fromkeys(laid) if quad not in self.store]
        self.store.extend(new)
        try:
            yield self.store
        finally:
            for quad in new:
                self.store.remove(quad)

    def infer(self, text: str, day: date = DAY) -> Inferences:
        with self.under(self.policy(text)) as store:
            return infer(store, NOTICE, day, self.rules)

    def policy(self, text: str, start: str = START) -> list[Quad]:
        """The quads of a small policy, with a statement for each of its facts."""
        about = [
            Quad(triple.subject, triple.predicate, triple.object, NamedNode(f"{BASE}policy"))
            for triple in parse(HEAD + start + text, format=RdfFormat.TURTLE, rename_blank_nodes=True)
        ]
        facts: dict[str, list[tuple[NamedNode, NamedNode | Literal]]] = {}
        denials = {quad.subject for quad in about if quad.object == OWL["NegativePropertyAssertion"]}
        for quad in about:
            assert isinstance(quad.subject, NamedNode)
            assert isinstance(quad.object, NamedNode | Literal)
            if quad.predicate.value not in self.structural and quad.subject.value.startswith(BASE):
                name = f"{_local(quad.subject)}.{_local(quad.predicate)}.{_local(quad.object)}"
                facts[name] = [
                    (RDF["type"], RDF["Statement"]),
                    (RDF["subject"], quad.subject),
                    (RDF["predicate"], quad.predicate),
                    (RDF["object"], quad.object),
                ]
            elif quad.subject in denials and quad.predicate == RDF["type"]:
                facts[_local(quad.subject)] = [
                    (RDF["type"], PKG["DenialStatement"]),
                    (PKG["about"], quad.subject),
                ]
        stances = dict.fromkeys(facts, PKG["Stated"])
        for said, passage, names in _SAID.findall(text):
            for name in names.split(", "):
                assert name in facts, f"no such fact: {name}; there are {sorted(facts)}"
                if said == "hedged":
                    facts[name].append((PKG["hedged"], Literal("true", datatype=XSD["boolean"])))
                elif said == "implied":
                    stances[name] = PKG["Implied"]
                else:
                    facts[name].append((OA["hasTarget"], NamedNode(f"{BASE}evidence#{passage}")))
        evidence = NamedNode(f"{BASE}evidence")
        return about + [
            Quad(fact_iri(name), predicate, value, evidence)
            for name, about_it in facts.items()
            for predicate, value in (*about_it, (PKG["stance"], stances[name]))
        ]

    def _above(self, quads: list[Quad]) -> Iterator[Quad]:
        parents = defaultdict(set)
        for quad in quads:
            if quad.predicate == SKOS["broader"]:
                parents[quad.subject].add(quad.object)
        for node in parents:
            assert isinstance(node, NamedNode)
            seen, waiting = {node}, [node]
            while waiting:
                for above in parents.get(waiting.pop(), set()) - seen:
                    assert isinstance(above, NamedNode)
                    seen.add(above)
                    waiting.append(above)
            for above in list(seen):
                pairs = self.store.quads_for_pattern(above, SKOS["broaderTransitive"], None)
                seen |= {quad.object for quad in pairs if isinstance(quad.object, NamedNode)}
            yield from (Quad(node, SKOS["broaderTransitive"], above, CLOSURE_GRAPH) for above in seen)


def _local(term: object) -> str:
    value = str(getattr(term, "value", ""))
    return re.sub(r"[^\w-]", "_", re.split(r"[#/]", value)[-1])


def fact_iri(name: str) -> NamedNode:
    return NamedNode(f"{BASE}evidence#{name}")


def names(facts: Iterable[NamedNode]) -> list[str]:
    """The names of facts."""
    return [fact.value.removeprefix(f"{BASE}evidence#") for fact in facts]


@pytest.fixture(scope="module")
def ground(resources: Resources) -> Ground:
    return Ground(resources)


# ── The patterns themselves ───────────────────────────────────────────────────────────────────────────────


def _patterns(rules: Rulebook) -> dict[str, str]:
    """Every pattern by the local name of its rule and what it is for."""
    found: dict[str, str] = {}
    for iri, condition in rules.conditions.items():
        for state, pattern in (("holds", condition.holds), ("excluded", condition.excluded)):
            if pattern is not None:
                found[f"{iri.rpartition('#')[2]} {state}"] = pattern
    found |= {f"{iri.rpartition('#')[2]} shown": pattern for iri, pattern in rules.aspects.items()}
    return found | {f"{iri.rpartition('#')[2]} applies": scope.where for iri, scope in rules.scopes.items()}


@pytest.mark.parametrize(
    ("kind", "predicate"),
    [
        ("Condition", "holdsWhere"),
        ("Condition", "excludedWhere"),
        ("Aspect", "shownWhere"),
        ("Application", "appliesWhere"),
    ],
)
@pytest.mark.parametrize("pattern", ["?fact rdf:predicate", "?fact rdf:predicate nowhere:Thing .", "FILTER("])
def test_a_pattern_that_is_no_sparql_is_refused_by_name(kind: str, predicate: str, pattern: str) -> None:
    rule = NamedNode("https://example.org/rule")
    quads = [Quad(rule, RDF["type"], PKG[kind]), Quad(rule, PKG[predicate], Literal(pattern))]
    with pytest.raises(FileError, match=r"https://example\.org/rule is no SPARQL") as caught:
        read_rulebook(quads)
    assert caught.value.path == "ontology/rules"


def test_every_name_in_a_pattern_is_one_of_the_ontology(ground: Ground) -> None:
    known = {quad.subject.value for quad in ground.quads if isinstance(quad.subject, NamedNode)}
    unknown = set()
    for rule, pattern in _patterns(ground.rules).items():
        named = _CURIE.findall(_TEXT.sub("", pattern))
        assert named, rule
        for prefix, local in named:
            if PREFIXES[prefix] + local not in known | FOREIGN:
                unknown.add(f"{rule}: {prefix}:{local}")
    assert sorted(unknown) == []


def test_names_that_no_file_describes_are_used(ground: Ground) -> None:
    known = {quad.subject.value for quad in ground.quads if isinstance(quad.subject, NamedNode)}
    text = " ".join(_patterns(ground.rules).values())
    used = {PREFIXES[prefix] + local for prefix, local in _CURIE.findall(_TEXT.sub("", text))}
    assert used >= FOREIGN
    assert known & FOREIGN == set()


def test_every_concept_that_a_pattern_goes_up_to_has_something_at_or_below_it(ground: Ground) -> None:
    reached = {quad.object.value for quad in ground.pairs if isinstance(quad.object, NamedNode)}
    barren = [
        f"{rule}: {prefix}:{local}"
        for rule, pattern in _patterns(ground.rules).items()
        for prefix, local in re.findall(r"skos:broaderTransitive\s+([a-z][\w-]*):([\w-]+)", pattern)
        if PREFIXES[prefix] + local not in reached
    ]
    assert barren == []


def test_there_are_31_conditions_and_7_scopes(ground: Ground) -> None:
    assert (len(ground.rules.conditions), len(ground.rules.scopes)) == (31, 7)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_rule_has_a_label(ground: Ground, language: str) -> None:
    labelled = {
        quad.subject.value
        for quad in ground.quads
        if quad.predicate == RDFS["label"]
        and isinstance(quad.subject, NamedNode)
        and isinstance(quad.object, Literal)
        and quad.object.language == language
    }
    rules = ground.rules
    assert {*rules.conditions, *rules.aspects, *rules.scopes} - labelled == set()


def test_every_condition_has_a_pattern_and_requires_one_that_exists(ground: Ground) -> None:
    conditions = ground.rules.conditions.values()
    assert [one.iri for one in conditions if one.holds is None] == []
    assert {one.requires for one in conditions if one.requires} <= set(ground.rules.conditions)


def test_a_condition_is_a_class_of_notices(ground: Ground) -> None:
    classes = {quad.subject for quad in ground.quads if quad.object == RDFS["Class"]}
    below = {quad.subject for quad in ground.quads if quad.object == DPV["PrivacyNotice"]}
    assert {NamedNode(iri) for iri in ground.rules.conditions} <= classes & below


# ── What is inferred ──────────────────────────────────────────────────────────────────────────────────────

LETTER = "<#notice> dpv:hasProcess <#letter> . <#letter> a dpv:Process ; dpv:hasPurpose term:Newsletter .\n"


def _denial(predicate: str, target: str, source: str = "all") -> str:
    return (
        f"<#no> a owl:NegativePropertyAssertion ; owl:sourceIndividual <#{source}> ;"
        f" owl:assertionProperty {predicate} ; owl:targetIndividual {target} .\n"
    )


def _transfer(rest: str) -> str:
    return f"<#abroad> a dpv:Processing ; skos:broader dpv:CrossBorderTransfer ; {rest} .\n"


def test_a_condition_holds_by_the_facts_that_say_so(ground: Ground) -> None:
    found = ground.infer(LETTER + "<#post> a dpv:Process ; dpv:hasPurpose dpv:DirectMarketing .")
    state, facts = found.states[COND["DirectMarketing"].value]
    assert (state, names(facts)) == (
        "holds",
        ["letter.hasPurpose.Newsletter", "post.hasPurpose.DirectMarketing"],
    )


def test_a_condition_is_excluded_by_a_denial_of_all_processing(ground: Ground) -> None:
    state, facts = ground.infer(_denial("dpv:hasPurpose", "dpv:Marketing")).states[COND["Marketing"].value]
    assert (state, names(facts)) == ("excluded", ["no"])


def test_a_denial_of_one_process_or_of_something_narrower_excludes_nothing(ground: Ground) -> None:
    for text in (
        LETTER.replace("Newsletter", "CallSetup") + _denial("dpv:hasPurpose", "dpv:Marketing", "letter"),
        _denial("dpv:hasPurpose", "dpv:DirectMarketing"),
        _denial("dpv:hasProcessing", "dpv:Marketing"),
    ):
        assert ground.infer(text).states[COND["Marketing"].value] == ("unknown", ())


def test_what_a_notice_both_does_and_denies_holds(ground: Ground) -> None:
    found = ground.infer(LETTER + _denial("dpv:hasPurpose", "dpv:Marketing"))
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
    none = ground.infer(_denial("dpv:hasThirdCountry", "term:OutsideEU"))
    assert none.states[COND["Transfers"].value] == ("excluded", (fact_iri("no"),))
    assert none.states[COND[condition].value] == ("excluded", (fact_iri("no"),))
    some = ground.infer(_transfer("dpv:hasThirdCountry loc:US"))
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
    plain = _transfer("dpv:hasThirdCountry loc:US")
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
        _transfer("dpv:hasThirdCountry loc:US ; dpv:hasLegalBasis term:PrivacyShield-EU-US"), day
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
    found = ground.infer(_transfer(f"dpv:hasThirdCountry loc:US ; dpv:hasLegalBasis {basis}"))
    assert found.states[COND["Transfers"].value][0] == "holds"
    for name in ("Consent", "LegitimateInterests", "ObjectionToBePresented"):
        assert found.states[COND[name].value] == ("unknown", ())
    shown = {iri.removeprefix(ASPECT.iri) for iri in found.aspects}
    assert shown == {"Transfer", "ThirdCountryNamed", "Safeguard"}


def test_group_rules_among_several_grounds_can_be_explained_too(ground: Ground) -> None:
    grounds = "pkg:mayRelyOn eu-gdpr:A46-2-b, eu-gdpr:A46-2-c"
    found = ground.infer(
        _transfer(f'dpv:hasThirdCountry loc:US ; {grounds} ; pkg:safeguardCopyAt "the site"')
    )
    assert found.states[COND["BindingCorporateRules"].value][0] == "holds"
    assert names(found.aspects[ASPECT["GroupRulesInformation"].value]) == ["abroad.safeguardCopyAt.the_site"]


def test_one_seat_within_is_enough(ground: Ground) -> None:
    found = ground.infer("<#cafe> dpv:hasLocation loc:US, loc:NL, loc:GB .")
    for condition in ("ControllerOutsideUnion", "NotEstablishedInUnitedKingdom"):
        assert found.states[COND[condition].value][0] == "excluded"


# ── What each pattern matches ─────────────────────────────────────────────────────────────────────────────

_SCORING = "<#scoring> a dpv:Process ; dpv:hasContext dpv:AutomatedDecisionMaking .\n"
_OTHER = "<#other> a dpv:Process .\n"
_COOKIE = "<#cookie> a dpv:Process, pkg:CookieRecord ; dpv:isImplementedUsingTechnology tech:Cookie .\n"
_KEPT = "<#kept> a dpv:StorageDuration ; dpv:hasDuration <#long> . <#long> a dpv:UntilEventDuration .\n"


def _process(rest: str) -> str:
    return f"<#letter> a dpv:Process ; {rest} .\n"


# For rules that no policy of data/ matches: what they match, and what comes near and is not matched.
EXAMPLES: dict[str, tuple[str, str]] = {
    "AutomatedDecisions holds": (_SCORING, _SCORING.replace("AutomatedDecisionMaking", "EvaluationScoring")),
    "AutomatedDecisions excluded": (
        _denial("dpv:hasContext", "dpv:AutomatedDecisionMaking"),
        _OTHER + _denial("dpv:hasContext", "dpv:AutomatedDecisionMaking", "other"),
    ),
    "BindingCorporateRules holds": (
        _transfer("dpv:hasThirdCountry loc:US ; dpv:hasLegalBasis eu-gdpr:A46-2-b"),
        _transfer("dpv:hasThirdCountry loc:US ; dpv:hasLegalBasis eu-gdpr:A46-2-c"),
    ),
    "TransferConsent holds": (
        _transfer("dpv:hasThirdCountry loc:US ; dpv:hasLegalBasis eu-gdpr:A49-1-a"),
        _transfer("dpv:hasThirdCountry loc:US") + _process("dpv:hasLegalBasis eu-gdpr:A6-1-a"),
    ),
    "CompellingInterests holds": (
        _transfer("dpv:hasThirdCountry loc:US ; pkg:mayRelyOn eu-gdpr:A49-2, eu-gdpr:A46-2-c"),
        _transfer("dpv:hasThirdCountry loc:US") + _process("dpv:hasLegalBasis eu-gdpr:A6-1-f"),
    ),
    "DirectMarketing excluded": (
        _denial("dpv:hasPurpose", "dpv:Marketing"),
        _denial("dpv:hasPurpose", "term:Newsletter"),
    ),
    "Marketing excluded": (
        _denial("dpv:hasPurpose", "dpv:Marketing"),
        _denial("dpv:hasPurpose", "dpv:DirectMarketing"),
    ),
    "IndirectCollection excluded": (
        _denial("dpv:hasDataSource", "dpv:ThirdPartyDataSource"),
        _denial("dpv:hasDataSource", "dpv:PublicDataSource"),
    ),
    "Recipients excluded": (
        _denial("dpv:hasRecipient", "dpv:Recipient"),
        _denial("dpv:hasRecipient", "term:AdvertisingNetwork"),
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
        _transfer('dpv:hasLegalBasis eu-gdpr:A46-2-b ; pkg:safeguardCopyAt "on request"'),
        _transfer('dpv:hasLegalBasis eu-gdpr:A46-2-c ; pkg:safeguardCopyAt "on request"'),
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
        _transfer("dpv:hasLegalBasis <#ground>")
        + "<#ground> a dpv:LegalBasis ; skos:broader eu-gdpr:A49-2 ; dpv:hasJustification <#why> ."
        + "<#why> a dpv:Justification .",
        _transfer("dpv:hasLegalBasis <#ground>")
        + "<#ground> a dpv:LegalBasis ; skos:broader eu-gdpr:A49-2 .",
    ),
    "TransferRisk shown": (
        _transfer("dpv:hasRisk <#risk>"),
        _transfer("dpv:hasThirdCountry loc:US") + _OTHER + "<#other> dpv:hasRisk <#risk> .",
    ),
    "WithdrawalAsEasy shown": (
        "<#right> a dpv:DataSubjectRight ; skos:broader eu-gdpr:A7-3 ; pkg:rightCharacteristic term:AsEasyAsGiving .",
        "<#right> a dpv:DataSubjectRight ; skos:broader eu-gdpr:A7-3 ; pkg:rightCharacteristic term:AtAnyTime .",
    ),
}


def _matched(found: Inferences) -> set[str]:
    """The names of the patterns that match."""
    return {
        *(f"{iri.rpartition('#')[2]} {state}" for iri, (state, _) in found.states.items()),
        *(f"{iri.rpartition('#')[2]} shown" for iri in found.aspects),
        *(f"{iri.rpartition('#')[2]} applies" for iri in found.scopes),
    }


@pytest.mark.parametrize("rule", EXAMPLES)
def test_a_rule_matches_its_example_and_not_what_comes_near(rule: str, ground: Ground) -> None:
    example, near = EXAMPLES[rule]
    assert rule in _matched(ground.infer(example))
    assert rule not in _matched(ground.infer(near))


@pytest.fixture(scope="module")
def matched(resources: Resources, ground: Ground) -> list[set[str]]:
    """What matches each policy of data/, each example, and each of a few controllers."""
    found = []
    for version, quads in read_corpus(resources.data).policies.items():
        description = describe(version.controller, version.graph("source"), quads)
        notice = NamedNode(description.of_type(DPV["PrivacyNotice"])[0])
        with ground.under(quads, version.controller, version.graph("source")) as store:
            found.append(_matched(infer(store, notice, DAY, ground.rules)))
    assert len(found) == 5
    found += [_matched(ground.infer(example)) for example, _ in EXAMPLES.values()]
    for seat in ("loc:NL", "loc:GB"):
        found.append(
            _matched(ground.infer(f'<#cafe> dpv:hasLocation {seat} . <#notice> dct:language "nl" .'))
        )
    return found


def test_every_pattern_matches_some_policy(ground: Ground, matched: list[set[str]]) -> None:
    assert sorted(set(_patterns(ground.rules)) - set().union(*matched)) == []


def test_every_pattern_fails_to_match_some_policy(ground: Ground, matched: list[set[str]]) -> None:
    assert sorted(set(_patterns(ground.rules)).intersection(*matched)) == ["AnyNotice holds"]


def test_no_example_is_of_a_rule_that_is_gone(ground: Ground) -> None:
    assert set(EXAMPLES) - set(_patterns(ground.rules)) == set()


# The shapes of shapes/model that say which concepts a property takes, and on which nodes a fact may be.
KINDS = {
    "fact-on-process",
    "basis-on-process-or-transfer",
    "transfer-ground-on-process",
    "process-purpose",
    "process-personal-data",
    "process-data-subject",
    "legal-basis",
    "justification",
    "recipient",
    "process-data-source",
    "process-processing",
    "measure",
    "necessity",
    "context",
    "consequence",
    "technology",
    "denial-target-kind",
}


def test_examples_are_such_as_the_model_takes(resources: Resources, ground: Ground) -> None:
    shapes = load_shapes(resources.shapes / "model")
    assert {f"{MODEL}{kind}" for kind in KINDS} <= set(shapes.named)
    # All at once; only the denials would get in each other's way.
    texts = [example.replace("<#no>", f"<#no{n}>") for n, (example, _) in enumerate(EXAMPLES.values())]
    quads = [quad for text in texts for quad in ground.policy(text)]
    with ground.under(quads) as store:
        results = validate(store, shapes).results
    odd = {
        (one.shape.removeprefix(MODEL), _local(one.focus_node), _local(one.value))
        for one in results
        if one.shape.removeprefix(MODEL) in KINDS
    }
    assert odd == set()


@pytest.mark.parametrize(
    ("day", "outside"), [(date(2018, 5, 24), True), (date(2018, 5, 25), False), (date(2026, 11, 22), False)]
)
def test_a_law_binds_from_its_first_day(day: date, outside: bool, ground: Ground) -> None:
    found = ground.infer("<#cafe> dpv:hasLocation loc:NL .", day)
    assert (LAW["GDPR"].value in found.not_in_force) == outside
    assert LAW["NL-Wbp"].value in ground.infer("", date(2018, 5, 25)).not_in_force
