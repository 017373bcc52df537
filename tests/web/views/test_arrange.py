from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from kg_api.questions.answer import Questions
from kg_api.questions.sayings import sayings
from kg_api.web.views.arrange import Arranged


def ids(entries: Iterable[dict[str, Any]]) -> Iterator[str]:
    for entry in entries:
        yield from entry["facts"]
        yield from ids(entry["under"])


def section(arranged: Arranged, name: str) -> list[dict[str, Any]]:
    (found,) = [one for one in arranged.sections() if one["name"] == name]
    return [entry for group in found["groups"] for entry in group["entries"]]


@pytest.mark.parametrize(
    "slug", ["janus-international-europe", "kruix", "smet-jet", "unexus", "velux-belgium"]
)
def test_no_fact_is_lost(questions: Questions, slug: str) -> None:
    arranged = Arranged(sayings(questions, slug))
    shown = {id for one in arranged.sections() for group in one["groups"] for id in ids(group["entries"])}
    assert shown == arranged.facts.keys()


def test_facts_that_say_the_same_are_one_entry_with_all_their_processes(questions: Questions) -> None:
    entries = section(Arranged(sayings(questions, "kruix")), "why")
    (marketing,) = [one for one in entries if one["id"] == "dpv:Marketing"]
    assert len(marketing["processes"]) == len(marketing["facts"]) == 7
    assert (marketing["stance"], marketing["hedged"]) == ("stated", False)


def test_what_is_said_of_a_value_stands_below_it(questions: Questions) -> None:
    entries = section(Arranged(sayings(questions, "velux-belgium")), "where")
    countries = {
        below["id"]
        for one in entries
        for below in one["under"]
        if below["predicate"] == "dpv:hasThirdCountry"
    }
    assert {"loc:US", "term:OutsideEU"} <= countries


def test_transfers_that_are_called_alike_stay_apart(questions: Questions) -> None:
    entries = section(Arranged(sayings(questions, "velux-belgium")), "where")
    transfers = [one for one in entries if one["under"]]
    importers = [
        {below["label"] for below in one["under"] if below["predicate"] == "dpv:hasDataImporter"}
        for one in transfers
    ]
    assert len({one["label"] for one in transfers}) < len(transfers)
    assert sum("SnapEngage" in names for names in importers) == 1
    assert not [names for names in importers if {"SnapEngage", "Showpad"} <= names]


def test_profiling_is_told_under_automation(questions: Questions) -> None:
    entries = section(Arranged(sayings(questions, "kruix")), "automation")
    assert "dpv:Profiling" in {one["id"] for one in entries}


def test_a_process_has_its_rows_in_the_order_of_the_articles(questions: Questions) -> None:
    for process in Arranged(sayings(questions, "kruix")).processes():
        labels = [row["label"] for row in process["rows"]]
        assert labels
        if {"purpose", "personal data"} <= set(labels):
            assert labels.index("purpose") < labels.index("personal data")


def test_a_denial_about_one_process_does_not_clash_with_what_another_does() -> None:
    def fact(id: str, process: str, stance: str) -> dict[str, Any]:
        return {
            "id": id,
            "subject": {"id": process, "iri": process, "label": process},
            "predicate": "dpv:hasPurpose",
            "predicate_label": "has purpose",
            "value": {"id": "dpv:Marketing", "iri": "dpv:Marketing", "label": "Marketing", "broader": []},
            "period": None,
            "oddity": None,
            "automated": False,
            "stance": stance,
            "hedged": False,
            "evidence": [],
        }

    def stances(*facts: dict[str, Any]) -> list[str]:
        processes = [
            {"id": name, "iri": name, "label": name, "umbrella": name == "all", "part_of": None}
            for name in ("all", "a", "b")
        ]
        topics = [{"topic": "pkg:PurposeTopic", "label": "purpose", "facts": list(facts)}]
        return [one["stance"] for one in section(Arranged({"topics": topics, "processes": processes}), "why")]

    assert stances(fact("1", "a", "stated"), fact("2", "b", "denied")) == ["stated", "denied"]
    assert stances(fact("1", "a", "stated"), fact("2", "a", "denied")) == ["conflicting"]
    assert stances(fact("1", "a", "implied"), fact("2", "all", "denied")) == ["conflicting"]
