"""Answering a question: rows with evidence, a summary of every controller, one JSON for every view.

A row's stance is the weakest of its facts; the query computes it, so that plain SPARQL gives the same rows. The
summary lists every controller once: stated, implied, denied, silent, or conflicting where it both asserts and denies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode

from kg_api.engine import Engine, Row, Term, select
from kg_api.errors import ParameterError
from kg_api.questions.binding import bind
from kg_api.questions.catalogue import ASSERTED, Catalogue, Column, Question
from kg_api.questions.cursor import read_cursor, write_cursor
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

_FRACTIONS = frozenset({XSD["decimal"], XSD["double"], XSD["float"]})

Answer = dict[str, Any]


@dataclass(frozen=True)
class Choice:
    """How an answer is wanted: which stances as rows (None: what the question is after), labels, how many rows.

    ``cursor`` is ``next`` of the answer before; ``controllers`` (IRIs) are the only ones wanted, None for all.
    """

    stances: Collection[str] | None = None
    language: str = "en"
    limit: int = 1000
    cursor: str | None = None
    controllers: frozenset[str] | None = None


@dataclass(frozen=True)
class Page:
    """Rows of an answer as the engine gave them: those of this page, all that were found, where the next begins.

    ``only`` are the controllers (IRIs) that were asked about, where it is not all.
    """

    parameters: dict[str, str]
    rows: list[Row]
    found: list[Row]
    next: str | None
    only: frozenset[str] | None


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
        """The answer as JSON (names as in docs/model.md).

        Raises what :func:`~parameters.resolve` raises, StaleCursor for a cursor of another snapshot, and
        ParameterError for a stance asked of a question that speaks of no controller.
        """
        choice = choice or Choice()
        question = self.catalogue[id]
        page = self._page(question, given, choice)
        self.names.learn(_nodes(question, page.rows))
        evidence = self._evidence(page, choice)
        return {
            "question": id,
            "parameters": page.parameters,
            "rows": [self._row(question, row, evidence, choice.language) for row in page.rows],
            "summary": self._summary(question, page, evidence),
            "truncated": page.next is not None,
            "next": page.next,
            "snapshot": self.engine.describe().snapshot,
        }

    def bindings(self, id: str, given: Mapping[str, str], choice: Choice | None = None) -> Page:
        """The rows of the answer as the engine gave them; raises as :meth:`answer` does."""
        return self._page(self.catalogue[id], given, choice or Choice())

    def _page(self, question: Question, given: Mapping[str, str], choice: Choice) -> Page:
        terms = resolve(question, given, self.names)
        stances = _wanted(question, choice)
        parameters = {name: shown(term, self.names) for name, term in terms.items()}
        snapshot = self.engine.describe().snapshot
        asked: list[Any] = [question.id, parameters, sorted(stances or ())]
        found = select(self.engine, self.sparql(question.id, given))
        if choice.controllers is not None:
            asked.append(sorted(choice.controllers))
            found = [
                row for row in found if "controller" in row and row["controller"].value in choice.controllers
            ]
        offset = 0 if choice.cursor is None else read_cursor(choice.cursor, snapshot, asked)
        wanted = [row for row in found if stances is None or _stance(row) in stances]
        rows = wanted[offset : offset + choice.limit]
        following = offset + len(rows)
        next = write_cursor(snapshot, asked, following) if following < len(wanted) else None
        named = terms.get("controller")
        return Page(parameters, rows, found, next, frozenset({named.value}) if named else choice.controllers)

    def _evidence(self, page: Page, choice: Choice) -> dict[str, list[Evidence]]:
        """Evidence of the rows shown, and of every denial, which the summary shows."""
        denials = [row for row in page.found if _stance(row) == "denied"]
        facts = [row[name].value for row in [*page.rows, *denials] for name in FACTS if name in row]
        return evidence_of(self.engine, facts, self.names, self.quotes, choice.language)

    def _row(
        self, question: Question, row: Row, evidence: dict[str, list[Evidence]], language: str
    ) -> dict[str, Any]:
        iri = row["controller"].value if "controller" in row else ""
        return {
            "controller": self.names.slugs.get(iri),
            "controller_name": self.names.controllers.get(iri),
            "stance": _stance(row),
            "hedged": row["hedged"].value == "true" if "hedged" in row else None,
            "link": row["link"].value if "link" in row else None,
            "review": self._reviews.get(iri),
            **{
                name: self._value(row.get(name), column, language)
                for name, column in question.columns.items()
            },
            "evidence": [
                piece for name in FACTS if name in row for piece in evidence.get(row[name].value, [])
            ],
        }

    def _value(self, term: Term | None, column: Column, language: str) -> Any:
        """A cell: a node, a plain value, or a sorted list of nodes or texts where the column is one."""
        if column.separator is not None:
            parts = sorted(part for part in (term.value if term else "").split(column.separator) if part)
            return [self._node(part, language) for part in parts] if column.type == "node" else parts
        if isinstance(term, NamedNode):
            return self._node(term.value, language)
        return _plain(term) if isinstance(term, Literal) else None

    def _node(self, iri: str, language: str) -> dict[str, Any]:
        """A node as short name, IRI and label; one of a policy's own with the concepts it lies under."""
        short = iri.removeprefix(DATA) if iri.startswith(DATA) else curie(iri)
        broader = [curie(above) for above in self.names.above(iri)]
        return {"id": short, "iri": iri, "label": self.names.label(iri, language), "broader": broader}

    def _summary(
        self, question: Question, page: Page, evidence: dict[str, list[Evidence]]
    ) -> list[dict[str, Any]]:
        if question.about == "corpus":
            return []
        stances: dict[str, set[str]] = defaultdict(set)
        denials: dict[str, list[Evidence]] = defaultdict(list)
        for row in page.found:
            iri, stance = row["controller"].value, _stance(row)
            stances[iri].add(stance or "")
            if stance == "denied":
                denials[iri].extend(evidence.get(row["fact"].value, []))
        wanted = page.only if page.only is not None else self.names.slugs.keys()
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


def _wanted(question: Question, choice: Choice) -> Collection[str] | None:
    """The stances of the rows that are wanted; None of a question whose rows have none."""
    if question.about == "corpus":
        if choice.stances is not None:
            raise ParameterError(
                f"{question.id} speaks of no controller, so its rows have no stance: leave stance out.",
                "stance",
            )
        return None
    return question.stances if choice.stances is None else choice.stances


def _nodes(question: Question, rows: list[Row]) -> Iterator[str]:
    """The nodes that rows show."""
    for row in rows:
        for name, column in question.columns.items():
            if name in row and column.type == "node":
                yield from row[name].value.split(column.separator)


def _stance(row: Row) -> str | None:
    return row["stance"].value.rsplit("#", 1)[1].lower() if "stance" in row else None


def _distinct(pieces: list[Evidence]) -> list[Evidence]:
    seen: dict[tuple[str, int], Evidence] = {}
    for piece in pieces:
        seen.setdefault((piece["statement"], piece["start"]), piece)
    return list(seen.values())


def _plain(term: Literal) -> Any:
    if term.datatype == XSD["integer"]:
        return int(term.value)
    if term.datatype in _FRACTIONS:
        return float(term.value)
    return term.value == "true" if term.datatype == XSD["boolean"] else term.value
