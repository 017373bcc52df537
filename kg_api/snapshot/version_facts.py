"""The facts of one policy version, named so that two versions compare: what the file calls a node, not its IRI.

A node of the policy's own has a name in the file (``#newsletter``), which versions of one curator keep for what stays.
What is structural about it (its place in the hierarchy, the chain of a retention) is its *make*.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple

from pyoxigraph import Literal, NamedNode, Quad

from kg_api.reasoning.facts import Description
from kg_api.vocabulary import DCT, DPV, OA, OWL, PKG, RDF, RDFS, SKOS

ENDLESS: Final = 10**9
_UNSAID: Final = frozenset(
    one.value
    for one in (
        *(RDFS["label"], RDFS["comment"], SKOS["prefLabel"], SKOS["altLabel"], DCT["title"]),
        *(DPV["hasProcess"], PKG["sortDate"], PKG["partOfProcess"]),
    )
)
Make = frozenset[tuple[str, str]]


class Key(NamedTuple):
    """What a fact says: names of the file (``#…``), IRIs, literals as N-Triples writes them."""

    subject: str
    predicate: str
    value: str
    denied: bool


@dataclass
class Fact:
    """A fact with how sure it is and the statements that it rests on, the one that stands for it first."""

    key: Key
    value: NamedNode | Literal
    stance: str
    hedged: bool
    statements: list[str] = field(default_factory=list)
    fingerprints: set[str] = field(default_factory=set)

    @property
    def plain(self) -> bool:
        """Whether the text says it outright: no inference, no hedge."""
        return self.stance != "implied" and not self.hedged


@dataclass(frozen=True)
class Outcome:
    """How a duty stands: the outcome (IRI), the assessment that says so, the statements it rests on."""

    outcome: str
    assessment: str
    statements: tuple[str, ...]


@dataclass
class VersionFacts:
    """What one version says, and how its duties stand by default, by law and duty (IRIs)."""

    iri: str
    policy: Description
    notice: str
    date: str
    facts: dict[Key, Fact]
    outcomes: dict[tuple[str, str], Outcome]
    makes: dict[str, Make] = field(default_factory=dict)
    # What this version called nodes that go by a later name here.
    aliases: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The version's own name: its date, or undated."""
        return self.iri.rpartition("/")[2]

    @property
    def slug(self) -> str:
        """The controller's."""
        return self.policy.slug

    def full(self, name: str) -> str:
        """The IRI of what a key names."""
        return f"{self.iri}/policy{self.aliases.get(name, name)}" if name.startswith("#") else name

    def short(self, iri: str) -> str:
        """How a key names an IRI."""
        return iri.removeprefix(f"{self.iri}/policy") if iri.startswith(f"{self.iri}/policy#") else iri

    def values(self, subject: str, *predicates: str) -> list[Fact]:
        """The asserted facts of a subject under some predicates (IRIs)."""
        return [self.facts[key] for key in self._by_subject.get(subject, ()) if key.predicate in predicates]

    def is_umbrella(self, subject: str) -> bool:
        """Whether a process stands for all processing."""
        return PKG["UmbrellaProcess"] in self.policy.all(self.full(subject), RDF["type"])

    def label(self, name: str) -> str | None:
        """What a node of the policy's own is called in it; for a retention, its period."""
        iri = self.full(name)
        for predicate in (SKOS["prefLabel"], DPV["hasName"]):
            if (found := self.policy.one(iri, predicate)) is not None:
                return found.value
        lengths = [
            self.policy.one(one.value, RDF["value"]) for one in self.policy.all(iri, DPV["hasDuration"])
        ]
        return ", ".join(sorted(one.value for one in lengths if one is not None)) or None

    def days(self, name: str) -> int | None:
        """The most days that a retention of this name can last; None where the text gives no length."""
        found = []
        for duration in self.policy.all(self.full(name), DPV["hasDuration"]):
            if DPV["EndlessDuration"] in self.policy.all(duration.value, RDF["type"]):
                found.append(ENDLESS)
            elif (days := self.policy.one(duration.value, PKG["maxDays"])) is not None:
                found.append(int(days.value))
        return max(found, default=None)

    @cached_property
    def _by_subject(self) -> dict[str, list[Key]]:
        found: dict[str, list[Key]] = defaultdict(list)
        for key in self.facts:
            if not key.denied:
                found[key.subject].append(key)
        return found


def version_facts(policy: Description, iri: str, assessment: Iterable[Quad]) -> VersionFacts | None:
    """The facts of the version of that IRI from its files and the quads of its assessment; None without a notice."""
    notices = policy.of_type(DPV["PrivacyNotice"])
    if not notices:
        return None
    date = policy.one(notices[0], PKG["sortDate"])
    outcomes = dict(_outcomes(assessment))
    found = VersionFacts(iri, policy, notices[0], date.value if date else "", {}, outcomes)
    for statement in (*policy.of_type(RDF["Statement"]), *policy.of_type(PKG["DenialStatement"])):
        _take(found, statement)
    found.makes = dict(_makes(found))
    return found


def _take(found: VersionFacts, statement: str) -> None:
    policy = found.policy
    about = policy.one(statement, PKG["about"])
    parts = (
        [policy.one(statement, RDF[name]) for name in ("subject", "predicate", "object")]
        if about is None
        else [
            policy.one(about.value, OWL[name])
            for name in ("sourceIndividual", "assertionProperty", "targetIndividual")
        ]
    )
    subject, predicate, value = parts
    if subject is None or predicate is None or value is None:
        return
    named = found.short(value.value) if isinstance(value, NamedNode) else str(value)
    key = Key(found.short(subject.value), predicate.value, named, about is not None)
    stance = policy.one(statement, PKG["stance"])
    said = "denied" if about is not None else stance.value.rpartition("#")[2].lower() if stance else "implied"
    hedged = getattr(policy.one(statement, PKG["hedged"]), "value", "") == "true"
    _merge(found.facts.setdefault(key, Fact(key, value, said, hedged)), said, hedged)
    found.facts[key].statements.append(statement)
    for target in policy.all(statement, OA["hasTarget"]):
        if (fingerprint := policy.one(target.value, PKG["passageSha256"])) is not None:
            found.facts[key].fingerprints.add(fingerprint.value)


def _merge(fact: Fact, stance: str, hedged: bool) -> None:
    """As at build: stated where any statement is, hedged where all that give it its stance are."""
    if stance == "stated" and fact.stance == "implied":
        fact.stance, fact.hedged = stance, hedged
    elif stance == fact.stance:
        fact.hedged = fact.hedged and hedged


def _makes(found: VersionFacts) -> Iterator[tuple[str, Make]]:
    """What is said of each node without evidence of its own; the chain of a retention belongs to its first node."""
    policy, base = found.policy, f"{found.iri}/policy#"
    parts = {one.value for node in policy.nodes for one in policy.all(node, DPV["hasDuration"])}
    for node in policy.nodes:
        is_denial = OWL["NegativePropertyAssertion"] in policy.all(node, RDF["type"])
        if node.startswith(base) and node not in parts and not is_denial:
            yield found.short(node), frozenset(_make(found, node))


def _make(found: VersionFacts, node: str) -> Iterator[tuple[str, str]]:
    for predicate, values in found.policy.nodes.get(node, {}).items():
        for value in values:
            named = found.short(value.value) if isinstance(value, NamedNode) else str(value)
            if predicate == DPV["hasDuration"].value:
                yield from _make(found, value.value)
            elif (
                predicate not in _UNSAID
                and Key(found.short(node), predicate, named, False) not in found.facts
            ):
                yield predicate, named


def _outcomes(assessment: Iterable[Quad]) -> Iterator[tuple[tuple[str, str], Outcome]]:
    """The outcomes at the day that the notice is judged at by itself."""
    nodes: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in assessment:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            nodes[quad.subject.value][quad.predicate.value].append(quad.object.value)
    for node, said in nodes.items():
        if PKG["Assessment"].value in said[RDF["type"].value] and said[PKG["byDefault"].value] == ["true"]:
            law, duty = said[PKG["law"].value][0], said[PKG["duty"].value][0]
            based = tuple(sorted(said[PKG["basedOn"].value] + said[PKG["shortOf"].value]))
            yield (law, duty), Outcome(said[PKG["outcome"].value][0], node, based)
