"""One passage of one version of a policy: where it stands, what was read from it, its words where they are at hand."""

from __future__ import annotations

import re
from typing import Any, Final

from pyoxigraph import NamedNode

from kg_api.engine import Row, Term, is_true, select, values
from kg_api.errors import UnknownName
from kg_api.questions.answer import Questions
from kg_api.questions.evidence import Quotes
from kg_api.vocabulary import DATA, SPARQL_PREFIXES, curie

# Code points of the text shown before and after a passage.
_AROUND: Final = 450
_CUT_WORD_FIRST: Final = re.compile(r"^\S*\s+")
_CUT_WORD_LAST: Final = re.compile(r"\s+\S*$")
# Graphs are named in the text: of a graph that is a variable Oxigraph looks through all.
_PASSAGE: Final = """
SELECT ?section ?gloss ?fingerprint ?spoken ?sha ?url ?retrieved WHERE {
  GRAPH %(evidence)s {
    ?selector oa:start %(start)d ; oa:end %(end)d .
    ?passage oa:hasSelector ?selector ; rdfs:comment ?gloss .
    OPTIONAL { ?passage pkg:section|pkg:sectionGloss ?section }
    OPTIONAL { ?passage pkg:passageSha256 ?fingerprint }
  }
  GRAPH %(source)s {
    ?source pkg:textSha256 ?sha .
    OPTIONAL { ?source dct:language ?spoken }
    OPTIONAL { ?source pkg:sourceUrl ?url }
    OPTIONAL { ?source pkg:retrieved ?retrieved }
  }
}
ORDER BY ?section ?gloss
"""
_HEAD: Final = """
SELECT ?statement ?subject ?predicate ?object ?label ?stance ?hedged ?reasoning ?denial WHERE {
  GRAPH %(evidence)s {
    ?selector oa:start %(start)d ; oa:end %(end)d .
    ?passage oa:hasSelector ?selector .
    ?statement oa:hasTarget ?passage ; pkg:stance ?stance .
    OPTIONAL { ?statement pkg:hedged ?hedged }
    OPTIONAL { ?statement pkg:reasoning ?reasoning }
"""
_STATEMENTS: Final = (
    _HEAD
    + """
    ?statement rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object .
  }
}
ORDER BY ?predicate ?statement
"""
)
_DENIALS: Final = (
    _HEAD
    + """
    ?statement pkg:about ?denial .
  }
  GRAPH %(policy)s {
    ?denial owl:sourceIndividual ?subject ; owl:assertionProperty ?predicate ; owl:targetIndividual ?object .
  }
}
ORDER BY ?predicate ?statement
"""
)
_PLACES: Final = """
SELECT DISTINCT ?start ?end ?gloss WHERE {
  GRAPH %(evidence)s {
    ?passage oa:hasSelector ?selector ; rdfs:comment ?gloss .
    ?selector oa:start ?start ; oa:end ?end .
  }
}
"""
_DATES: Final = """
SELECT (MAX(STR(?said)) AS ?date) WHERE {
  GRAPH %(policy)s { ?notice a dpv:PrivacyNotice ; dct:issued|dct:modified ?said }
}
"""
_LABELS: Final = """
SELECT ?predicate ?label WHERE {
  %s
  ?predicate skos:prefLabel|rdfs:label ?label FILTER(LANG(?label) = "%s")
}
"""
_REASONS: Final = """
SELECT ?label WHERE {
  GRAPH %(evidence)s {
    ?selector oa:start %(start)d ; oa:end %(end)d .
    ?passage oa:hasSelector ?selector .
    ?statement oa:hasTarget ?passage ; pkg:noFactReason ?reason .
  }
  ?reason rdfs:label ?label FILTER(LANG(?label) = "%(language)s")
}
ORDER BY ?label
"""


def passage(questions: Questions, policy: str, start: int, end: int, language: str = "en") -> dict[str, Any]:
    """The passage from ``start`` to ``end`` (code points) of the version ``policy`` (``controller/version``).

    ``facts``: what was read from it; ``no_fact``: why nothing was. ``quote``, ``before``, ``after``: the words and
    whole words around them, None where the text is not at hand; ``starts_text``, ``ends_text`` say whether those
    reach its ends. ``previous`` and ``next`` are the passages of this version before and behind it (``start``,
    ``end``, ``gloss``), ``number`` of ``passages`` its place among them; ``notice_date`` is the date that the
    notice gives itself. Raises UnknownName where no passage is recorded there.
    """
    given: dict[str, object] = {
        name: NamedNode(f"{DATA}{policy}/{name}") for name in ("evidence", "policy", "source")
    }
    given |= {"start": start, "end": end, "language": language}
    rows = _select(questions, _PASSAGE % given)
    slug = policy.partition("/")[0]
    if not rows:
        raise UnknownName("passage", f"{policy} {start}–{end}")
    first = rows[0]
    sha = first["sha"].value
    return {
        "controller": slug,
        "controller_name": questions.names.controllers.get(DATA + slug, slug),
        "policy": policy,
        "language": _text(first, "spoken"),
        "section": _text(first, "section"),
        "gloss": first["gloss"].value,
        "start": start,
        "end": end,
        "passage_sha256": _text(first, "fingerprint"),
        "text_sha256": sha,
        "source_url": _known(first, "url"),
        "retrieved": _known(first, "retrieved"),
        "notice_date": _text((_select(questions, _DATES % given) or [{}])[0], "date"),
        **_in_context(questions.quotes, sha, start, end),
        **_beside(questions, given, start, end),
        "facts": _facts(questions, given, language),
        "no_fact": [row["label"].value for row in _select(questions, _REASONS % given)],
        "snapshot": questions.engine.describe().snapshot,
    }


def _in_context(quotes: Quotes, sha: str, start: int, end: int) -> dict[str, Any]:
    """The words of a passage and those around it; a word that the context would cut in two is left out."""
    before = quotes.quote(sha, max(0, start - _AROUND), start)
    after = quotes.quote(sha, end, end + _AROUND)
    starts = start <= _AROUND
    ends = after is not None and not quotes.quote(sha, end + _AROUND, end + _AROUND + 1)
    if before and not starts:
        before = _CUT_WORD_FIRST.sub("", before, count=1)
    if after and not ends:
        after = _CUT_WORD_LAST.sub("", after, count=1)
    return {
        "quote": quotes.quote(sha, start, end),
        "before": before,
        "after": after,
        "starts_text": starts,
        "ends_text": ends,
    }


def _beside(questions: Questions, given: dict[str, object], start: int, end: int) -> dict[str, Any]:
    """The passages before and behind this one in the order of the text, and how many there are."""
    glosses: dict[tuple[int, int], str] = {}
    for row in _select(questions, _PLACES % given):
        place = int(row["start"].value), int(row["end"].value)
        glosses[place] = min(row["gloss"].value, glosses.get(place, row["gloss"].value))
    places = sorted(glosses)
    here = places.index((start, end))

    def at(place: int) -> dict[str, Any] | None:
        if not 0 <= place < len(places):
            return None
        first, last = places[place]
        return {"start": first, "end": last, "gloss": glosses[first, last]}

    return {"previous": at(here - 1), "next": at(here + 1), "number": here + 1, "passages": len(places)}


def _facts(questions: Questions, given: dict[str, object], language: str) -> list[dict[str, Any]]:
    rows = [row for query in (_STATEMENTS, _DENIALS) for row in _select(questions, query % given)]
    if not rows:
        return []
    questions.names.learn(row[name].value for row in rows for name in ("subject", "object"))
    wanted = sorted({row["predicate"].value for row in rows})
    block = values(["predicate"], [[NamedNode(iri)] for iri in wanted])
    labels = {
        row["predicate"].value: row["label"].value for row in _select(questions, _LABELS % (block, language))
    }
    return [_fact(questions, row, labels, language) for row in rows]


def _fact(questions: Questions, row: Row, labels: dict[str, str], language: str) -> dict[str, Any]:
    denied, predicate = "denial" in row, row["predicate"].value
    return {
        "statement": row["statement"].value,
        "subject": questions.names.label(row["subject"].value, language),
        "predicate": curie(predicate),
        "predicate_label": labels.get(predicate, curie(predicate)),
        "value": _shown(questions, row["object"], language),
        "stance": "denied" if denied else row["stance"].value.rpartition("#")[2].lower(),
        "hedged": "hedged" in row and is_true(row["hedged"]),
        "reasoning": _text(row, "reasoning"),
    }


def _shown(questions: Questions, term: Term, language: str) -> str:
    return questions.names.label(term.value, language) if isinstance(term, NamedNode) else term.value


def _select(questions: Questions, query: str) -> list[Row]:
    return select(questions.engine, SPARQL_PREFIXES + query)


def _text(row: Row, name: str) -> str | None:
    return row[name].value if name in row else None


def _known(row: Row, name: str) -> str | None:
    text = _text(row, name)
    return None if text == "unknown" else text
