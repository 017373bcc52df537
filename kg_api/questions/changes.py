"""What changed from one version of a policy to the next, in facts: added, removed, widened, narrowed, said otherwise.

A fact is known by its subject's name in the file, its predicate and its value; versions of one curator keep the names
of what stays. Where a fact of the old version has gone and one of the new has the same subject and predicate and a
value above or below it, it was widened or narrowed (``skos:broaderTransitive``). Periods are compared in days, duties
by outcome.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from pyoxigraph import NamedNode
from rich.console import Console
from rich.table import Table

from kg_api.engine import Row, select, values
from kg_api.errors import ParameterError, UnknownName
from kg_api.questions.answer import Questions
from kg_api.vocabulary import BASE, DATA, SPARQL_PREFIXES, curie

_VERSIONS: Final = """
SELECT ?graph ?date WHERE {
  GRAPH ?graph { ?notice a dpv:PrivacyNotice . OPTIONAL { ?notice pkg:sortDate ?date } }
  FILTER(STRSTARTS(STR(?graph), "%s") && STRENDS(STR(?graph), "/policy"))
}
ORDER BY ?date ?graph
"""
_FACTS: Final = """
SELECT ?s ?p ?o ?stance ?hedged ?denied ?section ?start ?end ?gloss WHERE {
  GRAPH %(evidence)s {
    ?statement pkg:stance ?stance ; oa:hasTarget ?passage .
    OPTIONAL { ?statement pkg:hedged ?hedged }
    ?passage oa:hasSelector ?place ; rdfs:comment ?gloss . ?place oa:start ?start ; oa:end ?end .
    OPTIONAL { ?passage pkg:section|pkg:sectionGloss ?section }
    OPTIONAL { ?statement pkg:about ?denial }
    OPTIONAL { ?statement rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object }
  }
  OPTIONAL {
    GRAPH %(policy)s {
      ?denial owl:sourceIndividual ?source ; owl:assertionProperty ?property ; owl:targetIndividual ?target
    }
  }
  BIND(COALESCE(?subject, ?source) AS ?s) BIND(COALESCE(?predicate, ?property) AS ?p)
  BIND(COALESCE(?object, ?target) AS ?o) BIND(BOUND(?denial) AS ?denied)
  FILTER(BOUND(?s) && BOUND(?p) && BOUND(?o))
}
ORDER BY ?s ?p ?o ?start
"""
_DAYS: Final = """
SELECT ?node ?days WHERE {
  GRAPH %s { ?condition dpv:hasDuration ?length . ?length pkg:maxDays ?days . BIND(?condition AS ?node) }
}
"""
_OUTCOMES: Final = """
SELECT ?law ?id ?label ?outcome WHERE {
  GRAPH %s {
    ?node a pkg:Assessment ; pkg:duty ?duty ; pkg:law ?law ; pkg:outcome ?result ; pkg:byDefault true .
  }
  ?duty dct:identifier ?id ; rdfs:label ?label . ?result rdfs:label ?outcome .
  FILTER(LANG(?label) = "%s" && LANG(?outcome) = "en")
}
"""
_ABOVE: Final = f"""
SELECT ?below ?above WHERE {{
  %s GRAPH <{BASE}graphs/closure> {{ ?below skos:broaderTransitive ?above FILTER(?below != ?above) }}
}}
"""

Key = tuple[str, str, str, bool]


@dataclass
class _Fact:
    stance: str
    hedged: bool
    value: str
    passages: list[dict[str, Any]] = field(default_factory=list)


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
    versions = _versions(questions, slug)
    if older is None and newer is None:
        if len(versions) < 2:
            raise ParameterError(
                f"{slug} has one version ({', '.join(versions)}), so nothing to compare it with."
            )
        older, newer = versions[-2], versions[-1]
    for name in (older, newer):
        if name not in versions:
            raise UnknownName("version", str(name), versions)
    before, after = _facts(questions, slug, str(older)), _facts(questions, slug, str(newer))
    gone, come = before.keys() - after.keys(), after.keys() - before.keys()
    moved = _moved(questions, gone, come, before, after)
    taken = {key for pair in moved for key in pair[:2]}
    found = [
        *(
            {"change": kind, **_shown(questions, new, after[new], before[old], language)}
            for old, new, kind in moved
        ),
        *({"change": "added", **_shown(questions, key, after[key], None, language)} for key in come - taken),
        *(
            {"change": "removed", **_shown(questions, key, None, before[key], language)}
            for key in gone - taken
        ),
        *_restated(questions, before, after, language),
        *_periods(questions, slug, str(older), str(newer)),
    ]
    return {
        "controller": slug,
        "from": older,
        "to": newer,
        "versions": versions,
        "facts": sorted(
            found, key=lambda one: (one["subject"], one["predicate"], one["change"], str(one["value"]))
        ),
        "duties": _duties(questions, slug, str(older), str(newer), language),
        "snapshot": questions.engine.describe().snapshot,
    }


def print_changes(console: Console, found: dict[str, Any]) -> None:
    """The changes as tables: facts with the passages of both versions, duties whose outcome changed."""
    console.print(f"{found['controller']}: {found['from']} → {found['to']}", markup=False)
    facts = Table("change", "of", "property", "before", "now", "passage now", "passage before")
    for one in found["facts"]:
        value = "" if one["change"] == "removed" else str(one["value"])
        cells = (one["change"], one["subject"], one["predicate"], str(one["before"] or ""), value)
        facts.add_row(*cells, _glosses(one["evidence"]), _glosses(one["evidence_before"]))
    console.print(facts)
    duties = Table("law", "duty", "asks for", "before", "now")
    for duty in found["duties"]:
        duties.add_row(duty["law"], duty["duty"], duty["label"], duty["before"], duty["after"])
    console.print(duties)


def _glosses(passages: list[dict[str, Any]]) -> str:
    return "\n".join(f"{one['gloss']} ({one['start']}–{one['end']})" for one in passages)


def _versions(questions: Questions, slug: str) -> list[str]:
    rows = _select(questions, _VERSIONS % f"{DATA}{slug}/")
    return [row["graph"].value.removeprefix(f"{DATA}{slug}/").removesuffix("/policy") for row in rows]


def _facts(questions: Questions, slug: str, version: str) -> dict[Key, _Fact]:
    base = f"{DATA}{slug}/{version}"
    names = {"evidence": NamedNode(f"{base}/evidence"), "policy": NamedNode(f"{base}/policy")}
    found: dict[Key, _Fact] = {}
    for row in _select(questions, _FACTS % names):
        own = f"{base}/policy#"
        value = row["o"].value
        key = (
            row["s"].value.removeprefix(own),
            row["p"].value,
            "#" + value.removeprefix(own) if value.startswith(own) else value,
            row["denied"].value == "true",
        )
        stance = "denied" if key[3] else row["stance"].value.rpartition("#")[2].lower()
        hedged = "hedged" in row and row["hedged"].value == "true"
        one = found.setdefault(key, _Fact(stance, hedged, value))
        if stance == "stated" and one.stance == "implied":
            one.stance, one.hedged = stance, hedged
        elif stance == one.stance:
            one.hedged = one.hedged and hedged
        one.passages.append(_passage(row, f"{slug}/{version}"))
    return found


def _passage(row: Row, policy: str) -> dict[str, Any]:
    return {
        "policy": policy,
        "section": row["section"].value if "section" in row else None,
        "start": int(row["start"].value),
        "end": int(row["end"].value),
        "gloss": row["gloss"].value,
    }


def _moved(
    questions: Questions,
    gone: set[Key],
    come: set[Key],
    before: dict[Key, _Fact],
    after: dict[Key, _Fact],
) -> list[tuple[Key, Key, str]]:
    """Facts of which only the value moved up or down the hierarchy."""
    pairs = [
        (old, new) for old in gone for new in come if (old[0], old[1], old[3]) == (new[0], new[1], new[3])
    ]
    nodes = {fact.value for old, new in pairs for fact in (before[old], after[new]) if _is_iri(fact.value)}
    above: set[tuple[str, str]] = set()
    if nodes:
        block = values(["below"], [[NamedNode(iri)] for iri in sorted(nodes)])
        above = {(row["below"].value, row["above"].value) for row in _select(questions, _ABOVE % block)}
    moved, taken = [], set()
    for old, new in sorted(pairs):
        kind = (
            "widened"
            if (before[old].value, after[new].value) in above
            else "narrowed"
            if (after[new].value, before[old].value) in above
            else None
        )
        if kind and old not in taken and new not in taken:
            moved.append((old, new, kind))
            taken |= {old, new}
    return moved


def _restated(
    questions: Questions, before: dict[Key, _Fact], after: dict[Key, _Fact], language: str
) -> list[dict[str, Any]]:
    """Facts in both that are said otherwise: another stance, a hedge more or less."""
    found = []
    for key in sorted(before.keys() & after.keys()):
        old, new = before[key], after[key]
        if old.stance != new.stance:
            found.append(
                {"change": f"{old.stance} → {new.stance}", **_shown(questions, key, new, old, language)}
            )
        elif old.hedged != new.hedged:
            change = "hedged" if new.hedged else "no longer hedged"
            found.append({"change": change, **_shown(questions, key, new, old, language)})
    return found


def _periods(questions: Questions, slug: str, older: str, newer: str) -> list[dict[str, Any]]:
    """Storage periods that became longer or shorter."""
    days = []
    for version in (older, newer):
        base = f"{DATA}{slug}/{version}/policy"
        rows = _select(questions, _DAYS % NamedNode(base))
        days.append({row["node"].value.removeprefix(base): int(row["days"].value) for row in rows})
    return [
        {
            "change": "longer" if days[1][node] > days[0][node] else "shorter",
            "subject": node.removeprefix("#"),
            "predicate": "dpv:hasDuration",
            "value": f"{days[1][node]} days",
            "before": f"{days[0][node]} days",
            "denied": False,
            "evidence": [],
            "evidence_before": [],
        }
        for node in sorted(days[0].keys() & days[1].keys())
        if days[0][node] != days[1][node]
    ]


def _duties(questions: Questions, slug: str, older: str, newer: str, language: str) -> list[dict[str, Any]]:
    """Duties whose outcome is another."""
    outcomes: list[dict[tuple[str, str], tuple[str, str]]] = []
    for version in (older, newer):
        graph = NamedNode(f"{DATA}{slug}/{version}/assessment")
        rows = _select(questions, _OUTCOMES % (graph, language))
        outcomes.append(
            {(curie(r["law"].value), r["id"].value): (r["label"].value, r["outcome"].value) for r in rows}
        )
    return [
        {
            "law": law,
            "duty": duty,
            "label": outcomes[1][law, duty][0],
            "before": outcomes[0][law, duty][1],
            "after": outcomes[1][law, duty][1],
        }
        for law, duty in sorted(outcomes[0].keys() & outcomes[1].keys())
        if outcomes[0][law, duty][1] != outcomes[1][law, duty][1]
    ]


def _shown(
    questions: Questions, key: Key, new: _Fact | None, old: _Fact | None, language: str
) -> dict[str, Any]:
    def label(fact: _Fact | None) -> str | None:
        if fact is None:
            return None
        return questions.names.label(fact.value, language) if _is_iri(fact.value) else fact.value

    return {
        "subject": key[0],
        "predicate": curie(key[1]),
        "value": label(new) if new is not None else label(old),
        "before": label(old),
        "denied": key[3],
        "evidence": new.passages if new else [],
        "evidence_before": old.passages if old else [],
    }


def _is_iri(text: str) -> bool:
    return text.startswith(("https://", "http://"))


def _select(questions: Questions, text: str) -> list[Row]:
    return select(questions.engine, SPARQL_PREFIXES + text)
