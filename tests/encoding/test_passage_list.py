"""The list of passages: where each is found, what stands below which heading, what is refused."""

from __future__ import annotations

import pytest

from kg_api.encoding.passage_list import Passage, read_passages
from kg_api.errors import SyntaxFault
from kg_api.passages import Source


def _read(text: str, source: Source) -> dict[str, Passage]:
    return read_passages(text, "passages.txt", source)


def _words(passage: Passage, source: Source) -> str:
    return source.text[passage.start : passage.end]


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ('p1 "We sturen" … "een brief."', "We sturen je ½ keer per week een brief."),
        ('p1 "We sturen"…"een brief."', "We sturen je ½ keer per week een brief."),
        ('p1 "Privacy bij Café De Hoek 🙂"', "Privacy bij Café De Hoek 🙂"),
        ('p1 "½"', "½"),
        ('p1 "bezoeken" … "🙂🙂"', "bezoeken 🙂🙂"),
        (
            'p1 "alleen als je" … "jaar."',
            "alleen als je dat wilt.\nDaarvoor bewaren we je e-mailadres twee jaar.",
        ),
        ('p1 "dat wilt.\\nDaarvoor"', "dat wilt.\nDaarvoor"),
        ('p1 "dat" … "wilt.\\nDaarvoor"  ', "dat wilt.\nDaarvoor"),
        ('p1 "Een drukker hoort je naam.\\n"', "Een drukker hoort je naam.\n"),
    ],
)
def test_a_passage_runs_from_its_first_words_to_the_end_of_its_last(
    entry: str, words: str, source: Source
) -> None:
    (passage,) = _read(entry, source).values()
    assert _words(passage, source) == words


def test_last_words_are_looked_for_after_the_first(source: Source) -> None:
    (passage,) = _read('p1 "hoort" … "hoort"', source).values()
    assert _words(passage, source).startswith("hoort misschien")
    assert _words(passage, source).endswith("Een drukker hoort")


def test_gloss_lines_below_a_passage_are_joined(source: Source) -> None:
    found = _read(
        'p1 "We sturen"\n    A letter goes\n\tout now and then.\n# a remark\n\np2 "Daarvoor"\n', source
    )
    assert (found["p1"].gloss, found["p2"].gloss) == ("A letter goes out now and then.", "")


def test_flags_say_rows_and_reasons(source: Source) -> None:
    found = _read(
        'r1 row "tellen" … "🙂🙂"\np1 row=r1,r2 "bezoeken"\nn1 nofact=Definition "Een cookie" … "bestandje."\n'
        'p2 row=r1 nofact=Greeting "Privacy"\n',
        source,
    )
    assert [found["r1"].is_row, found["p1"].is_row] == [True, False]
    assert (found["r1"].rows, found["p1"].rows, found["p2"].rows) == ((), ("r1", "r2"), ("r1",))
    assert (found["p1"].no_fact, found["n1"].no_fact, found["p2"].no_fact) == (None, "Definition", "Greeting")


def test_passages_are_looked_for_from_their_heading_on_which_they_record(source: Source) -> None:
    found = _read('p0 "Een"\n## 3 Overzicht\np1 "Een"\n', source)
    assert (found["p0"].section, found["p1"].section) == (None, "3 Overzicht")
    assert _words(found["p0"], source) == _words(found["p1"], source)
    assert found["p0"].start < source.text.index("3 Overzicht") < found["p1"].start


def test_the_same_heading_once_more_is_its_next_place(source: Source) -> None:
    found = _read('## 2 Hulp van anderen\np1 "Een"\n## 2 Hulp van anderen\np2 "Een"\n', source)
    assert source.text[found["p1"].start :].startswith("Een koerier")
    assert source.text[found["p2"].start :].startswith("Een drukker")
    assert {passage.section for passage in found.values()} == {"2 Hulp van anderen"}


def test_an_at_sign_moves_on_without_changing_the_section(source: Source) -> None:
    found = _read('## 2 Hulp van anderen\n@ We verkopen\np1 "Een"\n', source)
    assert source.text[found["p1"].start :].startswith("Een cookie")
    assert found["p1"].section == "2 Hulp van anderen"


def test_an_at_sign_may_move_on_to_the_heading_that_follows(source: Source) -> None:
    found = _read('@ 3 Overzicht\n## 3 Overzicht\np1 "Doel"\n', source)
    assert found["p1"].section == "3 Overzicht"


def test_a_heading_is_looked_for_from_where_an_at_sign_moved_to(source: Source) -> None:
    found = _read('@ 3 Overzicht\n## 2 Hulp van anderen\np1 "Een"\n', source)
    assert source.text[found["p1"].start :].startswith("Een drukker")


def test_a_gloss_heading_is_found_by_its_words_and_recorded_as_ours(source: Source) -> None:
    found = _read('## 2 Hulp = 2 on helpers\np1 "Een"\n## 3 Overzicht\np2 "tellen"\n', source)
    assert [(p.section, p.section_is_gloss) for p in found.values()] == [
        ("2 on helpers", True),
        ("3 Overzicht", False),
    ]
    assert source.text[found["p1"].start :].startswith("Een koerier")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('p1 "nergens te vinden"', 1, "“nergens te vinden” is not in .*cafe.txt$"),
        ('p1 "We sturen" … "nergens"', 1, "“nergens” is not in"),
        ('\n## 3 Overzicht\np1 "We sturen"', 3, "“We sturen” is not in .* from here on"),
        ("## 3 Overzicht\n## 1 Nieuwsbrief", 2, "“1 Nieuwsbrief” is not in .* from here on"),
        ("## 1 Nieuwsbrief\n## 1 Nieuwsbrief", 2, "“1 Nieuwsbrief” is not in .* from here on"),
        ("## Nieuwtjes", 1, "“Nieuwtjes” is not in"),
        ("@ Nieuwtjes", 1, "“Nieuwtjes” is not in"),
        ('p1 "We sturen" … "een brief."\n\np1 "Daarvoor"', 3, "“p1” is given twice"),
        ("    A gloss.", 1, "a gloss comes before any passage"),
        ("p1", 1, "cannot read this as a passage"),
        ("p1 We sturen", 1, "cannot read this as a passage"),
        ('p1 ""', 1, "cannot read this as a passage"),
        ('p1 "We sturen" … ""', 1, "is not in"),
        ('p1 "We sturen" ... "een brief."', 1, "is not in"),
        ('p1 rows=r1 "We sturen"', 1, "cannot read this as a passage"),
        ('p1 nofact= "We sturen"', 1, "cannot read this as a passage"),
        ('p 1 "We sturen"', 1, "cannot read this as a passage"),
        ("#remark", 1, "cannot read this as a passage"),
    ],
)
def test_what_is_wrong_is_refused_at_its_line(text: str, line: int, message: str, source: Source) -> None:
    with pytest.raises(SyntaxFault, match=message) as refused:
        _read(text, source)
    assert (refused.value.path, refused.value.line) == ("passages.txt", line)


def test_an_empty_list_has_no_passages(source: Source) -> None:
    assert _read("# nothing yet\n\n", source) == {}
