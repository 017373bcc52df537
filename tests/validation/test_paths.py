"""Property paths in words."""

from __future__ import annotations

import pytest
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Store, parse

from kg_api.validation.paths import path_text, path_triples

PROLOGUE = "@prefix dpv: <https://w3id.org/dpv#> . @prefix sh: <http://www.w3.org/ns/shacl#> . "
PATH = NamedNode("http://www.w3.org/ns/shacl#path")


def _store(path: str) -> tuple[Store, NamedNode | BlankNode]:
    store = Store()
    store.extend(parse(f"{PROLOGUE}<urn:shape> sh:path {path} .".encode(), format=RdfFormat.TURTLE))
    node = next(store.quads_for_pattern(None, PATH, None)).object
    assert isinstance(node, NamedNode | BlankNode)
    return store, node


@pytest.mark.parametrize(
    ("path", "text", "triples"),
    [
        ("dpv:hasRight", "dpv:hasRight", 0),
        ("<https://example.org/p>", "https://example.org/p", 0),
        ("[ sh:inversePath dpv:hasProcess ]", "^dpv:hasProcess", 1),
        ("[ sh:alternativePath ( dpv:hasRight dpv:hasName ) ]", "dpv:hasRight|dpv:hasName", 5),
        ("( dpv:hasProcess dpv:hasPurpose )", "dpv:hasProcess/dpv:hasPurpose", 4),
        ("( [ sh:alternativePath ( dpv:a dpv:b ) ] dpv:c )", "(dpv:a|dpv:b)/dpv:c", 9),
        ("[ sh:inversePath ( dpv:a dpv:b ) ]", "^(dpv:a/dpv:b)", 5),
        ("[ sh:zeroOrMorePath dpv:a ]", "dpv:a*", 1),
        ("[ sh:oneOrMorePath dpv:a ]", "dpv:a+", 1),
        ("[ sh:zeroOrOnePath [ sh:inversePath dpv:a ] ]", "^dpv:a?", 2),
    ],
)
def test_a_path_is_written_as_in_sparql_and_copied_whole(path: str, text: str, triples: int) -> None:
    store, node = _store(path)
    assert path_text(store, node) == text
    assert len(set(path_triples(store, node))) == triples
