"""What a clinician hears of those they referred: only as far as each of them said yes to, and no further (R64)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from openchair.groups.models import Membership, Part
from openchair.joining.models import Referral
from openchair.joining.queries.referral import TELLING, made_referrals, written
from openchair.people.models import Person
from openchair.rooms.models import LogEvent

LATEST = 60
"""How many referrals stand on the page."""


@dataclass(frozen=True)
class Made:
    """One referral as its clinician sees it."""

    referral: Referral
    words: str
    status: str


def referrals_of(actor: Person, at: datetime) -> list[Made]:
    """A clinician's referrals with what may be told of each, worked out anew each time."""
    rows = list(made_referrals(actor, at)[:LATEST])
    told = [row for row in rows if _hears_something(row)]
    seats = list(Membership.objects.filter(person__in=[row.person_id for row in told]).order_by("pk")) if told else []
    came = _came(told, seats)
    has_seat = {
        seat.person_id
        for seat in seats
        if seat.part == Part.MEMBER and seat.starts_at <= at and (seat.ends_at is None or seat.ends_at > at)
    }
    return [Made(row, written(row).words, _status(row, has_seat, came)) for row in rows]


def _hears_something(row: Referral) -> bool:
    return row.consented_at is not None and row.withdrawn_at is None and row.tells in TELLING


def _status(row: Referral, has_seat: set[UUID], came: set[UUID]) -> str:
    """No answer yet, a no, a yes taken back and a yes that tells nothing all read the same."""
    if row.withdrawn_at is not None:
        return _("You took it back.")
    if not _hears_something(row) or row.person_id is None:
        return _("Nothing to tell. It stays so unless the person wants you to hear more.")
    seat = _("Has a seat in a group.") if row.person_id in has_seat else _("Has no seat yet.")
    if row.tells == Referral.Tells.SEAT:
        return seat
    there = _("Has been at a meeting since.") if row.pk in came else _("Has not been at a meeting since.")
    return f"{seat} {there}"


def _came(rows: Sequence[Referral], seats: Sequence[Membership]) -> set[UUID]:
    """Referrals whose person was let into a meeting after the yes, of those that may be told so."""
    asked = [row for row in rows if row.tells == Referral.Tells.VISITS]
    if not asked:
        return set()
    people = {row.person_id for row in asked}
    whose = {str(seat.pk): seat.person_id for seat in seats if seat.person_id in people}
    groups = {seat.group_id for seat in seats if seat.person_id in people}
    since = min(row.consented_at for row in asked if row.consented_at is not None)
    let_in = LogEvent.objects.filter(
        kind="joined", meeting__group__in=groups, meeting__ends_at__gt=since
    ).values_list("meeting__ends_at", "data")  # fmt: skip
    last: dict[UUID, datetime] = {}
    for ends_at, data in let_in:
        if (person := whose.get(json.loads(data)["seat"])) is not None:
            last[person] = max(ends_at, last.get(person, ends_at))
    return {
        row.pk
        for row in asked
        if row.person_id in last and row.consented_at is not None and last[row.person_id] > row.consented_at
    }
