"""The evidence of facts: every statement, its passage, where that is in the source, and our gloss.

A fact is named by the statement that stands for it (``pkg:factStance``); one query brings all statements of many
facts. Quotes come from a source folder, where there is one that has the very text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, Protocol

from pyoxigraph import NamedNode

from kg_api.engine import Engine, Row, is_true, select, values
from kg_api.questions.labels import Names
from kg_api.vocabulary import DATA, SPARQL_PREFIXES, curie

Evidence = dict[str, Any]
# Facts in one query: a hundred IRIs of at most 100 bytes stay within what admission lets in.
_BATCH = 100

# Required patterns first, and one triple an OPTIONAL: otherwise Oxigraph joins with every triple of the corpus that has
# the predicate (with 105 policies a second instead of 2 ms).
_QUERY = """
SELECT ?fact ?statement ?stance ?hedged ?reasoning ?subject ?predicate ?object ?denial
  ?source ?section ?start ?end ?gloss ?url ?retrieved ?language ?sha WHERE {
  %s
  ?statement pkg:ofFact ?fact ; pkg:stance ?stance ; oa:hasTarget ?target .
  ?target oa:hasSource ?source ; oa:hasSelector ?selector ; rdfs:comment ?gloss .
  ?selector oa:start ?start ; oa:end ?end .
  ?source pkg:textSha256 ?sha .
  OPTIONAL { ?source pkg:sourceUrl ?url }
  OPTIONAL { ?source pkg:retrieved ?retrieved }
  OPTIONAL { ?source dct:language ?language }
  OPTIONAL { ?statement pkg:hedged ?hedged }
  OPTIONAL { ?statement pkg:reasoning ?reasoning }
  OPTIONAL { ?target pkg:section|pkg:sectionGloss ?section }
  OPTIONAL { ?statement rdf:subject ?subject }
  OPTIONAL { ?statement rdf:predicate ?predicate }
  OPTIONAL { ?statement rdf:object ?object }
  OPTIONAL { ?statement pkg:about ?denial }
}
ORDER BY ?fact ?statement ?start
"""
_DENIED = """
SELECT ?denial ?subject ?predicate ?object WHERE {
  %s
  ?denial owl:sourceIndividual ?subject ; owl:assertionProperty ?predicate ; owl:targetIndividual ?object .
}
"""

# A statement of a version that is no longer current: it stands in graphs of its own only.
_OLDER = """
SELECT ?fact ?statement ?stance ?hedged ?reasoning ?subject ?predicate ?object ?denial
  ?source ?section ?start ?end ?gloss ?url ?retrieved ?language ?sha WHERE {
  %s
  GRAPH ?evidence {
    ?statement pkg:stance ?stance ; oa:hasTarget ?target .
    ?target oa:hasSource ?source ; oa:hasSelector ?selector ; rdfs:comment ?gloss .
    ?selector oa:start ?start ; oa:end ?end .
    OPTIONAL { ?statement pkg:hedged ?hedged }
    OPTIONAL { ?statement pkg:reasoning ?reasoning }
    OPTIONAL { ?target pkg:section|pkg:sectionGloss ?section }
    OPTIONAL { ?statement rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object }
  }
  GRAPH ?source {
    ?source pkg:textSha256 ?sha .
    OPTIONAL { ?source pkg:sourceUrl ?url }
    OPTIONAL { ?source pkg:retrieved ?retrieved }
    OPTIONAL { ?source dct:language ?language }
  }
  BIND(?statement AS ?fact)
  BIND(IRI(REPLACE(STR(?evidence), "/evidence$", "/policy")) AS ?policy)
  OPTIONAL {
    GRAPH ?evidence { ?statement pkg:about ?denial }
    GRAPH ?policy {
      ?denial owl:sourceIndividual ?subject ; owl:assertionProperty ?predicate ; owl:targetIndividual ?object
    }
  }
}
ORDER BY ?fact ?statement ?start
"""


class Quotes(Protocol):
    """Gives the exact words of a passage, where the text is at hand."""

    def quote(self, sha256: str, start: int, end: int) -> str | None:
        """The words from ``start`` to ``end`` of the text with this SHA-256, or None."""

    def texts(self) -> Collection[str]:
        """The SHA-256 of each text at hand."""


class NoQuotes:
    """No text is at hand."""

    def quote(self, sha256: str, start: int, end: int) -> str | None:
        """None, always."""

    def texts(self) -> Collection[str]:
        """Of none."""
        return ()


def evidence_of(
    engine: Engine, facts: Iterable[str], names: Names, quotes: Quotes, language: str
) -> dict[str, list[Evidence]]:
    """For each fact (IRI of the statement that stands for it) its pieces of evidence, in order."""
    wanted = sorted(set(facts))
    found: dict[str, list[Evidence]] = defaultdict(list)
    for start in range(0, len(wanted), _BATCH):
        block = values(["fact"], [[NamedNode(fact)] for fact in wanted[start : start + _BATCH]])
        rows = select(engine, SPARQL_PREFIXES + _QUERY % block)
        denied = _denied(engine, {row["denial"].value for row in rows if "denial" in row})
        names.learn(row["object"].value for row in [*rows, *denied.values()] if "object" in row)
        for row in rows:
            said = row | denied[row["denial"].value] if "denial" in row else row
            found[row["fact"].value].append(_evidence(said, names, quotes, language))
    older = [fact for fact in wanted if fact not in found]
    found.update(statements_of(engine, older, names, quotes, language))
    return found


def statements_of(
    engine: Engine, statements: Iterable[str], names: Names, quotes: Quotes, language: str
) -> dict[str, list[Evidence]]:
    """The evidence of each statement (IRI) alone, whichever version it is of."""
    wanted = sorted(set(statements))
    found: dict[str, list[Evidence]] = defaultdict(list)
    for start in range(0, len(wanted), _BATCH):
        pairs = [[NamedNode(one), NamedNode(one.partition("#")[0])] for one in wanted[start : start + _BATCH]]
        block = values(["statement", "evidence"], pairs)
        for row in select(engine, SPARQL_PREFIXES + _OLDER % block):
            found[row["statement"].value].append(_evidence(row, names, quotes, language))
    return found


def _denied(engine: Engine, denials: Collection[str]) -> dict[str, Row]:
    """What each denial (IRI) denies: subject, predicate and object."""
    if not denials:
        return {}
    block = values(["denial"], [[NamedNode(denial)] for denial in sorted(denials)])
    rows = select(engine, SPARQL_PREFIXES + _DENIED % block)
    return {row["denial"].value: row for row in rows}


def _evidence(row: Row, names: Names, quotes: Quotes, language: str) -> Evidence:
    start, end = int(row["start"].value), int(row["end"].value)
    sha = _text(row, "sha")
    return {
        "fact": _fact(row, names, language),
        "stance": "denied" if "denial" in row else row["stance"].value.rsplit("#", 1)[1].lower(),
        "hedged": "hedged" in row and is_true(row["hedged"]),
        "reasoning": _text(row, "reasoning"),
        "policy": row["source"].value.removeprefix(DATA).removesuffix("/source"),
        "section": _text(row, "section"),
        "start": start,
        "end": end,
        "gloss": row["gloss"].value,
        "quote": quotes.quote(sha, start, end) if sha else None,
        "language": _text(row, "language"),
        "source_url": _known(_text(row, "url")),
        "retrieved": _known(_text(row, "retrieved")),
        "text_sha256": sha,
        "statement": row["statement"].value,
    }


def _fact(row: Row, names: Names, language: str) -> dict[str, Any]:
    """The triple that the statement speaks of, with the label of its value; ``denied`` where it is a denial."""
    value = row["object"]
    return {
        "subject": row["subject"].value,
        "predicate": curie(row["predicate"].value),
        "object": curie(value.value) if isinstance(value, NamedNode) else value.value,
        "label": names.label(value.value, language) if isinstance(value, NamedNode) else value.value,
        "denied": "denial" in row,
    }


def _text(row: Row, name: str) -> str | None:
    return row[name].value if name in row else None


def _known(text: str | None) -> str | None:
    return None if text == "unknown" else text
