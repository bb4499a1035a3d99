"""A tap board that was away for long: signed out meanwhile, or the meeting closed without it. No tap goes silently."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from openchair.core.time import now
from openchair.people.models import Person, SignIn
from openchair.rooms import log
from openchair.rooms.bench.stage import sign_in
from openchair.rooms.core.events import FloorTaken, HeldInHall
from openchair.rooms.queries import folded
from tests.browser import Browse, axe, shots
from tests.cast import Cast
from tests.journeys.evening import PATIENCE, Evening, an_evening, as_person, button, in_the_room, no_overflow
from tests.journeys.test_a_tap_board import chair, seated, tablet_of, the_floor_is, to_open_floor
from tests.rooms.live import staged

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True, databases="__all__")]


REFUSED = "Unexpected response code: 403"
"""What the browser says of a line that a signed-out tablet asks for."""


@pytest.fixture
def browse(browse: Browse) -> Iterator[Browse]:
    """The line is refused on purpose."""
    yield browse
    browse.faults[:] = [fault for fault in browse.faults if REFUSED not in fault]


def signed_out_for_long(person: Person) -> None:
    """Nobody used this sign-in for longer than a leader's may rest."""
    SignIn.objects.filter(person_id=person.pk).update(last_seen_at=now() - timedelta(hours=2))


def signs_in(page: Page, person: Person) -> None:
    """As if the form had been sent: the same browser, a new sign-in."""
    house = page.evaluate("location.origin")
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": sign_in(person), "url": house}])


def nothing_waits(page: Page) -> None:
    """Every tap is stored."""
    # Asked from here: a condition that the page itself waits for would be code in a text, which its policy refuses.
    for _ in range(PATIENCE // 100):
        if page.evaluate("document.querySelector('tap-board').board.taps.waiting.length") == 0:
            return
        page.wait_for_timeout(100)
    raise AssertionError("taps still wait")


def without_a_line(page: Page) -> None:
    """The network goes, and the board says so."""
    nothing_waits(page)
    page.context.set_offline(True)
    expect(page.locator("[data-kept]")).to_contain_text("No network since")


def a_phone_of_the_same_leader(browse: Browse, evening: Evening, person: Person) -> Page:
    """Whoever leads holds their phone beside the tablet."""
    phone = as_person(browse, person, width=390)
    phone.goto(evening.room)
    in_the_room(phone)
    return phone


def closes_elsewhere(phone: Page) -> None:
    """Close the meeting from another page."""
    phone.evaluate("document.querySelector('live-room').room.ask({type: 'close'})")
    expect(phone.locator("[data-state=closed]")).to_be_visible()


def test_a_board_that_was_signed_out_says_so_and_its_taps_arrive_after_signing_in(cast: Cast, browse: Browse) -> None:
    evening = an_evening(cast)
    page = tablet_of(browse, cast, evening)
    seated(page, evening, "member", "second_member")
    to_open_floor(page)
    without_a_line(page)
    chair(page, evening, "member").click()
    the_floor_is(page, "Wren")
    signed_out_for_long(cast.facilitator)
    page.context.set_offline(False)
    note = page.locator("[data-kept]")
    expect(note).to_contain_text("This tablet is signed out.")
    expect(note).to_contain_text("your 1 tap is kept here")
    # People go on speaking: so does the board.
    chair(page, evening, "second_member").click()
    the_floor_is(page, "Tove")
    expect(note).to_contain_text("your 2 taps are kept here")
    axe(page)
    shots(page, "board-signed-out")
    page.set_viewport_size({"width": 1024, "height": 768})
    page.get_by_role("link", name="Sign in again").click()
    expect(page).to_have_url(re.compile(rf"\?.*next=.*{evening.meeting.pk}.*board"))
    page.wait_for_timeout(6_000)
    assert not [s for s in log.read(evening.meeting.pk) if isinstance(s.event, FloorTaken)]
    signs_in(page, cast.facilitator)
    page.goto(f"/meetings/{evening.meeting.pk}/board/")
    the_floor_is(page, "Tove")
    expect(page.locator("[data-kept]")).to_be_hidden()
    nothing_waits(page)
    events = [stored.event for stored in log.read(evening.meeting.pk)]
    assert [event.seat for event in events if isinstance(event, HeldInHall)] == [evening.seat("member")]
    assert folded(evening.meeting.pk).holder == evening.seat("second_member")


def test_taps_wait_for_the_leader_who_tapped_them(browse: Browse) -> None:
    room = staged(5)
    lead, other, wren = room.people[0], room.people[4], room.people[1]
    other.membership.part = "co_facilitator"
    other.membership.save(update_fields=["part"])
    page = as_person(browse, lead.person, width=1024)
    board = f"/meetings/{room.meeting.pk}/board/"
    page.goto(board)
    page.locator(f'[data-key="{wren.seat}"] .seat__tap').click()
    expect(page.locator(f'[data-key="{wren.seat}"][data-hall]')).to_be_visible()
    to_open_floor(page)
    without_a_line(page)
    page.locator(f'[data-key="{wren.seat}"] .seat__tap').click()
    signed_out_for_long(lead.person)
    page.context.set_offline(False)
    expect(page.locator("[data-kept]")).to_contain_text("kept here, and go")
    signs_in(page, other.person)
    page.goto(board)
    expect(page.locator(f'[data-key="{other.seat}"][data-hall]')).to_be_visible()
    the_floor_is(page, "Nobody yet")
    assert not [s for s in log.read(room.meeting.pk) if isinstance(s.event, FloorTaken)]
    signs_in(page, lead.person)
    page.goto(board)
    the_floor_is(page, wren.membership.pseudonym)
    nothing_waits(page)
    stored = log.read(room.meeting.pk)
    taken = [(one.event.seat, one.author) for one in stored if isinstance(one.event, FloorTaken)]
    assert taken == [(wren.seat, lead.seat)]


def test_a_meeting_that_was_closed_meanwhile_says_what_could_not_be_counted(cast: Cast, browse: Browse) -> None:
    evening = an_evening(cast)
    page = tablet_of(browse, cast, evening)
    seated(page, evening, "member", "second_member")
    to_open_floor(page)
    phone = a_phone_of_the_same_leader(browse, evening, cast.facilitator)
    without_a_line(page)
    chair(page, evening, "member").click()
    page.locator("[data-silence]").click()
    the_floor_is(page, "Silence")
    closes_elsewhere(phone)
    page.context.set_offline(False)
    lines = page.locator("[data-parting-list] li")
    expect(lines).to_have_text(
        [re.compile(r"^\d\d:\d\d: Wren had the floor$"), re.compile("a moment of silence began$")]
    )
    expect(page.locator("tap-board")).to_be_hidden()
    expect(page.locator("[data-parting-title]")).to_be_focused()
    axe(page)
    no_overflow(page)
    shots(page, "board-parting")
    # Loaded again before anybody read it, it is still there; and once it was read, nowhere.
    page.goto(f"/meetings/{evening.meeting.pk}/board/")
    expect(page).to_have_url(re.compile("/closed/$"))
    expect(lines).to_have_count(2)
    axe(page)
    shots(page, "closed-parting")
    button(page, "Go on").click()
    expect(page.locator("[data-parting]")).to_have_count(0)
    expect(page.locator("#end-h")).to_be_focused()
    page.reload()
    expect(page.locator("#end-h")).to_be_visible()
    expect(page.locator("[data-parting]")).to_be_hidden()


def test_a_board_with_nothing_left_goes_to_the_calm_end_by_itself(cast: Cast, browse: Browse) -> None:
    evening = an_evening(cast)
    page = tablet_of(browse, cast, evening)
    seated(page, evening, "member")
    to_open_floor(page)
    phone = a_phone_of_the_same_leader(browse, evening, cast.facilitator)
    closes_elsewhere(phone)
    expect(page).to_have_url(re.compile("/closed/$"))
    expect(page.locator("[data-parting]")).to_be_hidden()
