"""The controllers that one looks for: by name, country, authority, sector or web domain, a page at a time."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

from pyoxigraph import NamedNode

from kg_api.engine import select
from kg_api.questions.answer import Questions
from kg_api.questions.controllers import controllers
from kg_api.questions.cursor import read_cursor, write_cursor
from kg_api.questions.domains import controllers_of
from kg_api.questions.labels import ANY_CONCEPT
from kg_api.vocabulary import SPARQL_PREFIXES

# Where a controller says that it is; whom it names as the authority over it or to complain to; what it says it does.
_PATTERNS: Final = {
    "country": "?node prov:specializationOf ?controller ; dpv:hasLocation/skos:broaderTransitive {term} .",
    "authority": "?fact pkg:controller ?controller ; rdf:predicate ?named ; rdf:object/skos:broaderTransitive {term} . "
    "VALUES ?named {{ dpv:hasAuthority pkg:complaintTo }}",
    "sector": "?fact pkg:controller ?controller ; rdf:predicate dpv:hasSector ; "
    "rdf:object/skos:broaderTransitive {term} .",
}


@dataclass(frozen=True)
class Looked:
    """What is looked for; a filter that is None lets every controller through.

    ``name`` is a part of a name, ``country`` and ``authority`` and ``sector`` as a parameter of a question takes them,
    ``domain`` a host name.
    """

    name: str | None = None
    country: str | None = None
    authority: str | None = None
    sector: str | None = None
    domain: str | None = None


def look_up(
    questions: Questions, looked: Looked, limit: int = 100, cursor: str | None = None
) -> dict[str, Any]:
    """The controllers found, in order of slug: ``controllers``, ``total``, ``truncated``, ``next``, ``snapshot``.

    Each has in ``domain`` why a host name that was looked for is its own, with the passages; else None.

    Raises UnknownName and AmbiguousName for what nothing, or more than one thing, is called, ParameterError for what is
    no host name or cursor, StaleCursor for a cursor of another snapshot.
    """
    snapshot, asked = questions.engine.describe().snapshot, ["controllers", asdict(looked)]
    offset = 0 if cursor is None else read_cursor(cursor, snapshot, asked)
    names = questions.names
    hosts = {} if looked.domain is None else _of_domain(questions, looked.domain)
    some = (
        set(names.slugs)
        if looked.domain is None
        else {iri for iri in names.slugs if names.slugs[iri] in hosts}
    )
    found = sorted(_found(questions, looked, some), key=lambda iri: names.slugs[iri])
    page = found[offset : offset + limit]
    following = offset + len(page)
    next = write_cursor(snapshot, asked, following) if following < len(found) else None
    return {
        "controllers": [
            {**one, "domain": hosts.get(one["controller"])} for one in controllers(questions, page)
        ],
        "total": len(found),
        "truncated": next is not None,
        "next": next,
        "snapshot": snapshot,
    }


def _of_domain(questions: Questions, domain: str) -> dict[str, dict[str, Any]]:
    """The controllers (slugs) of a host name, each with why it is theirs and the passages that say so."""
    return {
        one["controller"]: {"by": one["by"], "evidence": one["evidence"]}
        for one in controllers_of(questions, domain)
    }


def _found(questions: Questions, looked: Looked, some: set[str]) -> set[str]:
    """Which of these controllers (IRIs) are looked for."""
    names, found = questions.names, some
    if looked.name is not None:
        part = looked.name.strip().casefold()
        found = {
            iri for iri in found if part in names.controllers[iri].casefold() or part in names.slugs[iri]
        }
    for filter, term in _terms(questions, looked).items():
        query = f"SELECT DISTINCT ?controller {{ {_PATTERNS[filter].format(term=NamedNode(term))} }}"
        found &= {row["controller"].value for row in select(questions.engine, SPARQL_PREFIXES + query)}
    return found


def _terms(questions: Questions, looked: Looked) -> dict[str, str]:
    """The concept of each filter that has one."""
    names, terms = questions.names, {}
    if looked.country is not None:
        terms["country"] = names.country(looked.country)
    for filter in ("authority", "sector"):
        if (text := getattr(looked, filter)) is not None:
            terms[filter] = names.concept(text, ANY_CONCEPT, filter)
    return terms
