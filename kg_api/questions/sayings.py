"""All that a controller's current notice says: facts by topic, and the processes that the notice itself sets apart.

A fixed number of queries, beside one for each hundred facts that brings their passages. A process lists its facts by
id, with those of the nodes that it leads to: the interest of its legal basis, the country of its transfer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Final

from pyoxigraph import NamedNode

from kg_api.engine import Row, is_true, select, values
from kg_api.questions.answer import Questions
from kg_api.questions.evidence import evidence_of
from kg_api.vocabulary import DATA, DPV, SPARQL_PREFIXES, curie

Fact = dict[str, Any]
# A fact is a triple, or a denial of one. Asked apart: an OPTIONAL of either makes Oxigraph join whole graphs.
_FACTS: Final = """
SELECT ?fact ?notice ?topic ?subject ?predicate ?object ?stance ?hedged WHERE {
  %s
  ?fact pkg:controller ?controller ; pkg:factStance ?stance ; pkg:factHedged ?hedged ; pkg:notice ?notice ;
    pkg:topic ?topic ; rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object .
}
"""
_DENIALS: Final = """
SELECT ?fact ?notice ?topic ?subject ?predicate ?object ?stance ?hedged WHERE {
  %s
  ?fact pkg:controller ?controller ; pkg:about ?denial ; pkg:factStance ?stance ; pkg:factHedged ?hedged ;
    pkg:notice ?notice ; pkg:topic ?topic .
  ?denial owl:sourceIndividual ?subject ; owl:assertionProperty ?predicate ; owl:targetIndividual ?object .
}
"""
_PROCESSES: Final = """
SELECT ?process ?whole ?umbrella WHERE {
  %s
  ?notice pkg:controller ?controller ; dpv:hasProcess ?process .
  OPTIONAL { ?process pkg:partOfProcess ?whole }
  BIND(EXISTS { ?process a pkg:UmbrellaProcess } AS ?umbrella)
}
"""
_TOPICS: Final = """
SELECT ?topic ?label WHERE { %s ?topic a pkg:Topic ; rdfs:label ?label FILTER(LANG(?label) = ?language) }
"""
_PREDICATES: Final = """
SELECT ?predicate ?label WHERE {
  %s
  ?predicate skos:prefLabel|rdfs:label ?label FILTER(LANG(?label) = ?language)
}
"""
_PERIODS: Final = """
SELECT ?condition ?kind ?duration ?bound ?least ?most ?trigger ?criterion WHERE {
  %s
  ?fact pkg:controller ?controller ; rdf:predicate dpv:hasStorageCondition ; rdf:object ?condition .
  ?condition dpv:hasDuration ?length .
  ?length a ?kind .
  OPTIONAL { ?length rdf:value ?duration }
  OPTIONAL { ?length pkg:bound/rdfs:label ?bound FILTER(LANG(?bound) = ?language) }
  OPTIONAL { ?length pkg:minDays ?least }
  OPTIONAL { ?length pkg:maxDays ?most }
  OPTIONAL { ?length pkg:trigger ?trigger }
  OPTIONAL { ?length pkg:criterion ?criterion }
}
ORDER BY ?condition ?trigger ?criterion
"""
# Facts that speak of profiling, automated decisions or scoring (GDPR Art. 13(2)(f), 22).
_AUTOMATED: Final = """
SELECT DISTINCT ?object WHERE {
  %s
  VALUES ?top { dpv:Profiling dpv:AutomatedDecisionMaking dpv:EvaluationScoring }
  ?fact pkg:controller ?controller ; rdf:object ?object . ?object skos:broaderTransitive ?top .
}
"""
# What an oddity is, and the words as printed.
ODDITIES: Final = """
SELECT ?node ?kind ?text WHERE {
  %s
  ?fact pkg:controller ?controller ; rdf:predicate pkg:hasTextOddity ; rdf:object ?node .
  ?node pkg:oddityKind/rdfs:label ?kind FILTER(LANG(?kind) = ?language)
  OPTIONAL { ?node pkg:oddityValue ?text }
}
"""


def sayings(questions: Questions, controller: str, language: str = "en") -> dict[str, Any]:
    """All that a controller's current notice says, as plain data in ``language``.

    ``topics``: facts by part of a notice, each with subject, predicate, value, stance, hedge and evidence, in the order
    of the text. ``processes``: the processes in the order of the text, with the ids of their facts; ``start`` is the
    first place of any of them, in code points. Raises UnknownName for a controller that is not there.
    """
    return _Reading(questions, questions.names.controller(controller), language).whole()


class _Reading:
    """One reading of one controller."""

    def __init__(self, questions: Questions, controller: str, language: str) -> None:
        self._questions, self._controller, self._language = questions, controller, language
        self._block = values(["controller"], [[NamedNode(controller)]])
        self._spoken = f'VALUES ?language {{ "{language}" }}'
        self._automated = {row["object"].value for row in self._select(_AUTOMATED % self._block)}
        self._notice: str | None = None
        self._periods = _periods(self._select(_PERIODS % f"{self._spoken} {self._block}"), self._label)
        self._oddities = {
            row["node"].value: {
                "kind": row["kind"].value,
                "text": row["text"].value if "text" in row else None,
            }
            for row in self._select(ODDITIES % f"{self._spoken} {self._block}")
        }

    def whole(self) -> dict[str, Any]:
        names = self._questions.names
        facts = self._facts()
        topics: dict[str, list[Fact]] = defaultdict(list)
        for fact in facts:
            topics[fact.pop("topic")].append(fact)
        labels = self._labels(_TOPICS, "topic")
        return {
            "controller": names.slugs[self._controller],
            "controller_name": names.controllers[self._controller],
            "policy": self._notice.removeprefix(DATA).split("/policy#")[0] if self._notice else None,
            "language": self._language,
            "topics": [
                {"topic": curie(iri), "label": label, "facts": topics[iri]}
                for iri, label in sorted(labels.items())
                if iri in topics
            ],
            "processes": self._processes(facts),
            "snapshot": self._questions.engine.describe().snapshot,
        }

    def _facts(self) -> list[Fact]:
        rows = [row for query in (_FACTS, _DENIALS) for row in self._select(query % self._block)]
        self._notice = rows[0]["notice"].value if rows else None
        named = self._predicates(row["predicate"].value for row in rows)
        questions = self._questions
        questions.names.learn(row[name].value for row in rows for name in ("subject", "object"))
        evidence = evidence_of(
            questions.engine,
            (row["fact"].value for row in rows),
            questions.names,
            questions.quotes,
            self._language,
        )
        found = {
            row["fact"].value: self._fact(row, named, evidence.get(row["fact"].value, [])) for row in rows
        }
        return sorted(found.values(), key=lambda fact: (_start(fact), fact["id"]))

    def _fact(self, row: Row, named: dict[str, str], evidence: list[dict[str, Any]]) -> Fact:
        predicate = row["predicate"].value
        return {
            "id": row["fact"].value.removeprefix(DATA),
            "topic": row["topic"].value,
            "subject": self._node(row["subject"].value),
            "predicate": curie(predicate),
            "predicate_label": named.get(predicate, curie(predicate)),
            "value": self._value(row),
            "period": self._periods.get(row["object"].value),
            "oddity": self._oddities.get(row["object"].value),
            "automated": row["object"].value in self._automated,
            "stance": row["stance"].value.rsplit("#", 1)[1].lower(),
            "hedged": is_true(row["hedged"]),
            "evidence": evidence,
        }

    def _value(self, row: Row) -> dict[str, Any]:
        term = row["object"]
        if isinstance(term, NamedNode):
            return self._node(term.value)
        return {"id": None, "iri": None, "label": term.value, "broader": []}

    def _node(self, iri: str) -> dict[str, Any]:
        short = iri.removeprefix(DATA) if iri.startswith(DATA) else curie(iri)
        broader = [curie(above) for above in self._questions.names.above(iri)]
        return {"id": short, "iri": iri, "label": self._label(iri), "broader": broader}

    def _processes(self, facts: Iterable[Fact]) -> list[dict[str, Any]]:
        by_subject: dict[str, list[Fact]] = defaultdict(list)
        for fact in facts:
            by_subject[fact["subject"]["iri"]].append(fact)
        found: dict[str, dict[str, Any]] = {}
        for row in self._select(_PROCESSES % self._block):
            iri = row["process"].value
            own = list(_reached(iri, by_subject))
            found[iri] = {
                **self._node(iri),
                "umbrella": is_true(row["umbrella"]),
                "part_of": row["whole"].value.removeprefix(DATA) if "whole" in row else None,
                "start": min(map(_start, own), default=None),
                "facts": [fact["id"] for fact in own],
            }
        return sorted(found.values(), key=lambda one: (one["start"] is None, one["start"], one["id"]))

    def _predicates(self, iris: Iterable[str]) -> dict[str, str]:
        wanted = values(["predicate"], [[NamedNode(iri)] for iri in sorted(set(iris))])
        rows = self._select(_PREDICATES % f"{self._spoken} {wanted}")
        return {row["predicate"].value: row["label"].value for row in rows}

    def _labels(self, query: str, name: str) -> dict[str, str]:
        rows = self._select(query % self._spoken)
        return {row[name].value: row["label"].value for row in rows}

    def _label(self, iri: str) -> str:
        return self._questions.names.label(iri, self._language)

    def _select(self, text: str) -> list[Row]:
        return select(self._questions.engine, SPARQL_PREFIXES + text)


def facts_by_id(found: dict[str, Any]) -> dict[str, Fact]:
    """The facts of a reading by their id."""
    return {fact["id"]: fact for topic in found["topics"] for fact in topic["facts"]}


def to_rows(found: dict[str, Any]) -> Iterator[list[str]]:
    """Rows of a table: one for each passage of each fact, headings first."""
    yield [
        "controller",
        "topic",
        "subject",
        "property",
        "value",
        "stance",
        "hedged",
        "section",
        "start",
        "end",
        "gloss",
    ]
    for topic in found["topics"]:
        for fact in topic["facts"]:
            said = [found["controller"], topic["label"], fact["subject"]["label"], fact["predicate"]]
            sure = [fact["value"]["label"], fact["stance"], str(fact["hedged"]).lower()]
            for piece in fact["evidence"]:
                place = [piece["section"] or "", str(piece["start"]), str(piece["end"]), piece["gloss"]]
                yield [*said, *sure, *place]


def _start(fact: Fact) -> int:
    """The first place in the text where a fact is said; a fact without a passage comes last."""
    return min((int(piece["start"]) for piece in fact["evidence"]), default=2**31)


def _reached(iri: str, by_subject: dict[str, list[Fact]]) -> Iterator[Fact]:
    """The facts of a node, and of the nodes that it leads to."""
    seen, waiting = {iri}, [iri]
    while waiting:
        for fact in by_subject.get(waiting.pop(0), ()):
            yield fact
            value = fact["value"]["iri"]
            if value is not None and value not in seen and value in by_subject:
                seen.add(value)
                waiting.append(value)


def _periods(rows: list[Row], label: Any) -> dict[str, dict[str, Any]]:
    """How long data are kept, by storage condition; the duration in ISO 8601, its bounds in days."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        one = found.setdefault(
            row["condition"].value,
            {
                "duration": row["duration"].value if "duration" in row else None,
                "bound": row["bound"].value if "bound" in row else None,
                "min_days": int(row["least"].value) if "least" in row else None,
                "max_days": int(row["most"].value) if "most" in row else None,
                "endless": False,
                "triggers": [],
                "criteria": [],
            },
        )
        one["endless"] = one["endless"] or row["kind"] == DPV["EndlessDuration"]
        for name, many in (("trigger", "triggers"), ("criterion", "criteria")):
            if name in row and (text := label(row[name].value)) not in one[many]:
                one[many].append(text)
    return found
