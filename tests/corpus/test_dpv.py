"""From a folder of a DPV release to its facts; the release here is tiny and in our own words."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from kg_api.corpus.dpv import KEPT, import_release
from kg_api.errors import FileError, SyntaxFault
from kg_api.resources import Resources
from kg_api.vocabulary import DPV, LOC, PREFIXES, RDF, SKOS

ROOT = Path(__file__).resolve().parents[2]
RELEASE = ROOT.parent / "shared" / "dpv"
HEAD = "".join(
    f"@prefix {name}: <{PREFIXES[name]}> .\n"
    for name in ("dpv", "loc", "eu-gdpr", "rdf", "rdfs", "skos", "owl", "dct", "schema")
)
MODULES = {
    "dpv": """
<https://w3id.org/dpv> a owl:Ontology ; owl:versionInfo "9.9" ; dct:title "A vocabulary" .
<https://w3id.org/dpv#serialisation-ttl> a dct:Something ; skos:prefLabel "a file" .
dpv:Zeal a skos:Concept, rdfs:Class ; skos:prefLabel "Zeal, \\"½\\""@en ;
    skos:definition "Our words for eagerness."@en ; skos:note "Not to be kept." ; rdfs:seeAlso [ dct:title "x" ] .
dpv:Ardour a skos:Concept ; skos:broader dpv:Zeal ; dct:created "2024-01-01" ; dpv:hasRight eu-gdpr:A15 .
dpv:hasZeal a rdf:Property ; rdfs:subPropertyOf dpv:hasThing ; schema:domainIncludes dpv:Ardour .
<https://example.org/other> a skos:Concept ; skos:prefLabel "not of DPV" .
_:nameless a skos:Concept ; skos:prefLabel "nameless" .
""",
    "loc-memberships": """
loc:NL skos:broader loc:EU ; rdfs:comment "Not to be kept." .
loc:AA a dpv:Country, skos:Concept ; loc:iso_alpha2 "AA" ; skos:notation "1" .
""",
}


def _lay(folder: Path, modules: dict[str, str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in modules.items():
        (folder / f"{name}.ttl").write_text(HEAD + text, encoding="utf-8")
    return folder


@pytest.fixture
def release(tmp_path: Path) -> Path:
    folder = _lay(tmp_path / "release", MODULES)
    (folder / "terms.tsv").write_text("a table beside it")
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "ontology" / "dpv"


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_each_module_becomes_a_file_and_its_triples_are_counted(release: Path, out: Path) -> None:
    assert import_release(release, out) == {"dpv": 8, "loc-memberships": 5}
    assert {path.name for path in out.iterdir()} == {"dpv.ttl", "loc-memberships.ttl", "release.ttl"}
    counts = {p.stem: sum(1 for _ in parse(path=str(p), format=RdfFormat.TURTLE)) for p in out.iterdir()}
    assert counts == {"dpv": 8, "loc-memberships": 5, "release": 3}


def test_facts_are_kept_and_everything_in_words_is_dropped(release: Path, out: Path) -> None:
    import_release(release, out)
    triples = {
        (quad.subject, quad.predicate, quad.object)
        for path in out.glob("[dl]*.ttl")
        for quad in parse(path=str(path), format=RdfFormat.TURTLE)
    }
    assert {predicate for _, predicate, _ in triples} <= set(KEPT)
    assert (DPV["Zeal"], SKOS["prefLabel"], Literal('Zeal, "½"', language="en")) in triples
    assert (LOC["NL"], SKOS["broader"], LOC["EU"]) in triples
    assert (DPV["hasZeal"], RDF["type"], RDF["Property"]) in triples
    text = "".join(path.read_text(encoding="utf-8") for path in out.iterdir())
    for dropped in (
        "eagerness",
        "Not to be kept",
        "not of DPV",
        "nameless",
        "a file",
        "2024-01-01",
        "domainIncludes",
    ):
        assert dropped not in text


def test_subjects_are_sorted_and_only_prefixes_in_use_declared(release: Path, out: Path) -> None:
    import_release(release, out)
    text = (out / "dpv.ttl").read_text(encoding="utf-8")
    subjects = [line.split()[0] for line in text.splitlines() if line[:1].isalpha() or line.startswith("<")]
    assert subjects == sorted(subjects) == ["dpv:Ardour", "dpv:Zeal", "dpv:hasZeal"]
    prefixes = [line.split()[1] for line in text.splitlines() if line.startswith("@prefix")]
    assert prefixes == ["dpv:", "eu-gdpr:", "rdf:", "rdfs:", "skos:"]
    assert text.startswith("# DPV 9.9, module dpv: facts only")


def test_the_version_and_the_hash_of_each_file_are_recorded(release: Path, out: Path) -> None:
    import_release(release, out)
    found = {
        quad.object.value
        for quad in parse(path=str(out / "release.ttl"), format=RdfFormat.TURTLE)
        if isinstance(quad.object, Literal)
    }
    assert found == {"9.9"} | {
        f"{name}.ttl sha256:{hashlib.sha256((release / f'{name}.ttl').read_bytes()).hexdigest()}"
        for name in MODULES
    }


def test_importing_twice_gives_the_same_bytes_whatever_the_order_of_the_triples(
    release: Path, out: Path
) -> None:
    import_release(release, out)
    first = _bytes(out)
    import_release(release, out)
    assert _bytes(out) == first
    turned = MODULES["loc-memberships"].strip().splitlines()
    _lay(release, {"loc-memberships": "\n".join(reversed(turned))})
    import_release(release, out)
    assert _bytes(out)["loc-memberships.ttl"] == first["loc-memberships.ttl"]


def test_what_an_earlier_import_left_is_removed_and_other_files_stay(release: Path, out: Path) -> None:
    import_release(release, out)
    (out / "NOTICE.md").write_text("Whose it is.")
    (release / "loc-memberships.ttl").unlink()
    import_release(release, out)
    assert {path.name for path in out.iterdir()} == {"dpv.ttl", "release.ttl", "NOTICE.md"}


@pytest.mark.parametrize("modules", [{}, {"loc": MODULES["loc-memberships"]}])
def test_a_folder_without_dpv_is_no_release(modules: dict[str, str], tmp_path: Path, out: Path) -> None:
    folder = _lay(tmp_path / "other", modules)
    with pytest.raises(FileError, match=r"it has no dpv\.ttl"):
        import_release(folder, out)
    with pytest.raises(FileError, match=r"it has no dpv\.ttl"):
        import_release(folder / "nothing", out)
    assert not out.exists()


def test_a_release_without_a_version_is_refused_and_nothing_written(release: Path, out: Path) -> None:
    _lay(release, {"dpv": MODULES["dpv"].replace("owl:versionInfo", "owl:priorVersion")})
    with pytest.raises(FileError, match="states no owl:versionInfo"):
        import_release(release, out)
    assert not out.exists()


def test_a_release_with_a_broken_file_is_refused_and_what_was_there_stays(release: Path, out: Path) -> None:
    import_release(release, out)
    before = _bytes(out)
    _lay(release, {"loc-memberships": "loc:NL a loc:EU\nloc:AA"})
    with pytest.raises(SyntaxFault) as refused:
        import_release(release, out)
    assert refused.value.path == str(release / "loc-memberships.ttl")
    assert refused.value.line == HEAD.count("\n") + 2
    assert _bytes(out) == before


def test_turtle_that_is_no_import_is_never_removed(release: Path, tmp_path: Path) -> None:
    ours = _lay(tmp_path / "ours", {"privacy-kg": "dpv:a a dpv:b ."})
    for target in (ours, release):
        before = _bytes(target)
        with pytest.raises(FileError, match="holds Turtle that is no import of DPV"):
            import_release(release, target)
        assert _bytes(target) == before
    with pytest.raises(FileError, match="is no folder"):
        import_release(release, ours / "privacy-kg.ttl")


def test_the_facts_in_the_ontology_are_those_of_the_release(resources: Resources, tmp_path: Path) -> None:
    if not (RELEASE / "dpv.ttl").is_file():
        pytest.skip("no DPV release beside the checkout, in ../shared/dpv")
    import_release(RELEASE, tmp_path)
    kept = {name: text for name, text in _bytes(resources.ontology / "dpv").items() if name.endswith(".ttl")}
    assert len(kept) > 5
    assert _bytes(tmp_path) == kept


def test_nothing_but_kept_predicates_stands_in_the_ontology(resources: Resources) -> None:
    files = sorted(path for path in (resources.ontology / "dpv").glob("*.ttl") if path.stem != "release")
    found = {quad.predicate for path in files for quad in parse(path=str(path), format=RdfFormat.TURTLE)}
    assert len(files) > 5
    assert found <= set(KEPT)
    assert NamedNode(PREFIXES["skos"] + "definition") not in found
