"""The names of the graph: prefixes, namespaces, CURIEs, and the few terms that code refers to.

A term is a :class:`pyoxigraph.NamedNode`; ``DPV["hasPurpose"]`` gives one. Nothing here depends on any other
module of the package.
"""

from __future__ import annotations

import re
from typing import Final

from pyoxigraph import NamedNode

BASE: Final = "https://w3id.org/privacy-kg/"
DATA: Final = BASE + "data/"

PREFIXES: Final[dict[str, str]] = {
    "dpv": "https://w3id.org/dpv#",
    "pd": "https://w3id.org/dpv/pd#",
    "loc": "https://w3id.org/dpv/loc#",
    "tech": "https://w3id.org/dpv/tech#",
    "risk": "https://w3id.org/dpv/risk#",
    "justifications": "https://w3id.org/dpv/justifications#",
    "sector-finance": "https://w3id.org/dpv/sector/finance#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "legal": "https://w3id.org/dpv/legal#",
    "legal-eu": "https://w3id.org/dpv/legal/eu#",
    "legal-nl": "https://w3id.org/dpv/legal/nl#",
    "legal-be": "https://w3id.org/dpv/legal/be#",
    "legal-gb": "https://w3id.org/dpv/legal/gb#",
    "legal-sg": "https://w3id.org/dpv/legal/sg#",
    "legal-de": "https://w3id.org/dpv/legal/de#",
    "legal-ie": "https://w3id.org/dpv/legal/ie#",
    "pkg": BASE + "ns#",
    "term": BASE + "terms#",
    "law": BASE + "law#",
    "cond": BASE + "conditions#",
    "aspect": BASE + "aspects#",
    "duty": BASE + "duties#",
    "finding": BASE + "findings#",
    "data": DATA,
    "dct": "http://purl.org/dc/terms/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

_LOCAL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(?<!\.)")
_CURIE = re.compile(r"([A-Za-z][A-Za-z0-9-]*):(.*)")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]+")


class Namespace:
    """A namespace: ``DPV["hasPurpose"]`` is the named node of that term."""

    def __init__(self, iri: str) -> None:
        self.iri = iri

    def __getitem__(self, local: str) -> NamedNode:
        return NamedNode(self.iri + local)

    def __contains__(self, iri: str) -> bool:
        return iri.startswith(self.iri)


DPV = Namespace(PREFIXES["dpv"])
PD = Namespace(PREFIXES["pd"])
LOC = Namespace(PREFIXES["loc"])
PKG = Namespace(PREFIXES["pkg"])
TERM = Namespace(PREFIXES["term"])
LAW = Namespace(PREFIXES["law"])
COND = Namespace(PREFIXES["cond"])
ASPECT = Namespace(PREFIXES["aspect"])
DUTY = Namespace(PREFIXES["duty"])
DCT = Namespace(PREFIXES["dct"])
OA = Namespace(PREFIXES["oa"])
OWL = Namespace(PREFIXES["owl"])
PROV = Namespace(PREFIXES["prov"])
RDF = Namespace(PREFIXES["rdf"])
RDFS = Namespace(PREFIXES["rdfs"])
SH = Namespace(PREFIXES["sh"])
SKOS = Namespace(PREFIXES["skos"])
XSD = Namespace(PREFIXES["xsd"])

SPARQL_PREFIXES: Final = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())


def curie(iri: str) -> str:
    """The CURIE of an IRI where a prefix fits and the rest is a plain local name, else the IRI itself.

    >>> curie("https://w3id.org/dpv#Marketing")
    'dpv:Marketing'
    >>> curie("https://w3id.org/privacy-kg/data/kruix/2020-11-16/policy#notice")
    'https://w3id.org/privacy-kg/data/kruix/2020-11-16/policy#notice'
    """
    best = max(
        (name for name, base in PREFIXES.items() if iri.startswith(base)),
        key=lambda name: len(PREFIXES[name]),
        default=None,
    )
    if best is None:
        return iri
    local = iri[len(PREFIXES[best]) :]
    return f"{best}:{local}" if _LOCAL.fullmatch(local) else iri


def expand(text: str) -> str | None:
    """The IRI that a CURIE or an absolute IRI names, or None where ``text`` is neither.

    >>> expand("dpv:Marketing")
    'https://w3id.org/dpv#Marketing'
    >>> expand("marketing") is None
    True
    """
    match = _CURIE.fullmatch(text)
    if match and match[1] in PREFIXES:
        return PREFIXES[match[1]] + match[2] if _LOCAL.fullmatch(match[2]) else None
    if _IRI.fullmatch(text) and "//" in text:
        return text
    return None
