"""Contradictions beyond one policy: with its earlier version, and with what another party says of the same.

What was said and is denied later is a change of mind, since each version speaks for its own time; two parties' current
policies speak at once. Sentences about different people, data or purposes do not clash (:mod:`~.ladder`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal

from kg_api.snapshot.ladder import Ladder, processes, same_scope
from kg_api.snapshot.parties import Party
from kg_api.snapshot.version_facts import Fact, Key, VersionFacts
from kg_api.vocabulary import DPV

VERSIONS: Final = "BetweenVersions"
PARTIES: Final = "BetweenParties"
_COUNTRY: Final = DPV["hasThirdCountry"].value
_IMPORTER: Final = DPV["hasDataImporter"].value
_RECIPIENT: Final = DPV["hasRecipient"].value
_SOURCE: Final = DPV["hasDataSource"].value
_JOINT: Final = DPV["hasJointDataControllers"].value
_PROCESSOR: Final = DPV["hasDataProcessor"].value
_CONTROLLER: Final = DPV["hasDataController"].value
_ROLES: Final = {_PROCESSOR: "processor", _JOINT: "joint", _CONTROLLER: "controller"}
# What one party may call the other, and what that one may then not call itself for the same data.
_AT_ODDS: Final = {("processor", "controller"), ("processor", "joint"), ("joint", "processor")}


@dataclass(frozen=True)
class Clash:
    """A fact in one version (``here``) and one in another that cannot both be meant; ``kind`` names the finding."""

    kind: str
    scope: str
    here: VersionFacts
    fact: Fact
    there: VersionFacts
    other: Fact
    sure: bool

    def turned(self) -> Clash:
        """The same clash as the other policy has it."""
        return Clash(self.kind, self.scope, self.there, self.other, self.here, self.fact, self.sure)


def between_versions(before: VersionFacts, after: VersionFacts, up: Ladder) -> list[Clash]:
    """What the older version says and the newer denies, or the reverse; the newer is ``here``.

    What one version both says and denies is a contradiction of that version, not a change of mind.
    """
    found = []
    for here, there, kind in (
        (after, before, "DeniedNowAssertedBefore"),
        (before, after, "AssertedNowDeniedBefore"),
    ):
        for denial, said in _denied(here, there, up):
            unchanged = said.key in here.facts or any(True for _ in _denials_of(there, said, there, up))
            if not unchanged:
                clash = Clash(kind, VERSIONS, here, denial, there, said, denial.plain and said.plain)
                found.append(clash if here is after else clash.turned())
    return found


def _denied(denying: VersionFacts, saying: VersionFacts, up: Ladder) -> Iterator[tuple[Fact, Fact]]:
    for said in _assertions(saying):
        for denial in _denials_of(denying, said, saying, up):
            yield denial, said


def _assertions(version: VersionFacts) -> Iterator[Fact]:
    yield from (f for key, f in version.facts.items() if not key.denied and not isinstance(f.value, Literal))


def _denials(version: VersionFacts) -> list[Fact]:
    return [fact for key, fact in version.facts.items() if key.denied]


def _denials_of(denying: VersionFacts, said: Fact, saying: VersionFacts, up: Ladder) -> Iterator[Fact]:
    """The denials that cover what another version of the same policy says."""
    for denial in _denials(denying):
        covers = up.property_under(said.key.predicate, denial.key.predicate)
        if covers and _value_under(said.key, saying, denial.key, denying, up):
            whose = processes(saying, said.key.subject)
            everywhere = denying.is_umbrella(denial.key.subject)
            if any(
                (everywhere or one == denial.key.subject)
                and same_scope(saying, one, denying, denial.key.subject, up, denial.key.predicate)
                for one in whose
            ):
                yield denial


def _value_under(low: Key, saying: VersionFacts, high: Key, denying: VersionFacts, up: Ladder) -> bool:
    """The same name of the file is the same node in both versions."""
    return low.value == high.value or up.under(saying.full(low.value), denying.full(high.value))


# ── Between two parties ───────────────────────────────────────────────────────────────────────────────────


def between_parties(
    here: VersionFacts,
    there: VersionFacts,
    ours: Mapping[str, Party],
    theirs: Mapping[str, Party],
    up: Ladder,
) -> list[Clash]:
    """What a policy says of another party and that party denies, both in their current versions.

    ``ours`` are the nodes by which ``here`` speaks of the other party, ``theirs`` those by which it speaks of us.
    """
    found = []
    for key, said in here.facts.items():
        if not key.denied and key.value in ours:
            for kind, other in _against(key, here, there, theirs, up):
                sure = said.plain and other.plain and ours[key.value].certain
                certain = all(theirs[name].certain for name in _named(other, there, theirs))
                found.append(Clash(kind, PARTIES, here, said, there, other, sure and certain))
    return found


def _named(fact: Fact, version: VersionFacts, parties: Mapping[str, Party]) -> list[str]:
    """The nodes for the first party that the second one's fact is about: its value, or the source of its process."""
    if fact.key.value in parties:
        return [fact.key.value]
    return [one.key.value for one in version.values(fact.key.subject, _SOURCE) if one.key.value in parties]


def _against(
    key: Key, here: VersionFacts, there: VersionFacts, theirs: Mapping[str, Party], up: Ladder
) -> Iterator[tuple[str, Fact]]:
    if up.property_under(key.predicate, _RECIPIENT) or key.predicate == _IMPORTER:
        yield from (("ReceiptDenied", one) for one in _receipt_denied(key, here, there, theirs, up))
    if key.predicate == _IMPORTER:
        yield from (("PlaceDenied", one) for one in _place_denied(key, here, there, up))
    if key.predicate == _JOINT:
        yield from (("JointControlDenied", one) for one in _joint_denied(key, here, there, theirs, up))
    if key.predicate in (_PROCESSOR, _JOINT):
        yield from (("RolesDiffer", one) for one in _other_role(key, here, there, theirs, up))


def _in_scope(key: Key, here: VersionFacts, other: Fact, there: VersionFacts, up: Ladder) -> bool:
    return any(
        same_scope(here, one, there, other.key.subject, up, other.key.predicate)
        for one in processes(here, key.subject)
    )


def _scoped(
    key: Key, here: VersionFacts, facts: Iterable[Fact], there: VersionFacts, up: Ladder
) -> Iterator[Fact]:
    yield from (one for one in facts if _in_scope(key, here, one, there, up))


def _receipt_denied(
    key: Key, here: VersionFacts, there: VersionFacts, theirs: Mapping[str, Party], up: Ladder
) -> Iterator[Fact]:
    """The other party denies us as a source, or anybody but the person."""
    denials = [one for one in _denials(there) if one.key.predicate == _SOURCE]
    third = DPV["ThirdPartyDataSource"].value
    covering = [
        one for one in denials if one.key.value in theirs or up.under(third, there.full(one.key.value))
    ]
    yield from _scoped(key, here, covering, there, up)


def _place_denied(key: Key, here: VersionFacts, there: VersionFacts, up: Ladder) -> Iterator[Fact]:
    """The other party denies transfers to the country in which we say that it gets data."""
    for place in here.values(key.subject, _COUNTRY):
        country = here.full(place.key.value)
        denials = [
            one
            for one in _denials(there)
            if one.key.predicate == _COUNTRY and up.under(country, there.full(one.key.value))
        ]
        yield from _scoped(key, here, denials, there, up)


def _joint_denied(
    key: Key, here: VersionFacts, there: VersionFacts, theirs: Mapping[str, Party], up: Ladder
) -> Iterator[Fact]:
    anybody = DPV["JointDataControllers"].value
    denials = [
        one
        for one in _denials(there)
        if one.key.predicate == _JOINT
        and (one.key.value in theirs or up.under(anybody, there.full(one.key.value)))
    ]
    yield from _scoped(key, here, denials, there, up)


def _other_role(
    key: Key, here: VersionFacts, there: VersionFacts, theirs: Mapping[str, Party], up: Ladder
) -> Iterator[Fact]:
    """The role that the other party gives itself for data that it has from us."""
    from_us = {
        k.subject for k in there.facts if k.predicate == _SOURCE and k.value in theirs and not k.denied
    }
    own = {one.key.value for one in there.values(there.short(there.notice), _CONTROLLER)}
    claims = [
        fact
        for k, fact in there.facts.items()
        if k.subject in from_us
        and not k.denied
        and (k.value in (theirs if k.predicate == _JOINT else own))
        and (_ROLES[key.predicate], _ROLES.get(k.predicate)) in _AT_ODDS
    ]
    yield from _scoped(key, here, claims, there, up)
