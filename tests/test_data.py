"""The data: well-formed by the model shapes, proved against the texts, durations right, nothing copied."""

from __future__ import annotations

import re
import subprocess
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from kg_api.corpus.policies import read_corpus
from kg_api.corpus.proof import prove
from kg_api.corpus.quotes import SourceFolder
from kg_api.corpus.recorded import recorded_source
from kg_api.passages import read_source
from kg_api.resources import Resources
from kg_api.snapshot.build import assemble
from kg_api.snapshot.store import Snapshot
from kg_api.validation.run import validate
from kg_api.validation.shapes import load_shapes
from kg_api.vocabulary import PKG, RDF

ROOT = Path(__file__).resolve().parents[1]
RUN = 8
ALLOWED = "tests/allowed-runs.txt"


def test_nothing_in_data_is_refused(snapshot: Snapshot) -> None:
    assert snapshot.manifest.refused == []
    assert {"janus-international-europe/2023-09-04", "kruix/2020-11-16"} <= set(snapshot.manifest.policies)


def test_the_model_shapes_find_nothing_and_each_meets_data(resources: Resources) -> None:
    report = validate(assemble(resources).store, load_shapes(resources.shapes / "model"))
    assert [(str(result.focus_node), result.message()) for result in report.results] == []
    assert sum(report.focus_nodes.values()) > 1000


def test_evidence_agrees_with_the_texts(resources: Resources, sources: Path) -> None:
    texts = SourceFolder(sources)
    policies = read_corpus(resources.data).policies
    assert policies
    for version, quads in policies.items():
        recorded = recorded_source(quads)
        assert recorded.sha256 in texts.by_hash, version.name
        assert prove(recorded, texts.by_hash[recorded.sha256]) == [], version.name


def _day_range(years: int, months: int, days: int) -> tuple[int, int]:
    """The fewest and most days that a period can last, over all starting days of the Gregorian cycle."""
    total = years * 12 + months
    if not total:
        return days, days
    spans = set()
    for year in range(1890, 2310):
        for month in range(1, 13):
            end = month - 1 + total
            spans.add((date(year + end // 12, end % 12 + 1, 1) - date(year, month, 1)).days)
    return min(spans) + days, max(spans) + days


def test_days_of_each_duration_are_those_of_the_calendar(resources: Resources) -> None:
    values: dict[str, dict[str, str]] = {}
    for quads in read_corpus(resources.data).policies.values():
        for quad in quads:
            if quad.predicate in (RDF["value"], PKG["minDays"], PKG["maxDays"]) and isinstance(
                quad.object, Literal
            ):
                assert isinstance(quad.subject, NamedNode)
                local = quad.predicate.value.rsplit("#", 1)[1]
                values.setdefault(quad.subject.value, {})[local] = quad.object.value
    assert values
    for node, found in values.items():
        match = re.fullmatch(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T.*)?", found["value"])
        assert match, node
        if "T" in found["value"]:
            continue
        years, months, days = (int(part or 0) for part in match.groups())
        assert (int(found["minDays"]), int(found["maxDays"])) == _day_range(years, months, days), node


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def _runs(words: list[str]) -> set[tuple[str, ...]]:
    return {tuple(words[place : place + RUN]) for place in range(len(words) - RUN + 1)}


def test_no_tracked_file_shares_a_run_of_eight_words_with_a_text(sources: Path) -> None:
    """Files that git tracks, or would; headings, addresses and names on the list are allowed: they are facts."""
    allowed = (ROOT / ALLOWED).read_text(encoding="utf-8").splitlines()
    phrases = [_words(line) for line in allowed if line and not line.startswith("#")]
    forbidden: set[tuple[str, ...]] = set()
    for path in sorted(sources.glob("*.txt")):
        forbidden |= _runs(_words(read_source(path).text))
    for phrase in phrases:
        forbidden -= _runs(phrase)
    listed = subprocess.run(
        ["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, check=False
    )
    if listed.returncode:
        pytest.skip("this is no git checkout, so there are no tracked files to look at")
    files = [ROOT / name for name in listed.stdout.decode().split("\0") if name and name != ALLOWED]
    assert len(files) > 50
    shared = {}
    for path in files:
        if path.is_file():
            runs = _runs(_words(path.read_bytes().decode("utf-8", "ignore"))) & forbidden
            if runs:
                shared[path.relative_to(ROOT).as_posix()] = sorted(" ".join(run) for run in runs)[:3]
    assert shared == {}, shared
