"""Which data go where: from data through purposes to recipients and countries, as the processes of a notice tie them.

Values are gathered under broader concepts, so that a picture of them can be read: purposes under the children of
``dpv:Purpose``, data under the grandchildren of ``dpv:PersonalData`` (children where there is nothing in between).
A line joins what one process names together; what a notice says of all processing joins nothing (docs/model.md).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any, Final

from pyoxigraph import NamedNode

from kg_api.engine import select, values
from kg_api.questions.answer import Questions
from kg_api.questions.sayings import Fact, facts_by_id
from kg_api.vocabulary import SPARQL_PREFIXES

COLUMNS: Final = ("data", "purposes", "recipients", "countries")
_OF: Final = {
    "dpv:hasPersonalData": "data",
    "dpv:hasPurpose": "purposes",
    "dpv:hasRecipient": "recipients",
    "dpv:hasRecipientThirdParty": "recipients",
    "dpv:hasRecipientDataController": "recipients",
    "dpv:hasDataProcessor": "recipients",
    "dpv:hasDataImporter": "recipients",
    "dpv:hasThirdCountry": "countries",
}
_GROUPS: Final = """
SELECT ?value ?group ?far WHERE {
  {
    %s ?value skos:broaderTransitive ?group . ?group skos:broader dpv:Purpose BIND(1 AS ?far)
  } UNION {
    %s ?value skos:broaderTransitive ?group . ?group skos:broader dpv:PersonalData BIND(1 AS ?far)
  } UNION {
    %s ?value skos:broaderTransitive ?group . ?group skos:broader ?middle . ?middle skos:broader dpv:PersonalData
    BIND(2 AS ?far)
  }
}
ORDER BY ?value DESC(?far) ?group
"""
# The values stand in the query three times.
_BATCH: Final = 40
Node = tuple[str, str]


def flows(questions: Questions, found: Mapping[str, Any], language: str = "en") -> dict[str, Any]:
    """The flows in a reading (:func:`~kg_api.questions.sayings.sayings`).

    ``nodes``: column, id, label, weight (processes); ``lines``: from and to (ids), weight, sure (some process
    states both ends unhedged). Denials are left out.
    """
    facts = facts_by_id(dict(found))
    gathered = _gathered(questions, facts.values())
    nodes: dict[Node, int] = defaultdict(int)
    lines: dict[tuple[Node, Node], list[bool]] = defaultdict(list)
    for process in found["processes"]:
        ends = _ends([facts[id] for id in process["facts"]], gathered)
        for end in ends:
            nodes[end] += 1
        if not process["umbrella"]:
            for one, other, sure in _joined(ends):
                lines[one, other].append(sure)
    leading = {one for one, _ in lines if one[0] == "recipients"}
    # Those that lead to a country come first, so that no picture cuts them off.
    order = sorted(nodes, key=lambda node: (COLUMNS.index(node[0]), node not in leading, -nodes[node], node))
    return {
        "nodes": [
            {
                "column": column,
                "id": id,
                "label": questions.names.label(id, language),
                "weight": nodes[column, id],
            }
            for column, id in order
        ],
        "lines": [
            {
                "from": one[1],
                "to": other[1],
                "columns": [one[0], other[0]],
                "weight": len(sure),
                "sure": any(sure),
            }
            for (one, other), sure in sorted(lines.items())
        ],
    }


def _ends(facts: Iterable[Fact], gathered: Mapping[str, str]) -> dict[Node, bool]:
    """What one process names, and whether it states it without a hedge."""
    ends: dict[Node, bool] = {}
    for fact in facts:
        column, iri = _OF.get(fact["predicate"]), fact["value"]["iri"]
        if column is not None and iri is not None and fact["stance"] != "denied":
            end = (column, gathered.get(iri, iri) if column in {"data", "purposes"} else iri)
            ends[end] = ends.get(end, False) or (fact["stance"] == "stated" and not fact["hedged"])
    return ends


def _joined(ends: Mapping[Node, bool]) -> Iterator[tuple[Node, Node, bool]]:
    """Each end with those of the next column that the process has any of."""
    there = [column for column in COLUMNS if any(end[0] == column for end in ends)]
    for left, right in pairwise(there):
        for one in ends:
            for other in ends:
                if one[0] == left and other[0] == right:
                    yield one, other, ends[one] and ends[other]


def _gathered(questions: Questions, facts: Iterable[Fact]) -> dict[str, str]:
    """The broader concept under which each purpose and kind of data is shown; none for one that has none."""
    wanted = sorted(
        {
            fact["value"]["iri"]
            for fact in facts
            if _OF.get(fact["predicate"]) in {"data", "purposes"} and fact["value"]["iri"]
        }
    )
    found: dict[str, str] = {}
    for start in range(0, len(wanted), _BATCH):
        block = values(["value"], [[NamedNode(iri)] for iri in wanted[start : start + _BATCH]])
        for row in select(questions.engine, SPARQL_PREFIXES + _GROUPS % (block, block, block)):
            found.setdefault(row["value"].value, row["group"].value)
    return found


def lines_of_text(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The same flows as text: for each process that names two columns or more, what it names in each."""
    facts = facts_by_id(dict(found))
    rows = []
    for process in found["processes"]:
        cells: dict[str, list[str]] = {column: [] for column in COLUMNS}
        for id in process["facts"]:
            column, label = _OF.get(facts[id]["predicate"]), facts[id]["value"]["label"]
            if column and facts[id]["stance"] != "denied" and label not in cells[column]:
                cells[column].append(label)
        if sum(1 for cell in cells.values() if cell) > 1:
            rows.append({"process": process["label"], "umbrella": process["umbrella"], **cells})
    return rows
