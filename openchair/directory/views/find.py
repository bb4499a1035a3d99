"""The find page and the page of one outside group."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openchair.core.policy import policy, public
from openchair.core.time import now
from openchair.directory import queries, search
from openchair.directory.codes import language_name, words_for
from openchair.directory.forms import FindForm
from openchair.directory.models import Attendance, Listing
from openchair.directory.policies import can_manage_feeds
from openchair.directory.words import group_times, listing_times, on_readers_clock, zone_words
from openchair.groups.models import Group


@dataclass(frozen=True)
class OwnCard:
    """One of our own groups as the find page shows it."""

    group: Group
    taken: int
    times: list[str]
    zone: str
    language: str

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

    @property
    def own_clock(self) -> str:
        """The times of a group one can join from afar, on the reader's clock with its name, where that differs."""
        if self.listing.attendance not in (Attendance.ONLINE, Attendance.HYBRID):
            return ""
        times = on_readers_clock(self.listing, self.reader, self.at)
        if not times:
            return ""
        return _("On your clock, %(zone)s: %(times)s.") % {"zone": zone_words(self.reader), "times": "; ".join(times)}

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


@policy(public)
def find(request: HttpRequest) -> HttpResponse:
    """Our own groups and outside ones, with a plain search."""
    at = now()
    groups = queries.own_groups(request.user, at)
    languages = {group.language for group, _taken in groups} | queries.outside_languages()
    form = FindForm(request.GET, languages=languages)
    form.is_valid()  # what is wrong is named at its field; the rest still filters
    wanted = queries.Wanted.from_form(form.cleaned_data, at)
    meant = search.understood(wanted.words)
    guessed = replace(wanted, words=meant.words)
    own = [
        OwnCard(group, taken, group_times(group), zone_words(group.time_zone), str(language_name(group.language)))
        for group, taken in groups
        if queries.fits(group, wanted) or (meant.taken_for and queries.fits(group, guessed))
    ]
    outside = queries.outside(guessed, page=queries.page_number(request.GET.get("page", "")))
    kept = request.GET.copy()
    kept.pop("page", None)
    return render(
        request,
        "directory/find.html",
        {
            "form": form,
            "own": own,
            "outside": outside,
            "cards": [OutsideCard(listing, get_current_timezone_name(), at) for listing in outside.listings],
            "taken_for": meant.taken_for,
            "narrowed": wanted != queries.Wanted(),
            "filters": ("kind", "mode", "format", "day", "part", "language"),
            "narrow_open": any(kept.get(name) for name in form.fields if name != "words"),
            "may_manage_feeds": can_manage_feeds(request.user),
            "address_start": f"?{kept.urlencode()}&" if kept else "?",
        },
    )


@policy(public)
def outside_group(request: HttpRequest, listing_id: UUID) -> HttpResponse:
    """What a source says about one outside group."""
    listing = queries.listing(listing_id)
    if listing is None:
        raise Http404
    card = OutsideCard(listing, get_current_timezone_name(), now())
    return render(request, "directory/listing.html", {"card": card, "listing": listing})
