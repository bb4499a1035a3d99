"""What a meeting's events do to the rest of the house, each exactly once, whatever crashes in between.

A cursor for each meeting says how far its log was taken up; it moves in the transaction that makes the change.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction

from openchair.core.rows import held
from openchair.core.time import now
from openchair.goals import services as goals
from openchair.goals.models import Commitment
from openchair.groups import services as groups
from openchair.groups.models import Meeting, Membership
from openchair.rooms import log
from openchair.rooms.core.events import CommitmentMade, CommitmentReported, MeetingClosed, VoiceAgreed
from openchair.rooms.core.state import AFTER_CLOSING_MS
from openchair.rooms.keys import keys_of, small_group_keys
from openchair.rooms.log import Keys, Stored
from openchair.rooms.models import CameByCode, HallCode, RoomReaction, Topic, WhereTonight
from openchair.rooms.planning import hold_seats_of
from openchair.rooms.room import Loaded
from openchair.rooms.voice.services import agree
from openchair.vault.errors import VaultError
from openchair.vault.services import Scope, intend_destruction, key_for, lookup_hash, sealer, set_retention

AFTER_CLOSING = timedelta(milliseconds=AFTER_CLOSING_MS)


def is_open(meeting_id: UUID) -> bool:
    """Whether a meeting has a room now: it was opened, and is not over for good."""
    meeting = Meeting.objects.filter(pk=meeting_id).first()
    if meeting is None or meeting.opened_at is None:
        return False
    return meeting.closed_at is None or now() < meeting.closed_at + AFTER_CLOSING


def load(meeting_id: UUID) -> Loaded | None:
    """What a live room needs of its past; None when its keys are gone."""
    keys = meeting_keys(meeting_id)
    if keys is None:
        return None
    # The installation's secret and the meeting make the key; nothing outside this process learns it.
    token_key = lookup_hash("room command", str(meeting_id))
    return Loaded(list(log.read(meeting_id)), log.tokens(meeting_id), keys, token_key)


def open_meetings() -> list[UUID]:
    """Meetings whose room is open."""
    return list(Meeting.objects.filter(closed_at=None).exclude(opened_at=None).values_list("pk", flat=True))


def meeting_keys(meeting_id: UUID) -> Keys | None:
    """The keys of a meeting, or None when they are gone."""
    everybody, leaders = key_for(Scope.MEETING, meeting_id), key_for(Scope.LEADERS, meeting_id)
    if everybody is None or leaders is None:
        return None
    try:
        return Keys(sealer(everybody), sealer(leaders), small_group_keys(meeting_id))
    except VaultError:
        return None


def take_up(meeting_id: UUID) -> None:
    """Bring the rest of the house up to the last event of this meeting."""
    progress = RoomReaction.objects.filter(meeting_id=meeting_id).first()
    if progress is None:
        return
    # Read and opened before the transaction, which then is short.
    events = list(log.read(meeting_id, after=progress.number))
    if not events:
        return
    with transaction.atomic():
        locked = held(RoomReaction.objects.all()).get(meeting_id=meeting_id)
        meeting = held(Meeting.objects.select_related("group")).get(pk=meeting_id)
        for stored in events:
            if stored.number > locked.number:
                _react(meeting, locked, stored)
        locked.number = max(locked.number, events[-1].number)
        locked.save()


def _react(meeting: Meeting, progress: RoomReaction, stored: Stored) -> None:
    at = datetime.fromtimestamp(stored.at_ms / 1000, tz=UTC)
    event = stored.event
    if isinstance(event, CommitmentMade):
        _commitment_made(meeting, event, at)
    elif isinstance(event, CommitmentReported):
        _commitment_reported(meeting, event, at)
    elif isinstance(event, VoiceAgreed):
        membership = Membership.objects.select_related("person").get(pk=event.seat)
        agree(membership=membership, by_server=event.by_server, actor=membership.person, at=at)
    elif isinstance(event, MeetingClosed):
        _closed(meeting, at)
        progress.closed_at = at


def _commitment_made(meeting: Meeting, event: CommitmentMade, at: datetime) -> None:
    membership = Membership.objects.select_related("person").get(pk=event.seat)
    goals.make_commitment(
        person=membership.person,
        meeting=meeting,
        words=event.words,
        witness_seat_id=None if event.witness is None else UUID(event.witness),
        shared=event.shared,
        at=at,
    )


def _commitment_reported(meeting: Meeting, event: CommitmentReported, at: datetime) -> None:
    person = Membership.objects.select_related("person").get(pk=event.seat).person
    last = (
        Commitment.objects.filter(person=person, group_id=meeting.group_id, made_at__lt=meeting.opened_at or at)
        .exclude(meeting=meeting)
        .select_related("person")
        .order_by("-made_at")
        .first()
    )
    if last is not None:
        goals.report_commitment(commitment=last, outcome=event.outcome, actor=person, at=at)


def _closed(meeting: Meeting, at: datetime) -> None:
    """Closing: into the schedule, the last day of words into the key store, notes and topic of the night to nothing."""
    topics = Topic.objects.filter(meeting=meeting)
    hold_seats_of(topics)
    topics.delete()
    HallCode.objects.filter(meeting=meeting).delete()
    CameByCode.objects.filter(meeting=meeting).delete()
    notes = list(held(WhereTonight.objects.filter(meeting=meeting)))
    WhereTonight.objects.filter(pk__in=[note.pk for note in notes]).delete()
    # The trail last: whoever takes a note back at this moment holds it and waits for the trail.
    groups.record_closed(meeting=meeting, at=at)
    # Not before the closing page is over, also where words are kept for no day at all.
    retain_until = at + max(timedelta(days=meeting.group.word_retention_days), AFTER_CLOSING)
    for key_id in keys_of(meeting):
        set_retention(key_id=key_id, retain_until=retain_until)
    for note in notes:
        intend_destruction(key_id=note.key_id, reason_code="meeting_closed", actor_id=None, at=at)
