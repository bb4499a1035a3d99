"""The week of a group: planned once, put right when something changes, left alone when it has begun."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from openchair.audit.models import Entry
from openchair.core.errors import NotAllowed
from openchair.groups import services
from openchair.groups.models import AbsenceNotice, Meeting, Part
from openchair.groups.queries import upcoming_meetings
from tests.circle import meets_weekly, new_group

pytestmark = pytest.mark.django_db(databases="__all__")
AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
"""A Monday, four weeks before the clocks change in Lisbon."""
LISBON = ZoneInfo("Europe/Lisbon")


@pytest.fixture
def group(cast):
    return new_group(cast, at=AT)


def wall(group):
    meetings = Meeting.objects.filter(group=group, cancelled_at=None).order_by("starts_at")
    return [(each.local_date, each.starts_at.astimezone(LISBON).time()) for each in meetings]


def test_a_series_plans_eight_weeks_at_one_wall_time(cast, group):
    meets_weekly(cast, group, at=AT)
    assert wall(group) == [(date(2026, 3, 4) + timedelta(weeks=week), time(19)) for week in range(8)]
    hours = set(Meeting.objects.filter(group=group).values_list("starts_at__hour", flat=True))
    assert hours == {18, 19}  # the same wall time, two different hours in UTC


def test_planning_twice_plans_nothing_new(cast, group):
    meets_weekly(cast, group, at=AT)
    before = list(Meeting.objects.filter(group=group).order_by("pk").values())
    assert services.plan_meetings(group=group, until=AT + services.schedule.AHEAD, at=AT) == []
    assert list(Meeting.objects.filter(group=group).order_by("pk").values()) == before


def test_planning_further_adds_only_what_is_new(cast, group):
    meets_weekly(cast, group, at=AT)
    new = services.plan_meetings(group=group, until=AT + timedelta(weeks=10), at=AT + timedelta(weeks=2))
    assert [each.local_date for each in new] == [date(2026, 4, 29), date(2026, 5, 6)]


def test_every_second_week_skips_the_one_between(cast, group):
    services.add_series(
        group=group, weekday=2, starts_local=time(19), minutes=75, starts_on=AT.date(), every_weeks=2,
        actor=cast.coordinator, at=AT,
    )  # fmt: skip
    assert [day for day, _ in wall(group)] == [date(2026, 3, 4) + timedelta(weeks=week) for week in (0, 2, 4, 6)]


def test_another_time_moves_the_coming_meetings_and_keeps_their_notices(cast):
    circle = cast.circle
    notice = services.give_absence_notice(
        meeting=circle.meeting, membership=circle.seats["member"], tell="away", actor=cast.member,
        at=circle.meeting.starts_at - timedelta(hours=20),
    )  # fmt: skip
    services.change_series(
        series=circle.series, starts_local=time(20, 15), minutes=60, actor=cast.coordinator,
        at=circle.meeting.starts_at - timedelta(hours=10),
    )  # fmt: skip
    moved = Meeting.objects.get(pk=circle.meeting.pk)
    assert moved.starts_at.astimezone(LISBON).time() == time(20, 15)
    assert moved.ends_at - moved.starts_at == timedelta(minutes=60)
    assert AbsenceNotice.objects.get(pk=notice.pk).meeting_id == moved.pk


def test_another_day_moves_only_meetings_that_are_coming_and_unopened(cast, group):
    series = meets_weekly(cast, group, at=AT)
    first, second = Meeting.objects.filter(group=group).order_by("starts_at")[:2]
    services.record_opened(meeting=first, at=first.starts_at)
    services.record_closed(meeting=first, at=first.ends_at)
    services.record_opened(meeting=second, at=second.starts_at - timedelta(minutes=10))
    services.change_series(series=series, weekday=3, actor=cast.coordinator, at=second.starts_at - timedelta(minutes=5))
    days = [day for day, _ in wall(group)]
    assert days[:4] == [date(2026, 3, 4), date(2026, 3, 11), date(2026, 3, 12), date(2026, 3, 19)]
    assert {day.weekday() for day in days[2:]} == {3}


def test_a_week_that_was_cancelled_stays_free_when_the_day_changes(cast, group):
    series = meets_weekly(cast, group, at=AT)
    off = Meeting.objects.get(group=group, local_date=date(2026, 4, 8))
    services.cancel_meeting(meeting=off, actor=cast.coordinator, at=AT)
    services.change_series(series=series, weekday=4, actor=cast.coordinator, at=AT)
    days = [day for day, _ in wall(group)]
    assert date(2026, 4, 3) in days and date(2026, 4, 17) in days
    assert date(2026, 4, 10) not in days


def test_a_cancelled_meeting_is_not_planned_again(cast, group):
    meets_weekly(cast, group, at=AT)
    off = Meeting.objects.filter(group=group).order_by("starts_at")[0]
    services.cancel_meeting(meeting=off, actor=cast.coordinator, at=AT)
    assert services.plan_meetings(group=group, until=AT + timedelta(weeks=8), at=AT) == []
    assert off not in Meeting.objects.filter(group=group).coming(AT)


def test_a_time_earlier_than_now_leaves_todays_meeting_as_it_is(cast, group):
    series = meets_weekly(cast, group, at=AT)
    first = Meeting.objects.filter(group=group).order_by("starts_at")[0]
    services.change_series(
        series=series, starts_local=time(9), actor=cast.coordinator, at=first.starts_at - timedelta(hours=1)
    )
    assert wall(group)[0] == (date(2026, 3, 4), time(19))
    assert wall(group)[1] == (date(2026, 3, 11), time(9))


def test_a_new_time_zone_keeps_the_wall_time(cast, group):
    meets_weekly(cast, group, at=AT)
    services.change_group(group=group, time_zone="America/New_York", actor=cast.coordinator, at=AT)
    new_york = ZoneInfo("America/New_York")
    meetings = Meeting.objects.filter(group=group)
    assert {each.starts_at.astimezone(new_york).time() for each in meetings} == {time(19)}


def test_an_ended_series_takes_its_coming_meetings_along_and_leaves_the_past(cast, group):
    series = meets_weekly(cast, group, at=AT)
    later = AT + timedelta(days=10)
    services.end_series(series=series, ends_on=later.date(), actor=cast.coordinator, at=later)
    assert [day for day, _ in wall(group)] == [date(2026, 3, 4), date(2026, 3, 11)]
    assert services.plan_meetings(group=group, until=AT + timedelta(weeks=8), at=later) == []


def test_a_meeting_that_has_begun_is_not_cancelled(cast):
    circle = cast.circle
    services.record_opened(meeting=circle.meeting, at=circle.meeting.starts_at)
    stale = Meeting.objects.get(pk=circle.meeting.pk)
    stale.opened_at = None
    with pytest.raises(services.MeetingHasBegun):
        services.cancel_meeting(meeting=stale, actor=cast.facilitator, at=circle.meeting.starts_at)


def test_a_leader_cancels_and_plans_once_more_but_sets_no_week(cast):
    circle = cast.circle
    at = circle.meeting.starts_at - timedelta(days=1)
    services.cancel_meeting(meeting=circle.meeting, actor=cast.facilitator, at=at)
    extra = services.plan_extra_meeting(
        group=circle.group, starts_at=circle.meeting.starts_at + timedelta(days=1), minutes=60, actor=cast.facilitator,
        at=at,
    )  # fmt: skip
    assert extra.local_date == extra.starts_at.astimezone(LISBON).date()
    with pytest.raises(NotAllowed):
        services.change_series(series=circle.series, weekday=1, actor=cast.facilitator, at=at)
    with pytest.raises(NotAllowed):
        services.end_series(series=circle.series, ends_on=at.date(), actor=cast.facilitator, at=at)


@pytest.mark.parametrize("part", ["member", "therapist", "supervisor", "operator", "outsider"])
def test_nobody_else_plans_or_cancels(cast, part):
    circle, actor = cast.circle, cast.everybody[part]
    at = circle.meeting.starts_at - timedelta(days=1)
    with pytest.raises(NotAllowed):
        services.cancel_meeting(meeting=circle.meeting, actor=actor, at=at)
    with pytest.raises(NotAllowed):
        services.plan_extra_meeting(group=circle.group, starts_at=at, minutes=60, actor=actor, at=at)
    with pytest.raises(NotAllowed):
        meets_weekly_by(circle.group, actor, at)
    assert Meeting.objects.get(pk=circle.meeting.pk).cancelled_at is None


def meets_weekly_by(group, actor, at):
    return services.add_series(
        group=group, weekday=1, starts_local=time(9), minutes=60, starts_on=at.date(), actor=actor, at=at
    )


@pytest.mark.parametrize(
    ("field", "value"), [("minutes", 5), ("minutes", 300), ("weekday", 7), ("every_weeks", 0), ("group_id", None)]
)
def test_a_weekly_time_that_makes_no_sense_is_refused_and_changes_nothing(cast, group, field, value):
    series = meets_weekly(cast, group, at=AT)
    before = wall(group)
    with pytest.raises(ValidationError):
        services.change_series(series=series, actor=cast.coordinator, at=AT, **{field: value})
    assert wall(group) == before


def test_opening_and_closing_are_noted_once(cast):
    meeting = cast.circle.meeting
    services.record_opened(meeting=meeting, at=meeting.starts_at)
    services.record_opened(meeting=meeting, at=meeting.starts_at + timedelta(minutes=5))
    services.record_closed(meeting=meeting, at=meeting.ends_at)
    services.record_closed(meeting=meeting, at=meeting.ends_at + timedelta(minutes=5))
    stored = Meeting.objects.get(pk=meeting.pk)
    assert (stored.opened_at, stored.closed_at) == (meeting.starts_at, meeting.ends_at)
    assert Entry.objects.filter(action="meeting.opened").count() == 1


def test_a_person_sees_the_meetings_of_their_groups_only(cast):
    circle = cast.circle
    at = circle.meeting.starts_at - timedelta(hours=1)
    seen = {part: circle.meeting in upcoming_meetings(person, at) for part, person in cast.everybody.items()}
    assert seen == {part: part in circle.seats for part in cast.everybody}


def test_a_closed_group_meets_no_more_and_frees_everybody(cast):
    circle = cast.circle
    at = circle.meeting.starts_at - timedelta(days=1)
    services.close_group(group=circle.group, actor=cast.coordinator, at=at)
    assert list(Meeting.objects.filter(group=circle.group).coming(at)) == []
    assert list(upcoming_meetings(cast.member, at + timedelta(minutes=1))) == []
    with pytest.raises(NotAllowed):
        services.join(
            group=circle.group, person=cast.outsider, pseudonym="Heron", part=Part.MEMBER, actor=cast.coordinator, at=at
        )
