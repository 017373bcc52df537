"""From what a user typed to the terms of a query."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Final

from pyoxigraph import Literal, NamedNode

from kg_api.errors import InputError, ParameterError
from kg_api.questions.catalogue import Kind, Parameter, Question
from kg_api.questions.durations import longest_days
from kg_api.questions.labels import Names
from kg_api.vocabulary import XSD, curie, expand

Value = NamedNode | Literal
# The dates that a question may ask about: privacy law of the Union's kind and what a reader may look ahead to.
_FIRST_DAY: Final = date(1970, 1, 1)
_LAST_DAY: Final = date(2100, 12, 31)
# A calendar date in full (ISO 8601): Python reads dates by week too.
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LONGEST_TEXT: Final = 200
_MOST: Final = 10**9
# Of a value, in an error.
_SHOWN: Final = 80


def resolve(question: Question, given: Mapping[str, str], names: Names) -> dict[str, Value]:
    """The term of each parameter of ``question`` by its name; optional ones that were not given are left out.

    Raises :class:`~kg_api.errors.UnknownName` for a parameter or value that is not known, with the nearest,
    :class:`~kg_api.errors.AmbiguousName` for a label of two concepts, and
    :class:`~kg_api.errors.ParameterError` for one that is missing or not of its type. Each names its parameter.
    """
    for name in given:
        question.parameter(name)
    terms: dict[str, Value] = {}
    for parameter in question.parameters:
        text = given.get(parameter.name) or parameter.default
        if text:
            terms[parameter.name] = _term(parameter, text, names)
        elif parameter.required:
            raise ParameterError(
                f"{question.id} needs the parameter “{parameter.name}”, for instance {parameter.example}.",
                parameter.name,
            )
    return terms


def shown(term: Value, names: Names) -> str:
    """A parameter's value as an answer repeats it: the slug of a controller, else a CURIE, else the plain value."""
    if isinstance(term, Literal):
        return term.value
    return names.slugs.get(term.value) or curie(term.value)


def in_words(question: Question, given: Mapping[str, str], names: Names, language: str) -> dict[str, str]:
    """What a question is asked for, by parameter: the label of a concept, country or controller, else what was given.

    Raises as :func:`resolve` does.
    """
    return {
        name: names.label(term.value, language)
        if isinstance(term, NamedNode)
        else given.get(name) or question.parameter(name).default or ""
        for name, term in resolve(question, given, names).items()
    }


def as_typed(parameter: Parameter, text: str, names: Names, language: str) -> str:
    """A value as one would type it: the label of what ``text`` means, where that label means it too; else ``text``.

    What means nothing comes back as it is.
    """
    label = label_of(parameter, text, names, language)
    try:
        return label if _term(parameter, label, names) == _term(parameter, text, names) else text
    except InputError:
        return text


def label_of(parameter: Parameter, text: str, names: Names, language: str) -> str:
    """What a value means, in words: the label of a concept, country or controller; else ``text`` as it is."""
    try:
        term = _term(parameter, text, names)
    except InputError:
        return text
    return names.label(term.value, language) if isinstance(term, NamedNode) else text


def schemes(questions: Iterable[Question]) -> set[str]:
    """The IRIs of the concepts that parameters of these questions lie under."""
    found = {p.scheme for question in questions for p in question.parameters if p.scheme}
    return {expand(scheme) or scheme for scheme in found}


def _term(parameter: Parameter, text: str, names: Names) -> Value:
    try:
        return _OF_KIND[parameter.kind](parameter, text.strip(), names)
    except InputError as error:
        # Whoever reads it sees which of several parameters is meant, and what was given for it.
        error.parameter, error.value = parameter.name, text[:_SHOWN]
        raise


def _concept(parameter: Parameter, text: str, names: Names) -> Value:
    scheme = expand(parameter.scheme or "") or ""
    return NamedNode(names.concept(text, scheme, parameter.label["en"]))


def _country(_parameter: Parameter, text: str, names: Names) -> Value:
    return NamedNode(names.country(text))


def _controller(_parameter: Parameter, text: str, names: Names) -> Value:
    return NamedNode(names.controller(text, status=422))


def _date(parameter: Parameter, text: str, _names: Names) -> Value:
    day = read_day(parameter.name, text)
    return Literal(day.isoformat(), datatype=XSD["date"])


def read_day(name: str, text: str) -> date:
    """The day (ISO 8601, such as 2026-11-22) given for the parameter ``name``; ParameterError where it is none."""
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise ParameterError(f"“{name}” is no day: write it as 2026-11-22, not “{text[:40]}”.", name, text)
    if not _FIRST_DAY <= day <= _LAST_DAY:
        raise ParameterError(f"“{name}” is {day}: give a day from {_FIRST_DAY} to {_LAST_DAY}.", name, text)
    return day


def _duration(parameter: Parameter, text: str, _names: Names) -> Value:
    days = longest_days(text)
    if days is None:
        raise ParameterError(
            f"“{parameter.name}” is no duration: write it as P2Y, P18M, P6W or P90D (ISO 8601), not “{text[:40]}”."
        )
    return _integer(days)


def _number(parameter: Parameter, text: str, _names: Names) -> Value:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 12):
        raise ParameterError(f"“{parameter.name}” is no whole number: “{text[:40]}”.")
    least, most = parameter.minimum or 0, parameter.maximum or _MOST
    if not least <= int(text) <= most:
        raise ParameterError(f"“{parameter.name}” is {text}: give a number from {least} to {most}.")
    return _integer(int(text))


def _text(parameter: Parameter, text: str, _names: Names) -> Value:
    if len(text) > _LONGEST_TEXT:
        raise ParameterError(f"“{parameter.name}” has {len(text)} characters: give at most {_LONGEST_TEXT}.")
    if any(ord(character) < 32 or 0xD800 <= ord(character) <= 0xDFFF for character in text):
        raise ParameterError(f"“{parameter.name}” holds a control character: leave it out.")
    return Literal(text)


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=XSD["integer"])


_OF_KIND: Final[dict[Kind, Callable[[Parameter, str, Names], Value]]] = {
    "concept": _concept,
    "country": _country,
    "controller": _controller,
    "date": _date,
    "duration": _duration,
    "number": _number,
    "text": _text,
}
