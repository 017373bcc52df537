"""The versions of one controller's policy, and who read each: person or program, when, how."""

from __future__ import annotations

from typing import Any, Final

from pyoxigraph import Literal

from kg_api.engine import Row, select, values
from kg_api.questions.answer import Questions
from kg_api.vocabulary import DATA, SPARQL_PREFIXES

# What is derived leads from a source to its notice; required patterns first, and one triple an OPTIONAL, since Oxigraph
# would else join with the notices of all (with 10,000 policies a second instead of 2 ms).
_VERSIONS: Final = """
SELECT ?source ?title ?spoken ?date ?sort ?review ?sha ?url ?retrieved ?current WHERE {
  %s
  GRAPH ?source { ?source pkg:controllerSlug ?slug ; pkg:reviewStatus ?status ; pkg:textSha256 ?sha }
  GRAPH <https://w3id.org/privacy-kg/graphs/derived> { ?notice prov:wasDerivedFrom ?source }
  GRAPH ?policy { ?notice a dpv:PrivacyNotice ; dct:title ?title ; dct:language ?spoken }
  FILTER(STRENDS(STR(?policy), "/policy"))
  ?status rdfs:label ?review FILTER(LANG(?review) = ?language)
  OPTIONAL { GRAPH ?source { ?source pkg:sourceUrl ?url } }
  OPTIONAL { GRAPH ?source { ?source pkg:retrieved ?retrieved } }
  OPTIONAL { GRAPH ?policy { ?notice pkg:sortDate ?sort } }
  OPTIONAL { GRAPH ?policy { ?notice dct:issued|dct:modified ?date } }
  BIND(EXISTS { ?notice a dpv:PrivacyNotice } AS ?current)
}
ORDER BY DESC(?current) DESC(?sort) ?source ?date
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
    for row in select(questions.engine, SPARQL_PREFIXES + _VERSIONS % block):
        one = found.setdefault(row["source"].value, _version(row))
        one["date"] = max(filter(None, (one["date"], _text(row, "date"))), default=None)
    for row in select(questions.engine, SPARQL_PREFIXES + _READINGS % block):
        if row["source"].value in found:
            found[row["source"].value]["readings"].append(
                {"what": row["what"].value, "who": row["who"].value, "when": _text(row, "when")}
            )
    return list(found.values())


def _version(row: Row) -> dict[str, Any]:
    policy = row["source"].value.removeprefix(DATA).removesuffix("/source")
    return {
        "policy": policy,
        "version": policy.partition("/")[2],
        "title": row["title"].value,
        "language": row["spoken"].value,
        "date": None,
        "current": row["current"].value == "true",
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
