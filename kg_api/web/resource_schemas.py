"""The shapes of resources: pages of controllers and findings, a card, a policy version, what changed since."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from kg_api.web.schemas import Controller, FindingDetail, Policy


class ControllerPage(BaseModel):
    """Controllers in order of slug, and how many were found in all."""

    controllers: list[Controller]
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
    topics: list[TopicCount]
    snapshot: str


class User(BaseModel):
    """A controller that uses a concept: in one word, and how many facts of each stance."""

    controller: str
    controller_name: str
    stance: Literal["stated", "implied", "denied", "conflicting"]
    facts: dict[str, int]


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
