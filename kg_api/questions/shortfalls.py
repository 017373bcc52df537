"""By what a notice falls short of a duty, by name: which purposes have no basis, which data no period, and where.

A validation result of the graph names the aspect that a duty will not have and the facts that show it; here these are
put in words. Several duties may ask for the same thing, so a shortfall says under which other ones it counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from kg_api.engine import Row
from kg_api.questions.evidence import Evidence
from kg_api.questions.labels import Names
from kg_api.vocabulary import curie

# Of one notice (?notice) at one day (?day): what each result found that a duty will not have.
SHORTFALLS: Final = """
SELECT ?duty ?aspect ?fact WHERE {
  %s
  ?result sh:focusNode ?notice ; pkg:judgedAt ?day ; pkg:duty ?duty ; sh:value ?aspect ; pkg:shortOf ?fact .
}
ORDER BY ?duty ?aspect ?fact
"""
# Duties that sum up others, with the numbers of those.
PARTS: Final = """
SELECT ?duty ?part WHERE { ?duty pkg:aggregates/dct:identifier ?part } ORDER BY ?duty ?part
"""
_SAYS: Final = ("denied", "stated", "implied")
# A shortfall by one of these is one of two statements: the other is in a finding.
_CLASHES: Final = "aspect:Contradiction"
Key = frozenset[tuple[str, str, str]]


def shortfalls_of(
    rows: Sequence[Row],
    labels: Mapping[str, str],
    oddities: Mapping[str, str],
    evidence: Mapping[str, list[Evidence]],
    names: Names,
    language: str,
) -> dict[str, list[dict[str, Any]]]:
    """By duty (IRI) its shortfalls, from rows of :data:`SHORTFALLS`: ``aspect``, ``label`` and ``facts``.

    A fact has ``name`` and ``node`` its value, ``of`` and ``of_node`` what it is said of (a process of the
    notice), with stance, hedge and ``passages`` (policy, section, start, end); ``against`` is empty until
    :func:`set_against`. A value without a name of its own has None, and so has the notice itself. ``labels`` are
    those of aspects, ``oddities`` the words of oddities, by IRI.
    """
    found: dict[str, dict[str, dict[str, Any]]] = {}
    names.learn(piece["fact"]["subject"] for row in rows for piece in evidence.get(row["fact"].value, ()))
    for row in rows:
        aspect = row["aspect"].value
        one = found.setdefault(row["duty"].value, {}).setdefault(
            aspect,
            {
                "aspect": curie(aspect),
                "label": labels.get(aspect, curie(aspect)),
                "same_as": None,
                "also_under": [],
                "facts": [],
            },
        )
        if pieces := evidence.get(row["fact"].value):
            one["facts"].append(_item(pieces, oddities, names, language))
    for kinds in found.values():
        for one in kinds.values():
            one["facts"].sort(key=_place)
    return {duty: list(kinds.values()) for duty, kinds in found.items()}


def tell_once(duties: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The duties with what repeats marked: a shortfall of the very facts of an earlier one says ``same_as`` which duty.

    The first of them says ``also_under`` which duties, in the order given. What was marked before is marked anew, so
    that a part of an assessment refers to nothing outside of it.
    """
    first: dict[Key, tuple[str, dict[str, Any]]] = {}
    told = []
    for duty in duties:
        marked = [{**one, "same_as": None, "also_under": []} for one in duty["shortfalls"]]
        for one in marked:
            where, earlier = first.setdefault(_facts(one), (duty["duty"], one))
            if earlier is not one:
                one["same_as"] = where
                if where != duty["duty"] and duty["duty"] not in earlier["also_under"]:
                    earlier["also_under"].append(duty["duty"])
        told.append({**duty, "shortfalls": marked})
    return told


def set_against(duties: Iterable[Mapping[str, Any]], findings: Iterable[Mapping[str, Any]]) -> None:
    """Puts the other side beside each statement that clashes: ``against``, from the contradictions among findings.

    Each has ``finding`` (what kind of clash), and ``said`` and ``evidence``: the passages of the one and of the other.
    """
    others: dict[tuple[str, str, str], dict[tuple[str, str, str], dict[str, Any]]] = {}
    for finding in findings:
        sides = finding["evidence"], finding["clashes_with"]
        if finding["contradiction"] and all(sides):
            for one, other in (sides, sides[::-1]):
                clash = {"finding": finding["label"], "said": one, "evidence": other}
                others.setdefault(_fact(one[0]), {}).setdefault(_fact(other[0]), clash)
    for duty in duties:
        for shortfall in duty["shortfalls"]:
            if shortfall["aspect"].startswith(_CLASHES):
                for item in shortfall["facts"]:
                    key = (item["of_node"], item["predicate"], item["node"])
                    item["against"] = list(others.get(key, {}).values())


def in_full(duty: Mapping[str, Any]) -> dict[str, Any]:
    """A duty by itself: nothing in it is left to another duty, though it says which ones share a shortfall."""
    told = []
    for one in duty["shortfalls"]:
        others = [id for id in (one["same_as"], *one["also_under"]) if id not in (None, duty["duty"])]
        same = one["same_as"] if one["same_as"] == duty["duty"] else None
        told.append({**one, "same_as": same, "also_under": others})
    return {**duty, "shortfalls": told}


def passages_once(duty: Mapping[str, Any]) -> list[Evidence]:
    """The passages by which a duty falls short, without those that a duty before it has shown."""
    repeated = set().union(*(_facts(one) for one in duty["shortfalls"] if one["same_as"]))
    own = set().union(*(_facts(one) for one in duty["shortfalls"] if not one["same_as"]))
    return [piece for piece in duty["short_of"] if _fact(piece) not in repeated - own]


def by_subject(items: Iterable[Mapping[str, Any]]) -> list[tuple[str | None, list[dict[str, Any]]]]:
    """Items together that are said of the same, in the order of the text; of those called alike the first has the
    others as ``alike``.
    """
    found: dict[str | None, dict[str | None, dict[str, Any]]] = {}
    for item in items:
        group = found.setdefault(item["of"], {})
        if item["name"] in group:
            group[item["name"]]["alike"].append(item)
        else:
            group[item["name"]] = {**item, "alike": []}
    return [(of, list(named.values())) for of, named in found.items()]


def in_words(shortfall: Mapping[str, Any]) -> str:
    """A shortfall on one line: its label, and the names by what they are said of."""
    groups = [
        ": ".join(filter(None, (of, ", ".join(item["name"] for item in items if item["name"]))))
        for of, items in by_subject(shortfall["facts"])
    ]
    told = "; ".join(filter(None, groups))
    return f"{shortfall['label']} ({told})" if told else str(shortfall["label"])


def _item(
    pieces: Sequence[Evidence], oddities: Mapping[str, str], names: Names, language: str
) -> dict[str, Any]:
    fact = pieces[0]["fact"]
    name = oddities.get(fact["object"]) or (fact["label"] if names.is_named(fact["object"]) else None)
    stance = next((name for name in _SAYS if any(piece["stance"] == name for piece in pieces)), "implied")
    return {
        "name": name,
        "node": fact["object"],
        "predicate": fact["predicate"],
        "of": None if _is_notice(pieces[0]) else names.label(fact["subject"], language),
        "of_node": fact["subject"],
        "against": [],
        "stance": stance,
        "hedged": all(piece["hedged"] for piece in pieces if piece["stance"] == stance),
        "passages": [
            {name: piece[name] for name in ("policy", "section", "start", "end")} for piece in pieces
        ],
    }


def _is_notice(piece: Evidence) -> bool:
    return bool(piece["fact"]["subject"].endswith("/policy#notice"))


def _place(item: Mapping[str, Any]) -> tuple[int, str]:
    """Where in the text it is said first."""
    return min(one["start"] for one in item["passages"]), item["name"] or ""


def _facts(shortfall: Mapping[str, Any]) -> Key:
    return frozenset(
        (item["of_node"], item["predicate"], item["node"]) for item in shortfall["facts"]
    ) or frozenset({("", "", shortfall["aspect"])})


def _fact(piece: Evidence) -> tuple[str, str, str]:
    said = piece["fact"]
    return said["subject"], said["predicate"], said["object"]
