"""From files to a snapshot: what is refused, what is current, what the default graph holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, QuerySolutions, RdfFormat, Store

from kg_api.corpus.ontology import Ontology, read_ontology
from kg_api.corpus.policies import FILES
from kg_api.errors import FileError, SyntaxFault
from kg_api.reasoning.closure import CLOSURE_GRAPH
from kg_api.reasoning.facts import DERIVED_GRAPH, IMPLIED_GRAPH, STATED_GRAPH
from kg_api.resources import Resources
from kg_api.snapshot import build as building
from kg_api.snapshot import void
from kg_api.snapshot.build import Built, build
from kg_api.snapshot.store import input_hash, open_snapshot
from kg_api.vocabulary import BASE, DATA, PKG, SPARQL_PREFIXES

Copy = Callable[[Path, str], Path]
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
# Graphs that choose from the default graph, or count it.
APART = {STATED_GRAPH, IMPLIED_GRAPH, void.GRAPH}
NEWER, OLDER = f"{DATA}kruix/2020-11-16/", f"{DATA}kruix/2019-01-01/"


@dataclass(frozen=True)
class Case:
    """One project, built once for all tests: two versions of a policy, one broken, one that the shapes refuse."""

    resources: Resources
    built: Built
    steps: list[str]
    store: Store


@pytest.fixture(scope="module")
def case(resources: Resources, copy_policy: Copy, tmp_path_factory: pytest.TempPathFactory) -> Case:
    root = tmp_path_factory.mktemp("project")
    mine = Resources(resources.ontology, root / "data", resources.shapes, resources.queries)
    copy_policy(mine.data, "kruix/2020-11-16")
    older = copy_policy(mine.data, "kruix/2019-01-01") / "policy.ttl"
    text = older.read_text(encoding="utf-8")
    assert 'skos:prefLabel "Kruix"' in text
    older.write_text(text.replace('skos:prefLabel "Kruix"', 'skos:prefLabel "Vroeger"'), encoding="utf-8")
    broken = copy_policy(mine.data, "stuk/2021-01-01") / "policy.ttl"
    broken.write_text(broken.read_text(encoding="utf-8") + "\n<#a> dpv:hasPurpose %% .\n", encoding="utf-8")
    wrong = copy_policy(mine.data, "vals/2022-01-01") / "policy.ttl"
    unproved = "\n<#notice> dpv:hasJurisdiction loc:US .\n"
    wrong.write_text(wrong.read_text(encoding="utf-8") + unproved, encoding="utf-8")
    steps: list[str] = []
    built = build(mine, root / "snapshot", NOW, steps.append)
    store = Store()
    store.bulk_load(path=str(built.snapshot.graph), format=RdfFormat.N_QUADS)
    return Case(mine, built, steps, store)


def _select(store: Store, variables: str, where: str) -> list[list[str]]:
    found = store.query(SPARQL_PREFIXES + f"SELECT {variables} WHERE {{ {where} }}")
    assert isinstance(found, QuerySolutions)
    return sorted([getattr(term, "value", "") for term in row] for row in found)


def _triples(store: Store, graph: NamedNode | DefaultGraph) -> list[Quad]:
    return [
        Quad(quad.subject, quad.predicate, quad.object)
        for quad in store.quads_for_pattern(None, None, None, graph)
    ]


def test_the_manifest_says_what_was_built_of_what_and_when(case: Case) -> None:
    manifest = case.built.snapshot.manifest
    assert manifest.snapshot == input_hash(case.resources)
    assert manifest.built == "2026-01-02T03:04:05+00:00"
    assert manifest.dpv == "2.3"
    assert manifest.policies == ["kruix/2019-01-01", "kruix/2020-11-16"]
    assert manifest.quads == len(case.store)
    assert open_snapshot(case.built.snapshot.folder).manifest == manifest


def test_each_step_is_told(case: Case) -> None:
    steps = list(dict.fromkeys(step.split()[0] for step in case.steps))
    assert steps == ["reading", "reasoning", "validating", "deriving", "writing"]
    assert case.steps[-3] == "validating 3 of 3"


def test_a_policy_whose_turtle_is_broken_is_refused_with_file_and_line(case: Case) -> None:
    path = case.resources.data / "stuk" / "2021-01-01" / "policy.ttl"
    line = path.read_text(encoding="utf-8").count("\n")
    refused = [text for text in case.built.snapshot.manifest.refused if "stuk" in text]
    assert len(refused) == 1
    assert refused[0].startswith(f"{path}:{line}:21: ")


def test_a_policy_that_the_shapes_refuse_is_refused_with_the_reason(case: Case) -> None:
    refused = [text for text in case.built.snapshot.manifest.refused if "vals" in text]
    assert len(refused) == 1
    folder = case.resources.data / "vals" / "2022-01-01"
    assert refused[0].startswith(
        f"{folder}: refused by the model shapes: <{DATA}vals/2022-01-01/policy#notice> "
    )
    assert case.built.report is not None
    messages = [result.message() for result in case.built.report.results]
    assert any(message and message in refused[0] for message in messages)


def test_of_what_was_refused_nothing_is_in_the_graph(case: Case) -> None:
    text = case.built.snapshot.graph.read_text(encoding="utf-8")
    assert f"{DATA}kruix/" in text
    assert f"{DATA}stuk" not in text
    assert f"{DATA}vals" not in text


def test_only_the_newest_version_has_facts(case: Case) -> None:
    facts = {row[0] for row in _select(case.store, "?fact", "?fact pkg:factStance ?stance")}
    assert len(facts) > 100
    assert all(fact.startswith(NEWER) for fact in facts)
    everywhere = {quad.subject for quad in case.store.quads_for_pattern(None, PKG["factStance"], None)}
    assert {getattr(subject, "value", "") for subject in everywhere} == facts


def test_of_the_older_version_nothing_is_in_the_default_graph_but_what_changed_since(case: Case) -> None:
    found = _triples(case.store, DefaultGraph())
    assert not any(getattr(quad.subject, "value", "").startswith(OLDER) for quad in found)
    named = {quad.subject for quad in found if getattr(quad.object, "value", "").startswith(OLDER)}
    changes = {row[0] for row in _select(case.store, "?change", "?change a pkg:Change")}
    assert {getattr(subject, "value", "") for subject in named} == changes
    assert any(getattr(quad.subject, "value", "").startswith(NEWER) for quad in found)


@pytest.mark.parametrize("file", FILES)
def test_the_older_version_is_reached_by_its_graphs(file: str, case: Case) -> None:
    older = _triples(case.store, NamedNode(OLDER + file))
    newer = _triples(case.store, NamedNode(NEWER + file))
    assert len(older) == len(newer) > 15


def test_of_the_older_version_it_is_known_whose_it_is(case: Case) -> None:
    rows = _select(
        case.store,
        "?notice ?controller ?source",
        f"GRAPH <{DERIVED_GRAPH.value}> {{ ?notice pkg:controller ?controller ; prov:wasDerivedFrom ?source }}",
    )
    assert rows == [
        [f"{version}policy#notice", f"{DATA}kruix", f"{version}source"] for version in (OLDER, NEWER)
    ]


def test_a_controller_has_one_row_with_the_name_that_it_has_now(case: Case) -> None:
    where = "?controller pkg:controllerSlug ?slug ; skos:prefLabel ?name ; a dpv:DataController"
    assert _select(case.store, "?controller ?slug ?name", where) == [[f"{DATA}kruix", "kruix", "Kruix"]]


def test_the_default_graph_is_the_merge_of_what_is_current_each_triple_once(case: Case) -> None:
    merged = _triples(case.store, DefaultGraph())
    graphs = [graph for graph in case.store.named_graphs() if isinstance(graph, NamedNode)]
    sources = [g for g in graphs if g not in APART and not g.value.startswith(OLDER)]
    assert {CLOSURE_GRAPH, DERIVED_GRAPH} < set(sources)
    expected = {
        quad
        for graph in sources
        for quad in _triples(case.store, graph)
        if not getattr(quad.subject, "value", "").startswith(OLDER)
    }
    assert len(merged) == len(set(merged))
    assert set(merged) == expected
    lines = case.built.snapshot.graph.read_bytes().splitlines()
    assert len(lines) == len(set(lines)) == len(case.store)


def test_the_stated_graph_is_of_the_current_version_and_part_of_its_policy(case: Case) -> None:
    plain = set(_triples(case.store, STATED_GRAPH))
    policy = set(_triples(case.store, NamedNode(NEWER + "policy")))
    assert plain < policy
    assert len(plain) > len(policy) / 2


def test_what_is_inferred_alone_is_in_a_graph_of_its_own(case: Case) -> None:
    inferred, plain = set(_triples(case.store, IMPLIED_GRAPH)), set(_triples(case.store, STATED_GRAPH))
    assert inferred
    assert inferred < set(_triples(case.store, NamedNode(NEWER + "policy")))
    assert not inferred & plain


def test_the_description_counts_what_the_snapshot_holds(case: Case) -> None:
    found = void.stored_sizes(partial(building._select, case.store))
    assert found is not None
    graphs = [graph for graph in case.store.named_graphs() if isinstance(graph, NamedNode)]
    assert found.graphs == {graph.value: len(_triples(case.store, graph)) for graph in graphs}
    assert found.default == len(_triples(case.store, DefaultGraph()))


def test_without_policies_there_is_the_ontology_and_no_report(tiny: Resources, tmp_path: Path) -> None:
    built = build(tiny, tmp_path / "out", NOW)
    assert built.report is None
    manifest = built.snapshot.manifest
    assert (manifest.policies, manifest.refused, manifest.dpv) == ([], [], "9.9")
    # Three triples of the file and three pairs of the closure, in their graphs and in the default graph.
    assert _besides_description(built) == 12


def test_an_ontology_at_fault_is_refused_and_nothing_written(tiny: Resources, tmp_path: Path) -> None:
    (tiny.ontology / "bad.ttl").write_text("<#a> .")
    with pytest.raises(SyntaxFault) as refused:
        build(tiny, tmp_path / "out", NOW)
    assert refused.value.path == str(tiny.ontology / "bad.ttl")
    assert not (tmp_path / "out").exists()


def test_shapes_at_fault_are_refused_even_where_there_is_nothing_to_check(
    tiny: Resources, tmp_path: Path
) -> None:
    shapes = tmp_path / "shapes"
    (shapes / "model").mkdir(parents=True)
    mine = Resources(tiny.ontology, tiny.data, shapes, tiny.queries)
    with pytest.raises(FileError, match="there are no shapes here"):
        build(mine, tmp_path / "out", NOW)
    assert not (tmp_path / "out").exists()


def _changing(monkeypatch: pytest.MonkeyPatch, tiny: Resources, times: int) -> None:
    """Lets someone save a file of the ontology right after each of the first ``times`` readings of it."""
    left = list(range(times))

    def reading(folder: Path) -> Ontology:
        found = read_ontology(folder)
        if left:
            (tiny.ontology / "more.ttl").write_text(f"<urn:a> <urn:b> {left.pop()} .")
        return found

    monkeypatch.setattr(building, "read_ontology", reading)


def test_files_that_change_while_they_are_read_are_read_again(
    tiny: Resources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _changing(monkeypatch, tiny, 1)
    built = build(tiny, tmp_path / "out", NOW)
    assert built.snapshot.manifest.snapshot == input_hash(tiny)
    assert _besides_description(built) == 14


def _besides_description(built: Built) -> int:
    """The quads without those that count them, and without the duties, which every project has."""
    lines = built.snapshot.graph.read_text(encoding="utf-8").splitlines()
    apart = (f"<{BASE}duties#", f"<{BASE}findings#")
    return sum(not line.endswith(f"{void.GRAPH} .") and not line.startswith(apart) for line in lines)


def test_files_that_keep_changing_are_refused(
    tiny: Resources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _changing(monkeypatch, tiny, 100)
    with pytest.raises(FileError, match="files change while they are read"):
        build(tiny, tmp_path / "out", NOW)
    assert not (tmp_path / "out").exists()
