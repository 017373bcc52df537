"""Tags: one says what answered, so that nobody is told to keep the answer of another program or of other texts."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kg_api.questions.answer import Questions
from kg_api.questions.catalogue import Catalogue
from kg_api.settings import Settings
from kg_api.snapshot.store import Snapshot
from kg_api.web import etags
from kg_api.web.app import create_app
from kg_api.web.etags import edition, program_hash, tag_base
from kg_api.web.service import service_routers

# An address of every kind that quotes passages.
QUOTING = (
    "/api/v1/questions/controllers-transferring-to/answer?country=US",
    "/api/v1/controllers/kruix",
    "/api/v1/controllers/kruix/sayings",
    "/api/v1/assessments/kruix",
    "/api/v1/compare?controllers=kruix,unexus",
    "/api/v1/findings?controller=kruix",
    "/dossier?controllers=kruix&law=gdpr",
)


class Blanks:
    """Texts of blanks: whatever is quoted from them is as long as the passage."""

    def quote(self, sha256: str, start: int, end: int) -> str | None:
        return " " * (end - start)

    def texts(self) -> Collection[str]:
        return ["00" * 32]


def _client(questions: Questions, settings: Settings, snapshot: Snapshot) -> TestClient:
    routers = service_routers(questions, settings, snapshot.manifest)
    return TestClient(create_app(questions.engine, settings, routers=routers))


@pytest.fixture(scope="module")
def plain(questions: Questions, settings: Settings, snapshot: Snapshot) -> Iterator[TestClient]:
    with _client(questions, settings, snapshot) as client:
        yield client


@pytest.fixture(scope="module")
def quoting(
    questions: Questions, catalogue: Catalogue, settings: Settings, snapshot: Snapshot
) -> Iterator[TestClient]:
    with _client(Questions(questions.engine, catalogue, Blanks()), settings, snapshot) as client:
        yield client


@pytest.mark.parametrize("path", QUOTING)
def test_an_answer_without_quotes_is_not_kept_for_one_with_them(
    plain: TestClient, quoting: TestClient, path: str
) -> None:
    held = {"If-None-Match": plain.get(path).headers["etag"]}
    assert plain.get(path, headers=held).status_code == 304
    other = quoting.get(path, headers=held)
    assert other.status_code == 200
    assert quoting.get(path, headers={"If-None-Match": other.headers["etag"]}).status_code == 304


def test_an_answer_of_another_program_is_not_kept(plain: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(etags, "_PROGRAM", "another")
        held = {"If-None-Match": plain.get(QUOTING[0]).headers["etag"]}
        assert plain.get(QUOTING[0], headers=held).status_code == 304
    assert plain.get(QUOTING[0], headers=held).status_code == 200


def test_a_program_is_another_when_a_module_or_a_template_is(tmp_path: Path) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "page.html").write_text("a", encoding="utf-8")
    (tmp_path / "answer.py").write_text("a", encoding="utf-8")
    (tmp_path / "note.txt").write_text("a", encoding="utf-8")
    first = program_hash(tmp_path)
    (tmp_path / "note.txt").write_text("b", encoding="utf-8")
    assert program_hash(tmp_path) == first
    for path in ("web/page.html", "answer.py"):
        before = program_hash(tmp_path)
        (tmp_path / path).write_text("b", encoding="utf-8")
        assert program_hash(tmp_path) != before


def test_an_edition_is_of_the_snapshot_the_catalogue_and_the_texts(
    questions: Questions, catalogue: Catalogue
) -> None:
    fewer = Questions(questions.engine, Catalogue(list(catalogue)[1:]))
    quoting = Questions(questions.engine, catalogue, Blanks())
    assert len({edition(questions), edition(fewer), edition(quoting)}) == 3
    assert edition(questions).startswith(questions.engine.describe().snapshot)


def test_data_without_a_name_have_no_tag() -> None:
    assert tag_base("", "a") is None
