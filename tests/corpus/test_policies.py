"""The policies below data/: each version whole, or refused whole while the others load."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from kg_api.corpus.policies import FILES, RESERVED, PolicyVersion, find_policies, read_corpus
from kg_api.errors import FileError, SyntaxFault
from kg_api.vocabulary import DATA


def _lay(data: Path, name: str, **texts: str) -> Path:
    """A policy version of one triple a file, or of the texts given."""
    folder = data / name
    folder.mkdir(parents=True)
    for file in FILES:
        base = f"@base <{DATA}{name}/{file}> .\n"
        (folder / f"{file}.ttl").write_text(base + texts.get(file, "<> <#is> <#here> .\n"), encoding="utf-8")
    return folder


def _names(data: Path) -> list[str]:
    return [version.name for version in read_corpus(data).policies]


def test_each_file_of_a_version_is_a_graph_of_its_own(tmp_path: Path) -> None:
    folder = _lay(tmp_path, "kruix/2020-11-16")
    corpus = read_corpus(tmp_path)
    ((version, quads),) = corpus.policies.items()
    assert version == PolicyVersion("kruix", "2020-11-16", folder)
    assert version.iri == f"{DATA}kruix/2020-11-16"
    assert [quad.graph_name for quad in quads] == [NamedNode(version.graph(file)) for file in FILES]
    assert corpus.faults == []


def test_versions_come_in_order_of_controller_and_version(tmp_path: Path) -> None:
    for name in ("unexus/2021", "kruix/2020-11-16", "kruix/2019-01", "kruix/undated"):
        _lay(tmp_path, name)
    assert _names(tmp_path) == ["kruix/2019-01", "kruix/2020-11-16", "kruix/undated", "unexus/2021"]


@pytest.mark.parametrize("file", FILES)
def test_a_version_with_a_broken_file_is_refused_whole_and_the_others_load(file: str, tmp_path: Path) -> None:
    broken = _lay(tmp_path, "kruix/2020-11-16", **{file: "<#a> <#b> .\n"})
    _lay(tmp_path, "unexus/2021")
    corpus = read_corpus(tmp_path)
    assert [version.name for version in corpus.policies] == ["unexus/2021"]
    (fault,) = corpus.faults
    assert isinstance(fault, SyntaxFault)
    assert (fault.path, fault.line) == (str(broken / f"{file}.ttl"), 2)


@pytest.mark.parametrize("file", FILES)
def test_a_version_that_lacks_a_file_is_refused_whole_and_the_others_load(file: str, tmp_path: Path) -> None:
    lacking = _lay(tmp_path, "kruix/2020-11-16")
    (lacking / f"{file}.ttl").unlink()
    _lay(tmp_path, "unexus/2021")
    corpus = read_corpus(tmp_path)
    assert [version.name for version in corpus.policies] == ["unexus/2021"]
    (fault,) = corpus.faults
    assert fault.path == str(lacking / f"{file}.ttl")


def test_every_fault_of_a_version_is_told(tmp_path: Path) -> None:
    folder = _lay(tmp_path, "kruix/2020-11-16", policy="<#a> .", evidence="<#a> .")
    (folder / "source.ttl").unlink()
    assert len(read_corpus(tmp_path).faults) == 3


def test_a_file_with_the_base_of_another_version_is_refused(tmp_path: Path) -> None:
    _lay(tmp_path, "kruix/2020-11-16")
    (tmp_path / "kruix" / "2020-11-16").rename(tmp_path / "kruix" / "2021")
    corpus = read_corpus(tmp_path)
    assert corpus.policies == {}
    assert len(corpus.faults) == 3
    assert f"has the base <{DATA}kruix/2020-11-16/source>" in corpus.faults[0].reason


@pytest.mark.parametrize("version", ["2023-09-04", "2021-05", "2021", "2024-02-29", "undated"])
def test_a_version_is_named_by_its_date_or_undated(version: str, tmp_path: Path) -> None:
    _lay(tmp_path, f"kruix/{version}")
    assert _names(tmp_path) == [f"kruix/{version}"]


@pytest.mark.parametrize(
    "version",
    [
        *sorted(RESERVED),
        "2023-13-01",
        "2023-02-29",
        "2023-9-4",
        "2023-00",
        "20230904",
        "2023-09-04-2",
        "v2",
        "٢٠٢٣",
        "Undated",
        ".cache",
    ],
)
def test_a_version_of_another_name_is_refused_and_the_others_load(version: str, tmp_path: Path) -> None:
    (tmp_path / "kruix" / version).mkdir(parents=True)
    _lay(tmp_path, "unexus/2021")
    corpus = read_corpus(tmp_path)
    assert [one.name for one in corpus.policies] == ["unexus/2021"]
    (fault,) = corpus.faults
    assert "a version's folder is named by its date" in fault.reason
    assert fault.path == str(tmp_path / "kruix" / version)


@pytest.mark.parametrize(
    "slug", ["Kruix", "kruix_nl", "-kruix", "kruix-", "smet--jet", "café", "a b", "kruix.nl", "__pycache__"]
)
def test_a_controller_of_another_name_is_refused_and_the_others_load(slug: str, tmp_path: Path) -> None:
    (tmp_path / slug / "2021").mkdir(parents=True)
    _lay(tmp_path, "janus-2-europe/2021")
    corpus = read_corpus(tmp_path)
    assert [one.name for one in corpus.policies] == ["janus-2-europe/2021"]
    assert "a controller's folder is named in lower-case letters" in corpus.faults[0].reason


def test_files_beside_the_folders_are_no_policies(tmp_path: Path) -> None:
    _lay(tmp_path, "kruix/2021")
    (tmp_path / "README.md").write_text("Read me.")
    (tmp_path / "kruix" / "notes.txt").write_text("A note.")
    (tmp_path / "kruix" / "2021" / "deeper").mkdir()
    corpus = read_corpus(tmp_path)
    assert ([one.name for one in corpus.policies], corpus.faults) == (["kruix/2021"], [])


def test_an_empty_data_folder_has_no_policies_and_no_faults(tmp_path: Path) -> None:
    corpus = read_corpus(tmp_path)
    assert (corpus.policies, corpus.faults) == ({}, [])
    assert list(find_policies(tmp_path)) == []


def test_policies_are_found_by_their_folders_whether_they_can_be_read_or_not(tmp_path: Path) -> None:
    _lay(tmp_path, "kruix/2021", policy="<#a> .")
    _lay(tmp_path, "unexus/2022")
    (tmp_path / "unexus" / "latest").mkdir()
    assert [version.name for version in find_policies(tmp_path)] == ["kruix/2021", "unexus/2022"]
    assert all(isinstance(fault, FileError) for fault in read_corpus(tmp_path).faults)


def test_two_versions_of_one_date_are_both_refused_and_name_each_other(tmp_path: Path) -> None:
    dated = '<#n> <https://w3id.org/privacy-kg/ns#sortDate> "2021-05-01" .\n'
    for name in ("kruix/2021-05", "kruix/2021-05-01", "unexus/2021-05"):
        _lay(tmp_path, name, policy=dated)
    corpus = read_corpus(tmp_path)
    assert [version.name for version in corpus.policies] == ["unexus/2021-05"]
    assert [fault.reason.split(", so")[0] for fault in corpus.faults] == [
        "has the same date as kruix/2021-05-01",
        "has the same date as kruix/2021-05",
    ]
