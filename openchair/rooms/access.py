"""Who may sit down at a room's socket, and who may stay. Reads only; runs in threads beside the event loop."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from openchair.agreements.models import Withdrawal
from openchair.core.time import now
from openchair.groups.models import Meeting, Membership
from openchair.people.models import SignIn, Suspension
from openchair.people.queries import end_of_sign_in, person_of_session
from openchair.people.services import keep_signed_in
from openchair.people.sessions import hashed
from openchair.rooms import policies, seats
from openchair.rooms.core.commands import SeatInfo

Why = Literal["membership", "signature", "suspended"]
"""What can end somebody's right to a chair."""
CHUNK = 900
"""Ids in one query, under what any SQLite takes."""


class SignInMark(NamedTuple):
    """The sign-in a line hangs on."""

    cookie: str
    person_id: UUID
    until: datetime
    """When it ends at the latest, however active the person is."""


class Grant(NamedTuple):
    """Leave to sit down at one chair of one room."""

    meeting_id: UUID
    info: SeatInfo
    sign_in: SignInMark | None
    """None for a line that another node holds, which watches over the sign-in."""


def grant(meeting_id: UUID, cookie: str) -> Grant | str | None:
    """Leave for this cookie at this meeting; a word why not for those who may know it; None for everybody else.

    None is the same for a meeting that does not exist, one of another group, and a cookie that is worth nothing.
    """
    at = now()
    person = person_of_session(cookie, at) if cookie else None
    if person is None:
        return None
    meeting = Meeting.objects.select_related("group").filter(pk=meeting_id).first()
    membership = policies.membership_at(person, meeting, at) if meeting is not None else None
    if meeting is None or membership is None:
        return None
    if meeting.cancelled_at is not None:
        return "cancelled"
    info = seats.seat_info(meeting, membership, at)
    if not info.signed:
        return "not_signed"
    if meeting.opened_at is None:
        return "not_open"
    row = SignIn.objects.filter(session_key=hashed(cookie)).first()
    if row is None:
        return None
    # As if just seen: what is left is the end that no activity moves.
    row.last_seen_at = row.expire_date
    return Grant(meeting_id, info, SignInMark(cookie, person.pk, end_of_sign_in(person, row)))


def ended_seats(seat_ids: Collection[str]) -> dict[str, Why]:
    """Which of these chairs are nobody's any more, and why: one question for all rooms of a process."""
    at = now()
    ended: dict[str, Why] = {}
    for some in _chunks(seat_ids):
        rows = (
            Membership.objects.filter(pk__in=some)
            .annotate(
                has_withdrawn=Exists(
                    Withdrawal.objects.filter(signature__membership=OuterRef("pk"), withdrawn_at__lte=at)
                ),
                is_suspended=Exists(Suspension.objects.running(at).filter(person=OuterRef("person_id"))),
            )
            .filter(Q(ends_at__lte=at) | Q(person__is_active=False) | Q(is_suspended=True) | Q(has_withdrawn=True))
            .values_list("pk", "ends_at", "is_suspended", "person__is_active")
        )
        for pk, ends_at, is_suspended, is_active in rows:
            if ends_at is not None and ends_at <= at:
                ended[str(pk)] = "membership"
            elif is_suspended or not is_active:
                ended[str(pk)] = "suspended"
            # Withdrawn once, and perhaps signed again since.
            elif not seats.has_signed(Membership.objects.get(pk=pk)):
                ended[str(pk)] = "signature"
    return ended


def ended_sign_ins(marks: Collection[SignInMark]) -> set[SignInMark]:
    """Which of these sign-ins are over. Being in a meeting counts as using the rest of them."""
    at = now()
    by_row = {hashed(mark.cookie): mark for mark in marks}
    alive: set[SignInMark] = set()
    for some in _chunks(by_row):
        rows = SignIn.objects.filter(session_key__in=some, expire_date__gt=at)
        for row_key, person_id in rows.values_list("session_key", "person_id"):
            mark = by_row[row_key]
            if person_id == mark.person_id and mark.until > at:
                alive.add(mark)
    return set(marks) - alive


def keep_sign_ins(marks: Iterable[SignInMark]) -> None:
    """Being in a meeting counts as using a sign-in, also for those who only listen."""
    at = now()
    for mark in marks:
        keep_signed_in(session_key=mark.cookie, at=at)


def _chunks(ids: Iterable[str]) -> Iterable[list[str]]:
    everything = list(ids)
    return (everything[start : start + CHUNK] for start in range(0, len(everything), CHUNK))
