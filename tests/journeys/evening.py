"""An evening of the cast's group, and what people do at its door and in its room, page by page."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from playwright.sync_api import Locator, Page, expect

from openchair.core.time import now
from openchair.groups.models import Group, Meeting, Membership
from openchair.groups.services import plan_extra_meeting
from openchair.people.models import Person
from tests.browser import Browse
from tests.cast import Cast
from tests.journeys.house import House

PATIENCE = 15_000
"""How long a page may take on a busy machine. Nothing here measures time."""
expect.set_options(timeout=PATIENCE)


@dataclass
class Evening:
    """A meeting that is due, with its group."""

    group: Group
    seats: dict[str, Membership]
    meeting: Meeting

    @property
    def door(self) -> str:
        """Where one knocks."""
        return f"/meetings/{self.meeting.pk}/door/"

    @property
    def room(self) -> str:
        """Where one meets."""
        return f"/meetings/{self.meeting.pk}/room/"

    @property
    def closed(self) -> str:
        """The calm end."""
        return f"/meetings/{self.meeting.pk}/closed/"

    @property
    def report(self) -> str:
        """The figures for those who led."""
        return f"/reports/meetings/{self.meeting.pk}/"

    def seat(self, part: str) -> str:
        """The public id of somebody's chair."""
        return str(self.seats[part].pk)


def an_evening(cast: Cast) -> Evening:
    """The cast's group meets now."""
    circle, at = cast.circle, now()
    meeting = plan_extra_meeting(
        group=circle.group, starts_at=at - timedelta(minutes=1), minutes=75, actor=cast.coordinator, at=at
    )
    return Evening(circle.group, circle.seats, meeting)


def house_at(server: str) -> House:
    """The house behind the address."""
    return House(int(server.rsplit(":", 1)[1]), Path())


def as_person(browse: Browse, person: Person, **more: Any) -> Page:
    """A page in a fresh profile of somebody who signed in, with the second step done."""
    page = browse(**more)
    page.set_default_timeout(PATIENCE)
    name, _, value = house_at(browse.address).cookie(person).partition("=")
    assert name == settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": value, "url": browse.address}])
    return page


def button(page: Page, name: str) -> Locator:
    """The one button with this name."""
    return page.get_by_role("button", name=name, exact=True)


def in_the_room(page: Page) -> None:
    """Wait until the room stands."""
    expect(page.locator("live-room")).to_be_visible()


def alone(page: Page) -> None:
    """Answer the one question of the door that has no answer beforehand."""
    page.locator("label", has=page.locator("[name=alone][value=yes]")).click()


def lead_in(page: Page, evening: Evening) -> None:
    """Who leads opens the door and goes in."""
    page.goto(evening.door)
    alone(page)
    button(page, "Open the door and go in").click()
    in_the_room(page)


def knock(page: Page, evening: Evening) -> None:
    """Stand at the door, ready."""
    page.goto(evening.door)
    alone(page)
    button(page, "I am ready").click()
    expect(page.locator("[data-ready]")).to_contain_text("You are at the door")


def next_part(leader: Page, title: str) -> None:
    """Move on, to the part with this title."""
    leader.locator(".actions [data-lead=course]").click()
    # In a round the house asks once, while people still wait for the piece.
    if (go_on := leader.locator("[data-ask-yes]")).is_visible():
        go_on.click()
    expect(leader.locator(".agenda [aria-current] b")).to_have_text(title)


def say(page: Page, words: str, *, note: str = "") -> None:
    """Say something, and see it among the words."""
    if note:
        page.locator("[data-note-toggle]").click()
        page.locator("#note").fill(note)
    page.locator("#say").fill(words)
    page.locator("[data-composer] [type=submit]").click()
    if not note:
        expect(page.locator("[data-log]")).to_contain_text(words)
    expect(page.locator("#say")).to_have_value("")


def whose_turn(*pages: Page) -> Page:
    """The page before which the piece lies; waits until it lies before one of them."""
    for _ in range(PATIENCE // 100):
        for page in pages:
            if page.locator("[data-do=take_piece]").is_visible():
                return page
        pages[0].wait_for_timeout(100)
    raise AssertionError("the piece came to nobody")


def take_and_say(page: Page, words: str) -> None:
    """Take the piece that lies here, say something, pass it on."""
    page.locator("[data-do=take_piece]").click()
    expect(page.locator("[data-turn-words]")).to_contain_text("You have the floor")
    say(page, words)
    page.locator("[data-turn-pass]").click()
    expect(page.locator("[data-turn]")).to_be_hidden()


def no_overflow(page: Page) -> None:
    """Nothing makes the page scroll sideways."""
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, f"{page.url} is {over} px too wide at {page.viewport_size}"
