"""Resources: controllers that one looks for, cards, policy versions, findings, what changed since a snapshot."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from kg_api.cli_session import open_service
from kg_api.questions.answer import Questions
from kg_api.settings import Settings
from kg_api.snapshot.current import history_in
from kg_api.snapshot.store import Snapshot
from kg_api.web.app import create_app
from kg_api.web.resource_schemas import Card, ControllerPage, FindingPage, PolicyDetail, Since, TermUse
from kg_api.web.resources import resources_router
from kg_api.web.schemas import ControllerDetail

ALL = ["janus-international-europe", "kruix", "smet-jet", "unexus", "velux-belgium"]


@pytest.fixture(scope="module")
def client(questions: Questions, settings: Settings) -> Iterator[TestClient]:
    app = create_app(questions.engine, settings, routers=[resources_router(questions, settings)])
    with TestClient(app) as client:
        yield client


def _get(client: TestClient, path: str, **params: Any) -> Any:
    got = client.get(f"/api/v1{path}", params=params)
    assert got.status_code == 200, got.text
    return got.json()


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ALL),
        ({"q": "JAN"}, ALL[:1]),
        ({"country": "BE"}, ["smet-jet", "velux-belgium"]),
        ({"country": "GB"}, ["janus-international-europe"]),
        ({"country": "BE", "q": "velux"}, ["velux-belgium"]),
        ({"authority": "legal-nl:DPA-NL"}, ["kruix", "unexus"]),
        ({"sector": "dpv:Sector"}, []),
        ({"domain": "www.velux.be"}, ["velux-belgium"]),
        ({"q": "nobody"}, []),
    ],
)
def test_controllers_are_found_by_what_they_say(
    client: TestClient, filters: dict[str, str], found: list[str]
) -> None:
    page = _get(client, "/controllers", **filters)
    ControllerPage.model_validate(page)
    assert [one["controller"] for one in page["controllers"]] == found
    assert (page["total"], page["truncated"], page["next"]) == (len(found), False, None)


def test_pages_of_controllers_join_to_the_whole(client: TestClient) -> None:
    found: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = _get(client, "/controllers", limit=2, **cursor)
        found.extend(one["controller"] for one in page["controllers"])
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert found == ALL


def test_a_controller_is_described_and_has_a_card(client: TestClient) -> None:
    for slug in ALL:
        whole, card = _get(client, f"/controllers/{slug}"), _get(client, f"/controllers/{slug}/card")
        ControllerDetail.model_validate(whole)
        Card.model_validate(card)
        assert whole["identity"]
        assert all(fact["evidence"] for fact in whole["identity"])
        assert card["policies"] == whole["policies"]
        assert card["findings"] > 0
        assert sum(card["counts"].values()) > 40
        assert {"pkg:PurposeTopic", "pkg:RightTopic"} <= {one["topic"] for one in card["topics"]}
    velux = _get(client, "/controllers/velux-belgium/card", language="nl")
    assert velux["websites"] == ["velux.be"]
    assert velux["contacts"] == ["+32 10 420 909", "info-be@velux.com"]


def test_each_value_of_a_card_has_its_stance_and_its_passages(client: TestClient) -> None:
    fields = {"contact": "contacts", "address": "addresses", "website": "websites"}
    fields |= {"officer": "officers", "authority": "authorities"}
    for slug in ALL:
        card = _get(client, f"/controllers/{slug}/card")
        for what, field in fields.items():
            assert [one["value"] for one in card["said"] if one["what"] == what] == card[field]
        assert len([one for one in card["said"] if one["what"] == "country"]) == len(card["countries"])
        assert card["said"]
        for one in card["said"]:
            assert one["stance"] in {piece["stance"] for piece in one["evidence"]}
    (site,) = [
        one for one in _get(client, "/controllers/velux-belgium/card")["said"] if one["what"] == "website"
    ]
    assert (site["stance"], site["hedged"]) == ("stated", False)


@pytest.mark.parametrize(("domain", "by"), [("velux.be", "website"), ("velux.com", "mail address")])
def test_why_a_host_name_is_a_controller_s_is_shown(client: TestClient, domain: str, by: str) -> None:
    (found,) = _get(client, "/controllers", domain=domain)["controllers"]
    assert found["domain"]["by"] == by
    assert all(piece["stance"] == "stated" for piece in found["domain"]["evidence"])
    assert domain in {piece["fact"]["object"].rpartition("@")[2] for piece in found["domain"]["evidence"]}
    assert [one["domain"] for one in _get(client, "/controllers")["controllers"]] == [None] * len(ALL)


def test_a_concept_tells_who_uses_it(client: TestClient) -> None:
    marketing = _get(client, "/terms/dpv:Marketing", language="nl")
    TermUse.model_validate(marketing)
    assert [one["controller"] for one in marketing["controllers"]] == ALL
    assert all(sum(one["facts"].values()) > 0 for one in marketing["controllers"])
    abroad = _get(client, "/terms/term:OutsideEU")["controllers"]
    assert {one["controller"]: one["stance"] for one in abroad} == {
        "janus-international-europe": "stated",
        "kruix": "denied",
        "smet-jet": "denied",
        "velux-belgium": "stated",
    }


def test_a_policy_version_names_its_graphs(client: TestClient) -> None:
    policy = _get(client, "/policies/kruix/2020-11-16")
    PolicyDetail.model_validate(policy)
    assert (policy["date"], policy["current"]) == ("2020-11-16", True)
    graph = client.get("/graphs", params={"graph": policy["graphs"]["policy"]})
    assert "PrivacyNotice" in graph.text


def test_findings_by_controller_kind_and_severity(client: TestClient) -> None:
    page = _get(client, "/findings", controller="velux-belgium", limit=1000)
    FindingPage.model_validate(page)
    assert page["findings"]
    assert all(one["controller"] == "velux-belgium" and one["evidence"] for one in page["findings"])
    kind = page["findings"][0]["finding"]
    of_kind = _get(client, "/findings", kind=kind, limit=1000)["findings"]
    assert {one["finding"] for one in of_kind} == {kind}
    by_severity = [
        len(_get(client, "/findings", severity=one, limit=1000)["findings"])
        for one in ("violation", "warning", "info")
    ]
    assert sum(by_severity) == len(_get(client, "/findings", limit=1000)["findings"])


def test_pages_of_findings_join_to_the_whole(client: TestClient) -> None:
    first = _get(client, "/findings", limit=7)
    second = _get(client, "/findings", limit=7, cursor=first["next"])
    assert first["findings"] + second["findings"] == _get(client, "/findings", limit=14)["findings"]


def test_what_changed_since_a_snapshot(client: TestClient, questions: Questions, settings: Settings) -> None:
    history = history_in(settings.cache)
    now = questions.engine.describe().snapshot
    contents = json.loads((history / f"{now}.json").read_text(encoding="utf-8"))
    del contents["kruix/2020-11-16"]
    contents["unexus/2023-04-26"] = "other"
    _note(history, "earlier", contents)
    found = _get(client, "/changes", since="earlier")
    Since.model_validate(found)
    assert (found["added"], found["removed"]) == (["kruix/2020-11-16"], [])
    assert (found["changed"], found["ground"]) == (["unexus/2023-04-26"], False)
    assert _get(client, "/changes", since=now)["changed"] == []


def _note(history: Path, snapshot: str, contents: dict[str, str]) -> None:
    (history / f"{snapshot}.json").write_text(json.dumps(contents), encoding="utf-8")


@pytest.mark.parametrize(
    ("path", "params", "status", "slug", "said"),
    [
        ("/controllers", {"country": "Narnia"}, 422, "unknown-name", "Narnia"),
        ("/controllers", {"domain": "no host"}, 422, "bad-parameter", "velux.be"),
        ("/controllers", {"limit": 5000}, 400, "over-limit", "at most 1000"),
        ("/controllers", {"cursor": "x"}, 422, "bad-parameter", "next"),
        ("/controllers", {"q": ["a", "b"]}, 422, "bad-parameter", "given twice"),
        ("/controllers/krux", {}, 404, "unknown-name", "kruix"),
        ("/controllers/krux/card", {}, 404, "unknown-name", "kruix"),
        ("/policies/kruix/2021", {}, 404, "unknown-name", "2020-11-16"),
        ("/findings", {"kind": "Nothing"}, 422, "unknown-name", "Nothing"),
        ("/findings", {"severity": "grave"}, 422, "unknown-name", "warning"),
        ("/findings", {"controller": "krux"}, 422, "unknown-name", "kruix"),
        ("/terms/dpv:Nothing", {}, 404, "unknown-name", "dpv:Nothing"),
        ("/changes", {"since": "0000"}, 404, "unknown-name", "0000"),
        ("/changes", {}, 422, "bad-parameter", "since"),
    ],
)
def test_a_bad_request_is_a_problem_that_helps(
    client: TestClient, path: str, params: dict[str, Any], status: int, slug: str, said: str
) -> None:
    got = client.get(f"/api/v1{path}", params=params)
    assert (got.status_code, got.json()["type"]) == (status, f"/problems/{slug}")
    assert said in got.text


def test_a_cursor_of_another_snapshot_is_gone(client: TestClient) -> None:
    from kg_api.questions.cursor import write_cursor

    stale = write_cursor("another", ["controllers", {}], 1)
    got = client.get("/api/v1/controllers", params={"cursor": stale})
    assert (got.status_code, got.json()["type"]) == (410, "/problems/stale-cursor")
    assert "ask again without it" in got.json()["detail"]


@pytest.mark.parametrize("path", ["/controllers", "/findings", "/terms/dpv:Purpose"])
def test_a_page_leads_to_the_next_by_its_link(client: TestClient, path: str) -> None:
    first = client.get(f"/api/v1{path}", params={"limit": 1, "language": "nl"})
    second = client.get(first.links["next"]["url"])
    assert second.json() == _get(client, path, limit=1, language="nl", cursor=first.json()["next"])
    assert first.json() != second.json()
    assert "next" not in client.get(f"/api/v1{path}", params={"limit": 1000}).links


def test_a_snapshot_that_is_served_from_its_folder_is_one_that_can_be_followed(
    snapshot: Snapshot, settings: Settings, tmp_path: Path
) -> None:
    own = settings.model_copy(update={"cache": tmp_path, "workers": 1})
    with open_service([], None, snapshot.folder, own) as (engine, routers):
        client = TestClient(create_app(engine, own, routers=routers))
        found = _get(client, "/changes", since=snapshot.manifest.snapshot)
    assert (found["added"], found["removed"], found["changed"], found["ground"]) == ([], [], [], False)
