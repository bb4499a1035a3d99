"""Answers, withdrawals and seats of one person at once: one after the other, and nobody waits for ever."""

from datetime import timedelta

import pytest

from openchair.agreements.models import AgreementVersion
from openchair.agreements.services import try_a_visit
from openchair.core.time import now
from openchair.groups.models import Membership
from openchair.groups.queries import seats
from openchair.joining.models import Offer, Together, Waiting
from openchair.joining.services import offers as services
from openchair.joining.services.waiting import let_wait_alone, set_urgent, take_name_off, wait_with_friend
from tests.joining.waiting_room import a_group, all_at_once, one_who_waits, wait_of, worked_out

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


@pytest.mark.parametrize("turn", range(3))
def test_a_seat_is_taken_while_it_is_let_go_and_taken_back(cast, turn):
    table, person = a_group(cast, "Table", seats=3), one_who_waits("wren")
    friend = one_who_waits("friend")
    wait_with_friend(waiting=wait_of(person), code=wait_of(friend).code, actor=person, at=now())
    services.confirm_run(run=worked_out(cast), until=now() + timedelta(days=7), actor=cast.coordinator, at=now())
    offer, waits = Offer.objects.get(person=person), wait_of(person)
    rules = AgreementVersion.objects.get(group=table)
    all_at_once(
        lambda: try_a_visit(version=rules, person=person, pseudonym="Wren", at=now()),
        lambda: services.decline_offer(offer=offer, actor=person, at=now()),
        lambda: services.withdraw_offer(offer=offer, actor=cast.coordinator, at=now()),
        lambda: set_urgent(waiting=waits, urgent=True, actor=cast.coordinator),
        lambda: let_wait_alone(waiting=waits, actor=cast.coordinator),
        lambda: take_name_off(waiting=waits, actor=person, at=now()),
    )
    offer.refresh_from_db()
    assert offer.answer
    assert [waiting.person for waiting in Waiting.objects.open()] == [friend]
    assert not Together.objects.exists()
    assert seats(table, now()).open == 2 - Membership.objects.filter(group=table, person=person).count()
