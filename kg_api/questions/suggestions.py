"""What one may give for a parameter: controllers, countries and concepts that facts speak of, a bounded number."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from kg_api.engine import select
from kg_api.errors import EngineError
from kg_api.questions.answer import Questions
from kg_api.questions.catalogue import Parameter
from kg_api.questions.listing import in_order
from kg_api.vocabulary import DATA, DPV, SPARQL_PREFIXES, curie, expand

MOST: Final = 300
# Values of facts that are looked at: in a large corpus these are some, and enough to begin with.
_LOOKED_AT: Final = 5_000
_USED: Final = f"""
SELECT DISTINCT ?concept WHERE {{
  {{ SELECT DISTINCT ?object WHERE {{ ?fact pkg:factStance ?stance ; rdf:object ?object }} LIMIT {_LOOKED_AT} }}
  ?object skos:broaderTransitive ?concept .
  ?concept skos:broaderTransitive %s .
  FILTER(!STRSTARTS(STR(?concept), "{DATA}"))
}} ORDER BY ?concept
"""


@dataclass(frozen=True)
class Suggestion:
    """A value for a parameter, as one would type it, and what it is called."""

    value: str
    label: str


class Suggestions:
    """Suggestions over one snapshot's questions; what is in use is asked once for each scheme."""

    def __init__(self, questions: Questions) -> None:
        self._questions = questions
        self._used: dict[str, list[str]] = {}
        self._lock = threading.Lock()

    def of(self, parameter: Parameter, language: str) -> Sequence[Suggestion]:
        """At most :data:`MOST` values for a parameter, by label; none for a date, a number or a text."""
        names = self._questions.names
        if parameter.kind == "controller":
            return [
                Suggestion(names.slugs[iri], names.controllers[iri])
                for iri in in_order(self._questions)[:MOST]
            ]
        if parameter.kind not in ("concept", "country"):
            return []
        scheme = (
            DPV["Location"].value if parameter.kind == "country" else expand(parameter.scheme or "") or ""
        )
        codes = {iri: code for code, iri in names.countries.items()} if parameter.kind == "country" else {}
        found = [
            Suggestion(codes.get(iri) or curie(iri), names.label(iri, language))
            for iri in self._in_use(scheme)
        ]
        return sorted(found, key=lambda one: (one.label.casefold(), one.value))[:MOST]

    def _in_use(self, scheme: str) -> list[str]:
        """The concepts at or below ``scheme`` (an IRI) that facts speak of; all of them where that cannot be asked."""
        snapshot = self._questions.engine.describe().snapshot
        with self._lock:
            if snapshot and scheme in self._used:
                return self._used[scheme]
        try:
            rows = select(self._questions.engine, SPARQL_PREFIXES + _USED % NamedNode(scheme))
            found = [row["concept"].value for row in rows]
        except EngineError:
            # Not kept: the engine may be busy now, and answer the next time.
            return sorted(self._questions.names.below.get(scheme, ()))
        with self._lock:
            self._used[scheme] = found
        return found
