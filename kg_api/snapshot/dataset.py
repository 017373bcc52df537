"""RDF files served as they are: any number of them merged into one N-Quads file, nothing added, nothing fetched.

Each file keeps its default graph and its named graphs; blank nodes of two files stay apart (RDF 1.1 Semantics,
section 4.1: a merge). A file that names no base has ``file:///<its name>`` for one (RFC 3986, section 5.1.4), which
gives away no folder of this machine.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote
from xml.parsers import expat

from pyoxigraph import BlankNode, Quad, RdfFormat, Triple, parse, serialize

from kg_api.errors import FileError, SyntaxFault
from kg_api.snapshot.store import GRAPH_FILE

FORMATS: Final = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".rdf": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
    ".jsonld": RdfFormat.JSON_LD,
    ".json": RdfFormat.JSON_LD,
    ".trig": RdfFormat.TRIG,
    ".nq": RdfFormat.N_QUADS,
}
_MARK: Final = b"\xef\xbb\xbf"
_PLACE: Final = re.compile(r"^Parser error at line[^:]*: ")
_REMOTE_CONTEXT: Final = re.compile(rb'"@(?:context|import)"\s*:\s*\[?\s*"')
_FETCHES_NOTHING: Final = "names a context elsewhere, and nothing is fetched; write the context into the file"


@dataclass(frozen=True)
class Dataset:
    """The merged files: ``graph`` is an N-Quads file, ``name`` the hash of the inputs (16 hexadecimal digits)."""

    graph: Path
    name: str


@dataclass(frozen=True)
class _Input:
    path: Path
    format: RdfFormat
    content: bytes


@contextmanager
def merged(paths: Sequence[Path]) -> Iterator[Dataset]:
    """The files as one dataset, in a temporary folder that is gone afterwards.

    The ending of a name says what a file holds (:data:`FORMATS`). Raises :class:`FileError` for a file that
    cannot be read or has another ending, :class:`SyntaxFault` (file, line, column) for a malformed one.
    """
    inputs = [_read(path) for path in paths]
    with tempfile.TemporaryDirectory(prefix="privacy-kg-") as folder:
        graph = Path(folder) / GRAPH_FILE
        serialize(_quads(inputs), output=graph, format=RdfFormat.N_QUADS)
        yield Dataset(graph, _name(inputs))


def _read(path: Path) -> _Input:
    format = FORMATS.get(path.suffix.lower())
    if format is None:
        raise FileError(f"has none of the endings that are served: {', '.join(FORMATS)}", str(path))
    try:
        return _Input(path, format, path.read_bytes().removeprefix(_MARK))
    except OSError as fault:
        raise FileError(f"cannot be read: {fault.strerror}", str(path)) from fault


def _name(inputs: Sequence[_Input]) -> str:
    """The SHA-256 over names and contents in their order, since the order shows in labels of blank nodes."""
    total = hashlib.sha256(version("pyoxigraph").encode())
    for one in inputs:
        total.update(f"{one.path.name!r} {hashlib.sha256(one.content).hexdigest()}\n".encode())
    return total.hexdigest()[:16]


def _quads(inputs: Sequence[_Input]) -> Iterator[Quad]:
    for number, one in enumerate(inputs, 1):
        try:
            yield from _apart(_parsed(one), f"f{number}b")
        except SyntaxError as fault:
            raise _fault(one, fault) from fault


def _parsed(one: _Input) -> Iterator[Quad]:
    # rename_blank_nodes would give other labels each time, and one snapshot's name promises one set of answers.
    base = f"file:///{quote(one.path.name, errors='replace')}"
    return iter(parse(input=one.content, format=one.format, base_iri=base))


def _apart(quads: Iterator[Quad], prefix: str) -> Iterator[Quad]:
    """The quads with their blank nodes numbered after ``prefix`` as they come, so that runs agree."""
    labels: dict[BlankNode, BlankNode] = {}
    for quad in quads:
        subject, object = _renamed(quad.subject, labels, prefix), _renamed(quad.object, labels, prefix)
        graph = _renamed(quad.graph_name, labels, prefix)
        yield Quad(subject, quad.predicate, object, graph)


def _renamed(term: Any, labels: dict[BlankNode, BlankNode], prefix: str) -> Any:
    if isinstance(term, BlankNode):
        return labels.setdefault(term, BlankNode(f"{prefix}{len(labels)}"))
    if isinstance(term, Triple):
        parts = (_renamed(part, labels, prefix) for part in (term.subject, term.predicate, term.object))
        return Triple(*parts)
    return term


def _fault(one: _Input, fault: SyntaxError) -> SyntaxFault:
    line, column = _place(one, fault)
    message = _PLACE.sub("", str(fault.msg))
    if "LoadDocumentCallback" in message:
        message = _FETCHES_NOTHING
    return SyntaxFault(message, str(one.path), line, column)


def _place(one: _Input, fault: SyntaxError) -> tuple[int, int]:
    """Line and column, 1-based; where the parser gives none, those of the context or of the XML's own fault."""
    if fault.lineno is not None:
        return fault.lineno, fault.offset or 1
    if one.format == RdfFormat.RDF_XML and (place := _xml_place(one.content)):
        return place
    found = _REMOTE_CONTEXT.search(one.content) if one.format == RdfFormat.JSON_LD else None
    before = one.content[: found.end()] if found else one.content
    last = before.rpartition(b"\n")[2].decode("utf-8", "replace")
    return before.count(b"\n") + 1, max(len(last), 1)


def _xml_place(content: bytes) -> tuple[int, int] | None:
    """Where the text stops being XML, or None where it is XML; entities from elsewhere are not read."""
    parser = expat.ParserCreate()
    try:
        parser.Parse(content, True)
    except expat.ExpatError as fault:
        return fault.lineno, fault.offset + 1
    return None
