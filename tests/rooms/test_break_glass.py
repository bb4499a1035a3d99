"""Where somebody is tonight: sealed, opened by one leader for a reason, looked at by a second person (SAFE-1)."""

import json
from datetime import timedelta

import pytest

from openchair.audit.models import Entry
from openchair.core.errors import NotAllowed
from openchair.core.time import now
from openchair.people.models import Look, Role
from openchair.people.services import grant_role
from openchair.rooms import queries, services
from openchair.rooms.models import BreakGlass, WhereTonight
from openchair.rooms.policies import can_review
from openchair.rooms.services import (
    GLASS_OPEN,
    INCIDENTS_KEPT,
    REVIEW_WITHIN,
    AlreadyReviewed,
    NothingLeft,
    ReasonMissing,
)
from openchair.vault.errors import KeyDestroyed
from openchair.vault.services import destroy_due
from tests.rooms.live import staged
from tests.rooms.people import coordinator_named, member_named, with_role

# Keys are destroyed once a transaction is durable, so these tests commit.
pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")

REASON = "She said goodbye to everybody and does not answer."


@pytest.fixture
def room():
    return staged(4)


def leave_note(room, who):
    return services.leave_where_tonight(
        meeting=room.meeting, membership=who.membership, place="CANARY-PLACE 7", call="Ruth", actor=who.person, at=now()
    )


def open_note(room, actor, at=None, reason=REASON, ground="goodbye"):
    return services.open_where_tonight(
        meeting=room.meeting,
        seat=room.people[1].membership.pk,
        actor=actor,
        ground=ground,
        reason=reason,
        at=at or now(),
    )


def read(opening, actor, at):
    return services.read_where_tonight(break_glass=opening, actor=actor, at=at)


def test_a_leader_opens_the_note_with_a_reason_and_reads_it_for_an_hour(room):
    leave_note(room, room.people[1])
    lead = room.people[0].person
    at = now()
    opening = open_note(room, lead, at)
    assert read(opening, lead, at) == ("CANARY-PLACE 7", "Ruth")
    assert read(opening, lead, opening.expires_at - timedelta(seconds=1))[1] == "Ruth"
    for moment in (opening.expires_at, at - timedelta(days=1)):
        with pytest.raises(NotAllowed):
            read(opening, lead, moment)
    assert Entry.objects.filter(action="break_glass.read").count() == 2


def test_every_reading_is_one_entry_and_a_refused_one_is_none(room):
    leave_note(room, room.people[1])
    lead = room.people[0].person
    opening = open_note(room, lead)
    assert not Entry.objects.filter(action="break_glass.read").exists()
    read(opening, lead, now())
    (entry,) = Entry.objects.filter(action="break_glass.read")
    assert (entry.actor_id, json.loads(entry.subject)) == (lead.pk, {"break_glass_id": str(opening.pk)})


def test_sent_twice_it_is_opened_once_and_a_new_note_opens_anew(room):
    leave_note(room, room.people[1])
    lead = room.people[0].person
    first = open_note(room, lead)
    assert open_note(room, lead) == first
    assert Entry.objects.filter(action="break_glass.opened").count() == 1
    services.leave_where_tonight(
        meeting=room.meeting,
        membership=room.people[1].membership,
        place="Station",
        call="",
        actor=room.people[1].person,
        at=now(),
    )
    second = open_note(room, lead)
    assert second != first
    assert read(second, lead, now()) == ("Station", "")


def test_what_was_opened_stays_open_for_its_hour_when_the_meeting_closes_and_nothing_else_does(room):
    leave_note(room, room.people[1])
    lead = room.people[0].person
    opening = open_note(room, lead)
    room.meeting.__class__.objects.filter(pk=room.meeting.pk).update(closed_at=now())
    assert read(opening, lead, now())[0] == "CANARY-PLACE 7"
    with pytest.raises(NotAllowed):
        open_note(room, lead)


def test_after_the_hour_nobody_can_open_it_with_any_tool(room):
    leave_note(room, room.people[1])
    opening = open_note(room, room.people[0].person)
    destroy_due(at=opening.expires_at)
    again = BreakGlass.objects.get(pk=opening.pk)
    with pytest.raises(KeyDestroyed):
        _ = again.place
    assert again.reason == REASON


def test_nobody_else_opens_it(room):
    leave_note(room, room.people[1])
    others = [
        room.people[1].person,
        room.people[2].person,
        coordinator_named("a coordinator"),
        with_role("a supervisor", Role.SUPERVISOR),
        with_role("an operator", Role.OPERATOR),
        member_named("an outsider"),
    ]
    for actor in others:
        with pytest.raises(NotAllowed):
            open_note(room, actor)
    assert not BreakGlass.objects.exists()
    assert not Look.objects.exists()


def test_only_the_opener_reads_what_was_opened(room):
    leave_note(room, room.people[1])
    opening = open_note(room, room.people[0].person)
    for actor in (room.people[1].person, room.people[2].person, coordinator_named("a coordinator")):
        with pytest.raises(NotAllowed):
            read(opening, actor, now())


@pytest.mark.parametrize(
    ("ground", "reason", "refusal"),
    [
        ("goodbye", "", ReasonMissing),
        ("goodbye", "   ", ReasonMissing),
        ("goodbye", "because", ReasonMissing),
        ("", REASON, NotAllowed),
        ("curious", REASON, NotAllowed),
    ],
)
def test_without_a_reason_it_stays_closed(room, ground, reason, refusal):
    leave_note(room, room.people[1])
    with pytest.raises(refusal):
        open_note(room, room.people[0].person, reason=reason, ground=ground)
    assert not BreakGlass.objects.exists()


def test_without_a_note_there_is_nothing_to_open(room):
    with pytest.raises(NothingLeft):
        open_note(room, room.people[0].person)


def test_the_person_sees_who_opened_it_and_why(room):
    leave_note(room, room.people[1])
    opening = open_note(room, room.people[0].person)
    (seen,) = queries.break_glasses_about(room.people[1].person)
    assert (seen.pk, seen.opener, seen.reason) == (opening.pk, room.people[0].person, REASON)
    assert seen.ground_words == "They said goodbye, or spoke of ending their life"
    told = queries.opening_told(seen, now())
    assert (told.whose, told.opener, told.reason) == ("Chair 1", "Lead", REASON)
    assert not queries.break_glasses_about(room.people[2].person).exists()
    (look,) = Look.objects.filter(person=room.people[1].person)
    assert (look.looked_by, look.what) == (room.people[0].person, "where_tonight")


def test_the_trail_holds_the_opening_and_no_word_of_it(room):
    leave_note(room, room.people[1])
    open_note(room, room.people[0].person)
    (entry,) = Entry.objects.filter(action="break_glass.opened")
    assert entry.actor_id == room.people[0].person.pk
    everything = repr(list(Entry.objects.values()))
    assert "CANARY" not in everything and "goodbye" not in everything
    read(BreakGlass.objects.get(), room.people[0].person, now())
    assert "CANARY" not in repr(list(Entry.objects.values()))
    assert "goodbye" not in repr(list(BreakGlass.objects.values())), "the kind of danger is sealed too"


def test_once_the_incident_is_forgotten_its_pages_still_say_who_and_when(room):
    leave_note(room, room.people[1])
    opening = open_note(room, room.people[0].person)
    destroy_due(at=opening.opened_at + INCIDENTS_KEPT)
    told = queries.opening_told(queries.break_glasses_about(room.people[1].person).get(), now())
    assert (told.reason, told.ground, told.review_words, told.opener) == ("", "", "", "Lead")


def test_who_may_review_and_what_is_found_for_them_agree(room):
    leave_note(room, room.people[1])
    opening = open_note(room, room.people[0].person)
    everybody = [
        *(member.person for member in room.people),
        coordinator_named("a coordinator"),
        *(with_role(f"one {role}", role) for role in Role if role != Role.COORDINATOR),
        member_named("an outsider"),
    ]
    for person in everybody:
        found = queries.reviewable(person, now()).contains(opening)
        assert found == can_review(person, opening, now()), person.sign_in_name
    # Who coordinates and opened it, or is the one it is about, is no second person either.
    for involved in (room.people[0].person, room.people[1].person):
        grant_role(person=involved, role=Role.SUPERVISOR, actor=None, at=now())
        assert not can_review(involved, opening, now())
        assert not queries.reviewable(involved, now()).exists()


def test_after_a_day_an_opening_that_waits_says_so_and_stays(room):
    leave_note(room, room.people[1])
    opening = open_note(room, room.people[0].person)
    second = with_role("a supervisor", Role.SUPERVISOR)
    (waiting,) = queries.break_glasses_to_review(second, now())
    late = opening.opened_at + REVIEW_WITHIN
    assert not queries.is_overdue(waiting, late - timedelta(seconds=1))
    assert queries.is_overdue(waiting, late)
    assert queries.break_glasses_to_review(second, late + timedelta(days=300)) == [opening]
    services.review_break_glass(break_glass=waiting, actor=second, finding="right", words="Well done.", at=late)
    assert not queries.is_overdue(queries.reviewable(second, late).get(), late + timedelta(days=1))


def test_a_second_person_is_told_and_reviews_and_never_the_opener(room):
    leave_note(room, room.people[1])
    opening = open_note(room, room.people[0].person)
    second = with_role("a supervisor", Role.SUPERVISOR)
    assert queries.break_glasses_to_review(second, now()) == [opening]
    for not_second in (room.people[0].person, room.people[1].person, room.people[2].person):
        assert queries.break_glasses_to_review(not_second, now()) == []
        with pytest.raises(NotAllowed):
            services.review_break_glass(break_glass=opening, actor=not_second, finding="right", words="", at=now())
    review = services.review_break_glass(
        break_glass=opening, actor=second, finding="right", words="They acted well.", at=now()
    )
    assert (review.finding, review.words) == ("right", "They acted well.")
    assert queries.break_glasses_to_review(second, now()) == []
    with pytest.raises(AlreadyReviewed):
        services.review_break_glass(break_glass=opening, actor=second, finding="wrong", words="", at=now())
    assert Entry.objects.filter(action="break_glass.reviewed").count() == 1


def test_a_note_taken_back_or_left_again_opens_nothing_of_the_old_one(room):
    who = room.people[1]
    first = leave_note(room, who)
    second = leave_note(room, who)
    assert list(WhereTonight.objects.all()) == [second]
    with pytest.raises(KeyDestroyed):
        _ = first.__class__(id=first.id, key_id=first.key_id, place_sealed=bytes(first.place_sealed)).place
    services.take_back_where_tonight(meeting=room.meeting, membership=who.membership, actor=who.person, at=now())
    with pytest.raises(NothingLeft):
        open_note(room, room.people[0].person)


def test_nobody_leaves_a_note_for_another_chair(room):
    with pytest.raises(NotAllowed):
        services.leave_where_tonight(
            meeting=room.meeting,
            membership=room.people[2].membership,
            place="x",
            call="y",
            actor=room.people[1].person,
            at=now(),
        )


def test_an_opening_expires_after_sixty_minutes():
    assert timedelta(minutes=60) == GLASS_OPEN
