"""The week of a group: series, and the meetings that derive from them."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from openchair.core.errors import require
from openchair.core.events import publish
from openchair.groups.events import MeetingCancelled, MeetingClosed, MeetingOpened, SeriesChanged
from openchair.groups.models import Group, Meeting, Series
from openchair.groups.policies import can_manage_groups, is_facilitator_of
from openchair.groups.wall_time import dates, moment
from openchair.people.models import Person

AHEAD = timedelta(days=56)
"""How far ahead meetings are planned."""


@transaction.atomic
def add_series(
    *, group: Group, weekday: int, starts_local: time, minutes: int, starts_on: date, actor: Person, at: datetime,
    every_weeks: int = 1,
) -> Series:  # fmt: skip
    """Let a group meet every week at one local time, and plan the coming meetings."""
    require(can_manage_groups(actor))
    series = Series(
        group=group, weekday=weekday, starts_local=starts_local, minutes=minutes, starts_on=starts_on,
        every_weeks=every_weeks,
    )  # fmt: skip
    series.full_clean()
    series.save()
    plan_meetings(group=group, until=at + AHEAD, at=at)
    publish(SeriesChanged(actor_id=actor.pk, group_id=group.pk, series_id=series.pk))
    return series


@transaction.atomic
def end_series(*, series: Series, ends_on: date, actor: Person, at: datetime) -> Series:
    """End a weekly rule; coming meetings that were not opened go, past ones stay."""
    require(can_manage_groups(actor))
    series.ends_on = ends_on
    series.save(update_fields=["ends_on"])
    Meeting.objects.filter(series=series, local_date__gte=ends_on, starts_at__gt=at, opened_at=None).delete()
    publish(SeriesChanged(actor_id=actor.pk, group_id=series.group_id, series_id=series.pk))
    return series


@transaction.atomic
def plan_meetings(*, group: Group, until: datetime, at: datetime) -> list[Meeting]:
    """Derive the meetings of a group's series up to a moment; run twice, it plans nothing new. Returns the new ones."""
    zone = ZoneInfo(group.time_zone)
    today, last = at.astimezone(zone).date(), until.astimezone(zone).date()
    new = []
    for series in group.series.all():
        end = min(last, series.ends_on) if series.ends_on else last
        planned = set(Meeting.objects.filter(series=series).values_list("local_date", flat=True))
        for day in dates(series.weekday, series.every_weeks, series.starts_on, end):
            starts_at = moment(day, series.starts_local, group.time_zone)
            if day in planned or day < today or starts_at < at:
                continue
            new.append(_planned(group, series, day, starts_at, series.minutes))
    return Meeting.objects.bulk_create(new)


@transaction.atomic
def plan_extra_meeting(*, group: Group, starts_at: datetime, minutes: int, actor: Person, at: datetime) -> Meeting:
    """Let a group meet once outside its week."""
    require(can_manage_groups(actor) or is_facilitator_of(actor, group, at))
    meeting = _planned(group, None, starts_at.astimezone(ZoneInfo(group.time_zone)).date(), starts_at, minutes)
    meeting.save()
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, actor: Person, at: datetime) -> None:
    """Cancel a meeting that has not been opened."""
    require(can_manage_groups(actor) or is_facilitator_of(actor, meeting.group, at))
    require(meeting.opened_at is None)
    meeting.cancelled_at = at
    meeting.save(update_fields=["cancelled_at"])
    publish(MeetingCancelled(actor_id=actor.pk, group_id=meeting.group_id, meeting_id=meeting.pk))


@transaction.atomic
def record_opened(*, meeting: Meeting, at: datetime) -> None:
    """Note that the room of a meeting was opened; noted twice, the first time stands."""
    if Meeting.objects.filter(pk=meeting.pk, opened_at=None).update(opened_at=at):
        meeting.opened_at = at
        publish(MeetingOpened(group_id=meeting.group_id, meeting_id=meeting.pk))


@transaction.atomic
def record_closed(*, meeting: Meeting, at: datetime) -> None:
    """Note that the room of a meeting was closed; noted twice, the first time stands."""
    if Meeting.objects.filter(pk=meeting.pk, closed_at=None).update(closed_at=at):
        meeting.closed_at = at
        publish(MeetingClosed(group_id=meeting.group_id, meeting_id=meeting.pk))


def _planned(group: Group, series: Series | None, day: date, starts_at: datetime, minutes: int) -> Meeting:
    return Meeting(
        group=group, series=series, local_date=day, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes)
    )
