"""Answering a question: rows with evidence, a summary of every controller, one JSON for every view.

A row's stance is the weakest of its facts; the query computes it, so that plain SPARQL gives the same rows. The
summary lists every controller once: stated, implied, denied, silent, or conflicting where it both asserts and denies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode

from kg_api.engine import Engine, Row, Term, select
from kg_api.questions.binding import bind
from kg_api.questions.catalogue import ASSERTED, Catalogue, Question
from kg_api.questions.evidence import Evidence, NoQuotes, Quotes, evidence_of
from kg_api.questions.labels import Names, read_names
from kg_api.questions.parameters import resolve, schemes, shown
from kg_api.vocabulary import DATA, SPARQL_PREFIXES, XSD, curie

STANCES = (*ASSERTED, "denied", "silent")
FACTS = ("fact", "fact2")
_REVIEW = """
SELECT ?controller ?status ?label WHERE {
  ?notice pkg:controller ?controller ; prov:wasDerivedFrom ?source .
  ?source pkg:reviewStatus ?status . ?status rdfs:label ?label FILTER(LANG(?label) = "en")
}
"""

Answer = dict[str, Any]


@dataclass(frozen=True)
class Choice:
    """How an answer is wanted: which stances as rows (None: what the question is after), labels, how many rows."""

    stances: Collection[str] | None = None
    language: str = "en"
    limit: int = 1000
    offset: int = 0


class Questions:
    """Answers the questions of a catalogue from one engine.

    Names and review statuses are read once, since a snapshot never changes.
    """

    def __init__(self, engine: Engine, catalogue: Catalogue, quotes: Quotes | None = None) -> None:
        self.engine = engine
        self.catalogue = catalogue
        self.quotes = quotes or NoQuotes()
        self.names: Names = read_names(engine, schemes(catalogue))
        self._reviews = {
            row["controller"].value: row["label"].value for row in select(engine, SPARQL_PREFIXES + _REVIEW)
        }

    def texts(self) -> dict[str, str]:
        """The SHA-256 of the source text of each policy version, by its name."""
        rows = select(self.engine, SPARQL_PREFIXES + "SELECT ?source ?sha { ?source pkg:textSha256 ?sha }")
        return {
            row["source"].value.removeprefix(DATA).removesuffix("/source"): row["sha"].value for row in rows
        }

    def sparql(self, id: str, given: Mapping[str, str]) -> str:
        """The query of a question with its parameters bound: run as it is, it gives the same rows."""
        question = self.catalogue[id]
        terms = resolve(question, given, self.names)
        return bind(
            question.sparql, {question.parameter(name).variable: term for name, term in terms.items()}
        )

    def answer(self, id: str, given: Mapping[str, str], choice: Choice | None = None) -> Answer:
        """The answer as JSON (names as in docs/interfaces.md); errors as :func:`~parameters.resolve` raises."""
        choice = choice or Choice()
        question = self.catalogue[id]
        terms = resolve(question, given, self.names)
        found = select(self.engine, self.sparql(id, given))
        stances = question.stances if choice.stances is None else choice.stances
        wanted = [row for row in found if _stance(row) in stances]
        page = wanted[choice.offset : choice.offset + choice.limit]
        evidence = self._evidence(page, found, choice)
        following = choice.offset + len(page)
        truncated = following < len(wanted)
        return {
            "question": id,
            "parameters": {name: shown(term, self.names) for name, term in terms.items()},
            "rows": [self._row(question, row, evidence, choice.language) for row in page],
            "summary": self._summary(found, evidence, terms.get("controller")),
            "truncated": truncated,
            "next": str(following) if truncated else None,
            "snapshot": self.engine.describe().snapshot,
        }

    def _evidence(self, page: list[Row], found: list[Row], choice: Choice) -> dict[str, list[Evidence]]:
        """Evidence of the rows shown, and of every denial, which the summary shows."""
        denials = [row for row in found if _stance(row) == "denied"]
        facts = [row[name].value for row in [*page, *denials] for name in FACTS if name in row]
        return evidence_of(self.engine, facts, self.names, self.quotes, choice.language)

    def _row(
        self, question: Question, row: Row, evidence: dict[str, list[Evidence]], language: str
    ) -> dict[str, Any]:
        iri = row["controller"].value
        return {
            "controller": self.names.slugs[iri],
            "controller_name": self.names.controllers[iri],
            "stance": _stance(row),
            "hedged": row["hedged"].value == "true",
            "link": row["link"].value if "link" in row else None,
            "review": self._reviews.get(iri),
            **{
                name: self._value(row.get(name), column.separator, language)
                for name, column in question.columns.items()
            },
            "evidence": [
                piece for name in FACTS if name in row for piece in evidence.get(row[name].value, [])
            ],
        }

    def _value(self, term: Term | None, separator: str | None, language: str) -> Any:
        """A cell: a node, a plain value, or a sorted list of nodes or texts where the column is one."""
        if isinstance(term, NamedNode):
            return self._node(term.value, language)
        if separator is not None:
            parts = sorted(part for part in (term.value if term else "").split(separator) if part)
            return [self._node(part, language) if _is_iri(part) else part for part in parts]
        if isinstance(term, Literal):
            return _plain(term)
        return None

    def _node(self, iri: str, language: str) -> dict[str, Any]:
        """A node as short name, IRI and label; one of a policy's own with the concepts it lies under."""
        short = iri.removeprefix(DATA) if iri.startswith(DATA) else curie(iri)
        broader = [curie(above) for above in self.names.broader.get(iri, ())]
        return {"id": short, "iri": iri, "label": self.names.label(iri, language), "broader": broader}

    def _summary(
        self, found: list[Row], evidence: dict[str, list[Evidence]], only: NamedNode | None
    ) -> list[dict[str, Any]]:
        stances: dict[str, set[str]] = defaultdict(set)
        denials: dict[str, list[Evidence]] = defaultdict(list)
        for row in found:
            iri, stance = row["controller"].value, _stance(row)
            stances[iri].add(stance)
            if stance == "denied":
                denials[iri].extend(evidence.get(row["fact"].value, []))
        wanted = {only.value} if only is not None else self.names.slugs.keys()
        return [
            {
                "controller": slug,
                "controller_name": self.names.controllers[iri],
                "stance": summarise(stances[iri]),
                "evidence": _distinct(denials[iri]),
            }
            for iri, slug in sorted(self.names.slugs.items(), key=lambda item: item[1])
            if iri in wanted
        ]


def summarise(stances: set[str]) -> str:
    """One stance for a controller, from the stances of its rows."""
    asserted = stances & set(ASSERTED)
    if asserted and "denied" in stances:
        return "conflicting"
    for stance in STANCES:
        if stance in stances:
            return stance
    return "silent"


def _stance(row: Row) -> str:
    return row["stance"].value.rsplit("#", 1)[1].lower()


def _distinct(pieces: list[Evidence]) -> list[Evidence]:
    seen: dict[tuple[str, int], Evidence] = {}
    for piece in pieces:
        seen.setdefault((piece["statement"], piece["start"]), piece)
    return list(seen.values())


def _plain(term: Literal) -> Any:
    if term.datatype == XSD["integer"]:
        return int(term.value)
    return term.value == "true" if term.datatype == XSD["boolean"] else term.value


def _is_iri(text: str) -> bool:
    return text.startswith(("https://w3id.org/", "http://"))
