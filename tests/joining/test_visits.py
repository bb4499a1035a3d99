"""A pass and its end, who greets, how it was, several at once, a good-bye and coming back."""

from datetime import timedelta

import pytest
from django.urls import reverse

from openchair.agreements.models import Signature
from openchair.agreements.services import try_a_visit
from openchair.audit.models import Entry
from openchair.core.errors import NotAllowed
from openchair.core.time import now
from openchair.groups import services as groups
from openchair.groups.models import AbsenceNotice, Farewell, Group, Meeting, Membership, Part
from openchair.groups.queries import farewells_for, open_visits, was_part_of
from openchair.groups.tasks import close_run_out_passes, forget_old_farewells
from openchair.joining.models import FitAnswer, Greeter, Greeting
from openchair.joining.profiles import person_rows
from openchair.joining.queries.visits import trials
from openchair.joining.services import visits as services
from openchair.people.services import keep_apart
from openchair.web.queries.today import today_of
from tests.cast import new_person
from tests.circle import meets_weekly, new_group, publish_rules, take_seats

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def circle(cast):
    return cast.circle


def visit(cast, *, person=None, name="Heron", meetings=1, version=None):
    person = person or cast.outsider
    return try_a_visit(
        version=version or cast.circle.version, person=person, pseudonym=name, at=now(), meetings=meetings
    )


def held(meeting):
    groups.record_opened(meeting=meeting, at=meeting.starts_at)
    groups.record_closed(meeting=meeting, at=meeting.ends_at)
    return meeting.ends_at + timedelta(hours=2)


def end_of(seat):
    """When a visit ends, which it always does."""
    assert seat.ends_at is not None
    return seat.ends_at


def ended(seat):
    return [entry for entry in Entry.objects.filter(action="membership.ended") if str(seat.pk) in entry.subject]


def greeter_of(seat):
    return Greeting.objects.get(visit=seat).greeter


def page_of(client, person, address):
    client.force_login(person)
    return client.get(address).content.decode()


# --- the pass ---------------------------------------------------------------------------------------------------
def test_a_pass_is_for_one_meeting_or_two(cast, circle):
    coming = list(Meeting.objects.filter(group=cast.group).coming(now())[:2])
    assert visit(cast).ends_at == coming[0].ends_at + timedelta(days=1)
    two = visit(cast, person=new_person("two"), name="Robin", meetings=2)
    assert two.ends_at == coming[1].ends_at + timedelta(days=1)
    for number in (0, 3):
        with pytest.raises(NotAllowed):
            visit(cast, person=new_person(f"number {number}"), name="Finch", meetings=number)


def test_with_one_meeting_planned_a_pass_for_two_ends_after_it(cast, circle):
    Meeting.objects.filter(group=cast.group).exclude(pk=circle.meeting.pk).delete()
    assert visit(cast, meetings=2).ends_at == circle.meeting.ends_at + timedelta(days=1)


def test_the_page_asks_for_how_many_and_says_when_it_ends(cast, circle, client):
    address = reverse("agreements:read", args=[cast.group.pk])
    page = page_of(client, cast.outsider, address)
    assert "One: " in page and "Two: the last on " in page
    form = {"version": "1", "pseudonym": "Heron", "meetings": "2", "read": "on"}
    assert client.post(address, form | {"meetings": "3"}).status_code == 422
    assert client.post(address, form).status_code == 302
    seat = Membership.objects.get(person=cast.outsider)
    last = Meeting.objects.filter(group=cast.group).coming(now())[1]
    assert seat.ends_at == last.ends_at + timedelta(days=1)
    page = client.get(reverse("groups:detail", args=[cast.group.pk])).content.decode()
    assert "Your visit lasts until" in page


def test_after_the_first_of_two_one_may_decide_and_is_not_asked_yet(cast, circle):
    seat = visit(cast, meetings=2)
    at = held(circle.meeting)
    (found,) = open_visits(cast.outsider, at)
    assert found == seat and not vars(found)["is_asked"]
    assert today_of(cast.outsider, at).visits == []
    at = held(Meeting.objects.filter(group=cast.group).coming(at)[0])
    assert [each.name for each in today_of(cast.outsider, at).visits] == [cast.group.name]


def test_a_pass_that_ran_out_is_told_once_and_can_be_decided_for_a_week(cast, circle):
    seat = visit(cast)
    held(circle.meeting)
    assert close_run_out_passes(at=end_of(seat) - timedelta(minutes=1)) == 0
    late = end_of(seat) + timedelta(days=2)
    assert (close_run_out_passes(at=late), close_run_out_passes(at=late)) == (1, 0)
    assert len(ended(seat)) == 1
    over = end_of(groups.another_visit(membership=seat, actor=cast.outsider, at=late))
    assert close_run_out_passes(at=late) == 0
    assert close_run_out_passes(at=over) == 1
    assert len(ended(seat)) == 2
    assert groups.stay(membership=seat, actor=cast.outsider, at=over + timedelta(days=1)).ends_at is None
    assert close_run_out_passes(at=over + timedelta(days=40)) == 0


def test_whoever_said_not_now_is_told_of_once(cast, circle):
    seat = visit(cast)
    groups.leave(membership=seat, actor=cast.outsider, at=now())
    assert close_run_out_passes(at=now() + timedelta(days=30)) == 0
    assert len(ended(seat)) == 1


# --- who greets -------------------------------------------------------------------------------------------------
def test_a_leader_greets_where_nobody_else_likes_to(cast, circle):
    assert greeter_of(visit(cast)) == circle.seats["facilitator"]


def test_the_willing_take_turns(cast, circle):
    for part in ("member", "second_member"):
        services.like_to_greet(membership=circle.seats[part], actor=cast.everybody[part], at=now())
    first = greeter_of(visit(cast))
    second = greeter_of(visit(cast, person=new_person("second one"), name="Robin"))
    third = greeter_of(visit(cast, person=new_person("third one"), name="Finch"))
    assert [first, second, third] == [circle.seats["member"], circle.seats["second_member"], circle.seats["member"]]


def test_nobody_greets_whom_they_must_not_meet_and_neither_learns_why(cast, circle):
    services.like_to_greet(membership=circle.seats["member"], actor=cast.member, at=now())
    seat = visit(cast)
    assert greeter_of(seat) == circle.seats["member"]
    keep_apart(one=cast.outsider, other=cast.member, actor=cast.coordinator, at=now())
    assert greeter_of(seat) == circle.seats["facilitator"]


def test_whoever_is_away_leaves_or_would_rather_not_is_replaced(cast, circle):
    for part in ("member", "second_member"):
        services.like_to_greet(membership=circle.seats[part], actor=cast.everybody[part], at=now())
    seat = visit(cast)
    groups.give_absence_notice(
        meeting=circle.meeting, membership=circle.seats["member"], tell=AbsenceNotice.Tell.NOTHING, words="",
        actor=cast.member, at=now(),
    )  # fmt: skip
    assert greeter_of(seat) == circle.seats["second_member"]
    groups.leave(membership=circle.seats["second_member"], actor=cast.second_member, at=now())
    assert greeter_of(seat) == circle.seats["facilitator"]
    services.stop_greeting(membership=circle.seats["member"], actor=cast.member, at=now())
    assert not Greeter.objects.exists()
    assert greeter_of(seat) == circle.seats["facilitator"]


def test_visitors_do_not_greet_and_nobody_offers_for_another(cast, circle):
    seat = visit(cast)
    with pytest.raises(NotAllowed):
        services.like_to_greet(membership=seat, actor=cast.outsider, at=now())
    with pytest.raises(NotAllowed):
        services.like_to_greet(membership=circle.seats["member"], actor=cast.outsider, at=now())


def test_both_read_of_each_other_by_the_names_of_the_group(cast, circle, client):
    address = reverse("groups:detail", args=[cast.group.pk])
    client.force_login(cast.member)
    client.post(reverse("joining:greet", args=[cast.group.pk]), {"greet": "yes"})
    groups.introduce_myself(membership=circle.seats["member"], actor=cast.member, pronouns="she/her", shows_needs=False)
    visit(cast)
    assert "Wren (she/her)" in page_of(client, cast.outsider, address)
    coming = today_of(cast.outsider, now()).next
    assert coming is not None and coming.greeter == "Wren (she/her) says hello to you there, so that you know somebody."
    door = reverse("rooms:door", args=[circle.meeting.pk])
    assert "Wren (she/her) says hello to you inside" in page_of(client, cast.outsider, door)
    assert "says hello" not in page_of(client, cast.member, door)
    assert [(each.name, each.group) for each in today_of(cast.member, now()).greets] == [("Heron", cast.group.name)]
    assert today_of(cast.second_member, now()).greets == []
    page = page_of(client, cast.member, address)
    assert "You greet" in page and "Heron" in page and cast.outsider.sign_in_name not in page
    client.post(reverse("joining:greet", args=[cast.group.pk]), {"greet": "no"})
    assert today_of(cast.member, now()).greets == []


# --- how it was ---------------------------------------------------------------------------------------------------
def test_how_it_was_is_sealed_ones_own_and_counts_for_the_kind(cast, circle, client):
    visit(cast)
    Meeting.objects.filter(pk=circle.meeting.pk).update(opened_at=now(), closed_at=now() + timedelta(microseconds=1))
    address = reverse("joining:decide", args=[cast.group.pk])
    client.force_login(cast.outsider)
    assert client.post(address, {"fit": "7", "decision": "later"}).status_code == 422
    assert client.post(address, {"fit": "8"}).status_code == 422
    assert not FitAnswer.objects.exists()
    assert client.post(address, {"fit": "8", "decision": "later"}).headers["Location"] == "/trying/"
    answer = FitAnswer.objects.get()
    assert isinstance(vars(answer)["value_sealed"], bytes) and len(vars(answer)["value_sealed"]) > 16
    assert (answer.person, answer.value) == (cast.outsider, "8")
    assert person_rows([cast.outsider], [])[0]["rated"] == {"addiction_recovery": 8.0}
    assert "Rather good" in client.get("/trying/").content.decode()
    assert "Rather good" in client.get("/my-data/fit/").content.decode()
    assert client.post(address, {"decision": "stay"}).headers["Location"] == "/"
    assert FitAnswer.objects.count() == 1, "saying nothing takes nothing back"
    assert client.post(reverse("joining:forget_fit", args=[answer.pk])).status_code == 302
    assert not FitAnswer.objects.exists()


def test_nobody_says_how_it_was_for_another_or_where_they_never_were(cast, circle):
    visit(cast)
    with pytest.raises(NotAllowed):
        services.say_fit(person=cast.outsider, group=cast.group, value=8, actor=cast.facilitator, at=now())
    stranger = new_person("stranger")
    with pytest.raises(NotAllowed):
        services.say_fit(person=stranger, group=cast.group, value=8, actor=stranger, at=now())
    answer = services.say_fit(person=cast.outsider, group=cast.group, value=8, actor=cast.outsider, at=now())
    with pytest.raises(NotAllowed):
        services.forget_fit(answer=answer, actor=cast.facilitator)


# --- several at once ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("more", [0, 2])
def test_trials_stand_side_by_side_at_the_same_cost(cast, circle, client, django_assert_num_queries, more):
    visit(cast)
    for number in range(more):
        other = new_group(cast, at=now(), name=f"Table {number}")
        meets_weekly(cast, other, at=now())
        version = publish_rules(cast, other, at=now())
        take_seats(cast, other, version, at=now())
        visit(cast, version=version, name=f"Heron {number}x")
    found = trials(cast.outsider, now())
    assert [(each.state, each.greeter is not None, each.signed is not None) for each in found] == [
        ("coming", True, True)
    ] * (1 + more)
    with django_assert_num_queries(6):
        trials(cast.outsider, now())
    page = page_of(client, cast.outsider, "/trying/")
    assert page.count("The agreement, version 1") == 1 + more
    assert page_of(client, cast.outsider, "/groups/").count("Your chair is kept until") == 1 + more
    assert "You are on no visit" in page_of(client, cast.member, "/trying/")


def test_staying_in_a_second_group_asks_kindly_whether_to_keep_both(cast, circle, client):
    other = new_group(cast, at=now(), name="Table Two")
    meets_weekly(cast, other, at=now())
    visit(cast, person=cast.member, version=publish_rules(cast, other, at=now()))
    meeting = Meeting.objects.filter(group=other).coming(now())[0]
    Meeting.objects.filter(pk=meeting.pk).update(opened_at=now(), closed_at=now() + timedelta(microseconds=1))
    client.force_login(cast.member)
    gone = client.post(reverse("joining:decide", args=[other.pk]), {"decision": "stay"}).headers["Location"]
    assert gone == "/trying/both/"
    page = client.get(gone).content.decode()
    assert "You have a chair in 2 groups" in page and "Table Two" in page and cast.group.name in page


# --- a good-bye, and coming back --------------------------------------------------------------------------------------
def test_a_good_bye_is_sealed_and_read_by_those_who_were_there_for_its_days(cast, circle, client):
    seat, at = circle.seats["member"], now()
    visit(cast)
    client.force_login(cast.member)
    client.post(reverse("groups:leave", args=[cast.group.pk]), {"farewell": " Thank you all. "})
    row = Farewell.objects.get()
    assert (row.membership, row.words, row.stays_in_touch) == (seat, "Thank you all.", False)
    assert row.key_id == cast.member.key_id and b"Thank" not in vars(row)["words_sealed"]
    address = reverse("groups:detail", args=[cast.group.pk])
    assert "Thank you all." in page_of(client, cast.second_member, address)
    for other in (cast.outsider, cast.coordinator, cast.member):
        assert "Thank you all." not in page_of(client, other, address)
    later = at + timedelta(days=15)
    assert farewells_for(circle.seats["second_member"], later) == []
    assert forget_old_farewells(at=at + timedelta(days=13)) == 0
    assert (forget_old_farewells(at=later), Farewell.objects.count()) == (1, 0)


def test_whoever_joins_afterwards_does_not_read_it(cast, circle):
    groups.leave(membership=circle.seats["member"], actor=cast.member, at=now(), farewell="Bye.")
    new = groups.join(
        group=cast.group, person=cast.outsider, pseudonym="Heron", part=Part.MEMBER, actor=cast.coordinator, at=now()
    )
    assert farewells_for(new, now()) == []
    assert [each.words for each in farewells_for(circle.seats["second_member"], now())] == ["Bye."]


def test_a_good_bye_can_be_taken_back(cast, circle, client):
    groups.leave(membership=circle.seats["member"], actor=cast.member, at=now(), farewell="Bye.", stays_in_touch=True)
    client.force_login(cast.member)
    client.post(reverse("groups:take_back_farewell", args=[cast.group.pk]))
    assert Farewell.objects.get().words is None
    assert farewells_for(circle.seats["second_member"], now()) == []


def test_too_many_words_leave_everything_as_it_was(cast, circle):
    with pytest.raises(groups.FarewellIsTooLong):
        groups.leave(membership=circle.seats["member"], actor=cast.member, at=now(), farewell="x" * 601)
    assert Membership.objects.get(pk=circle.seats["member"].pk).ends_at is None


def test_one_who_was_there_comes_back_with_one_tap_into_a_new_seat(cast, circle, client):
    seat = circle.seats["member"]
    groups.leave(membership=seat, actor=cast.member, at=now(), stays_in_touch=True)
    page = page_of(client, cast.member, "/groups/")
    assert "Groups I was part of" in page and "Come back" in page
    address = reverse("joining:come_back", args=[cast.group.pk])
    assert client.post(address).status_code == 302
    back = Membership.objects.active(now()).get(person=cast.member)
    assert back.pk != seat.pk and (back.pseudonym, back.part) == ("Wren", Part.MEMBER)
    assert Signature.objects.in_force(now()).filter(membership=back).exists()
    assert client.post(address).status_code == 404 and not Farewell.objects.exists()


def test_with_a_new_agreement_one_comes_back_and_signs_first(cast, circle):
    groups.leave(membership=circle.seats["member"], actor=cast.member, at=now(), stays_in_touch=True)
    publish_rules(cast, cast.group, at=now())
    back = services.come_back(farewell=Farewell.objects.get(), actor=cast.member, at=now())
    assert not Signature.objects.filter(membership=back).exists()


def test_a_full_table_and_somebody_one_must_not_meet_are_answered_alike(cast, circle):
    groups.leave(membership=circle.seats["member"], actor=cast.member, at=now(), stays_in_touch=True)
    farewell = Farewell.objects.get()
    with pytest.raises(NotAllowed):
        services.come_back(farewell=farewell, actor=cast.outsider, at=now())
    pair = keep_apart(one=cast.member, other=cast.second_member, actor=cast.coordinator, at=now())
    with pytest.raises(groups.GroupIsFull):
        services.come_back(farewell=farewell, actor=cast.member, at=now())
    pair.delete()
    Group.objects.filter(pk=cast.group.pk).update(seats=2)
    visit(cast)
    with pytest.raises(groups.GroupIsFull):
        services.come_back(farewell=farewell, actor=cast.member, at=now())
    assert Farewell.objects.exists()


def test_the_list_of_groups_one_was_part_of_is_ones_own_and_can_be_cut(cast, circle, client):
    groups.leave(membership=circle.seats["member"], actor=cast.member, at=now(), farewell="Bye.", stays_in_touch=True)
    assert was_part_of(cast.second_member, now()) == []
    client.force_login(cast.member)
    client.post(reverse("groups:out_of_touch", args=[cast.group.pk]))
    assert Farewell.objects.get().stays_in_touch is False, "the words keep their days"
    forget_old_farewells(at=now() + timedelta(days=15))
    assert was_part_of(cast.member, now()) == []


def test_a_day_later_only_that_one_stays_in_touch_is_left(cast, circle):
    groups.leave(membership=circle.seats["member"], actor=cast.member, at=now(), farewell="Bye.", stays_in_touch=True)
    assert forget_old_farewells(at=now() + timedelta(days=15)) == 1
    row = Farewell.objects.get()
    assert (row.words, row.stays_in_touch) == (None, True)
    groups.stay_out_of_touch(farewell=row, actor=cast.member)
    assert not Farewell.objects.exists()
