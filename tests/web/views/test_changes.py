from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kg_api.engine.embedded import EmbeddedEngine
from kg_api.questions.answer import Questions
from kg_api.questions.catalogue import Catalogue
from kg_api.resources import Resources
from kg_api.settings import Settings
from kg_api.snapshot.current import current_snapshot
from kg_api.web.app import create_app
from tests.web.views.conftest import own_routers
from tests.web.views.reading import check, read

OLD, NEW = "2020-11-16", "2022-01-01"
EDITS = (
    (
        'rdf:value "P7Y"^^xsd:duration ; pkg:minDays 2555 ; pkg:maxDays 2557',
        'rdf:value "P2Y"^^xsd:duration ; pkg:minDays 730 ; pkg:maxDays 731',
    ),
    ("dpv:PaymentManagement", "term:Accounting"),
)


@pytest.fixture(scope="module")
def twice(
    resources: Resources, catalogue: Catalogue, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """Kruix in two versions, of which the newer keeps data shorter and takes payments for another purpose."""
    root = tmp_path_factory.mktemp("twice")
    for version in (OLD, NEW):
        _write(resources.data / "kruix" / OLD, root / "data" / "kruix" / version, version)
    built = current_snapshot(replace(resources, data=root / "data"), root / "cache")
    assert built.manifest.refused == []
    with EmbeddedEngine(built.graph, "twice", settings, union=False) as engine:
        routers = own_routers(Questions(engine, catalogue), settings)
        with TestClient(create_app(engine, settings, routers=routers)) as client:
            yield client


def _write(original: Path, folder: Path, version: str) -> None:
    folder.mkdir(parents=True)
    for path in original.glob("*.ttl"):
        text = path.read_text(encoding="utf-8").replace(OLD, version)
        for old, new in EDITS if version == NEW else ():
            text = text.replace(old, new)
        (folder / path.name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize(("language", "shorter"), [("en", "Shorter"), ("nl", "Korter")])
def test_the_changes_are_named_with_what_was_and_what_is(
    twice: TestClient, language: str, shorter: str
) -> None:
    page = read(twice, f"/controllers/kruix/changes?language={language}")
    check(page, language)
    assert shorter in page.text
    seven, two = ("7 years", "2 years") if language == "en" else ("7 jaar", "2 jaar")
    assert page.text.index(seven) < page.text.index(two)
    assert {OLD, NEW} <= set(page.title.replace(":", " ").split())
    versions = {link.split("/")[3] for link in page.links if "/passages/" in link}
    assert versions == {OLD, NEW}
    for link in page.links:
        assert twice.get(link).status_code == 200, link


def test_the_versions_can_be_named_and_both_must_be(twice: TestClient) -> None:
    back = read(twice, f"/controllers/kruix/changes?from={NEW}&to={OLD}")
    check(back)
    assert "Longer" in back.text
    for wrong in (f"from={OLD}", "from=1999&to=2000"):
        page = read(twice, f"/controllers/kruix/changes?{wrong}")
        assert page.status in {404, 422}
        check(page)


def test_a_controller_of_two_versions_leads_to_what_changed(twice: TestClient) -> None:
    page = read(twice, "/controllers/kruix")
    check(page)
    assert "/controllers/kruix/changes" in page.links
    assert f"/controllers/kruix/{OLD}/passages/3910-3974" not in page.links
    assert read(twice, f"/controllers/kruix/{OLD}/passages/3910-3974").status == 200


def test_a_policy_of_one_version_has_nothing_to_compare(client: TestClient) -> None:
    page = read(client, "/controllers/unexus/changes")
    assert page.status == 422
    check(page)
    assert "/controllers/unexus/changes" not in read(client, "/controllers/unexus").links
