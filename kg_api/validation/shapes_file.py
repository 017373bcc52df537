"""One Turtle file of shapes: its triples, and where in its text a name stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from kg_api.errors import FileError, SyntaxFault
from kg_api.vocabulary import curie


@dataclass(frozen=True)
class ShapesFile:
    """A parsed file. ``name`` is its path from the folder above the shapes folder (``model/notice.ttl``)."""

    path: str
    name: str
    text: str
    triples: tuple[Triple, ...]

    def line_of(self, *needles: str) -> int | None:
        """The first line (1-based) that holds the first of ``needles`` to be found as a whole name."""
        for needle in needles:
            found = re.search(rf"(?<![\w:.-]){re.escape(needle)}(?![\w-])", self.text)
            if found:
                return self.text.count("\n", 0, found.start()) + 1
        return None

    def fault(self, message: str, *needles: str) -> FileError:
        """An error at the first line that holds one of ``needles``."""
        return FileError(message, self.path, self.line_of(*needles))

    def spellings(self, iri: str) -> tuple[str, ...]:
        """How the file may write ``iri``: with the project's prefix, with one of its own, or in full."""
        own = [
            f"{prefix}{iri[len(base) :]}"
            for prefix, base in re.findall(r"@prefix\s+([\w-]*:)\s*<([^>]*)>", self.text)
            if iri.startswith(base)
        ]
        return (*own, curie(iri), f"<{iri}>")


def read_shapes_file(path: Path, folder: Path) -> ShapesFile:
    """Parses one file; :class:`SyntaxFault` with line and column where it is no Turtle in UTF-8."""
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8")
        triples = tuple(
            Triple(quad.subject, quad.predicate, quad.object)
            for quad in parse(raw, format=RdfFormat.TURTLE, rename_blank_nodes=True)
        )
    except OSError as fault:
        raise FileError(f"cannot be read: {fault.strerror}", str(path)) from fault
    except UnicodeDecodeError as fault:
        line = fault.object[: fault.start].count(b"\n") + 1
        raise SyntaxFault("is not UTF-8; save it as UTF-8", str(path), line) from fault
    except SyntaxError as fault:
        raise SyntaxFault(str(fault.msg), str(path), fault.lineno, fault.offset) from fault
    if any(isinstance(term, Triple) for triple in triples for term in triple):
        raise SyntaxFault("holds a triple term, which SHACL 1.0 does not have", str(path))
    return ShapesFile(str(path), path.relative_to(folder.parent).as_posix(), text, triples)


def named(term: object) -> str | None:
    """The IRI of a named node, or None for any other term."""
    return term.value if isinstance(term, NamedNode) else None
