"""What OpenAPI 3.1 says of a question: its parameters, and the shape of its rows, from the question's header."""

from __future__ import annotations

from typing import Any, Final

from pydantic import BaseModel, Field, create_model

from kg_api.questions.catalogue import CellType, Column, Kind, Parameter, Question
from kg_api.web.parameters import FORMATS
from kg_api.web.schemas import Answer, Evidence, Row

_SCHEMAS: Final[dict[Kind, dict[str, Any]]] = {
    "concept": {"type": "string"},
    "country": {"type": "string"},
    "controller": {"type": "string"},
    "date": {"type": "string", "format": "date"},
    "duration": {"type": "string", "format": "duration"},
    "number": {"type": "integer"},
    "text": {"type": "string", "maxLength": 200},
}
_READ_AS: Final[dict[Kind, str]] = {
    "concept": "a CURIE, an IRI, or a label in English or Dutch, of {scheme}",
    "country": "an ISO 3166-1 code, a CURIE, an IRI or a label of a country or area",
    "controller": "the slug, IRI or name of a controller",
    "date": "a day (ISO 8601)",
    "duration": "a duration (ISO 8601), taken at the longest it can be",
    "number": "a whole number",
    "text": "a text",
}
# A scheme that is said in words.
_ANY: Final = "skos:Concept"


class Node(BaseModel):
    """A node of the graph: short name, IRI, label; one of a policy's own with the concepts it lies under."""

    id: str
    iri: str
    label: str
    broader: list[str]


class CorpusRow(BaseModel):
    """A row of an answer that speaks of no controller: the question's own columns are all it has."""

    controller: None
    controller_name: None
    stance: None
    hedged: None
    link: None
    review: None
    evidence: list[Evidence]


_CELLS: Final[dict[CellType, Any]] = {
    "node": Node,
    "text": str,
    "number": int | float,
    "boolean": bool,
    "date": str,
}


def query_parameters(question: Question) -> list[dict[str, Any]]:
    """The question's own parameters as parameter objects (OpenAPI 3.1.1, section 4.8.12)."""
    return [_parameter(parameter) for parameter in question.parameters]


def answer_model(question: Question) -> type[BaseModel]:
    """The shape of the question's answers."""
    name = "".join(part.capitalize() for part in question.id.split("-"))
    base = Row if question.about == "controllers" else CorpusRow
    cells: dict[str, Any] = {column: _cell(question.columns[column]) for column in question.columns}
    row = create_model(
        f"{name}Row",
        __base__=base,
        __doc__=f"A row: {question.title['en'][0].lower()}{question.title['en'][1:]}.",
        **cells,
    )
    return create_model(
        f"{name}Answer",
        __base__=Answer,
        __doc__=f"The answer to “{question.title['en']}”.",
        question=(str, Field(json_schema_extra={"const": question.id})),
        rows=(list[row], ...),  # type: ignore[valid-type]
    )


def describe_answer() -> dict[str, Any]:
    """What goes beside the shape: the other media types, and the header that leads on."""
    text = {"schema": {"type": "string"}}
    results = {"schema": {"type": "object", "required": ["head", "results"]}}
    return {
        "description": "The answer; JSON as the schema says, the other forms hold its rows.",
        "headers": {
            "Link": {"description": "rel=next where there are more rows.", "schema": {"type": "string"}},
            "ETag": {"description": "Of this answer from this snapshot.", "schema": {"type": "string"}},
        },
        "content": {
            media: results if name == "srj" else text for name, media in FORMATS.items() if name != "json"
        },
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    schema = dict(_SCHEMAS[parameter.kind])
    bounds = {"minimum": parameter.minimum, "maximum": parameter.maximum, "default": parameter.default}
    if parameter.kind == "number":
        schema |= {name: int(value) for name, value in bounds.items() if value is not None}
    elif parameter.default is not None:
        schema["default"] = parameter.default
    read_as = _READ_AS[parameter.kind].format(
        scheme="any concept" if parameter.scheme == _ANY else f"a concept at or below {parameter.scheme}"
    )
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": f"{parameter.label['en'].capitalize()}: {read_as}.",
        "schema": schema,
        "example": int(parameter.example) if parameter.kind == "number" else parameter.example,
    }


def _cell(column: Column) -> tuple[Any, Any]:
    label, kind = Field(description=column.label["en"]), _CELLS[column.type]
    # A type made while the program runs, which no checker can follow.
    return (list.__class_getitem__(kind) if column.separator is not None else kind | None), label
