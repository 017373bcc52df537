"""What changed from one version of a policy to another, with the passages of both: the build's own computation, shown.

Any two versions compare, in either direction; those that follow one another stand in the graph of changes too
(``kg_api/snapshot/change_graph.py``), by the same functions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Quad

from kg_api.engine import Row, select, values
from kg_api.errors import ParameterError, UnknownName
from kg_api.questions.answer import Questions
from kg_api.questions.evidence import Evidence, statements_of
from kg_api.reasoning.facts import describe
from kg_api.snapshot.change_graph import shown
from kg_api.snapshot.changes import Change, OutcomeChange, fact_changes, outcome_changes
from kg_api.snapshot.version_facts import Fact, VersionFacts, version_facts
from kg_api.vocabulary import BASE, DATA, DPV, PKG, RDF, SKOS, SPARQL_PREFIXES, curie

# Graphs are named in the text: of a graph that is a variable Oxigraph looks through all.
_SOURCES: Final = "SELECT ?source { GRAPH ?source { ?source pkg:controllerSlug %s } }"
_NOTICE: Final = """
SELECT ?date { GRAPH %s { ?notice a dpv:PrivacyNotice OPTIONAL { ?notice pkg:sortDate ?date } } } ORDER BY DESC(?date)
"""
_TRIPLES: Final = "SELECT ?s ?p ?o WHERE { GRAPH %s { ?s ?p ?o } }"
_ABOVE: Final = f"""
SELECT ?below ?above WHERE {{
  %s GRAPH <{BASE}graphs/closure> {{ ?below skos:broaderTransitive ?above FILTER(?below != ?above) }}
}}
"""
_WORDS: Final = """
SELECT ?node ?label ?id WHERE {
  { ?node a pkg:ChangeKind } UNION { ?node a pkg:Outcome } UNION { ?node a pkg:Duty ; dct:identifier ?id }
  ?node rdfs:label ?label FILTER(LANG(?label) = "%s")
}
"""
# So many IRIs stay within what admission lets in.
_BATCH: Final = 100
_FILES: Final = ("policy", "evidence", "source")


def changes(
    questions: Questions,
    controller: str,
    older: str | None = None,
    newer: str | None = None,
    language: str = "en",
) -> dict[str, Any]:
    """The changes of a controller's policy between two versions, the last two where none is named.

    Raises UnknownName for a controller or version that is not there, ParameterError where there is one version only.
    """
    slug = questions.names.slugs[questions.names.controller(controller)]
    before, after, versions = _chosen(questions, slug, older, newer)
    if before == after:
        facts: list[Change] = []
        duties: list[OutcomeChange] = []
        was = now = _facts(questions, slug, before)
    else:
        was, now = _facts(questions, slug, before), _facts(questions, slug, after)
        facts = fact_changes(was, now, lambda wanted: _above(questions, wanted))
        duties = outcome_changes(was, now)
    view = _View(questions, was, now, language, facts, duties)
    return {
        "controller": slug,
        "from": before,
        "to": after,
        "versions": versions,
        "summary": view.summary(),
        "facts": [view.fact(one) for one in facts],
        "duties": [view.duty(one) for one in duties],
        "snapshot": questions.engine.describe().snapshot,
    }


def _chosen(
    questions: Questions, slug: str, older: str | None, newer: str | None
) -> tuple[str, str, list[str]]:
    names = _versions(questions, slug)
    for name in (older, newer):
        if name is not None and name not in names:
            raise UnknownName("version", name, names)
    if older is not None and newer is not None:
        return older, newer, names
    if len(names) < 2:
        raise ParameterError(f"{slug} has one version ({', '.join(names)}), so nothing to compare it with.")
    return names[-2], names[-1], names


def _versions(questions: Questions, slug: str) -> list[str]:
    """The versions of a controller's policy by date, the newest last; those without a date come first."""
    dated = []
    for row in _select(questions, _SOURCES % Literal(slug)):
        name = row["source"].value.removeprefix(f"{DATA}{slug}/").removesuffix("/source")
        notices = _select(questions, _NOTICE % NamedNode(f"{DATA}{slug}/{name}/policy"))
        if notices:
            dated.append((notices[0]["date"].value if "date" in notices[0] else "", name))
    return [name for _, name in sorted(dated)]


def _facts(questions: Questions, slug: str, version: str) -> VersionFacts:
    base = f"{DATA}{slug}/{version}"
    quads = [quad for file in _FILES for quad in _graph(questions, f"{base}/{file}")]
    found = version_facts(
        describe(slug, f"{base}/source", quads), base, _graph(questions, f"{base}/assessment")
    )
    assert found is not None  # a version is found by its notice
    return found


def _graph(questions: Questions, iri: str) -> list[Quad]:
    graph = NamedNode(iri)
    rows = _select(questions, _TRIPLES % graph)
    return [
        Quad(row["s"], row["p"], row["o"], graph)
        for row in rows
        if isinstance(row["s"], NamedNode) and isinstance(row["p"], NamedNode)
    ]


def _above(questions: Questions, wanted: set[str]) -> Mapping[str, Set[str]]:
    found: dict[str, set[str]] = {}
    nodes = sorted(wanted)
    for start in range(0, len(nodes), _BATCH):
        block = values(["below"], [[NamedNode(iri)] for iri in nodes[start : start + _BATCH]])
        for row in _select(questions, _ABOVE % block):
            found.setdefault(row["below"].value, set()).add(row["above"].value)
    return found


class _View:
    """Changes as JSON: words for kinds and values, passages for statements."""

    def __init__(
        self,
        questions: Questions,
        before: VersionFacts,
        after: VersionFacts,
        language: str,
        facts: Iterable[Change],
        duties: Iterable[OutcomeChange],
    ) -> None:
        self._questions, self._before, self._after, self._language = questions, before, after, language
        self._kinds = [one.kind for one in facts]
        self._outcomes = [(one.before, one.after) for one in duties]
        rows = _select(questions, _WORDS % language)
        self._labels = {row["node"].value: row["label"].value for row in rows}
        self._ids = {row["node"].value: row["id"].value for row in rows if "id" in row}
        wanted = {iri for one in facts for side in (one.before, one.after) if side for iri in side.statements}
        wanted |= {iri for one in duties for side in one.statements for iri in side}
        self._evidence = statements_of(questions.engine, wanted, questions.names, questions.quotes, language)

    def summary(self) -> dict[str, dict[str, int]]:
        """How many changes there are of each kind, and duties of each pair of outcomes."""
        kinds = Counter(self._labels[PKG[kind].value] for kind in self._kinds)
        outcomes = Counter(f"{self._labels[one]} → {self._labels[other]}" for one, other in self._outcomes)
        return {"facts": dict(sorted(kinds.items())), "duties": dict(sorted(outcomes.items()))}

    def fact(self, one: Change) -> dict[str, Any]:
        """A change of a fact: value, stance, hedge and passages, now and before."""
        now, before = self._value(one, 1), self._value(one, 0)
        return {
            "change": self._labels[PKG[one.kind].value],
            "kind": one.kind,
            "subject": one.subject.removeprefix("#"),
            "subject_label": self._subject(one),
            "predicate": curie(one.predicate),
            "predicate_label": self._questions.names.label(one.predicate, self._language),
            "value": now if one.after is not None else before,
            "before": before,
            "denied": one.denied,
            "stance": one.after.stance if one.after else None,
            "stance_before": one.before.stance if one.before else None,
            "hedged": one.after.hedged if one.after else None,
            "hedged_before": one.before.hedged if one.before else None,
            "evidence": self._passages(one.after.statements if one.after else ()),
            "evidence_before": self._passages(one.before.statements if one.before else ()),
        }

    def duty(self, one: OutcomeChange) -> dict[str, Any]:
        """A duty whose outcome is another, with what each outcome rests on."""
        return {
            "law": curie(one.law),
            "duty": self._ids[one.duty],
            "label": self._labels[one.duty],
            "before": self._labels[one.before],
            "after": self._labels[one.after],
            "evidence": self._passages(one.statements[1]),
            "evidence_before": self._passages(one.statements[0]),
        }

    def _subject(self, one: Change) -> str:
        """What a fact is said of: its name in the version that says so, else what it is."""
        version = self._after if one.after is not None else self._before
        name: str | None = one.subject
        # A period has no name of its own: it is called by the process that it is of.
        while name is not None:
            iri = version.full(name)
            for predicate in (SKOS["prefLabel"], DPV["hasName"]):
                if (own := version.policy.one(iri, predicate)) is not None:
                    return own.value
            name = next((key.subject for key in version.facts if key.value == name != key.subject), None)
        kinds = (
            version.policy.one(version.full(one.subject), kind) for kind in (SKOS["broader"], RDF["type"])
        )
        return self._word(next((kind.value for kind in kinds if kind is not None), one.subject))

    def _value(self, one: Change, place: int) -> str | None:
        fact = (one.before, one.after)[place]
        if one.shown is not None:
            return " ".join(self._word(word) for word in one.shown[place].split(" ")) or None
        return None if fact is None else self._label((self._before, self._after)[place], fact)

    def _label(self, version: VersionFacts, fact: Fact) -> str:
        return self._word(shown(version, fact))

    def _word(self, text: str) -> str:
        is_iri = text.startswith(("https://", "http://")) and " " not in text
        return self._questions.names.label(text, self._language) if is_iri else text

    def _passages(self, statements: Iterable[str]) -> list[Evidence]:
        return [piece for one in statements for piece in self._evidence.get(one, [])]


def _select(questions: Questions, text: str) -> list[Row]:
    return select(questions.engine, SPARQL_PREFIXES + text)
