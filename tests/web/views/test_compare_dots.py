"""Where dots lie: every common pair once in each arrangement, within its drawing, no two in one place."""

from __future__ import annotations

from typing import Any

import pytest

from kg_api.questions.answer import Questions
from kg_api.questions.comparison_crossed import bases_by_purpose
from kg_api.vocabulary import DATA
from kg_api.web.views.compare_dots import dots

FIVE = ["kruix", "velux-belgium", "smet-jet", "unexus", "janus-international-europe"]


def drawn(questions: Questions, slugs: list[str]) -> dict[str, Any]:
    found = bases_by_purpose(questions, [f"{DATA}{slug}" for slug in slugs], "en")
    names = {slug: questions.names.controllers[f"{DATA}{slug}"] for slug in slugs}
    made = dots(found, names, lambda purpose, basis: f"/{purpose}/{basis}")
    assert made is not None
    return made


@pytest.mark.parametrize("slugs", [FIVE[:2], FIVE])
def test_each_common_pair_has_a_dot_of_its_own_in_either_arrangement(
    questions: Questions, slugs: list[str]
) -> None:
    made = drawn(questions, slugs)
    common = {
        (one["controller"], one["purpose"], one["basis"]) for one in made["cells"] if one["purpose"] < 16
    }
    for arrangement, drawings in made["arrangements"]:
        seen = []
        for one in drawings:
            assert one["width"] <= arrangement.width
            places = [(dot["x"], dot["y"]) for dot in one["dots"]]
            assert len(places) == len(set(places))
            assert all(one["label"] < x < one["width"] and one["head"] < y < one["height"] for x, y in places)
            seen += [(dot["controller"], dot["purpose"], dot["basis"]) for dot in one["dots"]]
        assert len(seen) == len(common)
        assert set(seen) == common


def test_names_are_whole_however_long(questions: Questions) -> None:
    made = drawn(questions, FIVE)
    for _, drawings in made["arrangements"]:
        shown = {" ".join(row["lines"]) for one in drawings for row in one["rows"]}
        assert shown <= {cell["of_purpose"] for cell in made["cells"]}
        titles = {" ".join(panel["lines"]) for one in drawings for panel in one["panels"]}
        assert titles == {questions.names.controllers[f"{DATA}{slug}"] for slug in FIVE}


def test_on_a_telephone_each_controller_has_a_drawing(questions: Questions) -> None:
    (_, wide), (_, narrow) = drawn(questions, FIVE[:2])["arrangements"]
    assert (len(wide), len(narrow)) == (1, 2)


def test_without_a_pair_nothing_is_drawn() -> None:
    assert dots({"purposes": [], "bases": [], "cells": []}, {"a": "A"}, lambda *_: "") is None
