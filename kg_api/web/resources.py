"""Controllers, policy versions, findings, and what has changed since a snapshot, as resources."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse
from starlette.responses import Response

from kg_api.engine.cancel import Cancel
from kg_api.errors import UnknownName
from kg_api.questions.answer import Questions
from kg_api.questions.card import card
from kg_api.questions.catalogue import LANGUAGES, language_of
from kg_api.questions.controllers import controllers, describe_controller
from kg_api.questions.directory import Looked, look_up
from kg_api.questions.finding_list import SEVERITIES, Wanted, findings
from kg_api.questions.term_use import use_of
from kg_api.settings import Settings
from kg_api.snapshot.current import history_in
from kg_api.snapshot.history import difference
from kg_api.web import documents
from kg_api.web.disconnect import while_connected
from kg_api.web.etags import edition, tag_base
from kg_api.web.openapi import with_example
from kg_api.web.parameters import FORMATS, form_of, known, limited
from kg_api.web.resource_schemas import Card, ControllerPage, FindingPage, PolicyDetail, Since, TermUse
from kg_api.web.schemas import ControllerDetail

_JSON: Final = ("json",)
Language = Annotated[
    str, Query(description="Language of labels.", json_schema_extra={"enum": list(LANGUAGES)})
]
Limit = Annotated[int, Query(ge=1, description="Most of them.")]
Cursor = Annotated[str | None, Query(description="`next` of the page before.")]


def resources_router(questions: Questions, settings: Settings) -> APIRouter:
    """The routes below ``/api/v1`` over one snapshot."""
    router = APIRouter(prefix="/api/v1", dependencies=[Depends(known)])
    give = partial(_give, questions)

    async def list_controllers(
        request: Request,
        q: Annotated[str | None, Query(description="Part of a name.", max_length=100)] = None,
        country: Annotated[
            str | None, Query(description="Where it says it is: ISO code, CURIE or label.")
        ] = None,
        authority: Annotated[
            str | None, Query(description="Whom it names as authority: CURIE or label.")
        ] = None,
        sector: Annotated[
            str | None, Query(description="What it says its sector is: CURIE or label.")
        ] = None,
        domain: Annotated[str | None, Query(description="A host name: velux.be.")] = None,
        limit: Limit = 100,
        cursor: Cursor = None,
    ) -> Any:
        looked = Looked(q, country, authority, sector, domain)
        most = limited(limit, settings.rows)
        return await give(
            request,
            ["controllers", asdict(looked), most, cursor],
            lambda: look_up(questions, looked, most, cursor),
        )

    async def read_controller(request: Request, id: str, language: Language = "en") -> Any:
        language = language_of(language)
        return await give(
            request, ["controller", id, language], lambda: describe_controller(questions, id, language)
        )

    async def read_card(request: Request, id: str, language: Language = "en") -> Any:
        language = language_of(language)
        return await give(request, ["card", id, language], lambda: card(questions, id, language))

    async def read_term_use(
        request: Request, term: str, language: Language = "en", limit: Limit = 100, cursor: Cursor = None
    ) -> Any:
        language, most = language_of(language), limited(limit, settings.rows)
        return await give(
            request,
            ["use", term, language, most, cursor],
            lambda: use_of(questions, term, language, most, cursor),
        )

    async def read_policy(request: Request, controller: str, version: str) -> Any:
        return await give(
            request, ["policy", controller, version], lambda: _policy(questions, controller, version)
        )

    async def list_findings(
        request: Request,
        controller: Annotated[str | None, Query(description="A slug, name or IRI.")] = None,
        kind: Annotated[str | None, Query(description="The name of a kind of finding.")] = None,
        severity: Annotated[str | None, Query(json_schema_extra={"enum": list(SEVERITIES)})] = None,
        language: Language = "en",
        limit: Limit = 100,
        cursor: Cursor = None,
    ) -> Any:
        language, wanted = language_of(language), Wanted(controller, kind, severity)
        most = limited(limit, settings.rows)
        return await give(
            request,
            ["findings", asdict(wanted), language, most, cursor],
            lambda: findings(questions, wanted, language, most, cursor),
        )

    async def read_since(
        request: Request, since: Annotated[str, Query(description="The name of an earlier snapshot.")]
    ) -> Any:
        # What an earlier snapshot held stays as it was.
        return await give(request, ["since", since], lambda: _since(questions, settings, since))

    first = min(questions.names.slugs.values(), default="")
    add = router.add_api_route
    add(
        "/controllers",
        with_example(list_controllers, lambda: _any_snapshot(look_up(questions, Looked(), 1))),
        response_model=ControllerPage,
        summary="The controllers, all or those that one looks for",
        tags=["controllers"],
        operation_id="list_controllers",
    )
    add(
        "/controllers/{id}",
        with_example(read_controller, lambda: _any_snapshot(describe_controller(questions, first))),
        response_model=ControllerDetail,
        summary="A controller, its policy versions and who it says it is",
        tags=["controllers"],
        operation_id="read_controller",
    )
    add(
        "/controllers/{id}/card",
        with_example(read_card, lambda: _any_snapshot(card(questions, first))),
        response_model=Card,
        summary="A controller at a glance",
        tags=["controllers"],
        operation_id="read_card",
    )
    add(
        "/terms/{term}",
        with_example(read_term_use, lambda: _any_snapshot(use_of(questions, "dpv:Marketing"))),
        response_model=TermUse,
        summary="A concept, and who uses it",
        description="The concept by CURIE or label; a controller is counted that says something at or below it.",
        tags=["terms"],
        operation_id="read_term_use",
    )
    add(
        "/policies/{controller}/{version}",
        read_policy,
        response_model=PolicyDetail,
        summary="A version of a policy, and where its graphs are",
        tags=["policies"],
        operation_id="read_policy",
    )
    add(
        "/findings",
        with_example(list_findings, lambda: _any_snapshot(findings(questions, Wanted(), limit=1))),
        response_model=FindingPage,
        summary="What is inconsistent, outdated or unspecific",
        tags=["assessments"],
        operation_id="list_findings",
    )
    add(
        "/changes",
        read_since,
        response_model=Since,
        summary="Which policy versions came, went or changed since a snapshot",
        tags=["policies"],
        operation_id="read_changes_since",
    )
    return router


async def _give(
    questions: Questions, request: Request, asked: list[Any], make: Callable[[], dict[str, Any]]
) -> Response:
    """What ``make`` returns as JSON, tagged by what is asked of the snapshot, with a link to what follows."""
    form_of(request, forms=_JSON)

    def work(_cancel: Cancel) -> Response:
        base, found = tag_base(edition(questions), *asked), dict[str, Any]()

        def body() -> bytes:
            found.update(make())
            return bytes(JSONResponse(found).body)

        given = documents.answer(request, FORMATS["json"], base, body)
        return documents.with_next(given, request, found.get("next"))

    return await while_connected(request, work)


def _policy(questions: Questions, controller: str, version: str) -> dict[str, Any]:
    (found,) = controllers(questions, [questions.names.controller(controller)])
    for policy in found["policies"]:
        if policy["version"] == version:
            base = f"{found['iri']}/{version}"
            graphs = {name: f"{base}/{name}" for name in ("policy", "evidence", "source", "assessment")}
            return {
                **policy,
                "controller": found["controller"],
                "controller_name": found["controller_name"],
                "graphs": graphs,
                "snapshot": questions.engine.describe().snapshot,
            }
    raise UnknownName("version", version, [policy["version"] for policy in found["policies"]])


def _since(questions: Questions, settings: Settings, since: str) -> dict[str, Any]:
    snapshot = questions.engine.describe().snapshot
    found = difference(history_in(settings.cache), since, snapshot)
    return {"since": since, "snapshot": snapshot, **asdict(found)}


def _any_snapshot(found: dict[str, Any]) -> dict[str, Any]:
    """An example holds for any snapshot, so it names none."""
    return {**found, "next": None, "snapshot": "…"} if "next" in found else {**found, "snapshot": "…"}
