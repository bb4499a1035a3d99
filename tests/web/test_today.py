"""Today, history and my data: what stands there, for whom, and at what cost."""

from datetime import timedelta

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from openchair.core.time import now
from openchair.groups.models import AbsenceNotice, Part
from openchair.groups.services import give_absence_notice, join
from openchair.joining.finding import ASK_AGAIN
from openchair.joining.services.intake import answer_question, say_stage
from openchair.web.queries.my_data import my_data
from openchair.web.queries.today import today_of
from tests.web.scene import past_meeting, promised

pytestmark = pytest.mark.django_db(databases="__all__")

TODAY_QUERIES = 19
MY_DATA_QUERIES = 14


@pytest.fixture(autouse=True)
def _there_is_a_group(cast):
    return cast.circle


def next_of(person):
    """The next meeting on this person's page, which has to be there."""
    coming = today_of(person, now()).next
    assert coming is not None
    return coming


def cost(what):
    """How many queries something takes, over all databases."""
    captured = [CaptureQueriesContext(connection) for connection in connections.all()]
    for context in captured:
        context.__enter__()
    what()
    for context in captured:
        context.__exit__(None, None, None)
    return sum(len(context) for context in captured)


def test_somebody_new_is_invited_and_not_scolded(cast, client):
    client.force_login(cast.outsider)
    page = client.get("/").content.decode()
    for words in ("No meeting yet", "Nothing is open.", "You are in no group yet.", "Meetings you were at stand here"):
        assert words in page


def test_the_next_meeting_stands_with_its_door_and_the_way_to_say_one_cannot_come(cast):
    today = today_of(cast.member, now())
    meeting = cast.circle.meeting
    assert today.next is not None
    assert today.next.door == f"/meetings/{meeting.pk}/door/"
    assert today.next.absence == f"/groups/meetings/{meeting.pk}/absence/"
    assert today.next.must_sign == ""
    assert (today.next.seats, today.next.taken) == (4, 4)
    assert today.greeting.endswith(", Wren")


def test_the_door_is_told_to_be_open_once_it_is(cast):
    opens = cast.circle.meeting.doors_open_at
    before, after = today_of(cast.member, opens - timedelta(minutes=1)).next, today_of(cast.member, opens).next
    assert before is not None
    assert after is not None
    assert "The door opens at" in before.told
    assert after.told.endswith("Your seat is kept. The door is open.")


def test_an_empty_chair_is_drawn_for_whoever_gave_notice(cast):
    give_absence_notice(
        meeting=cast.circle.meeting,
        membership=cast.memberships["second_member"],
        tell=AbsenceNotice.Tell.NOTHING,
        words="",
        actor=cast.second_member,
        at=now(),
    )
    mine, theirs = today_of(cast.member, now()).next, today_of(cast.second_member, now()).next
    assert mine is not None
    assert theirs is not None
    assert (mine.taken, mine.away) == (3, False)
    assert theirs.away is True
    assert "one stays open for a member who is away" in mine.ring_label


def test_whoever_was_away_last_time_is_welcomed_back(cast):
    earlier = past_meeting(cast.group, weeks_ago=1, there=[cast.memberships["facilitator"]])
    AbsenceNotice.objects.create(
        key_id=cast.member.key_id,
        meeting=earlier,
        membership=cast.memberships["member"],
        tell=AbsenceNotice.Tell.AWAY,
        given_at=earlier.starts_at,
    )
    assert next_of(cast.member).welcome_back is True
    assert next_of(cast.second_member).welcome_back is False


def test_being_back_once_ends_the_welcome(cast):
    earlier = past_meeting(cast.group, weeks_ago=2, there=[])
    AbsenceNotice.objects.create(
        key_id=cast.member.key_id,
        meeting=earlier,
        membership=cast.memberships["member"],
        tell=AbsenceNotice.Tell.AWAY,
        given_at=earlier.starts_at,
    )
    past_meeting(cast.group, weeks_ago=1, there=[cast.memberships["member"]])
    assert next_of(cast.member).welcome_back is False


def test_without_a_signature_the_agreement_comes_before_the_door(cast):
    seat = join(
        group=cast.group, person=cast.outsider, pseudonym="Sorrel", part=Part.VISITOR, actor=cast.outsider, at=now()
    )
    assert next_of(cast.outsider).must_sign == f"/groups/{seat.group_id}/agreement/"


def test_after_a_visit_three_answers_stand_side_by_side(cast, client):
    seat = join(
        group=cast.group, person=cast.outsider, pseudonym="Sorrel", part=Part.VISITOR, actor=cast.outsider, at=now()
    )
    meeting = past_meeting(cast.group, weeks_ago=1, there=[seat])
    seat.starts_at, seat.ends_at = now() - timedelta(weeks=2), meeting.ends_at + timedelta(days=1)
    seat.save()
    client.force_login(cast.outsider)
    page = client.get("/").content.decode()
    for answer in ("stay", "another", "not_now"):
        assert f'name="decision" value="{answer}"' in page


def test_what_one_said_one_would_do_comes_back_with_three_equal_buttons(cast, client):
    meeting = past_meeting(cast.group, weeks_ago=1, there=[cast.memberships["member"]])
    promised(cast.member, meeting, "Walk to the river twice", witness=cast.memberships["second_member"])
    client.force_login(cast.member)
    page = client.get("/").content.decode()
    assert "Walk to the river twice" in page
    assert "Tove is your witness" in page
    assert page.count('<button class="button" type="submit" name="outcome"') == 3


def test_nobody_elses_words_stand_on_my_page(cast, client):
    meeting = past_meeting(cast.group, weeks_ago=1, there=list(cast.memberships.values()))
    promised(cast.second_member, meeting, "Ring the clinic before noon")
    for person in (cast.member, cast.facilitator, cast.coordinator, cast.outsider):
        client.force_login(person)
        for address in ("/", "/my-data/", "/reports/mine/"):
            assert "Ring the clinic" not in client.get(address).content.decode()


def test_those_who_lead_see_what_they_lead(cast):
    assert [row.name for row in today_of(cast.facilitator, now()).leads][:1] == ["The Wednesday Table"]
    assert today_of(cast.member, now()).leads == []


def test_a_coordinator_is_told_that_the_numbers_wait_and_nobody_else_is(cast):
    assert today_of(cast.coordinator, now()).numbers_need_review is True
    assert today_of(cast.facilitator, now()).numbers_need_review is False


def test_where_one_has_been_is_where_one_was_let_in(cast):
    meeting = past_meeting(cast.group, weeks_ago=1, there=[cast.memberships["member"]])
    assert [row.address for row in today_of(cast.member, now()).been] == [f"/reports/mine/{meeting.pk}/"]
    assert today_of(cast.second_member, now()).been == []


def test_coordinators_find_their_work_where_others_find_a_group(cast, client):
    client.force_login(cast.coordinator)
    page = client.get("/").content.decode()
    assert "Looking after the groups" in page
    assert "No meeting yet" not in page
    client.force_login(cast.operator)
    assert "Nothing needs you right now" in client.get("/").content.decode()


def test_who_began_the_questions_goes_on_and_who_is_in_a_group_is_asked_again(cast, client):
    assert today_of(cast.outsider, now()).questions is None
    answer_question(person=cast.outsider, question="brings", answer={"kinds": ["grief"]}, actor=cast.outsider, at=now())
    client.force_login(cast.outsider)
    page = client.get("/").content.decode()
    assert "You answered 1 of eight questions." in page
    assert "Go on with the questions" in page
    assert cast.memberships["member"].pk
    at = now() - ASK_AGAIN
    say_stage(person=cast.member, stage=1, actor=cast.member, at=at)
    client.force_login(cast.member)
    assert "Where are you with it just now?" in client.get("/").content.decode()
    say_stage(person=cast.member, stage=2, actor=cast.member, at=now())
    assert "Where are you with it just now?" not in client.get("/").content.decode()


@pytest.mark.parametrize("weeks", [1, 3])
def test_today_costs_the_same_with_one_row_and_three(cast, weeks):
    for week in range(1, weeks + 1):
        meeting = past_meeting(cast.group, weeks_ago=week, there=[cast.memberships["member"]])
        promised(cast.member, meeting, f"One thing of week {week}", witness=cast.memberships["second_member"])
    assert cost(lambda: today_of(cast.member, now())) == TODAY_QUERIES


@pytest.mark.parametrize("weeks", [1, 3])
def test_my_data_costs_the_same_with_one_row_and_three(cast, weeks):
    for week in range(1, weeks + 1):
        past_meeting(cast.group, weeks_ago=week, there=[cast.memberships["member"]])
    assert cost(lambda: my_data(cast.member, now())) == MY_DATA_QUERIES


def test_my_data_names_what_was_agreed_and_the_way_to_take_it_back(cast):
    mine = my_data(cast.member, now())
    assert [(agreed.group, agreed.version) for agreed in mine.agreed] == [("The Wednesday Table", 1)]
    assert mine.agreed[0].address == f"/groups/{cast.group.pk}/agreement/"
    assert my_data(cast.outsider, now()).agreed == []


def test_a_look_at_what_is_sealed_stands_on_my_data(cast, client):
    from openchair.people.models import Look

    Look.objects.create(
        person=cast.member,
        looked_by=cast.coordinator,
        looked_at=now(),
        what="identity",
        reason=Look.Reason.RECOVERY,
        shown_from=now() - timedelta(minutes=1),
    )
    client.force_login(cast.member)
    page = client.get("/my-data/").content.decode()
    assert "opened who you are: To help the person sign in again" in page
    client.force_login(cast.second_member)
    assert "Nobody has ever opened anything sealed of yours" in client.get("/my-data/").content.decode()
