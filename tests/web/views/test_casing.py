from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from kg_api.questions.answer import Questions
from kg_api.vocabulary import PREFIXES
from kg_api.web.views.casing import displayed, lowered


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("Legitimate Interest", "legitimate interest"),
        ("Art 6(1-f) legitimate interest of controller", "Art 6(1-f) legitimate interest of controller"),
        ("Art.6(1-a) regular consent", "Art.6(1-a) regular consent"),
        ("A15 Right of Access", "A15 right of access"),
        ("IP Address", "IP address"),
        ("Cross-Border Transfer", "cross-border transfer"),
        ("Data Protection Impact Assessment (DPIA)", "data protection impact assessment (DPIA)"),
        ("WebBrowser", "WebBrowser"),
    ],
)
def test_a_title_is_written_as_a_common_noun(label: str, shown: str) -> None:
    assert lowered(label) == shown
    assert lowered(shown) == shown


def test_names_of_places_authorities_and_products_keep_their_capitals(questions: Questions) -> None:
    names = displayed(questions).names
    kept = {"loc:US": "United States of America", "tech:Bluetooth": None, "legal-nl:DPA-NL": None}
    looked_at = 0
    for id in kept:
        prefix, _, local = id.partition(":")
        iri = PREFIXES[prefix] + local
        if iri in questions.names.labels:
            looked_at += 1
            assert names.label(iri, "en") == questions.names.label(iri, "en")
    assert looked_at > 1


def test_the_graph_and_the_labels_of_other_languages_stay_as_they_are(questions: Questions) -> None:
    iri = PREFIXES["dpv"] + "LegitimateInterest"
    before = questions.names.label(iri, "en")
    shown = displayed(questions).names
    assert (before, shown.label(iri, "en")) == ("Legitimate Interest", "legitimate interest")
    assert shown.label(iri, "nl") == questions.names.label(iri, "nl")
    assert questions.names.label(iri, "en") == before


def test_a_page_writes_one_concept_in_one_way(client: TestClient) -> None:
    page = client.get("/controllers/velux-belgium").text
    assert "email address" in page
    assert "Email Address" not in page
    assert "Legitimate Interest" not in page
