"""Hard filters: whether a group is possible for a person at all, and if not, for which reasons.

What lies with somebody else (whom one must not meet, one's therapist, an exclusion, a hold) has one reason for all,
so that nobody can work out from it who is in a group.
"""

from enum import StrEnum

from openchair.matching.ranking.profile import Listing, Seeker

LEAST_OVERLAP = 0.8
"""Of the minutes of a group's meetings, how many must lie in the times a person has."""


class Filter(StrEnum):
    """Why a group is not possible, in the order in which reasons are told."""

    NOT_AVAILABLE = "not_available"
    CLOSED = "closed"
    FULL = "full"
    AGE = "age"
    IDENTITY = "identity"
    LANGUAGE = "language"
    ACCESS = "access"
    SCHEDULE = "schedule"
    TRAVEL = "travel"


RELAXABLE = (Filter.SCHEDULE, Filter.TRAVEL, Filter.LANGUAGE, Filter.ACCESS)
"""What a person could see differently: times, ways, a language, a need. Nobody is told to be another age."""


def failed(seeker: Seeker, listing: Listing, overlap: float | None) -> list[Filter]:
    """The filters that a group does not pass; `overlap` is the share of its minutes in the person's times, if known."""
    found = []
    if (
        seeker.on_hold
        or listing.id in seeker.left_out
        or not seeker.apart.isdisjoint(listing.members)
        or not seeker.apart.isdisjoint(listing.leaders)
        or not seeker.therapists.isdisjoint(listing.leaders)
        or not seeker.therapists.isdisjoint(listing.members)
    ):
        found.append(Filter.NOT_AVAILABLE)
    if not listing.is_open:
        found.append(Filter.CLOSED)
    if listing.seats is not None and listing.seats < 1 and not listing.has_waiting_list:
        found.append(Filter.FULL)
    age = seeker.age
    if age is not None and (
        (listing.youngest is not None and age < listing.youngest)
        or (listing.oldest is not None and age > listing.oldest)
    ):
        found.append(Filter.AGE)
    if listing.only_for and listing.only_for.isdisjoint(seeker.identities):
        found.append(Filter.IDENTITY)
    if seeker.languages and listing.languages and seeker.languages.isdisjoint(listing.languages):
        found.append(Filter.LANGUAGE)
    if not seeker.needs <= listing.access:
        found.append(Filter.ACCESS)
    if overlap is not None and overlap < LEAST_OVERLAP:
        found.append(Filter.SCHEDULE)
    if not listing.is_online and seeker.most_minutes is not None:
        way = seeker.minutes.get(listing.id)
        if way is not None and way > seeker.most_minutes:
            found.append(Filter.TRAVEL)
    return found
