from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter
from starlette.testclient import TestClient

from kg_api.engine.embedded import EmbeddedEngine
from kg_api.questions.answer import Questions
from kg_api.questions.catalogue import Catalogue
from kg_api.resources import Resources
from kg_api.settings import Settings
from kg_api.snapshot.current import current_snapshot
from kg_api.snapshot.store import Snapshot
from kg_api.web.app import create_app
from kg_api.web.service import service_routers
from tests.web.views.browser import launched

PAYLOADS = (
    "<script>alert(1)</script>",
    "</title><script>alert(2)</script>",
    '"><script>alert(3)</script>',
    "'><img src=x onerror=alert(4)>",
    '" onmouseover="alert(5)" x="',
    "' onfocus='alert(6)' autofocus='",
    "<svg onload=alert(7)>",
    "</text></svg><script>alert(8)</script>",
    "]]><script>alert(9)</script>",
    "<!--<script>alert(10)//-->",
    "--><script>alert(11)</script>",
    "<iframe srcdoc='<script>alert(12)</script>'></iframe>",
    "<a href=javascript:alert(13)>x</a>",
    "javascript:alert(14)",
    "data:text/html,<script>alert(15)</script>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<style>*{display:none}</style>",
    "<details open ontoggle=alert(19)>",
    "</textarea><script>alert(20)</script>",
    "{{ 7*7 }}{% raw %}",
    "${alert(22)}",
    "&lt;script&gt;alert(23)&lt;/script&gt;",
    "&#60;script>alert(24)</script>",
    "\u202e<b>gnp.exe</b>",
    "<form action=//evil.example><button>go</button></form>",
    "<object data=javascript:alert(27)>",
    "<math><mtext></p><script>alert(28)</script>",
    "%3Cscript%3Ealert(29)%3C/script%3E",
    "\\u003cscript\\u003ealert(30)",
)
_LITERAL = re.compile(
    r"(?P<before>(?:skos:prefLabel|rdfs:comment|rdfs:label|pkg:section|pkg:sectionGloss|pkg:reasoning|dct:title"
    r"|foaf:name|dpv:hasName|pkg:tradingName|dpv:hasAddress|pkg:condition|pkg:recipientConstraint|pkg:oddityValue)\s+)"
    r'"(?P<text>(?:[^"\\]|\\.)*)"'
)


def own_routers(questions: Questions, settings: Settings) -> list[APIRouter]:
    """The routers as ``privacy-kg serve`` has them, but for dossiers, which need the manifest of a snapshot."""
    return service_routers(questions, settings)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """For one module: while it is driven an event loop runs in this thread, which other tests have of their own."""
    with launched() as browser:
        yield browser


@pytest.fixture(scope="session")
def axe() -> str:
    """The rules of axe-core, which the project does not carry: `make axe` gets them."""
    named = os.environ.get("PRIVACY_KG_AXE", "")
    if not Path(named).is_file():
        pytest.skip("no axe-core: PRIVACY_KG_AXE names its axe.min.js, which `make axe` gets")
    return Path(named).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def client(questions: Questions, settings: Settings, snapshot: Snapshot) -> Iterator[TestClient]:
    """All that ``privacy-kg serve`` has."""
    routers = service_routers(questions, settings, snapshot.manifest)
    with TestClient(
        create_app(questions.engine, settings, routers=routers), base_url="http://graph.example"
    ) as client:
        yield client


@pytest.fixture(scope="session")
def hostile_questions(
    resources: Resources,
    catalogue: Catalogue,
    settings: Settings,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Questions]:
    """One policy of the corpus in which the texts are injections."""
    folder = tmp_path_factory.mktemp("hostile")
    shutil.copytree(resources.data / "kruix", folder / "data" / "kruix")
    _poison(folder / "data" / "kruix" / "2020-11-16")
    built = current_snapshot(replace(resources, data=folder / "data"), folder / "cache")
    assert built.manifest.refused == []
    with EmbeddedEngine(built.graph, built.manifest.snapshot, settings, union=False) as engine:
        yield Questions(engine, catalogue)


@pytest.fixture(scope="session")
def hostile(hostile_questions: Questions, settings: Settings) -> Iterator[TestClient]:
    app = create_app(hostile_questions.engine, settings, routers=own_routers(hostile_questions, settings))
    with TestClient(app) as client:
        yield client


def _poison(folder: Path) -> None:
    """Puts the payloads, in turn, where the texts were; a text and its evidence get the same one."""
    given: dict[str, str] = {}

    def poisoned(match: re.Match[str]) -> str:
        text = match["text"]
        given.setdefault(text, json.dumps(PAYLOADS[len(given) % len(PAYLOADS)], ensure_ascii=False))
        return match["before"] + given[text]

    for name in ("source", "policy", "evidence"):
        path = folder / f"{name}.ttl"
        known = dict(given)
        text = _LITERAL.sub(poisoned, path.read_text(encoding="utf-8"))
        if name == "evidence":
            for was, now in known.items():
                text = text.replace(f'rdf:object "{was}"', f"rdf:object {now}")
        path.write_text(text, encoding="utf-8")
    assert len(given) > len(PAYLOADS)
