"""What an address asks of a question, and the form that asks it: values in words, and what else one may ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi import Request

from kg_api.errors import AmbiguousName, InputError, ParameterError, UnknownName
from kg_api.questions.answer import Choice, Questions
from kg_api.questions.catalogue import Parameter, Question
from kg_api.questions.one_word import STANCES
from kg_api.questions.parameters import as_typed, in_words, label_of
from kg_api.questions.suggestions import Suggestions
from kg_api.web.durations import spoken
from kg_api.web.language import PARAMETER
from kg_api.web.views.chosen import JOINED, written

# What a question's address has beside its parameters; what a browser's may still have of the address of an answer.
OWN: Final = frozenset({"stance", "cursor", PARAMETER})
_PASSED_OVER: Final = frozenset({"format", "limit", "labels"})
# Suggestions that are links: the others are in the list of the field.
_LINKS: Final = 80


@dataclass(frozen=True)
class Asked:
    """What an address asks of a question; ``example`` are the parameters that came from the examples."""

    given: dict[str, str]
    example: dict[str, str]
    stance: str | None
    cursor: str | None
    language: str

    @property
    def values(self) -> dict[str, str]:
        """What is asked: what was given, else the example of what is needed."""
        return {**self.example, **{name: value for name, value in self.given.items() if value}}


def asked_of(request: Request, question: Question, language: str, own: frozenset[str] = OWN) -> Asked:
    """What a request asks of a question; ``own`` are the parameters of the page itself."""
    query = request.query_params
    given = {name: value for name, value in query.items() if name not in own and name not in _PASSED_OVER}
    example = {
        one.name: one.example
        for one in question.parameters
        if one.required and one.default is None and one.name not in given
    }
    return Asked(given, example, query.get("stance") or None, query.get("cursor") or None, language)


def choice_of(asked: Asked, limit: int, controllers: frozenset[str] | None = None) -> Choice:
    """How the answer is wanted; UnknownName (422) for a stance that there is not."""
    stances = asked.stance.split(",") if asked.stance else None
    for one in stances or ():
        if one not in STANCES:
            raise UnknownName("stance", one, STANCES, status=422)
    return Choice(stances, asked.language, limit, asked.cursor, controllers=controllers)


def refuse_empty(question: Question, asked: Asked) -> None:
    """ParameterError where the form came without what it needs."""
    for name, value in asked.given.items():
        if not value and (needed := question.parameter(name)).required and needed.default is None:
            raise ParameterError(
                f"{question.id} needs the parameter “{name}”, for instance {needed.example}.", name
            )


def api_of(request: Request, question: Question, asked: Asked, controllers: str | None = None) -> str:
    """The address of the same answer, without a format."""
    root = request.scope.get("root_path", "")
    return written(root, f"/api/v1/questions/{question.id}/answer", api_parameters(asked, controllers))


def api_parameters(asked: Asked, controllers: str | None = None) -> dict[str, str]:
    """The parameters of the address of the same answer."""
    stance = {"stance": asked.stance} if asked.stance else {}
    some = {JOINED: controllers} if controllers else {}
    return {**asked.values, **stance, **some, PARAMETER: asked.language}


def said_in_words(questions: Questions, question: Question, asked: Asked) -> list[tuple[str, str]]:
    """What the question is asked for: the labels of its parameters and of their values, in order.

    Raises what resolving the values raises.
    """
    words = in_words(question, asked.values, questions.names, asked.language)
    return [
        (one.label[asked.language], _spoken(one, words[one.name], asked.language))
        for one in question.parameters
        if one.name in words
    ]


def fields_of(
    questions: Questions,
    suggestions: Suggestions,
    question: Question,
    asked: Asked,
    fault: InputError | None,
    to: Mapping[str, str | None],
    path: str,
) -> list[dict[str, Any]]:
    """The parameters as fields of the form, each with its value, its suggestions and its fault.

    A value is shown as one would type it. Suggestions are links to ``path`` too, with the parameters ``to``.
    """
    return [
        {
            "parameter": one,
            "label": one.label[asked.language],
            "value": _shown(questions, one, asked),
            "example": label_of(one, one.default or one.example, questions.names, asked.language),
            "suggestions": _suggested(questions, suggestions, one, asked, to, path),
            "fault": fault if fault and fault.parameter == one.name else None,
            "meant": _meant(questions, one, asked, fault, to, path),
            "input": {"date": "date", "number": "number"}.get(one.kind, "text"),
        }
        for one in question.parameters
    ]


def _suggested(
    questions: Questions,
    suggestions: Suggestions,
    parameter: Parameter,
    asked: Asked,
    to: Mapping[str, str | None],
    path: str,
) -> list[dict[str, Any]]:
    """What one may ask for: as one would type it, and the first of them with the address that asks for it."""
    typed = _typed(questions, parameter, asked.given.get(parameter.name) or _usual(parameter), asked.language)
    found = []
    for number, one in enumerate(suggestions.of(parameter, asked.language)):
        value = _typed(questions, parameter, one.value, asked.language)
        address = written("", path, {**to, parameter.name: one.value}) if number < _LINKS else None
        found.append({"value": value, "label": one.label, "to": address, "current": value == typed})
    return found


def _shown(questions: Questions, parameter: Parameter, asked: Asked) -> str:
    """What stands in a field: what was given, else what is answered for without, where it has a name to type."""
    if parameter.name in asked.given:
        return _typed(questions, parameter, asked.given[parameter.name], asked.language)
    typed = _typed(questions, parameter, _usual(parameter), asked.language)
    nameless = parameter.kind == "concept" and typed == parameter.default
    return "" if nameless else typed


def _usual(parameter: Parameter) -> str:
    """What a question is answered for where nothing is given."""
    return parameter.default or (parameter.example if parameter.required else "")


def _meant(
    questions: Questions,
    parameter: Parameter,
    asked: Asked,
    fault: InputError | None,
    to: Mapping[str, str | None],
    path: str,
) -> list[dict[str, str]]:
    """What a value that means nothing, or more than one thing, may have meant, with the address that asks for it."""
    if fault is None or fault.parameter != parameter.name:
        return []
    values = (
        fault.suggestions
        if isinstance(fault, UnknownName)
        else fault.choices
        if isinstance(fault, AmbiguousName)
        else []
    )
    found = {
        _typed(questions, parameter, one, asked.language): written("", path, {**to, parameter.name: one})
        for one in reversed(values)
    }
    return [{"value": value, "to": address} for value, address in reversed(found.items())]


def _typed(questions: Questions, parameter: Parameter, text: str, language: str) -> str:
    return as_typed(parameter, text, questions.names, language) if text else ""


def _spoken(parameter: Parameter, text: str, language: str) -> str:
    return spoken(text, language) if parameter.kind == "duration" else text
