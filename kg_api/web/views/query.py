"""``/query``: the editor, and under it the result of the query in the address, rendered on the server.

A script of ours makes the editor more of an editor and fetches ``/query/results``, which is the lower half of the same
page; without it the form is sent as any other. Either way the address restores the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Final

from fastapi import APIRouter, Request
from pyoxigraph import NamedNode
from starlette.responses import HTMLResponse, Response

from kg_api.engine import Engine
from kg_api.engine import Request as Query
from kg_api.engine.cancel import Cancel
from kg_api.engine.outline import outline
from kg_api.errors import EngineUnavailable, InputError, PrivacyKgError, UnknownName
from kg_api.questions.answer import Questions
from kg_api.questions.beside import labels_beside
from kg_api.questions.catalogue import Question
from kg_api.questions.terms import Terms, read_terms
from kg_api.settings import Settings
from kg_api.vocabulary import PREFIXES
from kg_api.web import documents, protocol
from kg_api.web.disconnect import while_connected
from kg_api.web.editor_bundle import bundle_router, read_bundle
from kg_api.web.kept import Kept
from kg_api.web.language import PARAMETER, language_taken
from kg_api.web.pages import EDITOR, page, render
from kg_api.web.parameters import refuse_others, takes_page
from kg_api.web.terms import terms_router
from kg_api.web.views.query_faults import Fault, fault
from kg_api.web.views.query_results import ACCEPT, DOWNLOADS, MOST_ROWS, Shown, shown

PATH: Final = EDITOR
RESULTS: Final = f"{EDITOR}/results"
VIEWS: Final = ("table", "chart", "raw")
_OF_ANY_DATA: Final = """SELECT ?type (COUNT(*) AS ?things) WHERE {
  ?thing a ?type
} GROUP BY ?type ORDER BY DESC(?things) ?type LIMIT 50"""
_OF_OURS: Final = """# Who names a purpose at or below marketing, and how sure is that?
SELECT ?controller ?purpose ?stance WHERE {
  ?purpose skos:broaderTransitive dpv:Marketing .
  ?fact rdf:predicate dpv:hasPurpose ; rdf:object ?purpose ;
    pkg:factStance ?stance ; pkg:controller ?controller .
} ORDER BY ?controller ?purpose"""
_OWN: Final = frozenset({"query", "view", "question", "about", PARAMETER})


@dataclass(frozen=True)
class Asked:
    """What an address asks for: a query to run (None: only the editor), a text to begin with, a view, its question."""

    query: str | None
    text: str
    view: str
    question: Question | None


@dataclass(frozen=True)
class Outcome:
    """What came of a query: a result or a fault; neither where there was none to run."""

    result: Shown | None = None
    fault: Fault | None = None
    headers: Mapping[str, str] | None = None

    @property
    def status(self) -> int:
        """The HTTP status of a page that shows it."""
        return self.fault.status if self.fault else 200


class QueryPage:
    """The page over an engine; with ``questions`` it offers them as examples."""

    def __init__(self, engine: Engine, settings: Settings, questions: Questions | None = None) -> None:
        self._engine, self._settings, self._questions = engine, settings, questions
        self.terms: Kept[Terms] = Kept(engine, read_terms)

    def whole(self, cancel: Cancel, request: Request) -> Response:
        """The page, with the result of the query in the address where there is one."""
        try:
            asked = self._asked(request)
        except PrivacyKgError as error:
            asked, outcome = Asked(None, self._beginning(), "table", None), self._fault(error, "")
        else:
            outcome = self._run(cancel, request, asked)
        values = {**self._around(asked), **self._below(asked, outcome)}
        return page(request, "query.html", status=outcome.status, headers=outcome.headers, **values)

    def lower(self, cancel: Cancel, request: Request) -> Response:
        """The result alone, to be put into the page."""
        asked = self._asked(request)
        outcome = self._run(cancel, request, replace(asked, query=asked.query or ""))
        text = render(request, "query_results.html", **self._below(asked, outcome))
        known = {"Vary": "Accept, Accept-Language", "Cache-Control": "no-store"}
        return HTMLResponse(text, outcome.status, {**known, **(outcome.headers or {})})

    def _asked(self, request: Request) -> Asked:
        fields = protocol.fields_of(request)
        query, view = fields.one("query"), fields.one("view") or VIEWS[0]
        if view not in VIEWS:
            raise UnknownName("view", view, VIEWS, status=422)
        if fields.one("question") is None:
            refuse_others(request.query_params, _OWN)
        if query is not None:
            query = query.replace("\r\n", "\n")
            return Asked(query, query, view, None)
        if (iri := fields.one("about")) is not None:
            text = _about(iri)
            return Asked(text, text, view, None)
        id = fields.one("question")
        if id is None:
            return Asked(None, self._beginning(), view, None)
        if self._questions is None:
            raise UnknownName("question", id)
        question = self._questions.catalogue[id]
        return Asked(None, self._questions.sparql(id, _given(request, question)), view, question)

    def _beginning(self) -> str:
        return _OF_ANY_DATA if self._questions is None else _OF_OURS

    def _run(self, cancel: Cancel, request: Request, asked: Asked) -> Outcome:
        if asked.query is None:
            return Outcome()
        try:
            protocol.refuse_long(asked.query, self._settings)
            # A query that names no base is read as /sparql reads it, where its downloads come from.
            relative = outline(asked.query).relative
            base = documents.address(request) + protocol.PATH if relative else None
            query = Query(asked.query, accept=ACCEPT, cancel=cancel, rows=MOST_ROWS, base=base)
            result = self._engine.query(query)
            language = language_taken(request)
            return Outcome(shown(result, lambda iris: self._labels(iris, language)))
        except PrivacyKgError as error:
            return self._fault(error, asked.query)

    def _labels(self, iris: list[str], language: str) -> dict[str, str]:
        return labels_beside(self._engine, self.terms.get(), iris, language) if iris else {}

    def _fault(self, error: PrivacyKgError, query: str) -> Outcome:
        headers = {"Retry-After": "1"} if isinstance(error, EngineUnavailable) else None
        return Outcome(fault=fault(error, query), headers=headers)

    def _around(self, asked: Asked) -> dict[str, Any]:
        held = self._engine.describe()
        return {
            "asked": asked,
            "examples": _examples(self._questions),
            "prefixes": sorted(PREFIXES.items()),
            "quads": held.quads,
            "snapshot": held.snapshot or "unnamed",
            "rich": self._settings.editor is not None,
        }

    def _below(self, asked: Asked, outcome: Outcome) -> dict[str, Any]:
        return {
            "query": asked.query or "",
            "view": asked.view,
            "result": outcome.result,
            "fault": outcome.fault,
            "most": MOST_ROWS,
            "downloads": DOWNLOADS[outcome.result.form] if outcome.result else (),
        }


def query_router(engine: Engine, settings: Settings, questions: Questions | None = None) -> APIRouter:
    """The routes of the editor and of the terms that it completes; with ``questions`` these are its examples.

    Without them the routes are those of a service that knows nothing of its data, and in no schema. FileError where
    the settings name an editor that is none.
    """
    routes, editor = APIRouter(), QueryPage(engine, settings, questions)
    routes.include_router(terms_router(engine, editor.terms, in_schema=questions is not None))
    if settings.editor is not None:
        routes.include_router(bundle_router(read_bundle(settings.editor)))

    @routes.get(PATH, response_class=HTMLResponse, include_in_schema=False)
    async def read_page(request: Request) -> Response:
        takes_page(request)
        return await while_connected(request, editor.whole, request)

    @routes.get(RESULTS, response_class=HTMLResponse, include_in_schema=False)
    async def read_results(request: Request) -> Response:
        takes_page(request)
        return await while_connected(request, editor.lower, request)

    return routes


def _about(iri: str) -> str:
    """The query for what the graph says of a resource, either way; InputError for what is no absolute IRI."""
    try:
        node = NamedNode(iri)
    except ValueError as fault:
        raise InputError(f"“about” holds no absolute IRI: {fault}.") from fault
    return (
        f"SELECT ?property ?value ?of WHERE {{\n  {{ {node} ?property ?value }}\n  UNION\n"
        f"  {{ ?of ?property {node} }}\n}} ORDER BY ?of ?property ?value LIMIT 100"
    )


def _given(request: Request, question: Question) -> dict[str, str]:
    """The question's parameters: those in the address, and for those it needs their examples."""
    needed = {one.name: one.example for one in question.parameters if one.required}
    return needed | {name: value for name, value in request.query_params.items() if name not in _OWN}


def _examples(questions: Questions | None) -> list[tuple[str, list[Question]]]:
    """The questions by their first tag."""
    if questions is None:
        return []
    found = sorted(questions.catalogue, key=lambda one: (one.tags[0], one.id))
    return [(tag, list(group)) for tag, group in groupby(found, key=lambda one: one.tags[0])]
