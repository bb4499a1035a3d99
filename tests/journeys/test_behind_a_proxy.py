"""A meeting held where no socket gets through: the line takes the other way by itself, and nothing is missing."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import Browse
from tests.cast import Cast
from tests.journeys.evening import (
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
from tests.journeys.proxy import NarrowProxy, narrow_proxy

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True, databases="__all__")]


@pytest.fixture
def proxy(server: str) -> Iterator[NarrowProxy]:
    """Between the browsers and the house."""
    with narrow_proxy(int(server.rsplit(":", 1)[1])) as standing:
        yield standing


@pytest.fixture
def behind(chromium: Browser, proxy: NarrowProxy) -> Iterator[Browse]:
    """Pages behind the proxy. That its refusals stand in the console is no fault of a page."""
    browsing = Browse(chromium, proxy.address)
    yield browsing
    browsing.close()
    assert [fault for fault in browsing.faults if "WebSocket connection to" not in fault] == []


def test_a_meeting_behind_a_proxy_that_lets_no_socket_through(
    cast: Cast, behind: Browse, browse: Browse, proxy: NarrowProxy
) -> None:
    evening = an_evening(cast)
    member, other = as_person(behind, cast.member), as_person(behind, cast.second_member)
    leader = as_person(browse, cast.facilitator)  # at home, with a socket
    lead_in(leader, evening)
    for page, name in ((member, "Wren"), (other, "Tove")):
        knock(page, evening)
        button(leader, f"Let {name} in").click()
        in_the_room(page)
    assert proxy.refused >= 4  # two at the door and two in the room, for each of them
    next_part(leader, "Opening words")
    next_part(leader, "Our agreement")
    next_part(leader, "Since last time")
    next_part(leader, "How I arrive")
    for number in range(2):
        take_and_say(whose_turn(member, other), f"I am here, number {number}.")
    for page in (member, other, leader):
        expect(page.locator(".said")).to_have_count(2)

    # The proxy ends everything once, as they do: what was missed comes, what was not sent goes, each once.
    next_part(leader, "Open floor")
    streams = proxy.streams
    proxy.cut()
    written = member.locator("#say")
    written.fill("Said just as the line went.")
    member.locator("[data-composer] [type=submit]").click()
    say(leader, "Said while two of us were away.")
    for page in (member, other, leader):
        expect(page.locator(".said", has_text="Said just as the line went.")).to_have_count(1)
        expect(page.locator(".said", has_text="Said while two of us were away.")).to_have_count(1)
        expect(page.locator(".said")).to_have_count(4)
    expect(member.locator("[data-dropped]")).to_be_hidden()
    assert proxy.streams >= streams + 2
    assert said_in_order(member) == said_in_order(other) == said_in_order(leader)


def said_in_order(page: Page) -> list[str]:
    """The words in the order in which a page shows them; everything else there differs from page to page."""
    lines = "\n".join(page.locator(".said").all_inner_texts()).splitlines()
    return [line for line in lines if line.endswith(("number 0.", "number 1.", "went.", "away."))]
