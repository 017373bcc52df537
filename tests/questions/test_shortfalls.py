"""What a notice falls short by, by name: as the graph says it, told once where several duties say the same."""

from __future__ import annotations

from typing import Any

import pytest

from kg_api.engine import select
from kg_api.questions.answer import Questions
from kg_api.questions.assessments import assessment, controllers_assessed
from kg_api.questions.shortfalls import by_subject, in_full, in_words, passages_once, tell_once
from kg_api.vocabulary import SPARQL_PREFIXES


def fact(of: str | None, name: str | None, start: int = 0) -> dict[str, Any]:
    place = {"policy": "some/1", "section": None, "start": start, "end": start + 9}
    return {
        "name": name,
        "node": f"some:{name}",
        "predicate": "dpv:hasPersonalData",
        "of": of,
        "of_node": f"some:{of}",
        "stance": "stated",
        "hedged": False,
        "passages": [place],
    }


def piece(one: dict[str, Any]) -> dict[str, Any]:
    return {"fact": {"subject": one["of_node"], "predicate": one["predicate"], "object": one["node"]}}


def duty(id: str, *shortfalls: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "duty": id,
        "short_of": [piece(one) for facts in shortfalls for one in facts],
        "shortfalls": [
            {"aspect": f"aspect:{id}{place}", "label": "no period", "facts": facts}
            for place, facts in enumerate(shortfalls)
        ],
    }


@pytest.fixture(scope="module")
def every(questions: Questions) -> dict[str, list[dict[str, Any]]]:
    return {slug: assessment(questions, slug)["duties"] for slug in controllers_assessed(questions)}


def test_a_duty_that_is_short_by_facts_names_each_of_them(every: dict[str, list[dict[str, Any]]]) -> None:
    looked_at = 0
    for duties in every.values():
        for one in duties:
            if one["sums_up"] or not one["short_of"]:
                continue
            looked_at += 1
            named = {
                (fact["of_node"], fact["predicate"], fact["node"])
                for shortfall in one["shortfalls"]
                for fact in shortfall["facts"]
            }
            said = [piece["fact"] for piece in one["short_of"]]
            assert named == {(fact["subject"], fact["predicate"], fact["object"]) for fact in said}
            assert all(fact["passages"] for shortfall in one["shortfalls"] for fact in shortfall["facts"])
    assert looked_at > 50


def test_the_names_are_those_of_the_validation_results(
    questions: Questions, every: dict[str, list[dict[str, Any]]]
) -> None:
    rows = select(
        questions.engine,
        SPARQL_PREFIXES
        + """SELECT ?duty (COUNT(DISTINCT ?fact) AS ?facts) WHERE {
          ?report a sh:ValidationReport ; sh:result ?result .
          ?result sh:focusNode/pkg:controller/pkg:controllerSlug "velux-belgium" ; pkg:duty/dct:identifier ?duty ;
            sh:value/rdfs:label ?aspect ; pkg:shortOf ?fact . FILTER(LANG(?aspect) = "en")
        } GROUP BY ?duty""",
    )
    found = {row["duty"].value: int(row["facts"].value) for row in rows}
    assert found == {
        one["duty"]: len(
            {
                (fact["of_node"], fact["predicate"], fact["node"])
                for shortfall in one["shortfalls"]
                for fact in shortfall["facts"]
            }
        )
        for one in every["velux-belgium"]
        if one["shortfalls"]
    }


def test_the_storage_duties_share_one_shortfall(every: dict[str, list[dict[str, Any]]]) -> None:
    velux = {one["duty"]: one for one in every["velux-belgium"]}
    (first,) = (one for one in velux["26"]["shortfalls"] if one["aspect"] == "aspect:DataWithoutOwnPeriod")
    (again,) = velux["60"]["shortfalls"]
    assert (first["same_as"], first["also_under"]) == (None, ["60"])
    assert again["same_as"] == "26"
    assert first["facts"] == again["facts"]


def test_a_duty_that_sums_up_others_names_them(every: dict[str, list[dict[str, Any]]]) -> None:
    (one,) = (one for one in every["kruix"] if one["duty"] == "59")
    assert one["sums_up"] == ["33", "34", "E9"]


def test_of_a_part_nothing_refers_outside_of_it() -> None:
    same = [fact("newsletter", "name")]
    whole = tell_once([duty("25", same), duty("26", same), duty("60", same)])
    assert [one["shortfalls"][0]["same_as"] for one in whole] == [None, "25", "25"]
    assert whole[0]["shortfalls"][0]["also_under"] == ["26", "60"]
    part = tell_once(whole[1:])
    assert [one["shortfalls"][0]["same_as"] for one in part] == [None, "26"]
    assert in_full(whole[1])["shortfalls"][0]["same_as"] is None
    assert in_full(whole[1])["shortfalls"][0]["also_under"] == ["25"]


def test_the_passages_of_what_was_told_before_are_left_out() -> None:
    shared, own = fact("newsletter", "name"), fact("orders", "address")
    first, second = tell_once([duty("25", [shared]), duty("26", [shared], [own])])
    assert passages_once(first) == [piece(shared)]
    assert passages_once(second) == [piece(own)]


def test_shortfalls_without_facts_are_told_apart_by_what_they_lack() -> None:
    told = tell_once([duty("1", []), duty("2", [])])
    assert [one["shortfalls"][0]["same_as"] for one in told] == [None, None]


def test_names_stand_together_by_what_they_are_said_of() -> None:
    facts = [fact("newsletter", "name"), fact("orders", "address"), fact("newsletter", "name", 20)]
    grouped = by_subject(facts)
    assert [(of, [one["name"] for one in some]) for of, some in grouped] == [
        ("newsletter", ["name"]),
        ("orders", ["address"]),
    ]
    assert [one["passages"][0]["start"] for one in grouped[0][1][0]["alike"]] == [20]
    assert in_words({"label": "no period", "facts": facts}) == "no period (newsletter: name; orders: address)"
    unnamed = [fact("all processing", None), fact(None, None)]
    assert in_words({"label": "no end", "facts": unnamed}) == "no end (all processing)"


def test_a_statement_that_clashes_stands_with_the_one_it_clashes_with(
    every: dict[str, list[dict[str, Any]]],
) -> None:
    (duty,) = [one for one in every["velux-belgium"] if one["duty"] == "61"]
    clash = duty["shortfalls"][0]
    against = {fact["name"]: fact["against"] for fact in clash["facts"]}
    assert len(against) > 1
    for one in against.values():
        assert one
        assert all(piece["gloss"] for other in one for piece in other["said"] + other["evidence"])
    servers = against["servers on which the data are stored"]
    assert {piece["fact"]["label"] for other in servers for piece in other["evidence"]} >= {"outside the EU"}


def test_only_what_clashes_has_another_side(every: dict[str, list[dict[str, Any]]]) -> None:
    shown = [one for duties in every.values() for duty in duties for one in duty["shortfalls"]]
    clashing = {one["aspect"] for one in shown for fact in one["facts"] if fact["against"]}
    assert clashing == {"aspect:Contradiction", "aspect:Contradictions"}
    alone = [
        fact for one in shown if one["aspect"] in clashing for fact in one["facts"] if not fact["against"]
    ]
    # A text that contradicts itself has both statements among its own passages.
    assert {fact["name"] for fact in alone} == {"contradictory text"}
