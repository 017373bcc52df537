"""A dossier over HTTP: the files that the command writes, in one archive that is the same for the same snapshot."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kg_api.questions.answer import Questions
from kg_api.questions.dossier import write_dossier
from kg_api.snapshot.store import Snapshot


def unpacked(body: bytes, folder: str) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        names = archive.namelist()
        assert all(name.startswith(f"{folder}/") for name in names)
        return {name.removeprefix(f"{folder}/"): archive.read(name).decode("utf-8") for name in names}


@pytest.mark.parametrize(
    ("query", "folder", "question", "given", "law", "slugs"),
    [
        ("controllers=kruix&law=gdpr", "dossier-gdpr-kruix", None, {}, "gdpr", ["kruix"]),
        (
            "controllers=kruix,unexus&question=controllers-transferring-to&country=US&language=nl",
            "dossier-controllers-transferring-to-2-controllers",
            "controllers-transferring-to",
            {"country": "US"},
            None,
            ["kruix", "unexus"],
        ),
    ],
)
def test_it_is_what_the_command_writes(
    client: TestClient,
    questions: Questions,
    snapshot: Snapshot,
    tmp_path: Path,
    query: str,
    folder: str,
    question: str | None,
    given: dict[str, str],
    law: str | None,
    slugs: list[str],
) -> None:
    answer = client.get(f"/dossier?{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert answer.headers["content-disposition"] == f'attachment; filename="{folder}.zip"'
    language = "nl" if "nl" in query else "en"
    written = write_dossier(
        questions, snapshot.manifest, slugs, tmp_path, question, given, law, None, language
    )
    assert unpacked(answer.content, folder) == {
        path.name: path.read_bytes().decode("utf-8") for path in written
    }
    assert client.get(f"/dossier?{query}").content == answer.content
    tag = {"If-None-Match": answer.headers["etag"]}
    assert client.get(f"/dossier?{query}", headers=tag).status_code == 304


@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ("controllers=kruix", 422, "question or law"),
        ("controllers=kruix&law=gdpr&question=findings", 422, "one of the two"),
        ("law=gdpr", 422, "1 to 50"),
        ("controllers=krux&law=gdpr", 404, "Did you mean kruix"),
        ("controllers=kruix&law=gdrp", 422, "Did you mean gdpr"),
        ("controllers=kruix&law=gdpr&country=US", 422, "no parameter"),
        ("controllers=kruix&question=retention-period", 404, "retention-periods"),
        ("controllers=kruix&controllers=unexus&law=gdpr", 422, "twice"),
    ],
)
def test_what_cannot_be_made_is_said(client: TestClient, query: str, status: int, sentence: str) -> None:
    answer = client.get(f"/dossier?{query}")
    assert answer.status_code == status
    assert sentence in answer.json()["detail"]
