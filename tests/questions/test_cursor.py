"""Cursors: of one question, of one snapshot, opaque."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg_api.errors import ParameterError, StaleCursor
from kg_api.questions.cursor import read_cursor, write_cursor

ASKED = ["rights-mentioned", {"right": "dpv:Right"}, ["stated"]]
SNAPSHOT = "0123456789abcdef0123"
BYTES = st.binary(max_size=80).map(lambda given: base64.urlsafe_b64encode(given).decode())


@given(st.integers(min_value=0, max_value=10**6))
def test_a_cursor_leads_back_to_its_row(offset: int) -> None:
    assert read_cursor(write_cursor(SNAPSHOT, ASKED, offset), SNAPSHOT, ASKED) == offset


def test_a_cursor_of_another_snapshot_is_gone_and_says_how_to_go_on() -> None:
    with pytest.raises(StaleCursor, match="ask again without it") as raised:
        read_cursor(write_cursor("f" * 20, ASKED, 5), SNAPSHOT, ASKED)
    assert (raised.value.status, raised.value.parameter) == (410, "cursor")


def test_a_cursor_of_another_question_is_refused() -> None:
    with pytest.raises(ParameterError, match="another question") as raised:
        read_cursor(write_cursor(SNAPSHOT, ["findings", {}, []], 5), SNAPSHOT, ASKED)
    assert raised.value.status == 422


@given(st.one_of(st.text(max_size=300), BYTES))
def test_what_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(ParameterError):
        read_cursor(text, SNAPSHOT, ASKED)


@pytest.mark.parametrize(
    "inside",
    ['["0123456789abcdef","x",-1]', '["0123456789abcdef","x",true]', "[[[", "{}", "[1,2,3]", "[" * 140],
)
def test_a_forged_cursor_is_refused(inside: str) -> None:
    with pytest.raises(ParameterError):
        read_cursor(base64.urlsafe_b64encode(inside.encode()).decode(), SNAPSHOT, ASKED)
