"""The editor that others keep: an extra that a setting names, at one address, for one page."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final

import pytest
from starlette.testclient import TestClient

from kg_api.engine.embedded import EmbeddedEngine
from kg_api.errors import FileError
from kg_api.settings import Settings
from kg_api.web.app import create_app
from kg_api.web.editor_bundle import PATH, read_bundle

ROOT: Final = Path(__file__).resolve().parents[2]
SCRIPT: Final = b"/*! privacy-kg editor 1\n*/\nexport const nothing = 0;\n" + b"// long\n" * 500


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    path = tmp_path / "editor.js"
    path.write_bytes(SCRIPT)
    return path


@pytest.fixture
def client(tiny_engine: EmbeddedEngine, bundle: Path) -> TestClient:
    app = create_app(tiny_engine, Settings(editor=bundle), routers=[])
    return TestClient(app, base_url="http://graph.example")


def test_it_has_one_address_and_a_strong_tag(client: TestClient) -> None:
    plain = client.get(PATH, headers={"Accept-Encoding": "identity"})
    assert (plain.status_code, plain.content) == (200, SCRIPT)
    assert plain.headers["content-type"] == "text/javascript; charset=utf-8"
    assert re.fullmatch(r'"[0-9a-f]{32}"', plain.headers["etag"])
    assert "unsafe" not in plain.headers["content-security-policy"]
    packed = client.get(PATH, headers={"Accept-Encoding": "gzip"})
    assert (packed.headers["content-encoding"], packed.content) == ("gzip", SCRIPT)
    for tag in (plain.headers["etag"], packed.headers["etag"]):
        held = client.get(PATH, headers={"If-None-Match": tag})
        assert (held.status_code, held.content) == (304, b"")


def test_another_file_has_another_tag(bundle: Path) -> None:
    first = read_bundle(bundle)
    assert read_bundle(bundle) == first
    bundle.write_bytes(SCRIPT + b"\n")
    assert read_bundle(bundle).tag != first.tag


def test_the_page_loads_it_only_where_it_is_named(client: TestClient, tiny_client: TestClient) -> None:
    rich, plain = client.get("/query"), tiny_client.get("/query")
    assert re.findall(r'<script[^>]*src="([^"]+)"', rich.text) == ["/static/query/rich.js"]
    assert f'<link rel="modulepreload" href="{PATH}">' in rich.text
    assert re.findall(r'<script[^>]*src="([^"]+)"', plain.text) == ["/static/query/main.js"]
    assert PATH not in plain.text
    assert tiny_client.get(PATH).status_code == 404
    for page in (rich, plain):
        assert page.text.count("<textarea") == page.text.count("<script") == 1
        assert client.get(re.findall(r'<script[^>]*src="([^"]+)"', page.text)[0]).status_code == 200
    assert "unsafe" not in rich.headers["content-security-policy"]


@pytest.mark.parametrize("other", ["missing", "folder", "empty", "script"])
def test_what_is_no_editor_is_refused_by_its_name(tmp_path: Path, other: str) -> None:
    path = tmp_path / "named.js"
    if other == "folder":
        path.mkdir()
    elif other != "missing":
        path.write_text("" if other == "empty" else "alert(1)\n")
    with pytest.raises(FileError, match=r"named\.js: .*make editor"):
        read_bundle(path)


def test_a_service_does_not_start_without_the_editor_that_it_was_given(
    tiny_engine: EmbeddedEngine, tmp_path: Path
) -> None:
    with pytest.raises(FileError, match="none"):
        create_app(tiny_engine, Settings(editor=tmp_path / "none.js"))


def test_what_is_built_is_pinned_by_hashes_and_names_no_registry() -> None:
    wanted = json.loads((ROOT / "editor" / "package.json").read_text("utf-8"))["dependencies"]
    text = (ROOT / "editor" / "package-lock.json").read_text("utf-8")
    packages: dict[str, dict[str, str]] = json.loads(text)["packages"]
    assert len(wanted) < len(packages)
    for name, version in wanted.items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)
        assert packages[f"node_modules/{name}"]["version"] == version
    assert [
        name for name, one in packages.items() if name and "sha512-" not in one.get("integrity", "")
    ] == []
    assert "://" not in text


def test_the_parts_that_are_built_are_those_that_our_script_takes() -> None:
    parts = (ROOT / "editor" / "parts.js").read_text("utf-8")
    script = (ROOT / "kg_api" / "web" / "static" / "query" / "rich.js").read_text("utf-8")
    taken = re.findall(r'import \{([^}]+)\} from "\.\./\.\./query/editor\.js"', script)
    built = re.findall(r"export \{([^}]+)\}", parts)
    assert len(taken) == 1
    assert set(re.findall(r"\w+", taken[0])) == set(re.findall(r"\w+", " ".join(built)))
    mark = re.findall(r'MARK = "([^"]+)"', (ROOT / "editor" / "build.js").read_text("utf-8"))
    assert SCRIPT.startswith(f"/*! {mark[0]}\n".encode())
