"""Every write around a meeting that is not a command inside its room."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from openchair.core.errors import Refused, require
from openchair.core.events import publish
from openchair.core.ids import new_id
from openchair.core.rows import held
from openchair.groups import services as groups
from openchair.groups.models import Group, Meeting, Membership
from openchair.people.models import Look, Person
from openchair.people.services import record_look
from openchair.rooms import log
from openchair.rooms.agenda import default_agenda
from openchair.rooms.core import Refusal, State, decide
from openchair.rooms.core.commands import OpenRoom, Segment
from openchair.rooms.events import BreakGlassReviewed, RoomOpened, WhereTonightOpened, WhereTonightRead
from openchair.rooms.keys import LATEST, kept_until
from openchair.rooms.lateness import late_rule
from openchair.rooms.log import Entry, Keys, Share, to_json
from openchair.rooms.meeting_templates import catalogue
from openchair.rooms.models import BreakGlass, BreakGlassReview, RoomReaction, WhereTonight
from openchair.rooms.policies import can_open_where_tonight, can_read_where_tonight, can_review, membership_at
from openchair.rooms.seats import seat_infos
from openchair.rooms.voice.queries import rules_of
from openchair.vault.services import Scope, create_key, ensure_key, intend_destruction, sealer

GLASS_OPEN = timedelta(minutes=60)
REVIEW_WITHIN = timedelta(hours=24)
"""How soon a second person looks at an opening; after that every page about it says that it waits."""
INCIDENTS_KEPT = timedelta(days=365)
"""How long the reason and the review of an opening are kept, unless the site's rules for incidents say otherwise."""


class RoomIsNotDue(Refused):
    """The room opens shortly before the meeting, and not after it is over."""

    code = "not_due"
    words = _("The room is not open now. It opens a few minutes before the meeting begins.")


class NothingLeft(Refused):
    """This person left no note of where they are."""

    code = "nothing_left"
    words = _("No note was left. Use the help page, and the contact the coordinator keeps.")


class ReasonMissing(Refused):
    """A sealed note is opened for a reason in words, never without."""

    code = "reason_missing"
    words = _("Write down in a sentence why the note has to be opened.")


class AlreadyReviewed(Refused):
    """One second person is enough; what they found stands."""

    code = "already_reviewed"
    words = _("Somebody else has just looked at it. What they found stands below.")


# --- the room ---------------------------------------------------------------------------------------------
def is_due(meeting: Meeting, at: datetime) -> bool:
    """Whether the room of a meeting may be opened now."""
    return meeting.cancelled_at is None and meeting.doors_open_at <= at < meeting.ends_at + LATEST


@transaction.atomic
def open_room(*, meeting: Meeting, actor: Person, at: datetime, agenda: list[Segment] | None = None) -> bool:
    """Open the room of a meeting that is due; whoever comes first is reason enough. False when it was open already."""
    require(membership_at(actor, meeting, at) is not None)
    # The group first, as whoever plans its week does: what it meets by does not change while its room opens.
    held(Group.objects.all()).get(pk=meeting.group_id)
    meeting = held(Meeting.objects.select_related("group")).get(pk=meeting.pk)
    if meeting.opened_at is not None:
        return False
    if not is_due(meeting, at):
        raise RoomIsNotDue
    retain_until = kept_until(meeting)
    everybody, leaders = (
        sealer(ensure_key(scope=scope, subject_id=meeting.pk, retain_until=retain_until, at=at))
        for scope in (Scope.MEETING, Scope.LEADERS)
    )
    keys = Keys(everybody, leaders)
    memberships = list(Membership.objects.active(at).filter(group=meeting.group).select_related("person"))
    late, late_minutes = late_rule(meeting.group)
    command = OpenRoom(
        seats=seat_infos(meeting, memberships, at),
        segments=default_agenda(meeting) if agenda is None else agenda,
        ends_at_ms=_ms(meeting.ends_at),
        pulse_key=secrets.token_bytes(32),
        voice=rules_of(meeting.group_id),
        checklist=catalogue(meeting.group.language).checklist.items(),
        late=late,
        late_minutes=late_minutes,
    )
    _append_first(meeting, keys, command, at)
    RoomReaction.objects.create(meeting=meeting)
    groups.record_opened(meeting=meeting, at=at)
    publish(RoomOpened(actor_id=actor.pk, group_id=meeting.group_id, meeting_id=meeting.pk))
    return True


def _append_first(meeting: Meeting, keys: Keys, command: OpenRoom, at: datetime) -> None:
    """The first events of a log, written with the opening itself: no live room exists yet that could own them."""
    batch = decide(State(), None, command, _ms(at))
    if isinstance(batch, Refusal):
        raise RoomIsNotDue
    positions: dict[str, int] = {}
    entries = []
    for number, (stream, event, author, at_ms) in enumerate(((a.stream, a.event, a.author, a.at_ms) for a in batch), 1):
        positions[stream] = positions.get(stream, 0) + 1
        entries.append(Entry(number, stream, positions[stream], event, to_json(event), author, at_ms, None))
    log.write([log.seal(Share(meeting.pk, keys, entries))])


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


# --- where somebody is tonight ---------------------------------------------------------------------------------
@transaction.atomic
def leave_where_tonight(
    *, meeting: Meeting, membership: Membership, place: str, call: str, actor: Person, at: datetime
) -> WhereTonight:
    """Leave a sealed note of where one is tonight and who to call; leaving it again replaces it."""
    meeting = held(Meeting.objects.all()).get(pk=meeting.pk)
    require(_is_own_chair(actor, meeting, membership, at) and meeting.closed_at is None)
    _forget_note(meeting, membership, actor, at)
    note = WhereTonight(id=new_id(), meeting=meeting, membership=membership, left_at=at)
    # Closing destroys the key; the date is for a meeting that is never closed.
    note.key_id = create_key(
        scope=Scope.INCIDENT, subject_id=note.id, retain_until=meeting.ends_at + timedelta(days=1), at=at
    )
    note.place, note.call = place, call
    note.save(force_insert=True)
    return note


@transaction.atomic
def take_back_where_tonight(*, meeting: Meeting, membership: Membership, actor: Person, at: datetime) -> None:
    """Take the note back; it cannot be opened any more."""
    require(_is_own_chair(actor, meeting, membership, at))
    _forget_note(meeting, membership, actor, at)


def _is_own_chair(actor: Person, meeting: Meeting, membership: Membership, at: datetime) -> bool:
    own = membership_at(actor, meeting, at)
    return own is not None and own.pk == membership.pk


def _forget_note(meeting: Meeting, membership: Membership, actor: Person, at: datetime) -> None:
    for note in held(WhereTonight.objects.filter(meeting=meeting, membership=membership)):
        intend_destruction(key_id=note.key_id, reason_code="taken_back", actor_id=actor.pk, at=at)
        note.delete()


@transaction.atomic
def open_where_tonight(
    *, meeting: Meeting, seat: Any, actor: Person, ground: str, reason: str, at: datetime
) -> BreakGlass:
    """Open the note of one person in danger: on record, for an hour, and for a second person to look at."""
    meeting = held(Meeting.objects.all()).get(pk=meeting.pk)
    require(can_open_where_tonight(actor, meeting, at) and ground in BreakGlass.Ground.values)
    reason = reason.strip()
    if len(reason) < 10:
        raise ReasonMissing
    note = WhereTonight.objects.filter(meeting=meeting, membership_id=seat).select_related("membership__person").first()
    if note is None:
        raise NothingLeft
    # Sent twice, opened once, unless another note was left since.
    running = BreakGlass.objects.filter(
        meeting=meeting, membership=note.membership, opener=actor, opened_at__gte=note.left_at, expires_at__gt=at
    )
    if (same := running.first()) is not None:
        return same
    opening = BreakGlass(
        id=new_id(), meeting=meeting, membership=note.membership, opener=actor, opened_at=at, expires_at=at + GLASS_OPEN
    )
    opening.key_id = create_key(
        scope=Scope.INCIDENT, subject_id=opening.id, retain_until=at + INCIDENTS_KEPT, at=at, actor_id=actor.pk
    )
    opening.note_key_id = create_key(
        scope=Scope.INCIDENT, subject_id=new_id(), retain_until=opening.expires_at, at=at, actor_id=actor.pk
    )
    opening.ground, opening.reason = ground, reason[:1000]
    opening.place, opening.call = note.place, note.call
    opening.save(force_insert=True)
    record_look(person=note.membership.person, actor=actor, what="where_tonight", reason=Look.Reason.EMERGENCY, at=at)
    publish(
        WhereTonightOpened(
            actor_id=actor.pk, break_glass_id=opening.id, meeting_id=meeting.pk, membership_id=note.membership_id
        )
    )
    return opening


@transaction.atomic
def read_where_tonight(*, break_glass: BreakGlass, actor: Person, at: datetime) -> tuple[str, str]:
    """Place and whom to call: for whoever opened the note, until the opening expires; every reading is on record."""
    require(can_read_where_tonight(actor, break_glass, at))
    words = str(break_glass.place), str(break_glass.call)
    publish(WhereTonightRead(actor_id=actor.pk, break_glass_id=break_glass.pk))
    return words


@transaction.atomic
def review_break_glass(
    *, break_glass: BreakGlass, actor: Person, finding: str, words: str, at: datetime
) -> BreakGlassReview:
    """Say as a second person whether it was right to open the note."""
    require(can_review(actor, break_glass, at) and finding in BreakGlassReview.Finding.values)
    held(BreakGlass.objects.all()).get(pk=break_glass.pk)
    if BreakGlassReview.objects.filter(break_glass=break_glass).exists():
        raise AlreadyReviewed
    review = BreakGlassReview(
        id=new_id(), break_glass=break_glass, reviewer=actor, finding=finding, key_id=break_glass.key_id, reviewed_at=at
    )
    review.words = words.strip()[:1000]
    review.save(force_insert=True)
    publish(BreakGlassReviewed(actor_id=actor.pk, break_glass_id=break_glass.pk, reason_code=finding))
    return review
