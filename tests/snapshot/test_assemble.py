"""What is validated: all policies, or those wanted by name, folder or file."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg_api.corpus.policies import FILES
from kg_api.errors import UnknownName
from kg_api.resources import Resources
from kg_api.snapshot.build import assemble
from kg_api.vocabulary import DATA


@pytest.fixture
def three(tiny: Resources) -> Resources:
    """Three versions, one of them broken, and a folder that is none."""
    for name in ("kruix/2019", "kruix/2020", "stuk/2021"):
        folder = tiny.data / name
        folder.mkdir(parents=True)
        for file in FILES:
            text = f"@base <{DATA}{name}/{file}> .\n<#a> <#b> <#c> .\n"
            (folder / f"{file}.ttl").write_text(
                text if name != "stuk/2021" else text + "%%", encoding="utf-8"
            )
    (tiny.data / "kruix" / "latest").mkdir()
    return tiny


def _assembled(resources: Resources, *wanted: str) -> tuple[list[str], int]:
    found = assemble(resources, wanted)
    assert len(found.store) > 3
    return [version.name for version in found.policies], len(found.faults)


def test_without_a_wish_all_is_assembled_and_every_fault_told(three: Resources) -> None:
    assert _assembled(three) == (["kruix/2019", "kruix/2020"], 4)


@pytest.mark.parametrize(
    ("wanted", "policies", "faults"),
    [
        (["kruix"], ["kruix/2019", "kruix/2020"], 1),
        (["kruix/2020"], ["kruix/2020"], 0),
        (["kruix/2020/"], ["kruix/2020"], 0),
        (["kruix/2019", "kruix", "kruix/2020"], ["kruix/2019", "kruix/2020"], 1),
        (["stuk"], [], 3),
        (["stuk/2021", "kruix/2019"], ["kruix/2019"], 3),
    ],
)
def test_a_policy_is_wanted_by_name_and_only_its_own_faults_are_told(
    wanted: list[str], policies: list[str], faults: int, three: Resources
) -> None:
    assert _assembled(three, *wanted) == (policies, faults)


@pytest.mark.parametrize(
    ("wanted", "policies", "faults"),
    [
        ("kruix/2020", ["kruix/2020"], 0),
        ("kruix/2020/policy.ttl", ["kruix/2020"], 0),
        ("kruix", ["kruix/2019", "kruix/2020"], 1),
        ("kruix/latest", [], 1),
        ("stuk/2021/policy.ttl", [], 1),
        (".", ["kruix/2019", "kruix/2020"], 4),
    ],
)
@pytest.mark.parametrize("relative", [True, False])
def test_a_policy_is_wanted_by_its_folder_or_a_file_of_it(
    wanted: str,
    policies: list[str],
    faults: int,
    relative: bool,
    three: Resources,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(three.data.parent)
    path = Path("data") / wanted
    assert _assembled(three, str(path if relative else path.resolve())) == (policies, faults)


@pytest.mark.parametrize("name", ["kruiks", "kruix/2021", "nowhere/at/all"])
def test_a_policy_of_no_such_name_is_refused_with_the_nearest(name: str, three: Resources) -> None:
    with pytest.raises(UnknownName) as refused:
        assemble(three, [name])
    assert set(refused.value.suggestions) == {"kruix/2019", "kruix/2020", "stuk/2021"}
