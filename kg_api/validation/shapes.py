"""A folder of shapes, parsed once: what each is called, says, aims at, and which file it came from."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple
from pyshacl import ShapesGraph
from pyshacl.constraints import CONSTRAINT_PARAMETERS_MAP
from pyshacl.errors import ReportableRuntimeError
from rdflib import Graph

from kg_api.errors import CorpusError, FileError
from kg_api.validation.checks import faults, shapes_of
from kg_api.validation.shacl_terms import SHACL, TARGETS
from kg_api.validation.shapes_file import ShapesFile, read_shapes_file
from kg_api.validation.union import to_rdflib
from kg_api.vocabulary import SH


@dataclass(frozen=True)
class Shape:
    """A named shape: its file (``model/notice.ttl``), its messages by language, its targets and its parents.

    ``targets`` are pairs of ``targetClass``, ``targetNode``, ``targetSubjectsOf`` or ``targetObjectsOf`` and
    an IRI; ``parents`` are the IRIs of the shapes that use this one.
    """

    iri: str
    file: str
    messages: dict[str, str]
    targets: tuple[tuple[str, str], ...]
    parents: tuple[str, ...]


class Shapes:
    """The shapes of one folder: ``named`` by IRI, as triples in ``store``, and for rdflib in ``graph``."""

    def __init__(self, folder: str, files: list[ShapesFile]) -> None:
        self.folder = folder
        triples = [triple for file in files for triple in file.triples]
        self.store = Store()
        self.store.extend(Quad(*triple) for triple in triples)
        self.graph = Graph(bind_namespaces="none")
        for triple in triples:
            self.graph.add((to_rdflib(triple.subject), to_rdflib(triple.predicate), to_rdflib(triple.object)))
        self._users = _users(triples)
        self._files = {iri: file.name for file in files for iri in sorted(shapes_of(file))}
        self.named = {iri: self._shape(iri, name) for iri, name in self._files.items()}

    def owner(self, node: NamedNode | BlankNode) -> str | None:
        """The IRI of the named shape that ``node`` is, or of which it is a nameless part."""
        seen: set[NamedNode | BlankNode] = set()
        waiting = [node]
        while waiting:
            candidate = waiting.pop()
            if isinstance(candidate, NamedNode) and candidate.value in self._files:
                return candidate.value
            if candidate not in seen and isinstance(candidate, BlankNode):
                seen.add(candidate)
                waiting.extend(self._users[candidate])
        return None

    def _shape(self, iri: str, file: str) -> Shape:
        node = NamedNode(iri)
        messages = (quad.object for quad in self.store.quads_for_pattern(node, SH["message"], None))
        users = {self.owner(user) for user in self._users[node]} - {None, iri}
        return Shape(
            iri,
            file,
            {text.language or "": text.value for text in messages if isinstance(text, Literal)},
            tuple(sorted(self._targets(node))),
            tuple(sorted(user for user in users if user)),
        )

    def _targets(self, node: NamedNode) -> set[tuple[str, str]]:
        return {
            (kind, quad.object.value)
            for kind in TARGETS
            for quad in self.store.quads_for_pattern(node, NamedNode(SHACL + kind), None)
            if isinstance(quad.object, NamedNode)
        }


def load_shapes(folder: Path) -> Shapes:
    """The shapes of every ``*.ttl`` below ``folder``.

    Raises :class:`~kg_api.errors.FileError` (:class:`~kg_api.errors.SyntaxFault` with line and column where a
    file does not parse), or :class:`~kg_api.errors.CorpusError` where there is more than one fault: see
    :mod:`kg_api.validation.checks` for what is refused.
    """
    paths = sorted(folder.rglob("*.ttl")) if folder.is_dir() else []
    if not paths:
        raise FileError("there are no shapes here: give a folder that holds *.ttl files", str(folder))
    files, found = _read(paths, folder)
    if not found:
        found = list(faults(files))
    if len(found) > 1:
        raise CorpusError(found)
    if found:
        raise found[0]
    shapes = Shapes(str(folder), files)
    _try_out(shapes)
    return shapes


def _read(paths: list[Path], folder: Path) -> tuple[list[ShapesFile], list[FileError]]:
    files, found = [], []
    for path in paths:
        try:
            files.append(read_shapes_file(path, folder))
        except FileError as fault:
            found.append(fault)
    return files, found


def _try_out(shapes: Shapes) -> None:
    """Lets pySHACL read every constraint, so that what it cannot read is refused before there are any data."""
    try:
        for shape in ShapesGraph(shapes.graph).shapes:
            for parameter in set(shapes.graph.predicates(shape.node)) & set(CONSTRAINT_PARAMETERS_MAP):
                CONSTRAINT_PARAMETERS_MAP[parameter](shape)
    except ReportableRuntimeError as fault:
        raise FileError(f"pySHACL cannot read these shapes: {fault}", shapes.folder) from fault


def _users(triples: list[Triple]) -> defaultdict[NamedNode | BlankNode, set[NamedNode | BlankNode]]:
    """Which nodes point at a node: through these a nameless part finds its shape."""
    users: defaultdict[NamedNode | BlankNode, set[NamedNode | BlankNode]] = defaultdict(set)
    for triple in triples:
        if isinstance(triple.object, NamedNode | BlankNode) and isinstance(
            triple.subject, NamedNode | BlankNode
        ):
            users[triple.object].add(triple.subject)
    return users
