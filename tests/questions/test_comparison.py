"""Comparison: what a cell says of a row, by hierarchy, denial, conflict and hedge; what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from kg_api.engine import Request, Result
from kg_api.engine.embedded import EmbeddedEngine
from kg_api.errors import ParameterError, StaleCursor, UnknownName
from kg_api.questions.answer import Questions
from kg_api.questions.assessments import assessment, finding_counts
from kg_api.questions.catalogue import Catalogue, read_catalogue
from kg_api.questions.comparison import BY, MOST, MOST_ROWS, View, compare
from kg_api.questions.comparison_render import word_of
from kg_api.questions.cursor import write_cursor
from kg_api.resources import Resources
from kg_api.settings import Settings
from kg_api.snapshot.build import Options
from kg_api.snapshot.current import current_snapshot
from tests.questions.small_comparison import Said, small

EXPECTED = yaml.safe_load(Path(__file__).with_name("comparison.expected.yaml").read_text(encoding="utf-8"))
WHO = ("anna", "bert", "cora")


def purposes(
    folder: Path,
    catalogue: Catalogue,
    facts: Sequence[Said],
    own: dict[str, list[str]] | None = None,
    by: str = "purpose",
    view: View | None = None,
) -> dict[str, Any]:
    """The rows of the comparison of three controllers, by the id of the concept."""
    with small(folder, catalogue, facts, own) as questions:
        found = compare(questions, WHO, by, view)
    return {row["concept"]["id"]: row for row in found["rows"]}


def stances(row: dict[str, Any]) -> list[str]:
    return [row["cells"][slug]["stance"] for slug in WHO]


@pytest.mark.parametrize("by", [name for name in EXPECTED if name != "controllers"])
def test_the_five_policies_compare_as_their_texts_read(questions: Questions, by: str) -> None:
    found = compare(questions, EXPECTED["controllers"], by, View(limit=MOST_ROWS))
    cells = {
        row["concept"]["id"]: [word_of(row["cells"][slug]) for slug in EXPECTED["controllers"]]
        for row in found["rows"]
    }
    assert cells == {
        concept: ["not judged" if word == "-" else word for word in words]
        for concept, words in EXPECTED[by].items()
    }


def test_every_cell_that_says_something_shows_passages(questions: Questions) -> None:
    looked_at = 0
    for by in BY:
        for row in compare(questions, EXPECTED["controllers"], by, View(limit=MOST_ROWS))["rows"]:
            for cell in row["cells"].values():
                looked_at += 1
                assert bool(cell["evidence"]) >= bool(cell["facts"] or cell["offered"])
                assert cell["stance"] in (None, "silent") or cell["evidence"]
                assert {piece["stance"] for piece in cell["evidence"]} <= {"stated", "implied", "denied"}
    assert looked_at > 1500


def test_who_says_the_narrower_speaks_of_the_wider(tmp_path: Path, catalogue: Catalogue) -> None:
    rows = purposes(
        tmp_path,
        catalogue,
        [
            Said("anna", "dpv:hasPurpose", "dpv:Marketing"),
            Said("bert", "dpv:hasPurpose", "dpv:DirectMarketing"),
        ],
    )
    assert stances(rows["dpv:Marketing"]) == ["stated", "stated", "silent"]
    assert stances(rows["dpv:DirectMarketing"]) == ["silent", "stated", "silent"]
    bert = rows["dpv:Marketing"]["cells"]["bert"]
    assert (bert["facts"], bert["exact"], bert["narrower"]) == (1, 0, 1)
    assert rows["dpv:DirectMarketing"]["concept"]["broader"] == ["dpv:Marketing"]


def test_a_denial_covers_what_is_narrower_and_not_what_is_wider(tmp_path: Path, catalogue: Catalogue) -> None:
    rows = purposes(
        tmp_path,
        catalogue,
        [
            Said("anna", "dpv:hasPurpose", "dpv:DirectMarketing", "Denied"),
            Said("bert", "dpv:hasPurpose", "term:Newsletter"),
            Said("bert", "dpv:hasPurpose", "dpv:Marketing", "Implied"),
        ],
    )
    assert {id: row["cells"]["anna"]["stance"] for id, row in rows.items()} == {
        "dpv:Marketing": "silent",
        "dpv:DirectMarketing": "denied",
        "term:Newsletter": "denied",
    }
    assert rows["term:Newsletter"]["cells"]["anna"]["denied"] == 1


def test_a_denial_of_the_root_denies_every_row(tmp_path: Path, catalogue: Catalogue) -> None:
    rows = purposes(
        tmp_path,
        catalogue,
        [
            Said("anna", "dpv:hasPurpose", "dpv:Purpose", "Denied"),
            Said("bert", "dpv:hasPurpose", "term:Newsletter"),
        ],
    )
    assert {row["cells"]["anna"]["stance"] for row in rows.values()} == {"denied"}


def test_assertion_beside_denial_is_conflicting(tmp_path: Path, catalogue: Catalogue) -> None:
    rows = purposes(
        tmp_path,
        catalogue,
        [
            Said("anna", "dpv:hasPurpose", "dpv:Marketing", "Denied"),
            Said("anna", "dpv:hasPurpose", "term:Newsletter", "Implied"),
        ],
    )
    assert stances(rows["term:Newsletter"]) == ["conflicting", "silent", "silent"]
    assert rows["term:Newsletter"]["cells"]["anna"]["facts"] == 2


@pytest.mark.parametrize(
    ("facts", "stance", "hedged"),
    [
        ([("Stated", True)], "stated", True),
        ([("Stated", True), ("Stated", False)], "stated", False),
        ([("Stated", True), ("Implied", False)], "stated", True),
        ([("Implied", True), ("Implied", False)], "implied", False),
        ([("Stated", False), ("Implied", True)], "stated", False),
        ([("Denied", True)], "denied", True),
        ([("Denied", True), ("Stated", False)], "conflicting", True),
        ([("Denied", False), ("Stated", True)], "conflicting", True),
        ([("Denied", False), ("Stated", False)], "conflicting", False),
    ],
)
def test_a_cell_is_hedged_where_all_that_carries_its_stance_is(
    tmp_path: Path, catalogue: Catalogue, facts: list[tuple[str, bool]], stance: str, hedged: bool
) -> None:
    said = [Said("anna", "dpv:hasPurpose", "dpv:Marketing", kind, doubt) for kind, doubt in facts]
    cell = purposes(tmp_path, catalogue, said)["dpv:Marketing"]["cells"]["anna"]
    assert (cell["stance"], cell["hedged"], cell["facts"]) == (stance, hedged, len(facts))


def test_articles_of_two_laws_meet_in_the_neutral_basis(tmp_path: Path, catalogue: Catalogue) -> None:
    rows = purposes(
        tmp_path,
        catalogue,
        [
            Said("anna", "dpv:hasLegalBasis", "eu-gdpr:A6-1-f"),
            Said("bert", "dpv:hasLegalBasis", "term:UK-A6-1-f"),
            Said("cora", "dpv:hasLegalBasis", "own:interest"),
            Said("cora", "dpv:hasLegalBasis", "term:UK-A6-1-ea"),
        ],
        {"own:interest": ["eu-gdpr:A6-1-f"]},
        "basis",
    )
    assert stances(rows["dpv:LegitimateInterest"]) == ["stated"] * 3
    assert rows["dpv:LegitimateInterest"]["same"]
    # Nothing neutral lies above it but the root, so the article stays.
    assert stances(rows["term:UK-A6-1-ea"]) == ["silent", "silent", "stated"]


def test_the_most_specific_neutral_basis_is_the_row(tmp_path: Path, catalogue: Catalogue) -> None:
    rows = purposes(tmp_path, catalogue, [Said("anna", "dpv:hasLegalBasis", "eu-gdpr:A6-1-a")], None, "basis")
    assert list(rows) == ["dpv:ExpressedConsent"]


def test_what_may_be_relied_on_is_no_use(tmp_path: Path, catalogue: Catalogue) -> None:
    rows = purposes(tmp_path, catalogue, [Said("anna", "pkg:mayRelyOn", "eu-gdpr:A6-1-f")], None, "basis")
    cell = rows["dpv:LegitimateInterest"]["cells"]["anna"]
    assert (cell["stance"], cell["facts"], cell["offered"]) == ("silent", 0, 1)
    assert not rows["dpv:LegitimateInterest"]["same"]


def test_a_node_of_a_policys_own_stands_under_the_concepts_right_above_it(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    rows = purposes(
        tmp_path,
        catalogue,
        [Said("anna", "dpv:hasPurpose", "own:offers"), Said("bert", "dpv:hasPurpose", "own:reasons")],
        {"own:offers": ["term:Newsletter", "dpv:Advertising"], "own:reasons": ["dpv:Purpose"]},
    )
    assert {"term:Newsletter", "dpv:Advertising", "dpv:Purpose"} <= rows.keys()
    assert rows["term:Newsletter"]["cells"]["anna"]["exact"] == 1
    assert stances(rows["dpv:Purpose"]) == ["stated", "stated", "silent"]
    # Advertising and the newsletter meet in the concept right below the root.
    assert rows["dpv:Marketing"]["cells"]["anna"]["facts"] == 1


def test_a_denial_of_a_policys_own_kind_denies_no_concept(tmp_path: Path, catalogue: Catalogue) -> None:
    rows = purposes(
        tmp_path,
        catalogue,
        [
            Said("anna", "dpv:hasPurpose", "own:offers", "Denied"),
            Said("bert", "dpv:hasPurpose", "term:Newsletter"),
        ],
        {"own:offers": ["term:Newsletter"]},
    )
    assert stances(rows["term:Newsletter"]) == ["silent", "stated", "silent"]
    assert stances(rows["offers"]) == ["denied", "silent", "silent"]


def test_only_differences_leaves_out_what_all_say_alike(tmp_path: Path, catalogue: Catalogue) -> None:
    facts = [Said(slug, "dpv:hasPurpose", "dpv:Marketing") for slug in WHO]
    facts.append(Said("anna", "dpv:hasPurpose", "dpv:Advertising"))
    every = purposes(tmp_path, catalogue, facts)
    differing = purposes(tmp_path, catalogue, facts, view=View(differences=True))
    assert {id: row["same"] for id, row in every.items()} == {"dpv:Marketing": True, "dpv:Advertising": False}
    assert list(differing) == ["dpv:Advertising"]


def test_a_hedge_is_a_difference(tmp_path: Path, catalogue: Catalogue) -> None:
    facts = [Said(slug, "dpv:hasPurpose", "dpv:Marketing", hedged=slug == "cora") for slug in WHO]
    assert not purposes(tmp_path, catalogue, facts)["dpv:Marketing"]["same"]


def test_a_transfer_names_its_grounds_and_those_it_may_rest_on(questions: Questions) -> None:
    rows = compare(questions, ["janus-international-europe", "velux-belgium", "kruix"], "transfer")["rows"]
    (usa,) = (row["cells"] for row in rows if row["concept"]["id"] == "loc:US")
    janus = {(one["id"], one["offered"]) for one in usa["janus-international-europe"]["grounds"]}
    assert janus == {("term:UK-A45-Adequacy", True), ("term:UK-A46-StandardClauses", True)}
    velux = {one["id"] for one in usa["velux-belgium"]["grounds"] if not one["offered"]}
    assert velux == {"term:PrivacyShield-EU-US", "term:PrivacyShield-CH-US"}
    assert usa["kruix"]["grounds"] == []


def test_a_length_after_an_event_is_a_period(questions: Questions) -> None:
    rows = compare(questions, ["kruix", "unexus"], "retention")["rows"]
    cells = {row["concept"]["id"]: row["cells"] for row in rows}
    # Seven years after the contract; one day to fifty months.
    assert cells["dpv:TemporalDuration"]["kruix"]["days"] == {"shortest": 2555, "longest": 2557}
    assert cells["dpv:TemporalDuration"]["kruix"]["exact"] == 0
    assert cells["dpv:TemporalDuration"]["unexus"]["days"] == {"shortest": 1, "longest": 1523}
    assert cells["dpv:EndlessDuration"]["unexus"]["facts"] == 4
    assert cells["dpv:StorageCondition"]["kruix"]["without"] > 0
    assert cells["dpv:TemporalDuration"]["kruix"]["without"] is None


def test_findings_are_counted_and_none_is_said(questions: Questions) -> None:
    rows = compare(questions, EXPECTED["controllers"], "finding")["rows"]
    for slug in EXPECTED["controllers"]:
        own = assessment(questions, slug)["findings"]
        counted = {row["concept"]["id"]: row["cells"][slug] for row in rows}
        wanted = finding_counts(own)
        assert {id.partition(":")[2]: one["facts"] for id, one in counted.items() if one["facts"]} == wanted
        assert {one["outcome"] for one in counted.values() if not one["facts"]} == {"none"}


def test_a_days_judgement_is_asked_for(resources: Resources, cache: Path, settings: Settings) -> None:
    day = date(2026, 11, 22)
    opened = current_snapshot(resources, cache, options=Options(as_of=day))
    with EmbeddedEngine(opened.graph, opened.manifest.snapshot, settings, union=False) as engine:
        questions = Questions(engine, read_catalogue(resources.queries))
        two = ["janus-international-europe", "kruix"]
        own = {row["concept"]["id"]: row["cells"] for row in compare(questions, two, "duty")["rows"]}
        then = compare(questions, two, "duty", View(as_of=day))["rows"]
        later = {row["concept"]["id"]: row["cells"] for row in then}
    assert (own["U2"][two[0]]["outcome"], later["U2"][two[0]]["outcome"]) == ("not applicable", "partly")
    assert later["U2"]["kruix"]["outcome"] is None
    with pytest.raises(ParameterError, match="by=duty"):
        compare(questions, two, "basis", View(as_of=day))


def test_rows_come_in_pages_that_join_to_the_whole(questions: Questions) -> None:
    whole = compare(questions, ["kruix", "unexus"], "data")
    assert (whole["truncated"], whole["next"]) == (False, None)
    rows: list[Any] = []
    cursor: str | None = None
    while cursor is not None or not rows:
        page = compare(questions, ["kruix", "unexus"], "data", View(limit=7, cursor=cursor))
        rows, cursor = rows + page["rows"], page["next"]
        assert page["truncated"] == (cursor is not None)
    assert rows == whole["rows"]


@pytest.mark.parametrize(
    ("controllers", "by", "view"),
    [
        (["kruix", "velux-belgium"], "data", View()),
        (["unexus", "kruix"], "data", View()),
        (["kruix", "unexus"], "purpose", View()),
        (["kruix", "unexus"], "data", View(differences=True)),
    ],
)
def test_a_cursor_holds_for_the_comparison_that_it_is_of(
    questions: Questions, controllers: list[str], by: str, view: View
) -> None:
    cursor = compare(questions, ["kruix", "unexus"], "data", View(limit=7))["next"]
    with pytest.raises(ParameterError, match="another question"):
        compare(questions, controllers, by, replace(view, cursor=cursor))


@pytest.mark.parametrize("cursor", ["1", "999999999", "", "x"])
def test_a_number_is_no_cursor(questions: Questions, cursor: str) -> None:
    with pytest.raises(ParameterError, match="none of ours"):
        compare(questions, ["kruix", "unexus"], view=View(cursor=cursor))


def test_a_cursor_ends_with_its_snapshot(questions: Questions) -> None:
    with pytest.raises(StaleCursor):
        compare(questions, ["kruix", "unexus"], view=View(cursor=write_cursor("an older one", [], 1)))


def test_a_parent_comes_before_what_lies_below_it(questions: Questions) -> None:
    places: dict[str, int] = {}
    for by in BY:
        rows = compare(questions, ["kruix", "velux-belgium", "smet-jet"], by)["rows"]
        places = {row["concept"]["id"]: place for place, row in enumerate(rows)}
        for row in rows:
            above = [one for one in row["concept"]["broader"] if one in places]
            assert not above or min(places[one] for one in above) < places[row["concept"]["id"]]


@pytest.mark.parametrize(
    ("controllers", "said"),
    [
        ([], "holds 0"),
        (["kruix"], "2 to 50"),
        (["kruix"] * (MOST + 1), "holds 51"),
        (["kruix", "Kruix"], "kruix twice"),
    ],
)
def test_too_few_too_many_and_one_twice_are_refused(
    questions: Questions, controllers: list[str], said: str
) -> None:
    with pytest.raises(ParameterError, match=said):
        compare(questions, controllers)


def test_what_nothing_has_is_refused_with_what_is(questions: Questions) -> None:
    with pytest.raises(UnknownName, match="kruix"):
        compare(questions, ["kruks", "unexus"])
    with pytest.raises(UnknownName, match="purpose"):
        compare(questions, ["kruix", "unexus"], "porpoise")
    for limit in (0, MOST_ROWS + 1):
        with pytest.raises(ParameterError, match=f"limit is {limit}"):
            compare(questions, ["kruix", "unexus"], view=View(limit=limit))


def test_fifty_are_compared_with_a_query_more_for_each_ten(tmp_path: Path, catalogue: Catalogue) -> None:
    many = [f"c{number:02}" for number in range(MOST)]
    facts = [Said(slug, "dpv:hasPurpose", "term:Newsletter") for slug in many]
    with small(tmp_path, catalogue, facts, controllers=many) as questions:
        counted = _Counted(questions)
        two = compare(questions, many[:2], "purpose")
        after_two, counted.queries = counted.queries, 0
        fifty = compare(questions, many, "purpose")
    assert (len(two["rows"][0]["cells"]), len(fifty["rows"][0]["cells"])) == (2, MOST)
    assert after_two < 8
    assert counted.queries == after_two + 4


class _Counted:
    """Counts the queries that reach the engine of some questions."""

    def __init__(self, questions: Questions) -> None:
        self.queries, self.engine = 0, questions.engine
        questions.engine = self

    def query(self, request: Request) -> Result:
        self.queries += 1
        return self.engine.query(request)

    def describe(self) -> Any:
        return self.engine.describe()

    def close(self) -> None:
        self.engine.close()
