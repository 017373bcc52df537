from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.requests import Request

from kg_api.errors import UnknownName
from kg_api.questions.catalogue import LANGUAGES
from kg_api.web import language
from kg_api.web.language import language_taken, language_wanted, read_words, words

TEMPLATES = Path(language.__file__).parent / "templates"
KEY = re.compile(r"""\bt\(\s*["']([a-z_.-]+)["']\s*[,)]""")
BRACES = re.compile(r"\{(\w+)\}")


def asked(query: str = "", header: str | None = None) -> Request:
    headers = [] if header is None else [(b"accept-language", header.encode("latin-1"))]
    return Request({"type": "http", "query_string": query.encode("ascii"), "headers": headers})


def test_every_language_has_the_same_words_and_none_is_empty() -> None:
    tables = {name: read_words(name) for name in LANGUAGES}
    assert len(tables["en"]) > 20
    for name, table in tables.items():
        assert table.keys() == tables["en"].keys(), name
        assert all(text.strip() for text in table.values()), name


def test_a_text_takes_the_same_values_in_every_language() -> None:
    dutch = read_words("nl")
    for key, text in read_words("en").items():
        assert sorted(BRACES.findall(text)) == sorted(BRACES.findall(dutch[key])), key


def test_every_key_that_a_template_names_is_there() -> None:
    known = read_words("en")
    named = {key for path in TEMPLATES.glob("*.html") for key in KEY.findall(path.read_text("utf-8"))}
    assert len(named) > 10
    assert {key for key in named if key not in known and f"{key}.many" not in known} == set()


@pytest.mark.parametrize(
    ("query", "header", "expected"),
    [
        ("", None, "en"),
        ("language=nl", "en", "nl"),
        ("", "nl-BE,nl;q=0.9,en;q=0.8", "nl"),
        ("", "fr, en;q=0.5, nl;q=0.6", "nl"),
        ("", "nl;q=0", "en"),
        ("", "de;q=zz, *", "en"),
    ],
)
def test_the_language_is_the_one_named_else_the_best_the_browser_takes(
    query: str, header: str | None, expected: str
) -> None:
    assert language_wanted(asked(query, header)) == expected


def test_a_language_of_none_is_refused_but_an_error_page_passes_it_over() -> None:
    with pytest.raises(UnknownName):
        language_wanted(asked("language=fr"))
    assert language_taken(asked("language=fr")) == "en"


def test_a_count_chooses_between_one_and_many() -> None:
    assert words("en", "parts.passages", count=1) == "1 passage"
    assert words("en", "parts.passages", count=3) == "3 passages"
