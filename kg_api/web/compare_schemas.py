"""The shape of a comparison, for OpenAPI and for whoever reads it, with an example from a real answer."""

from __future__ import annotations

from typing import Any, Final, Literal

from pydantic import BaseModel, Field

from kg_api.vocabulary import DATA
from kg_api.web.schemas import Evidence


class Concept(BaseModel):
    """What a row is about: a concept, a duty, or a kind of finding."""

    id: str = Field(description="CURIE of a concept; number of a duty.")
    iri: str
    label: str = Field(description="In the language asked for.")
    broader: list[str] = Field(description="The rows right above it; of a duty its law.")


class TransferGround(BaseModel):
    """What a transfer rests on."""

    id: str
    iri: str
    label: str
    broader: list[str]
    offered: bool = Field(description="One of several that the notice says it may rest on.")
    stance: Literal["stated", "implied"]
    hedged: bool


class Days(BaseModel):
    """The fewest and the most days that the periods of a cell can last."""

    shortest: int
    longest: int


class ComparisonCell(BaseModel):
    """What one controller says of one row."""

    stance: Literal["stated", "implied", "denied", "silent", "conflicting"] | None = Field(
        description="null where the row is a duty or a finding."
    )
    outcome: Literal["met", "partly", "not met", "not applicable", "cannot tell", "found", "none"] | None = (
        Field(
            description="Of a duty or a finding; null where the notice was not judged by it, and for all else."
        )
    )
    hedged: bool = Field(description="All facts that carry the stance are hedged: may, such as, for example.")
    facts: int = Field(description="Facts that say it or deny it, at or below the row; findings of a kind.")
    exact: int = Field(description="Of these, said of this very row.")
    narrower: int = Field(description="Of these, said of something below it.")
    denied: int = Field(description="Denials of it or of what lies above it.")
    offered: int = Field(
        description="Legal bases that the notice says it may rely on, without saying for what."
    )
    grounds: list[TransferGround]
    days: Days | None
    without: int | None = Field(
        description="Processes with personal data that name no retention of their own; null but in the first "
        "row of by=retention."
    )
    evidence: list[Evidence]
    more: int = Field(description="Facts whose passages are left out of this cell.")


class ComparisonRow(BaseModel):
    """One concept and what each controller says of it; ``same`` where all say the same."""

    concept: Concept
    cells: dict[str, ComparisonCell] = Field(description="By the controller's slug.")
    same: bool


class Compared(BaseModel):
    """A controller of the comparison."""

    controller: str
    controller_name: str


class ComparisonAnswer(BaseModel):
    """Controllers side by side."""

    controllers: list[Compared]
    by: Literal[
        "basis", "purpose", "data", "recipient", "transfer", "retention", "right", "duty", "finding", "cookie"
    ]
    rows: list[ComparisonRow]
    truncated: bool
    next: str | None
    snapshot: str


_PASSAGE: Final[dict[str, Any]] = {
    "fact": {
        "subject": DATA + "kruix/2020-11-16/policy#all-processing",
        "predicate": "dpv:hasThirdCountry",
        "object": "term:OutsideEU",
        "label": "outside the EU",
        "denied": True,
    },
    "stance": "denied",
    "hedged": False,
    "reasoning": None,
    "policy": "kruix/2020-11-16",
    "section": "IX Waar verwerken we je gegevens?",
    "start": 10119,
    "end": 10176,
    "gloss": "Data are processed within the European Union.",
    "quote": None,
    "language": "nl",
    "source_url": None,
    "retrieved": None,
    "text_sha256": "cb95afd616fb9f8331ee7a17fde5ca717fa37eed903dce4aef170f574cb3b7f9",
    "statement": DATA + "kruix/2020-11-16/evidence#s56",
}
# The answer to controllers=kruix,unexus&by=transfer.
EXAMPLE: Final[dict[str, Any]] = {
    "controllers": [
        {"controller": "kruix", "controller_name": "Kruix"},
        {"controller": "unexus", "controller_name": "Unexus"},
    ],
    "by": "transfer",
    "rows": [
        {
            "concept": {
                "id": "term:OutsideEU",
                "iri": "https://w3id.org/privacy-kg/terms#OutsideEU",
                "label": "outside the EU",
                "broader": [],
            },
            "cells": {
                "kruix": {
                    "stance": "denied",
                    "outcome": None,
                    "hedged": False,
                    "facts": 1,
                    "exact": 0,
                    "narrower": 0,
                    "denied": 1,
                    "offered": 0,
                    "grounds": [],
                    "days": None,
                    "without": None,
                    "evidence": [_PASSAGE],
                    "more": 0,
                },
                "unexus": {
                    "stance": "silent",
                    "outcome": None,
                    "hedged": False,
                    "facts": 0,
                    "exact": 0,
                    "narrower": 0,
                    "denied": 0,
                    "offered": 0,
                    "grounds": [],
                    "days": None,
                    "without": None,
                    "evidence": [],
                    "more": 0,
                },
            },
            "same": False,
        }
    ],
    "truncated": False,
    "next": None,
    "snapshot": "e390effb43abc64f",
}
