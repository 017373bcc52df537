"""``privacy-kg reason``: what it prints, without Java, and where HermiT has too little of something."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kg_api.reasoning.owl import java
from kg_api.snapshot.store import Snapshot

Run = Callable[..., subprocess.CompletedProcess[str]]
needs_java = pytest.mark.skipif(java() is None, reason="HermiT needs Java (Debian: default-jre-headless)")


@pytest.fixture
def run(snapshot: Snapshot, cache: Path, tmp_path: Path) -> Run:
    """Runs the command on the snapshot that the tests share, with nothing else in its environment changed."""

    def run(*args: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "kg_api.cli", "reason", *args],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env={**os.environ, "PRIVACY_KG_CACHE": str(cache), "COLUMNS": "160", **environment},
            check=False,
            timeout=300,
        )

    return run


@pytest.fixture
def untouched(snapshot: Snapshot) -> Iterator[None]:
    """The snapshot is as it was when the test is done."""

    def state() -> list[tuple[str, int, int]]:
        folder = snapshot.graph.parent
        paths = sorted(path for path in folder.rglob("*") if path.is_file())
        return [(str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in paths]

    before = state()
    assert before
    yield
    assert state() == before


def test_without_java_all_but_the_proof_works_and_what_was_skipped_is_said(run: Run, tmp_path: Path) -> None:
    found = run("--format", "json", PATH=str(tmp_path))
    assert found.returncode == 0
    assert "Not proved" in found.stderr
    assert "Java" in found.stderr
    answer = json.loads(found.stdout)
    assert answer["proofs"] == []
    assert sum(len(who) for one in answer["classes"] for who in one["members"].values()) > 200


def test_a_proof_without_java_is_refused_in_a_sentence(run: Run, tmp_path: Path, untouched: None) -> None:
    found = run("--owl", "kruix", PATH=str(tmp_path))
    assert found.returncode == 2
    assert "There is no Java here" in found.stderr
    assert "Traceback" not in found.stderr


@pytest.mark.minutes
@needs_java
@pytest.mark.parametrize(
    ("limit", "message"),
    [
        ("--seconds=0", "ran for 0 s and was ended"),
        pytest.param("--memory=1", "more than 1 MB", marks=pytest.mark.minutes),
    ],
)
def test_too_little_time_or_memory_ends_in_a_sentence_and_changes_nothing(
    limit: str, message: str, run: Run, untouched: None
) -> None:
    found = run("--owl", "kruix", limit)
    assert found.returncode == 2
    assert message in " ".join(found.stderr.split())
    assert "Traceback" not in found.stderr


@pytest.mark.minutes
@needs_java
def test_the_proof_says_that_it_is_consistent_and_in_what_order_the_classes_stand(run: Run) -> None:
    found = run("--owl", "kruix")
    assert found.returncode == 0
    assert "kruix/2020-11-16: HermiT finds it consistent; members as by the rules" in found.stdout
    lines = found.stdout.splitlines()
    at = lines.index("  pkg:MarketingProcess")
    assert lines[at + 1 : at + 4] == [
        "    pkg:MarketingOnConsent",
        "    pkg:MarketingOnLegitimateInterest",
        "    pkg:ProfilingForMarketing",
    ]
