"""Reading a Turtle file into quads of one named graph, with the place of whatever is wrong."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, parse

from kg_api.corpus.safety import refuse_unsafe
from kg_api.errors import FileError, SyntaxFault
from kg_api.passages import read_source

_BASE = re.compile(r"^\s*(?:@base|(?i:base))\s*<", re.MULTILINE)
_PLACE = re.compile(r"^Parser error [^:]*: ")


def read_turtle(path: Path, graph: str, base: str | None = None) -> list[Quad]:
    """The triples of a Turtle file as quads in ``graph``; a blank node is of this file alone.

    ``base``, where given, is the IRI that the file's own ``@base`` has to be. Raises :class:`SyntaxFault`
    (file, line, column) for malformed Turtle and :class:`FileError` for a file that is missing, not UTF-8,
    has another base, or says what :mod:`kg_api.corpus.safety` refuses. A byte order mark is passed over.
    """
    text = read_source(path).text.removeprefix("\ufeff").replace("\r\n", "\n")
    if base is not None and not _BASE.search(text):
        raise FileError(f"has no @base; begin it with @base <{base}> .", str(path), 1)
    name, bases, quads = NamedNode(graph), set(), []
    # Without a base to begin with where the file has its own, so that a relative one is refused.
    parser = parse(
        input=text.encode("utf-8"),
        format=RdfFormat.TURTLE,
        base_iri=graph if base is None else None,
        rename_blank_nodes=True,
    )
    # Numbered as they come: labels of the parser's own would give the same files another snapshot each time.
    labels: dict[BlankNode, BlankNode] = {}
    prefix = f"b{hashlib.sha256(f'{graph} {path.name}'.encode()).hexdigest()[:12]}x"
    try:
        for triple in parser:
            bases.add(parser.base_iri)
            subject, value = (_named(term, labels, prefix) for term in (triple.subject, triple.object))
            quads.append(Quad(subject, triple.predicate, value, name))
    except SyntaxError as fault:
        raise SyntaxFault(_PLACE.sub("", str(fault.msg)), str(path), fault.lineno, fault.offset) from fault
    refuse_unsafe(quads, path, text, parser.prefixes)
    if base is not None:
        _check_bases(bases | {parser.base_iri}, base, text, path)
    return quads


def _named(term: Any, labels: dict[BlankNode, BlankNode], prefix: str) -> Any:
    """A blank node by its number in this graph; any other term as it is."""
    if isinstance(term, BlankNode):
        return labels.setdefault(term, BlankNode(f"{prefix}{len(labels)}"))
    return term


def _check_bases(found: set[str | None], base: str, text: str, path: Path) -> None:
    """The parser is asked, since a second ``@base`` may stand anywhere, and a string may look like one."""
    for other in sorted(iri or "" for iri in found - {base}):
        place = text.find(f"<{other}>")
        raise FileError(
            f"has the base <{other}>, but its folder asks for <{base}>",
            str(path),
            text.count("\n", 0, place) + 1 if place >= 0 else None,
        )
