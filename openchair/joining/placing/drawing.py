"""Pictures of a run as plain SVG: the table of a group with its offers, and everybody who waits by their weeks."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, cos, pi, sin

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

SIZE, OUT, MANY = 130, 0.42, 40
WIDTH, BASE, TALLEST = 370, 116, 24
"""Of a plot: its width, where the lowest dots stand, and how many dots one column has at most."""


def table(sits: int, offers: int, free: int) -> SafeString:
    """A small table: who sits there, who would get an offer, what stays free."""
    kinds = (["in"] * sits + ["offer"] * offers + ["out"] * free)[:MANY] or ["out"]
    dot = min(0.068, 2 * OUT * sin(pi / len(kinds)) / 3.2) if len(kinds) > 1 else 0.068
    dots = []
    for seat, kind in enumerate(kinds):
        angle = pi + 2 * pi * seat / len(kinds)
        x, y = f"{SIZE * (0.5 + OUT * sin(angle)):.1f}", f"{SIZE * (0.5 - OUT * cos(angle)):.1f}"
        dots.append((kind, x, y, f"{dot * SIZE:.1f}"))
        if kind == "offer":
            dots.append(("in", x, y, f"{dot * SIZE * 0.42:.1f}"))
    return format_html(
        '<svg class="ring" viewBox="0 0 {0} {0}" width="{0}" height="{0}" aria-hidden="true">'
        '<circle class="rim" cx="{1}" cy="{1}" r="{2}"/>{3}</svg>',
        SIZE,
        SIZE // 2,
        f"{(OUT - 2.1 * dot) * SIZE:.1f}",
        format_html_join("", '<circle class="{}" cx="{}" cy="{}" r="{}"/>', dots),
    )


@dataclass(frozen=True)
class Column:
    """People who have waited about as long."""

    label: str
    short: str
    """What stands under it in the picture, where there is little room."""
    many: int
    sit: int
    sit_first_come: int


@dataclass(frozen=True)
class Dots:
    """One way of placing everybody, as a picture."""

    picture: SafeString
    each: int
    """How many people one dot stands for."""


def each_dot(columns: Sequence[Column]) -> int:
    """How many people a dot has to stand for, so that the tallest column has room."""
    return max(1, ceil(max((column.many for column in columns), default=0) / (2 * TALLEST)))


def plot(columns: Sequence[Column], sits: Sequence[int], *, title: str, axis: str, label: str) -> SafeString:
    """A dot for each person, or for some where there are many: full where they get a seat, open where they wait on."""
    each = each_dot(columns)
    tallest = max((ceil(column.many / each) for column in columns), default=1)
    step = min(18.5, 300 / max(1, tallest))
    room = WIDTH / max(1, len(columns))
    dot = min(7.4, 0.4 * step, 0.4 * room)
    top = max(0.0, (tallest - 1) * step - 74)
    parts = []
    for number, (column, many) in enumerate(zip(columns, sits, strict=True)):
        x = f"{room * (number + 0.5):.1f}"
        full = ceil(many / each)
        parts += [
            ("sits" if at < full else "waits-on", x, f"{top + BASE - at * step:.1f}", f"{dot:.1f}")
            for at in range(ceil(column.many / each))
        ]
    labels = [
        (f"{room * (number + 0.5):.1f}", f"{top + 147:.1f}", column.short) for number, column in enumerate(columns)
    ]
    return format_html(
        '<svg class="plot" viewBox="0 0 {} {}" role="img" aria-label="{}"><text class="strong" x="0" y="15">{}</text>'
        '{}{}<path class="grid" d="M0 {}H{}"/><text x="0" y="{}">{}</text></svg>',
        WIDTH,
        f"{top + 168:.1f}",
        label,
        title,
        format_html_join("", '<circle class="{}" cx="{}" cy="{}" r="{}"/>', parts),
        format_html_join("", '<text x="{}" y="{}" text-anchor="middle">{}</text>', labels),
        f"{top + 127.5:.1f}",
        WIDTH,
        f"{top + 166:.1f}",
        axis,
    )
