"""A week in a group's life, steps 2, 3 and 6, in three browsers at once: a newcomer, a member, and who leads."""

import re

import pytest
from playwright.sync_api import Page, expect

from openchair.groups.models import Membership
from openchair.people.models import Person
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
    say,
    take_and_say,
    whose_turn,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True, databases="__all__")]

MEMBERS_WORDS = "I walked home the long way, past the river, and that was enough."
HEAVY = "My brother called, and I said no for the first time."
TAKEN_BACK = "I said that too quickly."
OFFLINE = "I wrote this while the line was gone."
PROMISE = "I ring my sister on Sunday"


def test_a_newcomer_visits_a_meeting_and_stays(cast: Cast, browse: Browse) -> None:
    evening = an_evening(cast)
    visitor = browse(width=390)
    visitor.set_default_timeout(25_000)
    member, leader = as_person(browse, cast.member), as_person(browse, cast.facilitator)

    find_and_sign(visitor, evening)
    at_the_door(visitor, member, leader, evening)
    opening(visitor, member, leader)
    mood_round(visitor, member, leader)
    open_floor(visitor, member, leader)
    the_line_drops(visitor, member)
    closing(visitor, member, leader)
    afterwards(visitor, member, leader, evening)


def find_and_sign(page: Page, evening: Evening) -> None:
    """Step 2: the group is found, its agreement read, explained and signed under a name of one's own."""
    page.goto("/find/")
    page.get_by_role("link", name=evening.group.name, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(evening.group.name)
    page.goto(f"/groups/{evening.group.pk}/agreement/")
    page.get_by_role("link", name="Choose a sign-in name").click()
    page.locator("[name=sign_in_name]").fill("heron at dusk")
    page.locator("[name=password]").fill("nine grey stones by the ford")
    page.locator("[name=again]").fill("nine grey stones by the ford")
    page.locator("[name=of_age]").check()
    button(page, "Make my account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your spare key")
    page.get_by_role("link", name="I have kept it").click()
    # Where one was before: the agreement.
    expect(page.get_by_role("heading", level=1)).to_have_text("What we promise each other")

    # The understanding check explains either answer and blocks nobody.
    asked = page.locator(".grasp fieldset")
    for number in range(asked.count()):
        options = asked.nth(number).locator("input[type=radio]")
        options.last.check()
        expect(asked.nth(number).locator(".grasp__why:visible")).to_have_count(1)
        options.first.check()
        expect(asked.nth(number).locator(".grasp__why:visible")).to_have_count(1)
    # A name that is taken: told what to do, and nothing is lost.
    page.locator("[name=pseudonym]").fill("Wren")
    page.get_by_label(re.compile("I have read it")).check()
    button(page, "Sign, and try one visit").click()
    expect(page.locator("#problem")).to_be_focused()
    expect(page.locator(".field--wrong .wrong")).to_be_visible()
    expect(page.locator("[name=pseudonym]")).to_have_value("Wren")
    expect(page.get_by_label(re.compile("I have read it"))).to_be_checked()
    for number in range(asked.count()):
        expect(asked.nth(number).locator("input[type=radio]").first).to_be_checked()
    shots(page, "agreement-name-taken")
    page.locator("[name=pseudonym]").fill("Rowan")
    button(page, "Sign, and try one visit").click()
    expect(page.locator("main")).to_contain_text("Rowan")
    seat = Membership.objects.get(group=evening.group, pseudonym="Rowan")
    assert seat.part == "visitor"
    assert Person.objects.get(sign_in_name="heron at dusk") == seat.person


def at_the_door(visitor: Page, member: Page, leader: Page, evening: Evening) -> None:
    """Step 3: those who come wait, and are let in one by one by who leads."""
    knock(visitor, evening)
    shots(visitor, "door")
    lead_in(leader, evening)
    knock(member, evening)
    panel = leader.locator("[data-panel=callers]")
    expect(panel.get_by_role("heading", level=2)).to_have_text("2 people wait for you")
    expect(panel.locator("li", has_text="Rowan")).to_contain_text("First visit. Alone. Text only.")
    button(leader, "Let Rowan in").click()
    in_the_room(visitor)
    button(leader, "Let Wren in").click()
    in_the_room(member)
    expect(panel).to_contain_text("Nobody is waiting")


def opening(visitor: Page, member: Page, leader: Page) -> None:
    """Opening words, then the agreement, read out for everybody."""
    next_part(leader, "Opening words")
    expect(leader.locator("[data-reader]")).to_have_text("Please read this out.")
    expect(visitor.locator("[data-reader]")).to_have_text("Amara reads this out. You can read along.")
    expect(member.locator("[data-script]")).to_contain_text("It is good that you are here")
    next_part(leader, "Our agreement")
    expect(visitor.locator("[data-script] p").first).to_be_visible()
    next_part(leader, "Since last time")
    expect(visitor.locator("[data-part]")).to_contain_text("You made no commitment last time. That is fine too.")


def mood_round(visitor: Page, member: Page, leader: Page) -> None:
    """The piece goes round: the visitor passes, the member speaks and is heard, and only the member sees by whom."""
    next_part(leader, "How I arrive")
    panel = member.locator("[data-for=mood_in]")
    panel.locator("label", has_text="Okay").click()
    button(member, "Keep this").click()
    expect(panel.locator("[data-answer]")).to_contain_text("Kept for you: Okay")
    for _ in range(2):
        page = whose_turn(visitor, member)
        if page is visitor:
            shots(visitor, "room-offered")
            visitor.locator("[data-turn-pass]").click()
            expect(visitor.locator("[data-turn]")).to_be_hidden()
        else:
            take_and_say(member, MEMBERS_WORDS)
    said = visitor.locator(".said", has_text=MEMBERS_WORDS)
    said.get_by_role("button", name="I hear you").click()
    expect(member.locator(".said", has_text=MEMBERS_WORDS).locator(".heard")).to_have_text("Rowan hears you.")
    expect(said.locator(".heard")).to_have_text("You hear Wren.")
    expect(leader.locator(".said", has_text=MEMBERS_WORDS).locator(".heard")).to_have_text("Wren has been heard.")
    assert "Rowan hears" not in leader.locator("[data-log]").inner_text()


def open_floor(visitor: Page, member: Page, leader: Page) -> None:
    """A fair queue; a content note; words taken back; out and back; the leader called; a private word; a blank page."""
    next_part(leader, "Open floor")
    button(visitor, "Raise hand").click()
    expect(visitor.locator("[data-turn]")).to_be_visible()
    take_and_say(visitor, "I am Rowan. I mostly came to listen.")
    say(member, HEAVY, note="family")
    heavy = visitor.locator(".said", has_text="Content note: family")
    expect(heavy.locator(".said__words")).to_be_hidden()
    heavy.locator("summary").click()
    expect(heavy.locator(".said__words")).to_have_text(HEAVY)

    say(member, TAKEN_BACK)
    expect(visitor.locator("[data-log]")).to_contain_text(TAKEN_BACK)
    member.locator(".said", has_text=TAKEN_BACK).get_by_role("button", name="Take these words back").click()
    expect(member.locator("dialog")).to_contain_text("They go for everyone now.")
    button(member, "Take them back").click()
    for page in (visitor, member, leader):
        expect(page.locator("[data-log]")).not_to_contain_text(TAKEN_BACK)

    button(member, "Step out").click()
    member.locator("dialog").get_by_role("button", name="Step out").click()
    expect(member.get_by_role("heading", name="You have stepped out")).to_be_visible()
    expect(leader.locator(".seat", has_text="Wren")).to_contain_text("Stepped out")
    button(member, "Come back in").click()
    in_the_room(member)

    button(visitor, "Call leader").click()
    expect(leader.get_by_role("heading", name="Rowan calls a leader")).to_be_visible()
    expect(member.locator("main")).not_to_contain_text("Rowan calls a leader")
    button(leader, "Go to Rowan").click()
    expect(visitor.locator("[data-called-words]")).to_have_text("Amara is coming to you.")
    expect(visitor.locator(".room__circle [data-call]")).to_have_text("Amara is coming")
    leader.locator("[data-to]").select_option(label="Rowan alone")
    leader.locator("#say").fill("I am here. What do you need?")
    button(leader, "Say it to Rowan").click()
    expect(visitor.locator(".said--private")).to_contain_text("I am here. What do you need?")
    expect(member.locator("[data-log]")).not_to_contain_text("What do you need?")
    shots(leader, "console")
    shots(member, "room")

    button(visitor, "I am not alone").click()
    expect(visitor.locator("live-room")).to_be_hidden()
    assert HEAVY not in visitor.locator("body").inner_text()
    assert evening_name_is_hidden(visitor)
    visitor.locator("main").click()
    button(visitor, "Bring it back").click()
    in_the_room(visitor)
    expect(visitor.locator("[data-log]")).to_contain_text(MEMBERS_WORDS)


def evening_name_is_hidden(page: Page) -> bool:
    """Neither the page nor its title says which group this is."""
    return "Wednesday" not in page.title() and "Wednesday" not in page.locator("body").inner_text()


def the_line_drops(visitor: Page, member: Page) -> None:
    """The line drops: the page says so, keeps what is written, and goes on where it stopped, once."""
    visitor.context.set_offline(True)
    strip = visitor.locator("[data-dropped]")
    expect(strip).to_contain_text("The line dropped at")
    visitor.locator("#say").fill(OFFLINE)
    button(visitor, "Say it").click()
    expect(visitor.locator(".said", has_text=OFFLINE)).to_contain_text("kept here, not sent yet")
    say(member, "This was said while one of us was away.")
    visitor.context.set_offline(False)
    expect(strip).to_be_hidden()
    expect(visitor.locator("[data-log]")).to_contain_text("This was said while one of us was away.")
    expect(member.locator(".said", has_text=OFFLINE)).to_have_count(1)
    expect(visitor.locator(".said", has_text=OFFLINE)).to_have_count(1)
    expect(visitor.locator(".said", has_text=OFFLINE)).not_to_contain_text("not sent yet")
    expect(visitor.locator("[data-log]")).to_contain_text(MEMBERS_WORDS)


def closing(visitor: Page, member: Page, leader: Page) -> None:
    """Step 6: one thing to take away, a commitment with a witness, the mood, two nameless answers, the end."""
    next_part(leader, "Round")
    next_part(leader, "What went well")
    next_part(leader, "One small thing")
    member.locator("#com").fill(PROMISE)
    member.locator("[name=witness]").select_option(label="Rowan")
    button(member, "Tell only Rowan").click()
    expect(member.locator("[data-for=commitment] [data-answer]")).to_contain_text("Rowan is asked to be your witness.")
    expect(visitor.locator("[data-witness]")).to_contain_text(PROMISE)
    visitor.locator("#take").fill("Not being asked twice")
    visitor.locator("[data-for=take_away]").get_by_role("button", name="Keep it to myself").click()
    expect(visitor.locator("[data-for=take_away] [data-answer]")).to_contain_text("Kept for you alone")
    next_part(leader, "How I leave")
    mood = member.locator("[data-for=mood_out]")
    mood.locator("label", has_text="Good").click()
    mood.get_by_role("button", name="Keep this").click()
    expect(mood.locator("[data-came-in]")).to_contain_text("You came in with: okay")
    for page in (visitor, member):
        for pulse in page.locator("[data-form=pulse]").all():
            pulse.locator("label", has_text="Mostly").click()
            pulse.get_by_role("button", name="Give this answer").click()
            expect(pulse.locator("[data-answer]")).to_have_text("Given, without your name.")
    next_part(leader, "Closing words")
    expect(visitor.locator("[data-script]")).to_contain_text("Thank you for being here")
    leader.locator(".actions [data-lead=course]").click()
    leader.locator("dialog").get_by_role("button", name="Close the meeting").click()
    for page in (visitor, member, leader):
        expect(page.get_by_role("heading", name="The piece is back on the table")).to_be_visible()
    expect(member.locator("[data-own-share]")).to_contain_text("Only you see this.")
    shots(member, "closing")


def afterwards(visitor: Page, member: Page, leader: Page, evening: Evening) -> None:
    """The report is there at once, in figures; everybody else sees their own part; and the newcomer stays."""
    leader.goto(evening.report)
    expect(leader.locator("main")).to_contain_text("2 people came.")
    report = leader.locator("main").inner_text()
    assert "Wren" in report
    for words in (MEMBERS_WORDS, HEAVY, TAKEN_BACK, OFFLINE, PROMISE, "Not being asked twice"):
        assert words not in leader.content()
    shots(leader, "report")
    answer = member.goto(evening.report)
    assert answer is not None
    assert "Rowan" not in member.content()
    member.goto(f"/reports/mine/{evening.meeting.pk}/")
    expect(member.locator("main")).to_contain_text("Only you can see this page")
    assert "Rowan" not in member.content()
    member.goto("/")
    expect(member.locator("main")).to_contain_text(PROMISE)
    expect(member.locator("main")).to_contain_text("Rowan is your witness.")
    shots(member, "today")

    visitor.goto("/")
    expect(visitor.locator("main")).to_contain_text(f"You visited {evening.group.name}.")
    button(visitor, "Stay").click()
    expect(visitor.locator("main")).not_to_contain_text("Would you like to come again?")
    seat = Membership.objects.get(group=evening.group, pseudonym="Rowan", ends_at=None)
    assert seat.part == "member"
