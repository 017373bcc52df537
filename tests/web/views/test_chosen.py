"""Ticked boxes become one parameter; a list of very many controllers stays short and can be filtered."""

from __future__ import annotations

from typing import cast

import pytest
from starlette.requests import Request

from kg_api.questions.answer import Questions
from kg_api.questions.labels import Names
from kg_api.vocabulary import DATA
from kg_api.web.views.chosen import boxes, canonical, split


class Many:
    """Questions of which only the names are asked."""

    def __init__(self, count: int) -> None:
        self.names = Names(read=lambda text: [])
        for number in range(count):
            iri = f"{DATA}controller-{number:05}"
            self.names.slugs[iri] = f"controller-{number:05}"
            self.names.controllers[iri] = f"Controller {number:05}"


def request(query: str, root: str = "") -> Request:
    return Request(
        {
            "type": "http",
            "method": "GET",
            "path": f"{root}/compare",
            "root_path": root,
            "query_string": query.encode("ascii"),
            "headers": [(b"host", b"graph.example")],
        }
    )


@pytest.mark.parametrize(
    ("query", "root", "to"),
    [
        ("controller=a&controller=b&by=right", "", "/compare?controllers=a,b&by=right"),
        ("controllers=x&controller=a&controller=a&find=", "/kg", "/kg/compare?controllers=a"),
        ("controller=%2F%2Fevil.example&by=", "", "/compare?controllers=//evil.example"),
    ],
)
def test_ticked_boxes_lead_to_an_address_of_ours(query: str, root: str, to: str) -> None:
    answer = canonical(request(query, root))
    assert answer is not None
    assert (answer.status_code, answer.headers["location"]) == (303, to)


def test_an_address_that_names_them_joined_leads_nowhere() -> None:
    assert canonical(request("controllers=a,b")) is None
    assert split(" a, b,,") == ["a", "b"]
    assert split(None) == []


def test_a_list_of_very_many_stays_short_with_the_ticked_ones_first() -> None:
    found = boxes(cast(Questions, Many(10_000)), ["controller-09999"], "")
    assert found["boxes"][0] == ("controller-09999", "Controller 09999", True)
    assert len(found["boxes"]) + found["more"] == 10_000
    assert len(found["boxes"]) < 100
    narrowed = boxes(cast(Questions, Many(10_000)), [], "r 0123")
    assert [slug for slug, _, _ in narrowed["boxes"]] == [f"controller-0123{last}" for last in range(10)]
