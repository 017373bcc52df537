from __future__ import annotations

from kg_api.questions.answer import Questions
from kg_api.questions.versions import versions


def test_a_version_comes_with_who_read_it_and_when(questions: Questions) -> None:
    (one,) = versions(questions, "kruix")
    assert (one["policy"], one["version"], one["date"]) == ("kruix/2020-11-16", "2020-11-16", "2020-11-16")
    assert one["current"] is True
    assert (one["source_url"], one["retrieved"]) == (None, None)
    assert one["review"] == "not legally reviewed"
    assert len(one["readings"]) == 3
    assert [reading["when"] for reading in one["readings"]] == sorted(
        reading["when"] for reading in one["readings"]
    )


def test_a_date_is_as_precise_as_the_notice_and_absent_where_it_has_none(questions: Questions) -> None:
    dates = {slug: versions(questions, slug)[0]["date"] for slug in ("velux-belgium", "smet-jet")}
    assert dates == {"velux-belgium": "2021-05", "smet-jet": None}


def test_the_review_is_told_in_the_language_asked_for(questions: Questions) -> None:
    assert versions(questions, "kruix", "nl")[0]["review"] == "niet juridisch nagekeken"


def test_a_slug_of_none_has_no_versions(questions: Questions) -> None:
    assert versions(questions, "nobody") == []
