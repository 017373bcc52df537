"""Ready calls for a question: the same request in curl, Python, JavaScript and R, for whoever wants to go on alone.

Each prints one line a row: the controller, or nothing where the question speaks of none, and how sure it is.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from kg_api.questions.catalogue import Question

LANGUAGES: Final = ("curl", "python", "javascript", "r")
_PYTHON: Final = """\
import json
from urllib.request import Request, urlopen

request = Request({url}, headers={{"Accept": "application/json"}})
with urlopen(request) as response:
    answer = json.load(response)
for row in answer["rows"]:
    print(row["controller"], row["stance"], sep="\\t")
"""
_JAVASCRIPT: Final = """\
const response = await fetch({url}, {{headers: {{Accept: "application/json"}}}});
const answer = await response.json();
for (const row of answer.rows) console.log(`${{row.controller}}\\t${{row.stance}}`);
"""
# R's jsonlite reads an address by itself; the parameter says JSON, which a browser's Accept would not.
_R: Final = """\
answer <- jsonlite::fromJSON({url}, simplifyVector = FALSE)
for (row in answer$rows) cat(row$controller, row$stance, sep = "\\t", fill = TRUE)
"""


def address_of(root: str, question: Question, given: Mapping[str, str]) -> str:
    """The address of a question's answer at the service at ``root`` (without a slash at its end)."""
    query = f"?{urlencode(given)}" if given else ""
    return f"{root}/api/v1/questions/{question.id}/answer{query}"


def calls(root: str, question: Question, given: Mapping[str, str]) -> dict[str, str]:
    """The call of a question with these values in each language, by the language's name."""
    url = address_of(root, question, given)
    json_url = address_of(root, question, {**given, "format": "json"})
    # The text of a JSON string is that of a string in each of these languages; an address is plain ASCII.
    return {
        "curl": f"curl --fail --silent --header 'Accept: application/json' {shlex.quote(url)}\n",
        "python": _PYTHON.format(url=json.dumps(url)),
        "javascript": _JAVASCRIPT.format(url=json.dumps(url)),
        "r": _R.format(url=json.dumps(json_url)),
    }
