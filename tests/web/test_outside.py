"""The service as programs of others see it: clients, validators, a notebook. They are in an environment of their own.

`make tools` makes it; without it these tests are skipped. The document itself is compared in any case.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from kg_api.questions.answer import Questions
from kg_api.settings import Settings
from kg_api.web.app import create_app
from kg_api.web.service import service_routers
from tests.web.live import listening

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / ".venv-tools" / "bin"
DOCUMENT = ROOT / "docs" / "openapi.json"


@pytest.fixture(scope="module")
def app(questions: Questions, settings: Settings) -> FastAPI:
    return create_app(questions.engine, settings, routers=service_routers(questions, settings))


@pytest.fixture(scope="module")
def address(app: FastAPI) -> Iterator[str]:
    with listening(app) as address:
        yield address


def _tool(name: str) -> str:
    if not (TOOLS / name).exists():
        pytest.skip(f"no {name}: `make tools` installs it")
    return str(TOOLS / name)


def _run(*command: str, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, check=False, env=os.environ | environment
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_document_is_the_one_that_the_repository_keeps(app: FastAPI) -> None:
    kept = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    assert app.openapi() == kept, "the REST API has changed: look at what, then `make openapi`"


def test_each_operation_has_an_id_of_its_own(app: FastAPI) -> None:
    ids = [
        operation["operationId"] for path in app.openapi()["paths"].values() for operation in path.values()
    ]
    assert len(ids) == len(set(ids)) > 100


def test_a_validator_finds_the_document_valid(tmp_path: Path) -> None:
    _run(_tool("openapi-spec-validator"), str(DOCUMENT), cwd=tmp_path)


# Calls every operation of the client, with the example of each parameter that the document gives.
_EVERY_CALL = """
import importlib, inspect, json, pathlib, sys
from datetime import date
address, document, package = sys.argv[1:]
client = importlib.import_module(package).Client(base_url=address)
api = json.load(open(document))
by_id = {
    operation["operationId"]: operation for path in api["paths"].values() for operation in path.values()
}
shared = api["components"]["parameters"]
samples = {"id": "kruix", "controller": "kruix", "version": "2020-11-16", "controllers": "kruix,unexus",
           "query": "ASK {}", "q": "dpv:Mark", "slug": "unknown-name", "since": sys.argv[1], "start": 0, "end": 1}
called = 0
for path in sorted(pathlib.Path(package, "api").rglob("*.py")):
    if path.stem == "__init__":
        continue
    operation = by_id[path.stem]
    module = importlib.import_module(".".join(path.with_suffix("").parts))
    given = {}
    for one in operation.get("parameters", []):
        one = shared[one["$ref"].rpartition("/")[2]] if "$ref" in one else one
        if one["required"]:
            name = one["name"].replace("-", "_")
            value = one.get("example", one["schema"].get("default", samples.get(name)))
            given[name] = date.fromisoformat(value) if one["schema"].get("format") == "date" else value
    if path.stem == "read_question":
        given["id"] = "retention-periods"
    takes = inspect.signature(module.sync_detailed).parameters
    if path.stem.startswith(("sparql", "read_graph", "describe", "read_void", "read_prefixes", "read_queries")):
        # What comes as RDF too is asked for as JSON, which is what the client reads.
        given |= {name: value for name, value in {"format_": "json", "query": "ASK {}"}.items() if name in takes}
        if "body" in takes:
            body = importlib.import_module(f"{package}.models").SparqlPostDataBody
            given["body"] = body(query="ASK {}")
    answer = module.sync_detailed(client=client, **given)
    assert answer.status_code < 500, (path.stem, answer.status_code)
    if path.stem.startswith("answer_"):
        assert answer.status_code == 200, (path.stem, answer.content[:300])
        assert answer.parsed.rows is not None and answer.parsed.snapshot
    called += 1
print(called, len(by_id))
"""


@pytest.mark.minutes
def test_a_generated_client_calls_every_operation(address: str, tmp_path: Path) -> None:
    _run(
        _tool("openapi-python-client"),
        *(
            "generate",
            "--path",
            str(DOCUMENT),
            "--meta",
            "none",
            "--output-path",
            str(tmp_path / "generated"),
        ),
        cwd=tmp_path,
        PATH=f"{TOOLS}:{os.environ['PATH']}",
    )
    printed = _run(_tool("python"), "-c", _EVERY_CALL, address, str(DOCUMENT), "generated", cwd=tmp_path)
    called, described = map(int, printed.split())
    # The generator leaves out what answers nothing but RDF or takes a body of SPARQL.
    assert called >= described - 4


def test_the_notebook_runs_to_its_charts(address: str, tmp_path: Path) -> None:
    _tool("python")
    notebook = json.loads((ROOT / "docs" / "notebook.ipynb").read_text(encoding="utf-8"))
    cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    _run(
        str(TOOLS / "python"),
        "-W",
        "error",
        "-c",
        "\n".join(cells),
        cwd=tmp_path,
        PRIVACY_KG=address,
        MPLBACKEND="svg",
    )
    for chart in ("bases.svg", "periods.svg"):
        assert "</svg>" in (tmp_path / chart).read_text(encoding="utf-8")


def test_the_notebook_holds_no_output() -> None:
    notebook = json.loads((ROOT / "docs" / "notebook.ipynb").read_text(encoding="utf-8"))
    assert all(not cell.get("outputs") for cell in notebook["cells"])
