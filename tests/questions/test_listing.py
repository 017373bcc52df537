from __future__ import annotations

from kg_api.questions.answer import Questions
from kg_api.questions.assessments import assessment
from kg_api.questions.listing import in_order, listing, notice_dates, notice_languages


def test_a_line_has_what_the_assessment_has(questions: Questions) -> None:
    found = {one["controller"]: one for one in listing(questions, in_order(questions))}
    assert len(found) == len(questions.names.slugs)
    for slug, one in found.items():
        judged = assessment(questions, slug)
        assert (one["counts"], one["findings"]) == (judged["counts"], len(judged["findings"]))


def test_a_line_has_country_and_date_in_the_order_asked_for(questions: Questions) -> None:
    names = questions.names
    wanted = [names.controller("velux-belgium"), names.controller("kruix")]
    found = [(one["controller"], one["countries"], one["date"]) for one in listing(questions, wanted, "nl")]
    assert found == [("velux-belgium", ["België"], "2021-05"), ("kruix", ["Nederland"], "2020-11-16")]


def test_none_asked_for_is_none(questions: Questions) -> None:
    assert listing(questions, []) == []


def test_a_notice_has_a_language_and_where_it_gives_one_a_date(questions: Questions) -> None:
    names = questions.names
    kruix, undated = names.controller("kruix"), names.controller("smet-jet")
    assert notice_languages(questions, [kruix, undated]) == {kruix: "nl", undated: "nl"}
    assert notice_dates(questions, [kruix, undated]) == {kruix: "2020-11-16"}
