"""Property paths of SHACL, as a person reads them and as triples to copy into a report."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import BlankNode, NamedNode, Quad, Store, Triple

from kg_api.vocabulary import RDF, SH, curie

Path = NamedNode | BlankNode
_SUFFIXES = (("zeroOrMorePath", "*"), ("oneOrMorePath", "+"), ("zeroOrOnePath", "?"))


def path_text(store: Store, path: Path) -> str:
    """The path in SPARQL's notation: ``dpv:hasLegalBasis|pkg:mayRelyOn``, ``^dpv:hasProcess``."""
    if isinstance(path, NamedNode):
        return curie(path.value)
    if (inner := _value(store, path, SH["inversePath"])) is not None:
        return f"^{_grouped(store, inner)}"
    if (choice := _value(store, path, SH["alternativePath"])) is not None:
        return "|".join(_grouped(store, item) for item in _items(store, choice))
    for local, suffix in _SUFFIXES:
        if (inner := _value(store, path, SH[local])) is not None:
            return f"{_grouped(store, inner)}{suffix}"
    return "/".join(_grouped(store, item) for item in _items(store, path))


def path_triples(store: Store, path: Path) -> Iterator[Triple]:
    """The triples that describe the path, none for a single property."""
    if isinstance(path, NamedNode):
        return
    for quad in store.quads_for_pattern(path, None, None):
        yield quad.triple
        if isinstance(quad.object, BlankNode):
            yield from path_triples(store, quad.object)


def _grouped(store: Store, path: Path) -> str:
    text = path_text(store, path)
    return f"({text})" if "|" in text or ("/" in text and isinstance(path, BlankNode)) else text


def _items(store: Store, node: Path) -> Iterator[Path]:
    rest: Path | None = node
    while isinstance(rest, BlankNode):
        first = _value(store, rest, RDF["first"])
        if first is not None:
            yield first
        rest = _value(store, rest, RDF["rest"])


def _value(store: Store, subject: Path, predicate: NamedNode) -> Path | None:
    quad: Quad | None = next(store.quads_for_pattern(subject, predicate, None), None)
    return quad.object if quad is not None and isinstance(quad.object, NamedNode | BlankNode) else None
