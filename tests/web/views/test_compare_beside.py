"""Sentences side by side: each once, whatever number of facts and places it has."""

from __future__ import annotations

from typing import Any

import pytest

from kg_api.errors import UnknownName
from kg_api.questions.answer import Questions
from kg_api.questions.comparison import compare
from kg_api.questions.comparison_crossed import bases_by_purpose, periods
from kg_api.vocabulary import DATA
from kg_api.web.views.compare_beside import behind, key_of, length, of_row, pair, sentences

TWO = ["kruix", "velux-belgium"]
IRIS = [f"{DATA}{slug}" for slug in TWO]


def piece(start: int, gloss: str = "One thing.", stance: str = "stated", of: str = "a") -> dict[str, Any]:
    fact = {"label": "Marketing", "subject": of, "predicate": "dpv:hasPurpose"}
    place = {"policy": "kruix/1", "start": start, "end": start + 9}
    return {
        **place,
        "gloss": gloss,
        "quote": None,
        "stance": stance,
        "hedged": False,
        "reasoning": None,
        "fact": fact,
    }


def test_the_same_words_at_two_places_are_one_sentence_with_both() -> None:
    (one,) = sentences([piece(0), piece(50, of="b"), piece(0, "one  thing.", "implied")])
    assert [place["start"] for place in one.places.values()] == [0, 50]
    assert list(one.of) == ["a", "b"]
    assert list(one.says) == [("stated", False), ("implied", False)]


def test_other_words_are_another_sentence() -> None:
    assert len(sentences([piece(0), piece(9, "Another thing.")])) == 2


def test_a_row_has_every_place_of_its_evidence_once(questions: Questions) -> None:
    row = next(
        one
        for one in compare(questions, TWO, "basis")["rows"]
        if one["concept"]["id"] == "dpv:LegitimateInterest"
    )
    found = of_row(questions, row, "en")
    for slug in TWO:
        places = [(one["start"], one["end"]) for said in found[slug] for one in said["places"]]
        wanted = {(one["start"], one["end"]) for one in row["cells"][slug]["evidence"]}
        assert len(places) == len(set(places))
        assert set(places) == wanted
    assert max(said["processes"] for said in found["kruix"]) > 1


def test_behind_a_pair_are_passages_of_both_sides(questions: Questions) -> None:
    crossed = bases_by_purpose(questions, IRIS, "en")
    mark = pair(crossed, TWO, "dpv:Marketing", "dpv:Consent", "en")
    assert mark.label == "Marketing, on the basis of Consent"
    assert mark.counts["velux-belgium"] == 7
    found = behind(questions, mark.facts, "en")
    said = {value for one in found["velux-belgium"] for _, _, values in one["says"] for value, _ in values}
    assert {"Direct Marketing", "Art.6(1-a) consent"} <= said


def test_a_period_is_called_by_its_length_and_found_by_its_days(questions: Questions) -> None:
    found = periods(questions, IRIS)
    key = key_of(found[0]["lengths"][0])
    mark = length(found, key, "nl")
    assert mark.label == "7 jaar bewaard"
    assert mark.counts == {"kruix": 1, "velux-belgium": 0}
    assert length(found, "open", "en").counts == {"kruix": 2, "velux-belgium": 1}
    with pytest.raises(UnknownName):
        length(found, "1-2", "en")


def test_each_value_stands_with_its_own_stance_and_hedge(questions: Questions) -> None:
    rows = compare(questions, TWO, "basis")["rows"]
    row = next(one for one in rows if one["concept"]["id"] == "dpv:Consent")
    evidence = [piece for slug in TWO for piece in row["cells"][slug]["evidence"]]
    wanted = {(piece["stance"], piece["hedged"], piece["fact"]["label"]) for piece in evidence}
    shown = {
        (stance, hedged, value)
        for some in of_row(questions, row, "en").values()
        for one in some
        for stance, hedged, values in one["says"]
        for value, _ in values
    }
    assert len({stance for stance, _, _ in wanted}) > 1
    assert shown == wanted
