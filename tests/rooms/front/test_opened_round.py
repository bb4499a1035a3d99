"""A round that a leader opens inside a part, coming back later, and the soft time, in real browsers."""

import json
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from openchair.core.time import now
from openchair.groups.services import plan_extra_meeting
from openchair.rooms.bench.stage import StagedRoom, new_coordinator
from openchair.rooms.models import Agenda
from tests.browser import shots
from tests.rooms.front.test_room_page import Gathering, check_everywhere
from tests.rooms.live import staged

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases="__all__")]

PARTS = [
    {"kind": "opening_words", "title": "Hello", "minutes": 5, "script": ["Welcome."]},
    {"kind": "reading", "title": "Reading", "minutes": 5, "prompt": "A page the group has chosen."},
    {"kind": "open_floor", "title": "Open floor", "minutes": 30, "prompt": "What is heavy?", "turn_seconds": 1},
    {"kind": "write_and_reveal", "title": "Writing", "minutes": 10, "prompt": "What helps?", "nameless": True},
    {"kind": "closing_words", "title": "Goodbye", "minutes": 5, "script": ["Thank you."]},
]
HINT = {
    "hint": {"kind": "waited_long", "reason": "A round would bring them in gently.", "say": "Let us go round once."},
    "too_early": "", "mix": "", "over_weeks": {},
}  # fmt: skip


@pytest.fixture
def gathering(browse):
    """A meeting with these parts: the first room of a staged group was opened before it had them."""
    at = now()
    coordinator = new_coordinator(at)
    room = staged(4, at=at, coordinator=coordinator)
    Agenda.objects.create(
        group=room.group, template="mutual_aid", segments=PARTS, changed_by=room.people[0].person, changed_at=at
    )
    meeting = plan_extra_meeting(
        group=room.group, starts_at=at - timedelta(minutes=1), minutes=60, actor=coordinator, at=at
    )
    return Gathering(browse, StagedRoom(room.group, meeting, room.people))


def open_ways(lead):
    panel = lead.locator("[data-panel=ways]")
    panel.locator("summary").click()
    return panel


def test_a_round_is_opened_inside_the_open_floor_and_the_open_floor_goes_on_after_it(gathering):
    lead, wren, tove = gathering.lead, gathering.come_in(1, width=390), gathering.come_in(2)
    gathering.begin_at("Open floor")
    ways = open_ways(lead)
    tove.get_by_role("button", name="Raise hand").click()
    tove.get_by_role("button", name="Take the piece").click()
    # Only leaders read how the time of somebody else's turn goes by.
    lead.get_by_text("Chair 2’s usual time has come round. Nobody is cut off.").wait_for()
    assert wren.get_by_text("usual time has come round").count() == 0
    ways.locator("#way-round").fill("What stays with you?")
    ways.get_by_role("button", name="Open a round").click()
    for page in (lead, wren, tove):
        expect(page.locator("[data-segment]")).to_have_text("A round")
        expect(page.locator("[data-prompt]")).to_have_text("What stays with you?")
    expect(tove.locator("[data-turn]")).to_be_visible()
    expect(ways.get_by_role("button", name="Open a round")).to_have_attribute("aria-disabled", "true")
    expect(ways.locator("[data-round-words]")).to_have_text("A round goes on. Then the part goes on as before.")
    check_everywhere(lead)
    shots(lead, "a-round-opened")
    tove.get_by_role("button", name="Pass it on").click()

    # Whoever passes for now is asked once more, and is not offered a button that does nothing.
    later = wren.get_by_role("button", name="Come back to me")
    later.click()
    lead.locator("[data-do=take_piece]").wait_for()
    lead.locator("[data-turn-pass]").click()
    wren.locator("[data-do=take_piece]").wait_for()
    expect(later).to_be_hidden()
    check_everywhere(wren)
    wren.locator("[data-turn-pass]").click()
    lead.get_by_text("The round is over. Open floor goes on.").wait_for()
    for page in (lead, wren, tove):
        expect(page.locator("[data-prompt]")).to_have_text("What is heavy?")
    # By mistake: it ends before everybody was asked.
    ways.get_by_role("button", name="A listening round").click()
    expect(wren.locator("[data-segment]")).to_have_text("A listening round")
    ways.get_by_role("button", name="End this round").click()
    expect(wren.locator("[data-segment]")).to_have_text("Open floor")


def test_a_hint_that_speaks_of_a_round_opens_one_with_one_button(gathering):
    lead, wren = gathering.lead, gathering.come_in(1)
    lead.route("**/beside/", lambda route: route.fulfill(content_type="application/json", body=json.dumps(HINT)))
    gathering.begin_at("Open floor")
    panel = lead.locator("[data-panel=hint]")
    panel.get_by_text("Let us go round once.").wait_for(timeout=40_000)
    check_everywhere(lead)
    shots(lead, "a-hint-with-a-round")
    panel.get_by_role("button", name="Open a round").click()
    expect(wren.locator("[data-segment]")).to_have_text("A round")
    expect(panel.get_by_role("button", name="Open a round")).to_be_hidden()


def test_the_reader_is_told_to_read_and_the_part_that_asks_first_asks_by_itself(gathering):
    lead, wren = gathering.lead, gathering.come_in(1, width=390)
    lead.get_by_role("button", name="Begin").click()
    wren.get_by_text("Small roles", exact=True).click()
    wren.locator("[data-role-list] li", has_text="Reader").get_by_role("button", name="I take it").click()
    lead.locator("[data-role-list] li", has_text="Chair 1 has it today.").wait_for(state="attached")
    lead.get_by_role("button", name="Next part").click()
    wren.get_by_text("You read tonight, from the text your group has chosen.").wait_for()
    wren.locator("[data-do=take_piece]").wait_for()
    lead.locator("[data-reader]", has_text="Chair 1 reads tonight.").wait_for(state="attached")
    check_everywhere(wren)
    shots(wren, "a-reading")
    wren.locator("[data-turn-pass]").click()

    for title in ("Open floor", "Writing"):
        lead.get_by_role("button", name="Next part").click()
        lead.locator(".agenda [aria-current] b", has_text=title).wait_for()
    wren.get_by_role("heading", name="What helps?").wait_for()
    wren.get_by_text("without names. Who wrote what is kept nowhere.").wait_for()
    # A hand waits, and so do words; why is said kindly.
    wren.get_by_role("button", name="Raise hand").click()
    wren.get_by_label("Say it in words").fill("I would say")
    expect(wren.locator("[data-say-hint]")).to_contain_text("Everybody writes first")
    wren.locator("[data-composer] [type=submit]").click()
    expect(wren.locator("[data-composer-says]")).to_contain_text("so that no answer leans on another")
    expect(wren.locator("#say")).to_have_value("I would say")
    assert wren.locator("[data-do=take_piece]").is_hidden()
    wren.locator("#answer").fill("Walking")
    wren.locator("[data-asked-form] [type=submit]").click()
    lead.get_by_text("1 of 2 here has written.").wait_for()
    # What was written does not go unseen by one press.
    lead.get_by_role("button", name="Next part").click()
    dialog = lead.locator("dialog")
    dialog.get_by_text("1 person has written, and it has not been shown").wait_for()
    shots(lead, "written-and-not-shown")
    dialog.get_by_role("button", name="Stay with the question").click()
    expect(wren.locator("#answer")).to_be_visible()
    lead.get_by_role("button", name="Next part").click()
    dialog.get_by_role("button", name="Go to the next part").click()
    wren.locator("[data-asked]").wait_for(state="hidden")


def test_at_the_tablet_a_listening_round_shows_its_steps_and_what_is_written_is_shown_from_there(gathering):
    lead, people = gathering.lead, gathering.room.people
    gathering.begin_at("Open floor")
    board = gathering.browse(people[0].person, width=1024)
    board.goto(f"/meetings/{gathering.room.meeting.pk}/board/")
    for one in people[1:3]:
        board.locator(f'[data-key="{one.seat}"] .seat__tap').click()
        expect(board.locator(f'[data-key="{one.seat}"][data-hall]')).to_be_visible()
    open_ways(lead).get_by_role("button", name="A listening round").click()
    who = board.locator("[data-floor-who]")
    board.locator("[data-main]", has_text="begins").wait_for()
    speaker = who.inner_text()
    listener = "Chair 2" if speaker == "Chair 1" else "Chair 1"
    board.locator("[data-main]").click()
    board.get_by_role("button", name=f"{speaker} has said it").click()
    echo = board.locator("[data-floor-echo]")
    expect(echo).to_have_text(f"{listener} says back what they heard from {speaker}")
    shots(board, "board-says-back")
    board.get_by_role("button", name=f"{listener} begins").click()
    board.get_by_role("button", name=f"{listener} has said it").click()
    expect(echo).to_have_text(f"{speaker} says whether that is it")
    board.get_by_role("button", name=f"{speaker}: yes, that is it").click()
    board.get_by_role("button", name=f"{listener} begins").wait_for()
    expect(echo).to_be_hidden()

    board.locator("[data-course]").click()
    expect(board.locator("[data-prompt]")).to_have_text("What helps?")
    lead.locator("#answer").fill("Walking")
    lead.locator("[data-asked-form] [type=submit]").click()
    lead.get_by_text("1 of 3 here has written.").wait_for()
    board.get_by_role("button", name="Show all at once").click()
    board.get_by_text("Too few so far.").wait_for()
    board.locator("[data-course]").click()
    expect(board.locator("[data-course]")).to_have_text("Yes, without showing what was written")
    shots(board, "board-written")
    board.locator("[data-course]").click()
    expect(board.locator("[data-segment]")).to_have_text("Goodbye")
