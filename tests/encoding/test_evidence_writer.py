"""From a marked policy and its passages to policy.ttl and evidence.ttl, or to nothing at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, QuerySolutions, RdfFormat, Store

from kg_api.encoding.annotated_turtle import strip_marks
from kg_api.encoding.evidence_writer import write_policy
from kg_api.passages import Source, fingerprint, fold
from kg_api.vocabulary import DATA, OWL, PKG, PREFIXES, RDF, SPARQL_PREFIXES

STRUCTURAL = [
    PREFIXES["rdf"] + "type",
    PREFIXES["dpv"] + "hasProcess",
    PREFIXES["owl"] + "sourceIndividual",
    PREFIXES["owl"] + "assertionProperty",
    PREFIXES["owl"] + "targetIndividual",
]
POLICY = f"{DATA}cafe/2024-05/policy"
EVIDENCE = f"{DATA}cafe/2024-05/evidence"
HEAD = f"@base <{POLICY}> .\n" + "".join(
    f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in ("dpv", "pd", "eu-gdpr", "owl", "term", "xsd")
)
MARKED = HEAD + (
    """\
# De kaart van het huis.
<#notice> a dpv:PrivacyNotice ; dpv:hasProcess <#letter> .
<#letter> a dpv:Process ;
    dpv:hasPurpose term:Newsletter ;                  #@ letter | title keep hedged
    dpv:hasLegalBasis eu-gdpr:A6-1-a ;                #@ letter
    dpv:hasPersonalData pd:EmailAddress, pd:Name ;    #@ keep
    dpv:hasRecipient <#courier> .                     #@ courier hedged
<#courier> a dpv:Recipient ;
    dpv:hasName "Koerier \\"½\\" 🙂 \\\\ één"@nl .    #@ courier implied "Who carries a letter is a courier \\\\o/."
<#no-sale> a owl:NegativePropertyAssertion ;
    owl:sourceIndividual <#letter> ; owl:assertionProperty dpv:hasProcessing ;
    owl:targetIndividual dpv:Sell .                   #@ sale
"""
).replace("\\\\o/", "\\o/")
PASSAGES = """\
title "Privacy bij" … "🙂"
    The café's notice on privacy.
## 1 Nieuwsbrief
letter row=block "We sturen je ½" … "een brief."
    A letter goes out "now and then".
keep row=block "Daarvoor" … "jaar."
    The address is kept for two years.
block row "We sturen" … "jaar."
## 2 Hulp van anderen = 2 on helpers
courier "Een koerier" … "Curaçao 🙂."
    A courier may hear the address.
sale "We verkopen" … "door."
    Nothing is sold.
cookie nofact=Definition "Een cookie" … "bestandje."
    Says what a cookie is.
table nofact=Definition "Doel" … "tellen"
    Heads of a table.
"""


class Desk:
    """A curator's desk: working papers, and the folder into which the files go."""

    def __init__(self, drafts: Path, out: Path, source: Source) -> None:
        self.marked, self.passages = drafts / "marked.ttl", drafts / "passages.txt"
        self.out, self.source = out, source
        self.lay(MARKED, PASSAGES)

    def lay(self, marked: str, passages: str = PASSAGES) -> None:
        self.marked.write_text(marked, encoding="utf-8")
        self.passages.write_text(passages, encoding="utf-8")

    def write(self, language: str = "nl") -> int:
        return write_policy(self.marked, self.passages, self.source, self.out, STRUCTURAL, language)

    def store(self) -> Store:
        store = Store()
        for name in ("policy", "evidence"):
            store.load(path=str(self.out / f"{name}.ttl"), format=RdfFormat.TURTLE)
        return store


@pytest.fixture
def desk(drafts: Path, tmp_path: Path, source: Source) -> Desk:
    return Desk(drafts, tmp_path / "data" / "cafe" / "2024-05", source)


@pytest.fixture
def written(desk: Desk) -> Store:
    desk.write()
    return desk.store()


def _select(store: Store, where: str) -> list[dict[str, str]]:
    found = store.query(SPARQL_PREFIXES + f"SELECT * WHERE {{ {where} }}")
    assert isinstance(found, QuerySolutions)
    names = [variable.value for variable in found.variables]
    return [
        {name: getattr(term, "value", "") for name, term in zip(names, row, strict=True) if term is not None}
        for row in found
    ]


def test_one_statement_is_written_for_each_fact_and_mark(desk: Desk) -> None:
    assert desk.write() == 8
    store = desk.store()
    assert len(_select(store, "?s a rdf:Statement, oa:Annotation")) == 7
    assert len(_select(store, "?s a pkg:DenialStatement, oa:Annotation")) == 1
    assert {path.name for path in desk.out.iterdir()} == {"policy.ttl", "evidence.ttl"}


def test_the_policy_is_the_marked_one_without_its_marks(desk: Desk) -> None:
    desk.write()
    text = (desk.out / "policy.ttl").read_text(encoding="utf-8")
    assert text == strip_marks(MARKED)
    assert "#@" not in text
    assert "# De kaart van het huis." in text


def test_each_statement_speaks_of_a_triple_of_the_policy(written: Store) -> None:
    rows = _select(
        written, "?s a rdf:Statement ; rdf:subject ?a ; rdf:predicate ?b ; rdf:object ?c . ?a ?b ?c"
    )
    assert len(rows) == 7
    assert all(row["s"].startswith(EVIDENCE + "#") for row in rows)
    assert {row["a"] for row in rows} == {f"{POLICY}#letter", f"{POLICY}#courier"}


def test_two_marks_are_two_statements_and_two_passages_two_targets(written: Store) -> None:
    rows = _select(
        written,
        "?s rdf:object term:Newsletter ; oa:hasTarget ?t ; pkg:stance ?stance OPTIONAL { ?s pkg:hedged ?h }",
    )
    assert {(row["t"].rsplit("#")[1], row["stance"], row.get("h")) for row in rows} == {
        ("letter", PKG["Stated"].value, None),
        ("title", PKG["Stated"].value, "true"),
        ("keep", PKG["Stated"].value, "true"),
    }
    assert len({row["s"] for row in rows}) == 2


def test_an_implied_fact_carries_its_reasoning_as_written(written: Store) -> None:
    (statement,) = written.quads_for_pattern(None, PKG["stance"], PKG["Implied"])
    (reasoning,) = written.quads_for_pattern(statement.subject, PKG["reasoning"], None)
    assert reasoning.object == Literal("Who carries a letter is a courier \\o/.", language="en")
    (value,) = written.quads_for_pattern(statement.subject, RDF["object"], None)
    assert value.object == Literal('Koerier "½" 🙂 \\ één', language="nl")


def test_a_denial_is_a_statement_about_the_denial_and_not_of_a_triple(written: Store) -> None:
    (row,) = _select(
        written, "?s a pkg:DenialStatement ; pkg:stance ?stance ; pkg:about ?about ; oa:hasTarget ?t"
    )
    assert (row["stance"], row["about"]) == (PKG["Denied"].value, f"{POLICY}#no-sale")
    assert row["t"] == f"{EVIDENCE}#sale"
    assert not list(written.quads_for_pattern(NamedNode(row["s"]), RDF["predicate"], None))
    assert list(written.quads_for_pattern(NamedNode(row["about"]), OWL["targetIndividual"], None))


def test_a_passage_without_facts_has_its_reason(written: Store) -> None:
    rows = _select(written, "?s a pkg:NoFact ; pkg:noFactReason ?why ; oa:hasTarget ?t")
    assert {row["why"] for row in rows} == {PKG["Definition"].value}
    assert {row["t"] for row in rows} == {f"{EVIDENCE}#cookie", f"{EVIDENCE}#table"}


def test_offsets_slice_to_the_very_words_with_their_length_and_fingerprint(
    written: Store, source: Source
) -> None:
    rows = _select(
        written,
        "?t oa:hasSource ?source ; pkg:passageLength ?length ; pkg:passageSha256 ?sha ;"
        " oa:hasSelector ?p . ?p a oa:TextPositionSelector ; oa:start ?start ; oa:end ?end",
    )
    words = {row["t"].rsplit("#")[1]: source.text[int(row["start"]) : int(row["end"])] for row in rows}
    assert words == {
        "title": "Privacy bij Café De Hoek 🙂",
        "letter": "We sturen je ½ keer per week een brief.",
        "keep": "Daarvoor bewaren we je e-mailadres twee jaar.",
        "block": "We sturen je ½ keer per week een brief. Je krijgt die alleen als je dat wilt.\n"
        "Daarvoor bewaren we je e-mailadres twee jaar.",
        "courier": "Een koerier hoort misschien je adres, ook op Curaçao 🙂.",
        "sale": "We verkopen niets door.",
        "cookie": "Een cookie is een klein bestandje.",
        "table": "Doel      Gegevens\ntellen",
    }
    for row in rows:
        passage = words[row["t"].rsplit("#")[1]]
        assert (int(row["length"]), row["sha"]) == (len(fold(passage)), fingerprint(passage))
        assert row["source"] == f"{DATA}cafe/2024-05/source"


def _sections(store: Store, predicate: str) -> dict[str, object]:
    return {
        str(quad.subject).rsplit("#")[1].rstrip(">"): quad.object
        for quad in store.quads_for_pattern(None, PKG[predicate], None)
    }


def test_headings_as_printed_and_glosses_of_headings_are_told_apart(written: Store) -> None:
    printed, ours = _sections(written, "section"), _sections(written, "sectionGloss")
    assert printed["letter"] == printed["block"] == Literal("1 Nieuwsbrief", language="nl")
    assert ours["courier"] == Literal("2 on helpers", language="en")
    assert not printed.keys() & ours.keys()
    assert "title" not in printed | ours


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_text_in_another_language_has_its_headings_in_that(desk: Desk, language: str) -> None:
    desk.write(language=language)
    printed = _sections(desk.store(), "section").values()
    assert {getattr(heading, "language", None) for heading in printed} == {language}
