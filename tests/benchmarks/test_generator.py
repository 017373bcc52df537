"""Generated policies: the same each time, well-formed but for the defects announced, and never taken for real."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from benchmarks.generator import Generated, defect_of, generate, write
from benchmarks.invented.draft import slug
from benchmarks.invented.editions import DEFECTS
from kg_api.corpus.policies import FILES, find_policies
from kg_api.passages import fingerprint
from kg_api.resources import Resources
from kg_api.snapshot.build import assemble
from kg_api.validation.run import validate
from kg_api.validation.shapes import load_shapes
from kg_api.vocabulary import DATA


def _lay(data: Path, generated: Generated) -> None:
    version = generated.versions[-1]
    folder = data / generated.slug / version.name
    folder.mkdir(parents=True)
    for file in FILES:
        (folder / f"{file}.ttl").write_text(getattr(version, file), encoding="utf-8")


def _offended(resources: Resources, data: Path) -> dict[str, set[str]]:
    """The shapes that the policies below ``data`` offend, by controller."""
    assembled = assemble(replace(resources, data=data))
    assert not assembled.faults
    slugs = {f"{DATA}{version.controller}/": version.controller for version in assembled.policies}
    found: dict[str, set[str]] = {name: set() for name in slugs.values()}
    for result in validate(assembled.store, load_shapes(resources.shapes / "model")).results:
        assert isinstance(result.focus_node, NamedNode)
        owner = next(name for base, name in slugs.items() if result.focus_node.value.startswith(base))
        found[owner].add(result.shape.rpartition("#")[2])
    return found


@pytest.mark.minutes
def test_model_shapes_refuse_the_policies_with_a_defect_and_no_others(
    resources: Resources, tmp_path: Path
) -> None:
    # Small ones, and validated in one go: the shapes take most of a second for a policy of full size.
    good = [generate(n, facts=90) for n in range(5)]
    bad = [generate(20 * turn + 19, facts=0) for turn in range(len(DEFECTS))]
    for generated in (*good, *bad):
        _lay(tmp_path, generated)
    offended = _offended(resources, tmp_path)
    assert [one.defect for one in bad] == list(DEFECTS)
    assert {one.slug: offended[one.slug] for one in good} == {one.slug: set() for one in good}
    assert [one.defect for one in bad if one.defect not in offended[one.slug]] == []


def test_policy_is_the_same_whatever_the_total(tmp_path: Path) -> None:
    write(3, tmp_path / "three", first=40)
    write(1, tmp_path / "one", first=42)
    three, one = (tmp_path / name / slug(42) for name in ("three", "one"))
    names = sorted(path.relative_to(one) for path in one.rglob("*.ttl"))
    assert names == sorted(path.relative_to(three) for path in three.rglob("*.ttl"))
    assert names
    assert all((one / name).read_bytes() == (three / name).read_bytes() for name in names)


def test_write_tells_which_version_has_which_defect(tmp_path: Path) -> None:
    written = write(20, tmp_path)
    wrong = [(name, defect) for name, defect in written if defect]
    assert {name for name, _ in written} == {version.name for version in find_policies(tmp_path)}
    assert [(name.split("/")[0], defect) for name, defect in wrong] == [(slug(19), defect_of(19))]


def test_later_version_differs_in_a_few_facts() -> None:
    several = next(one for one in map(generate, range(100)) if len(one.versions) > 1 and not one.defect)
    older, newer = (set(version.policy.splitlines()) for version in several.versions[-2:])
    assert 0 < len(newer - older) < len(newer) / 10


def test_fingerprints_are_of_the_invented_text() -> None:
    version = generate(0).versions[0]
    heading = version.text.index("\n") + 1
    first = version.text[heading : version.text.index("\n", heading)]
    assert f'pkg:passageSha256 "{fingerprint(first)}"' in version.evidence
    assert f"oa:start {heading} ; oa:end {heading + len(first)} ." in version.evidence


def test_generated_policies_are_never_mixed_with_real_ones(resources: Resources) -> None:
    assert not [one for one in find_policies(resources.data) if one.controller.startswith("sample-")]
    assert slug(1_234_567) == "sample-1234567"
    with pytest.raises(ValueError, match="do not belong"):
        write(1, resources.data / "more")


def test_generated_policy_says_that_it_is_generated() -> None:
    version = generate(0).versions[0]
    assert all("no real notice of any real controller" in getattr(version, file) for file in FILES)
    assert "Generated sample: privacy notice of sample-000000" in version.policy
