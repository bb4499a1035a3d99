"""Small groups at tables on the tap board: asked for, opened, read across the hall, and back again (D5, R36)."""

import re

import pytest
from playwright.sync_api import Page, expect

from openchair.rooms import log
from openchair.rooms.bench.stage import StagedRoom
from openchair.rooms.core.events import SmallGroupsOpened
from openchair.rooms.queries import folded
from tests.browser import Browse, at_full_height, axe, shots
from tests.journeys.evening import as_person, button, in_the_room, no_overflow
from tests.journeys.test_a_tap_board import to_open_floor
from tests.rooms.live import staged

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True, databases="__all__")]


def a_board_with(browse: Browse, room: StagedRoom, seated: int) -> Page:
    """The tablet of who leads, on an open floor, with so many in the hall."""
    page = as_person(browse, room.people[0].person, width=1024)
    page.set_viewport_size({"width": 1024, "height": 768})
    page.goto(f"/meetings/{room.meeting.pk}/board/")
    for who in room.people[1 : seated + 1]:
        page.locator(f'[data-key="{who.seat}"] .seat__tap').click()
        expect(page.locator(f'[data-key="{who.seat}"][data-hall]')).to_be_visible()
    to_open_floor(page)
    return page


def proposes(page: Page) -> None:
    """Ask for groups of three."""
    button(page, "Small groups").click()
    button(page, "Propose groups").click()
    expect(page.locator("[data-tables-title]")).to_have_text("Small groups: a proposal")


def test_people_without_a_device_read_on_the_board_where_to_sit(browse: Browse) -> None:
    room = staged(7)
    page = a_board_with(browse, room, 6)
    names = {who.membership.pseudonym for who in room.people[1:]}
    button(page, "Small groups").click()
    axe(page)
    shots(page, "tables-ask")
    page.set_viewport_size({"width": 1024, "height": 768})
    button(page, "Propose groups").click()
    tables = page.locator(".tap__table")
    expect(tables.locator("h3")).to_have_text(["Table 1", "Table 2"])
    told = {name.removesuffix(" (leads)") for name in tables.locator("ul li").all_inner_texts()}
    assert told == names
    expect(page.locator("[data-tables-words]")).to_have_text("Nobody here has sat together in a small group before.")
    axe(page)
    no_overflow(page)
    shots(page, "tables-proposed")
    page.set_viewport_size({"width": 1024, "height": 768})
    button(page, "Not now").click()
    expect(page.locator("[data-circle]")).to_be_visible()
    expect(tables).to_have_count(2)
    expect(page.locator("[data-tables]")).to_be_hidden()
    proposes(page)
    button(page, "Another proposal").click()
    button(page, "Open these groups").click()
    expect(page.locator("[data-tables-title]")).to_have_text("Small groups")
    expect(page.locator("[data-tables-time]")).to_have_text("About 12 minutes left")
    expect(page.locator("[data-tables-note]")).to_contain_text("is not measured")
    assert {name.removesuffix(" (leads)") for name in tables.locator("ul li").all_inner_texts()} == names
    expect(page.locator("[data-silence]")).to_be_hidden()
    expect(page.locator("[data-course]")).to_be_hidden()
    axe(page)
    no_overflow(page)
    shots(page, "tables-open")
    page.set_viewport_size({"width": 1024, "height": 768})

    # Without a line everybody still reads where to sit; what needs the line says so.
    page.context.set_offline(True)
    expect(page.locator("[data-kept]")).to_be_visible()
    expect(tables.locator("ul li")).to_have_count(6)
    expect(button(page, "Bring everybody back")).to_have_attribute("aria-disabled", "true")
    page.context.set_offline(False)
    expect(page.locator("[data-kept]")).to_be_hidden()

    # Whoever comes late is placed, and the others stay.
    page.get_by_role("button", name=f"{room.people[6].membership.pseudonym} goes now").click()
    expect(tables.locator("ul li")).to_have_count(5)
    page.get_by_role("button", name=f"{room.people[6].membership.pseudonym} is here").click()
    expect(page.locator("[data-tables-free]")).to_contain_text("sits at no table yet")
    button(page, "Propose a place").click()
    button(page, "Place them so").click()
    expect(tables.locator("ul li")).to_have_count(6)
    expect(page.locator("[data-tables-free]")).to_be_hidden()

    button(page, "2 more minutes").click()
    expect(page.locator("[data-tables-time]")).to_have_text(re.compile("About 1[34] minutes left"))
    button(page, "Bring everybody back").click()
    expect(page.locator("[data-tables-time]")).to_contain_text("Everybody comes back in about")
    expect(button(page, "Everybody is coming back")).to_have_attribute("aria-disabled", "true")
    page.wait_for_timeout(61_000)
    expect(page.locator("[data-circle]")).to_be_visible()
    expect(page.locator("[data-tables]")).to_be_hidden()
    assert folded(room.meeting.pk).small is None
    assert len([s for s in log.read(room.meeting.pk) if isinstance(s.event, SmallGroupsOpened)]) == 1
    page.evaluate("void document.querySelector('tap-board').board.line.ask({type: 'close'})")
    expect(page).to_have_url(re.compile("/closed/$"))
    page.goto(f"/reports/meetings/{room.meeting.pk}/")
    expect(page.get_by_role("region", name="Balance", exact=True)).to_contain_text("people sat at tables in the hall")


def test_what_a_leader_plans_on_a_phone_is_not_shown_to_the_hall_and_who_would_be_alone_is_left(browse: Browse) -> None:
    room = staged(5)
    lead, online = room.people[0], room.people[4]
    page = a_board_with(browse, room, 3)
    phone = as_person(browse, lead.person, width=390)
    phone.goto(f"/meetings/{room.meeting.pk}/room/")
    other = as_person(browse, online.person, width=390)
    other.goto(f"/meetings/{room.meeting.pk}/door/")
    other.locator("label", has=other.locator("[name=alone][value=yes]")).click()
    other.locator("[data-go]").click()
    button(phone, f"Let {online.membership.pseudonym} in").click()
    in_the_room(other)
    expect(page.locator(f'[data-key="{online.seat}"] .seat__state')).to_have_text("Online")
    phone.locator("[data-panel=groups] summary").click()
    button(phone, "Propose groups").click()
    name = online.membership.pseudonym
    left = phone.locator("[data-plan-left]")
    expect(left).to_contain_text(f"{name} is the only one online. {name} sits at no table yet.")
    expect(page.locator("[data-tables]")).to_be_hidden()
    proposes(page)
    expect(page.locator("[data-tables-words]")).to_contain_text(f"{name} is the only one online.")
    expect(page.locator(".tap__table")).to_have_count(1)
    # By hand it is possible: the name, then its table.
    left.get_by_role("button", name=name).click()
    button(phone, f"Put {name} here").click()
    expect(phone.locator("[data-plan-groups]")).to_contain_text("this table needs a device")
    expect(left).to_be_hidden()
    with at_full_height(phone):
        axe(phone)
    shots(phone, "console-mixed")
    phone.set_viewport_size({"width": 390, "height": 844})
    button(phone, "Open these groups").click()
    expect(page.locator(".tap__table li")).to_have_count(4)
    expect(page.locator(".tap__table")).to_contain_text("this table needs a device")
