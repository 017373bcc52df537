"""A dossier: what one takes to a hearing. Cells, passages with fingerprints, dates of the law, provenance.

A folder of plain files, the same for the same snapshot: nothing in it depends on when or where it was written.
"""

from __future__ import annotations

import io
import json
import shlex
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode

from kg_api.engine import select, values
from kg_api.errors import FileError, LimitExceeded
from kg_api.questions.answer import Choice, Questions
from kg_api.questions.assessment_report import to_csv, to_html
from kg_api.questions.assessments import assessment
from kg_api.questions.law import dated_facts
from kg_api.questions.render import csv_of
from kg_api.questions.render import to_csv as answer_csv
from kg_api.snapshot.store import Manifest
from kg_api.vocabulary import DATA, SPARQL_PREFIXES

_MOST: Final = 100_000
_PASSAGES: Final = """
SELECT ?policy ?passage ?section ?start ?end ?length ?sha ?gloss ?text WHERE {
  %s
  ?passage oa:hasSource ?source ; oa:hasSelector ?selector ; rdfs:comment ?gloss ; pkg:passageLength ?length ;
    pkg:passageSha256 ?sha .
  ?selector oa:start ?start ; oa:end ?end .
  ?source pkg:textSha256 ?text .
  OPTIONAL { ?passage pkg:section|pkg:sectionGloss ?section }
  BIND(STR(?source) AS ?policy)
}
ORDER BY ?policy ?start ?end
"""
_SOURCES: Final = "SELECT ?s ?p ?o WHERE { GRAPH %s { ?s ?p ?o } } ORDER BY ?s ?p ?o"


def write_dossier(
    questions: Questions,
    manifest: Manifest,
    controllers: Sequence[str],
    out: Path,
    question: str | None,
    parameters: Mapping[str, str],
    law: str | None,
    as_of: date | None,
    language: str,
) -> list[Path]:
    """Writes the dossier of ``controllers`` on a question with ``parameters``, or a law, to ``out``; the files written.

    Raises FileError where ``out`` holds anything, UnknownName for what is not there.
    """
    _refuse_full(out)
    files = dossier_files(questions, manifest, controllers, question, parameters, law, as_of, language)
    return _write(out, files)


def dossier_files(
    questions: Questions,
    manifest: Manifest,
    controllers: Sequence[str],
    question: str | None,
    parameters: Mapping[str, str],
    law: str | None,
    as_of: date | None,
    language: str,
    most: int = _MOST,
) -> dict[str, str]:
    """The files of a dossier by name; of a question at most ``most`` rows.

    Raises UnknownName for what is not there, LimitExceeded where the answer has more rows.
    """
    slugs = list(
        dict.fromkeys(questions.names.slugs[questions.names.controller(name)] for name in controllers)
    )
    files = dict(
        _question(questions, question, parameters, slugs, language, most)
        if question is not None
        else _law(questions, law, slugs, as_of, language)
    )
    cells = json.loads(files["cells.json"])
    files["passages.csv"] = csv_of(_passages(questions, _sources_of(cells)))
    checked = date.fromisoformat(manifest.built[:10])
    files["law.json"] = _json(_undated(dated_facts(questions.engine, checked, language)))
    files["sources.json"] = _json(_provenance(questions, _sources_of(cells)))
    files["README.txt"] = _readme(manifest, slugs, _options(question, parameters, law, as_of, language))
    return files


def zipped(files: Mapping[str, str], folder: str) -> bytes:
    """The files in one zip archive, in a folder; the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            # Without a date of its own an entry would have the time of writing; this is the first that zip knows.
            entry = zipfile.ZipInfo(f"{folder}/{name}", (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return out.getvalue()


def _question(
    questions: Questions,
    id: str,
    parameters: Mapping[str, str],
    slugs: list[str],
    language: str,
    most: int,
) -> Iterator[tuple[str, str]]:
    iris = frozenset(questions.names.controller(slug) for slug in slugs)
    choice = Choice(language=language, limit=most, controllers=iris)
    answer = questions.answer(id, dict(parameters), choice)
    if answer["truncated"]:
        raise LimitExceeded(f"The answer has more than {most} rows: take fewer controllers into one dossier.")
    answer["summary"] = [row for row in answer["summary"] if row["controller"] in slugs]
    yield "cells.json", _json(answer)
    yield "cells.csv", answer_csv(questions.catalogue[id], answer)
    yield "query.rq", questions.sparql(id, dict(parameters))


def _law(
    questions: Questions, law: str | None, slugs: list[str], as_of: date | None, language: str
) -> Iterator[tuple[str, str]]:
    found = [assessment(questions, slug, law, as_of, language) for slug in slugs]
    yield "cells.json", _json(found)
    yield "cells.csv", to_csv(found)
    yield "assessment.html", to_html(found, language)


def _sources_of(cells: Any) -> dict[str, set[tuple[int, int]]]:
    """The passages that the cells rest on, as places by policy."""
    found: dict[str, set[tuple[int, int]]] = {}
    waiting = [cells]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            if {"policy", "start", "end", "text_sha256"} <= item.keys():
                found.setdefault(item["policy"], set()).add((item["start"], item["end"]))
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
    return found


def _passages(questions: Questions, places: dict[str, set[tuple[int, int]]]) -> Iterator[list[str]]:
    yield ["policy", "start", "end", "section", "gloss", "passage_sha256", "passage_length", "text_sha256"]
    for policy, wanted in sorted(places.items()):
        block = values(["source"], [[NamedNode(f"{DATA}{policy}/source")]])
        for row in select(questions.engine, SPARQL_PREFIXES + _PASSAGES % block):
            start, end = int(row["start"].value), int(row["end"].value)
            if (start, end) in wanted:
                section = row["section"].value if "section" in row else ""
                texts = [row[name].value for name in ("gloss", "sha", "length", "text")]
                yield [policy, str(start), str(end), section, *texts]


def _provenance(questions: Questions, policies: dict[str, Any]) -> dict[str, list[list[str]]]:
    """The source graph of each policy: the text, who encoded and reviewed it, and when (PROV)."""
    found = {}
    for policy in sorted(policies):
        rows = select(questions.engine, _SOURCES % NamedNode(f"{DATA}{policy}/source"))
        found[policy] = [[row[name].value for name in ("s", "p", "o")] for row in rows]
    return found


def _undated(facts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The facts without their age, which changes from day to day."""
    return [
        {name: value for name, value in one.items() if name not in {"days_since", "stale"}} for one in facts
    ]


def _options(
    question: str | None, parameters: Mapping[str, str], law: str | None, as_of: date | None, language: str
) -> str:
    parts = [
        *([f"--question {question}"] if question else []),
        *(f"--parameter {shlex.quote(f'{name}={value}')}" for name, value in parameters.items()),
        *([f"--law {law}"] if law else []),
        *([f"--as-of {as_of}"] if as_of else []),
        *([f"--language {language}"] if language != "en" else []),
    ]
    return " ".join(parts)


def _readme(manifest: Manifest, slugs: list[str], options: str) -> str:
    commit = manifest.commit or "unknown"
    return f"""Dossier on {", ".join(slugs)} ({options})

snapshot   {manifest.snapshot}
commit     {commit}
DPV        {manifest.dpv}

cells      what is said or how each duty stands, with the evidence of every cell
passages   each passage: where it is in the source text (code points), its fingerprint (SHA-256), our gloss
law        the dated facts of law that judgements go by, with source and the day each was checked
sources    the texts by SHA-256, who encoded and reviewed them, when

To make it again: check out the commit, and run
  privacy-kg dossier {" ".join(slugs)} {options} --out DIR
with --sources where the cells quote the texts.
The name of the snapshot is the hash of all it was made from; where it is the same, so are these files.
To hold a freshly saved page against the fingerprints: privacy-kg verify FILE --policy CONTROLLER/VERSION
"""


def _write(out: Path, files: dict[str, str]) -> list[Path]:
    _refuse_full(out)
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (out / name).write_text(text, encoding="utf-8")
    except OSError as fault:
        raise FileError(f"cannot be written: {fault.strerror}", str(out)) from fault
    return [out / name for name in sorted(files)]


def _refuse_full(out: Path) -> None:
    try:
        if out.exists() and not out.is_dir():
            raise FileError("is a file; name a folder for the dossier", str(out))
        if out.exists() and any(out.iterdir()):
            raise FileError("is not empty; name another folder for the dossier", str(out))
    except OSError as fault:
        raise FileError(f"cannot be used: {fault.strerror}", str(out)) from fault


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
