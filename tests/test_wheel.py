"""The wheel: it carries ontology, data, shapes and queries, and works from any folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kg_api.resources import Resources

pytestmark = pytest.mark.minutes

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without the network and unpacked into a folder of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run(
        [*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", folder / "dist", ROOT], check=True
    )
    (wheel,) = (folder / "dist").glob("*.whl")
    subprocess.run(
        [*pip, "install", "--no-deps", "--no-index", "--target", folder / "site", wheel], check=True
    )
    return folder / "site"


def test_the_wheel_answers_from_its_own_files(installed: Path, tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(installed), "PRIVACY_KG_CACHE": str(tmp_path / "cache")}
    code = (
        "import kg_api, kg_api.cli; from kg_api.resources import default_resources;"
        "print(kg_api.__file__); print(default_resources().data)"
    )
    where = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True, check=True
    )
    assert all(line.startswith(str(installed)) for line in where.stdout.splitlines())
    asked = [sys.executable, "-m", "kg_api.cli", "ask", "data-protection-officers", "--format", "json"]
    done = subprocess.run(asked, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert {row["controller"] for row in json.loads(done.stdout)["rows"]} >= {"kruix"}


def test_the_wheel_carries_the_samples(installed: Path, resources: Resources) -> None:
    carried = {
        path.relative_to(installed / "kg_api" / "_resources" / "samples") for path in _files(installed)
    }
    samples = resources.data.parent / "samples"
    assert carried >= {path.relative_to(samples) for path in samples.rglob("*/*/*") if path.is_file()}


def _files(installed: Path) -> list[Path]:
    return [path for path in (installed / "kg_api" / "_resources" / "samples").rglob("*") if path.is_file()]


def test_the_wheel_carries_the_licences(installed: Path) -> None:
    names = {path.name for path in installed.glob("privacy_kg-*.dist-info/licenses/**/*")}
    assert {"LICENSE", "NOTICE.md"} <= names
