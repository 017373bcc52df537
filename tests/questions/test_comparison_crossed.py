"""Bases by purpose and periods by length, as the five notices have them."""

from __future__ import annotations

from typing import Any

import pytest

from kg_api.questions.answer import Questions
from kg_api.questions.comparison_crossed import bases_by_purpose, periods
from kg_api.questions.evidence import evidence_of
from kg_api.vocabulary import DATA


def iris(*slugs: str) -> list[str]:
    return [f"{DATA}{slug}" for slug in slugs]


def label(found: dict[str, Any], kind: str, cell: dict[str, Any]) -> str:
    return str(found["purposes" if kind == "purpose" else "bases"][cell[kind]]["label"])


def pairs(questions: Questions, slug: str) -> dict[tuple[str, str], tuple[int, bool]]:
    found = bases_by_purpose(questions, iris(slug), "en")
    return {
        (label(found, "purpose", cell), label(found, "basis", cell)): (cell["count"], cell["sure"])
        for cell in found["cells"]
    }


def test_a_pair_is_of_one_process_and_counts_processes(questions: Questions) -> None:
    found = pairs(questions, "velux-belgium")
    assert found["Marketing", "Consent"] == (7, True)
    assert ("Marketing", "Legal Obligation") not in found


def test_what_is_only_offered_is_no_pair(questions: Questions) -> None:
    assert {basis for _, basis in pairs(questions, "unexus")} == {"Consent", "Legal Obligation"}


def test_labels_are_in_the_language_and_the_commonest_comes_first(questions: Questions) -> None:
    found = bases_by_purpose(questions, iris("kruix", "unexus"), "nl")
    assert "toestemming" in [one["label"].casefold() for one in found["bases"]]
    counts = [
        sum(cell["count"] for cell in found["cells"] if cell["purpose"] == place)
        for place in range(len(found["purposes"]))
    ]
    assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize(
    ("slug", "lengths", "endless", "others"),
    [
        ("kruix", [(2555, 2557, 1, False)], 0, 2),
        ("janus-international-europe", [(2190, 2192, 1, True)], 0, 2),
        ("velux-belgium", [(59, 62, 2, False), (730, 731, 1, False)], 0, 1),
    ],
)
def test_periods_are_those_of_the_notice(
    questions: Questions, slug: str, lengths: list[tuple[int, int, int, bool]], endless: int, others: int
) -> None:
    (found,) = periods(questions, iris(slug))
    assert found["controller"] == slug
    names = ("shortest", "longest", "count", "hedged")
    assert [tuple(one[name] for name in names) for one in found["lengths"]] == lengths
    assert (found["endless"]["count"], found["open"]["count"]) == (endless, others)


def test_each_pair_carries_the_statements_of_both_its_sides(questions: Questions) -> None:
    found = bases_by_purpose(questions, iris("kruix", "velux-belgium"), "en")
    facts = [cell["facts"] for cell in found["cells"]]
    assert all(facts)
    evidence = evidence_of(
        questions.engine, {one for some in facts for one in some}, questions.names, questions.quotes, "en"
    )
    for cell in found["cells"]:
        said = {piece["fact"]["predicate"] for fact in cell["facts"] for piece in evidence[fact]}
        assert said == {"dpv:hasPurpose", "dpv:hasLegalBasis"}
        assert {piece["policy"].partition("/")[0] for fact in cell["facts"] for piece in evidence[fact]} == {
            cell["controller"]
        }


def test_each_period_carries_its_statements(questions: Questions) -> None:
    for one in periods(questions, iris("kruix", "velux-belgium", "smet-jet")):
        for said in (*one["lengths"], one["endless"], one["open"]):
            assert bool(said["facts"]) == bool(said["count"])
