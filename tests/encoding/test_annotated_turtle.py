"""The notation of a marked policy: what is read, which marks hold for which fact, what is refused."""

from __future__ import annotations

import pytest
from pyoxigraph import RdfFormat, parse

from kg_api.encoding.annotated_turtle import Fact, Mark, facts, strip_marks
from kg_api.errors import SyntaxFault

HEAD = """\
@base <https://example.org/policy> .
@prefix dpv: <https://w3id.org/dpv#> .
@prefix loc: <https://w3id.org/dpv/loc#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
FIRST = HEAD.count("\n") + 1


def _read(text: str) -> list[Fact]:
    return list(facts(HEAD + text, "marked.ttl"))


def _marks(text: str) -> tuple[Mark, ...]:
    (fact,) = _read(f"<#a> dpv:hasPurpose dpv:Marketing .  {text}\n")
    return fact.marks


def test_a_fact_is_a_triple_as_written_with_the_line_on_which_it_ends() -> None:
    found = _read(
        "<#a> a dpv:Process ;\n    dpv:hasPurpose dpv:Marketing ; #@ p1\n    dpv:hasThirdCountry loc:US .\n"
    )
    assert found == [
        Fact("<#a>", "rdf:type", "dpv:Process", FIRST, ()),
        Fact("<#a>", "dpv:hasPurpose", "dpv:Marketing", FIRST + 1, (Mark(("p1",)),)),
        Fact("<#a>", "dpv:hasThirdCountry", "loc:US", FIRST + 2, ()),
    ]


def test_a_mark_holds_for_every_object_that_ends_on_its_line() -> None:
    found = _read("<#a> dpv:hasPurpose <#b>, <#c>, #@ p1\n    <#d> ; dpv:hasThirdCountry loc:US . #@ p2\n")
    assert [(fact.object, fact.marks[0].passages) for fact in found] == [
        ("<#b>", ("p1",)),
        ("<#c>", ("p1",)),
        ("<#d>", ("p2",)),
        ("loc:US", ("p2",)),
    ]


def test_a_full_stop_ends_the_subject_and_a_semicolon_the_predicate() -> None:
    found = _read("<#a> dpv:p <#b> ; dpv:q <#c> .\n<#d> dpv:r <#e> .\n")
    assert [(fact.subject, fact.predicate) for fact in found] == [
        ("<#a>", "dpv:p"),
        ("<#a>", "dpv:q"),
        ("<#d>", "dpv:r"),
    ]


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("", ()),
        ("# p1", ()),
        ("#@ p1", (Mark(("p1",)),)),
        ("#@p1", (Mark(("p1",)),)),
        ("#@ p1 p2-b p_3", (Mark(("p1", "p2-b", "p_3")),)),
        ("#@ p1 hedged", (Mark(("p1",), hedged=True),)),
        ("#@ hedged-1 hedged", (Mark(("hedged-1",), hedged=True),)),
        ('#@ p1 implied "It follows."', (Mark(("p1",), reasoning="It follows."),)),
        ('#@ p1 hedged implied "It follows."', (Mark(("p1",), True, "It follows."),)),
        ('#@ p1 implied "It follows." hedged', (Mark(("p1",), True, "It follows."),)),
        ("#@ p1 | p2 p3 hedged", (Mark(("p1",)), Mark(("p2", "p3"), hedged=True))),
        (
            '#@ p1 implied "Either a | or b." | p2 | p3 hedged',
            (Mark(("p1",), reasoning="Either a | or b."), Mark(("p2",)), Mark(("p3",), hedged=True)),
        ),
        (
            '#@ p1 implied "A seat in Curaçao, ½ of it: #@ C:\\x."',
            (Mark(("p1",), False, "A seat in Curaçao, ½ of it: #@ C:\\x."),),
        ),
        ("# a note #@ p1", (Mark(("p1",)),)),
    ],
)
def test_a_mark_is_read(text: str, marks: tuple[Mark, ...]) -> None:
    assert _marks(text) == marks


@pytest.mark.parametrize(
    "mark",
    [
        "#@",
        "#@ ?",
        "#@ p1, p2",
        "#@ p1 | ",
        "#@ | p1",
        "#@ hedged",
        "#@ implied",
        '#@ implied "Why."',
        "#@ p1 implied",
        '#@ p1 implied ""',
        "#@ p1 implied 'Why.'",
        '#@ p1 implied "He said "so"."',
        "#@ p1 hedged p2",
        '#@ p1 "Why."',
        "#@ p1|p2",
    ],
)
def test_a_mark_that_cannot_be_read_is_refused_at_its_line_and_column(mark: str) -> None:
    text = f"<#a> dpv:hasPurpose <#b> .  {mark}\n"
    with pytest.raises(SyntaxFault, match="cannot read the mark") as refused:
        _read(text)
    assert (refused.value.path, refused.value.line) == ("marked.ttl", FIRST)
    assert refused.value.column == text.index("#@") + 1


@pytest.mark.parametrize(
    "value",
    [
        '"plain"',
        '""',
        '"met \\"aanhaling\\" en \\\\ en \\n"',
        '"één ½ 🙂"',
        '"brief"@nl',
        '"brief"@nl-BE',
        '"Brief"@de-1996',
        '"2020-11-16"^^xsd:date',
        '"P1M"^^<http://www.w3.org/2001/XMLSchema#duration>',
        '"""twee "lange" regels"""',
        '""" """@nl',
        '"a; b, c. <d> # e"',
        "30",
        "-1.5",
        "true",
        "loc:US-CA",
        "dpv:v2.3",
        "dpv:x",
        "<https://example.org/#@p9>",
        "<>",
    ],
)
@pytest.mark.parametrize("end", [" .", " ;", "\n."])
def test_each_kind_of_object_is_one_fact_as_written(value: str, end: str) -> None:
    (fact,) = _read(f"<#a> dpv:p {value}{end}\n")
    assert (fact.subject, fact.predicate, fact.object) == ("<#a>", "dpv:p", value)


@pytest.mark.parametrize("value", ['"2020-11-16"^^xsd:date', "loc:US", "30", '"brief"@nl', "true"])
def test_punctuation_may_follow_an_object_at_once(value: str) -> None:
    found = _read(f"<#a> dpv:p {value};\n dpv:q {value}, {value}.\n<#b> dpv:r {value}.\n")
    assert [(fact.subject, fact.object) for fact in found] == [("<#a>", value)] * 3 + [("<#b>", value)]


def test_what_looks_like_a_mark_in_a_literal_or_an_iri_is_none() -> None:
    found = _read(
        '<#a> dpv:p "a #@ p9" ;\n    dpv:q <https://example.org/#@p9> ; #@ p1\n    dpv:r """\n#@ p8\n""" . #@ p2\n'
    )
    assert [fact.marks for fact in found] == [(), (Mark(("p1",)),), (Mark(("p2",)),)]


def test_lines_are_counted_over_empty_ones_and_through_long_strings() -> None:
    found = _read('\n\n<#a> dpv:p """een\n\n\n""" ; #@ p1\n\n# remark\n\n    dpv:q <#b> . #@ p2\n')
    assert [(fact.line - FIRST, fact.marks) for fact in found] == [
        (5, (Mark(("p1",)),)),
        (9, (Mark(("p2",)),)),
    ]


@pytest.mark.parametrize("mark", ["\u2028", "\u0085", "\x0c"])
def test_only_a_line_feed_ends_a_line(mark: str) -> None:
    found = _read(f'<#a> dpv:p "een{mark}twee" ; #@ p1\n    dpv:q <#b> . #@ p2\n')
    assert [(fact.line, fact.marks[0].passages) for fact in found] == [(FIRST, ("p1",)), (FIRST + 1, ("p2",))]
    assert f"een{mark}twee" in strip_marks(f'<#a> dpv:p "een{mark}twee" . #@ p1\n')


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("<#a> dpv:p [ dpv:q <#b> ] .", 12),
        ("<#a> dpv:p [] .", 12),
        ("[] dpv:p <#a> .", 1),
        ("_:a dpv:p <#a> .", 1),
        ("<#a> dpv:p _:b .", 12),
        ("<#a> dpv:p ( <#b> ) .", 12),
        ("<#a> dpv:p << <#b> dpv:q <#c> >> .", 12),
        ("<#a> dpv:p 'single' .", 12),
        ('<#a> dpv:p "no end .', 12),
        ("<#a> dpv:p 1e5 .", 12),
        ("<#a> dpv:p dpv:a%20b .", 17),
        ("<#a> dpv:p :b .", 12),
        ("<#a> dpv:p word .", 12),
        ("<#a> dpv:p <#b c> .", 12),
        ("<#a> dpv:p <#b> | p1", 17),
        ("PREFIX dpv: <https://w3id.org/dpv#>", 1),
    ],
)
def test_what_the_notation_lacks_is_refused_at_its_line_and_column(text: str, column: int) -> None:
    with pytest.raises(SyntaxFault, match="as marked Turtle") as refused:
        _read(f"<#z> dpv:p <#y> .\n{text}\n")
    assert (refused.value.path, refused.value.line, refused.value.column) == ("marked.ttl", FIRST + 1, column)


@pytest.mark.parametrize(
    "directive",
    [
        "@prefix ex: <https://example.org/> .",
        "@prefix dpv: <https://example.org/dpv#> .",
        "@prefix : <https://w3id.org/dpv#> .",
    ],
)
def test_a_prefix_that_is_not_the_projects_is_refused(directive: str) -> None:
    with pytest.raises(SyntaxFault, match="no prefix of this project") as refused:
        _read(f"  {directive}\n")
    assert (refused.value.line, refused.value.column) == (FIRST, 3)


def test_facts_after_a_directive_on_one_line_are_read() -> None:
    assert len(_read("@prefix owl: <http://www.w3.org/2002/07/owl#> . <#a> dpv:p <#b> .\n")) == 1


def test_an_empty_text_has_no_facts() -> None:
    assert list(facts("", "marked.ttl")) == []


def test_marks_are_stripped_and_nothing_else() -> None:
    marked = (
        "# een kop\n"
        "<#a> a dpv:Process ;   #@ p1 | p2 hedged\n"
        '    dpv:p "x #@ y", <https://example.org/#@z> ; # a note #@ p3\n'
        "    #@ p4\n"
        "    dpv:q <#b> .\t#@ p5"
    )
    assert strip_marks(marked) == (
        "# een kop\n"
        "<#a> a dpv:Process ;\n"
        '    dpv:p "x #@ y", <https://example.org/#@z> ; # a note\n'
        "\n"
        "    dpv:q <#b> .\n"
    )


def test_a_stripped_text_is_the_same_turtle_as_the_marked_one() -> None:
    marked = HEAD + '<#a> a dpv:Process ; #@ p1\n    dpv:p "a #@ b"@nl, 3, true . #@ p2 implied "So."\n'
    stripped = strip_marks(marked)
    assert "p1" not in stripped
    assert strip_marks(stripped) == stripped
    triples = list(parse(stripped, format=RdfFormat.TURTLE))
    assert triples == list(parse(marked, format=RdfFormat.TURTLE))
    assert len(triples) == len(list(facts(marked, "marked.ttl"))) == 4
