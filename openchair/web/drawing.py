"""Drawings made on the server as plain SVG: the small table of seats and the front page's large one."""

from math import cos, pi, sin

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

SIZE = 160
OUT = 0.42
"""How far from the middle the seats stand, as a share of the picture."""
MANY = 24
"""Beyond this many seats the dots would touch; the ring then stands for the group and the words give the number."""


def ring(
    seats: int, *, taken: int | None = None, open_chairs: int = 0, you: bool = False, label: str = ""
) -> SafeString:
    """A small table. Your own seat, or else the first open chair, is at the near side."""
    seats = max(1, min(int(seats), MANY))
    open_chairs = (
        seats - min(int(taken), seats) if taken is not None and not open_chairs else min(int(open_chairs), seats)
    )
    dot = min(0.068125, 2 * OUT * sin(pi / seats) / 3.2) if seats > 1 else 0.068125
    rim = OUT - 2.1 * dot
    empty = _spread(seats, open_chairs, you)
    dots = [
        (
            "you" if you and seat == 0 else "out" if seat in empty else "in",
            *_place(seat, seats, OUT),
            f"{dot * SIZE:.1f}",
        )
        for seat in range(seats)
    ]
    return format_html(
        '<svg class="ring" viewBox="0 0 {0} {0}" width="{0}" height="{0}" {1}>'
        '<circle class="rim" cx="{2}" cy="{2}" r="{3}"/>{4}</svg>',
        SIZE,
        format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"'),
        SIZE // 2,
        f"{rim * SIZE:.1f}",
        format_html_join("", '<circle class="{}" cx="{}" cy="{}" r="{}"/>', dots),
    )


def _spread(seats: int, open_chairs: int, you: bool) -> set[int]:
    """Which seats are open: evenly round the table, the first at the near side unless that one is yours."""
    if not open_chairs:
        return set()
    room = range(1, seats) if you else range(seats)
    start = round(0.6 * seats) - 1 if you else 0
    return {
        room[(start + index * len(room) // open_chairs) % len(room)] for index in range(min(open_chairs, len(room)))
    }


def _place(seat: int, seats: int, out: float) -> tuple[str, str]:
    angle = pi + 2 * pi * seat / seats
    return f"{SIZE * (0.5 + out * sin(angle)):.1f}", f"{SIZE * (0.5 - out * cos(angle)):.1f}"


def table(letters: str, *, leads: str = "") -> SafeString:
    """The front page's table: one chair for each letter and one more, the open one, at the near side."""
    chairs = len(letters) + 1
    parts = [_backrest(0, chairs, 31, "backrest backrest--open"), _chair(0, chairs, "chair chair--open", "")]
    for seat, letter in enumerate(letters, start=1):
        led = letter == leads
        parts.append(_backrest(seat, chairs, 31, "backrest backrest--leads" if led else "backrest"))
        if led:
            parts.append(_backrest(seat, chairs, 37, "backrest backrest--leads", width=pi / 4.6))
        parts.append(_chair(seat, chairs, "chair chair--leads" if led else "chair", letter))
    return format_html_join("", "{}", ((part,) for part in parts))


def _chair(seat: int, chairs: int, name: str, letter: str) -> SafeString:
    x, y = _on_table(seat, chairs, 158)
    chair = format_html('<circle class="{}" cx="{}" cy="{}" r="24"/>', name, _short(x), _short(y))
    if not letter:
        return chair
    return format_html('{}<text x="{}" y="{}">{}</text>', chair, _short(x), _short(y + 6.5), letter)


def _backrest(seat: int, chairs: int, radius: float, name: str, width: float = pi / 3.11) -> SafeString:
    """The curved back of a chair, on the side away from the table."""
    x, y = _on_table(seat, chairs, 158)
    out = pi + 2 * pi * seat / chairs
    ends = [
        _short(value)
        for turn in (out - width, out + width)
        for value in (x + radius * sin(turn), y - radius * cos(turn))
    ]
    return format_html('<path class="{0}" d="M{1} {2}A{5} {5} 0 0 1 {3} {4}"/>', name, *ends, radius)


def _short(value: float) -> str:
    return f"{value:.1f}"


def _on_table(seat: int, chairs: int, out: float) -> tuple[float, float]:
    angle = pi + 2 * pi * seat / chairs
    return 200 + out * sin(angle), 200 - out * cos(angle)
