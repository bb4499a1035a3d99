"""The find page and the page of one outside group."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_permissions_policy import PermissionsPolicyMiddleware

from openchair.core.policy import policy, public
from openchair.core.time import now, zone_names
from openchair.directory import linked, maps, queries, search
from openchair.directory.access import NEEDS
from openchair.directory.codes import language_name, words_for
from openchair.directory.export import said_of
from openchair.directory.formats.meeting_guide import Weekly
from openchair.directory.forms import FindForm
from openchair.directory.models import Attendance, Listing
from openchair.directory.places import UNKNOWN_PLACE, USUAL_RANGE, Around
from openchair.directory.policies import can_manage_feeds
from openchair.directory.words import end_of, group_times, listing_times, own_clock_words, zone_words
from openchair.groups.models import Format, Group


@dataclass(frozen=True)
class OwnCard:
    """One of our own groups as the find page shows it."""

    group: Group
    taken: int
    times: list[str]
    zone: str
    language: str
    own_clock: str = ""

    @property
    def address(self) -> str:
        return f"/groups/{self.group.pk}/"

    @property
    def agreement(self) -> str:
        return f"/groups/{self.group.pk}/agreement/"

    @property
    def free(self) -> int:
        return max(0, self.group.seats - self.taken)

    @property
    def seats(self) -> str:
        """The seats in words, for the picture's label too."""
        if not self.free:
            return _("All %(seats)s seats are taken.") % {"seats": self.group.seats}
        return ngettext("%(free)s of %(seats)s seats is free.", "%(free)s of %(seats)s seats are free.", self.free) % {
            "free": self.free,
            "seats": self.group.seats,
        }


@dataclass(frozen=True)
class OutsideCard:
    """One outside listing as pages show it."""

    listing: Listing
    reader: str
    """The reader's time zone."""
    at: datetime
    around: Around | None = None

    @property
    def own_clock(self) -> str:
        """The times of a group one can join from afar, on the reader's clock with its name, where that differs."""
        if self.listing.attendance not in (Attendance.ONLINE, Attendance.HYBRID):
            return ""
        times = [(one.weekday, one.starts_local, one.ends_local) for one in self.listing.occurrences.all()]
        return own_clock_words(times, self.listing.time_zone, self.reader, self.at)

    @property
    def far(self) -> str:
        """How far it is from the middle of the search, in words."""
        one = self.listing
        if self.around is None or one.latitude is None or one.longitude is None:
            return ""
        km = self.around.km_to(one.latitude, one.longitude)
        return _("About %(km)s km away") % {"km": f"{km:.0f}" if km >= 1.5 else "1"}

    @property
    def needs(self) -> list[str]:
        """What its source says about access."""
        return [str(NEEDS[need]) for need in self.listing.access.split()]

    @property
    def times(self) -> list[str]:
        return listing_times(self.listing)

    @property
    def zone(self) -> str:
        return zone_words(self.listing.time_zone)

    @property
    def where(self) -> str:
        """The place in one line; an online group's address is only a rough idea of where its people are."""
        parts = (self.listing.place, self.listing.address) if not self.listing.approximate else (self.listing.region,)
        return ", ".join(dict.fromkeys(filter(None, parts))) or self.listing.address

    @property
    def languages(self) -> list[str]:
        return [str(language_name(tag)) for tag in self.listing.languages.split()]

    @property
    def types(self) -> list[str]:
        return [str(words_for(code)) for code in self.listing.types]


_WITH_PLACE = PermissionsPolicyMiddleware.compute_header_value(
    {**settings.PERMISSIONS_POLICY, "geolocation": "self"}, name="the find page"
)


@policy(public)
def find(request: HttpRequest) -> HttpResponse:
    """Our own groups and outside ones, with a plain search."""
    at = now()
    groups = queries.own_groups(request.user, at)
    languages = {group.language for group, _taken in groups} | queries.outside_languages()
    form = FindForm(request.GET, languages=languages)
    form.is_valid()  # what is wrong is named at its field; the rest still filters
    said = form.cleaned_data
    around = queries.around(said["near"], int(said.get("within") or USUAL_RANGE)) if said.get("near") else None
    if said.get("near") and around is None:
        form.add_error("near", UNKNOWN_PLACE)
    own_zone = str(said.get("zone") or getattr(request.user, "time_zone", ""))
    wanted = queries.Wanted.from_form(said, at, around, own_zone)
    meant = search.understood(wanted.words)
    guessed = replace(wanted, words=meant.words)
    reader = own_zone or _zone_of(request)
    ours = queries.understood_by_ours(wanted.words, [group for group, _taken in groups])
    own = [
        _own_card(group, taken, reader, at)
        for group, taken in groups
        if any(queries.fits(group, replace(wanted, words=words)) for words in {wanted.words, ours.words, meant.words})
    ]
    outside = queries.outside(guessed, page=queries.page_number(request.GET.get("page", "")))
    shows_map = bool(said.get("map"))
    response = render(
        request,
        "directory/find.html",
        {
            "form": form,
            "own": own,
            "outside": outside,
            "cards": [OutsideCard(listing, reader, at, around) for listing in outside.listings],
            # Said only of words that neither ours nor others hold.
            "taken_for": {
                word: taken
                for word, taken in (meant.taken_for | ({} if outside.count else ours.taken_for)).items()
                if word in ours.unsaid
            },
            "narrowed": wanted != queries.Wanted(),
            "around": around,
            "reader": zone_words(reader),
            "zone_query": _query(request.GET, only=("zone",)).rstrip("&?"),
            "map": maps.drawn(queries.on_the_map(outside.found), around) if shows_map else None,
            "shows_map": shows_map,
            "map_start": _query(request.GET, without=("page", "near", "within")),
            "map_address": _query(request.GET, without=("page", "map")),
            "narrow_open": any(request.GET.get(name) for name in form.fields if name not in ("words", "map", "within")),
            "may_manage_feeds": can_manage_feeds(request.user),
            "address_start": _query(request.GET, without=("page",)),
        },
    )
    response._permissions_policy_override = _WITH_PLACE  # type: ignore[attr-defined]  # what its middleware reads
    return response


def _query(given: QueryDict, *, without: tuple[str, ...] = (), only: tuple[str, ...] = ()) -> str:
    """The choices of an address again, to go on with one more."""
    kept = given.copy()
    for name in list(kept):
        if name in without or (only and name not in only) or not kept[name]:
            del kept[name]
    return f"?{kept.urlencode()}&" if kept else "?"


def _zone_of(request: HttpRequest) -> str:
    return getattr(request.user, "time_zone", "") or get_current_timezone_name()


def _own_card(group: Group, taken: int, reader: str, at: datetime) -> OwnCard:
    clock = ""
    if group.format != Format.IN_PERSON:
        times = [(one.weekday, one.starts_local, end_of(one)) for one in group.series.all() if one.every_weeks == 1]
        clock = own_clock_words(times, group.time_zone, reader, at)
    language = str(language_name(group.language))
    return OwnCard(group, taken, group_times(group), zone_words(group.time_zone), language, clock)


@policy(public)
def outside_group(request: HttpRequest, listing_id: UUID) -> HttpResponse:
    """What a source says about one outside group."""
    listing = queries.listing(listing_id)
    if listing is None:
        raise Http404
    asked = request.GET.get("zone", "")
    card = OutsideCard(listing, asked if asked in zone_names() else _zone_of(request), now())
    said = {name: value for name, value in said_of(listing).items() if name != "website"}
    data = linked.thing(
        identity=listing.slug,
        weekly=[Weekly(one.weekday, one.starts_local, one.ends_local) for one in listing.occurrences.all()],
        time_zone=listing.time_zone,
        address=listing.address,
        page=listing.website,
        **said,
    )
    context = {"card": card, "listing": listing, "linked": linked.block(data) if listing.dropped_at is None else ""}
    return render(request, "directory/listing.html", context)
