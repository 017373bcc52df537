"""Labels to stand beside the IRIs of any result: terms by what is known of them, other nodes by what the graph says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import NamedNode

from kg_api.engine import Engine, Row, select
from kg_api.questions.terms import Terms
from kg_api.vocabulary import DCT, DPV, PKG, PREFIXES, RDFS, SKOS, SPARQL_PREFIXES, Namespace

_FOAF: Final = Namespace(PREFIXES["foaf"])
# What a node is called by, the best first; a node of a policy's own is called by what it lies under.
_NAMING: Final = tuple(
    node.value
    for node in (
        SKOS["prefLabel"],
        RDFS["label"],
        DPV["hasName"],
        _FOAF["name"],
        DCT["title"],
        RDFS["comment"],
    )
)
_ABOVE: Final = SKOS["broader"].value
# A fact is called by our gloss on its passage.
_PASSAGE: Final = PKG["factPassage"].value
_KINDS: Final = ", ".join(f"<{iri}>" for iri in (*_NAMING, _ABOVE, _PASSAGE))
# What a query may hold of IRIs: admission lets in 16 kB.
_MOST_CHARACTERS: Final = 9_000
_MOST_QUERIES: Final = 20
_MOST_SHOWN: Final = 160

Said = dict[str, dict[str, list[tuple[str, str]]]]


def labels_beside(engine: Engine, terms: Terms, iris: Iterable[str], language: str) -> dict[str, str]:
    """The label of each IRI that has one, in ``language`` where there is one; IRIs past what 20 queries hold have
    none. Errors as the engine raises them.
    """
    wanted = dict.fromkeys(iris)
    known = {iri: label for iri in wanted if (label := terms.label(iri, language))}
    said = _said(engine, [iri for iri in wanted if iri not in known])
    passages = {iri: facts[_PASSAGE][0][1] for iri, facts in said.items() if facts.get(_PASSAGE)}
    glosses = _said(engine, passages.values()) if passages else {}
    for iri, facts in said.items():
        facts = facts | glosses.get(passages.get(iri, ""), {})
        above = (terms.label(value, language) for _, value in facts.get(_ABOVE, ()))
        label = _name(facts, language) or next((text for text in above if text), "")
        if label:
            known[iri] = label if len(label) <= _MOST_SHOWN else f"{label[: _MOST_SHOWN - 1]}…"
    return known


def _said(engine: Engine, iris: Iterable[str]) -> Said:
    """What names each IRI: by predicate, values with their languages."""
    said: Said = defaultdict(lambda: defaultdict(list))
    for number, batch in enumerate(_batches(iris)):
        if number == _MOST_QUERIES:
            break
        for row in _rows(engine, batch):
            language = getattr(row["value"], "language", None) or ""
            said[row["node"].value][row["kind"].value].append((language, row["value"].value))
    return said


def _rows(engine: Engine, nodes: list[str]) -> list[Row]:
    text = (
        f"SELECT ?node ?kind ?value WHERE {{ VALUES ?node {{ {' '.join(nodes)} }} ?node ?kind ?value "
        f"FILTER(?kind IN ({_KINDS})) }}"
    )
    return select(engine, SPARQL_PREFIXES + text)


def _batches(iris: Iterable[str]) -> Iterator[list[str]]:
    """IRIs as a query writes them, as many as it may hold; what is no absolute IRI is left out."""
    batch: list[str] = []
    size = 0
    for iri in iris:
        try:
            text = str(NamedNode(iri))
        except ValueError:
            continue
        if len(text) > _MOST_CHARACTERS:
            continue
        if size + len(text) > _MOST_CHARACTERS:
            yield batch
            batch, size = [], 0
        batch.append(text)
        size += len(text)
    if batch:
        yield batch


def _name(facts: dict[str, list[tuple[str, str]]], language: str) -> str:
    for predicate in _NAMING:
        texts = dict(reversed(facts.get(predicate, [])))
        if texts:
            return texts.get(language) or texts.get("en") or next(iter(texts.values()))
    return ""
