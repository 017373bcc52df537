"""The table of settings: each is documented with its default and its reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from kg_api.settings import Settings

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "settings.md"


def test_each_setting_stands_in_the_document_with_its_default() -> None:
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    assert len(Settings.model_fields) >= 9
    for name, field in Settings.model_fields.items():
        default = "~/.cache/privacy-kg" if name == "cache" else field.default
        assert f"| `PRIVACY_KG_{name.upper()}` | {default} | {field.description} |" in lines


def test_a_setting_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRIVACY_KG_QUERY_SECONDS", "3.5")
    assert Settings().query_seconds == 3.5


def test_the_editor_is_a_file_that_the_environment_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PRIVACY_KG_EDITOR", raising=False)
    assert Settings().editor is None
    monkeypatch.setenv("PRIVACY_KG_EDITOR", "some/editor.js")
    assert Settings().editor == Path("some/editor.js")


def test_a_value_out_of_range_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRIVACY_KG_WORKERS", "0")
    with pytest.raises(ValidationError, match="workers"):
        Settings()
