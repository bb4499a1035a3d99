"""A right that ends in the middle of a meeting ends on open lines: here at once, elsewhere in seconds (AUTHZ-4)."""

import pytest

from openchair.agreements.models import Signature, Withdrawal
from openchair.agreements.services import withdraw
from openchair.core.time import now
from openchair.groups.models import Membership, Part
from openchair.groups.services import join, leave
from openchair.people.models import SignIn, Suspension
from openchair.people.services import suspend
from openchair.rooms.bench.stage import Member, new_coordinator
from tests.rooms.live import Server, cookie_of, in_thread, play, staged
from tests.rooms.people import coordinator_named, member_named

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")

ELSEWHERE_SECONDS = 5.0


def leave_the_group(who):
    leave(membership=who.membership, actor=who.person, at=now())


def withdraw_signature(who):
    withdraw(signature=Signature.objects.get(membership=who.membership), actor=who.person, at=now())


def be_suspended(who):
    suspend(person=who.person, actor=None, reason=next(iter(Suspension.Reason)), at=now())


@pytest.mark.parametrize("end", [leave_the_group, withdraw_signature, be_suspended])
def test_a_right_that_ends_here_ends_the_line_at_once(end):
    room = staged()

    async def story(server: Server):
        lead, anna = await server.inside(room, room.people[1])
        await in_thread(end, room.people[1])
        await anna.until(lambda: anna.closed)
        assert anna.why in ("revoked", "signed_out")
        await lead.hears("left")
        before = len(anna.frames)
        await lead.do("say", words="Without them.")
        assert len(anna.frames) == before

    play(story)


def end_membership_elsewhere(who):
    Membership.objects.filter(pk=who.membership.pk).update(ends_at=now())


def withdraw_elsewhere(who):
    Withdrawal.objects.create(signature=Signature.objects.get(membership=who.membership), withdrawn_at=now())


def suspend_elsewhere(who):
    Suspension.objects.create(person=who.person, reason=next(iter(Suspension.Reason)), starts_at=now())


def sign_out_elsewhere(who):
    SignIn.objects.filter(person_id=who.person.pk).delete()


@pytest.mark.parametrize(
    ("end", "why"),
    [
        (end_membership_elsewhere, "revoked"),
        (withdraw_elsewhere, "revoked"),
        (suspend_elsewhere, "revoked"),
        (sign_out_elsewhere, "signed_out"),
    ],
)
def test_what_another_process_ends_takes_effect_within_seconds(end, why):
    room = staged()

    async def story(server: Server):
        lead, anna = await server.inside(room, room.people[1])
        # Rows alone: no event of this process tells the hub.
        await in_thread(end, room.people[1])
        await anna.until(lambda: anna.closed, patience=ELSEWHERE_SECONDS + 5)
        assert anna.why == why
        assert (await lead.do("say", words="We go on."))["t"] == "ack"

    play(story)


def test_somebody_who_joins_the_group_meanwhile_can_come_to_the_door():
    room = staged()
    coordinator = coordinator_named("who lets people join")
    person = member_named("a newcomer")

    async def story(server: Server):
        (lead,) = await server.inside(room)
        membership = await in_thread(
            join, group=room.group, person=person, pseudonym="Newcomer", part=Part.MEMBER, actor=coordinator, at=now()
        )
        await in_thread(sign_current, membership)
        newcomer = Member(person, membership, await in_thread(cookie_of, person))
        page = await server.page(room, newcomer)
        assert (await page.do("come_to_door"))["t"] == "ack"
        assert (await lead.do("admit", seat=newcomer.seat))["t"] == "ack"
        await page.is_inside()

    play(story)


def sign_current(membership):
    from openchair.agreements.queries import current_version
    from openchair.agreements.services import sign

    version = current_version(membership.group)
    assert version is not None
    sign(version=version, membership=membership, actor=membership.person, at=now())


def test_being_in_a_meeting_counts_as_using_a_sign_in():
    from datetime import timedelta

    room = staged(coordinator=new_coordinator(now()))

    async def story(server: Server):
        from openchair.rooms import access, hub

        _lead, anna = await server.inside(room, room.people[1])
        rows = SignIn.objects.filter(person_id=room.people[1].person.pk)
        long_ago = now() - timedelta(minutes=40)
        await in_thread(rows.update, last_seen_at=long_ago)
        marks = [line.sign_in for line in hub.start()._lines[room.meeting.pk]]
        await in_thread(access.keep_sign_ins, marks)
        assert await in_thread(lambda: rows.get().last_seen_at) > long_ago
        assert not anna.closed

    play(story)
