"""The dated facts of law that judgements go by: what held when, where that is from, when it was last checked."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from kg_api.engine import Engine, select
from kg_api.vocabulary import SPARQL_PREFIXES, curie

# A fact older than this many days is to be checked again (docs/maintenance.md).
STALE_DAYS: Final = 180
_FACTS: Final = """
SELECT ?fact ?label ?kind ?from ?until ?source ?checked ?certainty ?comment WHERE {
  ?fact a pkg:DatedFact ; rdfs:label ?label ; pkg:checked ?checked .
  FILTER(LANG(?label) = "%s")
  OPTIONAL { ?fact a ?kind . FILTER(?kind IN (pkg:TransferTool, pkg:DatedLaw, pkg:DatedAuthority)) }
  OPTIONAL { ?fact pkg:from ?from }
  OPTIONAL { ?fact pkg:until ?until }
  OPTIONAL { ?fact dct:source ?source }
  OPTIONAL { ?fact pkg:certainty ?certainty }
  OPTIONAL { ?fact rdfs:comment ?comment FILTER(LANG(?comment) = "en") }
}
ORDER BY ?kind ?fact ?source
"""


def dated_facts(engine: Engine, today: date, language: str = "en") -> list[dict[str, Any]]:
    """Every dated fact, with its age in days; ``stale`` where it is to be checked again."""
    found: dict[str, dict[str, Any]] = {}
    for row in select(engine, SPARQL_PREFIXES + _FACTS % language):
        iri = row["fact"].value
        text = {name: term.value for name, term in row.items()}
        age = (today - date.fromisoformat(text["checked"])).days
        one = found.setdefault(
            iri,
            {
                "fact": curie(iri),
                "label": text["label"],
                "kind": curie(text["kind"]) if "kind" in text else None,
                "from": text.get("from"),
                "until": text.get("until"),
                "sources": [],
                "checked": text["checked"],
                "days_since": age,
                "stale": age > STALE_DAYS,
                "certain": not text.get("certainty", "").endswith("#Unsure"),
                "comment": text.get("comment"),
            },
        )
        if "source" in text and text["source"] not in one["sources"]:
            one["sources"].append(text["source"])
    return list(found.values())
