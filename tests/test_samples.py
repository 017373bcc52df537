"""The samples: in order by every check of the real policies, and each edit and contradiction put in is found."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from kg_api.corpus.coverage import coverage
from kg_api.corpus.ontology import read_ontology
from kg_api.corpus.policies import PolicyVersion, read_corpus
from kg_api.corpus.proof import prove
from kg_api.corpus.recorded import recorded_source
from kg_api.encoding.evidence_writer import write_policy
from kg_api.engine.embedded import EmbeddedEngine
from kg_api.passages import read_source
from kg_api.questions.answer import Questions
from kg_api.questions.catalogue import Catalogue
from kg_api.questions.changes import changes
from kg_api.questions.reasoning import derived
from kg_api.resources import default_resources
from kg_api.settings import Settings
from kg_api.snapshot.build import assemble
from kg_api.snapshot.current import current_snapshot
from kg_api.snapshot.store import Snapshot
from kg_api.validation.run import validate
from kg_api.validation.shapes import load_shapes

SAMPLES = default_resources(samples=True)
EDITS: list[dict[str, Any]] = yaml.safe_load((SAMPLES.data / "edits.yaml").read_text(encoding="utf-8"))
CLASHES: dict[str, Any] = yaml.safe_load((SAMPLES.data / "contradictions.yaml").read_text(encoding="utf-8"))
CORPUS = read_corpus(SAMPLES.data)
VERSIONS = sorted(CORPUS.policies)


@pytest.fixture(scope="module")
def samples(catalogue: Catalogue, settings: Settings, cache: Path) -> Iterator[Questions]:
    built = current_snapshot(SAMPLES, cache)
    assert built.manifest.refused == []
    with EmbeddedEngine(built.graph, built.manifest.snapshot, settings, union=False) as engine:
        yield Questions(engine, catalogue)


def test_there_are_three_of_two_versions_and_their_names_say_what_they_are(samples: Questions) -> None:
    assert CORPUS.faults == []
    assert set(Counter(version.controller for version in VERSIONS).values()) == {2}
    assert len(samples.names.slugs) == 3
    assert all(slug.startswith("sample-") for slug in samples.names.slugs.values())
    assert all(name.startswith("Sample: ") for name in samples.names.controllers.values())


def test_the_model_shapes_find_nothing() -> None:
    report = validate(assemble(SAMPLES).store, load_shapes(SAMPLES.shapes / "model"))
    assert [(str(result.focus_node), result.message()) for result in report.results] == []


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.name)
def test_the_evidence_agrees_with_the_text_and_accounts_for_all_of_it(version: PolicyVersion) -> None:
    quads, source = CORPUS.policies[version], read_source(version.folder / "source.txt")
    assert prove(recorded_source(quads), source) == []
    assert [segment for segment in coverage(quads, source.text) if not segment.accounted] == []


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.name)
def test_the_draft_makes_the_files(version: PolicyVersion, tmp_path: Path) -> None:
    draft, out = version.folder / "draft", tmp_path / version.controller / version.version
    structural = read_ontology(SAMPLES.ontology).structural
    language = recorded_language(version)
    text = read_source(version.folder / "source.txt")
    write_policy(draft / "marked.ttl", draft / "passages.txt", text, out, structural, language)
    for name in ("policy.ttl", "evidence.ttl"):
        assert (out / name).read_text(encoding="utf-8") == (version.folder / name).read_text(encoding="utf-8")


def recorded_language(version: PolicyVersion) -> str:
    return (
        "en" if 'dct:language "en"' in (version.folder / "source.ttl").read_text(encoding="utf-8") else "nl"
    )


@pytest.mark.parametrize("case", EDITS, ids=[case["controller"] for case in EDITS])
def test_changes_names_each_edit_that_was_made_and_no_other(samples: Questions, case: dict[str, Any]) -> None:
    found = changes(samples, case["controller"])
    assert (found["from"], found["to"]) == (case["from"], case["to"])
    made = [tuple(one) for edit in case["edits"] for one in edit["changes"]]
    assert sorted((one["kind"], one["subject"], one["predicate"]) for one in found["facts"]) == sorted(made)
    duties = [tuple(one) for edit in case["edits"] for one in edit.get("duties", ())]
    named = [(one["law"], one["duty"], one["before"], one["after"]) for one in found["duties"]]
    assert sorted(named) == sorted(duties)


def test_the_edits_are_of_every_kind() -> None:
    kinds = {one[0] for case in EDITS for edit in case["edits"] for one in edit["changes"]}
    assert kinds == {
        *("Added", "Removed", "Widened", "Narrowed", "Replaced", "Restated"),
        *("HedgeGained", "HedgeLost", "Longer", "Shorter"),
    }


def test_the_questions_on_versions_have_rows_with_both_passages(samples: Questions) -> None:
    answer = samples.answer("what-changed", {})
    assert len(answer["rows"]) == sum(len(edit["changes"]) for case in EDITS for edit in case["edits"])
    (wider,) = (row for row in answer["rows"] if row["change"] == "widened")
    assert (wider["before"], wider["now"]) == ("Email Address", "Contact")
    assert [piece["policy"] for piece in wider["evidence"]] == [
        "sample-webshop/2025-05-01",
        "sample-webshop/2023-05-01",
    ]
    assert all(row["evidence"] for row in answer["rows"])
    lost = samples.answer("duties-lost", {"controller": "sample-webshop"})["rows"]
    assert {row["duty"] for row in lost} == {"38", "39", "61"}


def test_each_contradiction_that_was_put_in_is_found_and_no_other(samples: Questions) -> None:
    found = derived(samples, [])["contradictions"]
    listed = [(one["controller"], one["scope"], one["kind"], one["other_party"]) for one in found]
    assert sorted(listed, key=str) == sorted(map(tuple, CLASHES["found"]), key=str)
    assert all(one["evidence"] and one["clashes_with"] and one["sure"] for one in found)


def test_the_question_lists_them_with_their_scope_and_both_passages(samples: Questions) -> None:
    rows = samples.answer("contradictions", {})["rows"]
    listed = [(row["controller"], row["scope"], row["kind"]) for row in rows]
    assert sorted(listed) == sorted((who, scope, kind) for who, scope, kind, _ in CLASHES["found"])
    assert all(len({(piece["policy"], piece["start"]) for piece in row["evidence"]}) == 2 for row in rows)


def _run(cache: Path, folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kg_api.cli", *args],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "PRIVACY_KG_CACHE": str(cache)},
        check=False,
    )


def test_one_option_shows_them_with_their_own_words(samples: Questions, cache: Path, tmp_path: Path) -> None:
    done = _run(cache, tmp_path, "changes", "sample-webshop", "--samples", "--format", "json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["snapshot"] == samples.engine.describe().snapshot
    (longer,) = (one for one in answer["facts"] if one["kind"] == "Longer")
    assert [piece["quote"] for piece in longer["evidence"]] == ["Bestelgegevens bewaren wij vijf jaar."]
    table = _run(cache, tmp_path, "changes", "sample-webshop", "--samples").stdout
    assert "2023-05-01 → 2025-05-01" in table
    assert "1 widened" in table


def test_samples_beside_a_snapshot_or_other_data_are_refused(cache: Path, tmp_path: Path) -> None:
    for args in (
        ("ask", "contradictions", "--samples", "--snapshot", "."),
        ("serve", "--samples", "--data", "x.ttl"),
    ):
        done = _run(cache, tmp_path, *args)
        assert done.returncode == 2
        assert "--samples" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_sample_is_never_among_the_policies(snapshot: Snapshot) -> None:
    assert not [name for name in snapshot.manifest.policies if name.startswith("sample")]
