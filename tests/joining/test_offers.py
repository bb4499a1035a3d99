"""Offers: sent of all that still holds, answered without a reason, closed by time; seats flow on."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from openchair.agreements.models import AgreementVersion
from openchair.agreements.services import try_a_visit
from openchair.audit.models import Entry
from openchair.core.errors import NotAllowed
from openchair.core.time import now
from openchair.groups.models import Membership, Part, SeatHold
from openchair.groups.queries import seats
from openchair.groups.services import GroupIsFull, introduce_myself, join, not_now
from openchair.joining.models import AllocationRun, Offer, Waiting
from openchair.joining.placing.explaining import Why
from openchair.joining.placing.runs import Opened, who_waits
from openchair.joining.services import offers as services
from openchair.joining.services.allocation import RunIsOver
from openchair.joining.services.waiting import ask_to_wait, take_name_off, wait_with_friend
from openchair.people.models import Person
from openchair.people.services import keep_apart
from tests.cast import Cast
from tests.joining.waiting_room import a_group, one_who_waits, places, wait_of, worked_out

pytestmark = pytest.mark.django_db(databases="__all__")
WEEK = timedelta(days=7)


def confirm(
    cast: Cast, run: AllocationRun, *, actor: Person | None = None, until: datetime | None = None
) -> services.Sent:
    at = now()
    return services.confirm_run(run=run, until=until or at + WEEK, actor=actor or cast.coordinator, at=at)


def offered(cast: Cast, name: str = "wren", **group):
    """Somebody with an open offer, and the group."""
    table, person = a_group(cast, "Table", **group), one_who_waits(name)
    confirm(cast, worked_out(cast))
    return person, table, Offer.objects.get(person=person)


def actions() -> list[str]:
    return list(Entry.objects.filter(action__startswith="offer.").order_by("number").values_list("action", flat=True))


def test_each_offer_keeps_a_seat_until_its_moment(cast: Cast):
    wren, table, offer = offered(cast, seats=2)
    assert (offer.group, offer.answer, offer.made_by) == (table, "", cast.coordinator)
    assert SeatHold.objects.get().until == offer.until
    assert seats(table, now()).open == 1
    assert seats(table, now(), wren).open == 2
    assert not who_waits(now()).exists()
    assert wait_of(wren).ended_at is None
    assert actions() == ["offer.made"]


def test_nobody_but_a_coordinator_sends_them_and_only_once(cast: Cast):
    a_group(cast, "Table")
    one_who_waits("wren")
    run = worked_out(cast)
    for part, actor in cast.everybody.items():
        if part != "coordinator":
            with pytest.raises(NotAllowed):
                confirm(cast, run, actor=actor)
    with pytest.raises(services.DeadlineIsPast):
        confirm(cast, run, until=now())
    assert not Offer.objects.exists()
    confirm(cast, run)
    with pytest.raises(RunIsOver):
        confirm(cast, run)
    assert Offer.objects.count() == 1


def test_the_database_keeps_one_open_offer_a_person(cast: Cast):
    wren, table, offer = offered(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.create(person=wren, group=table, made_at=now(), until=now() + WEEK)
    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.filter(pk=offer.pk).update(answer="declined")  # without its moment


# --- a proposal that has grown old ----------------------------------------------------------------------------------
def test_only_what_still_holds_is_offered_and_the_rest_is_named(cast: Cast):
    tables = [a_group(cast, name, weekday=day, seats=3) for day, name in enumerate(("Table", "Other"))]
    people = {
        name: one_who_waits(name, days=30 - day) for day, name in enumerate(("wren", "tove", "ivo", "runa", "ash"))
    }
    run = worked_out(cast)
    went = places(run)
    by_table = {table.name: [name for name in went if went[name] == table.name] for table in tables}
    full, rest = sorted(tables, key=lambda table: -len(by_table[table.name]))
    gone, apart = by_table[full.name][0], by_table[rest.name][0]
    take_name_off(waiting=wait_of(people[gone]), actor=people[gone], at=now())
    for person, name in ((cast.outsider, "Lark"), (cast.therapist, "Reed")):
        join(group=full, person=person, pseudonym=name, part=Part.MEMBER, actor=cast.coordinator, at=now())
    join(group=rest, person=cast.member, pseudonym="Fern", part=Part.MEMBER, actor=cast.coordinator, at=now())
    keep_apart(one=people[apart], other=cast.member, actor=cast.coordinator, at=now())
    sent = confirm(cast, run)
    reasons = {name: sent.left[str(person.pk)] for name, person in people.items() if str(person.pk) in sent.left}
    taken = [name for name, reason in reasons.items() if reason == services.TAKEN]
    assert reasons.pop(gone) == services.GONE
    assert reasons.pop(apart) == services.CHANGED
    assert list(reasons) == taken == [by_table[full.name][-1]]
    assert len(sent.offers) == len(went) - 3
    assert Opened.of(AllocationRun.objects.get()).result["left"] == sent.left


def test_a_group_that_would_be_too_small_by_now_is_offered_to_nobody(cast: Cast):
    a_group(cast, "New", profile={"minimum": 2})
    wren, tove = one_who_waits("wren"), one_who_waits("tove")
    run = worked_out(cast)
    take_name_off(waiting=wait_of(tove), actor=tove, at=now())
    sent = confirm(cast, run)
    assert sent.offers == []
    assert sent.left == {str(wren.pk): services.CHANGED, str(tove.pk): services.GONE}


def test_friends_get_an_offer_both_or_none(cast: Cast):
    table = a_group(cast, "Table", seats=2)
    wren, tove = one_who_waits("wren"), one_who_waits("tove")
    wait_with_friend(waiting=wait_of(wren), code=wait_of(tove).code, actor=wren, at=now())
    run = worked_out(cast)
    join(group=table, person=cast.outsider, pseudonym="Lark", part=Part.MEMBER, actor=cast.coordinator, at=now())
    sent = confirm(cast, run)
    assert (sent.offers, set(sent.left.values())) == ([], {services.TAKEN})


def test_whoever_was_offered_a_seat_meanwhile_gets_no_second_one(cast: Cast):
    a_group(cast, "Table")
    wren = one_who_waits("wren")
    one, other = worked_out(cast), worked_out(cast)
    confirm(cast, one)
    assert confirm(cast, other).left == {str(wren.pk): services.GONE}
    assert Offer.objects.count() == 1


# --- answers ----------------------------------------------------------------------------------------------------------
def test_signing_the_agreement_accepts_it_and_ends_the_wait(cast: Cast):
    wren, table, _offer = offered(cast)
    version = AgreementVersion.objects.get(group=table)
    seat = try_a_visit(version=version, person=wren, pseudonym="Lark", at=now())
    assert Offer.objects.get().answer == Offer.Answer.ACCEPTED
    waits = Waiting.objects.get()
    assert (waits.ended_as, bool(waits.ended_at)) == (Waiting.End.PLACED, True)
    assert not SeatHold.objects.exists()
    assert actions() == ["offer.made", "offer.answered"]
    not_now(membership=seat, actor=wren, at=now())
    assert ask_to_wait(person=wren, actor=wren, at=now()).since == waits.since


def test_how_a_member_is_spoken_of_elsewhere_ends_no_wait(cast: Cast):
    other, person = a_group(cast, "Other", weekday=4), one_who_waits("wren")
    seat = join(group=other, person=person, pseudonym="Lark", part=Part.MEMBER, actor=cast.coordinator, at=now())
    waits = ask_to_wait(person=person, actor=person, at=now())
    introduce_myself(membership=seat, actor=person, pronouns="they", shows_needs=False)
    waits.refresh_from_db()
    assert waits.ended_at is None


def test_the_last_seat_is_kept_for_whom_it_is_offered(cast: Cast):
    wren, table, _offer = offered(cast, seats=2)
    version = AgreementVersion.objects.get(group=table)
    try_a_visit(version=version, person=cast.outsider, pseudonym="Reed", at=now())
    with pytest.raises(GroupIsFull):
        try_a_visit(version=version, person=cast.therapist, pseudonym="Fern", at=now())
    try_a_visit(version=version, person=wren, pseudonym="Lark", at=now())


def test_a_visit_elsewhere_leaves_the_offer_open(cast: Cast):
    wren, _table, offer = offered(cast)
    other = a_group(cast, "Other", weekday=4)
    try_a_visit(version=AgreementVersion.objects.get(group=other), person=wren, pseudonym="Lark", at=now())
    assert Offer.objects.get() == offer
    assert Offer.objects.get().answer == ""
    assert wait_of(wren).ended_at is None


def test_a_seat_as_a_member_elsewhere_lets_the_offer_go(cast: Cast):
    wren, table, _offer = offered(cast)
    other = a_group(cast, "Other", weekday=4)
    join(group=other, person=wren, pseudonym="Lark", part=Part.MEMBER, actor=cast.coordinator, at=now())
    assert Offer.objects.get().answer == Offer.Answer.DECLINED
    assert not SeatHold.objects.filter(group=table).exists()
    assert not Waiting.objects.open().exists()


def test_not_now_frees_the_seat_and_keeps_the_date(cast: Cast):
    wren, table, offer = offered(cast)
    since = wait_of(wren).since
    for part, actor in cast.everybody.items():
        assert part
        with pytest.raises(NotAllowed):
            services.decline_offer(offer=offer, actor=actor, at=now())
    services.decline_offer(offer=offer, actor=wren, at=now())
    assert Offer.objects.get().answer == Offer.Answer.DECLINED
    assert seats(table, now()).open == 4
    assert wait_of(wren).since == since
    assert [one.person for one in who_waits(now())] == [wren]
    with pytest.raises(services.OfferIsOver):
        services.decline_offer(offer=offer, actor=wren, at=now())
    assert not Membership.objects.filter(person=wren).exists()


def test_a_coordinator_takes_an_offer_back(cast: Cast):
    wren, table, offer = offered(cast)
    for part, actor in cast.everybody.items():
        if part != "coordinator":
            with pytest.raises(NotAllowed):
                services.withdraw_offer(offer=offer, actor=actor, at=now())
    services.withdraw_offer(offer=offer, actor=cast.coordinator, at=now())
    assert Offer.objects.get().answer == Offer.Answer.WITHDRAWN
    assert seats(table, now()).open == 4
    assert actions() == ["offer.made", "offer.withdrawn"]
    with pytest.raises(services.OfferIsOver):
        services.decline_offer(offer=offer, actor=wren, at=now())


def test_what_nobody_answered_lapses_once_and_goes_to_the_next(cast: Cast):
    wren, _table, offer = offered(cast)
    assert services.lapse_offers(at=offer.until - timedelta(seconds=1)) == 0
    with pytest.raises(services.OfferIsOver):
        services.decline_offer(offer=offer, actor=wren, at=offer.until)
    assert services.lapse_offers(at=offer.until) == 1
    assert services.lapse_offers(at=offer.until) == 0
    assert Offer.objects.get().answer == Offer.Answer.LAPSED
    assert not SeatHold.objects.exists()
    assert places(worked_out(cast)) == {"wren": "Table"}


def test_the_next_run_has_the_seats_and_people_that_came_free(cast: Cast):
    table = a_group(cast, "Table", seats=2)
    people = [one_who_waits(name, days=days) for name, days in (("wren", 30), ("tove", 20), ("ivo", 10))]
    confirm(cast, worked_out(cast))
    assert {offer.person for offer in Offer.objects.all()} == {people[0], people[1]}
    services.decline_offer(offer=Offer.objects.get(person=people[0]), actor=people[0], at=now())
    run = worked_out(cast)
    assert (run.figures["waiting"], run.figures["open_seats"], run.figures["placed"]) == (2, 1, 1)
    assert set(places(run).values()) == {table.name}


def test_whoever_said_not_now_is_not_offered_the_same_seat_again_for_a_while(cast: Cast):
    wren, table, offer = offered(cast)
    other = a_group(cast, "Other", weekday=4)
    services.decline_offer(offer=offer, actor=wren, at=now())
    run = worked_out(cast)
    opened = Opened.of(run)
    assert opened.placed == {str(wren.pk): str(other.pk)}
    told = {one.name: one.happened for one in Why(opened, str(wren.pk)).others}
    assert told == {"Table": "A seat there was kept for you a little while ago, and you said “not now”."}
    Offer.objects.update(answered_at=now() - timedelta(weeks=9))
    opened = Opened.of(worked_out(cast))
    assert str(table.pk) in opened.document["fit"][str(wren.pk)]
