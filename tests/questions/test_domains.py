"""The controller of a web domain: as its notice says, with the passage."""

from __future__ import annotations

import pytest

from kg_api.errors import ParameterError
from kg_api.questions.answer import Questions
from kg_api.questions.domains import controllers_of


@pytest.mark.parametrize(
    ("domain", "controller", "by"),
    [
        ("velux.be", "velux-belgium", "website"),
        ("www.velux.be", "velux-belgium", "website"),
        ("https://shop.velux.be/raam", "velux-belgium", "website"),
        ("JanusEurope.com", "janus-international-europe", "website"),
        ("velux.com", "velux-belgium", "mail address"),
        ("unexus.nl", "unexus", "mail address"),
    ],
)
def test_a_domain_leads_to_its_controller_with_the_passage(
    questions: Questions, domain: str, controller: str, by: str
) -> None:
    found = controllers_of(questions, domain)
    assert [(one["controller"], one["by"]) for one in found] == [(controller, by)]
    assert all(one["evidence"] for one in found)


@pytest.mark.parametrize("domain", ["nn.nl", "gegevensbeschermingsautoriteit.be", "example.org", "elux.be"])
def test_a_domain_that_is_another_s_has_no_controller_here(questions: Questions, domain: str) -> None:
    assert controllers_of(questions, domain) == []


@pytest.mark.parametrize(
    "domain", ["be", "", 'velux.be") } #', "a b.be", "x" * 300 + ".be", ".be", "velux..be"]
)
def test_what_is_no_host_name_is_refused(questions: Questions, domain: str) -> None:
    with pytest.raises(ParameterError, match=r"write it as velux\.be"):
        controllers_of(questions, domain)
