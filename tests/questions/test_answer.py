"""Answers on the real data: what the two famous questions give, and what holds of every answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kg_api.corpus.quotes import SourceFolder
from kg_api.engine import select
from kg_api.engine.embedded import EmbeddedEngine
from kg_api.errors import AmbiguousName, ParameterError, UnknownName
from kg_api.questions.answer import Choice, Questions
from kg_api.questions.catalogue import Catalogue
from kg_api.questions.one_word import summarise

JANUS, KRUIX = "janus-international-europe", "kruix"
UNEXUS, VELUX = "unexus", "velux-belgium"
TRANSFERS, PAIRS = "controllers-transferring-to", "controllers-using-basis-for-purpose"
LI_MARKETING = {"basis": "dpv:LegitimateInterest", "purpose": "dpv:Marketing"}


def _summary(answer: dict[str, Any]) -> dict[str, str]:
    return {line["controller"]: line["stance"] for line in answer["summary"]}


def _of(answer: dict[str, Any], controller: str) -> list[dict[str, Any]]:
    return [row for row in answer["rows"] if row["controller"] == controller]


def test_janus_transfers_to_the_us_by_implication_and_kruix_denies_it(questions: Questions) -> None:
    answer = questions.answer(TRANSFERS, {"country": "US"})
    assert {row["stance"] for row in _of(answer, JANUS)} == {"implied"}
    assert not _of(answer, KRUIX)
    assert _summary(answer)[JANUS] == "implied"
    assert _summary(answer)[KRUIX] == "denied"
    denial = next(line for line in answer["summary"] if line["controller"] == KRUIX)["evidence"]
    assert [piece["fact"]["denied"] for piece in denial] == [True]


def test_a_denial_that_leaves_a_way_open_is_hedged_in_the_summary(questions: Questions) -> None:
    given = {"basis": "dpv:LegitimateInterest", "purpose": "dpv:DirectMarketing"}
    answer = questions.answer(PAIRS, given)
    said = {line["controller"]: (line["stance"], line["hedged"]) for line in answer["summary"]}
    assert said[VELUX] == ("denied", True)  # not "without consent"
    assert said[KRUIX] == ("stated", False)
    assert said[UNEXUS] == ("silent", False)


def test_each_row_shows_section_place_and_gloss(questions: Questions) -> None:
    rows = _of(questions.answer(TRANSFERS, {"country": "US"}), JANUS)
    assert rows
    for row in rows:
        (piece,) = row["evidence"]
        assert piece["section"].startswith("Internationale")
        assert piece["start"] < piece["end"]
        assert piece["gloss"]
        assert piece["reasoning"]
        assert piece["quote"] is None


def test_a_state_lies_in_its_country_and_an_area_holds_its_countries(questions: Questions) -> None:
    assert not questions.answer(TRANSFERS, {"country": "loc:US-CA"})["rows"]
    assert _of(questions.answer(TRANSFERS, {"country": "term:OutsideEEA"}), JANUS)
    assert _summary(questions.answer(TRANSFERS, {"country": "GB"}))[KRUIX] == "denied"
    assert _summary(questions.answer(TRANSFERS, {"country": "BE"}))[KRUIX] == "silent"


def test_both_use_legitimate_interest_for_marketing(questions: Questions) -> None:
    answer = questions.answer(PAIRS, LI_MARKETING)
    assert {_summary(answer)[one] for one in (JANUS, KRUIX)} == {"stated"}
    purposes = {row["purpose"]["id"] for row in answer["rows"]}
    assert {"dpv:Marketing", "dpv:DirectMarketing", "dpv:PersonalisedAdvertising"} <= purposes
    assert {row["link"] for row in _of(answer, JANUS)} == {"same-row"}
    assert {row["link"] for row in _of(answer, KRUIX)} == {"same-row", "same-sentence"}


def test_a_pair_rests_on_a_passage_for_each_of_its_facts(questions: Questions) -> None:
    rows = questions.answer(PAIRS, LI_MARKETING)["rows"]
    assert rows
    for row in rows:
        predicates = {piece["fact"]["predicate"] for piece in row["evidence"]}
        assert predicates == {"dpv:hasPurpose", "dpv:hasLegalBasis"}


def test_an_inferred_pair_is_never_stated(questions: Questions) -> None:
    rows = questions.answer("legal-bases-per-purpose", {})["rows"]
    assert {row["link"] for row in rows} >= {"inferred", "same-row", None}
    for row in rows:
        assert not (row["link"] == "inferred" and row["stance"] == "stated")
        assert (row["link"] is None) == (row["basis"] is None)


def test_a_menu_of_grounds_is_no_basis(questions: Questions) -> None:
    rows = questions.answer("legal-bases-per-purpose", {"controller": KRUIX})["rows"]
    service = [row for row in rows if row["process"]["id"].endswith("#disclosure-service")]
    assert service
    assert {row["basis"] for row in service} == {None}


def test_labels_in_dutch_and_english_mean_the_same(questions: Questions) -> None:
    english = questions.answer("rights-mentioned", {"right": "right to object"})
    dutch = questions.answer("rights-mentioned", {"right": "Recht van bezwaar"})
    assert english["parameters"] == dutch["parameters"] == {"right": "term:RightToObject"}
    assert english["rows"] == dutch["rows"] != []


@pytest.mark.parametrize(
    "name", ["US", "us", "loc:US", "United States", "USA", "Verenigde Staten", "https://w3id.org/dpv/loc#US"]
)
def test_a_country_goes_by_many_names(questions: Questions, name: str) -> None:
    assert questions.answer(TRANSFERS, {"country": name})["parameters"] == {"country": "loc:US"}


def test_answers_come_in_dutch(questions: Questions) -> None:
    row = questions.answer(TRANSFERS, {"country": "Verenigde Staten"}, Choice(language="nl"))["rows"][0]
    assert row["country"]["label"] == "Verenigde Staten"


def test_stance_filters_rows_and_never_the_summary(questions: Questions) -> None:
    stated = questions.answer(TRANSFERS, {"country": "US"}, Choice(stances=["stated"]))
    denied = questions.answer(TRANSFERS, {"country": "US"}, Choice(stances=["denied"]))
    assert stated["rows"] == []
    assert {row["controller"] for row in denied["rows"]} == {
        one for one, stance in _summary(denied).items() if stance in ("denied", "conflicting")
    }
    assert _summary(stated) == _summary(denied)


def test_pages_join_to_the_whole(questions: Questions) -> None:
    whole = questions.answer("rights-mentioned", {})["rows"]
    pages: list[Any] = []
    following: str | None = None
    while not pages or following is not None:
        page = questions.answer("rights-mentioned", {}, Choice(limit=7, cursor=following))
        assert page["truncated"] == (page["next"] is not None)
        pages.extend(page["rows"])
        following = page["next"]
    assert pages == whole


def test_plain_sparql_gives_the_same_rows(questions: Questions, engine: EmbeddedEngine) -> None:
    for id, given in ((TRANSFERS, {"country": "US"}), (PAIRS, LI_MARKETING)):
        rows = select(engine, questions.sparql(id, given))
        stances = [row["stance"].value.rsplit("#", 1)[1].lower() for row in rows]
        plain = [
            (row["controller"].value.rsplit("/", 1)[1], stance, row["hedged"].value == "true")
            for row, stance in zip(rows, stances, strict=True)
            if stance != "denied"
        ]
        answered = [
            (row["controller"], row["stance"], row["hedged"]) for row in questions.answer(id, given)["rows"]
        ]
        assert plain == answered


def test_every_controller_is_in_every_summary_once(questions: Questions) -> None:
    for question in questions.catalogue:
        given = {p.name: p.example for p in question.parameters if p.required}
        summary = questions.answer(question.id, given)["summary"]
        wanted = [given["controller"]] if "controller" in given else sorted(questions.names.slugs.values())
        assert [line["controller"] for line in summary] == ([] if question.about == "corpus" else wanted)


def test_a_question_after_what_is_missing_gives_silent_rows_and_keeps_the_summary(
    questions: Questions,
) -> None:
    missing = questions.answer("controllers-without-retention", {})
    present = questions.answer("controllers-without-retention", {}, Choice(stances=["stated"]))
    assert {row["stance"] for row in missing["rows"]} <= {"silent"}
    assert {row["stance"] for row in present["rows"]} == {"stated"}
    assert _summary(missing) == _summary(present)


def test_a_denial_of_a_category_denies_what_is_narrower(questions: Questions) -> None:
    health = questions.answer("controllers-collecting", {"data": "pd:Health"})
    assert _summary(health)[JANUS] == "denied"


def test_a_category_that_a_notice_defines_is_found_by_what_it_comprises(questions: Questions) -> None:
    rows = _of(questions.answer("controllers-collecting", {"data": "pd:EmailAddress"}), JANUS)
    promotion = [row for row in rows if row["process"]["id"].endswith("#promotion")]
    assert [row["category"]["label"] for row in promotion] == ["contact data"]
    assert {piece["fact"]["predicate"] for piece in promotion[0]["evidence"]} == {
        "dpv:hasPersonalData",
        "pkg:comprises",
    }


def test_no_controller_shares_with_itself(questions: Questions) -> None:
    rows = questions.answer("controllers-sharing-with", {"recipient": "dpv:JointDataControllers"})["rows"]
    assert rows
    assert not [row for row in rows if row["recipient"]["id"].endswith("#controller")]


def test_quotes_appear_only_with_the_very_text(
    engine: EmbeddedEngine, catalogue: Catalogue, sources: Path, tmp_path: Path
) -> None:
    with_texts = Questions(engine, catalogue, SourceFolder(sources))
    pieces = [
        p for row in _of(with_texts.answer(TRANSFERS, {"country": "US"}), JANUS) for p in row["evidence"]
    ]
    assert pieces
    assert all("VS" in piece["quote"] for piece in pieces)
    text = (sources / f"{JANUS}.txt").read_text(encoding="utf-8")
    (tmp_path / f"{JANUS}.txt").write_text(text + " ", encoding="utf-8")
    changed = Questions(engine, catalogue, SourceFolder(tmp_path))
    rows = _of(changed.answer(TRANSFERS, {"country": "US"}), JANUS)
    assert [piece["quote"] for row in rows for piece in row["evidence"]] == [None] * len(pieces)


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        ({}, ParameterError, "needs the parameter “country”"),
        ({"country": "Narnia"}, UnknownName, "no country “Narnia”"),
        ({"contry": "US"}, UnknownName, "Did you mean country"),
        ({"country": "loc:XX"}, UnknownName, "no country"),
        ({"country": "dpv:Marketing"}, UnknownName, "no country"),
        ({"country": "US> } INSERT"}, UnknownName, "no country"),
        ({"country": "javascript://x"}, UnknownName, "no country"),
    ],
)
def test_a_bad_value_is_a_sentence(
    questions: Questions, given: dict[str, str], error: type, said: str
) -> None:
    with pytest.raises(error, match=said):
        questions.answer(TRANSFERS, given)


def test_a_label_of_two_concepts_is_refused_with_the_choices(questions: Questions) -> None:
    with pytest.raises(AmbiguousName, match="dpv:Consent or eu-gdpr:Consent"):
        questions.answer(PAIRS, {"basis": "consent", "purpose": "dpv:Marketing"})


@pytest.mark.parametrize(
    ("stances", "expected"),
    [
        (set(), "silent"),
        ({"stated"}, "stated"),
        ({"implied"}, "implied"),
        ({"stated", "implied"}, "stated"),
        ({"denied"}, "denied"),
        ({"stated", "denied"}, "conflicting"),
        ({"implied", "denied"}, "conflicting"),
    ],
)
def test_a_summary_is_one_of_five(stances: set[str], expected: str) -> None:
    assert summarise(stances) == expected


@pytest.mark.parametrize(
    "id",
    [
        *("duties-by-outcome", "duties-not-met", "duty-across-controllers", "outcomes-per-law"),
        *("questions-to-ask", "findings-in-numbers", "share-of-hedged-facts"),
    ],
)
def test_an_outcome_is_implied_and_has_no_hedge(questions: Questions, id: str) -> None:
    given = {one.name: one.example for one in questions.catalogue[id].parameters if one.required}
    answer = questions.answer(id, given)
    assert answer["rows"]
    assert {(row["stance"], row["hedged"]) for row in answer["rows"]} == {("implied", None)}
    assert {line["hedged"] for line in answer["summary"]} == {False}


@pytest.mark.parametrize("id", ["retention-periods", "contradictions", "controllers-without-retention"])
def test_a_fact_is_hedged_or_not(questions: Questions, id: str) -> None:
    rows = questions.answer(id, {})["rows"]
    assert rows
    assert {row["hedged"] for row in rows} <= {True, False}


def test_who_has_reviewed_a_reading_is_said_in_the_language_asked_for(questions: Questions) -> None:
    dutch = questions.answer(TRANSFERS, {"country": "US"}, Choice(language="nl"))["rows"]
    assert {row["review"] for row in dutch} == {"niet juridisch nagekeken"}
    english = questions.answer(TRANSFERS, {"country": "US"})["rows"]
    assert {row["review"] for row in english} == {"not legally reviewed"}
