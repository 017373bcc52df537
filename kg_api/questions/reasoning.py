"""What follows from the facts: members of the defined classes, contradictions, and how a proof of them went."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from kg_api.engine import is_true, select
from kg_api.questions.answer import Questions
from kg_api.questions.evidence import evidence_of
from kg_api.validation.proof import Proven
from kg_api.vocabulary import DATA, SPARQL_PREFIXES, curie

_MEMBERS: Final = """
SELECT ?class ?label ?controller ?member WHERE {
  ?class a pkg:DefinedClass ; rdfs:label ?label FILTER(LANG(?label) = "en")
  OPTIONAL { ?node a pkg:Inference ; pkg:concludes ?class ; pkg:ofMember ?member ; pkg:controller ?controller }
}
ORDER BY ?class ?controller ?member
"""
_CLASHES: Final = """
SELECT ?controller ?kind ?label ?scope ?sure ?party ?fact ?other WHERE {
  ?node a pkg:Finding ; pkg:findingKind ?kind ; pkg:controller ?controller ; pkg:byDefault true ; pkg:basedOn ?fact .
  ?kind pkg:contradiction true ; rdfs:label ?label FILTER(LANG(?label) = "en")
  OPTIONAL {
    ?node pkg:clashesWith ?other . OPTIONAL { ?other pkg:factStance ?otherStance ; pkg:factHedged ?otherHedged }
  }
  OPTIONAL { ?node pkg:otherParty ?party }
  OPTIONAL { ?node pkg:sure ?surely }
  OPTIONAL { ?node pkg:findingScope/skos:notation ?beyond }
  ?fact pkg:factStance ?stance ; pkg:factHedged ?hedged .
  BIND(COALESCE(?beyond, "within") AS ?scope)
  BIND(?stance = pkg:Implied || COALESCE(?otherStance, pkg:Stated) = pkg:Implied AS ?implied)
  BIND(COALESCE(?surely, !?implied && !?hedged && !COALESCE(?otherHedged, false)) AS ?sure)
}
ORDER BY ?controller ?scope ?kind ?fact ?other
"""


def derived(questions: Questions, wanted: Sequence[str]) -> dict[str, Any]:
    """The members of each class and the contradictions, each with its passages; of the controllers ``wanted``, or all.

    Raises UnknownName for a controller that is not there.
    """
    names = questions.names
    only = {names.controller(text.split("/")[0]) for text in wanted} or set(names.slugs)
    classes: dict[str, dict[str, Any]] = {}
    for row in select(questions.engine, SPARQL_PREFIXES + _MEMBERS):
        one = classes.setdefault(
            row["class"].value,
            {"class": curie(row["class"].value), "label": row["label"].value, "members": defaultdict(list)},
        )
        if "controller" in row and row["controller"].value in only:
            member = row["member"].value.removeprefix(DATA)
            one["members"][names.slugs[row["controller"].value]].append(member)
    clashes = [
        row for row in select(questions.engine, SPARQL_PREFIXES + _CLASHES) if row["controller"].value in only
    ]
    facts = [row[name].value for row in clashes for name in ("fact", "other") if name in row]
    evidence = evidence_of(questions.engine, facts, names, questions.quotes, "en")
    return {
        "classes": [{**one, "members": dict(one["members"])} for one in classes.values()],
        "contradictions": [
            {
                "controller": names.slugs[row["controller"].value],
                "kind": row["kind"].value.rpartition("#")[2],
                "label": row["label"].value,
                "scope": row["scope"].value,
                "sure": is_true(row["sure"]),
                "other_party": names.slugs.get(row["party"].value) if "party" in row else None,
                "evidence": evidence.get(row["fact"].value, []),
                "clashes_with": evidence.get(row["other"].value, []) if "other" in row else [],
            }
            for row in clashes
        ],
        "snapshot": questions.engine.describe().snapshot,
    }


def proof_of(name: str, proven: Proven) -> dict[str, Any]:
    """A proof as plain data: consistent or not, the classes in which HermiT and the rules differ, the clash."""
    return {
        "policy": name,
        "consistent": proven.proof.consistent,
        "empty_classes": [curie(iri) for iri in proven.proof.empty],
        "members": {curie(iri): len(found) for iri, found in proven.proof.members.items()},
        "differing": {
            curie(iri): {
                "only_hermit": sorted(hermit - rules),
                "only_rules": sorted(rules - hermit),
            }
            for iri, (hermit, rules) in proven.differing.items()
        },
        "only_by_rule": [curie(iri) for iri in proven.only_rules],
        "above": {
            curie(iri): sorted(curie(one) for one in above) for iri, above in proven.proof.above.items()
        },
        "clash": [asdict(one) for one in proven.clash],
    }


def class_tree(above: dict[str, list[str]]) -> list[tuple[int, str]]:
    """The derived order of classes as lines of depth and name; a class of two parents stands below each."""
    direct = {
        iri: {one for one in ups if not any(one in above[other] for other in ups if other != one)}
        for iri, ups in above.items()
    }
    lines: list[tuple[int, str]] = []

    def walk(iri: str, depth: int) -> None:
        lines.append((depth, iri))
        for below in sorted(one for one, parents in direct.items() if iri in parents):
            walk(below, depth + 1)

    for top in sorted(iri for iri, parents in direct.items() if not parents):
        walk(top, 0)
    return lines


def print_reasoning(console: Console, found: dict[str, Any], proofs: list[dict[str, Any]]) -> None:
    """The classes with how many members each controller has, the contradictions, the proofs."""
    slugs = sorted({slug for one in found["classes"] for slug in one["members"]})
    table = Table("class", "what", *slugs)
    for one in found["classes"]:
        counts = [str(len(one["members"].get(slug, ())) or "") for slug in slugs]
        table.add_row(one["class"], one["label"], *counts)
    console.print(table)
    clashes = Table("controller", "scope", "contradiction", "sure", "passage", "clashes with")
    for one in found["contradictions"]:
        party = f" ({one['other_party']})" if one["other_party"] else ""
        passages = _glosses(one["evidence"]), _glosses(one["clashes_with"])
        sure = "yes" if one["sure"] else "no"
        clashes.add_row(one["controller"], one["scope"] + party, one["label"], sure, *passages)
    console.print(clashes)
    for proof in proofs:
        verdict = "consistent" if proof["consistent"] else "inconsistent"
        agree = "members as by the rules" if not proof["differing"] else f"differs: {proof['differing']}"
        only = ", ".join(proof["only_by_rule"])
        console.print(
            f"{proof['policy']}: HermiT finds it {verdict}; {agree}; by rule alone: {only}", markup=False
        )
        for one in proof["clash"]:
            console.print(f"  {one['statement']}", markup=False)
            for passage in one["passages"]:
                place = f"{passage['section'] or 'no heading'}, {passage['start']}–{passage['end']}"
                console.print(f"    {passage['gloss']} ({place})", markup=False)
    trees = [class_tree(proof["above"]) for proof in proofs if proof["above"]]
    if trees:
        console.print("The classes as HermiT orders them:")
        for depth, iri in trees[0]:
            console.print(f"  {'  ' * depth}{iri}", markup=False)


def _glosses(pieces: list[dict[str, Any]]) -> str:
    seen = dict.fromkeys(f"{piece['gloss']} ({piece['start']}–{piece['end']})" for piece in pieces)
    return "\n".join(seen)
