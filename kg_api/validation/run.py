"""Runs pySHACL over a pyoxigraph store and reads what it found."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, Final

from pyoxigraph import NamedNode, Store
from pyshacl import Validator, helper
from pyshacl.errors import ReportableRuntimeError
from pyshacl.graph_abstraction import DataGraph
from pyshacl.helper.sparql_query_helper import SPARQLQueryHelper
from rdflib import Graph

from kg_api.errors import FileError, UnknownName
from kg_api.validation.focus import focus_nodes
from kg_api.validation.report import Report
from kg_api.validation.results import read_results
from kg_api.validation.shapes import Shapes
from kg_api.validation.union import union_graph

# Written out, since any of them would run or fetch what a shapes file names.
_HELPER: Final = "SPARQLQueryHelperCls"
_OPTIONS = {"advanced": False, "inference": "none", "use_js": False, "sparql_mode": False}


def validate(store: Store, shapes: Shapes, graphs: Iterable[str] | None = None) -> Report:
    """What ``shapes`` find wrong in the union of all graphs of ``store``, or of those named in ``graphs``.

    The union holds the policies (each file in the graph named by its ``@base``), the ontology, and
    ``skos:broaderTransitive``, closed over both. Raises :class:`~kg_api.errors.UnknownName` for a graph that
    the store does not have, :class:`~kg_api.errors.FileError` where pySHACL cannot run the shapes.
    """
    data = store if graphs is None else _only(store, graphs)
    report, triples = read_results(_run(data, shapes), shapes)
    counts = {iri: len(nodes) for iri, nodes in focus_nodes(data, shapes).items()}
    return Report(report, counts, triples)


def _run(store: Store, shapes: Shapes) -> Graph:
    data = DataGraph.from_rdflib_graph(union_graph(store))
    validator = Validator(data, shacl_graph=shapes.graph, options=dict(_OPTIONS))
    try:
        with _quiet(), _helped():
            _, report, _ = validator.run()  # type: ignore[no-untyped-call]
    except ReportableRuntimeError as fault:
        raise FileError(f"pySHACL cannot run these shapes: {fault}", shapes.folder) from fault
    assert isinstance(report, Graph)
    return report


def _only(store: Store, graphs: Iterable[str]) -> Store:
    wanted = [NamedNode(iri) for iri in graphs]
    part = Store()
    for graph in wanted:
        if not store.contains_named_graph(graph):
            known = [name.value for name in store.named_graphs() if isinstance(name, NamedNode)]
            raise UnknownName("graph", graph.value, known)
        part.bulk_extend(store.quads_for_pattern(None, None, None, graph))
    return part


class _Checked(SPARQLQueryHelper):
    """pySHACL's helper, which looks through the text of a query for each focus node, doing so once for each text."""

    _seen: ClassVar[set[tuple[object, ...]]] = set()

    def check_invalid_sparql(self, sparql_text: str, valuenode: Any = None, extravars: Any = None) -> bool:
        key = sparql_text, valuenode is not None, tuple(extravars or ())
        if key not in self._seen:
            super().check_invalid_sparql(sparql_text, valuenode, extravars)  # type: ignore[no-untyped-call]
            self._seen.add(key)
        return False


@contextmanager
def _helped() -> Iterator[None]:
    """While inside, pySHACL uses that helper; what it used before is put back."""
    before = getattr(helper, _HELPER, None)
    setattr(helper, _HELPER, _Checked)
    try:
        yield
    finally:
        setattr(helper, _HELPER, before)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keeps rdflib from logging a traceback for a malformed literal, which is what the shapes report."""
    logger = logging.getLogger("rdflib.term")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)
