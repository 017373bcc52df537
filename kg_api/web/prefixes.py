"""The prefixes that every query may use undeclared, for programs: SHACL declarations, a JSON-LD context, JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from kg_api.vocabulary import OWL, PREFIXES, RDF, SH, XSD
from kg_api.web import documents

PATH: Final = "/prefixes"
USED: Final = ("owl", "rdf", "sh", "xsd")


def declarations(address: str) -> Iterator[Triple]:
    """``sh:declare`` (SHACL, 5.2.1) of each prefix on ``<address>/prefixes``, which ``sh:prefixes`` may name."""
    page = NamedNode(address + PATH)
    yield Triple(page, RDF["type"], OWL["Ontology"])
    for prefix, namespace in PREFIXES.items():
        node = NamedNode(f"{page.value}#{prefix}")
        yield Triple(page, SH["declare"], node)
        yield Triple(node, RDF["type"], SH["PrefixDeclaration"])
        yield Triple(node, SH["prefix"], Literal(prefix))
        yield Triple(node, SH["namespace"], Literal(namespace, datatype=XSD["anyURI"]))


def write(address: str, media_type: str) -> bytes:
    """The prefixes: as JSON a mapping, as JSON-LD a context, else as triples."""
    if media_type == documents.JSON:
        return _json(PREFIXES)
    if media_type == documents.JSON_LD:
        return _json({"@context": PREFIXES})
    return documents.write(declarations(address), media_type, USED)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8")
