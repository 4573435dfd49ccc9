"""Charts are sound SVG with a text alternative, whatever they are given."""

from __future__ import annotations

from typing import Any

import lxml.etree
import pytest

from scripts.site.charts import TILES, Bar, Tile, bars, nice, parts, pay_range, tile_map, trend

HOSTILE = '"><script>x</script>&'


def svg(text: object) -> Any:
    return lxml.etree.fromstring(f"<div>{text}</div>").find("svg")


def month(name: str, share: float | None, low: float | None = None, high: float | None = None, **more: Any) -> dict[str, Any]:  # fmt: skip
    return {
        "month": name, "jobs": 3, "share": share, "share_low": low, "share_high": high,
        "partial": False, "left_censored": 0,
    } | more  # fmt: skip


def test_every_state_has_a_tile_of_its_own() -> None:
    assert len(TILES) == 52
    assert len(set(TILES.values())) == len(TILES)


def test_a_trend_has_a_line_a_band_and_its_words() -> None:
    rows = [
        month("2026-01", 0.1, 0.05, 0.2), month("2026-02", None),
        month("2026-03", 0.2, 0.1, 0.3), month("2026-04", 0.25, 0.1, 0.4, partial=True),
    ]  # fmt: skip
    drawn = svg(trend(rows))
    assert [p.get("class") for p in drawn.iter("polygon")] == ["band"]
    assert len(list(drawn.iter("polyline"))) == 2  # the month without a share is a gap
    assert [c.get("class") for c in drawn.iter("circle")] == ["dot", "dot", "dot hollow"]
    assert "January 2026: 10.0%; April 2026: 25.0%; highest 25.0%" in drawn.findtext("desc")
    assert drawn.get("role") == "img" and drawn.get("aria-labelledby") == "trend-t trend-d"


def test_a_trend_without_intervals_is_of_jobs() -> None:
    drawn = svg(trend([month("2026-01", None), month("2026-02", None)]))
    assert drawn.findtext("title") == "Jobs that ask for it, by month"
    assert svg(trend([])).findtext("desc") == "The table below gives every month."


def test_names_are_escaped() -> None:
    for drawn in (
        svg(bars([Bar(HOSTILE, 1, HOSTILE)], HOSTILE, "b")),
        svg(pay_range([(HOSTILE, 1.0, 2.0, 3.0)])),
        svg(tile_map({"OH": Tile("level-1", HOSTILE, HOSTILE, HOSTILE)}, HOSTILE)),
        svg(parts([(HOSTILE, 1), ("b", 0)])),
    ):
        assert not list(drawn.iter("script"))


def test_nothing_and_equal_figures_can_be_drawn() -> None:
    assert svg(bars([], "none", "b")) is not None
    assert svg(pay_range([("same", 5.0, 5.0, 5.0)])) is not None
    assert "No state has jobs." in svg(tile_map({}, "map")).findtext("desc")
    assert svg(parts([("a", 0), ("b", 0)])).findtext("desc") == "a 0 (0%), b 0 (0%)"


def test_a_map_that_leads_somewhere_is_links_with_names() -> None:
    drawn = svg(tile_map({"OH": Tile("level-1", "7", "Ohio: 7 jobs", "states/OH.html")}, "map"))
    assert drawn.get("role") == "group"
    (link,) = drawn.iter("a")
    assert (link.get("href"), link.get("aria-label")) == ("states/OH.html", "Ohio: 7 jobs")


@pytest.mark.parametrize(("highest", "top"), [(0.0004, 0.001), (0.03, 0.05), (1, 1), (11, 20), (260, 500)])  # fmt: skip
def test_the_top_of_an_axis_is_round(highest: float, top: float) -> None:
    assert nice(highest) == top
