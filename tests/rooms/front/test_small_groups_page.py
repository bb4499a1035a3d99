"""Inside a small group in real browsers: what one writes there reaches those who sit there and nobody else."""

import pytest
from playwright.sync_api import expect

from tests.browser import shots
from tests.rooms.front.test_room_page import Gathering, check_everywhere, say
from tests.rooms.live import staged

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases="__all__")]

PHONE = {"width": 390}
HEARS = """event => {
  const { line, full, skew } = document.querySelector("live-room").room;
  const detail = { t: "event", s: full.small.mine.stream, n: 1, at: Date.now() + skew, e: event };
  line.dispatchEvent(new CustomEvent("event", { detail }));
}"""
ASK = "command => document.querySelector('live-room').room.ask(command)"


@pytest.fixture
def gathering(browse):
    return Gathering(browse, staged(4))


def open_group(gathering, *pages):
    """The first two members sit in a small group; the leader stays with everybody."""
    seats = [who.seat for who in gathering.room.people[1:3]]
    answer = gathering.lead.evaluate(ASK, {"type": "open_small_groups", "groups": [{"seats": seats}], "minutes": 5})
    assert answer["ok"], answer
    for page in pages:
        page.locator("[data-small-words]").get_by_text("You are with").wait_for()


def bring_back(gathering):
    assert gathering.lead.evaluate(ASK, {"type": "bring_back", "seconds": 10})["ok"]


def test_words_to_read_out_stay_in_the_small_group_and_what_waited_waits_on(gathering):
    lead, wren = gathering.lead, gathering.come_in(1, **PHONE)
    tove = gathering.come_in(2)
    gathering.begin_at("Open floor")
    wren.locator("[data-way]").select_option("read_out")
    expect(wren.locator("[data-composer] [type=submit]")).to_have_text("Ask to read it out")
    say(wren, "For everybody, please.")
    expect(lead.locator("[data-callers] q")).to_have_text("For everybody, please.")

    open_group(gathering, wren, tove)
    expect(lead.locator("[data-callers]")).to_contain_text("Their words wait until everybody is back.")
    expect(lead.get_by_role("button", name="I read it now")).to_be_hidden()
    expect(wren.locator("[data-composer] [type=submit]")).to_have_text("Say it")
    expect(wren.locator("[data-say-hint]")).to_have_text("Goes to your small group. One of you may read it out.")
    say(wren, "Between the two of us.")
    tove.get_by_role("article").filter(has_text="Between the two of us.").wait_for()
    assert "Between the two" not in lead.locator("body").inner_text()
    wren.get_by_role("button", name="Raise hand").click()
    expect(wren.locator("[data-turn-words]")).to_have_text(
        "The piece lies before you. Take it and write, or pass; both are fine."
    )
    check_everywhere(wren)
    shots(wren, "small-group-read-out")
    shots(lead, "small-group-read-out-leader")

    bring_back(gathering)
    lead.get_by_role("button", name="I read it now").click(timeout=30_000)
    tove.get_by_role("article").filter(has_text="For everybody, please.").wait_for()


def test_asking_how_it_came_across_is_not_offered_in_a_small_group_and_the_log_goes_on(gathering):
    lead, wren = gathering.lead, gathering.come_in(1, **PHONE)
    tove = gathering.come_in(2)
    gathering.begin_at("Open floor")
    wants = wren.locator("[name=wants]")
    wants.select_option("feedback")
    open_group(gathering, wren, tove)
    expect(wants).to_have_value("")
    expect(wants.locator("[value=feedback]")).to_be_disabled()
    wants.select_option("ideas")
    say(wren, "What would you try?")
    tove.get_by_role("article").filter(has_text="Would like practical ideas").wait_for()
    # Words of a page from before: the room refuses them, and nobody's log stands still.
    asked = {"type": "say", "words": "Tell me.", "wants": "feedback", "note": "", "heavy": False}
    assert wren.evaluate(ASK, asked)["code"] == "unreadable"
    for words in ("One.", "Two."):
        say(wren, words)
        tove.get_by_role("article").filter(has_text=words).wait_for()
    bring_back(gathering)
    expect(wants.locator("[value=feedback]")).to_be_enabled(timeout=30_000)
    expect(lead.locator("[data-log]")).not_to_contain_text("What would you try?")


def test_words_of_an_old_log_that_ask_how_they_came_across_stop_nobodys_log(gathering):
    wren, tove = gathering.come_in(1), gathering.come_in(2)
    gathering.begin_at("Open floor")
    open_group(gathering, wren, tove)
    said = {
        "type": "group_said",
        "id": 1,
        "seat": gathering.room.people[1].seat,
        "words": "Tell me.",
        "wants": "feedback",
        "note": "",
        "turn": False,
    }
    tove.evaluate(HEARS, said)
    tove.get_by_role("article").filter(has_text="Asks how it came across").wait_for()
    assert tove.locator("[data-feedback]").count() == 0


def test_heavy_words_are_folded_in_a_small_group_and_nothing_is_offered_that_the_room_refuses(gathering):
    wren, tove = gathering.come_in(1, **PHONE), gathering.come_in(2, **PHONE)
    gathering.begin_at("Open floor")
    assert wren.evaluate(ASK, {"type": "take_role", "role": "timekeeper"})["ok"]
    wren.locator("[data-roles] > summary").click()
    wren.get_by_role("button", name="Say softly that it is time").wait_for()
    open_group(gathering, wren, tove)
    expect(wren.locator("[data-keeps-time]")).to_be_hidden()
    wren.locator("[data-roles] > summary").click()
    wren.get_by_role("button", name="Raise hand").click()
    wren.get_by_role("button", name="Take the piece").click()
    wren.get_by_role("button", name="Pass it on").wait_for()
    expect(wren.locator("[data-mark-heavy]")).to_be_hidden()
    wren.get_by_role("button", name="Content note").click()
    wren.get_by_label("This one is heavy").check()
    wren.get_by_label("Say it in words").fill("That was a long night")
    wren.locator("[data-composer] [type=submit]").click()
    said = tove.get_by_role("article").filter(has_text="This one is heavy.")
    said.wait_for()
    assert said.locator(".said__words").is_hidden()
    check_everywhere(tove)
    shots(tove, "small-group-heavy")
    shots(wren, "small-group-heavy-mine")
    said.locator("summary").first.click()
    said.get_by_text("That was a long night").wait_for()
