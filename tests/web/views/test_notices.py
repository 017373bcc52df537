from __future__ import annotations

from kg_api.questions.answer import Questions
from kg_api.web.views.notices import current_notices


def test_each_controller_has_its_current_notice_with_its_own_date_and_text(questions: Questions) -> None:
    wanted = [questions.names.controller(slug) for slug in ("velux-belgium", "smet-jet")]
    found = current_notices(questions, wanted)
    assert {slug: notice and notice["date"] for slug, notice in found.items()} == {
        "smet-jet": None,
        "velux-belgium": "2021-05",
    }
    assert all(notice and len(notice["text_sha256"]) == 64 for notice in found.values())


def test_of_no_controller_nothing_is_asked(questions: Questions) -> None:
    assert current_notices(questions, []) == {}
