"""How far it is to a meeting: from coordinates somebody gave, or from where the groups are that name a place.

No map service is asked and no address is looked up: what the lists say is all there is. Distances are as the crow
flies, on a flat sheet that touches the earth where the search begins, right within a hundredth at these ranges.
"""

import re
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from statistics import median

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Least
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from openchair.directory import search
from openchair.directory.models import Attendance, Listing

KM_A_DEGREE = 111.195
RANGES = (5, 10, 25, 50, 100, 250, 500)
USUAL_RANGE = 25
SAMPLE = 100
"""So many groups that name a place say where it is."""
PLACED = (Attendance.IN_PERSON, Attendance.HYBRID)
_PAIR = re.compile(r"\s*(-?\d{1,2}(?:\.\d{1,8})?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d{1,8})?)\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Around:
    """A circle on the ground."""

    latitude: float
    longitude: float
    km: int

    def box(self) -> Q:
        """What lies in the square around it, which an index knows."""
        up = self.km / KM_A_DEGREE
        aside = min(180.0, self.km / (KM_A_DEGREE * self._narrowing))
        within = Q(latitude__range=(self.latitude - up, self.latitude + up))
        west, east = self.longitude - aside, self.longitude + aside
        turns = Q(longitude__range=(west, east))
        if west < -180:
            turns |= Q(longitude__gte=west + 360)
        if east > 180:
            turns |= Q(longitude__lte=east - 360)
        return within & turns

    @property
    def _narrowing(self) -> float:
        return max(0.05, cos(radians(self.latitude)))

    def squared(self) -> Combinable:
        """The square of the distance in km, for the database to compare and to order by."""
        north = (F("latitude") - self.latitude) * KM_A_DEGREE
        a_degree = KM_A_DEGREE * self._narrowing
        east = (F("longitude") - self.longitude) * a_degree
        aside = self.km / a_degree
        if abs(self.longitude) + aside <= 180:
            return north * north + east * east
        whole = 360 * a_degree  # over the line where one day becomes the next
        return north * north + Least(east * east, (east + whole) * (east + whole), (east - whole) * (east - whole))

    def km_to(self, latitude: float, longitude: float) -> float:
        """The distance on the globe."""
        lat, there = radians(self.latitude), radians(latitude)
        half = sin((there - lat) / 2) ** 2
        half += cos(lat) * cos(there) * sin(radians(longitude - self.longitude) / 2) ** 2
        return 2 * 6371.0 * asin(sqrt(min(1.0, half)))

    def among(self, listings: "QuerySet[Listing]") -> "QuerySet[Listing]":
        """Those of some listings where people meet in a room within the circle, the nearest first."""
        near = listings.filter(self.box(), attendance__in=PLACED).alias(squared=self.squared())
        return near.filter(squared__lte=self.km**2).order_by("squared", "name", "id")


def pair_of(words: str) -> tuple[float, float] | None:
    """Latitude and longitude, if that is what was written."""
    found = _PAIR.fullmatch(words)
    if not found:
        return None
    latitude, longitude = float(found[1]), float(found[2])
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def found_at(words: str) -> tuple[float, float] | None:
    """Where the groups are that name this place; the middle one of them, so that a stray one does not count."""
    asked = search.words_of(words)[:6]
    if not asked:
        return None
    named = search.Holding(asked, most=SAMPLE).some().filter(attendance__in=PLACED, dropped_at=None)
    pairs = [
        (latitude, longitude)
        for address, region, place, latitude, longitude in named.values_list(
            "address", "region", "place", "latitude", "longitude"
        )
        if latitude is not None and longitude is not None and set(asked) <= set(search.words_of(address, region, place))
    ]
    if not pairs:
        return None
    return median(one for one, _other in pairs), median(other for _one, other in pairs)


RANGE_CHOICES = tuple((str(km), format_lazy(_("{km} km"), km=km)) for km in RANGES)
UNKNOWN_PLACE = _("No group here names this place. Try a larger town, or coordinates such as 53.80, -1.55.")
