"""From a marked policy, its passages and the text to ``policy.ttl`` and ``evidence.ttl``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import RdfFormat, parse

from kg_api.encoding.annotated_turtle import Fact, Mark, facts, strip_marks
from kg_api.encoding.passage_list import Passage, read_passages
from kg_api.errors import SyntaxFault
from kg_api.passages import Source, fingerprint, fold, read_source
from kg_api.vocabulary import DATA, PREFIXES, expand

_DENIAL = PREFIXES["owl"] + "targetIndividual"
_HEADER_PREFIXES = ("oa", "rdf", "rdfs", "pkg")


def write_policy(
    marked: Path, passages: Path, source: Source, out: Path, structural: Iterable[str], language: str = "nl"
) -> int:
    """Writes ``out/policy.ttl`` and ``out/evidence.ttl``; returns the number of statements.

    ``structural`` are the IRIs of predicates that need no evidence. ``out`` is ``…/<controller>/<version>``,
    from which the graph names are made. Raises :class:`SyntaxFault` for what is no Turtle, a fact without a
    mark, a mark of no passage, and a passage that nothing uses, and :class:`~kg_api.errors.FileError` for a
    working paper that cannot be read; nothing is written then.
    """
    text = _text(marked)
    found = read_passages(_text(passages), str(passages), source)
    skip = set(structural)
    wanted = [fact for fact in facts(text, str(marked)) if _needs_evidence(fact, skip)]
    policy = strip_marks(text)
    _check_turtle(policy, str(marked))
    _check(wanted, found, str(marked), str(passages))
    blocks = _statements(wanted)
    body = blocks + _no_facts(found) + _targets(found, source, language)
    place = out.resolve()
    base = f"{DATA}{place.parent.name}/{place.name}/evidence"
    out.mkdir(parents=True, exist_ok=True)
    (out / "policy.ttl").write_text(policy, encoding="utf-8")
    (out / "evidence.ttl").write_text(_header(base, body) + "\n".join(body), encoding="utf-8")
    return len(blocks)


def _text(path: Path) -> str:
    return read_source(path).text.removeprefix("\ufeff").replace("\r\n", "\n")


def _check_turtle(policy: str, marked: str) -> None:
    """Marks gone, lines are the same, so a fault lies where the parser says."""
    try:
        for _ in parse(policy.encode("utf-8"), format=RdfFormat.TURTLE, base_iri=DATA):
            pass
    except SyntaxError as fault:
        reason = re.sub(r"^Parser error [^:]*: ", "", str(fault.msg))
        raise SyntaxFault(reason, marked, fault.lineno, fault.offset) from fault


def _needs_evidence(fact: Fact, structural: set[str]) -> bool:
    return _is_denial(fact) or _iri(fact.predicate) not in structural


def _is_denial(fact: Fact) -> bool:
    return _iri(fact.predicate) == _DENIAL


def _iri(term: str) -> str:
    return term[1:-1] if term.startswith("<") else expand(term) or term


def _check(wanted: list[Fact], found: dict[str, Passage], marked: str, passages: str) -> None:
    used: set[str] = set()
    for fact in wanted:
        if not fact.marks:
            raise SyntaxFault(f"no mark for {fact.predicate} {fact.object}", marked, fact.line)
        for name in (name for mark in fact.marks for name in mark.passages):
            if name not in found:
                raise SyntaxFault(f"there is no passage “{name}”", marked, fact.line)
            used.add(name)
    for passage in found.values():
        for row in passage.rows:
            if row not in found or not found[row].is_row:
                raise SyntaxFault(f"there is no row “{row}”", passages, passage.line)
        used.update(passage.rows)
    for name, passage in found.items():
        if name not in used and passage.no_fact is None:
            raise SyntaxFault(f"no fact rests on the passage “{name}”", passages, passage.line)
        if not passage.gloss and not passage.is_row:
            raise SyntaxFault(f"the passage “{name}” has no gloss", passages, passage.line)


def _statements(wanted: list[Fact]) -> list[str]:
    pairs = [(fact, mark) for fact in wanted for mark in fact.marks]
    return [_statement(number, fact, mark) for number, (fact, mark) in enumerate(pairs, 1)]


def _statement(number: int, fact: Fact, mark: Mark) -> str:
    denial = _is_denial(fact)
    kind, stance = ("pkg:DenialStatement", "pkg:Denied") if denial else ("rdf:Statement", "pkg:Stated")
    if mark.reasoning:
        stance = "pkg:Implied"
    parts = [f"a {kind}, oa:Annotation ; pkg:stance {stance}"]
    if mark.hedged:
        parts.append("pkg:hedged true")
    parts.append("oa:hasTarget " + ", ".join(f"<#{name}>" for name in mark.passages))
    if mark.reasoning:
        parts.append(f"pkg:reasoning {_string(mark.reasoning)}@en")
    about = _local(fact.subject)
    parts.append(
        f"pkg:about {about}"
        if denial
        else f"rdf:subject {about} ; rdf:predicate {fact.predicate} ; rdf:object {_local(fact.object)}"
    )
    return f"<#s{number}> " + " ;\n    ".join(parts) + " .\n"


def _local(term: str) -> str:
    """A name local to the policy, as the evidence file sees it."""
    return f"<policy{term[1:]}" if term.startswith(("<#", "<>")) else term


def _no_facts(found: dict[str, Passage]) -> list[str]:
    return [
        f"<#no-fact-{name}> a pkg:NoFact ; pkg:noFactReason pkg:{passage.no_fact} ; oa:hasTarget <#{name}> .\n"
        for name, passage in found.items()
        if passage.no_fact
    ]


def _targets(found: dict[str, Passage], source: Source, language: str) -> list[str]:
    blocks = []
    for name, passage in found.items():
        words = source.text[passage.start : passage.end]
        kinds = "oa:SpecificResource, pkg:Row" if passage.is_row else "oa:SpecificResource"
        parts = [f"a {kinds} ; oa:hasSource <source> ; oa:hasSelector <#{name}-position>"]
        if passage.section:
            printed = ("pkg:section", language)
            property_, tag = ("pkg:sectionGloss", "en") if passage.section_is_gloss else printed
            parts.append(f"{property_} {_string(passage.section)}@{tag}")
        if passage.rows:
            parts.append("pkg:row " + ", ".join(f"<#{row}>" for row in passage.rows))
        if passage.gloss:
            parts.append(f"rdfs:comment {_string(passage.gloss)}@en")
        parts.append(f'pkg:passageLength {len(fold(words))} ; pkg:passageSha256 "{fingerprint(words)}"')
        blocks.append(f"<#{name}> " + " ;\n    ".join(parts) + " .\n" + _position(name, passage))
    return blocks


def _position(name: str, passage: Passage) -> str:
    return (
        f"<#{name}-position> a oa:TextPositionSelector ; oa:start {passage.start} ; oa:end {passage.end} .\n"
    )


def _string(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'


def _header(base: str, body: list[str]) -> str:
    text = "\n".join(body)
    used = sorted(
        {*_HEADER_PREFIXES, *(name for name in PREFIXES if f" {name}:" in text or f"^{name}:" in text)}
    )
    lines = [
        "# Where the policy says it: one statement a fact, its place in the source, our gloss.",
        f"@base <{base}> .",
    ]
    return "\n".join(lines + [f"@prefix {name}: <{PREFIXES[name]}> ." for name in used]) + "\n\n"
