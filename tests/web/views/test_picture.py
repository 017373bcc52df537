from __future__ import annotations

from typing import Any

from kg_api.web.views.picture import WIDTH, picture


def node(column: str, id: str, weight: int = 1) -> dict[str, Any]:
    return {"column": column, "id": id, "label": f"label of {id}", "weight": weight}


def line(one: str, other: str, sure: bool = True) -> dict[str, Any]:
    return {"from": one, "to": other, "columns": ["data", "purposes"], "weight": 1, "sure": sure}


def test_where_nothing_is_joined_there_is_no_picture() -> None:
    assert picture({"nodes": [node("data", "a"), node("purposes", "b")], "lines": []}) is None
    assert picture({"nodes": [node("data", "a")], "lines": []}) is None


def test_every_box_lies_within_the_drawing_and_none_on_another() -> None:
    nodes = [node("data", f"d{n}") for n in range(20)] + [node("purposes", "p")]
    drawn = picture({"nodes": nodes, "lines": [line(f"d{n}", "p") for n in range(20)]})
    assert drawn is not None
    places = [(box.x, box.y) for box in drawn["boxes"]]
    assert len(set(places)) == len(places) == 13
    for box in drawn["boxes"]:
        assert 0 <= box.x <= WIDTH - drawn["box"]
        assert 0 <= box.y <= drawn["height"] - box.height


def test_those_beyond_what_fits_share_a_box_and_a_line() -> None:
    nodes = [node("data", f"d{n}") for n in range(20)] + [node("purposes", "p")]
    drawn = picture({"nodes": nodes, "lines": [line(f"d{n}", "p", n == 19) for n in range(20)]})
    assert drawn is not None
    (rest,) = [box for box in drawn["boxes"] if box.others]
    assert (rest.others, "label of d19" in rest.full) == (9, True)
    assert len(drawn["lines"]) == 12
    assert [one.sure for one in drawn["lines"]] == [False] * 11 + [True]


def test_a_long_label_is_cut_and_kept_in_full() -> None:
    long = {**node("data", "a"), "label": "x" * 60}
    drawn = picture({"nodes": [long, node("purposes", "p")], "lines": [line("a", "p")]})
    assert drawn is not None
    box = drawn["boxes"][0]
    assert (len(box.label) <= 27, box.label[-1], box.full) == (True, "…", "x" * 60)
