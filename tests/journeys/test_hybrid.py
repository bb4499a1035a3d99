"""A hybrid meeting: three in the hall without a device, two online, one who leads; one log, one report (R36, R37)."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Locator, Page, expect

from openchair.groups.models import Meeting
from openchair.insights import report as reports
from openchair.rooms import log
from openchair.rooms.bench.stage import Member, StagedRoom
from openchair.rooms.core.events import FloorTaken, Joined, NotPlaced, SatInHall
from openchair.rooms.queries import folded
from tests.browser import Browse, shots
from tests.journeys.evening import alone, as_person, button, in_the_room, no_overflow, say
from tests.rooms.live import staged

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True, databases="__all__")]


def test_the_floor_passes_between_hall_and_screens_in_one_log_and_one_report(browse: Browse) -> None:
    room = staged(6)
    lead, in_hall, online = room.people[0], room.people[1:4], room.people[4:]
    # The tablet lies on the table; who leads lets people in from their own phone, on the same chair.
    board = as_person(browse, lead.person, width=1024)
    board.set_viewport_size({"width": 1024, "height": 768})
    board.goto(f"/meetings/{room.meeting.pk}/board/")
    expect(on_board(board, lead)).to_have_attribute("data-hall", "")
    for who in in_hall:
        on_board(board, who).locator(".seat__tap").click()
        expect(on_board(board, who)).to_have_attribute("data-hall", "")
    phone = as_person(browse, lead.person, width=390)
    phone.goto(f"/meetings/{room.meeting.pk}/room/")
    in_the_room(phone)
    pages = [comes_online(browse, room, phone, who, width) for who, width in zip(online, (390, 1280), strict=True)]

    to_open_floor(board)
    the_floor_goes_round(board, pages, in_hall, online)
    no_overflow(board)
    shots(board, "hybrid-board")
    one_log(room)
    closes(board)
    for page in pages:
        expect(page.locator("[data-state=closed]")).to_be_visible()
    one_report(board, room)


def on_board(board: Page, who: Member) -> Locator:
    """Somebody's chair on the board."""
    return board.locator(f'.seat[data-key="{who.seat}"]')


def comes_online(browse: Browse, room: StagedRoom, phone: Page, who: Member, width: int) -> Page:
    """Knock, and be let in by who leads."""
    page = as_person(browse, who.person, width=width)
    page.goto(f"/meetings/{room.meeting.pk}/door/")
    alone(page)
    page.locator("[data-go]").click()
    button(phone, f"Let {who.membership.pseudonym} in").click()
    in_the_room(page)
    return page


def to_open_floor(board: Page) -> None:
    """Begin, and go on to the open floor."""
    button(board, "Begin").click()
    segment = board.locator("[data-segment]")
    expect(segment).not_to_be_empty()
    while segment.inner_text() != "Open floor":
        before = segment.inner_text()
        board.locator("[data-course]").click()
        expect(segment).not_to_have_text(before)


def holds(board: Page, who: Member, *pages: Page) -> None:
    """The board says who has the floor, and so do the screens of those online."""
    expect(board.locator("[data-floor-what]")).to_have_text("Has the floor")
    expect(board.locator("[data-floor-who]")).to_have_text(who.membership.pseudonym)
    for page in pages:
        expect(page.locator(f'.seat[data-key="{who.seat}"]')).to_have_attribute("data-floor", "")


def speaks(page: Page, words: str, milliseconds: int) -> None:
    """Take the piece that lies here, say something, and pass it on after a while."""
    page.locator("[data-do=take_piece]").click()
    expect(page.locator("[data-turn-words]")).to_contain_text("You have the floor")
    say(page, words)
    page.wait_for_timeout(milliseconds)
    page.locator("[data-turn-pass]").click()
    expect(page.locator("[data-turn]")).to_be_hidden()


def the_floor_goes_round(board: Page, pages: list[Page], in_hall: list[Member], online: list[Member]) -> None:
    """Hall, screen, hall, screen, hall: by taps, by hand, and by the queue."""
    first, second, third = in_hall
    on_board(board, first).locator(".seat__tap").click()
    holds(board, first, *pages)
    board.wait_for_timeout(4_000)
    # A tap on the chair of somebody online offers them the piece; taking it is theirs.
    on_board(board, online[0]).locator(".seat__tap").click()
    speaks(pages[0], "From my kitchen: the week was long.", 3_000)
    on_board(board, second).locator(".seat__tap").click()
    holds(board, second, *pages)
    board.wait_for_timeout(3_000)
    # Somebody online waits in the queue, and the hall passes on to them.
    pages[1].locator("[data-hand]").click()
    button(board, f"Pass on to {online[1].membership.pseudonym}").click()
    speaks(pages[1], "From the train: I am on my way home.", 2_000)
    on_board(board, third).locator(".seat__tap").click()
    holds(board, third, *pages)
    board.wait_for_timeout(2_000)
    button(board, "The piece goes back").click()
    expect(board.locator("[data-floor-who]")).to_have_text("Nobody yet")
    # The board is ahead of the room; screens show what is stored.
    for page in pages:
        expect(page.locator(".seat[data-floor]")).to_have_count(0)


def one_log(room: StagedRoom) -> None:
    """Everybody is in the same log: where they sit, in which order they spoke, and for how long."""
    lead, in_hall, online = room.people[0], room.people[1:4], room.people[4:]
    events = [stored.event for stored in log.read(room.meeting.pk)]
    sat = {event.seat for event in events if isinstance(event, SatInHall)}
    came = {event.seat: event.hall or event.seat in sat for event in events if isinstance(event, Joined)}
    assert came == {
        lead.seat: True,
        **{who.seat: True for who in in_hall},
        **{who.seat: False for who in online},
    }
    order = [event.seat for event in events if isinstance(event, FloorTaken)]
    assert order == [who.seat for who in (in_hall[0], online[0], in_hall[1], online[1], in_hall[2])]
    assert not [event for event in events if isinstance(event, NotPlaced)]
    state = folded(room.meeting.pk)
    floors = {who.seat: state.people[who.seat].floor_ms for who in in_hall + online}
    at_least = dict(zip([who.seat for who in (*in_hall, *online)], (4_000, 3_000, 2_000, 3_000, 2_000), strict=True))
    assert all(floors[seat] >= least for seat, least in at_least.items()), floors
    # Nobody's turn reaches into somebody else's.
    turns = sorted((turn.began_ms, turn.ended_ms) for turn in state.turns)
    assert len(turns) == 5
    assert all(before[1] <= after[0] for before, after in pairwise(turns))
    assert sum(floors.values()) == sum(end - start for start, end in turns)


def closes(board: Page) -> None:
    """Go through the rest of the agenda, and close."""
    course, segment = board.locator("[data-course]"), board.locator("[data-segment]")
    while course.inner_text() != "Close the meeting":
        before = segment.inner_text()
        course.click()
        expect(segment).not_to_have_text(before)
    course.click()
    button(board, "Yes, close it for everybody").click()
    expect(board).to_have_url(re.compile("/closed/$"))


def one_report(board: Page, room: StagedRoom) -> None:
    """The same kind of report as ever; it says where each was, and its floor times are those of the log."""
    board.goto(f"/reports/meetings/{room.meeting.pk}/")
    attendance = board.locator("table", has_text="Minutes in the room").locator("tbody tr")
    expect(attendance).to_have_count(6)
    for number, who in enumerate(room.people):
        row = attendance.filter(has_text=who.membership.pseudonym)
        expect(row.locator("td").first).to_have_text("Present")
        expect(row.locator("td").last).to_have_text("in the hall" if number <= 3 else "online")
    state = folded(room.meeting.pk)
    told = reports.build(meeting=Meeting.objects.get(pk=room.meeting.pk), named=True)
    for who in room.people[1:]:
        share = told.dynamics.members.get(who.seat) or told.dynamics.briefly_present[who.seat]
        assert share.turns == state.people[who.seat].turns == 1
        assert share.talk_seconds * 1000 == pytest.approx(state.people[who.seat].floor_ms, abs=1)
    no_overflow(board)
