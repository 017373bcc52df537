"""Answering a question: rows with evidence, a summary of every controller, one JSON for every view.

A row's stance is the weakest of its facts; the query computes it, so that plain SPARQL gives the same rows. The
summary lists every controller once: stated, implied, denied, silent, or conflicting where it both asserts and denies;
of more than a thousand it lists the first of each stance, and counts the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from pyoxigraph import Literal, NamedNode

from kg_api.engine import Engine, Row, Term, is_true, select, values
from kg_api.errors import ParameterError
from kg_api.questions.binding import bind
from kg_api.questions.catalogue import Catalogue, Column, Question
from kg_api.questions.cursor import read_cursor, write_cursor
from kg_api.questions.evidence import Evidence, NoQuotes, Quotes, evidence_of
from kg_api.questions.found import Found, find, restricted, stance_of
from kg_api.questions.labels import Names, read_names
from kg_api.questions.one_word import STANCES, SUMMARIES, is_hedged, summarise
from kg_api.questions.parameters import Value, resolve, schemes, shown
from kg_api.vocabulary import DATA, SPARQL_PREFIXES, XSD, curie

FACTS = ("fact", "fact2")
_REVIEW = """
SELECT ?controller ?status WHERE {
  %s
  ?notice pkg:controller ?controller ; prov:wasDerivedFrom/pkg:reviewStatus ?status .
}
"""

# Controllers in one query.
_BATCH = 100
_FRACTIONS = frozenset({XSD["decimal"], XSD["double"], XSD["float"]})

Answer = dict[str, Any]


@dataclass(frozen=True)
class Choice:
    """How an answer is wanted: which stances as rows (None: what the question is after), labels, how many rows.

    ``cursor`` is ``next`` of the answer before; ``summary`` is the most controllers that the summary lists in full;
    ``controllers`` (IRIs) are the only ones wanted, None for all.
    """

    stances: Collection[str] | None = None
    language: str = "en"
    limit: int = 1000
    cursor: str | None = None
    summary: int = 1000
    controllers: frozenset[str] | None = None


@dataclass(frozen=True)
class Page:
    """Rows of an answer as the engine gave them: those of this page, what is known of all, where the next begins.

    ``only`` are the controllers (IRIs) that were asked about, where it is not all.
    """

    parameters: dict[str, str]
    rows: list[Row]
    found: Found
    next: str | None
    only: frozenset[str] | None


@dataclass(frozen=True)
class _Line:
    """A controller in a summary: its IRI, its one stance, whether that is hedged, the facts in which it denies."""

    iri: str
    stance: str
    hedged: bool
    denials: list[str]


class Questions:
    """Answers the questions of a catalogue from one engine.

    Names are read once and review statuses as they come up, since a snapshot never changes.
    """

    def __init__(self, engine: Engine, catalogue: Catalogue, quotes: Quotes | None = None) -> None:
        self.engine = engine
        self.catalogue = catalogue
        self.quotes = quotes or NoQuotes()
        self.names: Names = read_names(engine, schemes(catalogue))
        self._reviews: dict[str, str | None] = {}

    def texts(self) -> dict[str, str]:
        """The SHA-256 of the source text of each policy version, by its name."""
        rows = select(self.engine, SPARQL_PREFIXES + "SELECT ?source ?sha { ?source pkg:textSha256 ?sha }")
        return {
            row["source"].value.removeprefix(DATA).removesuffix("/source"): row["sha"].value for row in rows
        }

    def sparql(self, id: str, given: Mapping[str, str], controllers: Collection[str] | None = None) -> str:
        """The query of a question with its parameters bound: run as it is, it gives the same rows.

        ``controllers`` (IRIs) are the only ones wanted, None for all.
        """
        question = self.catalogue[id]
        terms = resolve(question, given, self.names)
        query = bind(
            question.sparql, {question.parameter(name).variable: term for name, term in terms.items()}
        )
        return query if controllers is None else restricted(query, controllers)

    def answer(self, id: str, given: Mapping[str, str], choice: Choice | None = None) -> Answer:
        """The answer as JSON (names as in docs/model.md).

        Raises what :func:`~parameters.resolve` raises, StaleCursor for a cursor of another snapshot, and
        ParameterError for a stance asked of a question that speaks of no controller.
        """
        choice = choice or Choice()
        question = self.catalogue[id]
        page = self._page(question, given, choice)
        self.names.learn(_nodes(question, page.rows))
        self._learn_reviews(row["controller"].value for row in page.rows if "controller" in row)
        stances = {} if question.about == "corpus" else self._stances(page)
        summary = _lines(stances, page.found, choice.summary)
        evidence = self._evidence(page, summary, choice)
        return {
            "question": id,
            "parameters": page.parameters,
            "rows": [self._row(question, row, evidence, choice.language) for row in page.rows],
            "summary": [self._line(line, evidence) for line in summary],
            "counts": _counts(stances),
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
        if choice.controllers is not None:
            asked.append(sorted(choice.controllers))
        offset = 0 if choice.cursor is None else read_cursor(choice.cursor, snapshot, asked)
        sparql = self.sparql(question.id, given)
        held = len(self.names.slugs)
        found = find(self.engine, sparql, stances, offset, choice.limit, choice.controllers, held=held)
        following = offset + len(found.rows)
        next = write_cursor(snapshot, asked, following) if found.more else None
        named = terms.get("controller")
        return Page(parameters, found.rows, found, next, _asked_about(named, choice.controllers))

    def _evidence(self, page: Page, summary: Iterable[_Line], choice: Choice) -> dict[str, list[Evidence]]:
        """Evidence of the rows shown, and of every denial that the summary shows."""
        facts = [row[name].value for row in page.rows for name in FACTS if name in row]
        denials = [fact for line in summary for fact in line.denials]
        return evidence_of(self.engine, [*facts, *denials], self.names, self.quotes, choice.language)

    def _learn_reviews(self, controllers: Iterable[str]) -> None:
        """Reads the review statuses of these controllers (IRIs), but for those that are known."""
        unknown = sorted(set(controllers) - self._reviews.keys())
        for start in range(0, len(unknown), _BATCH):
            some = unknown[start : start + _BATCH]
            block = values(["controller"], [[NamedNode(iri)] for iri in some])
            found: dict[str, str | None] = dict.fromkeys(some)
            for row in select(self.engine, SPARQL_PREFIXES + _REVIEW % block):
                found[row["controller"].value] = row["status"].value
            self._reviews.update(found)

    def _row(
        self, question: Question, row: Row, evidence: dict[str, list[Evidence]], language: str
    ) -> dict[str, Any]:
        iri = row["controller"].value if "controller" in row else ""
        review = self._reviews.get(iri)
        return {
            "controller": self.names.slugs.get(iri),
            "controller_name": self.names.controllers.get(iri),
            "stance": stance_of(row),
            "hedged": is_true(row["hedged"]) if "hedged" in row else None,
            "link": row["link"].value if "link" in row else None,
            "review": self.names.label(review, language) if review else None,
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
        if column.type == "boolean" and term is not None:
            return is_true(term)
        return _plain(term) if isinstance(term, Literal) else None

    def _node(self, iri: str, language: str) -> dict[str, Any]:
        """A node as short name, IRI and label; one of a policy's own with the concepts it lies under."""
        short = iri.removeprefix(DATA) if iri.startswith(DATA) else curie(iri)
        broader = [curie(above) for above in self.names.above(iri)]
        return {"id": short, "iri": iri, "label": self.names.label(iri, language), "broader": broader}

    def _stances(self, page: Page) -> dict[str, str]:
        """The one stance of every controller (IRI) that is asked about, in order of slug."""
        slugs = self.names.slugs
        wanted = slugs if page.only is None else sorted(page.only, key=lambda iri: slugs[iri])
        return {iri: summarise(page.found.stances.get(iri, {})) for iri in wanted}

    def _line(self, line: _Line, evidence: dict[str, list[Evidence]]) -> dict[str, Any]:
        return {
            "controller": self.names.slugs[line.iri],
            "controller_name": self.names.controllers[line.iri],
            "stance": line.stance,
            "hedged": line.hedged,
            "evidence": _distinct([piece for fact in line.denials for piece in evidence.get(fact, [])]),
        }


def _asked_about(named: Value | None, controllers: frozenset[str] | None) -> frozenset[str] | None:
    """The controllers (IRIs) that an answer is of: one that a parameter names, those chosen, None for all."""
    if named is None:
        return controllers
    return frozenset({named.value}) & (controllers if controllers is not None else {named.value})


def _lines(stances: dict[str, str], found: Found, most: int) -> list[_Line]:
    """The lines of a summary: every controller, or the first of each stance where there are more than ``most``."""
    shown = list(stances)
    if len(shown) > most:
        each = most // len(SUMMARIES)
        first = {iri for one in SUMMARIES for iri in islice((i for i in shown if stances[i] == one), each)}
        shown = [iri for iri in shown if iri in first]
    said = found.stances
    return [
        _Line(iri, stances[iri], is_hedged(said.get(iri, {})), found.denials.get(iri, [])) for iri in shown
    ]


def _counts(stances: dict[str, str]) -> dict[str, int]:
    """How many controllers have each stance."""
    found = Counter(stances.values())
    return {stance: found[stance] for stance in SUMMARIES} if stances else {}


def _wanted(question: Question, choice: Choice) -> Collection[str] | None:
    """The stances of the rows that are wanted; None of a question whose rows have none."""
    if question.about == "corpus":
        for name, value in (("stance", choice.stances), ("controllers", choice.controllers)):
            if value is not None:
                raise ParameterError(
                    f"{question.id} speaks of no controller, so its rows have no stance: leave {name} out.",
                    name,
                )
        return None
    if choice.stances is not None and not choice.stances:
        raise ParameterError(
            f"“stance” names none of {', '.join(STANCES)}: name some, or leave it out.", "stance"
        )
    return question.stances if choice.stances is None else choice.stances


def _nodes(question: Question, rows: list[Row]) -> Iterator[str]:
    """The nodes that rows show."""
    for row in rows:
        for name, column in question.columns.items():
            if name in row and column.type == "node":
                yield from row[name].value.split(column.separator)


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
