"""The tree of errors, what each says, and the names it offers instead."""

from __future__ import annotations

import inspect
import re
from http import HTTPStatus
from typing import cast

import pytest

from kg_api import errors
from kg_api.errors import (
    AmbiguousName,
    CorpusError,
    EngineError,
    FileError,
    InputError,
    PrivacyKgError,
    SyntaxFault,
    UnknownName,
    did_you_mean,
    nearest,
)

DEFINED = {
    name: cast("type[PrivacyKgError]", value)
    for name, value in vars(errors).items()
    if inspect.isclass(value) and issubclass(value, Exception) and value.__module__ == errors.__name__
}


def _drawn() -> dict[str, str | None]:
    """The tree in the docstring: each class, and the one that it is drawn below."""
    parents: dict[str, str | None] = {}
    above: list[tuple[int, str]] = []
    for line in (errors.__doc__ or "").splitlines():
        match = re.fullmatch(r"    ([ │├└─]*)([A-Z]\w+)(?:\s{2,}.*)?", line)
        if match:
            depth, name = len(match[1]), match[2]
            above = [entry for entry in above if entry[0] < depth]
            parents[name] = above[-1][1] if above else None
            above.append((depth, name))
    return parents


def test_the_tree_in_the_docstring_lists_exactly_the_classes_defined() -> None:
    assert set(_drawn()) == set(DEFINED)
    assert len(DEFINED) > 10


@pytest.mark.parametrize("name", sorted(DEFINED))
def test_each_error_is_drawn_below_the_class_that_it_is_made_from(name: str) -> None:
    above = _drawn()[name]
    assert DEFINED[name].__base__ is (DEFINED[above] if above else Exception)


@pytest.mark.parametrize("error", DEFINED.values())
def test_each_error_has_a_slug_a_title_and_a_status(error: type[PrivacyKgError]) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", error.slug)
    assert error.title[0].isupper()
    assert not error.title.endswith(".")
    assert HTTPStatus(error.status) >= HTTPStatus.BAD_REQUEST
    assert error.__doc__


def test_an_error_has_its_own_slug_and_title_or_both_of_the_class_above_it() -> None:
    own = [error for error in DEFINED.values() if "slug" in vars(error)]
    assert len({error.slug for error in own}) == len({error.title for error in own}) == len(own) > 10
    rest = [error for error in DEFINED.values() if error not in own]
    assert all("title" not in vars(error) and "status" not in vars(error) for error in rest)


def test_bad_input_is_the_clients_fault_and_never_the_engines() -> None:
    inputs = [error for error in DEFINED.values() if issubclass(error, InputError)]
    assert all(400 <= error.status < 500 for error in inputs)
    assert not any(issubclass(error, EngineError) for error in inputs)


@pytest.mark.parametrize(
    ("line", "column", "place"), [(None, None, "a.ttl"), (3, None, "a.ttl:3"), (3, 7, "a.ttl:3:7")]
)
def test_a_fault_in_a_file_begins_with_its_place(line: int | None, column: int | None, place: str) -> None:
    fault = SyntaxFault("has no end", "a.ttl", line, column)
    assert str(fault) == f"{place}: has no end"
    assert (fault.path, fault.line, fault.column, fault.reason) == ("a.ttl", line, column, "has no end")


def test_a_corpus_error_says_every_fault() -> None:
    faults = [FileError("is missing", "a.ttl"), SyntaxFault("has no end", "b.ttl", 2)]
    error = CorpusError(faults)
    assert str(error) == "a.ttl: is missing\nb.ttl:2: has no end"
    assert error.faults == faults


def test_an_unknown_name_offers_the_nearest_and_may_have_another_status() -> None:
    error = UnknownName("controller", "kruiks", ["kruix", "unexus"], status=422)
    assert str(error) == "There is no controller “kruiks”. Did you mean kruix, unexus?"
    assert (error.status, UnknownName.status) == (422, 404)


def test_an_ambiguous_name_says_what_to_choose_from() -> None:
    error = AmbiguousName("purpose", "reclame", ["dpv:Advertising", "dpv:Marketing"])
    assert "choose dpv:Advertising or dpv:Marketing" in str(error)
    assert error.choices == ["dpv:Advertising", "dpv:Marketing"]


def test_of_a_few_names_the_nearest_are_given_however_far() -> None:
    assert nearest("zzz", ["kruix", "unexus"]) != []
    assert nearest("anything", []) == []


def test_of_many_names_only_near_ones_are_given() -> None:
    many = [f"concept-{number:03}" for number in range(200)]
    assert nearest("zzzzzz", many) == []
    assert nearest("Concept-123", many)[0] == "concept-123"
    assert len(nearest("concept", many)) == 3


def test_names_that_contain_the_text_come_after_those_spelt_like_it() -> None:
    many = ["market", "DirectMarketingByElectronicMail", *(f"other{number}" for number in range(100))]
    assert nearest("marke", many) == ["market", "DirectMarketingByElectronicMail"]


def test_a_name_given_twice_is_offered_once() -> None:
    assert nearest("kruix", ["kruix", "kruix", "Kruix"]).count("kruix") <= 1


def test_nothing_is_offered_where_nothing_is_near() -> None:
    assert did_you_mean([]) == ""
    assert did_you_mean(["a", "b"]) == " Did you mean a, b?"
