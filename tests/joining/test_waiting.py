"""A place on the waiting list: asked for once, given up any day, urgent or not, alone or with friends."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from openchair.audit.models import Entry
from openchair.core.errors import NotAllowed
from openchair.core.time import now
from openchair.joining.models import Intake, Offer, Referral, Together, Waiting
from openchair.joining.services import waiting as services
from openchair.people.models import Look, Person
from openchair.people.services.links import new_token
from openchair.vault.services import Scope, create_key
from tests.cast import Cast
from tests.joining.waiting_room import a_group, one_who_waits, wait_of

pytestmark = pytest.mark.django_db(databases="__all__")


def ask(cast: Cast, *, actor: Person | None = None, at: datetime | None = None) -> Waiting:
    return services.ask_to_wait(person=cast.outsider, actor=actor or cast.outsider, at=at or now())


def test_asked_twice_the_first_date_stays(cast: Cast):
    first = ask(cast, at=now() - timedelta(days=3))
    assert ask(cast) == first
    assert Waiting.objects.get().since == first.since


def test_a_coordinator_may_ask_for_somebody_and_nobody_else(cast: Cast):
    for part, actor in cast.everybody.items():
        if part in ("coordinator", "outsider"):
            continue
        with pytest.raises(NotAllowed):
            ask(cast, actor=actor)
    assert not Waiting.objects.exists()
    assert ask(cast, actor=cast.coordinator).person == cast.outsider


def test_the_database_keeps_one_place_a_person_and_an_end_with_its_moment(cast: Cast):
    waits = ask(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Waiting.objects.create(person=cast.outsider, since=now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Waiting.objects.filter(pk=waits.pk).update(ended_at=now())


def test_whoever_takes_their_name_off_starts_anew_later(cast: Cast):
    first = ask(cast, at=now() - timedelta(days=30))
    services.take_name_off(waiting=first, actor=cast.outsider, at=now())
    assert not Waiting.objects.open().exists()
    assert ask(cast).since > first.since + timedelta(days=29)


def test_nobody_takes_somebody_elses_name_off(cast: Cast):
    waits = ask(cast)
    for part, actor in cast.everybody.items():
        if part != "outsider":
            with pytest.raises(NotAllowed):
                services.take_name_off(waiting=waits, actor=actor, at=now())
    assert wait_of(cast.outsider) == waits


def test_with_the_name_an_open_offer_goes_and_its_seat_is_free(cast: Cast):
    waits, group = ask(cast), a_group(cast, "Evening")
    Offer.objects.create(person=cast.outsider, group=group, made_at=now(), until=now() + timedelta(days=7))
    services.take_name_off(waiting=waits, actor=cast.outsider, at=now())
    assert Offer.objects.get().answer == Offer.Answer.DECLINED


@pytest.mark.parametrize(("days", "keeps"), [(59, True), (60, False)])
def test_after_a_visit_the_old_date_counts_for_sixty_days(cast: Cast, days, keeps):
    at = now()
    old = Waiting.objects.create(
        person=cast.outsider, since=at - timedelta(days=200), urgent=True, ended_at=at - timedelta(days=days),
        ended_as=Waiting.End.PLACED,
    )  # fmt: skip
    again = ask(cast, at=at)
    assert (again.since == old.since, again.urgent) == (keeps, keeps)


def test_an_urgent_referral_counts_once_the_person_said_yes(cast: Cast):
    _token, hashed = new_token()
    key = create_key(scope=Scope.REFERRAL, subject_id=cast.outsider.pk, retain_until=None, at=now())
    referral = Referral.objects.create(
        token_hash=hashed, made_at=now(), made_by=cast.therapist, expires_at=now() + timedelta(days=9), urgent=True,
        key_id=key, person=cast.outsider,
    )  # fmt: skip
    waits = ask(cast)
    services.referred_urgently(person=cast.outsider)
    assert not wait_of(cast.outsider).urgent
    Referral.objects.filter(pk=referral.pk).update(consented_at=now(), tells="nothing")
    services.referred_urgently(person=cast.outsider)
    assert wait_of(cast.outsider).urgent
    services.take_name_off(waiting=waits, actor=cast.outsider, at=now())
    assert ask(cast).urgent


def test_a_coordinator_sets_urgency_on_record_and_nobody_else(cast: Cast):
    waits = ask(cast)
    for part, actor in cast.everybody.items():
        if part != "coordinator":
            with pytest.raises(NotAllowed):
                services.set_urgent(waiting=waits, urgent=True, actor=actor)
    for _again in range(2):
        services.set_urgent(waiting=waits, urgent=True, actor=cast.coordinator)
    assert wait_of(cast.outsider).urgent
    assert Entry.objects.filter(action="waiting.urgency_changed", actor_id=cast.coordinator.pk).count() == 1


def test_a_friends_code_makes_two_who_wait_together(cast: Cast):
    wren, tove = one_who_waits("wren"), one_who_waits("tove")
    code = wait_of(tove).code
    for typed in (code.upper(), f" {code[:4]} {code[4:]} "):
        services.wait_with_friend(waiting=wait_of(wren), code=typed, actor=wren, at=now())
    both = Together.objects.get()
    assert {both.first.person, both.second.person} == {wren, tove}


def test_only_a_friends_code_of_now_counts(cast: Cast):
    wren, tove = one_who_waits("wren"), one_who_waits("tove")
    with pytest.raises(services.OwnCode):
        services.wait_with_friend(waiting=wait_of(wren), code=wait_of(wren).code, actor=wren, at=now())
    gone = wait_of(tove)
    services.take_name_off(waiting=gone, actor=tove, at=now())
    for code in (gone.code, "nobodys1"):
        with pytest.raises(services.CodeOfNobody):
            services.wait_with_friend(waiting=wait_of(wren), code=code, actor=wren, at=now())
    assert not Together.objects.exists()


@pytest.mark.parametrize("who", ["wren", "tove"])
def test_either_undoes_it_and_their_old_code_is_worth_nothing(cast: Cast, who):
    people = {name: one_who_waits(name) for name in ("wren", "tove")}
    mine, other = people.pop(who), next(iter(people.values()))
    both = services.wait_with_friend(waiting=wait_of(mine), code=wait_of(other).code, actor=mine, at=now())
    with pytest.raises(NotAllowed):
        services.wait_alone(together=both, actor=cast.outsider)
    old = wait_of(mine).code
    services.wait_alone(together=both, actor=mine)
    assert not Together.objects.exists()
    with pytest.raises(services.CodeOfNobody):
        services.wait_with_friend(waiting=wait_of(other), code=old, actor=other, at=now())


def test_who_must_not_meet_is_read_by_coordinators_on_record_and_by_nobody_else(cast: Cast):
    wren = one_who_waits("wren", apart="My cousin Ivo")
    for part, actor in cast.everybody.items():
        if part != "coordinator":
            with pytest.raises(NotAllowed):
                services.read_must_not_meet(waiting=wait_of(wren), actor=actor, at=now())
    assert not Look.objects.exists()
    words = services.read_must_not_meet(waiting=wait_of(wren), actor=cast.coordinator, at=now())
    assert words == "My cousin Ivo"
    look = Look.objects.get()
    assert (look.person, look.looked_by, look.what_words) == (wren, cast.coordinator, "Who must not meet you")
    assert not any("cousin" in str(entry) for entry in Entry.objects.values_list())
    Intake.objects.all().delete()
    assert services.read_must_not_meet(waiting=wait_of(wren), actor=cast.coordinator, at=now()) == ""
