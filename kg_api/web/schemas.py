"""The shapes of the API's answers, for OpenAPI and for whoever reads it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from kg_api.questions.catalogue import About, CellType, Kind, View


class Fact(BaseModel):
    """The triple that a piece of evidence speaks of."""

    subject: str
    predicate: str
    object: str
    label: str
    denied: bool


class Evidence(BaseModel):
    """A passage: where in which text, under which heading, our gloss, and its words where the text is at hand."""

    fact: Fact
    stance: Literal["stated", "implied", "denied"]
    hedged: bool = Field(description="The text says may, such as, for example.")
    reasoning: str | None = Field(description="Why an implied fact follows from the passage.")
    policy: str = Field(description="controller/version")
    section: str | None = Field(description="The heading above the passage.")
    start: int = Field(description="Unicode code points from the start of the text.")
    end: int
    gloss: str = Field(description="Our own words, in English.")
    quote: str | None = Field(description="The exact words; null where the server does not have the text.")
    language: str | None = Field(description="The language of the text, BCP 47; its quote is in it.")
    source_url: str | None
    retrieved: str | None
    text_sha256: str
    statement: str = Field(description="IRI of the rdf:Statement in the graph.")


class Row(BaseModel, extra="allow"):
    """A row: a fact or a pair of facts of a controller, or an outcome of ours, and the question's own columns."""

    controller: str
    controller_name: str
    stance: Literal["stated", "implied", "denied", "silent"] = Field(
        description="Of the fact, the weakest of a pair; an outcome of ours, such as how a duty stands, is implied."
    )
    hedged: bool | None = Field(
        description="The words are hedged; null of an outcome of ours, which has none."
    )
    link: Literal["same-sentence", "same-row", "inferred"] | None
    review: str | None
    evidence: list[Evidence]


class Line(BaseModel):
    """What a controller says, in one word; a denial with its passages."""

    controller: str
    controller_name: str
    stance: Literal["stated", "implied", "denied", "silent", "conflicting"]
    hedged: bool = Field(
        description="All rows that carry the stance are hedged; of a conflict, all of either side."
    )
    evidence: list[Evidence]


class Answer(BaseModel):
    """An answer: rows, a summary of every controller once, and the snapshot they come from.

    Of more than a thousand controllers the summary lists the first two hundred of each stance; ``counts`` has them all.
    """

    question: str
    parameters: dict[str, str]
    rows: list[Row]
    summary: list[Line]
    counts: dict[str, int]
    truncated: bool
    next: str | None
    snapshot: str


class ParameterInfo(BaseModel):
    """A parameter of a question."""

    name: str
    type: Kind
    label: dict[str, str]
    scheme: str | None
    required: bool
    default: str | None
    example: str
    minimum: int | None
    maximum: int | None


class ColumnInfo(BaseModel):
    """A column of a question's rows: heading, what a cell is, and whether it is a list of that."""

    label: dict[str, str]
    type: CellType
    list: bool


class QuestionInfo(BaseModel):
    """A question: what it asks, and with what."""

    id: str
    topic: str
    title: dict[str, str]
    description: dict[str, str]
    tags: list[str]
    keywords: list[str]
    view: View = Field(description="What shows the answer best.")
    about: About = Field(description="Whether rows speak of controllers or of the corpus.")
    stances: list[str] = Field(description="The stances of rows that the question is after.")
    parameters: list[ParameterInfo]
    columns: dict[str, ColumnInfo]
    sparql: str | None = Field(
        default=None, description="With one question: the query as it stands in the catalogue."
    )


class Policy(BaseModel):
    """A version of a controller's policy."""

    policy: str
    version: str
    title: str
    language: str
    date: str | None
    current: bool
    review: str
    text_sha256: str
    source_url: str | None
    retrieved: str | None


class Controller(BaseModel):
    """A controller and its policy versions."""

    controller: str
    controller_name: str
    iri: str
    countries: list[str]
    policies: list[Policy]


class ControllerDetail(Controller):
    """A controller with what it says of its own identity."""

    identity: list[dict[str, Any]]
    snapshot: str


class AssessmentOverview(BaseModel):
    """A controller under one law: how many duties have which outcome. There is no score."""

    controller: str
    controller_name: str
    law: str
    judged_at: str
    own_date: bool
    counts: dict[str, int]


class Applicability(BaseModel):
    """Why a law applies to a notice: by a fact, or as an assumption with its reasoning."""

    law: str
    law_name: str
    why: str
    reasoning: str
    as_assumption: bool
    in_force: bool
    assessed: bool
    authorities: list[str] = Field(description="Who supervises it where the controller is established.")
    evidence: list[Evidence]


class Place(BaseModel):
    """Where a passage stands in a policy, in code points."""

    policy: str
    section: str | None
    start: int
    end: int


class Clash(BaseModel):
    """Two statements that clash, and what kind of clash it is."""

    finding: str
    said: list[Evidence] = Field(description="The passages of this statement.")
    evidence: list[Evidence] = Field(description="The passages of the other.")


class ShortfallFact(BaseModel):
    """A fact by which a notice falls short: its value, and of what it is said."""

    name: str | None = Field(description="The value, in words; null where it has no name of its own.")
    node: str = Field(description="The value: a CURIE, an IRI or a text.")
    predicate: str
    of: str | None = Field(description="What it is said of, such as a process; null for the notice itself.")
    of_node: str
    against: list[Clash] = Field(
        description="What it clashes with, where the shortfall is a clash of two statements."
    )
    stance: str
    hedged: bool
    passages: list[Place] = Field(description="Where it is said; `short_of` has them in full.")


class Shortfall(BaseModel):
    """What a duty will not have, with each thing by name that shows it."""

    aspect: str
    label: str
    same_as: str | None = Field(description="The duty before it with the very same shortfall, if any.")
    also_under: list[str] = Field(description="The duties after it that fall short by the very same.")
    facts: list[ShortfallFact]


class DutyOutcome(BaseModel):
    """How a duty stands: what it rests on, what it falls short by, what was looked for and not found."""

    duty: str
    law: str
    label: str
    citation: str
    articles: list[str]
    kind: str
    outcome: str = Field(description="met, partly, not met, not applicable or cannot tell.")
    condition: str
    state: str = Field(description="Whether the condition holds, is excluded, or is unknown.")
    evidence: list[Evidence]
    short_of: list[Evidence]
    shortfalls: list[Shortfall] = Field(description="What it falls short by, by name.")
    lacks: list[str]
    sums_up: list[str] = Field(description="The duties whose outcomes decide it, where it sums up others.")
    advice: list[str]
    question: str | None = Field(description="What one would ask the controller, where it cannot be told.")
    undecidable: str | None
    shape: str


class FindingDetail(BaseModel):
    """A finding: the fact, and where two clash the other one."""

    finding: str
    label: str
    advice: str
    severity: str
    contradiction: bool
    judged_at: str
    evidence: list[Evidence]
    clashes_with: list[Evidence]


class AssessmentDetail(BaseModel):
    """A notice against the law of a day. Outcomes are no verdicts of infringement."""

    controller: str
    controller_name: str
    policy: str
    judged_at: str
    own_date: bool
    counts: dict[str, int]
    applicability: list[Applicability]
    duties: list[DutyOutcome]
    findings: list[FindingDetail]
    snapshot: str


class DatedFact(BaseModel):
    """A fact of law that held between two days, with its source and when it was last checked."""

    fact: str
    label: str
    kind: str | None
    from_: str | None = Field(alias="from")
    until: str | None
    sources: list[str]
    checked: str
    days_since: int
    stale: bool
    certain: bool
    comment: str | None


class Changes(BaseModel):
    """What changed between two versions: facts added, removed, widened, narrowed or said otherwise; duties."""

    controller: str
    from_: str = Field(alias="from")
    to: str
    versions: list[str]
    summary: dict[str, dict[str, int]]
    facts: list[dict[str, Any]]
    duties: list[dict[str, Any]]
    snapshot: str
