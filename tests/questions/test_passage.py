from __future__ import annotations

from pathlib import Path

import pytest

from kg_api.corpus.quotes import SourceFolder
from kg_api.errors import UnknownName
from kg_api.questions.answer import Questions
from kg_api.questions.passage import passage
from kg_api.questions.sayings import facts_by_id, sayings


def test_a_passage_has_the_facts_that_name_it_as_evidence(questions: Questions) -> None:
    facts = facts_by_id(sayings(questions, "kruix")).values()
    here = [fact for fact in facts if any((p["start"], p["end"]) == (3910, 3974) for p in fact["evidence"])]
    found = passage(questions, "kruix/2020-11-16", 3910, 3974)
    assert len(here) == 4
    assert {(fact["predicate"], fact["value"]["label"]) for fact in here} == {
        (fact["predicate"], fact["value"]) for fact in found["facts"]
    }
    assert found["section"] == "II Waarvoor verwerken we persoonsgegevens?"
    assert (found["quote"], found["before"], found["after"]) == (None, None, None)


def test_a_denial_is_read_as_one(questions: Questions) -> None:
    facts = facts_by_id(sayings(questions, "kruix")).values()
    (piece,) = [piece for fact in facts if fact["stance"] == "denied" for piece in fact["evidence"]]
    found = passage(questions, piece["policy"], piece["start"], piece["end"], "nl")
    assert ("dpv:hasThirdCountry", "denied") in {(one["predicate"], one["stance"]) for one in found["facts"]}


@pytest.mark.sources
def test_the_words_and_those_around_them_are_those_of_the_text(questions: Questions, sources: Path) -> None:
    quoting = Questions(questions.engine, questions.catalogue, SourceFolder(sources))
    found = passage(quoting, "kruix/2020-11-16", 3910, 3974)
    text = (sources / "kruix.txt").read_text(encoding="utf-8")
    assert found["before"] + found["quote"] + found["after"] in text
    assert found["quote"] == text[3910:3974]


@pytest.mark.sources
def test_the_words_around_are_whole_and_say_whether_they_reach_the_ends_of_the_text(
    questions: Questions, sources: Path
) -> None:
    quoting = Questions(questions.engine, questions.catalogue, SourceFolder(sources))
    text = (sources / "kruix.txt").read_text(encoding="utf-8")
    found = passage(quoting, "kruix/2020-11-16", 3910, 3974)
    first, last = 3910 - len(found["before"]), 3974 + len(found["after"])
    assert text[first:last] == found["before"] + found["quote"] + found["after"]
    assert (text[first - 1].isspace(), text[last].isspace()) == (True, True)
    assert (found["starts_text"], found["ends_text"]) == (False, False)
    while found["previous"]:
        found = passage(quoting, "kruix/2020-11-16", found["previous"]["start"], found["previous"]["end"])
    assert found["starts_text"]
    assert text.startswith(found["before"] + found["quote"])


def test_one_passage_leads_to_the_next_until_all_are_read(questions: Questions) -> None:
    place, seen = (3910, 3974), []
    while True:
        found = passage(questions, "kruix/2020-11-16", *place)
        if found["previous"] is None:
            break
        place = found["previous"]["start"], found["previous"]["end"]
    for number in range(1, found["passages"] + 1):
        assert found["number"] == number
        seen.append(place)
        if found["next"]:
            place = found["next"]["start"], found["next"]["end"]
            found = passage(questions, "kruix/2020-11-16", *place)
    assert found["next"] is None
    assert seen == sorted(set(seen))


def test_a_passage_says_the_date_of_its_notice(questions: Questions) -> None:
    assert passage(questions, "kruix/2020-11-16", 3910, 3974)["notice_date"] == "2020-11-16"


@pytest.mark.parametrize(
    ("policy", "start", "end"),
    [("kruix/2020-11-16", 0, 1), ("kruix/1999", 3910, 3974), ("nobody/1", 3910, 3974)],
)
def test_a_passage_that_is_not_recorded_is_refused(
    questions: Questions, policy: str, start: int, end: int
) -> None:
    with pytest.raises(UnknownName):
        passage(questions, policy, start, end)
