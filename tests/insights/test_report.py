"""The pages: who may read which figures, what is withheld and why, and that no word and no foreign figure gets out."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from openchair.core.time import now
from openchair.goals.models import Commitment
from openchair.goals.services import make_commitment, report_commitment
from openchair.groups.models import AbsenceNotice, Membership
from openchair.groups.services import give_absence_notice
from openchair.insights import policies, report
from openchair.insights.queries import my_history
from openchair.rooms.core import events as e
from openchair.vault.models import DataKey
from tests.insights import held as stages
from tests.insights.held import BEGIN, hold, stage

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def on(cast):
    return stage(cast)


def page(client, person, address):
    client.force_login(person)
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


# --- who may read ------------------------------------------------------------------------------
def test_leaders_read_names_coordinators_read_none_and_everybody_else_finds_nothing(cast, on, client):
    meeting = hold(on)
    address = f"/reports/meetings/{meeting.pk}/"
    for person in (cast.facilitator, cast.co_facilitator):
        assert "Wren" in page(client, person, address)
    shown = page(client, cast.coordinator, address)
    assert "3 of 4 seats were taken." in shown
    for name in ("Wren", "Sorrel", "Ash", "Linnet", "Runa", "Ivo"):
        assert name not in shown
    for person in (cast.member, cast.second_member, cast.therapist, cast.supervisor, cast.operator, cast.outsider):
        client.force_login(person)
        assert client.get(address).status_code == 404
        assert client.get(f"/reports/groups/{on.group.pk}/").status_code == 404


def test_the_scope_and_the_predicate_agree_for_the_whole_cast(cast, on):
    at = now()
    meetings = [hold(on), stages.plan(on, BEGIN + timedelta(days=7)), hold(stage(cast, name="Other"))]
    Membership.objects.filter(group=meetings[2].group, person=cast.co_facilitator).update(ends_at=at)
    for person in cast.everybody.values():
        scope = set(policies.reports_visible_to(person, at))
        assert scope == {meeting for meeting in meetings if policies.can_read_report(person, meeting, at)}
        groups = set(policies.histories_visible_to(person, at))
        assert groups == {m.group for m in meetings if policies.can_read_history(person, m.group, at)}


def test_somebody_who_leads_since_later_reads_no_names_of_before(cast, on, client):
    meeting = hold(on)
    Membership.objects.filter(pk=on.seats["ivo"].pk).update(starts_at=meeting.ends_at)
    client.force_login(cast.co_facilitator)
    assert client.get(f"/reports/meetings/{meeting.pk}/").status_code == 404
    assert page(client, cast.co_facilitator, f"/reports/groups/{on.group.pk}/")


def test_whoever_leads_no_more_reads_no_more(cast, on, client):
    meeting = hold(on)
    Membership.objects.filter(pk=on.seats["runa"].pk).update(ends_at=now())
    client.force_login(cast.facilitator)
    assert client.get(f"/reports/meetings/{meeting.pk}/").status_code == 404


def test_a_meeting_that_was_never_opened_has_no_report(cast, on, client):
    client.force_login(cast.facilitator)
    assert client.get(f"/reports/meetings/{stages.plan(on).pk}/").status_code == 404


def test_while_the_meeting_is_on_nothing_of_it_is_shown(cast, on, client):
    meeting = hold(on, closed=False)
    shown = page(client, cast.facilitator, f"/reports/meetings/{meeting.pk}/")
    assert "This meeting is still on." in shown
    assert "Wren" not in shown


# --- what the report says ----------------------------------------------------------------------
def test_the_report_counts_minutes_shares_and_turns(cast, on, client):
    meeting = hold(on, pattern=("wren", "sorrel", "wren", "ash") * 6)
    told = report.build(meeting=meeting, named=True)
    assert {place.name: (place.came, place.leads) for place in told.places} == {
        "Ash": ("present", False), "Ivo": ("away", True), "Linnet": ("away", False), "Runa": ("present", True),
        "Sorrel": ("present", False), "Wren": ("present", False),
    }  # fmt: skip
    assert told.dynamics.members[on.seat("wren")].share == pytest.approx(0.5, abs=0.01)
    assert (told.attendance.present, told.attendance.away, told.attendance.leaders) == (3, 1, 1)
    shown = page(client, cast.facilitator, f"/reports/meetings/{meeting.pk}/")
    assert "3 people came. The floor was shared fairly evenly." in shown
    assert shown.count('<svg class="plot') == 2


def test_an_absence_with_notice_is_told_apart_and_its_words_stay_sealed(cast, on, client):
    meeting = stages.plan(on, now() + timedelta(days=1))
    give_absence_notice(
        meeting=meeting, membership=on.seats["linnet"], tell=AbsenceNotice.Tell.WORDS, words="my mother is ill",
        actor=on.seats["linnet"].person, at=now(),
    )  # fmt: skip
    begins = BEGIN
    stages.write(meeting, [(0, e.Joined(on.seat("wren"), "member")), (60, e.MeetingClosed())], begins=begins)
    meeting.opened_at, meeting.closed_at = begins, begins + timedelta(minutes=1)
    meeting.save()
    shown = page(client, cast.facilitator, f"/reports/meetings/{meeting.pk}/")
    assert "Away, with notice" in shown
    assert "mother" not in shown


def test_fewer_than_three_people_show_nothing_about_balance(cast, on, client):
    meeting = hold(on, present=("wren", "sorrel"), pattern=("wren", "sorrel", "wren") * 10)
    shown = page(client, cast.facilitator, f"/reports/meetings/{meeting.pk}/")
    assert "Fewer than three people can be counted" in shown
    assert '<svg class="plot' not in shown
    assert "Unevenness" not in shown
    assert "On the floor" not in shown
    mine = page(client, cast.member, "/reports/mine/")
    assert "Too few people were there" in mine
    assert "You had the floor" not in mine


def test_under_twenty_turns_there_is_too_little_talk_to_say(cast, on, client):
    meeting = hold(on, pattern=("wren", "sorrel", "ash") * 6)
    shown = page(client, cast.facilitator, f"/reports/meetings/{meeting.pk}/")
    assert "Too little talk to say how evenly" in shown
    assert "too little talk to say" in shown


def test_a_meeting_held_by_one_tells_those_who_led(cast, on, client):
    meeting = hold(on, pattern=("wren", "sorrel", "wren", "ash") * 6, lengths={"wren": 300, "sorrel": 20, "ash": 20})
    shown = page(client, cast.facilitator, f"/reports/meetings/{meeting.pk}/")
    assert "The floor was held unevenly." in shown
    assert "One person held much of the floor." in shown


# --- nameless answers --------------------------------------------------------------------------
def test_pulses_are_shown_from_five_answers_on_and_otherwise_withheld_with_the_reason(cast, on, client):
    answers = [("heard", value) for value in (4, 4, 3, 4, 2)] + [("safe", 0)] * 4
    meeting = hold(on, pulses=answers)
    told = report.build(meeting=meeting, named=False).pulses
    assert [(pulse.question, pulse.counts, pulse.median) for pulse in told] == [
        ("heard", (0, 0, 1, 1, 3), 4.0),
        ("safe", None, None),
    ]
    shown = page(client, cast.facilitator, f"/reports/meetings/{meeting.pk}/")
    assert "The answer in the middle of 5: Yes." in shown
    assert shown.count("withheld: fewer than 5 answers") == 1


def test_when_the_words_are_gone_attendance_and_balance_stay(cast, on, client):
    meeting = hold(on, pulses=[("heard", 4)] * 6)
    DataKey.objects.filter(subject_id=meeting.pk).delete()
    shown = page(client, cast.facilitator, f"/reports/meetings/{meeting.pk}/")
    assert "deleted together with the words" in shown
    assert "The answer in the middle" not in shown
    assert "Wren" in shown
    assert shown.count('<svg class="plot') == 2


# --- commitments -------------------------------------------------------------------------------
def promise(meeting, person, words):
    return make_commitment(person=person, meeting=meeting, words=words, shared=True, witness_seat_id=None, at=BEGIN)


def test_commitments_are_counted_in_words_while_few_and_never_quoted(cast, on, client):
    before = hold(on, begins=BEGIN - timedelta(days=7))
    promised = promise(before, cast.member, "call my brother")
    report_commitment(commitment=promised, outcome=Commitment.Outcome.DONE, actor=cast.member, at=BEGIN)
    meeting = hold(on)
    for name in ("wren", "sorrel", "ash", "linnet", "runa"):
        promise(meeting, on.seats[name].person, "walk at dawn")
    told = report.build(meeting=meeting, named=True).promises
    assert (told.made, dict(told.reported)) == (5, {"done": 1})
    shown = page(client, cast.facilitator, f"/reports/meetings/{meeting.pk}/")
    assert "Made at this meeting: 5." in shown
    assert "a few" in shown
    assert "brother" not in shown
    assert "dawn" not in shown


def test_no_word_from_the_room_reaches_a_report(cast, on, client):
    meeting = stages.plan(on)
    canary = "the heron flew at four"
    happened: list[Any] = [(i, e.Joined(on.seat(name), "member")) for i, name in enumerate(("wren", "sorrel", "ash"))]
    happened += [
        (10, e.Said(1, on.seat("wren"), canary, None, canary, turn=True)),
        (11, e.PrivateWordSaid(on.seat("wren"), on.seat("runa"), canary), e.person(on.seat("runa"))),
        (12, e.CommitmentMade(on.seat("wren"), canary, None, shared=True)),
        (13, e.AskedToLeave(on.seat("ash"), on.seat("runa"), canary), e.LEADERS),
        (900, e.MeetingClosed()),
    ]
    stages.write(meeting, happened)
    meeting.opened_at, meeting.closed_at = BEGIN, BEGIN + timedelta(minutes=15)
    meeting.save()
    pages = [
        (cast.facilitator, f"/reports/meetings/{meeting.pk}/"), (cast.coordinator, f"/reports/meetings/{meeting.pk}/"),
        (cast.facilitator, f"/reports/groups/{on.group.pk}/"), (cast.member, "/reports/mine/"),
        (cast.member, f"/reports/mine/{meeting.pk}/"),
    ]  # fmt: skip
    for person, address in pages:
        assert "heron" not in page(client, person, address)


# --- one's own ---------------------------------------------------------------------------------
def test_a_member_sees_their_own_part_and_nothing_of_anybody_else(cast, on, client):
    meeting = hold(on, pattern=("wren", "sorrel", "wren", "ash") * 6, lengths={"wren": 200, "sorrel": 30, "ash": 30})
    for address in ("/reports/mine/", f"/reports/mine/{meeting.pk}/"):
        shown = page(client, cast.member, address)
        assert "You had the floor 12 times, for 40 minutes of 46." in shown
        for name in ("Sorrel", "Ash", "Runa", "Wren", on.seat("sorrel"), on.seat("ash"), "%"):
            assert name not in shown.replace("100%", ""), name
        theirs = page(client, cast.second_member, address)
        assert "You had the floor 6 times, for 3 minutes of 46." in theirs


def test_the_words_for_ones_own_share(cast, on):
    hold(on, present=("wren", "sorrel", "ash"), pattern=("wren", "runa", "sorrel") * 8, lengths={"runa": 30})
    shares = {
        name: my_history(person=on.seats[name].person, before=now())[0][0].share for name in ("wren", "ash", "runa")
    }
    assert shares == {
        "wren": "You had the floor 8 times, for 8 minutes of 16.",
        "ash": "You listened. That is welcome.",
        "runa": "You led. Leading is not counted as a share.",
    }


def test_whoever_was_not_there_or_never_belonged_finds_no_meeting(cast, on, client):
    meeting = hold(on)
    for person in (on.seats["linnet"].person, cast.outsider, cast.coordinator, cast.co_facilitator):
        client.force_login(person)
        assert client.get(f"/reports/mine/{meeting.pk}/").status_code == 404
        assert "No meeting yet." in page(client, person, "/reports/mine/")


def test_after_leaving_the_group_ones_own_history_stays(cast, on, client):
    hold(on)
    Membership.objects.filter(pk=on.seats["wren"].pk).update(ends_at=now())
    assert "The Wednesday Table" in page(client, cast.member, "/reports/mine/")


def test_a_long_history_goes_on_page_by_page(cast, on, client):
    for week in range(13):
        hold(on, begins=BEGIN - timedelta(weeks=week), pattern=())
    history, older = my_history(person=cast.member, before=now())
    assert (len(history), older) == (12, BEGIN - timedelta(weeks=11))
    assert older is not None
    assert len(my_history(person=cast.member, before=older)[0]) == 1
    first = page(client, cast.member, "/reports/mine/")
    link = first[first.index('href="?before=') + 6 :].split('"')[0].replace("&amp;", "&")
    assert "Newest first" in page(client, cast.member, "/reports/mine/" + link)
    for nonsense in ("x", "2026-99-99T00:00:00Z", "2026-03-11", "%00"):
        assert page(client, cast.member, f"/reports/mine/?before={nonsense}")


# --- over time ---------------------------------------------------------------------------------
def test_a_groups_history_has_counts_and_whole_meetings_and_no_names(cast, on, client):
    hold(on, begins=BEGIN - timedelta(days=14))
    hold(on, begins=BEGIN - timedelta(days=7), present=("wren", "sorrel"), pattern=("wren", "sorrel") * 12)
    hold(on, pattern=("wren", "sorrel", "wren", "ash") * 6, lengths={"wren": 200})
    for person in (cast.facilitator, cast.coordinator):
        shown = page(client, person, f"/reports/groups/{on.group.pk}/")
        assert "8 of 12 seats were taken." in shown
        assert shown.count('<svg class="ring"') >= 3
        assert shown.count('<svg class="plot') == 2
        assert shown.count('class="dot"') == 4  # two meetings that can be said, wide and narrow
        assert "Fewer than three people can be counted" in shown
        for name in ("Wren", "Sorrel", "Ash", "Linnet", "Runa", "Ivo"):
            assert name not in shown


def test_a_group_without_a_closed_meeting_invites(cast, on, client):
    assert "No meeting has closed yet." in page(client, cast.facilitator, f"/reports/groups/{on.group.pk}/")


@pytest.mark.parametrize(("who", "where", "asked"), [
    ("facilitator", "/reports/groups/{group}/", 7), ("member", "/reports/mine/", 4),
])  # fmt: skip
def test_lists_take_the_same_queries_with_one_meeting_and_with_three(cast, on, client, who, where, asked):
    address = where.format(group=on.group.pk)

    def queries():
        with CaptureQueriesContext(connections["default"]) as captured:
            client.get(address)
        return len(captured)

    hold(on)
    client.force_login(getattr(cast, who))
    client.get(address)
    one = queries()
    for week in (1, 2):
        hold(on, begins=BEGIN - timedelta(weeks=week))
    assert (one, queries()) == (asked, asked)


def test_a_report_takes_the_same_queries_for_a_short_and_a_long_meeting(cast, on, client):
    def queries(meeting):
        with CaptureQueriesContext(connections["default"]) as captured:
            client.get(f"/reports/meetings/{meeting.pk}/")
        return len(captured)

    short, long = hold(on, pattern=()), hold(on, begins=BEGIN + timedelta(days=1), pattern=("wren", "ash") * 40)
    client.force_login(cast.facilitator)
    client.get(f"/reports/meetings/{short.pk}/")
    assert (queries(short), queries(long)) == (9, 9)


def test_those_who_may_read_it_find_the_report_by_links(cast, on, client):
    meeting = hold(on)
    history = reverse("insights:group", args=[on.group.pk])
    link = f'href="{history}"'
    seen = {part: link in page(client, cast.everybody[part], f"/groups/{on.group.pk}/") for part in cast.everybody}
    assert {part for part, found in seen.items() if found} == {"facilitator", "co_facilitator", "coordinator"}
    assert reverse("insights:meeting", args=[meeting.pk]) in page(client, cast.facilitator, history)
    assert reverse("insights:meeting", args=[meeting.pk]) in page(client, cast.facilitator, "/")
    assert reverse("insights:my_meeting", args=[meeting.pk]) in page(client, cast.member, "/")
