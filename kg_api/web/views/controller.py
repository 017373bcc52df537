"""``/controllers/{id}``: all that a controller says, how its duties stand, what was found, its versions."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Request
from pyoxigraph import NamedNode
from starlette.responses import Response

from kg_api.engine import values
from kg_api.errors import UnknownName
from kg_api.questions.answer import Questions
from kg_api.questions.assessments import LAWS, OUTCOMES, assessment
from kg_api.questions.flows import flows, lines_of_text
from kg_api.questions.listing import listing
from kg_api.questions.sayings import sayings
from kg_api.questions.versions import versions
from kg_api.vocabulary import SPARQL_PREFIXES
from kg_api.web.pages import page
from kg_api.web.parameters import takes
from kg_api.web.views import dossier
from kg_api.web.views.arrange import Arranged
from kg_api.web.views.picture import picture
from kg_api.web.views.view import offers, shown

_ALL: Final = "all"
_FACTS: Final = """SELECT ?topic ?subject ?predicate ?object ?stance ?hedged ?section ?gloss WHERE {
  %s
  ?fact pkg:controller ?controller ; pkg:topic ?topic ; pkg:factStance ?stance ; pkg:factHedged ?hedged ;
    rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object ; oa:hasTarget ?passage .
  ?passage rdfs:comment ?gloss .
  OPTIONAL { ?passage pkg:section|pkg:sectionGloss ?section }
}
ORDER BY ?topic ?predicate ?object
"""


def router(questions: Questions) -> APIRouter:
    """The route ``/controllers/{id}``."""
    routes = APIRouter()

    @routes.get("/controllers/{id}", include_in_schema=False)
    @takes("outcome", "open")
    async def controller(request: Request, id: str) -> Response:
        """A controller by its short name; ``outcome`` shows the duties of it alone.

        ``open=all`` unfolds every passage, ``open=25`` the line of that duty.
        """

        def make(language: str) -> Response:
            iri = questions.names.controller(id)
            outcome = _outcome(request.query_params.get("outcome"))
            found = _values(questions, iri, language)
            line = _line(request.query_params.get("open"), found["judged"])
            return page(
                request,
                "controller.html",
                outcome=outcome,
                opened=line == _ALL,
                dossiers=_laws_of(found["judged"]) if offers(request, dossier.PATH) else [],
                line=line,
                **found,
            )

        return await shown(request, make)

    return routes


def _laws_of(judged: dict[str, Any] | None) -> list[str]:
    """The short names of the laws by which a notice was judged."""
    there = {duty["law"] for duty in judged["duties"]} if judged else set()
    return [name for name, law in LAWS.items() if law in there]


def _values(questions: Questions, iri: str, language: str) -> dict[str, Any]:
    slug = questions.names.slugs[iri]
    said = sayings(questions, slug, language)
    arranged = Arranged(said)
    block = values(["controller"], [[NamedNode(iri)]])
    read = versions(questions, slug, language)
    return {
        "controller": listing(questions, [iri], language)[0],
        "facts": len(arranged.facts),
        "passages": len(
            {
                (piece["policy"], piece["start"], piece["end"])
                for fact in arranged.facts.values()
                for piece in fact["evidence"]
            }
        ),
        "sections": arranged.sections(),
        "processes": arranged.processes(),
        "picture": picture(flows(questions, said, language)),
        "flows": lines_of_text(said),
        "judged": _judged(questions, slug, language),
        "outcomes": OUTCOMES,
        "versions": read,
        "quote_language": next((one["language"] for one in read if one["current"]), None),
        "sparql": _prefixed(_FACTS % block),
        "snapshot": said["snapshot"],
    }


def _judged(questions: Questions, slug: str, language: str) -> dict[str, Any] | None:
    """The assessment with its duties by law and its findings by kind; None where the notice was not judged."""
    try:
        found = assessment(questions, slug, language=language)
    except UnknownName:
        return None
    kinds: dict[str, dict[str, Any]] = {}
    for one in found["findings"]:
        kind = kinds.setdefault(one["finding"], {**one, "cases": []})
        kind["cases"].append(one)
    laws = {law: [duty for duty in found["duties"] if duty["law"] == law] for law in LAWS.values()}
    named = {one["law"]: one["law_name"] for one in found["applicability"]}
    return {
        **found,
        "laws": [(named.get(law, law), duties) for law, duties in laws.items() if duties],
        "kinds": sorted(
            kinds.values(), key=lambda kind: (not kind["contradiction"], -len(kind["cases"]), kind["label"])
        ),
    }


def _outcome(text: str | None) -> str | None:
    if text and text not in OUTCOMES:
        raise UnknownName("outcome", text, OUTCOMES, status=422)
    return text or None


def _line(text: str | None, judged: dict[str, Any] | None) -> str | None:
    """What is open: ``all``, the number of a duty, or nothing; UnknownName for anything else."""
    known = [_ALL, *(duty["duty"] for duty in judged["duties"])] if judged else [_ALL]
    if text and text not in known:
        raise UnknownName("value of “open”", text, known, status=422)
    return text or None


def _prefixed(query: str) -> str:
    """The query with the prefixes that it uses, so that it runs anywhere."""
    lines = [
        line for line in SPARQL_PREFIXES.splitlines() if f" {line.split()[1]}" in query.replace("\n", " ")
    ]
    return "\n".join([*lines, query])
