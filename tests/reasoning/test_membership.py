"""Where countries and territories lie today, and that a loop or a great depth does no harm."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from kg_api.reasoning.closure import closure
from kg_api.reasoning.membership import areas_of
from kg_api.resources import Resources
from kg_api.vocabulary import DATA, LOC, PKG, SKOS, TERM

Read = Callable[[str], list[Quad]]
EU, EEA = LOC["EU"].value, LOC["EEA"].value
OUTSIDE_EU, OUTSIDE_EEA = TERM["OutsideEU"].value, TERM["OutsideEEA"].value
OUTSIDE_UK_EEA = TERM["OutsideUKAndEEA"].value
FAR = {OUTSIDE_EU, OUTSIDE_EEA, OUTSIDE_UK_EEA}


@pytest.fixture(scope="module")
def areas(ontology: tuple[Quad, ...]) -> dict[str, set[str]]:
    return areas_of(list(ontology))


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("NL", {EU, EEA}),
        ("NL-NH", {EU, EEA}),  # a province is where its country is
        ("IE", {EU, EEA}),
        ("HR", {EU, EEA}),
        ("NO", {EEA, OUTSIDE_EU}),
        ("IS", {EEA, OUTSIDE_EU}),
        ("LI", {EEA, OUTSIDE_EU}),
        ("GB", {OUTSIDE_EU, OUTSIDE_EEA}),  # and not outside "the UK and the EEA"
        ("GB-ENG", {OUTSIDE_EU, OUTSIDE_EEA}),
        ("CH", FAR),
        ("US", FAR),
        ("US-CA", FAR),
        ("SG", FAR),
        ("TR", FAR),
        ("AW", FAR),  # part of the Netherlands
        ("NL-AW", FAR),
        ("CW", FAR),
        ("NC", FAR),  # part of France
        ("GL", FAR),
        ("FO", FAR),
        ("SJ", FAR),  # Norway's, by protocol 40 of the EEA Agreement
        ("GF", {EU, EEA}),  # part of France, and of the Union (Art. 355 TFEU)
        ("RE", {EU, EEA}),
        ("GI", FAR),
    ],
)
def test_a_place_lies_where_it_does_today(place: str, expected: set[str], areas: dict[str, set[str]]) -> None:
    assert areas[LOC[place].value] == expected


def _members_by_dpv(resources: Resources, union: str) -> set[str]:
    path = resources.ontology / "dpv" / "loc-memberships.ttl"
    return {
        quad.subject.value
        for quad in parse(path=str(path), format=RdfFormat.TURTLE)
        if quad.predicate == SKOS["broader"]
        and quad.object == LOC[union]
        and isinstance(quad.subject, NamedNode)
    }


def _open_members(ontology: tuple[Quad, ...], union: str) -> set[str]:
    ended = {quad.subject for quad in ontology if quad.predicate == PKG["until"]}
    of_union = {q.subject for q in ontology if q.predicate == PKG["union"] and q.object == LOC[union]}
    belonging = {
        quad.subject
        for quad in ontology
        if quad.predicate == PKG["belongs"]
        and isinstance(quad.object, Literal)
        and quad.object.value == "true"
    }
    rows = (of_union & belonging) - ended
    return {
        quad.object.value
        for quad in ontology
        if quad.predicate == PKG["member"] and quad.subject in rows and isinstance(quad.object, NamedNode)
    }


@pytest.mark.parametrize(("union", "list_of_dpv", "members"), [("EU", "EU27", 27), ("EEA", "EEA30", 30)])
def test_the_members_today_are_those_of_dpvs_own_list(
    union: str,
    list_of_dpv: str,
    members: int,
    resources: Resources,
    ontology: tuple[Quad, ...],
    areas: dict[str, set[str]],
) -> None:
    listed = _members_by_dpv(resources, list_of_dpv)
    assert len(listed) == members
    assert _open_members(ontology, union) == listed
    assert {place for place in listed if LOC[union].value in areas[place]} == listed


def test_dpvs_longer_lists_have_the_united_kingdom_which_ours_has_not(
    resources: Resources, ontology: tuple[Quad, ...]
) -> None:
    assert LOC["GB"].value in _members_by_dpv(resources, "EU28")
    assert LOC["GB"].value not in _open_members(ontology, "EU") | _open_members(ontology, "EEA")


def test_every_place_is_inside_or_outside_each_union_and_never_both(areas: dict[str, set[str]]) -> None:
    assert len(areas) > 4000
    for place, lies in areas.items():
        assert (EU in lies) != (OUTSIDE_EU in lies), place
        assert (EEA in lies) != (OUTSIDE_EEA in lies), place
        assert EU not in lies or EEA in lies, place


def test_a_policys_own_place_lies_where_the_place_above_it_does(
    read: Read, ontology: tuple[Quad, ...]
) -> None:
    own = read(
        "<#datacentre> skos:broader <#oregon> . <#oregon> skos:broader loc:US-OR . <#hq> skos:broader loc:NL ."
    )
    below = {
        quad.object.value
        for quad in closure([*ontology, *own])
        if quad.subject == NamedNode(f"{DATA}cafe/2024-05/policy#datacentre")
        and isinstance(quad.object, NamedNode)
    }
    assert FAR | {LOC["US"].value, LOC["US-OR"].value} <= below
    assert not {EU, EEA} & below
    areas = areas_of([*ontology, *own])
    assert areas[f"{DATA}cafe/2024-05/policy#hq"] == {EU, EEA}


HOME = """
<#union> a dpv:SupraNationalUnion .
<#land> a dpv:Country . <#part> a dpv:Region ; skos:broader <#land> . <#town> a dpv:City ; skos:broader <#part> .
<#abroad> pkg:outsideOf <#union> .
"""


def _of(read: Read, text: str) -> dict[str, set[str]]:
    return {
        place.rsplit("#", 1)[1]: {area.rsplit("#", 1)[1] for area in lies}
        for place, lies in areas_of(read(HOME + text)).items()
    }


def _fact(name: str, member: str, belongs: str, until: str = "") -> str:
    end = f' ; pkg:until "{until}"^^xsd:date' if until else ""
    return f"<#{name}> pkg:member <#{member}> ; pkg:union <#union> ; pkg:belongs {belongs}{end} .\n"


def test_without_a_fact_a_place_is_outside(read: Read) -> None:
    assert _of(read, _fact("f", "elsewhere", "true"))["land"] == {"abroad"}


def test_a_part_is_where_the_whole_is_unless_it_has_a_fact_of_its_own(read: Read) -> None:
    found = _of(read, _fact("f", "land", "true"))
    assert found == {"land": {"union"}, "part": {"union"}, "town": {"union"}}
    found = _of(read, _fact("f", "land", "true") + _fact("g", "part", "false"))
    assert found == {"land": {"union"}, "part": {"abroad"}, "town": {"abroad"}}


def test_a_membership_that_ended_is_none(read: Read) -> None:
    assert _of(read, _fact("f", "land", "true", "2020-01-31"))["land"] == {"abroad"}


@pytest.mark.parametrize("order", [1, -1])
def test_who_left_and_came_back_belongs(order: int, read: Read) -> None:
    facts = [_fact("f", "land", "true", "2020-01-31"), _fact("g", "land", "true")]
    assert _of(read, "".join(facts[::order]))["land"] == {"union"}


def test_a_part_that_left_is_outside_though_the_whole_belongs(read: Read) -> None:
    found = _of(read, _fact("f", "land", "true") + _fact("g", "part", "true", "1985-01-31"))
    assert (found["land"], found["part"]) == ({"union"}, {"abroad"})


def test_a_part_that_was_shut_out_until_some_day_is_where_the_whole_is(read: Read) -> None:
    found = _of(read, _fact("f", "land", "true") + _fact("g", "part", "false", "2013-12-31"))
    assert found["part"] == {"union"}


def test_a_place_of_two_wholes_is_inside_if_one_is(read: Read) -> None:
    text = "<#other> a dpv:Country . <#part> skos:broader <#other> .\n" + _fact("f", "other", "true")
    found = _of(read, text + _fact("g", "land", "false"))
    assert (found["part"], found["land"]) == ({"union"}, {"abroad"})


def test_a_fact_that_lacks_a_part_is_none(read: Read) -> None:
    assert _of(read, "<#f> pkg:member <#land> ; pkg:belongs true .\n")["land"] == {"abroad"}


def test_places_that_are_part_of_each_other_lie_somewhere(read: Read) -> None:
    found = _of(read, "<#land> skos:broader <#town> .\n" + _fact("f", "elsewhere", "true"))
    assert found == {"land": {"abroad"}, "part": {"abroad"}, "town": {"abroad"}}
    assert closure(read(HOME + "<#land> skos:broader <#town> .\n" + _fact("f", "elsewhere", "true")))


def test_places_deeper_within_each_other_than_the_stack_are_walked(read: Read) -> None:
    depth = sys.getrecursionlimit() + 500
    below = "".join(f"<#p{level}> skos:broader <#p{level - 1}> .\n" for level in range(1, depth))
    areas = _of(read, _fact("f", "land", "true") + "<#p0> skos:broader <#land> .\n" + below)
    assert len(areas) == depth + 3
    assert areas[f"p{depth - 1}"] == {"union"}
