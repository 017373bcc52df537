"""Assessments as answers: each duty with its outcome and passages, findings, which law applies and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from kg_api.engine import Row, is_true, select, values
from kg_api.errors import UnknownName
from kg_api.questions.answer import Questions
from kg_api.questions.assessed_duty import About, by_duty, duty_of
from kg_api.questions.evidence import Evidence, evidence_of
from kg_api.questions.sayings import ODDITIES
from kg_api.questions.shortfalls import PARTS, SHORTFALLS, set_against, shortfalls_of, tell_once
from kg_api.vocabulary import DATA, LAW, SPARQL_PREFIXES, XSD, curie

OUTCOMES: Final = ("met", "partly", "not met", "not applicable", "cannot tell")
LAWS: Final = {
    "gdpr": "law:GDPR",
    "eprivacy": "law:Directive-2002-58",
    "uk": "law:UK-GDPR",
    "sg": "law:SG-PDPA",
}
_CASES = """
SELECT ?controller ?notice ?day ?own ?node ?duty ?id ?law ?kind ?label ?citation ?outcome ?state ?condition ?question
  ?undecidable WHERE {
  %s
  ?node a pkg:Assessment ; pkg:controller ?controller ; pkg:notice ?notice ; pkg:judgedAt ?day ; pkg:ownDate ?own ;
    pkg:duty ?duty ; pkg:law ?law ; pkg:outcome/rdfs:label ?outcome ; pkg:state/rdfs:label ?state .
  ?duty dct:identifier ?id ; pkg:dutyKind ?kind ; rdfs:label ?label ; dct:bibliographicCitation ?citation ;
    pkg:underCondition/rdfs:label ?condition .
  FILTER(LANG(?outcome) = "en" && LANG(?state) = "en" && LANG(?label) = ?language && LANG(?condition) = ?language)
  OPTIONAL { ?node pkg:question ?question FILTER(LANG(?question) = ?language) }
  OPTIONAL { ?duty pkg:undecidable ?undecidable FILTER(LANG(?undecidable) = ?language) }
}
"""
_LINKS = """
SELECT ?node ?predicate ?value WHERE {
  %s
  VALUES ?predicate { pkg:basedOn pkg:shortOf pkg:lacks pkg:advice }
  ?node a pkg:Assessment ; pkg:controller ?controller ; pkg:judgedAt ?day ; ?predicate ?value .
  FILTER(!isLiteral(?value) || LANG(?value) = ?language)
}
ORDER BY ?node ?predicate ?value
"""
_ARTICLES = "SELECT ?duty ?article WHERE { ?duty a pkg:Duty ; pkg:article ?article } ORDER BY ?duty ?article"
_ASPECTS = """
SELECT ?aspect ?label WHERE { %s ?aspect a pkg:Aspect ; rdfs:label ?label FILTER(LANG(?label) = ?language) }
"""
_FINDINGS = """
SELECT ?node ?kind ?label ?advice ?severity ?fact ?other ?contradiction ?day WHERE {
  %s
  ?node a pkg:Finding ; pkg:controller ?controller ; pkg:judgedAt ?day ; pkg:findingKind ?kind ; pkg:basedOn ?fact ;
    sh:resultSeverity ?severity .
  ?kind rdfs:label ?label ; pkg:advice ?advice ; pkg:contradiction ?contradiction .
  FILTER(LANG(?label) = ?language && LANG(?advice) = ?language)
  OPTIONAL { ?node pkg:clashesWith ?other }
}
ORDER BY ?kind ?node
"""
_SCOPES = """
SELECT ?node ?law ?name ?label ?reasoning ?assumed ?assessed ?inForce ?authority ?fact WHERE {
  %s
  ?node a pkg:Application ; pkg:controller ?controller ; pkg:judgedAt ?day ; pkg:law ?law ; pkg:concludes ?scope ;
    pkg:asAssumption ?assumed ; pkg:assessed ?assessed ; pkg:inForce ?inForce ; pkg:basedOn ?fact .
  ?scope rdfs:label ?label ; rdfs:comment ?reasoning .
  FILTER(LANG(?label) = ?language && LANG(?reasoning) = ?language)
  OPTIONAL { ?law rdfs:label|skos:prefLabel ?name FILTER(LANG(?name) = ?language) }
  OPTIONAL { ?node pkg:competentAuthority/rdfs:label ?authority FILTER(LANG(?authority) = ?language) }
}
ORDER BY ?law ?node ?authority ?fact
"""
_OUTCOMES = """
SELECT ?controller ?law ?outcome ?day ?own (COUNT(?node) AS ?duties) WHERE {
  %s
  ?node a pkg:Assessment ; pkg:controller ?controller ; pkg:law ?law ; pkg:judgedAt ?day ; pkg:ownDate ?own ;
    pkg:outcome/rdfs:label ?outcome FILTER(LANG(?outcome) = "en")
}
GROUP BY ?controller ?law ?outcome ?day ?own
"""
# Controllers in one query.
_BATCH: Final = 50
_DAYS = """
SELECT DISTINCT ?controller ?day ?own ?default WHERE {
  %s
  ?node a pkg:Assessment ; pkg:controller ?controller ; pkg:judgedAt ?day ; pkg:ownDate ?own ; pkg:byDefault ?default .
}
ORDER BY ?controller ?day
"""


def law_of(name: str | None) -> str | None:
    """The IRI of a law named ``gdpr``, ``eprivacy``, ``uk`` or ``sg``; UnknownName for any other."""
    if name is None:
        return None
    if name not in LAWS:
        raise UnknownName("law", name, LAWS, status=422)
    return LAW.iri + LAWS[name].partition(":")[2]


def assessment(
    questions: Questions,
    controller: str,
    law: str | None = None,
    as_of: date | None = None,
    language: str = "en",
) -> dict[str, Any]:
    """How a controller's current notice stands: duties, findings, applicable law, each with its passages.

    ``law`` is one of :data:`LAWS`, None for all; ``as_of`` a day that the snapshot was judged at, None for the
    notice's own. Raises UnknownName for a controller, law or day that is not there.
    """
    iri = questions.names.controller(controller)
    wanted_law = law_of(law)
    day, own = _day(questions, iri, as_of)
    block = (
        values(["controller", "day"], [[NamedNode(iri), Literal(day, datatype=XSD["date"])]])
        + " "
        + values(["language"], [[Literal(language)]])
    )
    every = _select(questions, _CASES % block)
    cases = [row for row in every if wanted_law is None or row["law"].value == wanted_law]
    links = _links(_select(questions, _LINKS % block))
    found = _select(questions, _FINDINGS % block)
    scopes = _select(questions, _SCOPES % block)
    short = _select(questions, SHORTFALLS % _at(every[0]["notice"], day)) if every else []
    facts = [
        *(fact for one in links.values() for name in ("basedOn", "shortOf") for fact in one.get(name, ())),
        *(row[name].value for row in found for name in ("fact", "other") if name in row),
        *(row["fact"].value for row in scopes),
    ]
    evidence = evidence_of(questions.engine, facts, questions.names, questions.quotes, language)
    about = _about(questions, block, short, evidence, language)
    duties = [duty_of(row, links.get(row["node"].value, {}), about) for row in cases]
    duties.sort(key=_order)
    findings = [finding_of(row, evidence) for row in found]
    set_against(duties, findings)
    return {
        "controller": questions.names.slugs[iri],
        "controller_name": questions.names.controllers[iri],
        "policy": every[0]["notice"].value.removeprefix(DATA).split("/policy#")[0] if every else None,
        "judged_at": day,
        "own_date": own,
        "counts": {name: sum(1 for one in duties if one["outcome"] == name) for name in OUTCOMES},
        "applicability": _applicability(scopes, evidence),
        "duties": tell_once(duties),
        "findings": findings,
        "snapshot": questions.engine.describe().snapshot,
    }


def overview(
    questions: Questions, as_of: date | None = None, controllers: Sequence[str] | None = None
) -> list[dict[str, Any]]:
    """Controllers (IRIs; all without) in order of slug, each with its outcomes counted, by law; no score."""
    wanted = list(questions.names.slugs) if controllers is None else controllers
    found: list[dict[str, Any]] = []
    for start in range(0, len(wanted), _BATCH):
        found.extend(_outcomes(questions, wanted[start : start + _BATCH], as_of))
    return found


def _outcomes(questions: Questions, controllers: Sequence[str], as_of: date | None) -> list[dict[str, Any]]:
    """As :func:`overview`, of as many controllers as fit in a query."""
    rows = _select(questions, _OUTCOMES % values(["controller"], [[NamedNode(iri)] for iri in controllers]))
    days = _days(questions, controllers)
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in rows:
        iri, law, day = row["controller"].value, row["law"].value, row["day"].value
        if days[iri].at(as_of)[0] != day:
            continue
        one = found.setdefault(
            (iri, law, day),
            {
                "controller": questions.names.slugs[iri],
                "controller_name": questions.names.controllers[iri],
                "law": curie(law),
                "judged_at": day,
                "own_date": is_true(row["own"]),
                "counts": dict.fromkeys(OUTCOMES, 0),
            },
        )
        one["counts"][row["outcome"].value] = int(row["duties"].value)
    return [found[key] for key in sorted(found)]


def controllers_assessed(questions: Questions) -> list[str]:
    """The slugs of the controllers that have an assessment."""
    return sorted(questions.names.slugs[iri] for iri in _days(questions))


def _day(questions: Questions, controller: str, as_of: date | None) -> tuple[str, bool]:
    """The day of judgement of a controller's notice, and whether it is the notice's own date."""
    found = _days(questions, [controller]).get(controller)
    if found is None:
        raise UnknownName("assessment", questions.names.slugs[controller], controllers_assessed(questions))
    return found.at(as_of)


@dataclass
class _Days:
    """The days that a notice was judged at, each with whether it is its own date; ``default`` is the one by itself."""

    days: dict[str, bool] = field(default_factory=dict)
    default: str = ""

    def at(self, as_of: date | None) -> tuple[str, bool]:
        day = self.default if as_of is None else as_of.isoformat()
        if day not in self.days:
            raise UnknownName("day of judgement", day, sorted(self.days), status=422)
        return day, self.days[day]


def _days(questions: Questions, controllers: Sequence[str] | None = None) -> dict[str, _Days]:
    every = controllers is None
    block = "" if every else values(["controller"], [[NamedNode(iri)] for iri in controllers or ()])
    found: dict[str, _Days] = {}
    for row in _select(questions, _DAYS % block):
        one = found.setdefault(row["controller"].value, _Days())
        one.days[row["day"].value] = is_true(row["own"])
        if is_true(row["default"]):
            one.default = row["day"].value
    return found


def _select(questions: Questions, text: str) -> list[Row]:
    return select(questions.engine, SPARQL_PREFIXES + text)


def _links(rows: Iterable[Row]) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for row in rows:
        name = row["predicate"].value.rpartition("#")[2]
        found.setdefault(row["node"].value, {}).setdefault(name, []).append(row["value"].value)
    return found


def _about(
    questions: Questions, block: str, short: list[Row], evidence: dict[str, list[Evidence]], language: str
) -> About:
    rows = _select(questions, _ASPECTS % values(["language"], [[Literal(language)]]))
    aspects = {row["aspect"].value: row["label"].value for row in rows}
    return About(
        by_duty(_select(questions, _ARTICLES), "article"),
        by_duty(_select(questions, PARTS), "part"),
        aspects,
        evidence,
        shortfalls_of(short, aspects, _oddities(questions, block), evidence, questions.names, language),
    )


def _oddities(questions: Questions, block: str) -> dict[str, str]:
    """What is odd in the text, in words: of which kind, and as printed where it is short enough to be kept."""
    return {
        row["node"].value: f"{row['kind'].value}: “{row['text'].value}”"
        if "text" in row
        else row["kind"].value
        for row in _select(questions, ODDITIES % block)
    }


def _at(notice: Any, day: str) -> str:
    return values(["notice", "day"], [[notice, Literal(day, datatype=XSD["date"])]])


def finding_of(row: Row, evidence: dict[str, list[Evidence]]) -> dict[str, Any]:
    """A finding from a row of kind, label, advice, severity, contradiction, day, fact and, where two clash, other."""
    return {
        "finding": row["kind"].value.rpartition("#")[2],
        "label": row["label"].value,
        "advice": row["advice"].value,
        "severity": row["severity"].value.rpartition("#")[2].lower(),
        "contradiction": is_true(row["contradiction"]),
        "judged_at": row["day"].value,
        "evidence": evidence.get(row["fact"].value, []),
        "clashes_with": evidence.get(row["other"].value, []) if "other" in row else [],
    }


def _applicability(rows: list[Row], evidence: dict[str, list[Evidence]]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    seen: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        one = found.setdefault(
            row["node"].value,
            {
                "law": curie(row["law"].value),
                "law_name": row["name"].value if "name" in row else curie(row["law"].value),
                "why": row["label"].value,
                "reasoning": row["reasoning"].value,
                "as_assumption": is_true(row["assumed"]),
                "assessed": is_true(row["assessed"]),
                "in_force": is_true(row["inForce"]),
                "authorities": [],
                "evidence": [],
            },
        )
        if "authority" in row and row["authority"].value not in one["authorities"]:
            one["authorities"].append(row["authority"].value)
        if row["fact"].value not in seen[row["node"].value]:
            seen[row["node"].value].add(row["fact"].value)
            one["evidence"].extend(evidence.get(row["fact"].value, []))
    return list(found.values())


def _order(duty: dict[str, Any]) -> tuple[int, str, int]:
    letters = duty["duty"].rstrip("0123456789")
    laws = list(LAWS.values())
    return (
        laws.index(duty["law"]) if duty["law"] in laws else len(laws),
        letters,
        int(duty["duty"][len(letters) :]),
    )


def finding_counts(findings: Iterable[dict[str, Any]]) -> dict[str, int]:
    """How many findings of each kind."""
    return dict(sorted(Counter(one["finding"] for one in findings).items()))
