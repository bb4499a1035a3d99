"""A map of what was found, drawn on the server from the coordinates of the lists and from nothing else.

A flat sheet: a degree of longitude is narrower than one of latitude, as in the middle of the picture. Lines
of latitude and longitude and a scale stand for the land, which no outline here knows. Groups that would touch are one
circle with their number; the list of groups beside it says the same in words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, cos, floor, hypot, radians, sqrt
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from openchair.directory.places import KM_A_DEGREE, RANGES, Around

WIDTH, HEIGHT, EDGE = 720, 540, 56
CELL = 64
"""Groups whose dots would be nearer than this are drawn as one circle."""
SMALLEST = 0.02
"""Degrees that the picture shows at least, so that one group alone still has a place around it."""
STEPS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 45)
SCALES = (0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
Place = tuple[UUID, str, float, float]


@dataclass(frozen=True, slots=True)
class Dot:
    """One group, or several that stand too close together to tell apart."""

    x: str
    y: str
    r: str
    count: int
    name: str
    listing_id: UUID | None
    near: str
    """Coordinates to look around, for several."""
    within: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of latitude or longitude and what it is called."""

    at: str
    label: str


@dataclass(frozen=True, slots=True)
class Map:
    """All of one picture."""

    dots: Sequence[Dot]
    parallels: Sequence[Line]
    meridians: Sequence[Line]
    circle: tuple[str, str, str] | None
    scale: tuple[str, str]
    """How long the bar is, and what it stands for."""
    groups: int
    width: int = WIDTH
    height: int = HEIGHT


def drawn(places: Sequence[Place], around: Around | None = None) -> Map | None:
    """The map of these places, or None where there is nothing to draw."""
    if not places:
        return None
    sheet = _Sheet(places, around)
    circle = None
    if around is not None:
        x, y = sheet.at(around.latitude, around.longitude)
        circle = (_n(x), _n(y), _n(around.km / KM_A_DEGREE * sheet.pixels))
    return Map(
        dots=[_dot(heap) for heap in _together(sheet, places)],
        parallels=[Line(_n(sheet.at(value, 0)[1]), _latitude(value)) for value in sheet.lines(across=False)],
        meridians=[Line(_n(sheet.at(0, value)[0]), _longitude(value)) for value in sheet.lines(across=True)],
        circle=circle,
        scale=sheet.scale(),
        groups=len(places),
    )


class _Sheet:
    """Where degrees fall on the picture."""

    def __init__(self, places: Sequence[Place], around: Around | None) -> None:
        south, north = min(p[2] for p in places), max(p[2] for p in places)
        west, east = min(p[3] for p in places), max(p[3] for p in places)
        self.middle = ((south + north) / 2, (west + east) / 2)
        self.narrow = max(0.05, cos(radians(self.middle[0])))
        if around is not None:
            reach = around.km / KM_A_DEGREE
            south, north = min(south, around.latitude - reach), max(north, around.latitude + reach)
            west = min(west, around.longitude - reach / self.narrow)
            east = max(east, around.longitude + reach / self.narrow)
            self.middle = ((south + north) / 2, (west + east) / 2)
        high, wide = max(north - south, SMALLEST), max((east - west) * self.narrow, SMALLEST)
        self.pixels = min((WIDTH - 2 * EDGE) / wide, (HEIGHT - 2 * EDGE) / high)
        """For a degree of latitude."""

    def at(self, latitude: float, longitude: float) -> tuple[float, float]:
        x = WIDTH / 2 + (longitude - self.middle[1]) * self.narrow * self.pixels
        return x, HEIGHT / 2 - (latitude - self.middle[0]) * self.pixels

    def lines(self, *, across: bool) -> Iterable[float]:
        half = (WIDTH / self.narrow if across else HEIGHT) / self.pixels / 2
        middle, most = (self.middle[1], 180.0) if across else (self.middle[0], 90.0)
        low, high = max(middle - half, -most), min(middle + half, most)
        step = next((one for one in STEPS if (high - low) / one <= 5), STEPS[-1])
        return [round(number * step, 4) for number in range(ceil(low / step), floor(high / step) + 1)]

    def scale(self) -> tuple[str, str]:
        a_km = self.pixels / KM_A_DEGREE
        km = max((one for one in SCALES if one * a_km <= WIDTH / 4), default=SCALES[0])
        return _n(km * a_km), _("%(km)s km") % {"km": f"{km:g}"}


class _Heap:
    """Places that are drawn as one."""

    def __init__(self, sheet: _Sheet, places: list[Place]) -> None:
        self.places = places
        self.latitude = sum(place[2] for place in places) / len(places)
        self.longitude = sum(place[3] for place in places) / len(places)
        self.x, self.y = sheet.at(self.latitude, self.longitude)
        self.radius = 13.0 if len(places) == 1 else min(34.0, 16 + 2 * sqrt(len(places)))

    def touches(self, other: "_Heap") -> bool:
        return hypot(self.x - other.x, self.y - other.y) < self.radius + other.radius


def _together(sheet: _Sheet, places: Sequence[Place]) -> list[_Heap]:
    """Places by the cell they fall into; then cells whose circles would touch become one."""
    cells: dict[tuple[int, int], list[Place]] = {}
    for place in places:
        x, y = sheet.at(place[2], place[3])
        cells.setdefault((int(x // CELL), int(y // CELL)), []).append(place)
    heaps: list[_Heap] = []
    for cell in sorted(cells.values(), key=len, reverse=True):
        heap = _Heap(sheet, cell)
        touching = next((number for number, other in enumerate(heaps) if heap.touches(other)), None)
        if touching is None:
            heaps.append(heap)
        else:
            heaps[touching] = _Heap(sheet, heaps[touching].places + cell)
    return heaps


def _dot(heap: _Heap) -> Dot:
    one, *others = heap.places
    centre = Around(heap.latitude, heap.longitude, 0)
    reach = max(centre.km_to(place[2], place[3]) for place in heap.places)
    return Dot(
        x=_n(heap.x),
        y=_n(heap.y),
        r=_n(heap.radius),
        count=len(heap.places),
        name=one[1],
        listing_id=None if others else one[0],
        near=f"{heap.latitude:.3f}, {heap.longitude:.3f}",
        within=next((km for km in RANGES if km >= 1.1 * reach + 0.2), RANGES[-1]),
    )


def _n(value: float) -> str:
    return f"{value:.1f}"


def _latitude(value: float) -> str:
    half = pgettext("latitude", "N") if value >= 0 else pgettext("latitude", "S")
    return f"{abs(value):g}° {half}"


def _longitude(value: float) -> str:
    half = pgettext("longitude", "E") if value >= 0 else pgettext("longitude", "W")
    return f"{abs(value):g}° {half}"
