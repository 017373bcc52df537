"""Putting values into a query: whole tokens, never text inside one.

The query is cut into tokens (strings, IRIs, comments, variables, the rest). A variable token ``?_name_iri`` becomes
the N-Triples form of its term, which pyoxigraph writes, so that no value can leave its place. ``BOUND(?_name_iri)``
becomes ``true`` or ``false``, which is how a query says that a parameter may be left out. Where such a filter says that
a variable is the value, the value is joined instead: an engine looks through all for a filter, and goes to a value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pyoxigraph import Literal, NamedNode

_TOKEN = re.compile(
    r"""
    (?P<string>\"{3}.*?\"{3}|'{3}.*?'{3}|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<comment>\#[^\n]*)
  | (?P<bound>\bBOUND\s*\(\s*[?$](?P<bound_name>\w+)\s*\))
  | (?P<variable>[?$](?P<name>\w+))
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
# As the catalogue writes it: a variable that is the parameter, where there is one.
_MAY_BE = re.compile(r"FILTER\(!BOUND\(\?(?P<name>_\w+)\) \|\| \?(?P<variable>\w+) = \?(?P=name)\)")


def bind(sparql: str, terms: Mapping[str, NamedNode | Literal]) -> str:
    """``sparql`` with each parameter variable replaced by its term.

    ``terms`` maps variables (without ``?``, all beginning with an underscore) to terms. A parameter variable
    that is missing from ``terms`` stays a variable, and ``BOUND`` of it is false.
    """

    def join(match: re.Match[str]) -> str:
        given = match["name"] in terms
        return f"VALUES ?{match['variable']} {{ ?{match['name']} }}" if given else ""

    def replace(match: re.Match[str]) -> str:
        if match["bound_name"] and match["bound_name"].startswith("_"):
            return "true" if match["bound_name"] in terms else "false"
        if match["name"] in terms:
            return str(terms[match["name"]])
        return match[0]

    return _TOKEN.sub(replace, _MAY_BE.sub(join, sparql))


def variables(sparql: str) -> set[str]:
    """The parameter variables that a query mentions, without ``?``."""
    found = (match["name"] or match["bound_name"] for match in _TOKEN.finditer(sparql))
    return {name for name in found if name and name.startswith("_")}
