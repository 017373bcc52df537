"""``/controllers/{id}/{version}/passages/{start}-{end}``: one passage, where it stands, what was read from it."""

from __future__ import annotations

import re
from typing import Final

from fastapi import APIRouter, Request
from pyoxigraph import NamedNode
from starlette.responses import Response

from kg_api.errors import UnknownName
from kg_api.questions.answer import Questions
from kg_api.questions.passage import passage
from kg_api.vocabulary import DATA
from kg_api.web.pages import page
from kg_api.web.parameters import takes
from kg_api.web.views.back import FROM, links_from, way_back
from kg_api.web.views.view import shown

_PLACE: Final = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
# Words that find a passage on its page.
_WORDS: Final = 5
_SPARQL: Final = """PREFIX oa: <http://www.w3.org/ns/oa#>
SELECT ?statement ?property ?value WHERE {
  GRAPH %s {
    ?selector oa:start %d ; oa:end %d .
    ?passage oa:hasSelector ?selector .
    ?statement oa:hasTarget ?passage ; ?property ?value .
  }
}
ORDER BY ?statement ?property ?value
"""


def router(questions: Questions) -> APIRouter:
    """The route of a passage."""
    routes = APIRouter()

    @routes.get("/controllers/{id}/{version}/passages/{place}", include_in_schema=False)
    @takes(FROM)
    async def read_passage(request: Request, id: str, version: str, place: str) -> Response:
        """A passage by its place in the text, in code points."""
        match = _PLACE.fullmatch(place)
        if not (match and _NAME.fullmatch(id) and _NAME.fullmatch(version)):
            raise UnknownName("passage", place)
        start, end = int(match[1]), int(match[2])

        back = way_back(request)

        def make(language: str) -> Response:
            found = passage(questions, f"{id}/{version}", start, end, language)
            graph = NamedNode(f"{DATA}{id}/{version}/evidence")
            to = links_from(request, request.query_params.get(FROM, "") if back else "")
            return page(
                request,
                "passage.html",
                snapshot=found["snapshot"],
                one=found,
                back=back,
                neighbour=lambda place: to({"policy": found["policy"], **place}),
                ends=_ends(found["quote"]),
                quote_language=found["language"],
                sparql=_SPARQL % (graph, start, end),
            )

        return await shown(request, make)

    return routes


def _ends(quote: str | None) -> tuple[str, str | None] | None:
    """The first and the last words of a passage, by which one finds it on a page; a short one whole, and nothing.

    >>> _ends("We keep it."), _ends(None)
    (('We keep it.', None), None)
    """
    words = (quote or "").split()
    if not words:
        return None
    if len(words) <= 2 * _WORDS:
        return " ".join(words), None
    return " ".join(words[:_WORDS]), " ".join(words[-_WORDS:])
