"""What the evidence of a policy version records of its source."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from kg_api.corpus.recorded import RecordedPassage, RecordedSource, recorded_source
from kg_api.errors import InputError
from kg_api.vocabulary import PREFIXES

BASE = "https://example.org/evidence"
HEAD = f"@base <{BASE}> .\n" + "".join(
    f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in ("oa", "pkg", "rdfs")
)
EVIDENCE = """
<source> pkg:textSha256 "aa" ; pkg:textLength 120 .
<#late> a oa:SpecificResource ; oa:hasSelector <#late-position> ; pkg:section "Kop"@nl ;
    pkg:passageLength 9 ; pkg:passageSha256 "bb" ; rdfs:comment "Ours."@en .
<#late-position> oa:start 50 ; oa:end 60 .
<#row> a oa:SpecificResource, pkg:Row ; oa:hasSelector <#row-position> ; pkg:sectionGloss "3.2 in our words"@en ;
    pkg:passageLength 30 ; pkg:passageSha256 "cc" .
<#row-position> oa:start 5 ; oa:end 40 .
<#early> a oa:SpecificResource ; oa:hasSelector <#early-position> ;
    pkg:passageLength 7 ; pkg:passageSha256 "dd" .
<#early-position> oa:start 5 ; oa:end 12 .
"""


def _quads(text: str) -> list[Quad]:
    graph = NamedNode(BASE)
    return [
        Quad(triple.subject, triple.predicate, triple.object, graph)
        for triple in parse(HEAD + text, format=RdfFormat.TURTLE)
    ]


def test_passages_come_in_the_order_of_the_text_with_what_is_recorded() -> None:
    assert recorded_source(_quads(EVIDENCE)) == RecordedSource(
        "aa",
        120,
        (
            RecordedPassage(f"{BASE}#early", 5, 12, 7, "dd", None, False),
            RecordedPassage(f"{BASE}#row", 5, 40, 30, "cc", None, True),
            RecordedPassage(f"{BASE}#late", 50, 60, 9, "bb", "Kop", False),
        ),
    )


def test_without_evidence_nothing_is_recorded() -> None:
    assert recorded_source([]) == RecordedSource("", 0, ())


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("oa:start 50 ; ", "", "#late-position> has no oa:start"),
        ("oa:start 50", 'oa:start "vijftig"', "oa:start “vijftig”, which is no whole number"),
        ("oa:end 60", "oa:end 6.5", "oa:end “6.5”, which is no whole number"),
        ("<#late-position> oa:start 50 ; oa:end 60 .", "", "#late-position> has no oa:start"),
        ("oa:hasSelector <#late-position>", "oa:hasSelector [ oa:start 50 ]", "has no oa:start"),
        ("pkg:passageLength 9 ; ", "", "#late> has no pkg:passageLength"),
        (' ; pkg:passageSha256 "bb"', "", "#late> has no pkg:passageSha256"),
        (" ; pkg:textLength 120", "", "source> has no pkg:textLength"),
    ],
)
def test_a_passage_that_is_recorded_badly_is_named(old: str, new: str, message: str) -> None:
    assert old in EVIDENCE
    with pytest.raises(InputError, match=message):
        recorded_source(_quads(EVIDENCE.replace(old, new, 1)))
