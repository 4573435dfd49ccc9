"""Charts as inline SVG: no script, no style of their own, colors from the site's style sheet.

Each has a text alternative (title and description); the page that shows it holds its table too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup, escape

from scripts.site.words import month, number, percent

# Where each state stands in the tile map: column, row.
TILES = {
    "AK": (0, 0), "ME": (10, 0), "VT": (9, 1), "NH": (10, 1), "WA": (0, 2), "ID": (1, 2),
    "MT": (2, 2), "ND": (3, 2), "MN": (4, 2), "IL": (5, 2), "WI": (6, 2), "MI": (7, 2),
    "NY": (8, 2), "RI": (9, 2), "MA": (10, 2), "OR": (0, 3), "NV": (1, 3), "WY": (2, 3),
    "SD": (3, 3), "IA": (4, 3), "IN": (5, 3), "OH": (6, 3), "PA": (7, 3), "NJ": (8, 3),
    "CT": (9, 3), "CA": (0, 4), "UT": (1, 4), "CO": (2, 4), "NE": (3, 4), "MO": (4, 4),
    "KY": (5, 4), "WV": (6, 4), "VA": (7, 4), "MD": (8, 4), "DE": (9, 4), "AZ": (1, 5),
    "NM": (2, 5), "KS": (3, 5), "AR": (4, 5), "TN": (5, 5), "NC": (6, 5), "SC": (7, 5),
    "DC": (8, 5), "OK": (3, 6), "LA": (4, 6), "MS": (5, 6), "AL": (6, 6), "GA": (7, 6),
    "HI": (0, 7), "TX": (3, 7), "FL": (8, 7), "PR": (10, 7),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tile:
    """A state on the map: a class of color (``level-0`` to ``level-4``, ``unknown``, ``none``), what
    stands in it, what it means in words, and where it leads."""

    level: str
    text: str
    meaning: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its name, its length (a number from 0 up) and how the length is said."""

    name: str
    value: float
    said: str
    href: str = ""


def _figure(
    name: str,
    width: int,
    height: int,
    title: str,
    description: str,
    body: list[str],
    extra: str = "",
) -> Markup:
    """An SVG that scales with its column; ``name`` makes its ids unique on a page."""
    return _markup(
        f'<svg class="chart{extra}" viewBox="0 0 {width} {height}" role="img" '
        f'aria-labelledby="{name}-t {name}-d" focusable="false">'
        f'<title id="{name}-t">{escape(title)}</title><desc id="{name}-d">{escape(description)}</desc>'
        f"{''.join(body)}</svg>"
    )


def _markup(text: str) -> Markup:
    """Text as it is for a page: every part of it that is not ours has been escaped."""
    return Markup(text)  # noqa: S704


def _text(x: float, y: float, said: object, style: str = "", anchor: str = "start") -> str:
    return f'<text x="{x:g}" y="{y:g}" class="{style}" text-anchor="{anchor}">{escape(said)}</text>'


def nice(highest: float) -> float:
    """The least round number (1, 2, 2.5 or 5 times a power of ten) at or above a figure above 0.

    >>> [nice(v) for v in (0.03, 7, 12, 260)]
    [0.05, 10, 20, 500]
    """
    power = 10.0 ** (len(f"{int(highest)}") - 1) if highest >= 1 else 0.001
    while True:
        for step in (1, 2, 2.5, 5):
            if round(step * power, 9) >= highest:
                top = round(step * power, 9)
                return int(top) if top >= 1 and top == int(top) else top
        power *= 10


def trend(rows: Sequence[dict[str, Any]], name: str = "trend") -> Markup:
    """A line of the share by month with its interval as a band; of the jobs where there is no share.

    ``rows`` as the answer's ``trend``: ``month, jobs, share, share_low, share_high, partial``.
    """
    by_share = sum(row["share_low"] is not None for row in rows) >= 2
    key = "share" if by_share else "jobs"
    tops = [row["share_high"] if by_share else row["jobs"] for row in rows]
    top = nice(max([v for v in tops if v] or [1]))
    width, height, left, right, head, foot = 640, 250, 62, 12, 14, 38
    across, down = width - left - right, height - head - foot
    step = across / max(len(rows) - 1, 1)

    def x(n: int) -> float:
        return round(left + (n * step if len(rows) > 1 else across / 2), 1)

    def y(value: float) -> float:
        return round(head + down * (1 - value / top), 1)

    body = []
    for part in range(5):
        value = top * part / 4
        if not by_share and value != int(value):
            continue
        body.append(f'<line class="grid" x1="{left}" x2="{width - right}" y1="{y(value):g}" y2="{y(value):g}"/>')  # fmt: skip
        said = f"{value:.2%}".replace(".00%", "%") if by_share else number(value)
        body.append(_text(left - 6, y(value) + 4, said, "tick", "end"))
    every = max(1, -(-len(rows) // 5))
    for n, row in enumerate(rows):
        if n % every == 0:
            when = date.fromisoformat(row["month"] + "-01")
            body.append(_text(x(n), height - 12, f"{when:%b %Y}", "tick", "start" if n == 0 else "middle"))  # fmt: skip
    if by_share:
        for run in _runs(rows, "share_low"):
            if len(run) > 1:
                over = [f"{x(n):g},{y(rows[n]['share_high']):g}" for n in run]
                under = [f"{x(n):g},{y(rows[n]['share_low']):g}" for n in reversed(run)]
                body.append(f'<polygon class="band" points="{" ".join(over + under)}"/>')
    for run in _runs(rows, key):
        points = " ".join(f"{x(n):g},{y(rows[n][key]):g}" for n in run)
        body.append(f'<polyline class="line" points="{points}"/>')
        for n in run:
            hollow = " hollow" if rows[n]["partial"] or rows[n]["left_censored"] else ""
            body.append(f'<circle class="dot{hollow}" cx="{x(n):g}" cy="{y(rows[n][key]):g}" r="3.5"/>')  # fmt: skip
    known = [row for row in rows if row[key] is not None]
    what = "Share of the jobs in its occupations that ask for it" if by_share else "Jobs that ask for it"  # fmt: skip
    in_words = percent if by_share else number
    ends = ""
    if known:
        ends = (
            f"{month(known[0]['month'])}: {in_words(known[0][key])}; {month(known[-1]['month'])}: "
            f"{in_words(known[-1][key])}; highest {in_words(max(row[key] for row in known))}. "
        )
    return _figure(
        name, width, height, f"{what}, by month",
        f"{ends}The table below gives every month.", body,
    )  # fmt: skip


def _runs(rows: Sequence[dict[str, Any]], key: str) -> list[list[int]]:
    """The places of rows that follow one another and have a figure."""
    out: list[list[int]] = [[]]
    for n, row in enumerate(rows):
        if row[key] is None:
            out.append([])
        else:
            out[-1].append(n)
    return [run for run in out if run]


def parts(sizes: Sequence[tuple[str, int]], name: str = "parts") -> Markup:
    """One bar in parts, as required against preferred, and under it what each color means."""
    total = sum(n for _, n in sizes) or 1
    width, body, at = 640, [], 0.0
    for order, (_, n) in enumerate(sizes):
        long = width * n / total
        if n:
            body.append(f'<rect class="part-{order}" x="{at:.1f}" y="0" width="{max(long - 1, 1):.1f}" height="28"/>')  # fmt: skip
        at += long
    said = [f"{label} {n:,} ({n / total:.0%})" for label, n in sizes]
    chart = _figure(name, width, 28, "How the jobs ask for it", ", ".join(said), body)
    keys = "".join(
        f'<li><svg class="key" viewBox="0 0 12 12" aria-hidden="true" focusable="false">'
        f'<rect class="part-{order}" width="12" height="12"/></svg> {escape(each)}</li>'
        for order, each in enumerate(said)
    )
    return chart + _markup(f'<ul class="legend">{keys}</ul>')


def bars(rows: Sequence[Bar], title: str, name: str) -> Markup:
    """Horizontal bars under their names, the longest across the whole width."""
    most = max((row.value for row in rows), default=0) or 1
    width, each, body = 640, 48, []
    for n, row in enumerate(rows):
        top = n * each
        body.append(_text(0, top + 18, row.name, "label"))
        body.append(_text(width, top + 18, row.said, "label", "end"))
        body.append(f'<rect class="rail" x="0" y="{top + 26}" width="{width}" height="10" rx="2"/>')
        if row.value:
            long = max(width * row.value / most, 2)
            body.append(f'<rect class="bar" x="0" y="{top + 26}" width="{long:.1f}" height="10" rx="2"/>')  # fmt: skip
    said = "; ".join(f"{row.name}: {row.said}" for row in rows)
    return _figure(name, width, max(len(rows) * each - 8, 1), title, said, body)


def pay_range(rows: Sequence[tuple[str, float, float, float]], name: str = "pay") -> Markup:
    """For each name the middle half as a bar from the first to the third quartile, the median marked.

    ``rows``: the name, first quartile, median, third quartile, in dollars a year.
    """
    width, each, body = 640, 64, []
    low, high = min(row[1] for row in rows), max(row[3] for row in rows)
    room = (high - low) or high or 1
    low, high = max(0.0, low - room * 0.15), high + room * 0.15

    def x(value: float) -> float:
        return round(width * (value - low) / (high - low), 1)

    for n, (label, first, median, third) in enumerate(rows):
        top = n * each
        body.append(_text(0, top + 14, label, "label"))
        body.append(f'<rect class="rail" x="0" y="{top + 22}" width="{width}" height="14" rx="2"/>')
        body.append(f'<rect class="bar" x="{x(first):g}" y="{top + 22}" width="{max(x(third) - x(first), 2):.1f}" height="14" rx="2"/>')  # fmt: skip
        body.append(f'<line class="median" x1="{x(median):g}" x2="{x(median):g}" y1="{top + 18}" y2="{top + 40}"/>')  # fmt: skip
        for value, anchor in ((first, "end"), (third, "start")):
            body.append(_text(x(value), top + 54, f"${value:,.0f}", "tick", anchor))
    said = "; ".join(
        f"{label}: a quarter at ${first:,.0f} or less, half at ${median:,.0f} or less, "
        f"three quarters at ${third:,.0f} or less"
        for label, first, median, third in rows
    )
    return _figure(name, width, len(rows) * each, "Pay for a full-time year", said, body)


def tile_map(tiles: dict[str, Tile], title: str, name: str = "map") -> Markup:
    """The states as tiles; those that are not given are empty.

    Where tiles lead somewhere the map is a group of links, else a picture.
    """
    size, gap = 56, 4
    links = any(tile.href for tile in tiles.values())
    body = []
    for state, (column, row) in TILES.items():
        tile = tiles.get(state, Tile("none", "", "no jobs in our sources"))
        left, top = column * (size + gap), row * (size + gap)
        square = (
            f'<rect class="tile {tile.level}" x="{left}" y="{top}" width="{size}" height="{size}" rx="4"/>'
            + _text(left + size / 2, top + 25, state, f"code {tile.level}", "middle")
            + _text(left + size / 2, top + 46, tile.text, f"value {tile.level}", "middle")
        )
        if tile.href:
            square = f'<a href="{escape(tile.href)}" aria-label="{escape(tile.meaning)}">{square}</a>'  # fmt: skip
        body.append(square)
    width, height = 11 * (size + gap) - gap, 8 * (size + gap) - gap
    if links:
        return _markup(
            f'<svg class="chart map" viewBox="0 0 {width} {height}" role="group" '
            f'aria-label="{escape(title)}">{"".join(body)}</svg>'
        )
    said = "; ".join(tile.meaning for _, tile in sorted(tiles.items()))
    return _figure(name, width, height, title, said or "No state has jobs.", body, " map")
