"""What a file may not name: Python modules, which owlready2 would run, and imports, which it would fetch.

owlready2 imports the module that an ontology names with ``python_module``, and with ``python_name`` sets attributes
of its own objects; ``owl:imports`` makes it (and other tools) load from the net. So no file that says such a thing
gets past reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, Quad, Triple

from kg_api.errors import FileError
from kg_api.vocabulary import OWL

OWLREADY: Final = "http://www.lesfleursdunormal.fr/static/_downloads/owlready_ontology.owl"
IMPORTS: Final = OWL["imports"].value


Spoken = Triple | Quad


def unsafe_term(statement: Spoken) -> str | None:
    """The IRI by which a statement is refused: one of owlready2's own vocabulary, or ``owl:imports``; else None."""
    for term in (statement.predicate, statement.subject, statement.object):
        iri = term.value if isinstance(term, NamedNode) else ""
        if iri.startswith(OWLREADY) or iri == IMPORTS:
            return iri
    return None


def refuse_unsafe(statements: Iterable[Spoken], path: Path, text: str, prefixes: Mapping[str, str]) -> None:
    """FileError with file, line, term and mend for a statement that owlready2 would act on."""
    for statement in statements:
        iri = unsafe_term(statement)
        if iri is None:
            continue
        why = "imports another ontology" if iri == IMPORTS else "names Python for owlready2 to run"
        raise FileError(
            f"{why} with <{iri}>; take the statement out, nothing is imported or run here",
            str(path),
            _line(iri, text, prefixes),
        )


def _line(iri: str, text: str, prefixes: Mapping[str, str]) -> int | None:
    """The line where the text first has the term, in full or with a prefix; None where it is written otherwise."""
    names = [
        rf"(?<![\w.-]){re.escape(prefix)}:{re.escape(iri.removeprefix(base))}(?![\w-])"
        for prefix, base in prefixes.items()
        if iri.startswith(base)
    ]
    found = [match.start() for name in (f"<{re.escape(iri)}>", *names) if (match := re.search(name, text))]
    return text.count("\n", 0, min(found)) + 1 if found else None
