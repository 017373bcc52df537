"""The controller of a web domain: by the website that its notice calls its own, else by the mail address it gives.

What is known is what a notice says: a domain that no notice names has no controller here.
"""

from __future__ import annotations

import re
from typing import Any, Final

from kg_api.engine import Row, select
from kg_api.errors import ParameterError
from kg_api.questions.answer import Questions
from kg_api.questions.evidence import evidence_of
from kg_api.vocabulary import SPARQL_PREFIXES

_LONGEST: Final = 253
_HOST: Final = re.compile(r"(?=.*\.)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*")
# A website, or what follows the @ of an address, of the controller's own node; the host may have more labels in front.
_QUERY: Final = """
SELECT ?controller ?by ?fact WHERE {
  VALUES (?predicate ?by) { (pkg:website "website") (dpv:hasContact "mail address") }
  ?fact rdf:predicate ?predicate ; rdf:object ?value ; rdf:subject ?node ; pkg:factStance ?stance ;
    pkg:controller ?controller .
  ?node prov:specializationOf ?controller .
  FILTER(CONTAINS(LCASE(STR(?value)), "%s"))
  FILTER(?by = "website" || CONTAINS(?value, "@"))
  BIND(LCASE(REPLACE(STR(?value), "^.*@|^https?://|/.*$", "")) AS ?host)
  FILTER(?host IN (%s) || REPLACE(?host, "^www[.]", "") IN (%s))
}
ORDER BY DESC(?by) ?controller ?fact
"""


def controllers_of(questions: Questions, domain: str) -> list[dict[str, Any]]:
    """The controllers of a host name such as ``www.velux.be``, or of the domain it lies in, each with the passages.

    Those that call it their website come before those that receive mail there; ``by`` says which. Raises
    ParameterError for what is no host name.
    """
    some = _with_parents(domain)
    hosts = ", ".join(f'"{host}"' for host in some)
    # Every host looked for ends in the last; few addresses hold it, so that few are cut up.
    rows = select(questions.engine, SPARQL_PREFIXES + _QUERY % (some[-1], hosts, hosts))
    evidence = evidence_of(
        questions.engine, [row["fact"].value for row in rows], questions.names, questions.quotes, "en"
    )
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        one = found.setdefault(row["controller"].value, _controller(questions, row))
        one["evidence"].extend(evidence.get(row["fact"].value, []))
    return list(found.values())


def _controller(questions: Questions, row: Row) -> dict[str, Any]:
    iri = row["controller"].value
    return {
        "controller": questions.names.slugs[iri],
        "controller_name": questions.names.controllers[iri],
        "by": row["by"].value,
        "evidence": [],
    }


def _with_parents(domain: str) -> list[str]:
    """The host and the domains it lies in, down to two labels; checked, so that they may stand in a query."""
    host = domain.strip().lower().removeprefix("https://").removeprefix("http://").split("/")[0].rstrip(".")
    if len(host) > _LONGEST or not _HOST.fullmatch(host):
        raise ParameterError(
            f"“domain” is no host name: write it as velux.be, not “{domain[:40]}”.", "domain", domain[:80]
        )
    labels = host.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]
