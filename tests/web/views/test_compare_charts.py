"""Where periods lie: in their order along the axis, each with its words, in either arrangement."""

from __future__ import annotations

from typing import Any

from kg_api.web.views.compare_charts import time_axis


def length(days: int, count: int = 1) -> dict[str, Any]:
    return {
        "shortest": days,
        "longest": days,
        "count": count,
        "stance": "stated",
        "hedged": False,
        "facts": ["f"],
    }


def some(*lengths: dict[str, Any], endless: int = 0, name: str = "A") -> dict[str, Any]:
    nothing = {"count": 0, "facts": []}
    kept = {"count": endless, "facts": ["g"] * endless}
    return {
        **{"controller": name.lower(), "controller_name": name},
        **{"lengths": list(lengths), "endless": kept, "open": nothing},
    }


def test_longer_lies_further_right_and_nothing_leaves_the_drawing() -> None:
    made = time_axis(
        [some(*(length(days) for days in (1, 28, 365, 3652, 40_000)))], "en", lambda key: f"/{key}"
    )
    assert made is not None
    for _, drawing in made["arrangements"]:
        (group,) = drawing["groups"]
        places = [lane["x2"] for lane in group["lanes"]]
        assert places == sorted(set(places))
        assert drawing["left"] <= places[0]
        assert places[-1] <= drawing["width"]
        assert all(lane["y"] < drawing["height"] for lane in group["lanes"])
        assert group["lanes"][0]["href"] == "/1-1"


def test_what_has_no_length_is_said_in_words_with_its_address() -> None:
    made = time_axis([some(length(30), endless=2), some(name="B")], "en", lambda key: f"/{key}")
    assert made is not None
    first, second = made["groups"]
    assert [(one["text"], one["href"]) for one in first["others"]] == [("2 without end", "/endless")]
    assert (second["lengths"], second["others"]) == ([], [])


def test_without_a_length_nothing_is_drawn_and_without_addresses_nothing_is_a_link() -> None:
    assert time_axis([some(endless=1)], "en") is None
    bare = {**some(length(30)), "endless": 0, "open": 0}
    made = time_axis([bare], "nl")
    assert made is not None
    assert made["groups"][0]["lengths"][0]["href"] is None
