"""Assessments as answers: the same in the graph, in JSON, over HTTP, on the command line and in a dossier."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store, parse
from starlette.testclient import TestClient

from kg_api.corpus.quotes import SourceFolder
from kg_api.engine import select
from kg_api.engine.embedded import EmbeddedEngine
from kg_api.errors import FileError, UnknownName
from kg_api.questions.answer import Questions
from kg_api.questions.assessment_report import to_html, to_rows
from kg_api.questions.assessments import OUTCOMES, assessment, controllers_assessed, law_of, overview
from kg_api.questions.catalogue import Catalogue
from kg_api.questions.dossier import write_dossier
from kg_api.questions.law import STALE_DAYS, dated_facts
from kg_api.questions.words import say
from kg_api.resources import Resources
from kg_api.settings import Settings
from kg_api.snapshot.build import Options
from kg_api.snapshot.current import current_snapshot
from kg_api.snapshot.store import Snapshot
from kg_api.vocabulary import PKG, RDF, SH
from kg_api.web.app import create_app
from kg_api.web.assessments import assessments_router

LATER = date(2026, 11, 22)


@pytest.fixture(scope="module")
def later(resources: Resources, cache: Path, settings: Settings, catalogue: Catalogue) -> Any:
    """The questions over a snapshot that was judged at a later day too."""
    opened = current_snapshot(resources, cache, options=Options(as_of=LATER))
    with EmbeddedEngine(opened.graph, opened.manifest.snapshot, settings, union=False) as engine:
        yield Questions(engine, catalogue), opened


@pytest.fixture(scope="module")
def client(questions: Questions, settings: Settings) -> TestClient:
    return TestClient(create_app(questions.engine, settings, routers=[assessments_router(questions)]))


def duty(found: dict[str, Any], id: str) -> dict[str, Any]:
    (one,) = (one for one in found["duties"] if one["duty"] == id)
    return dict(one)


def test_every_controller_is_assessed_under_each_law_that_applies(questions: Questions) -> None:
    assert len(controllers_assessed(questions)) == 5
    for slug in controllers_assessed(questions):
        found = assessment(questions, slug)
        laws = Counter(one["law"] for one in found["duties"])
        expected = {"law:GDPR": 61, "law:Directive-2002-58": 12}
        if slug.startswith("janus"):
            expected |= {"law:UK-GDPR": 7, "law:SG-PDPA": 12}
        assert laws == expected
        assert sum(found["counts"].values()) == len(found["duties"])
        assert set(found["counts"]) == set(OUTCOMES)


def test_each_verdict_names_passages_or_an_absence_or_a_question(questions: Questions) -> None:
    looked_at = 0
    for slug in controllers_assessed(questions):
        for one in assessment(questions, slug)["duties"]:
            looked_at += 1
            traced = one["evidence"] or one["short_of"] or one["lacks"]
            if one["outcome"] == "cannot tell":
                assert one["question"]
            elif one["outcome"] == "not applicable":
                assert traced or one["duty"] in {"U2", "U3"}  # not in force yet
            else:
                assert traced, (slug, one["duty"])
            if one["outcome"] in {"partly", "not met"}:
                assert one["advice"], (slug, one["duty"])
    assert looked_at == 384


def test_law_applies_by_a_fact_or_as_an_assumption(questions: Questions) -> None:
    found = {one["law"]: one for one in assessment(questions, "janus-international-europe")["applicability"]}
    assert found["law:GDPR"]["as_assumption"]
    assert not found["law:UK-GDPR"]["as_assumption"]
    assert not found["term:AustralianPrivacyLaw"]["assessed"]
    assert all(one["evidence"] and one["reasoning"] for one in found.values())


def test_an_invalid_ground_is_judged_by_the_day(questions: Questions, later: Any) -> None:
    own = assessment(questions, "velux-belgium")
    assert [one["finding"] for one in own["findings"]].count("InvalidTransferGround") == 2
    assert duty(own, "18")["outcome"] == "not met"
    janus = assessment(later[0], "janus-international-europe")
    then = assessment(later[0], "janus-international-europe", as_of=LATER)
    assert (janus["judged_at"], then["judged_at"]) == ("2023-09-04", "2026-11-22")
    assert (duty(janus, "U2")["outcome"], duty(then, "U2")["outcome"]) == ("not applicable", "partly")
    assert "RevisionOlderThanLaw" in {one["finding"] for one in then["findings"]}


def test_an_undated_notice_is_judged_at_the_day_the_law_was_checked(questions: Questions) -> None:
    found = assessment(questions, "smet-jet")
    assert not found["own_date"]
    assert found["judged_at"] == max(one["checked"] for one in dated_facts(questions.engine, LATER))


def test_what_is_not_there_is_refused_with_what_is(questions: Questions) -> None:
    for arguments in ({"controller": "nobody"}, {"law": "us"}, {"as_of": date(1999, 1, 1)}):
        with pytest.raises(UnknownName):
            assessment(questions, **{"controller": "kruix", **arguments})  # type: ignore[arg-type]


def test_the_overview_counts_what_the_assessments_say(questions: Questions) -> None:
    found = overview(questions)
    assert len(found) == 12
    whole: Counter[str] = Counter()
    for one in found:
        if one["controller"] == "kruix":
            whole.update(one["counts"])
    assert dict(whole) == assessment(questions, "kruix")["counts"]


def test_the_overview_comes_in_pages_of_controllers(client: TestClient, questions: Questions) -> None:
    pages, address = [], "/api/v1/assessments?limit=2"
    while address:
        answer = client.get(address)
        pages.append(answer.json())
        address = answer.links.get("next", {}).get("url", "")
    assert [one for page in pages for one in page] == overview(questions)
    assert len(pages) == 3
    assert client.get("/api/v1/assessments?cursor=x").status_code == 422
    assert client.get("/api/v1/assessments?limit=1001").status_code == 400


def test_the_graph_holds_a_validation_report_that_agrees(questions: Questions) -> None:
    rows = select(
        questions.engine,
        f"SELECT ?report ?conforms ?result ?severity ?message {{ ?report a {SH['ValidationReport']} ; "
        f"{SH['conforms']} ?conforms ; {SH['result']} ?result . ?result a {SH['ValidationResult']} ; "
        f"{SH['resultSeverity']} ?severity ; {SH['resultMessage']} ?message ; {SH['focusNode']} ?notice ; "
        f"{SH['sourceShape']} ?shape ; {SH['sourceConstraintComponent']} ?component }}",
    )
    assert len({row["report"].value for row in rows}) == 5
    assert {row["conforms"].value for row in rows} == {"false"}
    assert len({row["result"].value for row in rows}) > 200


def test_with_the_texts_at_hand_the_words_are_there(questions: Questions, sources: Path) -> None:
    quoted = Questions(questions.engine, questions.catalogue, SourceFolder(sources))
    pieces = duty(assessment(quoted, "kruix"), "1")["evidence"]
    assert pieces
    assert all(piece["quote"] for piece in pieces)


def test_the_page_says_what_is_there_and_what_to_add(questions: Questions) -> None:
    found = assessment(questions, "velux-belgium", "gdpr", language="nl")
    page = to_html([found], "nl")
    assert duty(found, "31")["advice"][0].split(".")[0] in page
    assert "Niet voldaan (6)" in page
    assert "http://" not in page.replace("http://data.europa.eu", "")
    assert "<script" not in page


def test_the_page_is_in_the_language_asked_for(questions: Questions) -> None:
    page = to_html([assessment(questions, "kruix", language="nl")], "nl")
    for english in (
        "Privacy notice assessment",
        "judged by the law of",
        "Rests on",
        "Findings",
        "Falls short here",
    ):
        assert say(english, "nl") in page
        assert english not in page
    assert "; gesteld" in page


def test_rows_name_each_duty_once(questions: Questions) -> None:
    head, *rows = to_rows([assessment(questions, "kruix")])
    assert len(rows) == 73
    assert len({(row[2], row[3]) for row in rows}) == 73
    assert len(head) == len(rows[0])


def test_over_http_it_is_the_same_with_a_tag(client: TestClient, questions: Questions) -> None:
    answer = client.get("/api/v1/assessments/kruix")
    assert answer.json() == json.loads(json.dumps(assessment(questions, "kruix")))
    again = client.get("/api/v1/assessments/kruix", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304
    assert client.get("/api/v1/assessments").json() == json.loads(json.dumps(overview(questions)))
    rows = list(csv.reader(client.get("/api/v1/assessments/kruix?format=csv&law=gdpr").text.splitlines()))
    assert len(rows) == 62
    assert len(client.get("/api/v1/law").json()) > 60


@pytest.mark.parametrize(
    "path", ["assessments", "law", "policies/kruix/changes?from=2020-11-16&to=2020-11-16"]
)
def test_a_list_has_a_tag_and_is_json_alone(client: TestClient, path: str) -> None:
    answer = client.get(f"/api/v1/{path}")
    assert answer.headers["content-type"].startswith("application/json")
    again = client.get(f"/api/v1/{path}", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304
    assert client.get(f"/api/v1/{path}", headers={"accept": "text/turtle"}).status_code == 406


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("nobody", 404),
        ("kruix?law=us", 422),
        ("kruix?as_of=tomorrow", 422),
        ("kruix?as_of=1999-01-01", 422),
        ("kruix?format=pdf", 422),
        ("kruix?as_of=20201116", 422),
        ("kruix?law=gdpr&law=uk", 422),
        ("kruix?language=xx", 422),
    ],
)
def test_what_is_wrong_is_said(client: TestClient, path: str, status: int) -> None:
    answer = client.get(f"/api/v1/assessments/{path}")
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


def test_the_matrix_is_the_same_as_sparql(questions: Questions) -> None:
    rows = questions.answer("duties-by-outcome", {"controller": "kruix"})["rows"]
    mine = {one["duty"]: one["outcome"] for one in assessment(questions, "kruix")["duties"]}
    assert {row["duty"]: row["outcome"] for row in rows} == mine


def test_a_dossier_has_all_that_a_hearing_asks_for(
    questions: Questions, snapshot: Snapshot, tmp_path: Path
) -> None:
    written = write_dossier(
        questions, snapshot.manifest, ["velux-belgium"], tmp_path / "d", None, {}, "gdpr", None, "en"
    )
    names = {path.name for path in written}
    assert names == {
        "README.txt",
        "assessment.html",
        "cells.csv",
        "cells.json",
        "law.json",
        "passages.csv",
        "sources.json",
    }
    with (tmp_path / "d" / "passages.csv").open(encoding="utf-8") as file:
        passages = list(csv.DictReader(file))
    assert len(passages) > 50
    assert all(len(row["passage_sha256"]) == 64 for row in passages)
    assert snapshot.manifest.snapshot in (tmp_path / "d" / "README.txt").read_text("utf-8")
    again = write_dossier(
        questions, snapshot.manifest, ["velux-belgium"], tmp_path / "e", None, {}, "gdpr", None, "en"
    )
    assert [path.read_bytes() for path in written] == [path.read_bytes() for path in again]
    with pytest.raises(FileError, match="not empty"):
        write_dossier(questions, snapshot.manifest, ["kruix"], tmp_path / "d", None, {}, "gdpr", None, "en")


def test_a_dossier_on_a_question_has_its_query(
    questions: Questions, snapshot: Snapshot, tmp_path: Path
) -> None:
    write_dossier(
        questions, snapshot.manifest, ["kruix"], tmp_path / "d", "complaint-authorities", {}, None, None, "nl"
    )
    cells = json.loads((tmp_path / "d" / "cells.json").read_text("utf-8"))
    assert "--language nl" in (tmp_path / "d" / "README.txt").read_text("utf-8")
    assert {row["controller"] for row in cells["rows"]} == {"kruix"}
    assert "SELECT" in (tmp_path / "d" / "query.rq").read_text("utf-8")


def test_facts_of_law_go_stale(questions: Questions) -> None:
    today = max(date.fromisoformat(one["checked"]) for one in dated_facts(questions.engine, LATER))
    assert not any(one["stale"] for one in dated_facts(questions.engine, today))
    old = dated_facts(questions.engine, date.fromordinal(today.toordinal() + STALE_DAYS + 1))
    stale = [one["stale"] for one in old if one["checked"] == today.isoformat()]
    assert stale
    assert all(stale)
    assert any(not one["certain"] for one in old)
    assert all(one["sources"] for one in old)


Run = Callable[..., Any]


def test_turtle_of_an_assessment_is_a_graph_with_its_report(questions: Questions, later: Any) -> None:
    from kg_api.cli_law import _turtle

    def typed(found: Any, law: str | None, kind: NamedNode) -> int:
        store = Store()
        store.extend(parse(_turtle(found[0].engine, [found[1]], law), format=RdfFormat.TURTLE))
        return len(list(store.quads_for_pattern(None, RDF["type"], kind)))

    own = questions, assessment(questions, "kruix")
    assert typed(own, None, SH["ValidationReport"]) == 1
    assert typed(own, None, PKG["Assessment"]) == len(own[1]["duties"])
    assert typed(own, law_of("gdpr"), PKG["Assessment"]) == 61
    assert typed(own, law_of("uk"), PKG["Assessment"]) == 0
    then = later[0], assessment(later[0], "kruix", as_of=LATER)
    assert typed(then, None, PKG["Assessment"]) == len(then[1]["duties"])
    assert typed(then, None, SH["ValidationReport"]) == 1


def test_a_law_that_does_not_apply_leaves_no_duty_and_the_policy_named(questions: Questions) -> None:
    found = assessment(questions, "kruix", "uk")
    assert (found["policy"], found["duties"]) == ("kruix/2020-11-16", [])


def test_a_dossier_names_a_controller_once_and_takes_parameters(
    questions: Questions, snapshot: Snapshot, tmp_path: Path
) -> None:
    given = {"country": "US"}
    asked = ("controllers-transferring-to", given, None, None, "en")
    write_dossier(questions, snapshot.manifest, ["kruix", "KRUIX"], tmp_path / "d", *asked)
    first, *_ = (tmp_path / "d" / "README.txt").read_text("utf-8").splitlines()
    assert first == "Dossier on kruix (--question controllers-transferring-to --parameter country=US)"
    with pytest.raises(FileError, match="cannot be used"):
        write_dossier(questions, snapshot.manifest, ["kruix"], tmp_path / ("y" * 300), *asked)
    with pytest.raises(FileError, match="is a file"):
        write_dossier(questions, snapshot.manifest, ["kruix"], tmp_path / "d" / "README.txt", *asked)


def test_the_build_day_is_not_in_what_is_judged(snapshot: Snapshot) -> None:
    assert datetime.fromisoformat(snapshot.manifest.built).tzinfo == UTC
    assert snapshot.manifest.as_of is None
