"""Parameters of addresses: what a route does not know is refused, never passed over."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from kg_api.questions.answer import Questions
from kg_api.settings import Settings
from kg_api.snapshot.store import Snapshot
from kg_api.web.app import create_app
from kg_api.web.service import service_routers

BROWSER = {"Accept": "text/html"}
# Pages that tell by themselves what they do not know: their parameters are those of a question.
BY_THEMSELVES = {
    "/questions/{id}",
    "/questions/{id}/beside",
    "/questions/{id}/answer",
    "/query",
    "/query/results",
    "/dossier",
}


@pytest.fixture(scope="module")
def client(questions: Questions, settings: Settings, snapshot: Snapshot) -> Iterator[TestClient]:
    routers = service_routers(questions, settings, snapshot.manifest)
    with TestClient(create_app(questions.engine, settings, routers=routers)) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "wrong", "nearest"),
    [
        ("/api/v1/assessments/kruix?laws=gdpr", "laws", "law"),
        ("/api/v1/assessments?asof=2020-01-01", "asof", "as_of"),
        ("/api/v1/compare?controllers=kruix,unexus&differenses=true", "differenses", "differences"),
        ("/api/v1/findings?kinds=x", "kinds", "kind"),
        ("/api/v1/controllers?land=BE&countri=BE", "land", "language"),
        ("/api/v1/controllers/kruix?bogus=1", "bogus", "language"),
        ("/api/v1/controllers/kruix/card?bogus=1", "bogus", "language"),
        ("/api/v1/controllers/kruix/sayings?forma=csv", "forma", "format"),
        ("/api/v1/policies/kruix/2020-11-16?bogus=1", "bogus", "language"),
        ("/api/v1/policies/kruix/changes?form=2020-11-16", "form", "from"),
        ("/api/v1/policies/kruix/2020-11-16/passages/1-2?lang=nl", "lang", "language"),
        ("/api/v1/terms?q=dpv&limits=2", "limits", "limit"),
        ("/api/v1/terms/dpv:Marketing?lang=nl", "lang", "language"),
        ("/api/v1/questions?topics=x", "topics", "format"),
        ("/api/v1/questions/contradictions?bogus=1", "bogus", "format"),
        ("/api/v1/law?lang=nl", "lang", "language"),
        ("/api/v1/questions/contradictions/answer?limits=2", "limits", "controller"),
        ("/dossier?controllers=kruix&law=gdpr&asof=2020-01-01", "asof", "as_of"),
    ],
)
def test_a_program_is_told_of_a_parameter_that_there_is_not(
    client: TestClient, path: str, wrong: str, nearest: str
) -> None:
    got = client.get(path)
    problem = got.json()
    assert (got.status_code, problem["type"]) == (422, "/problems/unknown-name"), got.text
    assert f"“{wrong}”" in problem["detail"]
    assert nearest in problem["suggestions"]


@pytest.mark.parametrize(
    "path",
    [
        "/?bogus=1",
        "/controllers?pages=2",
        "/controllers/kruix?oops=1",
        "/controllers/kruix/changes?form=2020-11-16",
        "/assessments?laws=gdpr",
        "/compare?controllers=kruix,unexus&diferences=true",
        "/questions?topics=x",
        "/questions/contradictions?bogus=1",
        "/questions/controllers-transferring-to/beside?country=US&bogus=1",
        "/search?query=a",
        "/query?quary=ASK{}",
        "/query/results?query=ASK{}&vieuw=raw",
    ],
)
def test_a_page_refuses_a_parameter_that_it_does_not_take(client: TestClient, path: str) -> None:
    got = client.get(path, headers=BROWSER)
    assert got.status_code == 422, path
    assert path.partition("?")[2].rpartition("&")[2].partition("=")[0] in got.text


@pytest.mark.parametrize(
    "path",
    [
        "/?language=nl",
        "/controllers?page=1&language=nl",
        "/controllers/kruix?outcome=met&open=all&language=en",
        "/assessments?law=gdpr&kind=&article=&outcome=&find=k&language=nl",
        "/compare?controllers=kruix,unexus&by=basis&differences=true&find=&language=nl",
        "/questions?topic=&q=transfer",
        "/query?question=controllers-transferring-to&country=US",
        "/search?q=a",
        "/api/v1/controllers?language=nl&format=json",
        "/api/v1/assessments?language=nl",
        "/api/v1/questions?language=en&format=json",
    ],
)
def test_what_forms_and_links_send_is_taken(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 200, path


def test_ticked_boxes_lead_to_an_address_that_is_taken(client: TestClient) -> None:
    ticked = "controller=kruix&controller=unexus&by=basis&find="
    got = client.get(f"/compare?{ticked}", follow_redirects=True)
    assert got.status_code == 200
    assert client.get("/assessments?controller=kruix&law=&find=").status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/controllers?format=csv", 422),
        ("/api/v1/controllers?language=xx", 422),
        ("/api/v1/questions/nope/answer?country=US", 404),
    ],
)
def test_a_form_or_language_that_there_is_not_is_refused(client: TestClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_every_page_says_which_parameters_it_takes(
    questions: Questions, settings: Settings, snapshot: Snapshot
) -> None:
    routes = [
        route
        for router in service_routers(questions, settings, snapshot.manifest)
        for route in router.routes
        if isinstance(route, APIRoute) and not route.include_in_schema
    ]
    silent = {route.path.removeprefix("/api/v1") for route in routes if not hasattr(route.endpoint, "takes")}
    assert silent == BY_THEMSELVES
