"""Controllers side by side: the cells are those of the comparison, and every address restores its page."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from kg_api.questions.answer import Questions
from kg_api.questions.comparison import BY, View, compare
from kg_api.questions.comparison_render import word_of
from kg_api.questions.words import say
from kg_api.web.views import compare as view
from kg_api.web.views.casing import displayed
from tests.web.views.payloads import PAYLOADS
from tests.web.views.strict import is_strict, links_of, without_marks

TWO = "kruix,unexus"


@pytest.fixture(scope="module")
def questions(questions: Questions) -> Questions:
    """With labels as pages write them."""
    return displayed(questions)


def matrix(page: Response) -> str:
    return page.text.partition('<div class="matrix')[2].partition("</table>")[0]


@pytest.mark.parametrize("by", BY)
@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_cells_are_those_of_the_comparison(
    client: TestClient, questions: Questions, by: str, language: str
) -> None:
    page = client.get("/compare", params={"controllers": TWO, "by": by, "language": language})
    assert page.status_code == 200
    is_strict(page, language)
    expected = compare(questions, TWO.split(","), by, View(language=language))
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", matrix(page).partition("<tbody>")[2], re.DOTALL)
    assert len(rows) == len(expected["rows"])
    for row, wanted in zip(rows, expected["rows"], strict=True):
        assert wanted["concept"]["label"] in without_marks(row)
        words = re.findall(r'<td class="w-([a-z-]+)">', row)
        cells = [wanted["cells"][slug] for slug in TWO.split(",")]
        assert words == [word_of(cell).replace(" ", "-") for cell in cells]
        spoken = [
            html.unescape(one) for one in re.findall(r'<span class="unseen">([^<]*)</span></(?:a|span)>', row)
        ]
        for text, cell in zip(spoken, cells, strict=True):
            assert text.startswith(say(word_of(cell), language))
            assert not cell["facts"] or f" {cell['facts']} " in text


def test_without_controllers_it_shows_the_first(client: TestClient) -> None:
    page = client.get("/compare")
    is_strict(page, "en")
    assert matrix(page).count('<th scope="col">') == 5


def test_a_row_shows_its_passages_side_by_side(client: TestClient, questions: Questions) -> None:
    found = compare(questions, TWO.split(","), "basis")
    row = next(row for row in found["rows"] if all(cell["evidence"] for cell in row["cells"].values()))
    page = client.get("/compare", params={"controllers": TWO, "row": row["concept"]["id"]})
    is_strict(page, "en")
    assert f"<title>{row['concept']['label']}: " in page.text
    assert "our summaries" in page.text
    beside = page.text.partition('class="beside"')[2].partition("</section>")[0]
    for article, slug in zip(beside.split("<article>")[1:], TWO.split(","), strict=True):
        for piece in row["cells"][slug]["evidence"][:5]:
            assert f"/controllers/{piece['policy']}/passages/{piece['start']}-{piece['end']}" in article
    # From a row one gets to the next and back.
    after = links_of(page.text, r'href="([^"]+)">↓')[0]
    back = links_of(client.get(after).text, r'href="([^"]+)">↑')[0]
    assert f"row={row['concept']['id']}" in back


def test_a_form_leads_to_an_address_that_names_the_controllers_once(client: TestClient) -> None:
    asked = "/compare?language=nl&by=right&differences=true&find=&controller=unexus&controller=kruix"
    answer = client.get(asked, follow_redirects=False)
    assert answer.status_code == 303
    to = answer.headers["location"]
    assert to == "/compare?controllers=unexus,kruix&language=nl&by=right&differences=true"
    page = client.get(to)
    is_strict(page, "nl")
    assert '<option value="right" selected>' in page.text
    assert '<input type="hidden" name="differences" value="true">' in page.text
    assert re.findall(r'value="(\w+)" checked', page.text) == ["kruix", "unexus"]


def test_only_differences_leaves_out_rows_that_are_the_same(client: TestClient, questions: Questions) -> None:
    same = [row for row in compare(questions, TWO.split(","), "duty")["rows"] if row["same"]]
    assert same
    page = client.get("/compare", params={"controllers": TWO, "by": "duty", "differences": "true"})
    shown = re.findall(r'<span class="id">([^<]+)<', matrix(page))
    assert shown
    assert not {row["concept"]["id"] for row in same} & set(shown)


@pytest.mark.parametrize("by", ["basis", "retention", "duty"])
def test_every_other_form_is_there(client: TestClient, by: str) -> None:
    page = client.get("/compare", params={"controllers": TWO, "by": by, "language": "nl"})
    formats = page.text.partition('<nav class="formats"')[2].partition("</nav>")[0]
    links = links_of(formats, r'href="([^"]+)"')
    assert len(links) >= 3
    for link in links:
        assert client.get(link).status_code == 200, link


def test_whether_only_differences_are_shown_is_seen_and_changed_at_the_matrix(client: TestClient) -> None:
    page = client.get("/compare", params={"controllers": TWO, "by": "right", "differences": "true"}).text
    ways = page.partition('rows-shown"')[2].partition("</ul>")[0]
    every, differing = re.findall(r'<a href="([^"]+)"( aria-current="true")?>', ways)
    assert (every[1], differing[1]) == ("", ' aria-current="true"')
    assert "differences" not in every[0]


@pytest.mark.parametrize("by", ["basis", "purpose", "retention"])
def test_each_mark_of_a_chart_opens_the_passages_behind_it(client: TestClient, by: str) -> None:
    page = client.get("/compare", params={"controllers": TWO, "by": by}).text
    drawn = page.partition('<div class="drawing"')[2].partition('<ul class="key"')[0]
    assert re.search(r"<title>[^<]{5,}</title><desc>[^<]{20}", drawn)
    wide, _, narrow = drawn.partition('<div class="d-narrow"')
    of_wide, of_narrow = (links_of(one, r'<a href="([^"]+)#passages"><title>') for one in (wide, narrow))
    assert len(of_wide) > 2
    assert sorted(of_wide) == sorted(of_narrow)
    table = links_of(page.partition('id="chart-table"')[2].partition("</table>")[0], r'<a href="([^"]+)"')
    assert set(table) >= set(of_wide)
    for link in sorted(set(table))[:6]:
        opened = client.get(link)
        is_strict(opened, "en")
        beside = opened.text.partition('class="beside"')[2].partition("</section>")[0]
        assert beside.count('<li class="passage">') >= 1
        assert link.partition("with=")[2]


def test_a_mark_that_no_chart_has_is_said_and_the_matrix_stays(client: TestClient) -> None:
    for by, row in (("basis", "dpv:Consent"), ("retention", "dpv:TemporalDuration"), ("right", "dpv:X")):
        page = client.get(
            "/compare", params={"controllers": TWO, "by": by, "row": row, "with": "dpv:Nothing"}
        )
        is_strict(page, "en")
        assert "“dpv:Nothing”" in without_marks(page.text)
        assert matrix(page)


def test_a_passage_leads_back_to_the_page_it_was_opened_from(client: TestClient) -> None:
    asked = f"/compare?controllers={TWO}&by=basis&row=dpv:ExpressedConsent"
    beside = client.get(asked).text.partition('class="beside"')[2]
    (link, *_) = re.findall(r'<a class="whole" href="(/controllers/[^"]+/passages/[^"]+)"', beside)
    page = client.get(html.unescape(link))
    (back,) = re.findall(r'<a class="back" href="([^"]+)"', page.text)
    assert html.unescape(back) == f"{asked}#passages"


def test_many_that_say_nothing_are_named_on_one_line(client: TestClient) -> None:
    page = client.get("/compare", params={"by": "basis", "row": "dpv:ExplicitlyExpressedConsent"}).text
    panel = page.partition('id="passages"')[2].partition("</section>")[0]
    assert panel.count("<article>") == 2
    assert panel.partition('class="quiet"')[2].count('href="/controllers/') == 3


def test_what_nobody_speaks_of_leads_on_to_other_dimensions(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_rows(*given: Any) -> dict[str, Any]:
        return {**compare(*given), "rows": []}

    monkeypatch.setattr(view, "compare", without_rows)
    page = client.get("/compare", params={"controllers": TWO, "by": "cookie"})
    is_strict(page, "en")
    ways = page.text.partition('<div class="note"><p>')[2].partition("</div>")[0]
    links = links_of(ways, r'href="([^"]+)"')
    assert [link.partition("by=")[2] for link in links] == [by for by in BY if by != "cookie"]


@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ("controllers=kruix", 422, "takes 2 to 50"),
        ("controllers=kruix,kruix", 422, "twice"),
        ("controllers=kruix,krux", 404, "Did you mean"),
        (f"controllers={TWO}&by=bases", 422, "Did you mean"),
        (f"controllers={TWO}&differences=maybe", 422, "true or false"),
        (f"controllers={TWO}&cursor=x", 422, "cursor"),
    ],
)
def test_a_fault_is_said_on_the_page_with_the_form(
    client: TestClient, query: str, status: int, sentence: str
) -> None:
    page = client.get(f"/compare?{query}", headers={"Accept": "text/html"})
    assert page.status_code == status
    is_strict(page, "en")
    assert sentence in without_marks(page.text.partition('role="alert"')[2])
    assert 'name="controller" value="kruix"' in page.text


def test_a_row_that_is_not_there_is_said_and_the_matrix_stays(client: TestClient) -> None:
    page = client.get("/compare", params={"controllers": TWO, "row": "dpv:Consnt"})
    assert "There is no row “dpv:Consnt”" in without_marks(page.text)
    assert matrix(page)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_that_is_given_becomes_markup(client: TestClient, payload: str) -> None:
    asked = {"controllers": TWO, "by": "cookie", "row": payload, "find": payload}
    for params in (asked, {**asked, "controllers": payload}):
        page = client.get("/compare", params=params, headers={"Accept": "text/html"})
        is_strict(page, "en")
        assert "<" not in payload or payload not in page.text
