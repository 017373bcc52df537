"""From what a user typed to the terms of a query."""

from __future__ import annotations

from collections.abc import Mapping

from pyoxigraph import NamedNode

from kg_api.errors import ParameterError
from kg_api.questions.catalogue import Parameter, Question
from kg_api.questions.labels import Names
from kg_api.vocabulary import curie, expand


def resolve(question: Question, given: Mapping[str, str], names: Names) -> dict[str, NamedNode]:
    """The term of each parameter of ``question`` by its name; optional ones that were not given are left out.

    Raises :class:`~kg_api.errors.UnknownName` for a parameter or value that is not known, with the nearest,
    :class:`~kg_api.errors.AmbiguousName` for a label of two concepts, and
    :class:`~kg_api.errors.ParameterError` for one that is missing.
    """
    for name in given:
        question.parameter(name)
    terms: dict[str, NamedNode] = {}
    for parameter in question.parameters:
        text = given.get(parameter.name) or parameter.default
        if text:
            terms[parameter.name] = NamedNode(_resolve(parameter, text, names))
        elif parameter.required:
            raise ParameterError(
                f"{question.id} needs the parameter “{parameter.name}”, for instance {parameter.example}."
            )
    return terms


def shown(term: NamedNode, names: Names) -> str:
    """A parameter's value as an answer repeats it: the slug of a controller, else a CURIE."""
    return names.slugs.get(term.value) or curie(term.value)


def schemes(questions: object) -> set[str]:
    """The IRIs of the concepts that parameters of these questions lie under."""
    found = {p.scheme for q in questions for p in q.parameters if p.scheme}  # type: ignore[attr-defined]
    return {expand(scheme) or scheme for scheme in found}


def _resolve(parameter: Parameter, text: str, names: Names) -> str:
    if parameter.kind == "country":
        return names.country(text)
    if parameter.kind == "controller":
        return names.controller(text)
    scheme = expand(parameter.scheme or "") or ""
    return names.concept(text, scheme, parameter.label["en"])
