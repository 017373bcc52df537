"""Which country or territory lies in which union, and outside which, from our own dated facts.

A place takes the nearest fact: its own, else that of the country that it is part of (so Aruba is outside the EU
though the Netherlands is in it). A place without any is outside. A membership with a last day has ended, unless
another of the same place has none; an exclusion with a last day is no fact any more.
"""

from __future__ import annotations

from collections import defaultdict

from pyoxigraph import Literal, NamedNode, Quad

from kg_api.vocabulary import DPV, PKG, RDF, SKOS

_TYPE, _BROADER, _OUTSIDE = RDF["type"], SKOS["broader"], PKG["outsideOf"]
_PLACES = frozenset({DPV["Country"], DPV["Region"], DPV["City"]})


def areas_of(quads: list[Quad]) -> dict[str, set[str]]:
    """For each place the unions it belongs to today and the areas (``pkg:outsideOf``) that it lies in."""
    facts = _facts(quads)
    parents = _parents(quads)
    outside = _outside(quads)
    unions = {union for _, union in facts}
    areas: dict[str, set[str]] = {}
    for place in parents:
        inside = {union for union in unions if _belongs(place, union, facts, parents)}
        enclosing = inside | _self_and_above(place, parents)
        areas[place] = inside | {area for area, of in outside.items() if not (of & enclosing)}
    return areas


def _facts(quads: list[Quad]) -> dict[tuple[str, str], bool]:
    """(place, union) → whether it belongs, from the memberships that have not ended."""
    rows: dict[str, dict[str, NamedNode | Literal]] = defaultdict(dict)
    names = {PKG[name].value: name for name in ("member", "union", "belongs", "until")}
    for quad in quads:
        name = names.get(quad.predicate.value)
        if name and isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            rows[quad.subject.value][name] = quad.object
    facts: dict[tuple[str, str], bool] = {}
    for row in rows.values():
        if {"member", "union", "belongs"} <= row.keys():
            belongs, ended = row["belongs"].value == "true", "until" in row
            if belongs or not ended:
                key = (row["member"].value, row["union"].value)
                facts[key] = facts.get(key, False) or (belongs and not ended)
    return facts


def _parents(quads: list[Quad]) -> dict[str, set[str]]:
    """Every place, with the places that it is directly part of; a policy's own node below a place is one."""
    parents: dict[str, set[str]] = {
        quad.subject.value: set()
        for quad in quads
        if quad.predicate == _TYPE and quad.object in _PLACES and isinstance(quad.subject, NamedNode)
    }
    children: dict[str, set[str]] = defaultdict(set)
    for quad in quads:
        below, above = quad.subject, quad.object
        if quad.predicate == _BROADER and isinstance(below, NamedNode) and isinstance(above, NamedNode):
            children[above.value].add(below.value)
    waiting = list(parents)
    while waiting:
        parent = waiting.pop()
        for child in children.get(parent, ()):
            if child not in parents:
                parents[child] = set()
                waiting.append(child)
            parents[child].add(parent)
    return parents


def _outside(quads: list[Quad]) -> dict[str, set[str]]:
    outside: dict[str, set[str]] = defaultdict(set)
    for quad in quads:
        if quad.predicate == _OUTSIDE and isinstance(quad.subject, NamedNode):
            outside[quad.subject.value].add(quad.object.value)  # type: ignore[union-attr]
    return outside


def _belongs(
    place: str, union: str, facts: dict[tuple[str, str], bool], parents: dict[str, set[str]]
) -> bool:
    seen, level = {place}, {place}
    while level:
        known = [facts[one, union] for one in level if (one, union) in facts]
        if known:
            return any(known)
        level = {parent for one in level for parent in parents.get(one, ())} - seen
        seen |= level
    return False


def _self_and_above(place: str, parents: dict[str, set[str]]) -> set[str]:
    seen, waiting = {place}, [place]
    while waiting:
        for parent in parents.get(waiting.pop(), ()):
            if parent not in seen:
                seen.add(parent)
                waiting.append(parent)
    return seen
