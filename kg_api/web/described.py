"""What a snapshot says of itself, at the address of this service; of other data, counted when first asked."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse

from kg_api.engine import Engine, Request, select
from kg_api.snapshot import void
from kg_api.snapshot.statistics import Sizes, holdings, sizes

# The description of an engine's data, whatever the address: made once and kept.
_STORED: Final = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {void.GRAPH} {{ ?s ?p ?o }} }}"
_N_TRIPLES: Final = "application/n-triples"


def description(engine: Engine) -> list[Triple]:
    """The description in VoID and DCAT, at the address under which our data are named."""
    body = engine.query(Request(_STORED, accept={"graph": _N_TRIPLES})).body
    stored = [quad.triple for quad in parse(body, format=RdfFormat.N_TRIPLES)]
    return stored or void.describe(void.HOME, void.TITLE, holdings(partial(select, engine)))


def graph_sizes(engine: Engine) -> Sizes:
    """How many triples each graph has; read where they were counted at build."""
    return void.stored_sizes(partial(select, engine)) or sizes(partial(select, engine))


def at(address: str, triples: list[Triple]) -> Iterator[Triple]:
    """The description with the addresses of this service, which listens at ``address``."""
    for triple in triples:
        subject, value = triple.subject, triple.object
        yield Triple(
            _moved(subject, address) if isinstance(subject, NamedNode | BlankNode) else subject,
            triple.predicate,
            _moved(value, address) if isinstance(value, NamedNode) else value,
        )


def _moved(node: NamedNode | BlankNode, address: str) -> NamedNode | BlankNode:
    if isinstance(node, NamedNode) and node.value.startswith(void.SERVED):
        return NamedNode(address + node.value.removeprefix(void.HOME))
    return node
