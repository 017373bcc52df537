"""A policy edited in one place: the change is named, and no other is. One build holds every edit, a controller each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from kg_api.engine import select
from kg_api.engine.embedded import EmbeddedEngine
from kg_api.questions.answer import Questions
from kg_api.questions.catalogue import Catalogue
from kg_api.questions.changes import changes
from kg_api.resources import Resources, default_resources
from kg_api.settings import Settings
from kg_api.snapshot.build import build
from kg_api.vocabulary import SPARQL_PREFIXES, curie
from tests.edits import copied, drop_statements, dropped, other_value, restated, swapped

pytestmark = pytest.mark.minutes

Edit = Callable[[Path], None]
Named = tuple[str, str, str]
OLD, NEW = "2023-05-01", "2023-06-01"


def _denied(folder: Path) -> None:
    """The newsletter profiles; now it is said not to."""
    restated(
        folder,
        "rdf:object dpv:Profiling",
        "rdf:subject <policy#newsletter> ; rdf:predicate dpv:hasProcessing ; rdf:object dpv:Profiling",
        "pkg:about <policy#no-profiling>",
    )
    restated(folder, "no-profiling", "a rdf:Statement, ", "a pkg:DenialStatement, ")
    restated(folder, "no-profiling", "pkg:stance pkg:Stated", "pkg:stance pkg:Denied")
    swapped(
        folder,
        "policy.ttl",
        "    dpv:hasProcessing dpv:Profiling ;\n    dpv:hasLegalBasis eu-gdpr:A6-1-a .\n",
        "    dpv:hasLegalBasis eu-gdpr:A6-1-a .\n<#no-profiling> a owl:NegativePropertyAssertion ;\n"
        "    owl:sourceIndividual <#newsletter> ; owl:assertionProperty dpv:hasProcessing ;\n"
        "    owl:targetIndividual dpv:Profiling .\n",
    )


def _implied(folder: Path) -> None:
    words = "rdf:object dpv:Profiling"
    restated(
        folder, words, "pkg:stance pkg:Stated", 'pkg:stance pkg:Implied ; pkg:reasoning "It follows."@en'
    )


def _hedged(folder: Path) -> None:
    restated(folder, "rdf:object pd:Name", "pkg:stance pkg:Stated", "pkg:stance pkg:Stated ; pkg:hedged true")


def _without_complaint(folder: Path) -> None:
    dropped(folder, "    dpv:hasRight <#complaint> ;\n", "rdf:object <policy#complaint>", "complaintTo")
    text = (folder / "policy.ttl").read_text(encoding="utf-8")
    (folder / "policy.ttl").write_text(text[: text.index("<#complaint> a ")], encoding="utf-8")
    drop_statements(folder, "<#complaint> a oa:SpecificResource")


def _renamed(folder: Path) -> None:
    """A node by another name, everywhere."""
    for name in ("policy.ttl", "evidence.ttl"):
        text = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_text(text.replace("#newsletter>", "#letters>"), encoding="utf-8")


def _renamed_and_widened(folder: Path) -> None:
    _renamed(folder)
    other_value(folder, "dpv:hasPersonalData", "pd:EmailAddress", "pd:Contact")


def _period(value: str, least: int, most: int) -> Edit:
    old = 'rdf:value "P2Y"^^xsd:duration ; pkg:minDays 730 ; pkg:maxDays 731'
    new = f'rdf:value "{value}"^^xsd:duration ; pkg:minDays {least} ; pkg:maxDays {most}'
    return lambda folder: swapped(folder, "policy.ttl", old, new)


def _without_end(folder: Path) -> None:
    old = 'a dpv:TemporalDuration ; rdf:value "P2Y"^^xsd:duration ; pkg:minDays 730 ; pkg:maxDays 731'
    swapped(folder, "policy.ttl", old, "a dpv:EndlessDuration")


def _placed(kind: str) -> Edit:
    return lambda folder: swapped(
        folder, "policy.ttl", "skos:broader term:DeliveryService", f"skos:broader {kind}"
    )


def _value(predicate: str, old: str, new: str) -> Edit:
    return lambda folder: other_value(folder, predicate, old, new)


EDITS: dict[str, tuple[Edit, list[Named]]] = {
    "nothing": (lambda _: None, []),
    "widened": (
        _value("dpv:hasPersonalData", "pd:EmailAddress", "pd:Contact"),
        [("Widened", "newsletter", "dpv:hasPersonalData")],
    ),
    "narrowed": (
        _value("dpv:hasPurpose", "dpv:Marketing", "dpv:DirectMarketing"),
        [("Narrowed", "newsletter", "dpv:hasPurpose")],
    ),
    "denied": (_denied, [("Restated", "newsletter", "dpv:hasProcessing")]),
    "implied": (_implied, [("Restated", "newsletter", "dpv:hasProcessing")]),
    "hedged": (_hedged, [("HedgeGained", "orders", "dpv:hasPersonalData")]),
    "longer": (_period("P5Y", 1825, 1827), [("Longer", "kept-orders", "dpv:hasDuration")]),
    "shorter": (_period("P1Y", 365, 366), [("Shorter", "kept-orders", "dpv:hasDuration")]),
    "without-end": (_without_end, [("Longer", "kept-orders", "dpv:hasDuration")]),
    "other-country": (
        _value("dpv:hasThirdCountry", "loc:GB", "loc:US"),
        [("Replaced", "to-the-carrier", "dpv:hasThirdCountry")],
    ),
    "other-basis": (
        _value("dpv:hasLegalBasis", "eu-gdpr:A6-1-a", "eu-gdpr:A6-1-f"),
        [("Replaced", "newsletter", "dpv:hasLegalBasis")],
    ),
    "one-of-several": (
        _value("dpv:hasPersonalData", "pd:Name", "pd:BirthDate"),
        [("Added", "orders", "dpv:hasPersonalData"), ("Removed", "orders", "dpv:hasPersonalData")],
    ),
    "wider-kind": (_placed("term:ServiceProvider"), [("Widened", "parcels", "skos:broader")]),
    "other-kind": (_placed("term:Insurer"), [("Redefined", "parcels", "skos:broader")]),
    "complaint": (
        _without_complaint,
        [("Removed", "complaint", "pkg:complaintTo"), ("Removed", "notice", "dpv:hasRight")],
    ),
    "renamed": (_renamed, []),
    "renamed-and-widened": (_renamed_and_widened, [("Widened", "letters", "dpv:hasPersonalData")]),
}


@pytest.fixture(scope="module")
def edited(
    catalogue: Catalogue, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Questions]:
    root, samples = tmp_path_factory.mktemp("edited"), default_resources(samples=True)
    original = samples.data / "sample-webshop" / OLD
    for name, (edit, _) in EDITS.items():
        copied(original, root / "data", f"edited-{name}", OLD)
        edit(copied(original, root / "data", f"edited-{name}", NEW))
    resources = Resources(samples.ontology, root / "data", samples.shapes, samples.queries)
    built = build(resources, root / "snapshot", datetime(2026, 1, 2, tzinfo=UTC))
    assert built.snapshot.manifest.refused == []
    with EmbeddedEngine(built.snapshot.graph, "edited", settings, union=False) as engine:
        yield Questions(engine, catalogue)


@pytest.mark.parametrize("name", list(EDITS))
def test_the_edit_is_named_and_nothing_else(edited: Questions, name: str) -> None:
    found = changes(edited, f"edited-{name}")
    named = {(one["kind"], one["subject"], one["predicate"]) for one in found["facts"]}
    assert named == {*EDITS[name][1], ("Replaced", "notice", "dct:issued")}
    assert len(found["facts"]) == len(named)


@pytest.mark.parametrize("name", list(EDITS))
def test_each_change_has_the_passages_of_its_versions(edited: Questions, name: str) -> None:
    for one in changes(edited, f"edited-{name}")["facts"]:
        policies = {piece["policy"].rpartition("/")[2] for piece in one["evidence"]}
        before = {piece["policy"].rpartition("/")[2] for piece in one["evidence_before"]}
        assert policies == (set() if one["kind"] == "Removed" else {NEW}), one
        assert before == (set() if one["kind"] == "Added" else {OLD}), one


def test_a_duty_met_before_and_not_now_is_named_for_the_edit_that_did_it(edited: Questions) -> None:
    found = {
        (one["duty"], one["before"], one["after"]) for one in changes(edited, "edited-complaint")["duties"]
    }
    assert found == {("38", "met", "not met"), ("39", "met", "not met")}
    assert changes(edited, "edited-longer")["duties"] == []
    turned = changes(edited, "edited-complaint", NEW, OLD)["duties"]
    assert {(one["duty"], one["after"]) for one in turned} == {("38", "met"), ("39", "met")}


def test_the_other_way_round_it_is_the_reverse(edited: Questions) -> None:
    for name, kind in (("widened", "Narrowed"), ("longer", "Shorter"), ("hedged", "HedgeLost")):
        kinds = {one["kind"] for one in changes(edited, f"edited-{name}", NEW, OLD)["facts"]}
        assert kinds == {kind, "Replaced"}


def test_the_graph_of_changes_says_the_same(edited: Questions) -> None:
    rows = select(
        edited.engine,
        SPARQL_PREFIXES
        + """SELECT ?slug ?kind ?node ?property WHERE { GRAPH <https://w3id.org/privacy-kg/graphs/changes> {
          ?change a pkg:Change ; pkg:changeKind ?kind ; pkg:controller ?controller ;
            pkg:changedNode ?node ; pkg:changedProperty ?property } ?controller pkg:controllerSlug ?slug }""",
    )
    graph = {
        (
            row["slug"].value.removeprefix("edited-"),
            row["kind"].value.rpartition("#")[2],
            row["node"].value.rpartition("#")[2],
            curie(row["property"].value),
        )
        for row in rows
        if isinstance(row["node"], NamedNode) and not isinstance(row["kind"], Literal)
    }
    dates = {(name, "Replaced", "notice", "dct:issued") for name in EDITS}
    assert graph == dates | {(name, *one) for name, (_, named) in EDITS.items() for one in named}
