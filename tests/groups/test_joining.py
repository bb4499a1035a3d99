"""Coming to a group, staying and leaving: what changed, who was told, who was refused."""

from datetime import timedelta

import pytest

from openchair.audit.models import Entry
from openchair.core.errors import NotAllowed
from openchair.core.time import now
from openchair.groups import services
from openchair.groups.models import Group, Meeting, Membership, Part
from openchair.groups.queries import upcoming_meetings, visits_to_decide
from openchair.people.services import keep_apart
from tests.cast import new_person
from tests.circle import meets_weekly, new_group

pytestmark = pytest.mark.django_db(databases="__all__")


def visit(cast, *, at, name="Heron", person=None):
    person = person or cast.outsider
    return services.join(group=cast.group, person=person, pseudonym=name, part=Part.VISITOR, actor=person, at=at)


@pytest.fixture
def meeting(cast):
    return cast.circle.meeting


def over(meeting):
    """The meeting is held; a moment after it."""
    services.record_opened(meeting=meeting, at=meeting.starts_at)
    services.record_closed(meeting=meeting, at=meeting.ends_at)
    return meeting.ends_at + timedelta(hours=2)


def test_a_visit_lasts_until_a_day_after_the_next_meeting(cast, meeting):
    seat = visit(cast, at=meeting.starts_at - timedelta(days=2))
    assert (seat.part, seat.ends_at) == (Part.VISITOR, meeting.ends_at + timedelta(days=1))
    assert upcoming_meetings(cast.outsider, meeting.starts_at - timedelta(days=1)).first() == meeting
    assert Entry.objects.filter(action="membership.started", subject__contains=str(seat.pk)).count() == 1


def test_whoever_comes_in_the_last_minutes_visits_the_next_meeting(cast, meeting):
    following = Meeting.objects.filter(group=cast.group, starts_at__gt=meeting.ends_at).order_by("starts_at")[0]
    seat = visit(cast, at=meeting.ends_at - timedelta(minutes=10))
    assert seat.ends_at == following.ends_at + timedelta(days=1)


def test_a_group_without_a_planned_meeting_cannot_be_visited(cast):
    group = new_group(cast, at=now())
    with pytest.raises(services.NothingPlanned):
        services.join(
            group=group, person=cast.outsider, pseudonym="Heron", part=Part.VISITOR, actor=cast.outsider, at=now()
        )
    assert not Membership.objects.filter(group=group).exists()


def test_a_visitor_stays_in_the_seat_that_was_kept(cast, meeting):
    seat = visit(cast, at=meeting.starts_at - timedelta(days=1))
    at = over(meeting)
    assert visits_to_decide(cast.outsider, at) == [seat]
    stayed = services.stay(membership=seat, actor=cast.outsider, at=at)
    assert (stayed.pk, stayed.part, stayed.ends_at) == (seat.pk, Part.MEMBER, None)
    assert visits_to_decide(cast.outsider, at) == []
    services.stay(membership=seat, actor=cast.outsider, at=at + timedelta(minutes=1))
    assert Entry.objects.filter(action="membership.changed").count() == 1


@pytest.mark.parametrize("decide", [services.stay, services.another_visit])
def test_a_late_yes_beside_somebody_one_must_not_meet_reads_like_a_full_group(cast, meeting, decide):
    seat = visit(cast, at=meeting.starts_at - timedelta(days=1))
    over(meeting)
    late = meeting.ends_at + timedelta(days=3)
    keep_apart(one=cast.outsider, other=cast.member, actor=cast.coordinator, at=meeting.ends_at)
    with pytest.raises(services.GroupIsFull):
        decide(membership=seat, actor=cast.outsider, at=late)


def test_whoever_is_offered_a_seat_keeps_out_whom_they_must_not_meet(cast, meeting):
    at = meeting.starts_at - timedelta(days=2)
    other = new_person("other")
    keep_apart(one=cast.outsider, other=other, actor=cast.coordinator, at=at - timedelta(days=1))
    services.hold_seat(group=cast.group, person=other, until=meeting.starts_at, actor=cast.coordinator, at=at)
    with pytest.raises(services.GroupIsFull):
        visit(cast, at=at)
    with pytest.raises(services.MustNotMeet):
        services.hold_seat(
            group=cast.group, person=cast.outsider, until=meeting.starts_at, actor=cast.coordinator, at=at
        )


def test_before_the_meeting_there_is_nothing_to_decide(cast, meeting):
    visit(cast, at=meeting.starts_at - timedelta(days=1))
    assert visits_to_decide(cast.outsider, meeting.starts_at) == []


def test_a_late_yes_finds_a_free_seat_or_a_clear_answer(cast, meeting):
    seat = visit(cast, at=meeting.starts_at - timedelta(days=1))
    over(meeting)
    late = meeting.ends_at + timedelta(days=3)
    assert visits_to_decide(cast.outsider, late) == [seat]
    Group.objects.filter(pk=cast.group.pk).update(seats=2)
    with pytest.raises(services.GroupIsFull):
        services.stay(membership=seat, actor=cast.outsider, at=late)
    Group.objects.filter(pk=cast.group.pk).update(seats=3)
    assert services.stay(membership=seat, actor=cast.outsider, at=late).part == Part.MEMBER


def test_a_week_later_a_visit_starts_again(cast, meeting):
    seat = visit(cast, at=meeting.starts_at - timedelta(days=1))
    over(meeting)
    late = meeting.ends_at + timedelta(days=9)
    assert visits_to_decide(cast.outsider, late) == []
    with pytest.raises(services.VisitIsLongAgo):
        services.stay(membership=seat, actor=cast.outsider, at=late)
    assert visit(cast, at=late).pk != seat.pk  # and under the same name, which is theirs


def test_another_visit_lasts_until_a_day_after_the_following_meeting(cast, meeting):
    seat = visit(cast, at=meeting.starts_at - timedelta(days=1))
    at = over(meeting)
    again = services.another_visit(membership=seat, actor=cast.outsider, at=at)
    following = Meeting.objects.filter(group=cast.group, starts_at__gt=at).order_by("starts_at")[0]
    assert (again.part, again.ends_at) == (Part.VISITOR, following.ends_at + timedelta(days=1))
    assert visits_to_decide(cast.outsider, at) == []
    assert visits_to_decide(cast.outsider, over(following)) == [seat]


@pytest.mark.parametrize("days", [0, 3])
def test_not_now_frees_the_seat_and_nobody_asks_again(cast, meeting, days):
    seat = visit(cast, at=meeting.starts_at - timedelta(days=1))
    at = over(meeting) + timedelta(days=days)
    services.not_now(membership=seat, actor=cast.outsider, at=at)
    assert visits_to_decide(cast.outsider, at + timedelta(hours=1)) == []
    assert not Membership.objects.active(at).filter(person=cast.outsider).exists()


def test_nobody_decides_for_a_visitor(cast, meeting):
    seat = visit(cast, at=meeting.starts_at - timedelta(days=1))
    at = over(meeting)
    for actor in (cast.facilitator, cast.coordinator, cast.member):
        for act in (services.stay, services.another_visit, services.not_now, services.leave):
            with pytest.raises(NotAllowed):
                act(membership=seat, actor=actor, at=at)
    assert Membership.objects.get(pk=seat.pk).part == Part.VISITOR


def test_a_member_leaves_any_day_and_the_seat_is_free_at_once(cast, meeting):
    seat = cast.memberships["member"]
    at = now()
    services.leave(membership=seat, actor=cast.member, at=at)
    services.leave(membership=seat, actor=cast.member, at=at + timedelta(minutes=1))
    assert Membership.objects.get(pk=seat.pk).ends_at == at
    ended = Entry.objects.filter(action="membership.ended")
    assert [str(cast.member.pk) in entry.subject for entry in ended] == [True]


def test_nobody_has_two_seats_in_one_group(cast, meeting):
    with pytest.raises(services.AlreadyHere):
        visit(cast, at=now(), person=cast.member, name="Second")
    with pytest.raises(services.AlreadyHere):
        services.join(
            group=cast.group, person=cast.member, pseudonym="Second", part=Part.MEMBER, actor=cast.coordinator, at=now()
        )


def test_nobody_makes_themselves_a_member_or_a_leader(cast, meeting):
    for part in (Part.MEMBER, Part.FACILITATOR, Part.CO_FACILITATOR):
        with pytest.raises(NotAllowed):
            services.join(
                group=cast.group, person=cast.outsider, pseudonym="Heron", part=part, actor=cast.outsider, at=now()
            )
    with pytest.raises(NotAllowed):
        services.join(
            group=cast.group, person=cast.outsider, pseudonym="Heron", part=Part.FACILITATOR, actor=cast.coordinator,
            at=now(),
        )  # fmt: skip


def test_an_unlisted_group_is_tried_only_by_those_who_were_invited(cast):
    from openchair.people.models import Invitation

    at = now()
    group = new_group(cast, at=at, listed=False)
    meets_weekly(cast, group, at=at)

    def attempt():
        return services.join(
            group=group, person=cast.outsider, pseudonym="Heron", part=Part.VISITOR, actor=cast.outsider, at=at
        )

    with pytest.raises(NotAllowed):
        attempt()
    assert group not in Group.objects.visible_to(cast.outsider, at)
    Invitation.objects.create(
        token_hash="x",
        made_at=at,
        made_by=cast.coordinator,
        expires_at=at,
        group_id=group.pk,
        accepted_by=cast.outsider,
    )
    assert group in Group.objects.visible_to(cast.outsider, at)
    assert attempt().part == Part.VISITOR


@pytest.mark.parametrize("name", ["Wren", "wren", "WREN", " w r e n ", "Ｗren", "Amara"])
def test_a_name_is_never_given_twice_however_it_is_spelled(cast, meeting, name):
    with pytest.raises(services.NameIsTaken):
        visit(cast, at=now(), name=name)
    assert not Membership.objects.filter(person=cast.outsider).exists()


def test_the_name_of_somebody_who_left_stays_theirs(cast, meeting):
    services.leave(membership=cast.memberships["member"], actor=cast.member, at=now())
    with pytest.raises(services.NameIsTaken):
        visit(cast, at=now() + timedelta(minutes=1), name="Wren")
    assert visit(cast, at=now() + timedelta(minutes=1), person=cast.member, name="Wren").pseudonym == "Wren"


@pytest.mark.parametrize("name", ["", "   ", "12", "x" * 41, "He\u202eron", "He\nron\x07"])
def test_a_name_needs_a_letter_and_no_tricks(cast, meeting, name):
    with pytest.raises(services.NameDoesNotWork):
        visit(cast, at=now(), name=name)


def test_seat_ids_of_one_person_in_two_groups_share_nothing(cast, meeting):
    at = now()
    other = new_group(cast, at=at, name="Sunday Kitchen")
    meets_weekly(cast, other, at=at, weekday=6)
    seat = services.join(
        group=other, person=cast.member, pseudonym="Thyme", part=Part.VISITOR, actor=cast.member, at=at
    )
    mine = cast.memberships["member"]
    assert seat.pk != mine.pk and seat.pk.version == 4
    assert {str(seat.pk), seat.pseudonym}.isdisjoint({str(mine.pk), mine.pseudonym, str(cast.member.pk)})


def test_a_leader_takes_no_seat_from_members(cast, meeting):
    Group.objects.filter(pk=cast.group.pk).update(seats=2)
    with pytest.raises(services.GroupIsFull):
        visit(cast, at=now())
    third = new_person("third one")
    Group.objects.filter(pk=cast.group.pk).update(seats=3)
    assert visit(cast, at=now(), person=third).part == Part.VISITOR


def test_an_expired_pass_frees_its_seat_by_itself(cast, meeting):
    Group.objects.filter(pk=cast.group.pk).update(seats=3)
    seat = visit(cast, at=meeting.starts_at - timedelta(days=1))
    with pytest.raises(services.GroupIsFull):
        visit(cast, at=seat.ends_at - timedelta(seconds=1), person=new_person("third one"), name="Aspen")
    assert visit(cast, at=seat.ends_at, person=new_person("fourth one"), name="Mika").part == Part.VISITOR
