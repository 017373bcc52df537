"""From a folder of a DPV release to the facts of it that this project keeps.

Facts only: types, broader, sub-properties, labels, codes, the rights that go with a legal basis, and which law
and authority belong to which jurisdiction. No definition texts. The output is sorted and byte-identical when
made again from the same input.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from kg_api.corpus.turtle import read_turtle
from kg_api.errors import FileError
from kg_api.vocabulary import DPV, LOC, OWL, PREFIXES, RDF, RDFS, SKOS, curie

NAMESPACE = "https://w3id.org/dpv"
KEPT = (
    RDF["type"],
    SKOS["broader"],
    RDFS["subPropertyOf"],
    SKOS["prefLabel"],
    SKOS["notation"],
    LOC["iso_alpha2"],
    LOC["iso_alpha3"],
    DPV["hasRight"],
    DPV["hasJurisdiction"],
    DPV["hasApplicableLaw"],
    DPV["hasAuthority"],
)
_TERM_TYPES = {SKOS["Concept"].value, RDF["Property"].value}

Triple = tuple[NamedNode, NamedNode, NamedNode | Literal]


def import_release(folder: Path, out: Path) -> dict[str, int]:
    """Writes ``out/<module>.ttl`` for every ``<module>.ttl`` of a DPV release folder, and ``out/release.ttl``.

    What an earlier import left in ``out`` is removed. Returns the number of triples a module. Raises
    :class:`FileError` where the folder is no DPV release or ``out`` holds other Turtle than an import, and
    :class:`~kg_api.errors.SyntaxFault` where a file does not parse; nothing is written then.
    """
    files = sorted(folder.glob("*.ttl")) if folder.is_dir() else []
    if not any(path.name == "dpv.ttl" for path in files):
        raise FileError("this is no folder of a DPV release: it has no dpv.ttl", str(folder))
    _check_target(out)
    read = {path.stem: read_turtle(path, NAMESPACE) for path in files}
    version = _version(read["dpv"], folder / "dpv.ttl")
    modules = {name: _facts(quads) for name, quads in read.items()}
    release = _release(version, files)
    out.mkdir(parents=True, exist_ok=True)
    for stale in out.glob("*.ttl"):
        stale.unlink()
    for name, triples in modules.items():
        text = (
            f"# DPV {version}, module {name}: facts only, made by `privacy-kg import-dpv`. See NOTICE.md.\n"
        )
        (out / f"{name}.ttl").write_text(text + turtle(triples), encoding="utf-8")
    (out / "release.ttl").write_text(release, encoding="utf-8")
    return {name: len(triples) for name, triples in modules.items()}


def _check_target(out: Path) -> None:
    """Refuses a folder whose Turtle would be lost: the release itself, the ontology of the project."""
    if out.exists() and not out.is_dir():
        raise FileError("is no folder; name another with --out", str(out))
    if any(out.glob("*.ttl")) and not (out / "release.ttl").is_file():
        raise FileError("holds Turtle that is no import of DPV; name another folder with --out", str(out))


def _facts(quads: list[Quad]) -> set[Triple]:
    """The triples of one module that are kept: those of DPV's own concepts and properties."""
    by_subject: dict[str, set[Triple]] = defaultdict(set)
    terms: set[str] = set()
    for quad in quads:
        subject, predicate, value = quad.subject, quad.predicate, quad.object
        if not isinstance(subject, NamedNode) or not subject.value.startswith(NAMESPACE):
            continue
        if predicate == RDF["type"] and isinstance(value, NamedNode) and value.value in _TERM_TYPES:
            terms.add(subject.value)
        if predicate in KEPT and isinstance(value, NamedNode | Literal):
            by_subject[subject.value].add((subject, predicate, value))
    # A module may add facts to a term of another (memberships, for one): those have no type here.
    keep = (triples for iri, triples in by_subject.items() if iri in terms or _is_term_iri(iri))
    return {triple for triples in keep for triple in triples}


def _is_term_iri(iri: str) -> bool:
    return "#" in iri and not iri.rsplit("#", 1)[1].startswith("serialisation-")


def _version(quads: list[Quad], path: Path) -> str:
    for quad in quads:
        of_release = quad.subject == NamedNode(NAMESPACE) and quad.predicate == OWL["versionInfo"]
        if of_release and isinstance(quad.object, Literal):
            return quad.object.value
    raise FileError("the release states no owl:versionInfo of <https://w3id.org/dpv>", str(path))


def _release(version: str, files: list[Path]) -> str:
    lines = [
        "# Which release the facts in this folder were taken from, and the SHA-256 of each file of it.",
        f"@prefix owl: <{PREFIXES['owl']}> .",
        f"@prefix pkg: <{PREFIXES['pkg']}> .",
        "",
        f'<{NAMESPACE}> owl:versionInfo "{version}" .',
    ]
    for path in files:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        lines.append(f'<{NAMESPACE}> pkg:releaseFile "{path.name} sha256:{digest}" .')
    return "\n".join(lines) + "\n"


def turtle(triples: set[Triple]) -> str:
    """Sorted Turtle, one block a subject, with only the prefixes that it uses."""
    blocks: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for subject, predicate, value in triples:
        verb = "a" if predicate == RDF["type"] else _term(predicate)
        blocks[_term(subject)][verb].add(_term(value))
    body = "\n".join(_block(subject, blocks[subject]) for subject in sorted(blocks))
    used = [name for name in sorted(PREFIXES) if f"{name}:" in body]
    return "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in used) + "\n" + body


def _block(subject: str, verbs: dict[str, set[str]]) -> str:
    parts = [
        f"{verb} {', '.join(sorted(verbs[verb]))}" for verb in sorted(verbs, key=lambda v: (v != "a", v))
    ]
    return f"{subject} " + " ;\n    ".join(parts) + " .\n"


def _term(term: NamedNode | Literal) -> str:
    if isinstance(term, Literal):
        return str(term)
    short = curie(term.value)
    return str(term) if short == term.value else short
