"""Reads about voice: what a group chose, who agreed, and who may use the relay."""

from collections.abc import Collection
from typing import Literal, cast
from uuid import UUID

import msgspec
from django.conf import settings

from openchair.groups.models import Meeting, Membership
from openchair.rooms.core.commands import VoiceRules
from openchair.rooms.models import LogEvent, VoiceChoice, VoiceConsent
from openchair.rooms.voice import media, turn


def rules_of(group_id: UUID) -> VoiceRules:
    """What holds in the next room of a group; off wherever there is no relay."""
    choice = VoiceChoice.objects.filter(group_id=group_id).first() if turn.is_set_up() else None
    if choice is None:
        return VoiceRules()
    # Without the server the group meets as if it had not chosen it: nobody hears more of it than was agreed.
    by_server = choice.by_server and media.is_set_up()
    return VoiceRules(
        voice=cast(Literal["off", "audio", "video"], str(choice.voice)),
        follows_piece=choice.follows_piece,
        people=settings.JANUS_PEOPLE if by_server else settings.CALL_PEOPLE,
        cameras=settings.CALL_CAMERAS,
        by_server=by_server,
    )


def standing_consent(membership: Membership, *, by_server: bool = False) -> VoiceConsent | None:
    """This person's yes in this group, if it was not taken back, and covers a media server where there is one."""
    standing = VoiceConsent.objects.filter(membership=membership, taken_back_at=None)
    return (standing.filter(by_server=True) if by_server else standing).first()


def agreed_seats(seat_ids: Collection[str]) -> dict[str, bool]:
    """Which of these chairs belong to somebody who agreed to be heard, and whether over a media server too."""
    standing = VoiceConsent.objects.filter(membership_id__in=seat_ids, taken_back_at=None)
    return {str(membership_id): too for membership_id, too in standing.values_list("membership_id", "by_server")}


class _OnlySeat(msgspec.Struct):
    seat: str


def has_gone(meeting: Meeting, seat: str) -> bool:
    """Whether this person has left the meeting, or was asked to, and not come to its door again."""
    moves = LogEvent.objects.filter(meeting=meeting, kind__in=("came_to_door", "joined", "left"))
    last = moves.filter(data__contains=seat).order_by("-number").values_list("kind", "data").first()
    return last is not None and last[0] == "left" and msgspec.json.decode(last[1], type=_OnlySeat).seat == seat
