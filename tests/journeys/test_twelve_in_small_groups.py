"""Twelve people online, two rounds of small groups: leader and two members in browsers, nine over real sockets."""

import json
from itertools import combinations
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from openchair.rooms import log
from openchair.rooms.bench.stage import StagedRoom
from openchair.rooms.core.events import SmallGroupsOpened
from tests.browser import Browse, shots
from tests.journeys.evening import alone, as_person, button, house_at, in_the_room, no_overflow, say
from tests.journeys.house import Line
from tests.rooms.live import staged

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True, databases="__all__")]


def test_twelve_meet_in_small_groups_twice_and_no_two_sit_together_again(browse: Browse) -> None:
    room = staged(12)
    door, meeting = f"/meetings/{room.meeting.pk}/door/", f"/meetings/{room.meeting.pk}/room/"
    leader = as_person(browse, room.people[0].person)
    one, two = (
        as_person(browse, who.person, width=width) for who, width in zip(room.people[1:3], (390, 1280), strict=True)
    )
    house = house_at(browse.address)

    leader.goto(door)
    alone(leader)
    leader.locator("[data-go]").click()
    in_the_room(leader)
    with house.line(room.meeting.pk, f"session={room.people[3].cookie}") as first:
        lines = [first]
        stack = [house.line(room.meeting.pk, f"session={who.cookie}") for who in room.people[4:]]
        lines += [each.__enter__() for each in stack]
        for line in lines:
            line.must("come_to_door")
        for page in (one, two):
            page.goto(door)
            alone(page)
            page.locator("[data-go]").click()
        while leader.locator("[data-callers] [data-first]:visible").count() < 11:
            leader.wait_for_timeout(50)
        for who in room.people[1:]:
            button(leader, f"Let {who.membership.pseudonym} in").click()
        read_on(lines)
        for page in (one, two):
            in_the_room(page)
        leader.locator(".actions [data-lead=course]").click()
        leader.locator(".actions [data-lead=course]").click()
        read_on(lines)

        the_rounds(leader, one, two, lines, room)

        for each in stack:
            each.__exit__(None, None, None)
    assert meeting in leader.url
    afterwards(leader, room)


def the_rounds(leader: Page, one: Page, two: Page, lines: list[Line], room: StagedRoom) -> None:
    """Two rounds: proposed, opened, lived in, visited, brought back."""
    panel = leader.locator("[data-panel=groups]")
    panel.locator("summary").click()
    panel.locator("[name=asks]").fill("What carries you?")
    # Eleven who can be seated: two tables of four and one of three, then twos, one of them of three.
    open_round(leader, size="4", groups=3)
    shots(leader, "small-groups-open")
    expect(one.locator("[data-small-words]")).to_contain_text("You are with")
    expect(one.locator("[data-small-words]")).to_contain_text("12 minutes.")
    expect(one.locator("[data-prompt]")).to_have_text("What carries you?")
    mine = next(group for group in rounds_of(room)[0] if room.people[1].seat in group)
    expect(one.locator(".seat")).to_have_count(len(mine))
    no_overflow(one)
    shots(one, "small-group")
    say(one, "CANARY-ONE, between us.")
    say(two, "CANARY-TWO, between us.")

    read_on(lines)

    # A call from one group, a visit that everybody sees, and a word to all.
    one.locator("[data-call]:visible").first.click()
    called = panel.locator("[data-groups-list] [data-calls]")
    expect(called).to_contain_text("Chair 1 calls you.")
    called.locator("[data-visit]").click()
    expect(one.locator("[data-small-words]")).to_contain_text("Lead is visiting you.")
    expect(leader.locator("[data-log]")).not_to_contain_text("CANARY-ONE")
    say(one, "CANARY-HEARD by who visits.")
    expect(leader.locator("[data-log]")).to_contain_text("CANARY-HEARD")
    panel.locator("[aria-pressed=true][data-visit]").click()
    expect(one.locator("[data-small-words]")).not_to_contain_text("visiting")
    expect(leader.locator("[data-log]")).not_to_contain_text("CANARY")
    panel.locator("#groups-tell").fill("Half of the time.")
    button(leader, "Say it to all groups").click()
    expect(two.locator("[data-small-told]")).to_contain_text("Lead, to all groups: Half of the time.")

    read_on(lines)

    # The piece of the group goes by hand, as at any table.
    one.locator("[data-hand]").click()
    one.locator("[data-do=take_piece]").click()
    expect(one.locator("[data-turn-words]")).to_contain_text("You have the floor")

    # What is half written is there again after a reload, in this group; a private word goes where it was meant to go.
    one.locator("#say").fill("I had only just begun")
    one.wait_for_timeout(900)
    one.reload()
    in_the_room(one)
    expect(one.locator("#say")).to_have_value("I had only just begun")
    expect(one.locator("[data-to]")).to_contain_text("Lead alone")

    # Called back: nobody is cut off, and what is half written stays with who writes.
    come_back(leader, lines, one, two)
    expect(one.locator("#say")).to_have_value("")
    expect(one.locator("[data-kept-words]")).to_have_text("I had only just begun")
    expect(one.locator("[data-log]")).not_to_contain_text("CANARY")
    button(one, "Let it go").click()
    expect(one.locator("[data-kept-draft]")).to_be_hidden()
    one.locator("#say").fill("For everybody, not yet")
    one.wait_for_timeout(900)
    one.reload()
    in_the_room(one)
    expect(one.locator("#say")).to_have_value("For everybody, not yet")
    one.locator("#say").fill("")

    open_round(leader, size="2", groups=5)
    say(two, "CANARY-SECOND, in the second round.")
    come_back(leader, lines, one, two)
    nobody_else_was_sent(lines, room)
    leader.locator("[data-close]").click()
    leader.locator("[data-ask-yes]").click()
    expect(one.locator("[data-state=closed]")).to_be_visible()


def open_round(leader: Page, *, size: str, groups: int) -> None:
    """Ask the house, and open what it proposes."""
    panel = leader.locator("[data-panel=groups]")
    panel.locator("[name=size]").select_option(size)
    button(leader, "Propose groups").click()
    expect(panel.locator("[data-plan-words]")).to_contain_text("Nobody here has sat together")
    button(leader, "Open these groups").click()
    expect(panel.locator("[data-groups-list] > li")).to_have_count(groups)


def read_on(lines: list[Line]) -> None:
    """Those at the sockets take in what came, as open pages do by themselves."""
    for line in lines:
        assert line.do("lower_hand")["t"] == "no"


def come_back(leader: Page, lines: list[Line], *members: Page) -> None:
    """Everybody is called, told how long it still is, and then back together."""
    button(leader, "Bring everybody back").click()
    for member in members:
        expect(member.locator("[data-small-words]")).to_contain_text("Everybody comes back")
    for _ in range(40):
        if not any(member.locator("[data-small]").is_visible() for member in members):
            return
        read_on(lines)
        leader.wait_for_timeout(2_000)
    raise AssertionError("the groups went on")


def nobody_else_was_sent(lines: list[Line], room: StagedRoom) -> None:
    """The words went to those of the group and to nobody else, byte for byte."""
    read_on(lines)
    rounds = rounds_of(room)
    seats = [who.seat for who in room.people]
    for line, who in zip(lines, room.people[3:], strict=True):
        text = json.dumps(line.frames)
        for word, speaker, round_ in (("ONE", 1, 0), ("HEARD", 1, 0), ("TWO", 2, 0), ("SECOND", 2, 1)):
            together = any(who.seat in group and seats[speaker] in group for group in rounds[round_])
            assert (f"CANARY-{word}" in text) == together, (word, who.membership.pseudonym)


def rounds_of(room: StagedRoom) -> list[list[list[str]]]:
    """Who sat with whom, by the open part of the log."""
    events = [stored.event for stored in log.read(room.meeting.pk, open_only=True)]
    return [event.groups for event in events if isinstance(event, SmallGroupsOpened)]


def afterwards(leader: Page, room: StagedRoom) -> None:
    """No pair sat together twice, and the report is one like any other."""
    met: list[Any] = [
        frozenset(pair) for round_ in rounds_of(room) for group in round_ for pair in combinations(group, 2)
    ]
    assert len(met) == len(set(met)) == 15 + 7
    leader.goto(f"/reports/meetings/{room.meeting.pk}/")
    report = leader.locator("main")
    expect(report).to_contain_text("Chair 1")
    expect(report).not_to_contain_text("CANARY")
    shots(leader, "report-after-small-groups")
