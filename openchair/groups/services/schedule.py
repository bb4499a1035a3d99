"""The week of a group: series, and the meetings that derive from them."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from openchair.core.errors import Refused, require
from openchair.core.events import publish
from openchair.core.rows import held
from openchair.groups.events import MeetingCancelled, MeetingClosed, MeetingOpened, SeriesChanged
from openchair.groups.models import Group, Meeting, Series
from openchair.groups.policies import can_manage_groups, is_facilitator_of
from openchair.groups.wall_time import dates, moment
from openchair.people.models import Person

AHEAD = timedelta(days=56)
"""How far ahead meetings are planned."""
SERIES_FIELDS = frozenset(("weekday", "starts_local", "minutes", "every_weeks", "starts_on", "ends_on"))


class MeetingHasBegun(Refused):
    """The door was opened already, so the plan cannot change this meeting any more."""

    code = "meeting_has_begun"
    words = _("This meeting has begun already. Close it from inside the room.")


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
def change_series(*, series: Series, actor: Person, at: datetime, **fields: Any) -> Series:
    """Change a weekly rule. Only coming, unopened meetings move; on a date that stays, notices stay with it."""
    require(can_manage_groups(actor))
    if unknown := set(fields) - SERIES_FIELDS:
        raise ValidationError({name: _("This is not part of a weekly time.") for name in unknown})
    for name, value in fields.items():
        setattr(series, name, value)
    series.full_clean()
    series.save()
    group = _locked(series.group)
    _drop_coming(series, group, at)
    plan_meetings(group=group, until=at + AHEAD, at=at)
    publish(SeriesChanged(actor_id=actor.pk, group_id=group.pk, series_id=series.pk))
    return series


@transaction.atomic
def end_series(*, series: Series, ends_on: date, actor: Person, at: datetime) -> Series:
    """End a weekly rule; coming meetings that were not opened go, past ones stay."""
    require(can_manage_groups(actor))
    series.ends_on = ends_on
    series.save(update_fields=["ends_on"])
    _drop_coming(series, _locked(series.group), at)
    publish(SeriesChanged(actor_id=actor.pk, group_id=series.group_id, series_id=series.pk))
    return series


@transaction.atomic
def plan_meetings(*, group: Group, until: datetime, at: datetime) -> list[Meeting]:
    """Derive the meetings of a group's series up to a moment; run twice, it plans nothing new. Returns the new ones.

    A coming meeting whose wall time means another moment by now (a changed series, time zone or rule of the zone)
    is put right, unless its door was opened. A week in which a meeting was cancelled gets no other in its place.
    """
    group = _locked(group)
    today = at.astimezone(ZoneInfo(group.time_zone)).date()
    last = until.astimezone(ZoneInfo(group.time_zone)).date()
    new: list[Meeting] = []
    for series in group.series.all():
        planned = {
            meeting.local_date: meeting
            for meeting in Meeting.objects.filter(series=series, local_date__gte=today - timedelta(days=7))
        }
        without = {_week_of(meeting.local_date) for meeting in planned.values() if meeting.cancelled_at}
        for day in _days(series, last):
            starts_at = moment(day, series.starts_local, group.time_zone)
            if day < today or starts_at < at:
                continue
            if meeting := planned.get(day):
                _put_right(meeting, starts_at, series.minutes, at)
            elif _week_of(day) not in without:
                new.append(_planned(group, series, day, starts_at, series.minutes))
    return Meeting.objects.bulk_create(new)


@transaction.atomic
def plan_extra_meeting(*, group: Group, starts_at: datetime, minutes: int, actor: Person, at: datetime) -> Meeting:
    """Let a group meet once outside its week."""
    require(can_manage_groups(actor) or is_facilitator_of(actor, group, at))
    meeting = _planned(group, None, starts_at.astimezone(ZoneInfo(group.time_zone)).date(), starts_at, minutes)
    meeting.full_clean()
    meeting.save()
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, actor: Person, at: datetime) -> None:
    """Cancel a meeting that has not been opened; cancelled twice, the first time stands."""
    require(can_manage_groups(actor) or is_facilitator_of(actor, meeting.group, at))
    if Meeting.objects.filter(pk=meeting.pk, opened_at=None, cancelled_at=None).update(cancelled_at=at):
        meeting.cancelled_at = at
        publish(MeetingCancelled(actor_id=actor.pk, group_id=meeting.group_id, meeting_id=meeting.pk))
        return
    meeting.refresh_from_db(fields=["opened_at", "cancelled_at"])
    if meeting.cancelled_at is None:
        raise MeetingHasBegun


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


def _locked(group: Group) -> Group:
    """The group as it stands, held until the transaction ends: two who plan at once plan nothing twice."""
    return held(Group.objects.all()).get(pk=group.pk)


def _days(series: Series, last: date) -> list[date]:
    end = min(last, series.ends_on) if series.ends_on else last
    return dates(series.weekday, series.every_weeks, series.starts_on, end)


def _week_of(day: date) -> tuple[int, int]:
    return day.isocalendar()[:2]


def _drop_coming(series: Series, group: Group, at: datetime) -> None:
    """Take away coming, unopened meetings on days the series no longer meets on."""
    coming = Meeting.objects.filter(series=series, starts_at__gt=at, opened_at=None, cancelled_at=None)
    furthest = coming.order_by("-local_date").values_list("local_date", flat=True).first()
    if furthest is not None:
        coming.exclude(local_date__in=_days(series, furthest + timedelta(days=1))).delete()


def _put_right(meeting: Meeting, starts_at: datetime, minutes: int, at: datetime) -> None:
    ends_at = starts_at + timedelta(minutes=minutes)
    moves = (meeting.starts_at, meeting.ends_at) != (starts_at, ends_at)
    if moves and meeting.starts_at > at and meeting.opened_at is None and meeting.cancelled_at is None:
        meeting.starts_at, meeting.ends_at = starts_at, ends_at
        meeting.save(update_fields=["starts_at", "ends_at"])


def _planned(group: Group, series: Series | None, day: date, starts_at: datetime, minutes: int) -> Meeting:
    return Meeting(
        group=group, series=series, local_date=day, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes)
    )
