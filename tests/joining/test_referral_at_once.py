"""Two who use one code at once, and an answer beside a taking back: one comes first, and nobody waits for ever."""

import pytest

from openchair.core.time import now
from openchair.joining.models import Referral, Waiting
from openchair.joining.services.referral import (
    accept_referral,
    decline_referral,
    make_referral,
    take_back_referral,
)
from openchair.people.services import keep_apart
from tests.cast import new_person
from tests.joining.waiting_room import all_at_once

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


def a_referral(cast, *, urgent=True):
    made, _code = make_referral(actor=cast.therapist, signed_as="Dr Vale", words="Company.", urgent=urgent, at=now())
    return made


def test_of_many_who_use_one_code_it_becomes_one_persons(cast):
    made = a_referral(cast)
    people = [new_person(f"person {number}") for number in range(8)]

    def answers(person):
        return lambda: accept_referral(referral=made, person=person, tells="seat", at=now())

    got = all_at_once(*map(answers, people))
    assert sum(isinstance(each, Referral) for each in got) == 1
    assert [waiting.person_id for waiting in Waiting.objects.all()] == [Referral.objects.get().person_id]


@pytest.mark.parametrize("turn", range(3))
def test_an_answer_beside_a_taking_back_and_a_keeping_apart(cast, turn):
    made = a_referral(cast)
    accept_referral(referral=made, person=cast.outsider, tells="seat", at=now())
    got = all_at_once(
        lambda: take_back_referral(referral=made, actor=cast.therapist, at=now()),
        lambda: decline_referral(referral=made, person=cast.outsider, at=now()),
        lambda: accept_referral(referral=made, person=cast.outsider, tells="visits", at=now()),
        lambda: keep_apart(one=cast.outsider, other=cast.member, actor=cast.coordinator, at=now()),
    )
    assert len(got) == 4
    row = Referral.objects.get()
    assert row.withdrawn_at is not None and row.person == cast.outsider
    assert not Waiting.objects.get().urgent
