"""The shapes of resources: pages of controllers and findings, a card, a policy version, what changed since."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from kg_api.web.schemas import Controller, Evidence, FindingDetail, Policy


class Host(BaseModel):
    """Why a host name is a controller's: its website or where it receives mail, with the passages that say so."""

    by: Literal["website", "mail address"]
    evidence: list[Evidence]


class FoundController(Controller):
    """A controller that was looked for."""

    domain: Host | None = Field(description="Where one looked for a host name: why it is this controller's.")


class ControllerPage(BaseModel):
    """Controllers in order of slug, and how many were found in all."""

    controllers: list[FoundController]
    total: int
    truncated: bool
    next: str | None
    snapshot: str


class TopicCount(BaseModel):
    """How many facts of each stance a notice has in one part."""

    topic: str
    label: str
    stated: int
    implied: int
    denied: int


class SaidValue(BaseModel):
    """A value on a card as the notice gives it, with the passages."""

    what: Literal["country", "contact", "address", "website", "officer", "authority"]
    value: str = Field(description="The text of the notice; of a concept its label.")
    stance: Literal["stated", "implied", "denied"]
    hedged: bool
    evidence: list[Evidence]


class Card(Controller):
    """A controller at a glance."""

    date: str | None = Field(description="Of the current notice, as precise as the notice itself.")
    counts: dict[str, int] = Field(description="Duties by outcome, by the law of the notice's own date.")
    findings: int
    contacts: list[str]
    addresses: list[str]
    websites: list[str]
    officers: list[str] = Field(description="How to reach the data protection officer.")
    authorities: list[str] = Field(description="Whom it says one may complain to.")
    said: list[SaidValue] = Field(description="Each of these values, and each country, with its passages.")
    topics: list[TopicCount]
    snapshot: str


class User(BaseModel):
    """A controller that uses a concept: in one word, and how many facts of each stance."""

    controller: str
    controller_name: str
    stance: Literal["stated", "implied", "denied", "conflicting"]
    hedged: bool = Field(
        description="All facts that carry the stance are hedged; of a conflict, all of either side."
    )
    facts: dict[str, int]
    evidence: list[Evidence] = Field(
        description="The passages of the first fact that carries the stance, of a conflict of one on either side."
    )


class TermUse(BaseModel):
    """A concept, and who says something at or below it or denies it."""

    id: str
    iri: str
    label: str
    controllers: list[User]
    truncated: bool
    next: str | None
    snapshot: str


class PolicyDetail(Policy):
    """A version of a policy, and the named graphs that hold it."""

    controller: str
    controller_name: str
    graphs: dict[str, str]
    snapshot: str


class FindingOf(FindingDetail):
    """A finding, and whose it is."""

    controller: str
    controller_name: str


class FindingPage(BaseModel):
    """Findings in order of controller and kind."""

    findings: list[FindingOf]
    truncated: bool
    next: str | None
    snapshot: str


class Since(BaseModel):
    """Policy versions that came, went or changed since an earlier snapshot.

    Where the ground (ontology, shapes, program) is another, outcomes may be other for any policy.
    """

    since: str
    snapshot: str
    added: list[str]
    removed: list[str]
    changed: list[str]
    ground: bool
