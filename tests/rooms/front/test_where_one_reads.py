"""What happens in the room is told where somebody is reading: on a phone, on a low window, in the field itself."""

import pytest
from playwright.sync_api import expect

from openchair.rooms import log
from openchair.rooms.core.events import CommitmentMade
from tests.browser import shots
from tests.rooms.front.test_room_page import Gathering, check_everywhere, go_on, say
from tests.rooms.live import staged

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases="__all__")]

PHONE = {"width": 390, "height": 844}
IN_VIEW = """one => {
  const {top, bottom} = one.getBoundingClientRect();
  const bar = document.querySelector(".bar").getBoundingClientRect().bottom;
  // Not only on the screen: nothing else lies over it.
  const there = document.elementFromPoint(one.getBoundingClientRect().left + 4, (top + bottom) / 2);
  return top >= bar - 1 && bottom <= innerHeight && (one === there || one.contains(there) || !!there?.contains(one));
}"""
WIDTH = "one => one.getBoundingClientRect().width"


@pytest.fixture
def gathering(browse):
    return Gathering(browse, staged(4))


def on_a_phone(page):
    page.set_viewport_size(PHONE)
    return page


def many_words(page, number=12):
    for count in range(number):
        say(page, f"Some words, number {count}.")


def test_new_words_and_the_own_turn_share_one_column_with_the_field(gathering):
    lead, wren = gathering.lead, on_a_phone(gathering.come_in(1))
    gathering.begin_at("Open floor")
    many_words(lead)
    wren.get_by_text("number 11").wait_for()
    wren.evaluate("scrollTo(0, 0)")
    say(lead, "One more, far below.")
    expect(wren.locator("[data-to-new]")).to_have_text("New words below")
    wren.get_by_role("button", name="Raise hand").click()
    wren.get_by_role("button", name="Take the piece").click()
    wren.get_by_role("button", name="Pass it on").wait_for()
    for width, least in ((390, 350), (1280, 450)):
        wren.set_viewport_size({"width": width, "height": 844})
        for part in ("[data-composer]", "[data-turn]"):
            assert wren.locator(part).evaluate(WIDTH) > least
        assert wren.evaluate("document.querySelector('[data-to-new]').getBoundingClientRect().height") < 60


def test_the_way_to_new_words_goes_once_the_reader_is_there(gathering):
    lead, wren = gathering.lead, on_a_phone(gathering.come_in(1))
    gathering.begin_at("Open floor")
    many_words(lead)
    wren.get_by_text("number 11").wait_for()
    wren.evaluate("scrollTo(0, 0)")
    say(lead, "One more, far below.")
    way = wren.locator("[data-to-new]")
    expect(way).to_be_visible()
    assert way.evaluate(IN_VIEW)
    wren.get_by_text("One more, far below.").scroll_into_view_if_needed()
    wren.mouse.wheel(0, 200)
    expect(way).to_be_hidden()


def test_who_called_and_was_written_to_reads_it_wherever_the_page_stands(gathering):
    lead, wren = gathering.lead, on_a_phone(gathering.come_in(1))
    gathering.begin_at("Open floor")
    many_words(lead)
    wren.get_by_text("number 11").wait_for()
    wren.evaluate("scrollTo(0, 700)")
    call = wren.locator(".room__circle [data-call]")
    call.click()
    expect(call).to_have_text("Called")
    lead.get_by_role("button", name="Go to Chair 1").click()
    expect(call).to_have_text("Lead is coming")
    assert wren.get_by_text("Lead is coming to you.").evaluate(IN_VIEW)
    wren.locator("[data-called-seen]").click()
    wren.evaluate("scrollTo(0, 0)")
    say(lead, "I am with you.")
    told = wren.get_by_text("Lead wrote to you, seen by you two only.")
    expect(told).to_be_visible()
    assert told.evaluate(IN_VIEW)
    wren.get_by_role("button", name="Show it").click()
    assert wren.get_by_text("I am with you.").evaluate(IN_VIEW)
    lead.get_by_role("button", name="Pause", exact=True).click()
    rests = wren.get_by_text("We are pausing. The floor rests, and so does the time.")
    expect(rests).to_be_visible()
    assert rests.evaluate(IN_VIEW)
    expect(lead.locator("[data-lead=rest] use")).to_have_attribute(
        "href", f"{lead.locator('live-room').get_attribute('data-icons')}#on"
    )


def test_the_field_is_for_everybody_again_after_a_private_word_and_when_the_piece_is_taken(gathering):
    lead, wren = gathering.lead, gathering.come_in(1)
    gathering.begin_at("Open floor")
    to = wren.locator("[data-to]")
    to.select_option(label="Lead alone")
    say(wren, "For Lead alone.")
    expect(to).to_have_value("")
    wren.get_by_text("Sent to Lead alone. The field is for everybody again.").wait_for()
    wren.get_by_role("button", name="Raise hand").click()
    to.select_option(label="Lead alone")
    wren.get_by_role("button", name="Take the piece").click()
    wren.get_by_text("What you write now goes to everybody here.").wait_for()
    expect(to).to_have_value("")
    wren.get_by_role("button", name="Pass it on").click()
    # Half a private word never becomes a public one.
    wren.get_by_role("button", name="Raise hand").click()
    to.select_option(label="Lead alone")
    wren.locator("#say").fill("Half a private")
    wren.get_by_role("button", name="Take the piece").click()
    wren.get_by_text("What stands here still goes to Lead alone").wait_for()
    assert to.input_value() != ""
    assert lead.get_by_text("Half a private").count() == 0


def test_whoever_loses_the_piece_to_a_leader_is_thanked_and_not_left_guessing(gathering):
    lead, wren = gathering.lead, gathering.come_in(1)
    gathering.begin_at("Open floor")
    wren.get_by_role("button", name="Raise hand").click()
    wren.get_by_role("button", name="Take the piece").click()
    lead.get_by_text("Has the floor", exact=True).wait_for()
    assert lead.get_by_role("button", name="Offer to next").get_attribute("aria-disabled") == "true"
    # Nobody is cut off by one tap: whoever leads is asked, and can wait.
    for act, yes in (("Take the piece", "Take the piece now"), ("Piece back", "Put the piece back now")):
        lead.get_by_role("button", name=act, exact=True).click()
        lead.get_by_text("Chair 1 is speaking", exact=True).wait_for()
        expect(lead.locator("[data-ask-yes]")).to_have_text(yes)
        lead.get_by_role("button", name="Wait", exact=True).click()
        expect(lead.locator("[data-ask]")).to_be_hidden()
        expect(wren.locator("[data-turn-words]")).to_have_text("You have the floor. Take your time.")
    lead.get_by_role("button", name="Piece back").click()
    lead.get_by_role("button", name="Put the piece back now").click()
    wren.get_by_text("The one who leads has put the piece back on the table. Thank you").wait_for()
    expect(lead.get_by_role("button", name="Piece back")).to_have_attribute("aria-disabled", "true")
    # Where nobody speaks nothing is asked.
    lead.get_by_role("button", name="Take the piece", exact=True).click()
    expect(lead.locator("[data-turn-words]")).to_have_text("You have the floor. Take your time.")
    lead.get_by_role("button", name="Pass it on").first.click()


def test_a_leader_gives_the_piece_to_another_after_a_question_and_only_about_whom_was_asked(gathering):
    lead, wren, tove = gathering.lead, gathering.come_in(1), gathering.come_in(2)
    gathering.begin_at("Open floor")
    wren.get_by_role("button", name="Raise hand").click()
    wren.get_by_role("button", name="Take the piece").click()
    lead.locator(".seat__tap", has_text="Chair 2").click()
    lead.get_by_role("button", name="Give Chair 2 the piece", exact=True).click()
    lead.get_by_text("This ends their turn now. You can also wait until Chair 1 passes the piece on.").wait_for()
    check_everywhere(lead)
    shots(lead, "room-asks-first")
    lead.get_by_role("button", name="Give Chair 2 the piece now").click()
    tove.get_by_role("button", name="Take the piece").click()
    # While the question about Chair 2 stands, the piece goes on: nothing is done about anybody else.
    lead.get_by_role("button", name="Piece back").click()
    lead.get_by_text("Chair 2 is speaking", exact=True).wait_for()
    wren.get_by_role("button", name="Raise hand").click()
    tove.get_by_role("button", name="Pass it on").click()
    wren.get_by_role("button", name="Take the piece").click()
    expect(wren.locator("[data-turn-words]")).to_have_text("You have the floor. Take your time.")
    lead.locator("[data-ask-yes]").click()
    expect(lead.locator("[data-ask]")).to_be_hidden()
    lead.wait_for_timeout(1_000)
    expect(wren.locator("[data-turn-words]")).to_have_text("You have the floor. Take your time.")


def test_on_a_phone_a_part_begins_at_its_top_and_nothing_in_it_scrolls_by_itself(gathering):
    wren = on_a_phone(gathering.come_in(1))
    gathering.begin_at("One small thing")
    wren.locator("[data-for=commitment] [data-commit]").scroll_into_view_if_needed()
    wren.evaluate("scrollBy(0, 200)")
    go_on(gathering.lead)
    wren.get_by_text("Did you feel safe?", exact=True).wait_for()
    for part in ("[data-part]", "[data-part] .part__body"):
        assert wren.locator(part).evaluate("one => getComputedStyle(one).overflowY") == "visible"
    bar = wren.evaluate("document.querySelector('.bar').getBoundingClientRect().bottom")
    assert wren.locator("[data-part] > summary").evaluate("one => one.getBoundingClientRect().top") >= bar - 1
    wren.locator("[data-moment=out] label").filter(has_text="Okay").click()
    wren.locator("[data-moment=out]").get_by_role("button", name="Keep this").click()
    kept = wren.get_by_text("Kept for you: Okay.")
    kept.wait_for()
    assert kept.evaluate(IN_VIEW)


def test_a_commitment_stays_with_its_owner_unless_they_say_otherwise(gathering):
    wren = gathering.come_in(1)
    gathering.begin_at("One small thing")
    form = wren.locator("[data-for=commitment]")
    shared, button = form.locator("[name=shared]"), form.locator("[data-commit]")
    assert not shared.is_checked()
    expect(button).to_have_text("Keep it to myself")
    shared.check()
    expect(button).to_have_text("Say it to the group")
    shared.uncheck()
    wren.get_by_label("One small thing until next time").fill("Ring my brother.")
    button.click()
    form.get_by_text("Yours until next time: Ring my brother.").wait_for()
    made = [stored.event for stored in log.read(gathering.room.meeting.pk) if isinstance(stored.event, CommitmentMade)]
    assert [one.shared for one in made] == [False]


def test_the_leader_s_room_fits_a_laptop_with_words_and_acts_in_view(gathering):
    lead = gathering.lead
    gathering.come_in(1)
    gathering.begin_at("Open floor")
    for width, height in ((1280, 800), (1440, 900)):
        lead.set_viewport_size({"width": width, "height": height})
        lead.wait_for_timeout(200)
        assert lead.locator("[data-log]").evaluate("one => one.clientHeight") >= 220
    lead.set_viewport_size({"width": 1366, "height": 650})
    lead.wait_for_timeout(200)
    for part in (".actions [data-lead=course]", ".here [data-leave]", "[data-composer] [type=submit]"):
        assert lead.locator(part).evaluate("one => one.getBoundingClientRect().bottom <= innerHeight")


def test_the_door_asks_whether_one_is_alone_and_guesses_nothing(gathering):
    tove = gathering.at_the_door(2)
    assert tove.locator("[name=alone]:checked").count() == 0
    tove.get_by_role("button", name="I am ready").click()
    tove.get_by_text("This one is still open.").wait_for()
    tove.get_by_label("Someone may hear or see").check()
    tove.get_by_role("button", name="I am ready").click()
    gathering.lead.get_by_text("Someone may overhear.").wait_for()


ASK = "async (command) => (await document.querySelector('live-room').room.ask(command)).ok"


def test_rings_wait_until_there_is_enough_to_say_and_stand_on_members_chairs_in_words(gathering):
    lead, wren, tove = gathering.lead, gathering.come_in(1), gathering.come_in(2)
    gathering.begin_at("Open floor")
    chairs = [person.seat for person in gathering.room.people]
    legend = lead.locator("[data-legend]")
    expect(legend).to_have_text("With fewer than three members nothing is shown about the floor.")
    gathering.come_in(3)
    expect(legend).to_have_text("Too early to say how the floor is shared.")
    for page, seat in [(wren, chairs[1]), (tove, chairs[2])] * 5:
        assert lead.evaluate(ASK, {"type": "give_piece", "seat": chairs[0]})
        expect(lead.locator(".seat__share")).to_have_count(0)
        assert lead.evaluate(ASK, {"type": "give_piece", "seat": seat})
        assert page.evaluate(ASK, {"type": "take_piece"})
    assert lead.evaluate(ASK, {"type": "take_back_piece"})
    expect(lead.locator(".seat__share")).to_have_count(3)
    expect(legend).to_contain_text("Ring: part of the floor among members.")
    expect(legend).to_contain_text("Leaders had")
    states = {seat: lead.locator(f'[data-key="{seat}"] .seat__state').inner_text() for seat in chairs}
    assert states[chairs[3]] == "Quiet so far"
    assert {states[chairs[1]], states[chairs[2]]} <= {"Less than even", "About even", "More than even"}
    assert lead.locator(f'[data-key="{chairs[0]}"] .seat__share').count() == 0
    assert "%" not in lead.locator("[data-circle]").inner_text()
    check_everywhere(lead)
    shots(lead, "room-rings")
    assert wren.locator(".seat__share, [data-legend]").count() == 0
