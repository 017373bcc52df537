"""Contradictions between versions and between parties: each found, and gone where one side speaks of something else.

The samples are read, edited in one place, and held against one another without a build.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Quad

from kg_api.corpus.ontology import Ontology, read_ontology
from kg_api.corpus.policies import PolicyVersion, read_corpus
from kg_api.reasoning.closure import closure
from kg_api.reasoning.facts import Description, describe
from kg_api.resources import default_resources
from kg_api.snapshot.across import Across, across
from kg_api.snapshot.parties import Party, parties, register
from kg_api.vocabulary import DATA, PKG
from tests.edits import copied, drop_statements, dropped, other_value, restated, swapped

SAMPLES = default_resources(samples=True).data
SHOP, PARCELS, CLINIC = "sample-webshop", "sample-parcels", "sample-clinic"
OLD, NEW = "2023-05-01", "2025-05-01"
CURRENT = {SHOP: NEW, PARCELS: "2024-06-01", CLINIC: "2024-09-01"}
Found = set[tuple[str, str, str | None, bool]]
Look = Callable[[], Found]


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return read_ontology(default_resources().ontology)


@pytest.fixture
def current(tmp_path: Path) -> Path:
    """The three current versions, to be edited."""
    for slug, version in CURRENT.items():
        copied(SAMPLES / slug / version, tmp_path, slug, version)
    return tmp_path


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    """Both versions of the shop, to be edited."""
    for version in (OLD, NEW):
        copied(SAMPLES / SHOP / version, tmp_path, SHOP, version)
    return tmp_path


def _described(data: Path) -> tuple[dict[PolicyVersion, Description], list[Quad]]:
    corpus = read_corpus(data)
    assert corpus.faults == []
    described = {
        version: describe(version.controller, version.graph("source"), quads)
        for version, quads in corpus.policies.items()
    }
    return described, [quad for quads in corpus.policies.values() for quad in quads]


def found(data: Path, ontology: Ontology) -> Found:
    """Kind, whose, other party, sure: of every finding beyond one policy."""
    described, quads = _described(data)
    newest = {version.controller: version for version in sorted(described)}
    pairs = closure([*ontology.quads, *quads])
    graph = list(across(Across(described, {}, set(newest.values()), pairs, ontology.quads)))
    nodes = {quad.subject for quad in graph if quad.object == PKG["Finding"]}
    result = set()
    for node in nodes:
        said = {quad.predicate: quad.object.value for quad in graph if quad.subject == node}  # type: ignore[union-attr]
        party = said.get(PKG["otherParty"])
        result.add(
            (
                said[PKG["findingKind"]].rpartition("#")[2],
                said[PKG["controller"]].removeprefix(DATA),
                party.removeprefix(DATA) if party else None,
                said[PKG["sure"]] == "true",
            )
        )
    return result


def kinds(data: Path, ontology: Ontology) -> set[str]:
    return {kind for kind, *_ in found(data, ontology)}


# ── Between versions ──────────────────────────────────────────────────────────────────────────────────────


def test_what_was_said_and_is_denied_is_found_in_the_newer_version(
    versions: Path, ontology: Ontology
) -> None:
    assert found(versions, ontology) == {
        ("DeniedNowAssertedBefore", SHOP, None, True),
        ("AssertedNowDeniedBefore", SHOP, None, True),
    }


def test_a_denial_covers_what_is_narrower_and_a_property_what_is_below_it(
    versions: Path, ontology: Ontology
) -> None:
    # The network lies under advertising networks; a processor is a recipient.
    swapped(versions / SHOP / NEW, "policy.ttl", "dpv:hasRecipient <#ads>", "dpv:hasDataProcessor <#ads>")
    restated(
        versions / SHOP / NEW,
        "rdf:object <policy#ads>",
        "predicate dpv:hasRecipient",
        "predicate dpv:hasDataProcessor",
    )
    assert "AssertedNowDeniedBefore" in kinds(versions, ontology)


def test_the_same_process_for_other_people_is_no_change_of_mind(versions: Path, ontology: Ontology) -> None:
    folder = versions / SHOP / NEW
    restated(
        folder, "policy#newsletter> ; rdf:predicate dpv:hasDataSubject", "dpv:Customer", "dpv:JobApplicant"
    )
    text = (folder / "policy.ttl").read_text(encoding="utf-8")
    start = text.index("<#newsletter> a ")
    text = text[:start] + text[start:].replace("dpv:Customer", "dpv:JobApplicant")
    (folder / "policy.ttl").write_text(text, encoding="utf-8")
    assert found(versions, ontology) == set()


def test_what_is_said_with_a_hedge_is_not_sure(versions: Path, ontology: Ontology) -> None:
    restated(
        versions / SHOP / OLD, "rdf:object dpv:Profiling", "pkg:Stated ;", "pkg:Stated ; pkg:hedged true ;"
    )
    assert ("DeniedNowAssertedBefore", SHOP, None, False) in found(versions, ontology)


def test_what_one_version_both_says_and_denies_is_no_change_of_mind(
    versions: Path, ontology: Ontology
) -> None:
    """The old version got a recipient under what it denies: a contradiction of its own."""
    folder = versions / SHOP / OLD
    swapped(
        folder,
        "policy.ttl",
        "    dpv:hasProcessing dpv:Profiling ;\n",
        "    dpv:hasProcessing dpv:Profiling ;\n    dpv:hasRecipient <#ads> ;\n",
    )
    with (folder / "policy.ttl").open("a", encoding="utf-8") as file:
        file.write("<#ads> a dpv:Recipient ; skos:broader term:AdvertisingNetwork .\n")
    with (folder / "evidence.ttl").open("a", encoding="utf-8") as file:
        file.write(
            "<#s99> a rdf:Statement, oa:Annotation ; pkg:stance pkg:Stated ; oa:hasTarget <#letter> ;\n"
            "    rdf:subject <policy#newsletter> ; rdf:predicate dpv:hasRecipient ; rdf:object <policy#ads> .\n"
        )
    assert kinds(versions, ontology) == {"DeniedNowAssertedBefore"}


# ── Between parties ───────────────────────────────────────────────────────────────────────────────────────

BOTH = {
    ("RolesDiffer", SHOP, PARCELS, True),
    ("RolesDiffer", PARCELS, SHOP, True),
    ("JointControlDenied", CLINIC, SHOP, True),
    ("JointControlDenied", SHOP, CLINIC, True),
}


def test_what_parties_say_of_each_other_is_found_from_both_sides(current: Path, ontology: Ontology) -> None:
    assert found(current, ontology) == BOTH


def _applicants_become_customers(folder: Path) -> None:
    text = (folder / "policy.ttl").read_text(encoding="utf-8")
    (folder / "policy.ttl").write_text(text.replace("dpv:JobApplicant", "dpv:Customer"), encoding="utf-8")
    restated(folder, "rdf:object dpv:JobApplicant", "dpv:JobApplicant", "dpv:Customer")


def test_a_denial_of_receipt_clashes_only_where_people_and_purposes_meet(
    current: Path, ontology: Ontology
) -> None:
    folder = current / PARCELS / CURRENT[PARCELS]
    _applicants_become_customers(folder)
    assert found(current, ontology) == BOTH  # the purpose is hiring still
    other_value(folder, "dpv:hasPurpose", "dpv:PersonnelHiring", "dpv:DeliveryOfGoods")
    both_ways = {("ReceiptDenied", SHOP, PARCELS, True), ("ReceiptDenied", PARCELS, SHOP, True)}
    assert found(current, ontology) == BOTH | both_ways


def test_roles_for_data_of_other_people_do_not_differ(current: Path, ontology: Ontology) -> None:
    folder = current / PARCELS / CURRENT[PARCELS]
    text = (folder / "policy.ttl").read_text(encoding="utf-8")
    start, end = text.index("<#parcels> a "), text.index("<#shop> a ")
    changed = text[start:end].replace("dpv:Customer", "dpv:Employee")
    (folder / "policy.ttl").write_text(text[:start] + changed + text[end:], encoding="utf-8")
    restated(folder, "policy#parcels> ; rdf:predicate dpv:hasDataSubject", "dpv:Customer", "dpv:Employee")
    assert "RolesDiffer" not in kinds(current, ontology)


def test_a_place_that_the_other_party_denies_is_found(current: Path, ontology: Ontology) -> None:
    folder = current / PARCELS / CURRENT[PARCELS]
    swapped(
        folder,
        "policy.ttl",
        "owl:assertionProperty dpv:hasDataSource",
        "owl:assertionProperty dpv:hasThirdCountry",
    )
    swapped(
        folder, "policy.ttl", "owl:targetIndividual dpv:ThirdPartyDataSource", "owl:targetIndividual loc:GB"
    )
    assert "PlaceDenied" not in kinds(current, ontology)  # said of applicants
    _applicants_become_customers(folder)
    other_value(folder, "dpv:hasPurpose", "dpv:PersonnelHiring", "dpv:DeliveryOfGoods")
    assert ("PlaceDenied", SHOP, PARCELS, True) in found(current, ontology)


def test_a_party_known_by_its_name_alone_is_unsure(current: Path, ontology: Ontology) -> None:
    folder = current / SHOP / CURRENT[SHOP]
    number = '    dpv:hasName "Sample Parcels Ltd" ;\n    dpv:hasIdentifier "Company number 00000033" .\n'
    swapped(folder, "policy.ttl", number, '    dpv:hasName "Sample Parcels Ltd" .\n')
    drop_statements(folder, 'rdf:object "Company number 00000033"')
    assert ("RolesDiffer", SHOP, PARCELS, False) in found(current, ontology)


def test_a_party_of_a_name_that_is_near_is_nobody(current: Path, ontology: Ontology) -> None:
    folder = current / SHOP / CURRENT[SHOP]
    number = '    dpv:hasName "Sample Parcels Ltd" ;\n    dpv:hasIdentifier "Company number 00000033" .\n'
    swapped(folder, "policy.ttl", number, '    dpv:hasName "Sample Parcels Limited" .\n')
    drop_statements(folder, 'rdf:object "Company number 00000033"')
    restated(folder, 'rdf:object "Sample Parcels Ltd"', "Parcels Ltd", "Parcels Limited")
    assert "RolesDiffer" not in kinds(current, ontology)


def test_a_party_is_known_by_the_iri_of_a_controller(current: Path) -> None:
    folder = current / SHOP / CURRENT[SHOP]
    number, iri = 'dpv:hasIdentifier "Company number 00000033"', f"<{DATA}{PARCELS}>"
    swapped(folder, "policy.ttl", number, f"<http://www.w3.org/ns/prov#specializationOf> {iri}")
    described, _ = _described(current)
    shop = next(policy for policy in described.values() if policy.slug == SHOP)
    known = register(described.values())
    assert parties(shop, known) == {f"{DATA}{SHOP}/{NEW}/policy#parcels": Party(PARCELS, True)}


def test_a_name_that_two_controllers_bear_is_nobodys(tmp_path: Path) -> None:
    for slug in (PARCELS, "sample-parcels-too"):
        copied(SAMPLES / PARCELS / CURRENT[PARCELS], tmp_path, slug, CURRENT[PARCELS])
    folder = copied(SAMPLES / SHOP / NEW, tmp_path, SHOP, NEW)
    dropped(folder, ' ;\n    dpv:hasIdentifier "Company number 00000033"', 'object "Company number 00000033"')
    described, _ = _described(tmp_path)
    known = register(described.values())
    assert parties(next(one for one in described.values() if one.slug == SHOP), known) == {}
