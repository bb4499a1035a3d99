"""A meeting in real browsers: the door, the piece, words, the leaders' layer, and what stands in the way."""

from itertools import pairwise

import pytest

from openchair.rooms import log
from openchair.rooms.bench.stage import StagedRoom
from openchair.rooms.core.events import Said
from tests.browser import SCHEMES, WIDTHS, at_full_height, axe, over_wire, shots
from tests.rooms.live import staged

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases="__all__")]

FIRST_VIEW = 200_000

KEPT_HERE = """() => new Promise(done => {
  const open = indexedDB.open("openchair-drafts");
  open.onsuccess = () => {
    const all = open.result.transaction("kept").objectStore("kept").getAll();
    all.onsuccess = () => {
      open.result.close();
      done(JSON.stringify(all.result.map(one => one.bytes ? [...new Uint8Array(one.bytes)] : one.extractable)));
    };
  };
})"""
LISTEN = """() => {
  window.told = [];
  const {announcer} = document.querySelector("live-room").room;
  const say = announcer.say;
  announcer.say = words => { if (words) window.told.push(performance.now()); say(words); };
}"""
FIFTY = """async () => {
  const {room} = document.querySelector("live-room");
  for (let n = 1; n <= 50; n += 1) await room.ask({type: "say", words: `Words ${n}`, wants: null, note: ""});
}"""
LOUD = "document.querySelectorAll('live-room :is([aria-live=polite], [aria-live=assertive])').length"


def alone(page):
    page.get_by_label("I am alone").check()


def go_on(lead):
    """The next part; in a round the house asks once, while people still wait for the piece."""
    lead.get_by_role("button", name="Next part").click()
    if (yes := lead.locator("[data-ask-yes]")).is_visible():
        yes.click()


class Gathering:
    """People of one group, each at a browser of their own."""

    def __init__(self, browse, room: StagedRoom) -> None:
        self.browse, self.room = browse, room
        self.lead = self.at_the_door(0)
        alone(self.lead)
        self.lead.get_by_role("button", name="Open the door and go in").click()
        self.arrived(self.lead)

    def at_the_door(self, number, **more):
        page = self.browse(self.room.people[number].person, **more)
        page.goto(f"/meetings/{self.room.meeting.pk}/door/")
        page.locator("[data-table]").wait_for()
        return page

    def come_in(self, number, **more):
        page = self.at_the_door(number, **more)
        alone(page)
        page.get_by_role("button", name="I am ready").click()
        self.lead.get_by_role("button", name=f"Let Chair {number} in").click()
        self.arrived(page)
        return page

    def arrived(self, page):
        page.wait_for_url("**/room/")
        page.locator("live-room:not([hidden])").wait_for()

    def begin_at(self, title):
        self.lead.get_by_role("button", name="Begin").click()
        for _part in range(10):
            self.lead.locator(".agenda [aria-current]").wait_for()
            current = self.lead.locator(".agenda [aria-current] b").text_content()
            if current == title:
                return
            go_on(self.lead)
            self.lead.locator(f".agenda [aria-current] b:not(:text-is('{current}'))").wait_for()
        raise AssertionError(f"no part is called {title}")


def check_everywhere(page):
    """axe at both widths and in both themes, with nothing half under the dock: a person would scroll on."""
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            page.wait_for_timeout(300)
            with at_full_height(page):
                axe(page)
    page.set_viewport_size({"width": 1280, "height": 900})


@pytest.fixture
def gathering(browse):
    return Gathering(browse, staged(4))


def say(page, words, note=""):
    if note:
        page.get_by_role("button", name="Content note").click()
        page.get_by_label("Content note: what is it about").fill(note)
    page.get_by_label("Say it in words").fill(words)
    page.locator("[data-composer] [type=submit]").click()


def stored_words(room):
    return [stored.event.words for stored in log.read(room.meeting.pk) if isinstance(stored.event, Said)]


def test_one_is_let_in_takes_the_piece_speaks_and_is_heard(gathering):
    lead, wren = gathering.lead, gathering.come_in(1)
    tove = gathering.come_in(2)
    gathering.begin_at("Open floor")
    wren.get_by_role("button", name="Raise hand").click()
    wren.get_by_role("button", name="Take the piece").click()
    wren.get_by_text("You have the floor. Take your time.").wait_for()
    lead.get_by_text("Has the floor", exact=True).wait_for()
    say(wren, "The short walk before work. Three times.")
    for page in (lead, tove):
        page.get_by_role("article").filter(has_text="The short walk").wait_for()
    tove.get_by_role("article").filter(has_text="short walk").get_by_role("button", name="With you").click()
    wren.get_by_text("Chair 2 is with you.").wait_for()
    lead.get_by_text("Chair 1 has been heard.").wait_for()
    assert lead.get_by_text("Chair 2 is with").count() == 0
    wren.get_by_role("button", name="Pass it on").click()
    lead.get_by_text("The piece lies on the table. Nobody has a hand up.").wait_for()
    assert stored_words(gathering.room) == ["The short walk before work. Three times."]


def test_a_private_word_and_a_content_note_reach_whom_they_are_for(gathering):
    wren, tove = gathering.come_in(1), gathering.come_in(2)
    gathering.begin_at("Open floor")
    wren.locator("[data-to]").select_option(label="Lead alone")
    wren.get_by_text("Only you and Lead see this.").wait_for()
    say(wren, "For Lead alone.")
    gathering.lead.get_by_text("For Lead alone.").wait_for()
    wren.locator("[data-to]").select_option(label="everybody here")
    say(wren, "At the funeral everyone had a glass.", note="drinking, a funeral")
    noted = tove.get_by_role("article").filter(has_text="drinking, a funeral")
    noted.wait_for()
    assert not noted.get_by_text("everyone had a glass").is_visible()
    noted.get_by_text("Show the words").click()
    assert noted.get_by_text("everyone had a glass").is_visible()
    assert "For Lead alone." not in tove.content()


def test_one_tap_blanks_the_page_and_a_question_brings_it_back(gathering):
    wren = gathering.come_in(1)
    say(gathering.lead, "Words on the page.")
    wren.get_by_text("Words on the page.").wait_for()
    wren.get_by_role("button", name="I am not alone").click()
    assert not wren.get_by_text("Words on the page.").is_visible()
    assert not wren.get_by_text("Bench group").first.is_visible()
    assert "Bench group" not in wren.title()
    assert wren.get_by_role("link", name="Help now").is_visible()
    assert wren.get_by_role("button", name="Leave quickly").is_visible()
    wren.keyboard.press("x")
    wren.get_by_role("button", name="Not yet").click()
    assert not wren.get_by_text("Words on the page.").is_visible()
    wren.keyboard.press("x")
    wren.keyboard.press("Enter")
    wren.get_by_text("Words on the page.").wait_for()


def test_what_is_written_while_the_line_is_gone_arrives_once(gathering):
    wren = gathering.come_in(1)
    wren.context.set_offline(True)
    wren.get_by_text("The line dropped at").wait_for()
    wren.get_by_label("Say it in words").fill("Kept while the line is gone.")
    wren.locator("[data-composer] [type=submit]").click()
    wren.get_by_text("kept here, not sent yet").wait_for()
    wren.get_by_label("Say it in words").fill("Half a sen")
    # The browser says in its console that it has no network: expected here, and only here.
    gathering.browse.faults[:] = [
        fault for fault in gathering.browse.faults if "ERR_INTERNET_DISCONNECTED" not in fault
    ]
    wren.context.set_offline(False)
    gathering.lead.get_by_text("Kept while the line is gone.").wait_for()
    wren.get_by_text("kept here, not sent yet").wait_for(state="detached")
    assert wren.get_by_label("Say it in words").input_value() == "Half a sen"
    assert stored_words(gathering.room) == ["Kept while the line is gone."]
    gathering.browse.faults[:] = [
        fault for fault in gathering.browse.faults if "ERR_INTERNET_DISCONNECTED" not in fault
    ]


def test_a_draft_survives_a_reload_sealed_and_leaving_quickly_forgets_it(gathering):
    wren = gathering.come_in(1)
    wren.get_by_label("Say it in words").fill("CANARY half a sentence")
    wren.wait_for_timeout(900)
    wren.reload()
    wren.locator("live-room:not([hidden])").wait_for()
    wren.wait_for_function("document.querySelector('#say').value === 'CANARY half a sentence'")
    stored = wren.evaluate(KEPT_HERE)
    assert "false" in stored
    assert ",".join(str(byte) for byte in b"CANARY") not in stored
    wren.route("https://www.wikipedia.org/**", lambda route: route.fulfill(content_type="text/html", body="Elsewhere"))
    wren.get_by_role("button", name="Leave quickly").click()
    wren.get_by_text("Elsewhere").wait_for()
    wren.goto(f"/meetings/{gathering.room.meeting.pk}/room/")
    wren.get_by_role("heading", name="Welcome back").wait_for()
    assert wren.evaluate("async () => (await indexedDB.databases()).map(({ name }) => name)") == []
    # Where one leaves to is another host, and its picture may be asked for after its page.
    gathering.browse.faults[:] = [fault for fault in gathering.browse.faults if "wikipedia" not in fault]


def test_words_are_taken_back_by_keyboard_and_esc_returns_the_focus(gathering):
    wren = gathering.come_in(1)
    say(wren, "I told my sister.")
    button = wren.get_by_role("button", name="Take these words back")
    button.focus()
    wren.keyboard.press("Enter")
    wren.get_by_role("heading", name="Take your words back?").wait_for()
    assert wren.evaluate("document.querySelector('live-room').inert")
    wren.keyboard.press("Escape")
    wren.locator("[data-ask]").wait_for(state="hidden")
    assert wren.evaluate("document.activeElement.matches('[data-take-back]')")
    wren.keyboard.press("Enter")
    wren.get_by_role("button", name="Take them back").click()
    gathering.lead.get_by_text("Taken back").wait_for()
    assert "I told my sister." not in gathering.lead.content()
    assert stored_words(gathering.room) == []


def test_fifty_new_words_are_announced_calmly_and_never_take_the_focus(gathering):
    wren = gathering.come_in(1)
    wren.get_by_label("Say it in words").focus()
    wren.evaluate(LISTEN)
    gathering.lead.evaluate(FIFTY)
    wren.get_by_text("Words 50", exact=True).wait_for()
    wren.wait_for_timeout(2500)
    told = wren.evaluate("window.told")
    assert told
    assert all(later - earlier > 1900 for earlier, later in pairwise(told))
    assert wren.evaluate("document.activeElement.id") == "say"
    assert wren.evaluate(LOUD) == 0
    assert wren.get_by_role("log", name="What is being said").is_visible()


def test_ready_pressed_before_the_script_was_there_is_not_pressed_in_vain(gathering):
    page = gathering.browse(gathering.room.people[1].person)
    # The script comes too late for the first page: the browser sends the form by itself.
    page.route("**/rooms/door*.js", lambda route: route.fulfill(content_type="text/javascript", body=""), times=1)
    page.goto(f"/meetings/{gathering.room.meeting.pk}/door/")
    alone(page)
    page.get_by_role("button", name="I am ready").click()
    page.get_by_text("You are at the door. Somebody lets you in soon.").wait_for()
    gathering.lead.get_by_role("button", name="Let Chair 1 in").click()
    gathering.arrived(page)


def test_the_leader_is_told_who_is_not_well_first_and_goes_there(gathering):
    wren, tove = gathering.at_the_door(1), gathering.at_the_door(2)
    alone(wren)
    wren.get_by_role("button", name="I am ready").click()
    gathering.lead.get_by_role("button", name="Let Chair 1 in").wait_for()
    alone(tove)
    tove.get_by_role("button", name="I am ready").click()
    tove.get_by_role("button", name="I am not well").click()
    first = gathering.lead.locator(".caller").first
    first.get_by_text("Chair 2 is not well").wait_for()
    first.get_by_role("button", name="Go to Chair 2").click()
    tove.get_by_text("Lead is coming to you.").wait_for()
    gathering.lead.get_by_text("Only you and Chair 2 see this.").wait_for()
    say(gathering.lead, "I am here.")
    tove.get_by_text("I am here.").wait_for()
    assert "not well" not in wren.locator("[data-seats]").text_content()
    check_everywhere(tove)


def test_somebody_asked_to_leave_reads_the_reason_and_nobody_else_does(gathering):
    wren, tove = gathering.come_in(1), gathering.come_in(2)
    lead = gathering.lead
    lead.locator("[data-seats] button").filter(has_text="Chair 1").click()
    lead.get_by_role("button", name="Ask to leave for today").click()
    lead.get_by_role("textbox", name="The reason").fill("We agreed on no advice.")
    lead.get_by_role("button", name="Ask Chair 1 to leave").click()
    wren.get_by_text("Lead has asked you to leave for today").wait_for()
    wren.get_by_text("We agreed on no advice.").wait_for()
    tove.get_by_text("Left for today", exact=True).wait_for()
    assert "We agreed" not in tove.content()
    check_everywhere(wren)


def test_the_meeting_closes_with_a_commitment_two_nameless_answers_and_a_calm_end(gathering):
    wren, tove = gathering.come_in(1), gathering.come_in(2)
    gathering.begin_at("One small thing")
    wren.get_by_label("One small thing until next time").fill("Ring my brother on Sunday.")
    wren.get_by_label("My witness").select_option(label="Chair 2")
    wren.get_by_role("button", name="Tell only Chair 2").click()
    tove.get_by_text("asks you to be a witness").wait_for()
    go_on(gathering.lead)
    wren.get_by_text("Did you feel safe?", exact=True).wait_for()
    check_everywhere(wren)
    wren.set_viewport_size({"width": 1280, "height": 900})
    wren.locator("[data-question=safe] label").filter(has_text="A little").click()
    wren.locator("[data-question=safe]").get_by_role("button", name="Give this answer").click()
    wren.get_by_text("May Lead know it was you?").wait_for()
    wren.get_by_role("button", name="Yes, let them know").click()
    gathering.lead.get_by_text("Chair 1 did not feel safe today").wait_for()
    gathering.lead.locator("[data-leaders] [data-close]").click()
    gathering.lead.locator("[data-ask-yes]").click()
    wren.get_by_role("heading", name="The piece is back on the table").wait_for()
    wren.locator("[data-moment=out] label").filter(has_text="Okay").click()
    wren.locator("[data-moment=out]").get_by_role("button", name="Keep this").click()
    wren.get_by_text("Kept for you: Okay.").wait_for()
    check_everywhere(wren)
    shots(wren, "room-closed")


@pytest.mark.parametrize("name", ["member", "leader"])
def test_door_and_room_hold_for_everybody_at_every_width(gathering, name):
    wren = gathering.come_in(1)
    door = gathering.at_the_door(2)
    gathering.begin_at("Open floor")
    say(gathering.lead, "Welcome, all.")
    page = wren if name == "member" else gathering.lead
    page.get_by_text("Welcome, all.").wait_for()
    looked_at = [(page, f"room-{name}")] + ([(door, "door")] if name == "member" else [])
    for seen, picture in looked_at:
        check_everywhere(seen)
        shots(seen, picture)
        for width, height in ((320, 640), (390, 844), (768, 1024), (1280, 900)):
            seen.set_viewport_size({"width": width, "height": height})
            assert seen.evaluate("document.documentElement.scrollWidth") <= width
            small = seen.evaluate(
                """() => [...document.querySelectorAll("main button, main select, main textarea")]
                     .filter(one => one.checkVisibility() && one.getBoundingClientRect().height < 43.5)
                     .filter(one => !one.matches("[data-pause]"))
                     .map(one => `${one.outerHTML.slice(0, 90)} at ${innerWidth}`)"""
            )
            assert small == []


def test_the_first_view_of_the_room_stays_light(gathering):
    gathering.come_in(1)
    # A browser that has never been here: nothing of it is kept yet.
    newcomer = gathering.browse(gathering.room.people[1].person)
    cost = over_wire(newcomer, f"/meetings/{gathering.room.meeting.pk}/room/")
    assert any(address.endswith(".woff2") for address in cost)
    assert sum(cost.values()) < FIRST_VIEW, sorted(cost.items(), key=lambda one: -one[1])[:12]


def test_without_a_script_the_room_says_what_to_do(browse):
    room = staged(2)
    page = browse(room.people[1].person, script=False)
    for name in ("door", "room"):
        page.goto(f"/meetings/{room.meeting.pk}/{name}/")
        assert page.locator("noscript #without-h").is_visible()
        assert not page.get_by_text("Setting the table").is_visible()
        assert page.get_by_role("link", name="Help now").is_visible()
