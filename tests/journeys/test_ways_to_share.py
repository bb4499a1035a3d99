"""One evening with other ways to share the floor, in three browsers at once: two members and who leads."""

import re

import pytest
from playwright.sync_api import Page, expect

from openchair.core.time import now
from openchair.rooms.models import Agenda
from tests.browser import Browse, shots
from tests.cast import Cast
from tests.journeys.evening import (
    Evening,
    an_evening,
    as_person,
    button,
    in_the_room,
    knock,
    lead_in,
    next_part,
    no_overflow,
    say,
    whose_turn,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True, databases="__all__")]

PARTS = [
    {"kind": "opening_words", "title": "Hello", "minutes": 5, "script": ["Welcome."]},
    {"kind": "timed_round", "title": "The same for each", "minutes": 15, "prompt": "How do you arrive?"},
    {
        "kind": "write_and_reveal",
        "title": "Writing first",
        "minutes": 15,
        "prompt": "What helps on a bad day?",
        "nameless": True,
    },
    {"kind": "open_floor", "title": "Open floor", "minutes": 20, "prompt": "What is heavy, what is lighter?"},
    {"kind": "listening_round", "title": "Listening", "minutes": 15, "prompt": "What stays with you?"},
    {"kind": "closing_words", "title": "Goodbye", "minutes": 5, "script": ["Thank you for being here."]},
]
HEAVY = "It was a long night, and it is over."


def test_an_evening_in_which_the_floor_is_shared_in_other_ways(cast: Cast, browse: Browse) -> None:
    evening = an_evening(cast)
    Agenda.objects.create(
        group=evening.group, template="mutual_aid", segments=PARTS, changed_by=cast.facilitator, changed_at=now()
    )
    leader = as_person(browse, cast.facilitator)
    wren, tove = as_person(browse, cast.member, width=390), as_person(browse, cast.second_member, width=390)
    names = everybody_comes(leader, wren, tove, evening)
    next_part(leader, "Hello")
    the_same_time_for_each(leader, wren, tove)
    writing_first_without_names(leader, wren, tove)
    a_heavy_share(leader, wren, tove, names)
    a_listening_round(leader, wren, tove, names)
    the_end(leader, wren, tove, evening)


def everybody_comes(leader: Page, wren: Page, tove: Page, evening: Evening) -> dict[Page, str]:
    """The leader opens, the members knock and are let in; the names by which they are called."""
    lead_in(leader, evening)
    names = {}
    for page, part in ((wren, "member"), (tove, "second_member")):
        names[page] = evening.seats[part].pseudonym
        knock(page, evening)
        button(leader, f"Let {names[page]} in").click()
        in_the_room(page)
    return names


def the_same_time_for_each(leader: Page, wren: Page, tove: Page) -> None:
    """Equal slots: told in words, an arc for whoever speaks, pass and come back; nobody is cut off."""
    next_part(leader, "The same for each")
    for page in (leader, wren, tove):
        expect(page.locator("[data-queue]")).to_contain_text("The same time for everybody: about 5 minutes")
    first = whose_turn(wren, tove)
    second = tove if first is wren else wren
    button(first, "Come back to me").click()
    expect(second.locator("[data-do=take_piece]")).to_be_visible()
    button(second, "Take the piece").click()
    expect(second.locator("[data-turn-time]")).to_be_visible()
    expect(first.locator("[data-turn-time]")).to_be_hidden()
    say(second, "I arrive tired, and glad.")
    no_overflow(second)
    shots(second, "timed-turn")
    button(second, "Pass it on").click()
    # Leaders are asked last, then whoever wanted to come back.
    expect(leader.locator("[data-do=take_piece]")).to_be_visible()
    leader.locator("[data-turn-pass]").click()
    expect(first.locator("[data-do=take_piece]")).to_be_visible()
    first.locator("[data-turn-pass]").click()
    expect(first.locator("[data-turn]")).to_be_hidden()


def writing_first_without_names(leader: Page, wren: Page, tove: Page) -> None:
    """Three write in quiet; nothing is seen before all is shown, and nothing then says whose words they are."""
    next_part(leader, "Writing first")
    # The part asks by itself, without names as it was planned.
    written = {leader: "A list for the next hour", wren: "Walking by the river", tove: "Nothing, and that is all right"}
    for page, words in written.items():
        expect(page.locator("[data-asked]")).to_contain_text("without names")
        page.locator("#answer").fill(words)
        page.locator("[data-asked-form] [type=submit]").click()
        expect(page.locator("[data-asked-form] [data-answer]")).to_contain_text("Kept. Nobody sees it yet")
    for page in written:
        expect(page.locator("[data-log]")).not_to_contain_text(re.compile("|".join(written.values())))
    # The line drops in between: the own draft is there again.
    wren.reload()
    in_the_room(wren)
    expect(wren.locator("#answer")).to_have_value(written[wren])
    button(leader, "Show all at once").click()
    for page in written:
        answers = page.locator(".said", has_text="Without a name")
        expect(answers).to_have_count(3)
        for words in written.values():
            expect(answers.filter(has_text=words)).to_have_count(1)
    orders = {page: page.locator(".said", has_text="Without a name").all_inner_texts() for page in (wren, tove)}
    assert [text.splitlines()[-1] for text in orders[wren]] == [text.splitlines()[-1] for text in orders[tove]]
    shots(tove, "answers-without-names")
    button(leader, "Put the question away").click()
    expect(wren.locator("[data-asked]")).to_be_hidden()


def a_heavy_share(leader: Page, wren: Page, tove: Page, names: dict[Page, str]) -> None:
    """The others read that it is heavy before they read it, one steps out in one tap, and the piece rests after it."""
    next_part(leader, "Open floor")
    button(wren, "Raise hand").click()
    button(wren, "Take the piece").click()
    button(wren, "This one is heavy").click()
    strip = tove.locator("[data-heavy-strip]")
    expect(strip).to_contain_text(f"{names[wren]} says that this is heavy.")
    wren.locator("#say").fill(HEAVY)
    wren.locator("[data-composer] [type=submit]").click()
    folded = tove.locator(".said", has_text="This one is heavy.")
    expect(folded.locator("summary")).to_be_visible()
    expect(folded.locator(".said__words")).to_be_hidden()
    no_overflow(tove)
    button(tove, "Step out for a while").click()
    expect(tove.get_by_role("heading", name="You have stepped out")).to_be_visible()
    expect(leader.locator(".seat", has_text=names[tove])).to_contain_text("Stepped out")
    button(wren, "Pass it on").click()
    expect(wren.locator("[data-aftercare]")).to_contain_text("How are you now?")
    expect(leader.locator("[data-aftercare]")).to_contain_text(f"A quiet moment after what {names[wren]} shared")
    button(tove, "Come back in").click()
    expect(tove.locator("[data-aftercare]")).to_contain_text("The piece rests")
    button(tove, "Raise hand").click()
    expect(tove.locator("[data-hand]")).to_have_attribute("aria-pressed", "true")
    expect(tove.locator("[data-turn]")).to_be_hidden()
    button(wren, "I am all right, go on").click()
    expect(tove.locator("[data-do=take_piece]")).to_be_visible()
    tove.locator("[data-turn-pass]").click()
    expect(tove.locator("[data-turn]")).to_be_hidden()


def a_listening_round(leader: Page, wren: Page, tove: Page, names: dict[Page, str]) -> None:
    """One speaks, the other says back, the first says that this is it; and the other still has a turn."""
    next_part(leader, "Listening")
    speaker = whose_turn(wren, tove)
    listener = tove if speaker is wren else wren
    button(speaker, "Take the piece").click()
    say(speaker, "I walked home the long way.")
    button(speaker, "Pass it on").click()
    expect(listener.locator("[data-echo-title]")).to_have_text(f"What did you hear {names[speaker]} say?")
    expect(speaker.locator("[data-echo-title]")).to_have_text(f"{names[listener]} says back what they heard")
    button(listener, "Take the piece").click()
    say(listener, "You took the long way home.")
    expect(leader.locator(".said", has_text="What they heard")).to_contain_text("You took the long way home.")
    button(listener, "Pass it on").click()
    expect(speaker.locator("[data-echo-title]")).to_have_text("Is that what you meant?")
    shots(speaker, "is-that-it")
    button(speaker, "Yes, that is it").click()
    expect(leader.locator("[data-log]")).to_contain_text(f"{names[speaker]}: Yes, that is it.")
    expect(listener.locator("[data-do=take_piece]")).to_be_visible()
    expect(listener.locator("[data-echo]")).to_be_hidden()
    listener.locator("[data-turn-pass]").click()


def the_end(leader: Page, wren: Page, tove: Page, evening: Evening) -> None:
    """It closes like every meeting, and the report counts the time somebody held the piece."""
    next_part(leader, "Goodbye")
    leader.locator(".actions [data-lead=course]").click()
    leader.locator("dialog").get_by_role("button", name="Close the meeting").click()
    for page in (wren, tove, leader):
        expect(page.get_by_role("heading", name="The piece is back on the table")).to_be_visible()
    leader.goto(evening.report)
    expect(leader.locator("main")).to_contain_text("2 people came.")
    for words in (HEAVY, "Walking by the river", "A list for the next hour", "the long way"):
        assert words not in leader.content()
    wren.goto(f"/reports/mine/{evening.meeting.pk}/")
    expect(wren.locator("main")).to_contain_text("Only you can see this page")
