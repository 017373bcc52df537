"""Proof with owlready2 and HermiT: is what the policies say consistent, and who belongs to which defined class?

Off every request's path. HermiT needs Java; it runs in a process of its own under a time and a memory limit, on an
OWL view that we wrote (:mod:`kg_api.reasoning.owl_view`), never on a file of somebody else's.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pyoxigraph import RdfFormat, Triple, serialize

from kg_api.corpus.safety import unsafe_term
from kg_api.errors import PrivacyKgError
from kg_api.reasoning.owl_view import Axiom

SECONDS: Final = 120.0
MEGABYTES: Final = 2000
_ROOT: Final = Path(__file__).resolve().parents[2]


class ReasonerError(PrivacyKgError):
    """The reasoner could not run, or ran out of time or memory."""


@dataclass(frozen=True)
class Proof:
    """What HermiT found: consistent or not, members of each class asked for, classes that cannot have a member.

    ``above`` has for each class asked for those of them that are above it.
    """

    consistent: bool
    members: dict[str, frozenset[str]] = field(default_factory=dict)
    empty: tuple[str, ...] = ()
    above: dict[str, frozenset[str]] = field(default_factory=dict)


def java() -> str | None:
    """Where Java is, or None: everything but the proof works without."""
    return shutil.which("java")


def prove(
    triples: Iterable[Triple], classes: Sequence[str], seconds: float = SECONDS, megabytes: int = MEGABYTES
) -> Proof:
    """Classifies the ontology; ReasonerError without Java, past ``seconds``, or with too little memory.

    And for one that owlready2 would act on; files that say such a thing are refused at reading.
    """
    if java() is None:
        raise ReasonerError("There is no Java here, which HermiT needs; install one, or leave --owl out.")
    triples = list(triples)
    if unsafe := next(filter(None, map(unsafe_term, triples)), None):
        raise ReasonerError(f"The view has <{unsafe}>, by which owlready2 would run or fetch something.")
    with tempfile.TemporaryDirectory(prefix="privacy-kg-") as folder:
        path = Path(folder) / "view.nt"
        path.write_bytes(serialize(dict.fromkeys(triples), format=RdfFormat.N_TRIPLES) or b"")
        out, code = _run(path, json.dumps(list(classes)), seconds, megabytes)
    try:
        found = json.loads(out.strip().splitlines()[-1])
    except (ValueError, IndexError) as fault:
        raise ReasonerError(
            f"HermiT ended without an answer (code {code}); it may need more than {megabytes} MB."
        ) from fault
    members, above = (
        {iri: frozenset(names) for iri, names in found[key].items()} for key in ("members", "above")
    )
    return Proof(found["consistent"], members, tuple(found["empty"]), above)


def explain(
    terms: Sequence[Triple], axioms: Sequence[Axiom], seconds: float = SECONDS, megabytes: int = MEGABYTES
) -> list[Axiom]:
    """A smallest set of axioms that is inconsistent with the terms: none of them can be left out (QuickXplain)."""

    def clashes(some: Sequence[Axiom]) -> bool:
        triples = [*terms, *(triple for axiom in some for triple in axiom.triples)]
        return not prove(triples, (), seconds, megabytes).consistent

    def narrow(background: list[Axiom], added: bool, some: list[Axiom]) -> list[Axiom]:
        if added and clashes(background):
            return []
        if len(some) == 1:
            return some
        half = len(some) // 2
        first, second = some[:half], some[half:]
        right = narrow([*background, *first], bool(first), second)
        left = narrow([*background, *right], bool(right), first)
        return [*left, *right]

    return narrow([], False, list(axioms)) if clashes(axioms) else []


def _run(path: Path, wanted: str, seconds: float, megabytes: int) -> tuple[str, int]:
    command = [sys.executable, "-P", "-s", "-m", "kg_api.reasoning.prove", str(path), str(megabytes)]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONPATH": str(_ROOT), "PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
        cwd=str(path.parent),
        text=True,
        start_new_session=True,
    ) as process:
        try:
            out, _ = process.communicate(wanted, timeout=seconds)
        except subprocess.TimeoutExpired as fault:
            raise ReasonerError(f"HermiT ran for {seconds:g} s and was ended.") from fault
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # Java too
    return out, process.returncode
