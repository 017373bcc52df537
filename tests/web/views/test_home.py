from __future__ import annotations

from typing import Any

from starlette.testclient import TestClient

from kg_api.questions.answer import Questions
from kg_api.web.views.home import by_stance
from tests.web.views.reading import check, read


def member(slug: str, stance: str) -> dict[str, Any]:
    said = {"stance": stance, "hedged": False, "evidence": []}
    return {"controller": slug, "controller_name": slug.upper(), **said}


def row(slug: str, stance: str, hedged: bool, start: int) -> dict[str, Any]:
    return {
        "controller": slug,
        "stance": stance,
        "hedged": hedged,
        "evidence": [{"start": start, "end": start + 1}],
    }


def test_the_home_says_what_it_is_in_both_languages(client: TestClient) -> None:
    english, dutch = read(client, "/"), read(client, "/?language=nl")
    check(english)
    check(dutch, "nl")
    assert "with the passage behind every fact" in english.text
    assert "met de passage achter elk feit" in dutch.text
    assert read(client, "/", **{"accept-language": "nl-BE"}).text == dutch.text.replace("?language=nl", "")


def test_the_two_questions_are_answered_with_every_controller_and_its_stance(
    client: TestClient, questions: Questions
) -> None:
    page = read(client, "/")
    for name in questions.names.controllers.values():
        assert page.text.count(name) >= 3
    answer = questions.answer("controllers-transferring-to", {"country": "US"})
    for one in answer["summary"]:
        assert one["stance"] in page.text
    assert any("/passages/" in link for link in page.links)


def test_the_passage_shown_is_one_that_says_both_else_the_longest() -> None:
    summary = [member("a", "stated")]
    rows = [row("a", "stated", False, 5), row("a", "stated", False, 20) | {"link": "same-sentence"}]
    rows[0]["evidence"].append({"start": 6, "end": 90})
    (group,) = by_stance({"summary": summary, "rows": rows, "counts": {"stated": 1}}, most=4)
    assert group["controllers"][0]["piece"] == {"start": 20, "end": 21}
    (group,) = by_stance({"summary": summary, "rows": rows[:1], "counts": {"stated": 1}}, most=4)
    assert group["controllers"][0]["piece"] == {"start": 6, "end": 90}


def test_both_questions_stand_above_the_first_answer(client: TestClient) -> None:
    above = read(client, "/").html.partition('<ul class="jumps">')[2]
    listed, _, answers = above.partition("</ul>")
    for question in ("Which controllers transfer", "Who relies on"):
        assert question in listed
    for name in ("home-transfers", "home-marketing"):
        assert f'href="#{name}"' in listed
        assert f'id="{name}"' in answers


def test_every_link_of_the_home_leads_somewhere(client: TestClient) -> None:
    links = sorted(set(read(client, "/").links))
    assert len(links) > 20
    for link in links:
        assert client.get(link).status_code == 200, link


def test_controllers_stand_by_stance_the_conflicting_first_and_no_more_than_fit() -> None:
    summary = [member(f"c{number}", "silent") for number in range(30)]
    summary += [member("a", "stated"), member("b", "conflicting")]
    rows = [row("a", "stated", True, 5), row("a", "stated", False, 9), row("b", "denied", False, 1)]
    counts = {"conflicting": 1, "stated": 1, "silent": 9000}
    groups = by_stance({"summary": summary, "rows": rows, "counts": counts}, most=4)
    assert [(group["stance"], group["count"], len(group["controllers"])) for group in groups] == [
        ("conflicting", 1, 1),
        ("stated", 1, 1),
        ("silent", 9000, 4),
    ]
    stated = groups[1]["controllers"][0]
    assert (stated["hedged"], stated["piece"]) == (False, {"start": 9, "end": 10})
    assert groups[2]["controllers"][0]["piece"] is None


def test_a_client_that_has_the_page_is_told_so(client: TestClient) -> None:
    headers = {"accept": "text/html"}
    tag = client.get("/", headers=headers).headers["etag"]
    again = client.get("/", headers={**headers, "if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/?language=nl", headers={**headers, "if-none-match": tag}).status_code == 200


def test_each_answer_leads_to_those_who_say_so_side_by_side(client: TestClient) -> None:
    page = read(client, "/?language=nl")
    links = [link for link in page.links if "/beside?" in link]
    assert links == [
        "/questions/controllers-transferring-to/beside?country=US"
        "&controllers=janus-international-europe,velux-belgium&language=nl",
        "/questions/controllers-using-basis-for-purpose/beside?basis=dpv:LegitimateInterest&purpose=dpv:Marketing"
        "&controllers=janus-international-europe,kruix,smet-jet&language=nl",
    ]
    assert "Vergelijk deze 3, met de passages: Janus International Europe, Kruix, Smet-Jet" in page.text
    for link in links:
        assert client.get(link).status_code == 200
