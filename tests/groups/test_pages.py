"""The pages of groups: what each shows to whom, what a form does, and how many reads it takes."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from openchair.core.time import now
from openchair.groups import services
from openchair.groups.models import AbsenceNotice, Group, Meeting, Membership, Part, Series
from tests.cast import new_person
from tests.circle import meets_weekly, new_group, publish_rules, take_seats

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def circle(cast):
    return cast.circle


def signed_in(client, person):
    client.force_login(person)
    return client


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


# --- one group ------------------------------------------------------------------------------------------
def test_anybody_may_read_what_a_listed_group_is(client, circle):
    page = text_of(client.get(f"/groups/{circle.group.pk}/"))
    assert "The Wednesday Table" in page and "Peer group, not therapy" in page
    assert "Amara" in page and "Trained peer" in page and "Pell" in page
    assert "Every Wednesday, 19:00 to 20:15" in page and "Lisbon time" in page
    assert "6 of the 8 seats are open" in page
    assert "Try one visit" in page
    assert "We come sober. If today was not sober, we come to listen." in page
    assert "Wren" not in page and "Tove" not in page  # members are named to those who lead, not to the world


def test_an_unlisted_group_is_not_there_for_those_outside(client, cast):
    hidden = new_group(cast, at=now(), listed=False)
    address = f"/groups/{hidden.pk}/"
    for person in (cast.outsider, cast.member, cast.facilitator, cast.operator):
        assert signed_in(client, person).get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 404
    assert signed_in(client, cast.coordinator).get(address).status_code == 200


@pytest.mark.parametrize(
    ("part", "sees_names"),
    [("member", False), ("facilitator", True), ("co_facilitator", True), ("coordinator", True), ("outsider", False)],
)
def test_names_of_members_are_for_those_who_lead_and_coordinators(client, cast, circle, part, sees_names):
    page = text_of(signed_in(client, cast.everybody[part]).get(f"/groups/{circle.group.pk}/"))
    assert ("Tove" in page) is sees_names
    # Never who they are: neither the sign-in name nor the id of the account.
    assert str(cast.second_member.pk) not in page and "second member" not in page


def test_a_member_is_led_to_the_door_and_somebody_unsigned_to_the_agreement_first(client, cast, circle):
    address = f"/groups/{circle.group.pk}/"
    door = f'href="/meetings/{circle.meeting.pk}/door/"'
    assert door in text_of(signed_in(client, cast.member).get(address))
    publish_rules(cast, circle.group, at=now())
    page = text_of(client.get(address))
    assert door not in page and "Read and sign the agreement" in page


def test_a_full_group_says_so(client, cast, circle):
    Group.objects.filter(pk=circle.group.pk).update(seats=2)
    page = text_of(signed_in(client, cast.outsider).get(f"/groups/{circle.group.pk}/"))
    assert "Every seat is taken" in page and "Try one visit" not in page


def test_a_group_without_meetings_asks_to_look_again(client, cast):
    group = new_group(cast, at=now())
    page = text_of(signed_in(client, cast.outsider).get(f"/groups/{group.pk}/"))
    assert "No meeting is planned" in page and "Try one visit" not in page and "Nobody leads this group yet" in page


@pytest.mark.parametrize("people", [0, 5])
def test_the_page_of_a_group_takes_the_same_reads_for_few_and_for_many(
    client, cast, circle, django_assert_num_queries, people
):
    for number in range(people):
        services.join(
            group=circle.group, person=new_person(f"one more {number}"), pseudonym=f"Reed {number}", part=Part.MEMBER,
            actor=cast.coordinator, at=now(),
        )  # fmt: skip
    signed_in(client, cast.facilitator).get("/groups/")
    with django_assert_num_queries(19):
        client.get(f"/groups/{circle.group.pk}/")


# --- my groups ----------------------------------------------------------------------------------------------
def test_my_groups_are_mine_with_name_and_next_meeting(client, cast, circle):
    page = text_of(signed_in(client, cast.member).get("/groups/"))
    assert "You are Wren here. Member." in page and "Next: " in page
    assert f"/groups/meetings/{circle.meeting.pk}/absence/" in page
    assert "Tove" not in page


def test_without_a_group_the_page_invites(client, cast, circle):
    page = text_of(signed_in(client, cast.outsider).get("/groups/"))
    assert "You are in no group yet." in page and "The Wednesday Table" not in page


@pytest.mark.parametrize("groups", [1, 3])
def test_my_groups_take_the_same_reads_for_one_and_three(client, cast, circle, django_assert_num_queries, groups):
    for number in range(groups - 1):
        other = new_group(cast, at=now(), name=f"Table {number}")
        meets_weekly(cast, other, at=now())
        take_seats(cast, other, publish_rules(cast, other, at=now()), at=now())
    signed_in(client, cast.member).get("/groups/")
    with django_assert_num_queries(7):
        assert client.get("/groups/").content.count(b"You are Wren here") == groups


# --- giving notice ---------------------------------------------------------------------------------------------
def test_notice_is_given_said_and_taken_back_on_one_page(client, cast, circle):
    address = f"/groups/meetings/{circle.meeting.pk}/absence/"
    signed_in(client, cast.member)
    assert client.post(address, {"tell": "words", "words": "At my sister's"}).status_code == 302
    page = text_of(client.get(address))
    assert "You are away this time" in page
    assert "The group sees “Wren is away”. And your words: “At my sister&#x27;s”" in page
    client.post(address + "withdrawal/")
    assert not AbsenceNotice.objects.filter(withdrawn_at=None).exists()
    assert "What may the group be told?" in text_of(client.get(address))


def test_notice_with_words_but_none_written_says_what_to_do(client, cast, circle):
    response = signed_in(client, cast.member).post(
        f"/groups/meetings/{circle.meeting.pk}/absence/", {"tell": "words", "words": ""}
    )
    assert response.status_code == 422
    assert "Write what the group may be told, or choose another answer." in text_of(response)
    assert 'href="#id_words"' in text_of(response)


def test_nobody_gives_notice_for_a_meeting_of_another_group(client, cast, circle):
    address = f"/groups/meetings/{circle.meeting.pk}/absence/"
    foreign = signed_in(client, cast.outsider).post(address, {"tell": "away"})
    missing = client.post(f"/groups/meetings/{uuid4()}/absence/", {"tell": "away"})
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert not AbsenceNotice.objects.exists()


# --- after a visit -----------------------------------------------------------------------------------------------
@pytest.fixture
def visited(cast, circle):
    """A visitor whose meeting was yesterday."""
    began = now() - timedelta(days=1, hours=2)
    past = Meeting.objects.create(
        group=circle.group, local_date=began.date(), starts_at=began, ends_at=began + timedelta(hours=1.5),
        opened_at=began, closed_at=began + timedelta(hours=1.5),
    )  # fmt: skip
    return Membership.objects.create(
        group=circle.group, person=cast.outsider, pseudonym="Heron", part=Part.VISITOR,
        starts_at=began - timedelta(days=1), ends_at=past.ends_at + timedelta(days=1),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("decision", "part", "runs"),
    [("stay", "member", True), ("another", "visitor", True), ("not_now", "visitor", False)],
)
def test_a_visitor_decides_and_nobody_is_asked_why(client, cast, visited, decision, part, runs):
    signed_in(client, cast.outsider)
    page = text_of(client.get(f"/groups/{visited.group_id}/"))
    assert "Decide after your visit" in page
    response = client.post(f"/groups/{visited.group_id}/after-visit/", {"decision": decision})
    assert response.headers["Location"] == "/"
    seat = Membership.objects.get(pk=visited.pk)
    assert (seat.part, seat.ends_at is None or seat.ends_at > now()) == (part, runs)
    # Whoever comes once more may say so before that, and is not asked until then.
    again = decision == "another"
    assert client.get(f"/groups/{visited.group_id}/after-visit/").status_code == (200 if again else 404)
    assert "Decide after your visit" not in text_of(client.get(f"/groups/{visited.group_id}/"))


def test_a_decision_that_finds_the_group_full_says_so(client, cast, visited):
    Membership.objects.filter(pk=visited.pk).update(ends_at=now() - timedelta(hours=1))
    Group.objects.filter(pk=visited.group_id).update(seats=2)
    response = signed_in(client, cast.outsider).post(f"/groups/{visited.group_id}/after-visit/", {"decision": "stay"})
    assert response.status_code == 422
    assert "All seats of this group are taken." in text_of(response)
    assert client.post(f"/groups/{visited.group_id}/after-visit/", {"decision": "x"}).status_code == 422


def test_a_member_leaves_after_one_look(client, cast, circle):
    address = f"/groups/{circle.group.pk}/leaving/"
    signed_in(client, cast.member)
    assert "The group hears that you have left, and no reason." in text_of(client.get(address))
    assert Membership.objects.active(now()).filter(person=cast.member).exists()
    assert client.post(address).headers["Location"] == "/groups/"
    assert not Membership.objects.active(now()).filter(person=cast.member).exists()
    assert client.get(address).status_code == 404


# --- for coordinators ------------------------------------------------------------------------------------------------
GROUP = {
    "name": "Sunday Kitchen", "purpose": "We cook, then we talk.", "mode": "peer", "kind": "mental_health",
    "format": "hybrid", "leadership": "peer", "seats": "12", "language": "en", "time_zone": "Europe/Lisbon",
    "place": "Rua do Farol", "access_notes": "", "listed": "on", "word_retention_days": "30",
}  # fmt: skip


def test_a_coordinator_founds_a_group_sets_its_week_and_names_who_leads(client, cast):
    signed_in(client, cast.coordinator)
    week = client.post("/groups/new/", GROUP).headers["Location"]
    group = Group.objects.get()
    assert week == reverse("groups:week", args=[group.pk])
    # In three days: on the weekday of today the first of them may be over already.
    weekday = (now() + timedelta(days=3)).weekday()
    series = {"act": "series", "weekday": str(weekday), "starts_local": "10:00", "minutes": "90", "every_weeks": "1"}
    client.post(week, series | {"starts_on": now().date().isoformat()})
    assert Meeting.objects.filter(group=group).count() == 8
    seat = {"sign_in_name": "Facilitator", "pseudonym": "João", "part": "facilitator"}
    assert client.post(f"/groups/{group.pk}/people/", seat).status_code == 302
    assert Membership.objects.get().leads
    page = text_of(client.get(f"/groups/{group.pk}/people/"))
    assert "João" in page and "Ends leading here" in page
    client.post(f"/groups/{group.pk}/people/{Membership.objects.get().pk}/end/")
    assert not Membership.objects.active(now()).exists()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("seats", "1", "greater than or equal to 2"),
        ("word_retention_days", "400", "less than or equal to 365"),
        ("time_zone", "Moon/Sea", "Select a valid choice"),
        ("mode", "therapy", "A therapy group is led by a clinician"),
        ("name", "", "This field is required"),
    ],
)
def test_a_form_that_makes_no_sense_keeps_what_was_typed_and_says_why(client, cast, field, value, said):
    response = signed_in(client, cast.coordinator).post("/groups/new/", GROUP | {field: value})
    assert response.status_code == 422
    assert said in text_of(response) and "We cook, then we talk." in text_of(response)
    assert not Group.objects.exists()


def test_a_coordinator_cannot_set_what_the_form_does_not_ask(client, cast, circle):
    signed_in(client, cast.coordinator).post(
        f"/groups/{circle.group.pk}/edit/", GROUP | {"id": str(uuid4()), "closed_at": "2026-01-01", "created_at": ""}
    )
    changed = Group.objects.get()
    assert (changed.pk, changed.name, changed.closed_at) == (circle.group.pk, "Sunday Kitchen", None)
    assert changed.created_at == circle.group.created_at


def test_a_weekly_time_is_changed_and_ended(client, cast, circle):
    signed_in(client, cast.coordinator)
    address = f"/groups/{circle.group.pk}/week/{circle.series.pk}/"
    values = {"weekday": "2", "starts_local": "20:00", "minutes": "60", "every_weeks": "1", "starts_on": "2026-01-01"}
    assert 'value="19:00"' in text_of(client.get(address))
    assert client.post(address, values | {"minutes": "5"}).status_code == 422
    assert client.post(address, values).status_code == 302
    assert Series.objects.get().minutes == 60
    assert client.post(address, {"end": "1"}).status_code == 302
    assert not Meeting.objects.filter(group=circle.group).coming(now() + timedelta(days=1)).exists()
    assert client.get(address).status_code == 404


def test_one_meeting_more_is_on_the_groups_clock(client, cast, circle):
    signed_in(client, cast.coordinator)
    day = (now() + timedelta(days=100)).date()
    response = client.post(
        f"/groups/{circle.group.pk}/week/",
        {"act": "extra", "extra-day": day.isoformat(), "extra-time": "11:00", "extra-minutes": "45"},
    )
    assert response.status_code == 302
    extra = Meeting.objects.get(series=None)
    assert (extra.local_date, extra.ends_at - extra.starts_at) == (day, timedelta(minutes=45))
    wrong = client.post(f"/groups/{circle.group.pk}/week/", {"act": "extra", "extra-day": "soon"})
    assert wrong.status_code == 422 and 'href="#id_extra-day"' in text_of(wrong)


def test_a_leader_cancels_a_meeting_that_has_not_begun(client, cast, circle):
    address = f"/groups/meetings/{circle.meeting.pk}/cancellation/"
    assert signed_in(client, cast.member).post(address).status_code == 404
    assert signed_in(client, cast.facilitator).post(address).status_code == 302
    assert Meeting.objects.get(pk=circle.meeting.pk).cancelled_at
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"sign_in_name": "nobody such"}, "Nobody signs in with this name."),
        ({"pseudonym": "Wren"}, "Somebody here is or was called that."),
        ({"pseudonym": "..."}, "Choose a name with a letter in it"),
        ({"part": "facilitator"}, "has no role as a facilitator yet"),
        ({"sign_in_name": "member"}, "You are in this group already."),
    ],
)
def test_a_seat_that_cannot_be_given_says_why(client, cast, circle, changed, said):
    seat = {"sign_in_name": "outsider", "pseudonym": "Heron", "part": "member"}
    response = signed_in(client, cast.coordinator).post(f"/groups/{circle.group.pk}/people/", seat | changed)
    assert response.status_code == 422
    assert said in text_of(response)
    assert Membership.objects.count() == 4


def test_a_group_is_closed_after_one_look(client, cast, circle):
    signed_in(client, cast.coordinator)
    address = f"/groups/{circle.group.pk}/closing/"
    assert "This cannot be undone." in text_of(client.get(address))
    assert client.post(address).status_code == 302
    assert Group.objects.get().closed_at
    assert client.get(address).status_code == 404
    client.force_login(cast.member)
    assert client.get(f"/groups/{circle.group.pk}/").status_code == 404


def test_no_title_of_a_page_carries_a_name(client, cast, circle):
    signed_in(client, cast.coordinator)
    for address in ("", f"{circle.group.pk}/", f"{circle.group.pk}/people/", f"{circle.group.pk}/week/", "new/"):
        title = re.search("<title>(.*?)</title>", client.get(f"/groups/{address}").content.decode())
        assert title and "Wednesday" not in title[1]
