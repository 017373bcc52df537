"""A controller may be called anything: its name stays text wherever controllers are laid side by side."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from kg_api.questions.answer import Questions
from kg_api.settings import Settings
from kg_api.vocabulary import DATA
from kg_api.web.app import create_app
from kg_api.web.views import routers
from tests.web.views.payloads import PAYLOADS
from tests.web.views.strict import is_strict

PAGES = (
    "/compare?controllers=kruix,unexus&by=retention&row=dpv:StorageCondition",
    "/compare?controllers=kruix,unexus&by=purpose",
    "/questions/controllers-transferring-to?country=US&stance=denied",
    "/questions/retention-periods",
    "/assessments?controllers=kruix&law=sg&report=true",
    "/assessments?duty=27&of=kruix",
)


@pytest.fixture
def client(questions: Questions, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setitem(questions.names.controllers, f"{DATA}kruix", " ".join(PAYLOADS))
    app = create_app(questions.engine, settings, routers=routers(questions))
    with TestClient(app, base_url="http://graph.example") as client:
        yield client


@pytest.mark.parametrize("address", PAGES)
def test_a_name_stays_text(client: TestClient, address: str) -> None:
    page = client.get(address, headers={"Accept": "text/html"})
    assert page.status_code == 200
    is_strict(page, "en")
    assert "&lt;script&gt;window.ran=1&lt;/script&gt;" in page.text
    assert [payload for payload in PAYLOADS if payload.startswith("<") and payload in page.text] == []
