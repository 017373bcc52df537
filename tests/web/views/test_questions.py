"""The catalogue, and each question with its form: answers are those of the library, faults stand by their field."""

from __future__ import annotations

import html
import re

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from kg_api.questions.answer import Choice, Questions
from kg_api.questions.words import say
from tests.web.views.payloads import PAYLOADS
from tests.web.views.strict import is_strict, links_of, without_marks

TRANSFERS = "controllers-transferring-to"


def table(page: Response) -> str:
    return page.text.partition('<table class="cards answer">')[2].partition("</table>")[0]


def asked_with(questions: Questions, id: str) -> dict[str, str]:
    question = questions.catalogue[id]
    return {one.name: one.example for one in question.parameters if one.required and one.default is None}


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_catalogue_lists_every_question_and_its_filters_leave_some(
    client: TestClient, questions: Questions, language: str
) -> None:
    page = client.get("/questions", params={"language": language})
    assert page.status_code == 200
    is_strict(page, language)
    for question in questions.catalogue:
        assert f'href="/questions/{question.id}?language={language}"' in page.text
        assert html.escape(question.title[language], quote=False) in html.unescape(page.text)
    by_topic = client.get("/questions", params={"topic": "transfers"}).text
    assert f"/questions/{TRANSFERS}" in by_topic
    assert "/questions/retention-periods" not in by_topic
    by_text = client.get("/questions", params={"q": "bewaartermijn"}).text
    assert "/questions/retention-periods" in by_text
    assert f"/questions/{TRANSFERS}" not in by_text
    assert "No question has all these words" in client.get("/questions", params={"q": "zzz"}).text


def test_every_question_is_answered_on_its_page_as_the_library_answers_it(
    client: TestClient, questions: Questions
) -> None:
    for question in questions.catalogue:
        page = client.get(f"/questions/{question.id}")
        assert page.status_code == 200, question.id
        is_strict(page, "en")
        answer = questions.answer(question.id, asked_with(questions, question.id), Choice(limit=50))
        rows = table(page).partition("<tbody>")[2].split("</tr>")[:-1]
        assert len(rows) == len(answer["rows"]), question.id
        for row, wanted in zip(rows, answer["rows"], strict=True):
            text = without_marks(row)
            if question.about == "controllers":
                assert text.startswith(f"{wanted['controller_name']} {say(wanted['stance'], 'en')}"), (
                    question.id
                )
            for piece in wanted["evidence"][:1]:
                assert f"/passages/{piece['start']}-{piece['end']}" in row, question.id
        for one in answer["summary"]:
            assert f'href="/controllers/{one["controller"]}"' in page.text


def test_a_form_restores_what_was_asked_and_offers_what_is_in_use(client: TestClient) -> None:
    page = client.get(
        f"/questions/{TRANSFERS}", params={"country": "IN", "stance": "denied", "language": "nl"}
    )
    is_strict(page, "nl")
    assert 'name="country" type="text" value="India" list="l-country"' in page.text
    assert '<option value="Verenigde Staten' in page.text
    assert 'name="stance" value="denied"' in page.text
    assert ": India – " in page.text.partition("<title>")[2].partition("</title>")[0]
    stated = without_marks(table(page))
    assert "ontkend" in stated
    assert "gesteld" not in stated


def test_more_rows_than_fit_come_on_the_next_page(client: TestClient, questions: Questions) -> None:
    whole = questions.answer("legal-bases-per-purpose", {}, Choice())["rows"]
    assert len(whole) > 50
    page = client.get("/questions/legal-bases-per-purpose")
    following = links_of(page.text, r'rel="next" href="([^"]+)"')[0]
    second = client.get(following)
    assert table(second).count("<tr>") - 1 == min(50, len(whole) - 50)
    first = links_of(second.text, r'rel="first" href="([^"]+)"')[0]
    assert table(client.get(first)) == table(page)


def test_every_other_form_is_there_and_the_query_opens_in_the_editor(client: TestClient) -> None:
    page = client.get(f"/questions/{TRANSFERS}", params={"country": "US", "language": "nl"})
    formats = page.text.partition('<nav class="formats"')[2].partition("</nav>")[0]
    links = links_of(formats, r'href="([^"]+)"')
    assert len(links) == 5
    for link in links:
        assert client.get(link).status_code == 200, link
    editor = links_of(page.text, r'class="button quiet" href="([^"]+)"')[0]
    assert "loc#US" in without_marks(client.get(editor).text)
    for name in ("curl", "python", "javascript", "r"):
        call = page.text.partition(f'<pre tabindex="0" aria-label="{name}"><code>')[2].partition("</code>")[0]
        assert (
            "http://graph.example/api/v1/questions/controllers-transferring-to/answer?country=US"
            in html.unescape(call)
        )


def test_from_an_answer_one_gets_to_those_who_say_so_side_by_side(client: TestClient) -> None:
    asked = {"basis": "dpv:LegitimateInterest", "purpose": "dpv:Marketing", "language": "nl"}
    page = client.get("/questions/controllers-using-basis-for-purpose", params=asked)
    link = links_of(page.text, r'class="button" href="([^"]+/beside[^"]+)"')[0]
    given = "basis=dpv:LegitimateInterest&purpose=dpv:Marketing"
    named = "controllers=janus-international-europe,kruix,smet-jet"
    assert link == f"/questions/controllers-using-basis-for-purpose/beside?{given}&{named}&language=nl"
    beside = client.get(link)
    assert beside.status_code == 200
    assert beside.text.count("<article") == 3


@pytest.mark.parametrize(
    ("id", "language", "sentences"),
    [
        (
            "controllers-using-basis-for-purpose",
            "en",
            ["3 of 5 controllers say so: Janus International Europe Kruix Smet-Jet", "2 say nothing of it:"],
        ),
        (
            "controllers-transferring-to",
            "en",
            [
                "It follows from what 2 of 5 controllers say:",
                "What 2 say rules it out: Kruix Smet-Jet",
                "1 says nothing",
            ],
        ),
        (
            "controllers-denying-transfers",
            "nl",
            ["2 van de 5 verantwoordelijken zeggen dat er geen gegevens heen gaan: Kruix Smet-Jet"],
        ),
        (
            "purposes-without-basis",
            "en",
            [
                "Something is missing with 4 of 5 controllers:",
                "With 1 something is said each time, if only in general terms:",
            ],
        ),
        ("duties-not-met", "nl", ["Gevonden bij 5 van de 5 verantwoordelijken:"]),
        ("recipients-of-controller", "en", ["The controller speaks of this: Kruix"]),
    ],
)
def test_the_first_thing_under_the_title_is_the_answer_in_words(
    client: TestClient, id: str, language: str, sentences: list[str]
) -> None:
    page = client.get(f"/questions/{id}", params={"language": language})
    is_strict(page, language)
    said = without_marks(page.text.partition("</h1>")[2].partition("</form>")[0])
    for sentence in sentences:
        assert sentence in said


def test_every_question_of_controllers_is_answered_in_a_sentence_and_one_of_the_corpus_in_none(
    client: TestClient, questions: Questions
) -> None:
    for question in questions.catalogue:
        page = client.get(f"/questions/{question.id}", params={"language": "nl"}).text
        assert ('<ul class="verdict">' in page) == (question.about == "controllers"), question.id
        counted = [int(number) for number in re.findall(r'class="sentence">(\d+) ', page)]
        assert sum(counted) <= len(questions.names.slugs), question.id


def test_no_name_of_ours_is_asked_of_a_reader(client: TestClient, questions: Questions) -> None:
    for question in questions.catalogue:
        for language in ("en", "nl"):
            page = client.get(f"/questions/{question.id}", params={"language": language}).text
            words = without_marks(
                re.sub(
                    r"<pre.*?</pre>|<datalist.*?</datalist>|<p class=.on-paper address.>.*?</p>",
                    "",
                    page,
                    flags=re.DOTALL,
                )
            )
            found = re.findall(r"same-row|same-sentence|--as-of|\b(?:term|dpv|pkg):[A-Za-z]+", words)
            assert found == [], question.id


def test_a_suggestion_is_a_link_that_keeps_what_else_was_asked(client: TestClient) -> None:
    page = client.get(
        "/questions/controllers-using-basis-for-purpose",
        params={"basis": "toestemming", "purpose": "dpv:Marketing", "stance": "stated", "language": "nl"},
    )
    links = links_of(page.text, r'<li><a href="(/questions/controllers-using-basis-for-purpose\?[^"]+)"')
    other = next(link for link in links if "purpose=dpv:DirectMarketing" in link)
    assert "basis=toestemming" in other
    again = client.get(other)
    assert again.status_code == 200
    assert 'name="purpose" type="text" value="direct marketing"' in again.text
    assert 'name="basis" type="text" value="toestemming"' in again.text


def test_english_is_marked_on_a_dutch_page(client: TestClient) -> None:
    page = client.get("/questions/controllers-using-basis-for-purpose", params={"language": "nl"})
    assert re.search(r'<span title="kruix/[^"]+#[^"]+" lang="en">marketing activities</span>', page.text)
    assert '<span lang="en">carrying out marketing activities</span>' in page.text
    outcomes = client.get("/questions/duties-by-outcome", params={"language": "nl"}).text
    assert "niet voldaan" in table(client.get("/questions/duties-by-outcome", params={"language": "nl"}))
    assert 'lang="en">not met<' not in outcomes


@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ("country=Belgum", 422, "There is no country “Belgum”. Did you mean Belgium"),
        ("country=", 422, "needs the parameter “country”"),
    ],
)
def test_a_fault_of_a_parameter_stands_by_its_field(
    client: TestClient, query: str, status: int, sentence: str
) -> None:
    page = client.get(f"/questions/{TRANSFERS}?{query}", headers={"Accept": "text/html"})
    assert page.status_code == status
    is_strict(page, "en")
    assert sentence in without_marks(
        page.text.partition('<p class="hint wrong" id="h-country" role="alert">')[2]
    )
    assert 'aria-invalid="true" aria-describedby="h-country"' in page.text
    if "Belgum" in query:
        assert 'value="Belgum"' in page.text
        meant = links_of(page.text.partition('id="h-country"')[2], r'<a href="([^"]+)"')[0]
        assert client.get(meant).status_code == 200


@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ("contry=US", 422, "Did you mean country"),
        ("country=US&stance=state", 422, "Did you mean stated"),
        ("country=US&cursor=x", 422, "cursor"),
    ],
)
def test_any_other_fault_is_said_below_the_form(
    client: TestClient, query: str, status: int, sentence: str
) -> None:
    page = client.get(f"/questions/{TRANSFERS}?{query}", headers={"Accept": "text/html"})
    assert page.status_code == status
    is_strict(page, "en")
    assert sentence in without_marks(page.text.partition('class="note fault"')[2])


def test_a_question_that_is_not_there_is_a_problem(client: TestClient) -> None:
    answer = client.get("/questions/retention-period")
    assert answer.status_code == 404
    assert "retention-periods" in answer.json()["suggestions"]


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        ("country=US&format=html&limit=5&stance=denied", "*/*"),
        ("country=US&stance=denied", "text/html,*/*;q=0.8"),
    ],
)
def test_a_browser_is_led_from_the_answer_to_its_page(client: TestClient, query: str, accept: str) -> None:
    answer = client.get(
        f"/api/v1/questions/{TRANSFERS}/answer?{query}", headers={"Accept": accept}, follow_redirects=False
    )
    assert (answer.status_code, answer.headers["vary"]) == (303, "Accept")
    assert answer.headers["location"] == f"/questions/{TRANSFERS}?country=US&stance=denied"


@pytest.mark.parametrize(
    ("id", "mark"),
    [("notice-dates", "<circle"), ("duties-most-missed", "<rect"), ("retention-periods", "<circle")],
)
def test_the_hinted_chart_is_drawn_with_words_for_those_who_do_not_see_it(
    client: TestClient, id: str, mark: str
) -> None:
    drawing = client.get(f"/questions/{id}").text.partition('<div class="drawing"')[2].partition("</svg>")[0]
    assert drawing.count(mark) > 2
    assert re.search(r"<title[^>]*>[^<]{5,}</title>\s*<desc[^>]*>[^<]{20}", drawing)


def test_a_matrix_sets_controllers_by_the_values_that_they_share(client: TestClient) -> None:
    page = client.get("/questions/transfer-destinations", params={"language": "nl"}).text
    matrix = page.partition('<div class="matrix"')[2].partition("</table>")[0]
    assert "Verenigde Staten" in matrix
    assert re.findall(r'<td class="w-(\w+)"><span class="cell" title="', matrix)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_that_is_given_becomes_markup(client: TestClient, payload: str) -> None:
    for path, name in ((f"/questions/{TRANSFERS}", "country"), ("/questions", "q")):
        page = client.get(path, params={name: payload}, headers={"Accept": "text/html"})
        is_strict(page, "en")
        assert "<" not in payload or payload not in page.text


def test_paper_has_the_address_of_the_very_answer(client: TestClient) -> None:
    page = client.get("/questions/controllers-using-basis-for-purpose", params={"language": "nl"}).text
    line = without_marks(page.partition('<p class="on-paper address">')[2].partition("</p>")[0])
    asked = "language=nl&basis=dpv:LegitimateInterest&purpose=dpv:Marketing"
    address = f"http://graph.example/questions/controllers-using-basis-for-purpose?{asked}"
    assert line == f"Adres van deze pagina: {address}"


def test_the_number_of_a_duty_leads_to_how_every_controller_stands_with_it(client: TestClient) -> None:
    page = client.get("/questions/duties-most-missed")
    links = re.findall(r'href="(/questions/duty-across-controllers\?duty=[^"]+)"', page.text)
    assert len(links) > 20
    assert client.get(links[0]).text.count("VELUX Belgium") > 0
