"""The code on the wall: a leader shows it, phones read or type it, and their people are seated in the hall (R37)."""

import re

import pytest
from playwright.sync_api import expect

from openchair.rooms import log
from openchair.rooms.core.events import Joined, SatInHall
from openchair.rooms.models import CameByCode
from tests.browser import Browse, axe, shots
from tests.cast import Cast
from tests.journeys.evening import an_evening, button, house_at, in_the_room, no_overflow
from tests.journeys.test_a_tap_board import tablet_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True, databases="__all__")]


def test_phones_in_the_hall_join_by_the_code_on_the_wall(cast: Cast, browse: Browse) -> None:
    evening = an_evening(cast)
    board = tablet_of(browse, cast, evening)
    button(board, "Code for phones").click()
    letters = board.locator("[data-code-letters]")
    expect(letters).to_have_text(re.compile("^[A-Z0-9]{3} [A-Z0-9]{3}$"))
    expect(board.locator("[data-code-until]")).to_contain_text("Works for 10 more minutes")
    expect(board.locator("[data-code-picture]")).to_have_js_property("complete", True)
    axe(board)
    no_overflow(board)
    shots(board, "board-with-code")
    board.set_viewport_size({"width": 1024, "height": 768})
    first = letters.inner_text()
    button(board, "New code").click()
    expect(letters).not_to_have_text(first)
    code = letters.inner_text().replace(" ", "")

    # Read with the camera, before signing in: the code leaves the address at once, and is there again afterwards.
    phone = browse(width=390)
    phone.goto(f"/here/#{code}")
    expect(phone.locator("[name=code]")).to_have_value(code)
    expect(phone).to_have_url(re.compile("/here/$"))
    axe(phone)
    no_overflow(phone)
    shots(phone, "here")
    phone.set_viewport_size({"width": 390, "height": 844})
    name, _, value = house_at(browse.address).cookie(cast.member).partition("=")
    phone.context.add_cookies([{"name": name, "value": value, "url": browse.address}])
    phone.goto("/here/")
    expect(phone.locator("[name=code]")).to_have_value(code)
    button(phone, "Take my chair").click()
    in_the_room(phone)
    member = evening.seat("member")
    expect(board.locator(f'[data-key="{member}"][data-hall]')).to_be_visible()

    # Typed by hand, without any script; the old code first.
    typed = browse(width=390, script=False)
    name, _, value = house_at(browse.address).cookie(cast.second_member).partition("=")
    typed.context.add_cookies([{"name": name, "value": value, "url": browse.address}])
    typed.goto("/here/")
    typed.locator("[name=code]").fill(first)
    button(typed, "Take my chair").click()
    expect(typed.locator("main")).to_contain_text("This code does not fit")
    no_overflow(typed)
    typed.locator("[name=code]").fill(code.lower())
    button(typed, "Take my chair").click()
    expect(board.locator(f'[data-key="{evening.seat("second_member")}"][data-hall]')).to_be_visible()

    events = [stored.event for stored in log.read(evening.meeting.pk)]
    joined = {event.seat: event.hall for event in events if isinstance(event, Joined)}
    assert (joined[member], joined[evening.seat("second_member")]) == (True, True)
    assert [event.seat for event in events if isinstance(event, SatInHall)] == [evening.seat("facilitator")]
    assert CameByCode.objects.count() == 2

    button(board, "Put it away").click()
    expect(letters).to_be_hidden()
