"""Two hundred people and twenty groups: worked out, explained, changed within the rules, offered and answered."""

import random
import re
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from openchair.core.time import now
from openchair.groups.models import Group, Kind, Part
from openchair.groups.services import join
from openchair.joining.models import AllocationRun, Offer
from openchair.joining.placing.explaining import Why
from openchair.joining.placing.runs import Opened
from openchair.joining.services.waiting import wait_with_friend
from openchair.matching.allocation.checker import broken_rules
from openchair.people.models import Person
from openchair.people.services import keep_apart
from tests.browser import Browse, at_full_height, axe, axe_everywhere, shots
from tests.cast import Cast
from tests.joining.waiting_room import EVENINGS, MORNINGS, a_group, one_who_waits, wait_of
from tests.journeys.evening import no_overflow

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True, databases="__all__")]
PEOPLE, GROUPS = 200, 20
TABLES = (
    "Alder", "Birch", "Cedar", "Dogwood", "Elder", "Fir", "Gorse", "Hazel", "Ivy", "Juniper",
    "Katsura", "Larch", "Maple", "Nutmeg", "Oak", "Pine", "Quince", "Rowan", "Spruce", "Teak",
)  # fmt: skip


def twenty_groups(cast: Cast, chance: random.Random) -> list[Group]:
    """Evenings and mornings of all kinds, some new with a minimum, some with a kept seat."""
    kinds = [kind.value for kind in Kind]
    return [
        a_group(
            cast, f"{name} Table", weekday=number % 7, hour=9 if number % 4 == 0 else 19, seats=8,
            kind=kinds[number % len(kinds)], listed=number != 3,
            profile={"minimum": 5 if number % 3 == 0 else 0, "reserved": int(number % 5 == 0)},
        )
        for number, name in enumerate(TABLES)
    ]  # fmt: skip


def two_hundred_people(chance: random.Random) -> list[Person]:
    """Each with sealed answers under their own key: what brings them, and when they have time."""
    kinds = [kind.value for kind in Kind]
    return [
        one_who_waits(
            f"waits {number:03}", days=chance.randrange(1, 200), urgent=number % 40 == 0, stage=chance.randrange(5),
            brings={"kinds": chance.sample(kinds, 2)},
            times={"can": chance.sample(EVENINGS, 4) + chance.sample(MORNINGS, 2)},
        )
        for number in range(PEOPLE)
    ]  # fmt: skip


def test_a_waiting_list_of_200_is_placed_into_20_groups_and_every_decision_explained(
    cast: Cast, browse: Browse
) -> None:
    chance = random.Random(20)
    groups, people = twenty_groups(cast, chance), two_hundred_people(chance)
    # Somebody sits in each old group; one of those who wait must not meet one of them, and two want to be together.
    for group, person, name in zip(groups[1:4], (cast.member, cast.second_member, cast.outsider), "WTL", strict=True):
        join(group=group, person=person, pseudonym=name, part=Part.MEMBER, actor=cast.coordinator, at=now())
    for person in people[:30]:
        keep_apart(one=person, other=cast.member, actor=cast.coordinator, at=now() - timedelta(days=1))
    wait_with_friend(waiting=wait_of(people[50]), code=wait_of(people[51]).code, actor=people[50], at=now())

    page = browse(cast.coordinator)
    run = a_proposal_is_worked_out(page)
    opened = Opened.of(run)
    assert len(opened.people) == PEOPLE
    assert len(opened.groups) == GROUPS
    assert broken_rules(opened.instance, opened.by_number(opened.placed)) == []
    explained(page, run, opened)
    mover, target = moved_within_the_rules(page, run, opened, groups[1], people[:30])
    sent(page, run, mover, target)
    answered(cast, browse, page)


def a_proposal_is_worked_out(page: "Page") -> AllocationRun:
    page.goto("/")
    page.get_by_role("link", name="The waiting list").click()
    expect(page.locator("dl.facts")).to_contain_text("200")
    no_overflow(page)
    axe_everywhere(page)
    shots(page, "waiting-list")
    began = time.monotonic()
    page.get_by_role("button", name="Work places out").click()
    page.wait_for_url(re.compile("/runs/"))
    expect(page.get_by_role("heading", name="Beside first come, first served")).to_be_visible()
    worked_out = time.monotonic()
    page.reload()
    print(f"worked out and shown in {worked_out - began:.1f} s, opened again in {time.monotonic() - worked_out:.1f} s")
    run = AllocationRun.objects.get()
    assert run.figures["placed"] >= run.figures["first_come"]["placed"]
    with at_full_height(page):
        axe(page)
    axe_everywhere(page)
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        no_overflow(page)
    shots(page, "waiting-list-run")
    return run


def explained(page: "Page", run: AllocationRun, opened: Opened) -> None:
    """One who is placed and one who is not, found by name."""
    names = dict(Person.objects.values_list("pk", "sign_in_name"))
    by_text = {str(pk): name for pk, name in names.items()}
    placed = next(iter(opened.placed))
    unplaced = next(person for person in opened.people if person not in opened.placed)
    for one in (placed, unplaced):
        page.goto(f"/waiting-list/runs/{run.pk}/?q={by_text[one]}")
        page.get_by_role("link", name=by_text[one], exact=True).first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(by_text[one])
        why = Why(opened, one)
        told = page.get_by_role("main")
        if why.seat:
            expect(told).to_contain_text(f"A seat in {why.seat.name}.")
            for words in why.seat.speaks_for:
                expect(told).to_contain_text(words)
        else:
            expect(told).to_contain_text(why.in_short)
        for each in why.others:
            expect(told).to_contain_text(each.happened)
        assert not any(other in told.inner_text() for pk, other in by_text.items() if pk != one and "waits" in other)
        page.set_viewport_size({"width": 390, "height": 844})
        no_overflow(page)
        page.set_viewport_size({"width": 1280, "height": 900})
        axe_everywhere(page)
        shots(page, f"waiting-list-why-{'placed' if why.seat else 'unplaced'}")


def moved_within_the_rules(
    page: "Page", run: AllocationRun, opened: Opened, forbidden: Group, apart: list[Person]
) -> tuple[str, str]:
    """A move that is forbidden says why; an allowed one is made. Answers who sits where afterwards."""
    person = next(str(one.pk) for one in apart if str(one.pk) in opened.placed)
    page.goto(f"/waiting-list/runs/{run.pk}/people/{person}/")
    page.get_by_label("Seat", exact=True).select_option(label=forbidden.name)
    page.get_by_role("button", name="Move").click()
    expect(page.get_by_role("alert")).to_contain_text("Two people who must not meet")
    axe_everywhere(page)
    shots(page, "waiting-list-forbidden")
    assert Opened.of(AllocationRun.objects.get()).placed == opened.placed
    # Every seat is given, so one goes back to the list first, and somebody else gets that seat.
    leaver, target = next(
        (one, group)
        for one, group in opened.placed.items()
        if len(opened.party_of(one)) == 1 and not opened.broken(opened.moved(one, None))
    )
    page.goto(f"/waiting-list/runs/{run.pk}/people/{leaver}/")
    page.get_by_label("Seat", exact=True).select_option("")
    page.get_by_role("button", name="Move").click()
    expect(page.get_by_role("status")).to_contain_text("every rule still holds")
    now_so = Opened.of(AllocationRun.objects.get())
    assert leaver not in now_so.placed
    mover = next(
        one
        for one in now_so.people
        if one != leaver
        and len(now_so.party_of(one)) == 1
        and any(each.id == target for each in Why(now_so, one).others)
        and not now_so.broken(now_so.moved(one, target))
    )
    page.goto(f"/waiting-list/runs/{run.pk}/people/{mover}/")
    page.get_by_label("Seat", exact=True).select_option(target)
    page.get_by_role("button", name="Move").click()
    expect(page.get_by_role("status")).to_contain_text("every rule still holds")
    assert Opened.of(AllocationRun.objects.get()).placed[mover] == target
    return mover, target


def sent(page: "Page", run: AllocationRun, mover: str, target: str) -> None:
    page.goto(f"/waiting-list/runs/{run.pk}/")
    expect(page.get_by_role("heading", name="Changed by hand")).to_be_visible()
    page.get_by_role("button", name=re.compile(r"Send \d+ offers")).click()
    expect(page.get_by_role("status").first).to_contain_text("offers are sent")
    placed = Opened.of(AllocationRun.objects.get()).placed
    offers = {str(person): str(group) for person, group in Offer.objects.values_list("person_id", "group_id")}
    assert offers == placed
    assert offers[mover] == target


def answered(cast: Cast, browse: Browse, board: "Page") -> None:
    """On a phone one says not now, and another signs."""
    hidden = Group.objects.get(name="Dogwood Table")
    first, second = Offer.objects.filter(group=hidden).select_related("person")[:2]
    phone = browse(first.person, width=390)
    phone.goto("/")
    expect(phone.get_by_role("heading", name="A seat is kept for you")).to_be_visible()
    axe(phone)
    no_overflow(phone)
    shots(phone, "offer-today")
    phone.get_by_role("link", name="Look at the offer").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("A seat in Dogwood Table")
    no_overflow(phone)
    axe_everywhere(phone)
    shots(phone, "offer")
    phone.set_viewport_size({"width": 390, "height": 844})
    phone.get_by_role("button", name="Not now").click()
    expect(phone.get_by_role("status")).to_contain_text("You keep your place on the list")
    expect(phone.get_by_role("heading", level=1)).to_have_text("You are on the waiting list")
    no_overflow(phone)
    axe_everywhere(phone)
    shots(phone, "waiting")

    other = browse(second.person, width=390, script=False)
    other.goto(f"/offers/{second.pk}/")
    other.get_by_role("link", name="Yes, read and sign").click()
    other.locator("[name=pseudonym]").fill("Heron")
    other.get_by_label(re.compile("I have read it")).check()
    other.get_by_role("button", name="Sign, and try one visit").click()
    expect(other.get_by_role("main")).to_contain_text("You are Heron here")
    assert Offer.objects.get(pk=first.pk).answer == Offer.Answer.DECLINED
    assert Offer.objects.get(pk=second.pk).answer == Offer.Answer.ACCEPTED

    board.goto("/waiting-list/")
    expect(board.get_by_role("main")).to_contain_text("1 seat has come free since places were worked out last.")
    for address, name in (("/kept-apart/", "kept-apart"), (f"/groups/{hidden.pk}/profile/", "group-profile")):
        board.goto(address)
        no_overflow(board)
        axe_everywhere(board)
        shots(board, name)
    waits = wait_of(first.person)
    board.goto(f"/waiting-list/people/{waits.pk}/")
    board.get_by_role("button", name="Open it, on record").click()
    expect(board.get_by_role("main")).to_contain_text("Nothing was written there.")
    axe_everywhere(board)
    shots(board, "one-who-waits")
