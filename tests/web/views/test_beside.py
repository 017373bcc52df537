"""The answer to one question of a few controllers, a column each: its rows are those of the REST API."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from kg_api.questions.answer import Questions
from kg_api.settings import Settings
from kg_api.web.app import create_app
from kg_api.web.service import service_routers
from kg_api.web.views.beside import FIRST, MOST
from tests.web.views.payloads import PAYLOADS
from tests.web.views.reading import BROWSER
from tests.web.views.strict import is_strict, links_of, without_marks

MARKETING = "/questions/controllers-using-basis-for-purpose/beside"
LI = {"basis": "dpv:LegitimateInterest", "purpose": "dpv:Marketing"}
TRANSFERS = "/questions/controllers-transferring-to/beside"


class Words:
    """A text at hand, the same words wherever one looks."""

    def quote(self, sha256: str, start: int, end: int) -> str | None:
        return f"de woorden van {start} tot {end}"

    def texts(self) -> list[str]:
        return ["00" * 32]


@pytest.fixture(scope="module")
def quoting(questions: Questions, settings: Settings) -> Iterator[TestClient]:
    with_words = Questions(questions.engine, questions.catalogue, Words())
    app = create_app(questions.engine, settings, routers=service_routers(with_words, settings))
    with TestClient(app) as client:
        yield client


def columns(page: str) -> list[str]:
    return [part.partition("</article>")[0] for part in page.split("<article")[1:]]


def of(page: str, slug: str) -> str:
    (column,) = [one for one in columns(page) if f'aria-labelledby="of-{slug}"' in one]
    return column


@pytest.mark.parametrize("language", ["en", "nl"])
def test_two_controllers_stand_side_by_side_in_the_order_named(client: TestClient, language: str) -> None:
    page = client.get(
        MARKETING, params={**LI, "controllers": "kruix,Janus International Europe", "language": language}
    )
    assert page.status_code == 200
    is_strict(page, language)
    names = [
        without_marks(one.partition("<h2")[2].partition(">")[2].partition("</h2>")[0])
        for one in columns(page.text)
    ]
    assert names == ["Kruix", "Janus International Europe"]
    title = html.unescape(page.text.partition("<title>")[2].partition("</title>")[0])
    beside = {"en": "Kruix beside Janus International Europe", "nl": "Kruix naast Janus International Europe"}
    assert beside[language] in title
    assert {"en": "Legitimate interest, marketing", "nl": "Gerechtvaardigd belang, marketing"}[
        language
    ] in title
    assert "2020-11-16" in of(page.text, "kruix")


@pytest.mark.parametrize(
    ("id", "given"),
    [
        ("controllers-using-basis-for-purpose", LI),
        ("retention-periods", {}),
        ("controllers-denying-transfers", {}),
        ("purposes-without-basis", {}),
        ("rights-not-mentioned", {"stance": "stated,implied,silent"}),
    ],
)
def test_the_rows_and_passages_of_the_page_are_those_of_the_api(
    client: TestClient, id: str, given: dict[str, str]
) -> None:
    some = {**given, "controllers": "kruix,velux-belgium,janus-international-europe"}
    page = client.get(f"/questions/{id}/beside", params=some).text
    answer = client.get(f"/api/v1/questions/{id}/answer", params={**some, "limit": 200}).json()
    assert not answer["truncated"]
    for line in answer["summary"]:
        column = of(page, line["controller"])
        rows = [row for row in answer["rows"] if row["controller"] == line["controller"]]
        blocks = column.split('<section class="block">')[1:]
        lists = [block.partition('<ul class="each">')[2].partition("</ul>\n<p")[0] for block in blocks]
        assert (
            sum(one.count('<li><dl class="cells">') or one.count("<li>") or 1 for one in lists) == len(rows)
            or not rows
        )
        places = {f"/passages/{one['start']}-{one['end']}" for row in rows for one in row["evidence"]}
        places |= {f"/passages/{one['start']}-{one['end']}" for one in line["evidence"]}
        assert set(re.findall(r"/passages/\d+-\d+", column)) == places
        for row in rows:
            for piece in row["evidence"]:
                assert html.escape(piece["gloss"], quote=False) in html.unescape(column).replace("&", "&amp;")


def test_who_is_silent_says_so_and_who_denies_shows_where(client: TestClient) -> None:
    page = client.get(TRANSFERS, params={"country": "US", "controllers": "unexus,kruix,velux-belgium"}).text
    silent, denied, implied = (without_marks(of(page, slug)) for slug in ("unexus", "kruix", "velux-belgium"))
    assert "This controller says nothing of it." in silent
    assert "/passages/" not in of(page, "unexus")
    assert "denied" in denied
    assert "What this controller says rules it out." in denied
    assert "/passages/" in of(page, "kruix")
    assert "implied" in implied
    assert "with a hedge" in implied
    assert "Why:" in implied


def test_to_a_question_after_denials_the_page_says_what_is_denied(client: TestClient) -> None:
    page = client.get(
        "/questions/controllers-denying-transfers/beside", params={"controllers": "unexus,velux-belgium"}
    ).text
    assert "This controller says that data go there" in without_marks(of(page, "velux-belgium"))
    every = links_of(of(page, "velux-belgium"), r'href="([^"]+stance=[^"]+)"')[0]
    assert "/passages/" in of(client.get(every).text, "velux-belgium")


def test_what_is_missing_or_found_is_said_in_words_and_not_by_the_stance(client: TestClient) -> None:
    page = client.get("/questions/purposes-without-basis/beside", params={"controllers": "kruix,unexus"}).text
    assert "Something is missing with this controller" in without_marks(
        of(page, "kruix").partition("</header>")[0]
    )
    complete = without_marks(of(page, "unexus"))
    assert "With this controller something is said each time" in complete
    assert "stated" not in complete
    found = client.get(
        "/questions/duties-not-met/beside", params={"controllers": "kruix", "language": "nl"}
    ).text
    assert "Gevonden bij deze verantwoordelijke" in without_marks(
        of(found, "kruix").partition("</header>")[0]
    )


def test_without_names_those_are_shown_of_whom_it_is_said(client: TestClient) -> None:
    page = client.get(MARKETING, params=LI).text
    assert len(columns(page)) == 3
    assert "No controller was named" in page
    all_of_them = client.get("/questions/retention-periods/beside").text
    assert len(columns(all_of_them)) == FIRST


def test_ticked_boxes_become_an_address_that_one_can_pass_on(client: TestClient) -> None:
    query = "basis=dpv:LegitimateInterest&purpose=dpv:Marketing&controllers=smet-jet&pick=kruix&pick=unexus&language=nl"
    answer = client.get(f"{MARKETING}?{query}", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == (
        f"{MARKETING}?controllers=kruix,unexus&basis=dpv:LegitimateInterest&purpose=dpv:Marketing&language=nl"
    )
    assert len(columns(client.get(answer.headers["location"]).text)) == 2


def test_a_parameter_of_the_question_called_controller_is_no_box(client: TestClient) -> None:
    page = client.get(
        "/questions/recipients-of-controller/beside", params={"controller": "unexus", "controllers": "unexus"}
    )
    assert (page.status_code, len(columns(page.text))) == (200, 1)


def test_one_can_leave_out_a_controller_and_go_back_to_the_question(client: TestClient) -> None:
    page = client.get(MARKETING, params={**LI, "controllers": "kruix,smet-jet"}).text
    without = links_of(of(page, "kruix"), r'class="leave" href="([^"]+)"')[0]
    assert "controllers=smet-jet" in without
    assert 'class="leave"' not in client.get(without).text
    up = links_of(page.partition('class="crumb"')[2], r'<a href="([^"]+beside[^"]*|/questions/[^"]+)"')[0]
    assert client.get(up).status_code == 200


def test_every_other_form_is_of_those_controllers_alone(client: TestClient) -> None:
    page = client.get(MARKETING, params={**LI, "controllers": "kruix,unexus"}).text
    links = links_of(page.partition('<nav class="formats"')[2].partition("</nav>")[0], r'href="([^"]+)"')
    assert len(links) == 5
    json, csv, spreadsheet, sparql, dossier = (client.get(link) for link in links)
    assert [one["controller"] for one in json.json()["summary"]] == ["kruix", "unexus"]
    assert "smet-jet" not in csv.text
    assert "unexus" in spreadsheet.text
    assert "kruix" in without_marks(sparql.text)
    assert dossier.headers["content-type"] == "application/zip"


def test_a_browser_is_led_from_the_answer_of_some_to_them_side_by_side(client: TestClient) -> None:
    address = "/api/v1/questions/controllers-transferring-to/answer?country=US&controllers=kruix,unexus"
    answer = client.get(address, headers={"accept": BROWSER}, follow_redirects=False)
    assert answer.status_code == 303
    assert client.get(answer.headers["location"]).text.count("<article") == 2


def test_paper_has_the_question_the_notices_the_address_and_the_snapshot(
    client: TestClient, questions: Questions
) -> None:
    page = client.get(MARKETING, params={**LI, "controllers": "kruix,smet-jet"}).text
    sheet = without_marks(page.partition('<dl class="facts sheet">')[2].partition("</dl>")[0])
    assert "Kruix (Notice of 2020-11-16); Smet-Jet (Notice without a date)" in sheet
    address = f"http://graph.example{MARKETING}?basis=dpv:LegitimateInterest&purpose=dpv:Marketing&controllers=kruix,smet-jet"
    assert address in sheet
    assert questions.engine.describe().snapshot in sheet


@pytest.mark.parametrize(
    ("language", "place"),
    [("en", "of the notice’s text"), ("nl", "van de tekst van de verklaring")],
)
def test_on_paper_a_place_says_in_which_text_it_is_and_how_to_check_it(
    client: TestClient, language: str, place: str
) -> None:
    some = {**LI, "controllers": "kruix", "language": language}
    page = client.get(MARKETING, params=some).text
    assert place in without_marks(of(page, "kruix"))
    source = page.partition('<p class="paper source">')[2]
    assert {"en": "search the published notice", "nl": "zoek de woorden op"}[language] in source.partition(
        "</p>"
    )[0]
    (policy,) = client.get("/api/v1/controllers/kruix").json()["policies"]
    assert policy["text_sha256"] in of(page, "kruix")
    assert {"en": "It prints as the passages alone", "nl": "Op papier staan alleen de passages"}[
        language
    ] in page


def test_a_date_without_a_day_has_none_side_by_side(client: TestClient) -> None:
    velux = of(client.get(MARKETING, params={**LI, "controllers": "velux-belgium"}).text, "velux-belgium")
    assert "Notice of 2021-05<" in velux or "Notice of 2021-05 " in velux
    assert "2021-05-01" not in velux


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "You ticked no controller."), ("nl", "U hebt geen verantwoordelijke aangevinkt.")],
)
def test_where_no_box_was_ticked_the_page_says_so(client: TestClient, language: str, sentence: str) -> None:
    question = client.get(MARKETING.removesuffix("/beside"), params={**LI, "language": language}).text
    form = question.partition(f'<form action="{MARKETING}"')[2].partition("</form>")[0]
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    page = client.get(MARKETING, params=hidden).text
    assert len(columns(page)) == 3
    assert sentence in page
    assert sentence not in client.get(MARKETING, params={**LI, "language": language}).text
    assert sentence not in client.get(MARKETING, params={**hidden, "pick": "kruix"}).text


def test_the_top_leads_to_each_further_controller(client: TestClient) -> None:
    page = client.get(MARKETING, params={**LI, "controllers": "kruix,unexus,smet-jet"}).text
    top = page.partition('<nav class="jumps"')[2].partition("</nav>")[0]
    assert re.findall(r'href="([^"]+)"', top) == ["#of-unexus", "#of-smet-jet"]
    assert all(f'id="{name}"' in page for name in ("of-unexus", "of-smet-jet"))


def test_more_rows_than_fit_come_on_the_next_page(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    janus = {"controllers": "janus-international-europe"}
    rows = client.get("/api/v1/questions/retention-periods/answer", params=janus).json()["rows"]
    monkeypatch.setattr("kg_api.web.views.beside._ROWS", len(rows))
    some = {"controllers": "velux-belgium,janus-international-europe"}
    first = client.get("/questions/retention-periods/beside", params=some).text
    assert "Its rows are on another page" in of(first, "velux-belgium")
    following = links_of(first, r'rel="next" href="([^"]+)"')[0]
    second = client.get(following).text
    assert links_of(second, r'rel="first" href="([^"]+)"')
    assert set(re.findall(r"/passages/\d+-\d+", second)) - set(re.findall(r"/passages/\d+-\d+", first))


@pytest.mark.parametrize(
    ("path", "query", "status", "sentence"),
    [
        (
            TRANSFERS,
            "country=US&controllers=kruix,velx",
            422,
            "There is no controller “velx”. Did you mean velux-belgium",
        ),
        (TRANSFERS, "country=Belgum&controllers=kruix", 422, "Did you mean Belgium"),
        (TRANSFERS, "country=US&stance=state", 422, "Did you mean stated"),
        (TRANSFERS, "contry=US", 422, "Did you mean country"),
        (TRANSFERS, "country=", 422, "needs the parameter “country”"),
        (TRANSFERS, "country=US&cursor=x", 422, "cursor"),
        (
            TRANSFERS,
            "country=US&controllers=" + ",".join(["kruix"] * 2 * MOST + ["unexus"]),
            422,
            f"at most {MOST}",
        ),
        ("/questions/corpus-in-numbers/beside", "controllers=kruix", 422, "speaks of no controller"),
    ],
)
def test_a_fault_is_said_on_the_page(
    client: TestClient, path: str, query: str, status: int, sentence: str
) -> None:
    page = client.get(f"{path}?{query}", headers={"accept": BROWSER})
    assert page.status_code == status
    is_strict(page, "en")
    assert sentence in without_marks(page.text.partition('class="note fault"')[2])


def test_a_question_that_is_not_there_is_a_problem(client: TestClient) -> None:
    answer = client.get("/questions/retention-period/beside")
    assert answer.status_code == 404
    assert "retention-periods" in answer.json()["suggestions"]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_that_is_given_becomes_markup(client: TestClient, payload: str) -> None:
    for name in ("country", "controllers", "find", "pick", "stance", "cursor"):
        page = client.get(TRANSFERS, params={"country": "US", name: payload}, headers={"accept": BROWSER})
        assert page.status_code in (200, 404, 410, 422), name
        is_strict(page, "en")
        assert "<" not in payload or payload not in page.text


@pytest.mark.parametrize("language", ["en", "nl"])
def test_from_the_home_page_two_links_lead_to_the_passages_of_two(client: TestClient, language: str) -> None:
    home = client.get("/", params={"language": language}).text
    (three,) = [
        link for link in links_of(home, r'href="([^"]+/beside[^"]+)"') if "purpose=dpv:Marketing" in link
    ]
    third = of(client.get(three).text, "smet-jet")
    two = client.get(links_of(third, r'class="leave" href="([^"]+)"')[0])
    assert [len(re.findall("/passages/", column)) > 3 for column in columns(two.text)] == [True, True]
    assert "<details" not in "".join(columns(two.text))


@pytest.mark.parametrize(("language", "marked"), [("en", ' lang="nl"'), ("nl", "")])
def test_where_the_texts_are_at_hand_the_words_come_before_the_gloss_each_in_its_language(
    quoting: TestClient, language: str, marked: str
) -> None:
    page = quoting.get(MARKETING, params={**LI, "controllers": "kruix", "language": language}).text
    words = page.index(f'<blockquote class="said"{marked}><p>de woorden van 2715 tot 2741')
    ours = ' lang="en"' if language == "nl" else ""
    gloss = page.index(f'<p class="gloss place"{ours}>Purpose: marketing activities.')
    assert words < gloss


def test_the_dutch_home_shows_dutch_words_before_the_english_gloss(quoting: TestClient) -> None:
    dutch, english = (quoting.get("/", params={"language": one}).text for one in ("nl", "en"))
    assert dutch.index('<p class="said">de woorden van') < dutch.index('<span lang="en">')
    assert "de woorden van" not in english


def test_controllers_of_whom_the_question_does_not_ask_leave_nothing_to_show(client: TestClient) -> None:
    some = {"controller": "kruix", "controllers": "unexus"}
    page = client.get("/questions/recipients-of-controller/beside", params=some)
    is_strict(page, "en")
    assert columns(page.text) == []
    assert 'class="note"' in page.text
