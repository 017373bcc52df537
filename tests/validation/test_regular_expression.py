"""Which patterns are refused."""

from __future__ import annotations

import pytest

from kg_api.validation.regular_expression import may_explode


@pytest.mark.parametrize(
    "pattern",
    [
        "^(a+)+$",
        "^(a*)*$",
        "^(a+)*b",
        "(a|aa)+",
        "(?:a+){2,}",
        "(a?){20}",
        "((a+)b?)+",
        "([a-z]+\\s?)*$",
        "(?P<word>\\w+)+",
        "(a{1,5}){3}",
        "((a|b))*",
        "(x+){2,9}?",
    ],
)
def test_a_repeated_group_that_varies_is_risky(pattern: str) -> None:
    assert may_explode(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "^[0-9a-f]{64}$",
        "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$",
        "^(https?://[^ ]+|unknown)$",
        "^(ab)+$",
        "(ab){3}",
        "(a+){1}",
        "(a+){0,1}",
        "\\(a+\\)+",
        "[(a+)]+",
        "([)+]x)+",
        "a+b*c?",
        "(a{2})+",
    ],
)
def test_other_patterns_are_not(pattern: str) -> None:
    assert not may_explode(pattern)
