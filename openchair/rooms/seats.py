"""What a room knows about each chair before anybody sits on it."""

from collections.abc import Collection
from datetime import datetime
from typing import Literal, cast

import msgspec

from openchair.agreements.queries import has_valid_signature, signed_seats
from openchair.goals.models import Commitment
from openchair.goals.queries import last_commitments
from openchair.groups.models import AbsenceNotice, Meeting, Membership
from openchair.rooms.core.commands import SeatInfo
from openchair.rooms.models import CameByCode, LogEvent
from openchair.rooms.voice.queries import agreed_seats
from openchair.vault.errors import KeyDestroyed

SeatPart = Literal["member", "visitor", "facilitator", "co_facilitator"]


class _OnlySeat(msgspec.Struct):
    seat: str


_seat_of = msgspec.json.Decoder(_OnlySeat).decode


def has_signed(membership: Membership) -> bool:
    """Whether this person's word on the current agreement stands."""
    return has_valid_signature(membership)


def seat_info(meeting: Meeting, membership: Membership, at: datetime) -> SeatInfo:
    """One chair of a meeting."""
    return seat_infos(meeting, [membership], at)[0]


def seat_infos(meeting: Meeting, memberships: Collection[Membership], at: datetime) -> list[SeatInfo]:
    """The chairs of a meeting, leaders first, then by name; nothing in their order tells who came when."""
    notices = {notice.membership_id: notice for notice in _notices(meeting)}
    shared = last_commitments(group_id=meeting.group_id, before=at)
    signed = signed_seats(meeting.group_id, at)
    ids = [str(membership.pk) for membership in memberships]
    before = _been_before(meeting, ids)
    heard = agreed_seats(ids)
    in_hall = set(CameByCode.objects.filter(meeting=meeting).values_list("membership_id", flat=True))
    infos = []
    for membership in memberships:
        seat = str(membership.pk)
        notice = notices.get(membership.pk)
        promise = shared.get(membership.person_id)
        infos.append(
            SeatInfo(
                seat=seat,
                name=membership.pseudonym,
                part=_part(membership),
                pronouns=membership.pronouns,
                signed=membership.pk in signed,
                away=None if notice is None else _told(notice),
                commitment=_words_of(promise),
                first_visit=seat not in before,
                voice=seat in heard,
                voice_by_server=heard.get(seat, False),
                in_hall=membership.pk in in_hall,
            )
        )
    infos.sort(key=lambda info: (info.part not in ("facilitator", "co_facilitator"), info.name.casefold(), info.seat))
    return infos


def _part(membership: Membership) -> SeatPart:
    return cast(SeatPart, str(membership.part))


def _notices(meeting: Meeting) -> list[AbsenceNotice]:
    return list(AbsenceNotice.objects.filter(meeting=meeting, withdrawn_at=None))


def _told(notice: AbsenceNotice) -> str | None:
    """What the group may be told: None for nothing, empty for being away, or the person's own words."""
    if notice.tell == AbsenceNotice.Tell.NOTHING:
        return None
    if notice.tell == AbsenceNotice.Tell.AWAY:
        return ""
    return str(notice.words)


def _words_of(promise: Commitment | None) -> str | None:
    """What was promised to the room last time, unless the person's words are gone."""
    try:
        return None if promise is None else str(promise.words)
    except KeyDestroyed:
        return None


def _been_before(meeting: Meeting, seat_ids: Collection[str]) -> set[str]:
    """Who of these was in an earlier meeting of the group, by the open rows of the log."""
    joined = LogEvent.objects.filter(
        meeting__group_id=meeting.group_id, meeting__starts_at__lt=meeting.starts_at, kind="joined"
    )
    seats = {_seat_of(data).seat for data in joined.values_list("data", flat=True).iterator()}
    return seats.intersection(seat_ids)
