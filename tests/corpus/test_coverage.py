"""Coverage: each sentence of the text is in a passage, or stands open."""

from __future__ import annotations

from pyoxigraph import Quad, RdfFormat, parse

from kg_api.corpus.coverage import Segment, coverage

TEXT = "Koffie\n\nWij zetten koffie. Daarvoor kennen wij uw naam.\n - Welkom!\n1.\nWij zwijgen.\n"
PREFIXES = """
@base <https://w3id.org/privacy-kg/data/koffiehuis/2026/evidence> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix pkg: <https://w3id.org/privacy-kg/ns#> .
"""


def _target(name: str, words: str, section: str = "") -> str:
    start = TEXT.index(words)
    heading = f'; pkg:section "{section}"@nl' if section else ""
    return f"""
<#{name}> oa:hasSelector <#{name}-position> ; pkg:passageLength 1 ; pkg:passageSha256 "00" {heading} .
<#{name}-position> oa:start {start} ; oa:end {start + len(words)} ."""


def _segments(*turtle: str) -> dict[str, Segment]:
    text = PREFIXES + "".join(turtle)
    quads = [Quad(t.subject, t.predicate, t.object) for t in parse(input=text, format=RdfFormat.TURTLE)]
    return {TEXT[one.start : one.end].strip(): one for one in coverage(quads, TEXT)}


def test_a_sentence_in_no_passage_leaves_its_segment_open() -> None:
    found = _segments(
        "<#s1> a rdf:Statement ; oa:hasTarget <#p> .", _target("p", "Wij zetten koffie.", "Koffie")
    )
    line = found["Wij zetten koffie. Daarvoor kennen wij uw naam."]
    assert not line.accounted
    assert [TEXT[start:end] for start, end in line.loose] == ["Daarvoor kennen wij uw naam."]


def test_a_segment_with_fewer_facts_than_sentences_is_thin() -> None:
    both = "Wij zetten koffie. Daarvoor kennen wij uw naam."
    thin = _segments("<#s1> a rdf:Statement ; oa:hasTarget <#p> .", _target("p", both))[both]
    rich = _segments(
        "<#s1> a rdf:Statement ; oa:hasTarget <#p> . <#s2> a rdf:Statement ; oa:hasTarget <#p> .",
        _target("p", both),
    )
    assert (thin.accounted, thin.thin) == (True, True)
    assert not rich[both].thin


def test_a_passage_said_to_have_no_fact_is_accounted_for_with_its_reason() -> None:
    found = _segments(
        "<#n> a pkg:NoFact ; pkg:noFactReason pkg:Greeting ; oa:hasTarget <#p> .", _target("p", "Welkom!")
    )
    assert (found["- Welkom!"].accounted, found["- Welkom!"].reasons) == (True, ("Greeting",))


def test_headings_and_lines_without_words_ask_for_nothing() -> None:
    found = _segments("<#s1> a rdf:Statement ; oa:hasTarget <#p> .", _target("p", "Wij zwijgen.", "Koffie"))
    assert found["Koffie"].accounted
    assert "1." not in found
