"""From the drawing board to the three files of a policy, as Turtle."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.invented.draft import MARK, Draft
from benchmarks.invented.pieces import Block, Fact, Node
from kg_api.passages import fingerprint, fold
from kg_api.vocabulary import DATA, PREFIXES


@dataclass(frozen=True)
class Version:
    """One version: the three files as Turtle, and the invented text that the passages are of."""

    name: str
    source: str
    policy: str
    evidence: str
    text: str


def render(draft: Draft) -> Version:
    """The draft as text and as the three files about it."""
    text, places = _lay_out(draft)
    length = len(text) - 2 if draft.text_shortened else len(text)
    policy = "\n".join(_policy_node(draft, node) for block in draft.blocks for node in block.nodes)
    evidence = "\n".join([*_statements(draft), *_targets(draft, text, places)])
    prefixes = {one for one in PREFIXES if f" {one}:" in policy or f"^{one}:" in policy}
    return Version(
        draft.version,
        _file(draft, "source", _source(draft, text, length), {"dct", "foaf", "pkg", "prov", "rdfs", "xsd"}),
        _file(draft, "policy", policy, prefixes),
        _file(draft, "evidence", evidence, prefixes | {"oa", "pkg", "rdf", "rdfs"}),
        text,
    )


def _file(draft: Draft, name: str, body: str, prefixes: set[str]) -> str:
    head = [f"# {MARK}", f"@base <{DATA}{draft.slug}/{draft.version}/{name}> ."]
    named = [f"@prefix {one}: <{PREFIXES[one]}> ." for one in PREFIXES if one in prefixes]
    return "\n".join([*head, *named, "", body])


def _lay_out(draft: Draft) -> tuple[str, dict[str, tuple[int, int]]]:
    """The text, and where each passage and row lies in it; a passage that nothing rests on any more is left out."""
    used = {id(passage) for fact in draft.facts() for passage in fact.passages}
    parts: list[str] = []
    places: dict[str, tuple[int, int]] = {}
    at = 0
    for number, block in enumerate(draft.blocks):
        parts.append(block.heading + "\n")
        at += len(parts[-1])
        begin = end = at
        for passage in block.passages:
            if passage.no_fact or id(passage) in used:
                end = at + len(passage.words)
                places[passage.name] = (at, end)
                parts.append(passage.words + "\n")
                at = end + 1
        if block.is_row and end > begin:
            places[f"row-{number}"] = (begin, end)
    return "".join(parts), places


def _policy_node(draft: Draft, node: Node) -> str:
    parts = [f"<#{node.name}> a {', '.join(node.types)}", *node.given]
    parts.extend(f"{fact.predicate} {fact.object}" for fact in node.facts if fact.predicate)
    if node is draft.notice:
        hung = ", ".join(f"<#{one.name}>" for one in draft.processes if one.name not in draft.unhung)
        parts.append(f"dpv:hasProcess {hung}")
    return " ;\n    ".join(parts) + " .\n"


def _statements(draft: Draft) -> Iterator[str]:
    number = 0
    for fact in draft.facts():
        if fact.passages:
            number += 1
            yield _statement(number, fact)


def _statement(number: int, fact: Fact) -> str:
    denial = not fact.predicate
    kind, stance = ("pkg:DenialStatement", "Denied") if denial else ("rdf:Statement", "Stated")
    parts = [
        f"<#s{number}> a {kind}, oa:Annotation ; pkg:stance pkg:{'Implied' if fact.is_implied else stance}"
    ]
    if fact.hedged:
        parts.append("pkg:hedged true")
    parts.append("oa:hasTarget " + ", ".join(f"<#{passage.name}>" for passage in fact.passages))
    if fact.reasoning:
        parts.append(f'pkg:reasoning "{fact.reasoning}"@en')
    about = f"<policy{fact.subject[1:]}"
    value = f"<policy{fact.object[1:]}" if fact.object.startswith("<#") else fact.object
    parts.append(
        f"pkg:about {about}"
        if denial
        else f"rdf:subject {about} ; rdf:predicate {fact.predicate} ; rdf:object {value}"
    )
    return " ;\n    ".join(parts) + " .\n"


def _targets(draft: Draft, text: str, places: dict[str, tuple[int, int]]) -> Iterator[str]:
    for number, block in enumerate(draft.blocks):
        row = f"row-{number}"
        if row in places:
            yield _target(row, block, "", "", text, places[row])
        for passage in block.passages:
            if passage.name in places:
                gloss = f"Invented passage {passage.name}."
                yield _target(
                    passage.name, block, row if row in places else "", gloss, text, places[passage.name]
                )
                if passage.no_fact:
                    yield (
                        f"<#no-fact-{passage.name}> a pkg:NoFact ; pkg:noFactReason {passage.no_fact} ; "
                        f"oa:hasTarget <#{passage.name}> .\n"
                    )


def _target(name: str, block: Block, row: str, gloss: str, text: str, place: tuple[int, int]) -> str:
    start, end = place
    words = text[start:end]
    kinds = "oa:SpecificResource" if gloss else "oa:SpecificResource, pkg:Row"
    parts = [f"<#{name}> a {kinds} ; oa:hasSource <source> ; oa:hasSelector <#{name}-position>"]
    parts.append(f'pkg:section "{block.heading}"@nl')
    if row:
        parts.append(f"pkg:row <#{row}>")
    if gloss:
        parts.append(f'rdfs:comment "{gloss}"@en')
    parts.append(f'pkg:passageLength {len(fold(words))} ; pkg:passageSha256 "{fingerprint(words)}"')
    position = f"<#{name}-position> a oa:TextPositionSelector ; oa:start {start} ; oa:end {end} .\n"
    return " ;\n    ".join(parts) + " .\n" + position


def _source(draft: Draft, text: str, length: int) -> str:
    return f"""\
<source> a prov:Entity ;
    dct:title "Generated sample: privacy notice of {draft.slug}"@en ;
    dct:language "nl" ;
    dct:format "text/plain; charset=utf-8" ;
    pkg:controllerSlug "{draft.slug}" ;
    pkg:textSha256 "{hashlib.sha256(text.encode()).hexdigest()}" ;
    pkg:textLength {length} ;
    pkg:sourceUrl "unknown" ;
    pkg:retrieved "unknown" ;
    pkg:reviewStatus pkg:NotLegallyReviewed ;
    rdfs:comment "{MARK}"@en .

<#encoding> a prov:Activity ;
    rdfs:label "generated, not encoded from any text"@en ;
    prov:used <source> ;
    prov:wasAssociatedWith <#generator> ;
    prov:endedAtTime "2000-01-01T00:00:00Z"^^xsd:dateTime .
<#generator> a prov:Agent, prov:SoftwareAgent ;
    foaf:name "benchmarks/generator.py" .

<policy> a prov:Entity ; prov:wasDerivedFrom <source> ; prov:wasGeneratedBy <#encoding> .
<evidence> a prov:Entity ; prov:wasDerivedFrom <source> ; prov:wasGeneratedBy <#encoding> .
"""
