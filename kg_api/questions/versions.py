"""The versions of one controller's policy, and who read each: person or program, when, how."""

from __future__ import annotations

from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from kg_api.engine import Row, is_true, select, values
from kg_api.questions.answer import Questions
from kg_api.vocabulary import DATA, SPARQL_PREFIXES

# Graphs are named in the text: of a graph that is a variable Oxigraph looks through all.
_SOURCES: Final = """
SELECT ?source ?review ?sha ?url ?retrieved WHERE {
  %s
  GRAPH ?source {
    ?source pkg:controllerSlug ?slug ; pkg:reviewStatus ?status ; pkg:textSha256 ?sha .
    OPTIONAL { ?source pkg:sourceUrl ?url }
    OPTIONAL { ?source pkg:retrieved ?retrieved }
  }
  ?status rdfs:label ?review FILTER(LANG(?review) = ?language)
}
"""
_NOTICE: Final = """
SELECT ?title ?spoken ?date ?sort ?current WHERE {
  GRAPH %s {
    ?notice a dpv:PrivacyNotice ; dct:title ?title ; dct:language ?spoken .
    OPTIONAL { ?notice pkg:sortDate ?sort }
    OPTIONAL { ?notice dct:issued|dct:modified ?date }
  }
  BIND(EXISTS { ?notice a dpv:PrivacyNotice } AS ?current)
}
ORDER BY ?date
"""
_READINGS: Final = """
SELECT ?source ?activity ?what ?who ?when WHERE {
  %s
  GRAPH ?source {
    ?source pkg:controllerSlug ?slug .
    ?activity a prov:Activity ; prov:used ?source ; prov:wasAssociatedWith ?agent ; rdfs:label ?what .
    ?agent foaf:name ?who .
    OPTIONAL { ?activity prov:endedAtTime ?when }
  }
}
ORDER BY ?source ?when ?activity
"""


def versions(questions: Questions, slug: str, language: str = "en") -> list[dict[str, Any]]:
    """The versions of the policy of the controller ``slug``, the current one first.

    Each with title, language, date (ISO 8601, as precise as the notice), review status, text_sha256, source_url,
    retrieved, and its readings: what was done, by whom, when.
    """
    block = values(["slug", "language"], [[Literal(slug), Literal(language)]])
    found: dict[str, dict[str, Any]] = {}
    for row in select(questions.engine, SPARQL_PREFIXES + _SOURCES % block):
        name = row["source"].value.removesuffix("/source")
        notices = select(questions.engine, SPARQL_PREFIXES + _NOTICE % NamedNode(f"{name}/policy"))
        if notices:
            found[row["source"].value] = _version(row, notices[-1])
    for row in select(questions.engine, SPARQL_PREFIXES + _READINGS % block):
        if row["source"].value in found:
            found[row["source"].value]["readings"].append(
                {"what": row["what"].value, "who": row["who"].value, "when": _text(row, "when")}
            )
    order = sorted(found.values(), key=lambda one: (one["current"], one.pop("sort"), one["policy"]))
    return order[::-1]


def _version(row: Row, notice: Row) -> dict[str, Any]:
    policy = row["source"].value.removeprefix(DATA).removesuffix("/source")
    return {
        "policy": policy,
        "version": policy.partition("/")[2],
        "title": notice["title"].value,
        "language": notice["spoken"].value,
        "date": _text(notice, "date"),
        "sort": _text(notice, "sort") or "",
        "current": is_true(notice["current"]),
        "review": row["review"].value,
        "text_sha256": row["sha"].value,
        "source_url": _known(row, "url"),
        "retrieved": _known(row, "retrieved"),
        "readings": [],
    }


def _text(row: Row, name: str) -> str | None:
    return row[name].value if name in row else None


def _known(row: Row, name: str) -> str | None:
    text = _text(row, name)
    return None if text == "unknown" else text
