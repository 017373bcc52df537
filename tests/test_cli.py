"""The command line: what each command prints, and how it ends."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest

from kg_api.questions.answer import Questions
from kg_api.snapshot.store import Snapshot

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(snapshot: Snapshot, cache: Path, tmp_path: Path) -> Run:
    """Runs the command in an empty folder, as a user would, on the snapshot that the tests share."""

    def run(*args: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "kg_api.cli", *args],
            input=stdin,
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env={**os.environ, "PRIVACY_KG_CACHE": str(cache), "COLUMNS": "160"},
            check=False,
            timeout=120,
        )

    return run


def test_ask_prints_rows_summary_and_passages(run: Run) -> None:
    done = run("ask", "controllers-transferring-to", "--country", "US")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert any("Janus" in line and "implied" in line for line in lines)
    assert any("Kruix" in line and "denied" in line for line in lines)
    assert "Group members are located in the US" in done.stdout
    assert "IX Waar verwerken we je gegevens?" in done.stdout
    assert "“" not in done.stdout


def test_ask_speaks_dutch(run: Run) -> None:
    done = run("ask", "controllers-transferring-to", "--country", "Verenigde Staten", "--language", "nl")
    assert done.returncode == 0, done.stderr
    for word in ("impliciet", "ontkend", "zwijgt", "Verenigde Staten", "doorgeven aan een land"):
        assert word in done.stdout
    assert "denied" not in done.stdout


def test_ask_of_some_controllers_speaks_of_those_alone(run: Run) -> None:
    done = run(
        "ask", "controllers-transferring-to", "--country=US", "--controllers", "Kruix", "--format=json"
    )
    assert [one["controller"] for one in json.loads(done.stdout)["summary"]] == ["kruix"]
    wrong = run("ask", "controllers-transferring-to", "--country=US", "--controllers", "kruix,velx")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "There is no controller “velx”. Did you mean velux-belgium" in wrong.stderr


def test_ask_gives_json_as_rest_does(run: Run, questions: Questions) -> None:
    done = run("ask", "rights-mentioned", "--right=term:RightToObject", "--format", "json")
    assert json.loads(done.stdout) == questions.answer("rights-mentioned", {"right": "term:RightToObject"})


def test_ask_gives_csv_that_no_spreadsheet_takes_for_a_formula(run: Run) -> None:
    done = run("ask", "retention-periods", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert {row["controller"] for row in rows} >= {"kruix", "janus-international-europe"}
    assert {row["duration"] for row in rows} >= {"P6Y", "P7Y"}
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]


def test_ask_shows_the_very_words_with_sources(run: Run, sources: Path) -> None:
    done = run("ask", "controllers-transferring-to", "--country", "US", "--sources", str(sources))
    assert done.returncode == 0, done.stderr
    assert "“" in done.stdout


def test_a_text_that_differs_is_said_and_not_quoted(run: Run, sources: Path, tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "kruix.txt").write_bytes((sources / "kruix.txt").read_bytes() + b"!")
    done = run("ask", "data-protection-officers", "--sources", str(folder))
    assert "kruix/2020-11-16: no text in the folder has the SHA-256 recorded for it" in done.stderr
    assert "“" not in done.stdout


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("ask", "controllers-transfering-to"), "Did you mean controllers-transferring-to"),
        (("ask", "controllers-transferring-to", "--country", "Narnia"), "There is no country “Narnia”"),
        (("ask", "controllers-transferring-to"), "needs the parameter “country”"),
        (("ask", "controllers-transferring-to", "--country"), "has no value"),
        (("ask", "controllers-transferring-to", "--country", "US", "--country", "NL"), "given twice"),
        (("ask", "controllers-transferring-to", "--land", "US"), "Did you mean country"),
        (("ask", "retention-periods", "--controller", "kruks"), "Did you mean kruix"),
        (("ask", "retention-periods", "--stance", "maybe"), "There is no stance “maybe”"),
        (("ask", "retention-periods", "--language", "fy"), "There is no language “fy”"),
        (("ask", "retention-periods", "--sources", "nowhere"), "is no folder of source texts"),
        (("query", "nowhere.rq"), "nowhere.rq: cannot be read"),
        (("query", "-", "--format", "jsn"), "Did you mean json"),
        (("ask", "retention-periods", "--snapshot", "nowhere"), "holds no snapshot"),
        (("validate", "kruks"), "Did you mean kruix"),
        (("verify", "nowhere.txt", "--policy", "kruix/2020-11-16"), "cannot be read"),
        (("import-dpv", "nowhere"), "no folder of a DPV release"),
        (("frobnicate",), "No such command"),
    ],
)
def test_bad_input_is_a_sentence_and_code_2(run: Run, args: tuple[str, ...], said: str) -> None:
    done = run(*args)
    assert done.returncode == 2, done.stdout
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_query_answers_from_standard_input_in_the_format_asked(run: Run) -> None:
    text = "SELECT ?n { ?c a dpv:DataController ; pkg:controllerSlug ?n } ORDER BY ?n"
    done = run("query", "-", "--format", "csv", stdin=text)
    assert done.returncode == 0, done.stderr
    assert "kruix" in done.stdout.splitlines()
    graph = run(
        "query",
        "-",
        "--format",
        "turtle",
        stdin="CONSTRUCT { ?s a dpv:DataController } { ?s a dpv:DataController }",
    )
    assert "DataController" in graph.stdout


def test_a_query_that_does_not_parse_is_a_sentence(run: Run) -> None:
    done = run("query", "-", stdin="SELECT * {")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "Line 1, column 10" in done.stderr


def test_build_writes_a_snapshot_that_ask_and_query_open(run: Run, tmp_path: Path) -> None:
    done = run("build", "--out", "snap")
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (tmp_path / "snap").iterdir()} == {"graph.nq", "manifest.json"}
    assert run("ask", "retention-periods", "--snapshot", "snap").returncode == 0
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("keep me", encoding="utf-8")
    refused = run("build", "--out", "mine")
    assert refused.returncode == 2
    assert (tmp_path / "mine" / "letter.txt").read_text(encoding="utf-8") == "keep me"


def test_validate_conforms_and_proves_the_texts(run: Run, sources: Path) -> None:
    done = run("validate", "--sources", str(sources))
    assert done.returncode == 0, done.stdout + done.stderr


def test_coverage_accounts_for_every_paragraph_of_every_policy(run: Run, sources: Path) -> None:
    done = run("coverage", "--sources", str(sources), "--format", "json")
    assert done.returncode == 0, done.stderr
    covered = json.loads(done.stdout)
    assert len(covered) >= 5
    for name, segments in covered.items():
        assert len(segments) > 50
        assert [one["line"] for one in segments if not one["accounted"]] == [], name


def test_verify_finds_moves_and_changes(run: Run, sources: Path, tmp_path: Path) -> None:
    text = (sources / "kruix.txt").read_text(encoding="utf-8")
    assert (
        "0 moved, 0 changed"
        in run("verify", str(sources / "kruix.txt"), "--policy", "kruix/2020-11-16").stdout
    )
    (tmp_path / "moved.txt").write_text("A new first line.\n\n" + text, encoding="utf-8")
    moved = run("verify", "moved.txt", "--policy", "kruix/2020-11-16")
    assert moved.returncode == 0
    assert "0 found" in moved.stdout
    (tmp_path / "changed.txt").write_text(text.replace("zeven jaar na", "acht jaar na"), encoding="utf-8")
    changed = run("verify", "changed.txt", "--policy", "kruix/2020-11-16", "--format", "json")
    assert changed.returncode == 1
    assert "changed" in {row["outcome"] for row in json.loads(changed.stdout)}


def test_a_broken_policy_is_refused_with_its_place_while_the_others_answer(
    run: Run, resources: object, tmp_path: Path
) -> None:
    root = Path(__file__).resolve().parents[1]
    for name in ("ontology", "data", "shapes", "queries"):
        shutil.copytree(root / name, tmp_path / name)
    policy = tmp_path / "data" / "kruix" / "2020-11-16" / "policy.ttl"
    text = policy.read_text(encoding="utf-8")
    policy.write_text(text.replace('dct:language "nl" ;', 'dct:language "nl ;', 1), encoding="utf-8")
    code = (
        "import kg_api.cli as cli, kg_api.cli_session as session; from pathlib import Path;"
        "from kg_api.resources import Resources;"
        "session.default_resources = lambda *_: Resources.under(Path('.')); cli.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "ask", "data-protection-officers"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PRIVACY_KG_CACHE": str(tmp_path / "cache")},
        check=False,
    )
    assert done.returncode == 2
    line = text[: text.index('dct:language "nl"')].count("\n") + 1
    assert f"policy.ttl:{line}:" in done.stderr
    assert "Janus International Europe" in done.stdout
    assert "Kruix" not in done.stdout


@pytest.mark.parametrize(
    "command", ["build", "ask", "query", "serve", "validate", "coverage", "verify", "annotate", "import-dpv"]
)
def test_each_command_explains_itself(run: Run, command: str) -> None:
    done = run(command, "--help")
    assert done.returncode == 0
    assert "Usage" in done.stdout


def test_serve_data_serves_the_files_as_they_are_until_it_is_told_to_stop(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(
        '<http://example.org/s> <http://example.org/p> "given" .', encoding="utf-8"
    )
    (tmp_path / "g.nq").write_text("<a:s> <a:p> <a:o> <http://example.org/g> .\n", encoding="utf-8")
    (tmp_path / "bad.ttl").write_text("<a:s> <a:p>\n  <a:o> ;; x", encoding="utf-8")
    broken = run("serve", "--data", "a.ttl", "--data", "bad.ttl")
    assert broken.returncode == 2
    assert re.match(r"bad\.ttl:2:\d+: .", broken.stderr), broken.stderr
    other = run("serve", "--data", "a.ttl", "--editor", "a.ttl")
    assert other.returncode == 2
    assert "a.ttl: this is not the editor" in " ".join(other.stderr.split())
    both = run("serve", "--data", "a.ttl", "--snapshot", "snap")
    assert both.returncode == 2
    assert "without --sources, --snapshot and --samples" in " ".join(both.stderr.split())
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "kg_api.cli", "serve", "--port", address.rpartition(":")[2]]
    command += ["--data", "a.ttl", "--data", "g.nq"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL) as served:
        try:
            with httpx2.Client(transport=httpx2.HTTPTransport(retries=8), base_url=address) as client:
                found = client.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }", "format": "csv"})
                (row,) = csv.DictReader(io.StringIO(found.text))
                assert row["o"] == "given"
                asked = "SELECT ?g { GRAPH ?g { ?s ?p ?o } }"
                found = client.get("/sparql", params={"query": asked, "format": "csv"})
                assert found.text.split() == ["g", "http://example.org/g"]
                assert client.get("/api/v1/questions").status_code == 404
        finally:
            served.terminate()
    assert served.returncode == 0
