"""What changed between two versions: each edit made here is named, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from kg_api.engine.embedded import EmbeddedEngine
from kg_api.errors import ParameterError, UnknownName
from kg_api.questions.answer import Questions
from kg_api.questions.catalogue import Catalogue
from kg_api.questions.changes import changes
from kg_api.resources import Resources
from kg_api.settings import Settings
from kg_api.snapshot.build import build
from kg_api.web.app import create_app
from kg_api.web.assessments import assessments_router


@pytest.fixture(scope="module")
def two(
    resources: Resources, catalogue: Catalogue, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Questions]:
    """Kruix twice: as it is, and a newer version with four edits."""
    root = tmp_path_factory.mktemp("two")
    for version in ("2020-11-16", "2022-01-01"):
        _copy(resources.data / "kruix" / "2020-11-16", root / "data" / "kruix" / version, version)
    newer = root / "data" / "kruix" / "2022-01-01"
    # Seven years become two.
    _edit(
        newer / "policy.ttl",
        'rdf:value "P7Y"^^xsd:duration ; pkg:minDays 2555 ; pkg:maxDays 2557 ;',
        'rdf:value "P2Y"^^xsd:duration ; pkg:minDays 730 ; pkg:maxDays 731 ;',
    )
    # The right to complain goes, and with it what was said of it.
    for file in ("policy.ttl", "evidence.ttl"):
        _drop(newer / file, "complaint")
    # Payments are for accounting, which is another purpose; marketing becomes direct marketing, which is narrower.
    _swap(newer, "payments", "dpv:hasPurpose", "dpv:PaymentManagement", "term:Accounting")
    _swap(newer, "marketing", "dpv:hasPurpose", "dpv:Marketing", "dpv:DirectMarketing")
    # What was said outright is said with "may".
    _hedge(newer / "evidence.ttl", "<policy#statistics> ; rdf:predicate dpv:hasPurpose")
    built = build(
        Resources(resources.ontology, root / "data", resources.shapes, resources.queries),
        root / "snapshot",
        datetime(2026, 1, 2, tzinfo=UTC),
    )
    assert built.snapshot.manifest.refused == []
    with EmbeddedEngine(built.snapshot.graph, "two", settings, union=False) as engine:
        yield Questions(engine, catalogue)


def _copy(original: Path, folder: Path, version: str) -> None:
    folder.mkdir(parents=True)
    for path in original.glob("*.ttl"):
        text = path.read_text(encoding="utf-8").replace("2020-11-16", version)
        (folder / path.name).write_text(text, encoding="utf-8")


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new), encoding="utf-8")


def _swap(folder: Path, subject: str, predicate: str, old: str, new: str) -> None:
    """Another value of one fact, in the policy and in its evidence."""
    text = (folder / "policy.ttl").read_text(encoding="utf-8")
    start = text.index(f"<#{subject}> a ")
    place = text.index(f"{predicate} {old}", start)
    end = place + len(f"{predicate} {old}")
    (folder / "policy.ttl").write_text(text[:place] + f"{predicate} {new}" + text[end:], encoding="utf-8")
    _edit(
        folder / "evidence.ttl",
        f"rdf:subject <policy#{subject}> ; rdf:predicate {predicate} ; rdf:object {old} .",
        f"rdf:subject <policy#{subject}> ; rdf:predicate {predicate} ; rdf:object {new} .",
    )


def _hedge(path: Path, about: str) -> None:
    blocks = path.read_text(encoding="utf-8").split("\n\n")
    done = [
        b.replace("pkg:stance pkg:Stated ;", "pkg:stance pkg:Stated ; pkg:hedged true ;") if about in b else b
        for b in blocks
    ]
    assert done != blocks
    path.write_text("\n\n".join(done), encoding="utf-8")


def _drop(path: Path, name: str) -> None:
    """Takes a right out: the lines and statements that name it."""
    text = path.read_text(encoding="utf-8")
    if path.name == "evidence.ttl":
        gone = (f"<policy#{name}>", f"<#{name}> a oa:SpecificResource")
        kept = [block for block in text.split("\n\n") if not any(part in block for part in gone)]
        path.write_text("\n\n".join(kept), encoding="utf-8")
        return
    start = text.index(f"<#{name}> a ")
    end = text.index(" .\n", start) + 3
    text = text[:start] + text[end:]
    path.write_text(text.replace(f"    dpv:hasRight <#{name}> ;\n", ""), encoding="utf-8")


def edits(found: dict[str, Any]) -> set[tuple[str, str, str]]:
    return {(one["change"], one["subject"], one["predicate"]) for one in found["facts"]}


def test_each_edit_is_named_and_nothing_else(two: Questions) -> None:
    found = changes(two, "kruix")
    assert (found["from"], found["to"]) == ("2020-11-16", "2022-01-01")
    assert edits(found) == {
        ("replaced", "notice", "dct:issued"),
        ("shorter", "kept-seven-years", "dpv:hasDuration"),
        ("removed", "notice", "dpv:hasRight"),
        ("removed", "complaint", "pkg:complaintTo"),
        ("added", "payments", "dpv:hasPurpose"),
        ("removed", "payments", "dpv:hasPurpose"),
        ("narrowed", "marketing", "dpv:hasPurpose"),
        ("hedged", "statistics", "dpv:hasPurpose"),
    }
    assert sum(found["summary"]["facts"].values()) == len(found["facts"])
    assert found["summary"]["facts"]["removed"] == 3
    assert sum(found["summary"]["duties"].values()) == len(found["duties"])


def test_a_period_has_the_passages_of_both_versions(two: Questions) -> None:
    (one,) = (one for one in changes(two, "kruix")["facts"] if one["change"] == "shorter")
    assert (one["before"], one["value"]) == ("P7Y", "P2Y")
    assert {piece["policy"] for piece in one["evidence"]} == {"kruix/2022-01-01"}
    assert {piece["policy"] for piece in one["evidence_before"]} == {"kruix/2020-11-16"}


def test_a_version_does_not_differ_from_itself(two: Questions) -> None:
    found = changes(two, "kruix", "2022-01-01", "2022-01-01")
    assert (found["facts"], found["duties"], found["summary"]) == ([], [], {"facts": {}, "duties": {}})


def test_a_version_that_is_not_there_is_refused_with_the_nearest(two: Questions) -> None:
    with pytest.raises(UnknownName, match="Did you mean 2022-01-01"):
        changes(two, "kruix", "2020-11-16", "2022-01-02")


def test_a_duty_that_was_met_and_is_not_now_is_named(two: Questions) -> None:
    found = {(one["duty"], one["before"], one["after"]) for one in changes(two, "kruix")["duties"]}
    assert ("38", "met", "not met") in found
    assert ("39", "met", "not met") in found


def test_the_other_way_round_it_is_the_reverse(two: Questions) -> None:
    found = edits(changes(two, "kruix", "2022-01-01", "2020-11-16"))
    assert ("widened", "marketing", "dpv:hasPurpose") in found
    assert ("longer", "kept-seven-years", "dpv:hasDuration") in found
    assert ("no longer hedged", "statistics", "dpv:hasPurpose") in found


def test_both_passages_stand_beside_a_change(two: Questions) -> None:
    (one,) = (one for one in changes(two, "kruix")["facts"] if one["change"] == "narrowed")
    assert one["evidence"][0]["policy"] == "kruix/2022-01-01"
    assert one["evidence_before"][0]["policy"] == "kruix/2020-11-16"


def test_over_http_it_is_the_same(two: Questions, settings: Settings) -> None:
    client = TestClient(create_app(two.engine, settings, routers=[assessments_router(two)]))
    answer = client.get("/api/v1/policies/kruix/changes")
    assert answer.status_code == 200
    assert answer.json() == changes(two, "kruix")
    assert client.get("/api/v1/policies/kruix/changes?from=2020-11-16").status_code == 422
    assert client.get("/api/v1/policies/kruix/changes?from=2020-11-16&to=1999").status_code == 404


def test_one_version_alone_has_no_changes(questions: Questions) -> None:
    with pytest.raises(ParameterError, match="one version"):
        changes(questions, "kruix")
    with pytest.raises(UnknownName):
        changes(questions, "nobody")


def test_a_change_names_what_it_is_of(two: Questions) -> None:
    found = changes(two, "kruix")["facts"]
    assert all(one["subject_label"] and not one["subject_label"].startswith(("#", "http")) for one in found)
    (shorter,) = (one for one in found if one["kind"] == "Shorter")
    process = two.names.label(
        f"https://w3id.org/privacy-kg/data/kruix/2022-01-01/policy#{shorter['subject']}"
    )
    assert shorter["subject_label"] != shorter["subject"]
    assert shorter["subject_label"] not in {"P2Y", "P7Y", process}
    purposes = {one["predicate_label"] for one in found if one["predicate"] == "dpv:hasPurpose"}
    assert purposes == {"has purpose"}
