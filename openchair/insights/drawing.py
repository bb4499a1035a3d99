"""The pictures of a report, drawn on the server as plain SVG. Behind every one stands a table with the same numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

LONGEST_NAME = 22


@dataclass(frozen=True, slots=True)
class Bar:
    """One person's share of the floor."""

    name: str
    share: float


def table_of_seats(*, present: int, notice: int, away: int) -> SafeString:
    """A small table: full dots came, rings gave notice, small dots did not; the number came in the middle."""
    seats = max(1, present + notice + away)
    # Many seats get smaller dots, so that neighbours never touch.
    dot = min(6.8, 42 * sin(pi / seats) * 0.72) if seats > 1 else 6.8
    marks = ["in"] * present + ["out"] * notice + ["lost"] * away
    places = []
    for seat, mark in enumerate(marks):
        angle = 2 * pi * seat / seats
        radius = dot * 0.4 if mark == "lost" else dot
        places.append((mark, f"{50 - 42 * sin(angle):.1f}", f"{50 + 42 * cos(angle):.1f}", f"{radius:.1f}"))
    return format_html(
        '<svg class="ring" viewBox="0 0 100 100" width="100" height="100" aria-hidden="true">'
        '<circle class="rim" cx="50" cy="50" r="27.7"/>{}<text x="50" y="57">{}</text></svg>',
        format_html_join("", '<circle class="{}" cx="{}" cy="{}" r="{}"/>', places),
        present,
    )


def shares(bars: Sequence[Bar], *, name: str) -> SafeString:
    """Each person's share beside the even one, once for wide pages and once for phones."""
    even = 1 / len(bars)
    top = max([bar.share for bar in bars] + [2 * even])
    title = _("Shares of the floor, from %(low)s to %(high)s percent. An even share would be %(even)s percent.") % {
        "low": round(100 * min(bar.share for bar in bars)),
        "high": round(100 * max(bar.share for bar in bars)),
        "even": round(100 * even),
    }
    return format_html("{}{}", _wide(bars, even, top, title, name), _narrow(bars, even, top, title, name))


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


def _wide(bars: Sequence[Bar], even: float, top: float, title: str, name: str) -> SafeString:
    left, right, step = 200, 740, 40
    height = step * len(bars) + 46
    scale = (right - left) / top
    rows = format_html_join(
        "",
        '<text class="strong" x="0" y="{}">{}</text><rect class="held" x="{}" y="{}" width="{}" height="18" rx="4"/>'
        '<text class="strong" x="820" y="{}" text-anchor="end">{}%</text>',
        (
            (
                step * i + 46, _short(bar.name), left, step * i + 32, f"{max(bar.share * scale, 2):.1f}",
                step * i + 46, round(bar.share * 100),
            )
            for i, bar in enumerate(bars)
        ),
    )  # fmt: skip
    return _plot("wide", 820, height, title, name, rows, f"{left + even * scale:.1f}", 24, height - 4)


def _narrow(bars: Sequence[Bar], even: float, top: float, title: str, name: str) -> SafeString:
    left, right, step = 0, 400, 62
    height = step * len(bars) + 40
    scale = (right - left) / top
    rows = format_html_join(
        "",
        '<text class="strong" x="0" y="{}">{}</text><rect class="held" x="{}" y="{}" width="{}" height="18" rx="4"/>'
        '<text class="strong" x="400" y="{}" text-anchor="end">{}%</text>',
        (
            (
                step * i + 52, _short(bar.name), left, step * i + 60, f"{max(bar.share * scale, 2):.1f}",
                step * i + 52, round(bar.share * 100),
            )
            for i, bar in enumerate(bars)
        ),
    )  # fmt: skip
    return _plot("narrow", 400, height, title, name, rows, f"{left + even * scale:.1f}", 24, height - 2)


def _plot(
    width: str, across: int, height: int, title: str, name: str, rows: SafeString, even: str, top: int, foot: int
) -> SafeString:
    return format_html(
        '<svg class="plot plot--{0}" viewBox="0 0 {1} {2}" role="img" aria-labelledby="{3}-{0}">'
        '<title id="{3}-{0}">{4}</title>{5}<path class="even" d="M{6} {7}V{8}"/>'
        '<text x="{6}" y="16" text-anchor="middle">{9}</text></svg>',
        width, across, height, name, title, rows, even, top, foot, _("even share"),
    )  # fmt: skip


def over_time(points: Sequence[tuple[str, float | None]], *, name: str, title: str) -> SafeString:
    """A line over meetings, 0 (even) to 1 (one person alone); a meeting with nothing to say leaves a gap."""
    return format_html(
        "{}{}",
        _line("wide", 820, 330, 52, points, name=name, title=title, every=max(1, -(-len(points) // 12))),
        _line("narrow", 400, 320, 46, points, name=name, title=title, every=max(1, -(-len(points) // 4))),
    )


def _line(
    width: str, across: int, height: int, left: int, points: Sequence[tuple[str, float | None]], *, name: str,
    title: str, every: int,
) -> SafeString:  # fmt: skip
    top, foot, right = 18, height - 46, across - 30
    inner = left + 26  # room for half a label on either side
    step = (right - inner) / max(1, len(points) - 1)
    placed = [
        (inner + i * step, None if value is None else foot - value * (foot - top), label)
        for i, (label, value) in enumerate(points)
    ]
    grid = format_html_join(
        "",
        '<path class="grid" d="M{} {}H{}"/><text x="{}" y="{}" text-anchor="end">{}</text>',
        (
            (left, round(foot - part * (foot - top)), right, left - 10, round(foot - part * (foot - top)) + 5, word)
            for part, word in ((0, "0"), (0.25, "25"), (0.5, "50"), (0.75, "75"), (1, "100"))
        ),
    )
    runs, run = [], []
    for x, y, _label in [*placed, (0.0, None, "")]:
        if y is not None:
            run.append(f"{x:.1f} {y:.1f}")
        elif run:
            runs.append(("M" + "L".join(run),))
            run = []
    dots = [(f"{x:.1f}", f"{y:.1f}") for x, y, _label in placed if y is not None]
    labels = [(f"{x:.1f}", foot + 30, label) for i, (x, _y, label) in enumerate(placed) if i % every == 0]
    return format_html(
        '<svg class="plot plot--{0}" viewBox="0 0 {1} {2}" role="img" aria-labelledby="{3}-{0}">'
        '<title id="{3}-{0}">{4}</title>{5}{6}{7}{8}</svg>',
        width, across, height, name, title, grid,
        format_html_join("", '<path class="line" d="{}"/>', runs),
        format_html_join("", '<circle class="dot" cx="{}" cy="{}" r="5"/>', dots),
        format_html_join("", '<text x="{}" y="{}" text-anchor="middle">{}</text>', labels),
    )  # fmt: skip
