"""The keys of a meeting: of its words, of what only leaders read, and one for every small group."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction

from openchair.core.time import now
from openchair.groups.models import Meeting
from openchair.rooms.core.events import GROUP
from openchair.rooms.models import LogEvent
from openchair.vault.services import Scope, Sealer, ensure_key, key_for, sealer

LATEST = timedelta(hours=1)
"""How long after its planned end a meeting can still be opened."""


def kept_until(meeting: Meeting) -> datetime:
    """The last day of a meeting's words from the start, so that those of one that is never closed go too."""
    return meeting.ends_at + LATEST + timedelta(days=meeting.group.word_retention_days + 1)


def small_group_keys(meeting_id: UUID) -> Callable[[str], Sealer]:
    """The key of a small group by its stream, made with its first words; never ask for it in an event loop."""
    known: dict[str, UUID] = {}

    def of(stream: str) -> Sealer:
        if stream not in known:
            known[stream] = _small_group_key(meeting_id, stream)
        return sealer(known[stream])

    return of


def _small_group_key(meeting_id: UUID, stream: str) -> UUID:
    subject = _subject(meeting_id, stream)
    if found := key_for(Scope.SMALL_GROUP, subject):
        return found
    meeting = Meeting.objects.select_related("group").get(pk=meeting_id)
    with transaction.atomic():
        return ensure_key(scope=Scope.SMALL_GROUP, subject_id=subject, retain_until=kept_until(meeting), at=now())


def _subject(meeting_id: UUID, stream: str) -> UUID:
    return uuid5(meeting_id, stream)


def keys_of(meeting: Meeting) -> Iterator[UUID]:
    """Every key that words of a meeting were sealed with and that still exists."""
    for scope in (Scope.MEETING, Scope.LEADERS):
        if (key_id := key_for(scope, meeting.pk)) is not None:
            yield key_id
    streams = LogEvent.objects.filter(meeting=meeting, stream__startswith=GROUP).values_list("stream", flat=True)
    for stream in streams.order_by("stream").distinct():
        if (key_id := key_for(Scope.SMALL_GROUP, _subject(meeting.pk, stream))) is not None:
            yield key_id
