"""A pyoxigraph store as pySHACL sees it: one read-only rdflib graph, the union of the store's graphs.

:class:`UnionStore` does what validation needs of an rdflib store and no more: it looks up patterns over all
graphs, converts each term once, and answers SPARQL in Oxigraph, with the union as default graph and the named
graphs beside it. It writes nothing. (oxrdflib's store makes a ``Graph`` object for each quad that it finds.)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pyoxigraph import BlankNode, NamedNode, QuerySolutions, Store, Variable
from pyoxigraph import Literal as OxLiteral
from pyoxigraph import Triple as OxTriple
from rdflib import Graph
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result
from rdflib.store import Store as RdflibStore
from rdflib.term import BNode, Identifier, Literal, Node, URIRef
from rdflib.term import Variable as RdflibVariable

Term = NamedNode | BlankNode | OxLiteral
Pattern = tuple[Node | None, Node | None, Node | None]
Triple = tuple[Node, Node, Node]


class UnionStore(RdflibStore):
    """The union of all graphs of ``store``, for reading only."""

    context_aware = True  # pySHACL wraps every graph in a Dataset, which asks for these
    graph_aware = True

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self._known: dict[Term | OxTriple, Identifier] = {}

    def __len__(self, context: Graph | None = None) -> int:
        """1, or 0 where there is no quad: pySHACL asks for no more, and a count takes 0.1 s each time."""
        _ = context
        return int(any(True for _ in self._store.quads_for_pattern(None, None, None)))

    def triples(
        self, triple_pattern: Pattern, context: Graph | None = None
    ) -> Iterator[tuple[Triple, Iterator[Graph | None]]]:
        """Each triple, once for each graph that holds it; triple terms, which rdflib lacks, are left out."""
        _ = context  # there is one graph, whichever is asked for
        wanted = [None if term is None else to_ox(term) for term in triple_pattern]
        subject, predicate, value = wanted
        if isinstance(subject, OxLiteral) or isinstance(predicate, OxLiteral | BlankNode):
            return  # no triple has these there
        for quad in self._store.quads_for_pattern(subject, predicate, value):
            if not isinstance(quad.subject, OxTriple) and not isinstance(quad.object, OxTriple):
                yield (
                    (self._term(quad.subject), self._term(quad.predicate), self._term(quad.object)),
                    iter(()),
                )

    def query(
        self,
        query: Query | str,
        initNs: Mapping[str, Any],
        initBindings: Mapping[str, Identifier],
        queryGraph: str,
        **kwargs: Any,
    ) -> Result:
        """A SELECT or ASK in Oxigraph; only the prefixes that the query itself declares are known."""
        _ = initNs, queryGraph, kwargs
        found = self._store.query(
            str(query),
            use_default_graph_as_union=True,
            substitutions={Variable(name): to_ox(value) for name, value in initBindings.items()},
        )
        if not isinstance(found, QuerySolutions):
            result = Result("ASK")
            result.askAnswer = bool(found)
            return result
        result = Result("SELECT")
        result.vars = [RdflibVariable(variable.value) for variable in found.variables]
        result.bindings = [
            {
                name: self._term(value)
                for name, value in zip(result.vars, row, strict=True)
                if value is not None
            }
            for row in found
        ]
        return result

    def _term(self, term: Term | OxTriple) -> Identifier:
        known = self._known.get(term)
        if known is None:
            known = self._known[term] = to_rdflib(term)
        return known


def union_graph(store: Store) -> Graph:
    """The union of all graphs of ``store`` as one rdflib graph."""
    return Graph(store=UnionStore(store), bind_namespaces="none")


def to_rdflib(term: Term | OxTriple) -> Identifier:
    """The same term for rdflib, a literal with the lexical form that it has; ValueError for a triple term."""
    if isinstance(term, NamedNode):
        return URIRef(term.value)
    if isinstance(term, BlankNode):
        return BNode(term.value)
    if isinstance(term, OxTriple):
        raise ValueError("rdflib has no triple terms")
    if term.language:
        return Literal(term.value, lang=term.language)
    return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)


def to_ox(term: Node) -> Term:
    """The same term for pyoxigraph; ValueError for what is no term of a triple."""
    if isinstance(term, URIRef):
        return NamedNode(str(term))
    if isinstance(term, BNode):
        return BlankNode(str(term))
    if not isinstance(term, Literal):
        raise ValueError(f"a triple has no place for {term!r}")
    if term.language:
        return OxLiteral(str(term), language=term.language)
    return OxLiteral(str(term), datatype=NamedNode(str(term.datatype)) if term.datatype else None)
