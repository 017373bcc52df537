"""``/api/v1/terms``: the terms that one may mean by what one has typed, for completion."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from kg_api.engine import Engine
from kg_api.questions.catalogue import language_of
from kg_api.questions.terms import Term, Terms
from kg_api.web import documents
from kg_api.web.etags import entity_tag, held_tag, tag_base
from kg_api.web.kept import Kept
from kg_api.web.parameters import form_of, known, limited

PATH: Final = "/api/v1/terms"
MOST: Final = 20
_LONGEST: Final = 100


class TermInfo(BaseModel):
    """A term that a query may name."""

    id: str = Field(description="As one writes it: a CURIE, a prefix with its colon, or an IRI in brackets.")
    iri: str
    kind: Literal["prefix", "property", "class", "concept", "term"]
    label: str = Field(
        description="In the language asked for where there is one; else English, else its name."
    )
    gloss: str = Field(description="Our own words; empty where we have none.")
    broader: str = Field(description="The label of what it lies under; empty where it lies under nothing.")


def terms_router(engine: Engine, kept: Kept[Terms], *, in_schema: bool = True) -> APIRouter:
    """The route over an engine and its terms, which are read at the first request of a snapshot."""
    routes = APIRouter(dependencies=[Depends(known)], include_in_schema=in_schema)

    @routes.get(
        PATH,
        response_model=list[TermInfo],
        tags=["questions"],
        summary="Terms by the beginning of a name or label",
    )
    async def read_matches(
        request: Request,
        q: Annotated[
            str, Query(max_length=_LONGEST, description="A prefix, a name (dpv:Mark), or words of a label.")
        ],
        language: Annotated[str, Query(description="Language of labels: en or nl.")] = "en",
        limit: Annotated[
            int, Query(ge=1, description="Most terms.", json_schema_extra={"maximum": MOST})
        ] = MOST,
    ) -> Response:
        form_of(request, forms=("json",))
        language, limit = language_of(language), limited(limit, MOST)
        base = tag_base(engine.describe().snapshot, "terms", q, language, limit)
        if (held := held_tag(request, base)) is not None:
            return Response(status_code=304, headers=documents.headers(held))
        found = await run_in_threadpool(_search, kept, q, language, limit)
        body = bytes(JSONResponse(found).body)
        return Response(
            body, headers=documents.headers(entity_tag(base, body)), media_type="application/json"
        )

    return routes


def _search(kept: Kept[Terms], text: str, language: str, limit: int) -> list[dict[str, Any]]:
    terms = kept.get()
    return [_info(term, terms, language) for term in terms.search(text, limit)]


def _info(term: Term, terms: Terms, language: str) -> dict[str, Any]:
    return {
        "id": term.id,
        "iri": term.iri,
        "kind": term.kind,
        "label": "" if term.kind == "prefix" else term.label(language),
        "gloss": term.gloss(language),
        "broader": terms.above(term, language),
    }
