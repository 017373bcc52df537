"""Reading a Turtle file into quads of one named graph, with the place of whatever is wrong."""

from __future__ import annotations

import re
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from kg_api.errors import FileError, SyntaxFault

_BASE = re.compile(r"^@base\s+<([^>]*)>\s*\.", re.MULTILINE)


def read_turtle(path: Path, graph: str, base: str | None = None) -> list[Quad]:
    """The triples of a Turtle file as quads in ``graph``.

    ``base``, where given, is the IRI that the file's own ``@base`` has to be. Raises :class:`SyntaxFault`
    (file, line, column) for malformed Turtle and :class:`FileError` for a file that is missing, not UTF-8,
    or has another base.
    """
    text = _text(path)
    if base is not None:
        _check_base(text, path, base)
    name = NamedNode(graph)
    try:
        triples = list(parse(input=text.encode("utf-8"), format=RdfFormat.TURTLE, base_iri=base or graph))
    except SyntaxError as fault:
        reason = re.sub(r"^Parser error at line \d+(?: between)?[^:]*: ", "", str(fault.msg))
        raise SyntaxFault(reason, str(path), fault.lineno, fault.offset) from fault
    return [Quad(triple.subject, triple.predicate, triple.object, name) for triple in triples]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as fault:
        raise FileError(f"cannot be read: {fault.strerror}", str(path)) from fault
    except UnicodeDecodeError as fault:
        raise FileError(f"is not UTF-8 at byte {fault.start}; save it as UTF-8", str(path)) from fault


def _check_base(text: str, path: Path, base: str) -> None:
    found = _BASE.search(text)
    if found is None:
        raise FileError(f"has no @base; begin it with @base <{base}> .", str(path), 1)
    if found[1] != base:
        line = text[: found.start()].count("\n") + 1
        raise FileError(f"has the base <{found[1]}>, but its folder asks for <{base}>", str(path), line)
