"""From pySHACL's report graph to results with messages in every language of the shape."""

from __future__ import annotations

import re

from pyoxigraph import BlankNode, NamedNode, Triple
from rdflib import Graph
from rdflib.namespace import Namespace
from rdflib.term import Identifier, Literal, Node

from kg_api.validation.paths import path_text, path_triples
from kg_api.validation.report import Result, Term
from kg_api.validation.shapes import Shapes
from kg_api.validation.union import to_ox

_SH = Namespace("http://www.w3.org/ns/shacl#")
_PLACEHOLDER = re.compile(r"\{[?$]\w+\}")


def read_results(report: Graph, shapes: Shapes) -> tuple[tuple[Result, ...], tuple[Triple, ...]]:
    """The results of a report by file, shape and node, and the triples of the paths that they name."""
    found = [_result(report, node, shapes) for node in set(report.objects(None, _SH["result"]))]
    found.sort(key=_order)
    triples = {
        triple: None
        for result in found
        if result.path is not None
        for triple in path_triples(shapes.store, result.path)
    }
    return tuple(found), tuple(triples)


def _result(report: Graph, node: Node, shapes: Shapes) -> Result:
    path = _term(report, node, "resultPath")
    if not isinstance(path, NamedNode | BlankNode):
        path = None
    source = _term(report, node, "sourceShape")
    owner = shapes.owner(source) if isinstance(source, NamedNode | BlankNode) else None
    focus_node = _term(report, node, "focusNode")
    assert focus_node is not None  # pySHACL gives every result one (SHACL, section 3.6.2)
    return Result(
        focus_node=focus_node,
        path=path,
        path_text=path_text(shapes.store, path) if path is not None else None,
        value=_term(report, node, "value"),
        severity=str(report.value(node, _SH["resultSeverity"])),
        component=str(report.value(node, _SH["sourceConstraintComponent"])),
        shape=owner or str(source),
        file=shapes.named[owner].file if owner else "",
        messages=_messages(report, node, shapes.named[owner].messages if owner else {}),
    )


def _messages(report: Graph, node: Node, templates: dict[str, str]) -> dict[str, str]:
    """The messages by language; pySHACL drops that of a message it fills in, but its template has it."""
    messages = {}
    for message in report.objects(node, _SH["resultMessage"]):
        if isinstance(message, Literal):
            messages[message.language or _language(str(message), templates)] = str(message)
    return dict(sorted(messages.items()))


def _language(message: str, templates: dict[str, str]) -> str:
    for language, template in templates.items():
        pattern = ".*".join(re.escape(part) for part in _PLACEHOLDER.split(template))
        if re.fullmatch(pattern, message, re.DOTALL):
            return language
    return ""


def _term(report: Graph, node: Node, local: str) -> Term | None:
    value = report.value(node, _SH[local])
    return to_ox(value) if isinstance(value, Identifier) else None


def _order(result: Result) -> tuple[str, ...]:
    nodes = (result.focus_node, result.path_text, result.value)
    return (
        result.file,
        result.shape,
        *("" if node is None else str(node) for node in nodes),
        result.message(),
    )
