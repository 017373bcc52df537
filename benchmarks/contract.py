"""Schemathesis against a service of its own: does it keep what its OpenAPI document promises, whatever it is sent?

    python benchmarks/contract.py [--minutes M] [--seed N]      (after `make tools`)

Server errors, statuses, media types and bodies that the document does not describe are findings. Exit 1 on a finding,
2 without schemathesis.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from benchmarks.questions import service

_TOOL: Final = Path(__file__).resolve().parents[1] / ".venv-tools" / "bin" / "schemathesis"
_DOCUMENT: Final = "/api/v1/openapi.json"
_CHECKS: Final = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
)


def main(minutes: float, seed: int) -> int:
    """Runs schemathesis and returns its exit code."""
    if not _TOOL.exists():
        print("no schemathesis: `make tools` installs it", file=sys.stderr)
        return 2
    with service() as connection:
        # Made at the first request, with an answer of every question as example.
        connection.request("GET", _DOCUMENT)
        connection.getresponse().read()
        address = f"http://{connection.host}:{connection.port}"
        command = [
            str(_TOOL),
            "run",
            f"{address}{_DOCUMENT}",
            *("--checks", _CHECKS, "--seed", str(seed), "--max-time", str(int(minutes * 60))),
            *("--include-path-regex", "^/api/", "--continue-on-failure", "--no-color", "--workers", "1"),
        ]
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    os.environ.setdefault("PRIVACY_KG_WORKERS", "2")
    sys.exit(main(arguments.minutes, arguments.seed))
