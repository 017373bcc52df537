"""Policies one at a time: the same alone, side by side, and from what was kept."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kg_api.corpus.policies import PolicyVersion
from kg_api.resources import Resources
from kg_api.snapshot import units
from kg_api.snapshot.build import Options, build
from kg_api.snapshot.commit import commit_of
from tests.snapshot.conftest import Copy

NOW = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def two(tmp_path: Path, resources: Resources, copy_policy: Copy) -> Resources:
    mine = Resources(resources.ontology, tmp_path / "data", resources.shapes, resources.queries)
    for name in ("een/2020-01-01", "twee/2020-01-01"):
        copy_policy(mine.data, name)
    return mine


@pytest.mark.minutes
def test_side_by_side_it_is_the_same_as_one_after_another(two: Resources, tmp_path: Path) -> None:
    alone = build(two, tmp_path / "one", NOW, options=Options(processes=1))
    beside = build(two, tmp_path / "two", NOW, options=Options(processes=2))
    assert alone.snapshot.graph.read_bytes() == beside.snapshot.graph.read_bytes()
    assert alone.report is not None
    assert beside.report is not None
    assert alone.report.focus_nodes == beside.report.focus_nodes


@pytest.mark.minutes
def test_only_what_changed_is_worked_out_again(
    two: Resources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked: list[str] = []
    plain = units._work

    def watched(chunk: list[PolicyVersion]) -> list[units.Unit]:
        worked.extend(version.controller for version in chunk)
        return plain(chunk)

    monkeypatch.setattr(units, "_work", watched)
    options = Options(kept=tmp_path / "kept")
    first = build(two, tmp_path / "a", NOW, options=options)
    assert sorted(worked) == ["een", "twee"]
    worked.clear()
    again = build(two, tmp_path / "b", NOW, options=options)
    assert worked == []
    assert first.snapshot.graph.read_bytes() == again.snapshot.graph.read_bytes()
    path = two.data / "een" / "2020-01-01" / "policy.ttl"
    path.write_text(
        path.read_text("utf-8").replace('skos:prefLabel "Kruix"', 'skos:prefLabel "Ander"'), "utf-8"
    )
    build(two, tmp_path / "c", NOW, options=options)
    assert worked == ["een"]


@pytest.mark.minutes
def test_what_was_kept_and_cannot_be_read_is_worked_out_again(two: Resources, tmp_path: Path) -> None:
    options = Options(kept=tmp_path / "kept")
    first = build(two, tmp_path / "a", NOW, options=options)
    for path in (tmp_path / "kept").iterdir():
        path.write_bytes(b"{}\n<broken")
    again = build(two, tmp_path / "b", NOW, options=options)
    assert first.snapshot.graph.read_bytes() == again.snapshot.graph.read_bytes()


def test_a_refused_policy_is_not_assessed_as_if_it_were_silent(two: Resources, tmp_path: Path) -> None:
    path = two.data / "twee" / "2020-01-01" / "policy.ttl"
    path.write_text(path.read_text("utf-8") + "\n<#notice> dpv:hasJurisdiction loc:US .\n", "utf-8")
    built = build(two, tmp_path / "a", NOW)
    assert len(built.snapshot.manifest.refused) == 1
    assert b"twee/2020-01-01/assessment" not in built.snapshot.graph.read_bytes()
    assert b"een/2020-01-01/assessment" in built.snapshot.graph.read_bytes()


def test_the_commit_is_read_without_running_anything(tmp_path: Path) -> None:
    assert commit_of(tmp_path) is None
    (tmp_path / ".git" / "refs" / "heads").mkdir(parents=True)
    (tmp_path / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    assert commit_of(tmp_path) is None
    (tmp_path / ".git" / "packed-refs").write_text(f"# pack-refs\n{'b' * 40} refs/heads/main\n")
    assert commit_of(tmp_path) == "b" * 40
    (tmp_path / ".git" / "refs" / "heads" / "main").write_text("a" * 40 + "\n")
    assert commit_of(tmp_path) == "a" * 40
    (tmp_path / ".git" / "HEAD").write_text("not a hash\n")
    assert commit_of(tmp_path) is None
