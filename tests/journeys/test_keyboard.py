"""Every journey by keyboard alone: order, a visible focus that nothing covers, Esc, Enter, help and the way out."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import Locator, Page, expect

from openchair.groups.models import Membership
from tests.browser import Browse
from tests.cast import Cast
from tests.journeys.evening import Evening, an_evening, as_person, house_at, in_the_room

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True, databases="__all__")]

MANY = 90
"""More stops than any page has between two acts."""
AWAY = settings.QUICK_EXIT_URL

STANDS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return "nothing has the focus";
  const label = at.closest("label");
  const shown = label && (at.type === "radio" || at.type === "checkbox") ? label : at;
  const box = shown.getBoundingClientRect();
  const words = (at.getAttribute("aria-label") || shown.textContent || at.name || "").trim().slice(0, 40);
  const name = `${at.tagName.toLowerCase()} "${words}"`;
  if (box.width < 1 || box.height < 1) return `${name} has no size`;
  const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
  const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
  if (right - left < 1 || bottom - top < 1) return `${name} is outside the view`;
  // Not wholly covered: at one of these points the focused thing, or a part of it, lies on top.
  const points = [[.5, .5], [.1, .5], [.9, .5], [.5, .1], [.5, .9]];
  const free = points.some(([x, y]) => {
    const top_ = document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y);
    return top_ && (shown.contains(top_) || top_.contains(shown));
  });
  if (!free) return `${name} is covered`;
  const ring = [at, shown, ...shown.querySelectorAll("*")].some((one) => {
    const style = getComputedStyle(one);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
  });
  return ring ? "" : `${name} shows no focus`;
}"""


def tab_to(page: Page, target: Locator, *, back: bool = False) -> None:
    """Press Tab until this has the focus; every stop on the way has to be seen."""
    passed = []
    for _ in range(MANY):
        if target.evaluate("(one) => one === document.activeElement"):
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
        wrong = page.evaluate(STANDS)
        # At the end of the page the focus goes to the browser's own bar, and begins again.
        if wrong and wrong != "nothing has the focus":
            passed.append(wrong)
    stops = ", ".join(passed[-5:])
    raise AssertionError(f"Tab never came to {target} on {page.url}; {stops}")


def stops_are_seen(page: Page) -> list[str]:
    """Walk once through the whole page; what is wrong with the stops."""
    page.evaluate("document.activeElement.blur?.(); window.scrollTo(0, 0)")
    wrong, seen = [], 0
    for _ in range(MANY):
        page.keyboard.press("Tab")
        said = page.evaluate(STANDS)
        if said == "nothing has the focus":
            break
        seen += 1
        if said:
            wrong.append(said)
    assert seen > 4, "the page has stops"
    return wrong


def act(page: Page, name: str, within: str = "body", key: str = "Enter") -> None:
    """Go to a button by Tab and press it."""
    button = page.locator(within).get_by_role("button", name=name, exact=True)
    tab_to(page, button)
    page.keyboard.press(key)


def test_finding_and_signing_by_keyboard(cast: Cast, browse: Browse) -> None:
    group = cast.group
    page = as_person(browse, cast.outsider)
    page.goto("/")
    assert stops_are_seen(page) == []
    page.goto("/find/")
    tab_to(page, page.get_by_role("link", name=group.name, exact=True))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("link", name="Try one visit"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("What we promise each other")
    assert stops_are_seen(page) == []
    page.goto(page.url)
    tab_to(page, page.locator(".grasp input[type=radio]").first)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".grasp fieldset").first.locator("input:checked")).to_have_count(1)
    tab_to(page, page.get_by_label(re.compile("I have read it")))
    page.keyboard.press("Space")
    tab_to(page, page.locator("[name=pseudonym]"), back=True)
    page.keyboard.type("Wren")
    page.keyboard.press("Enter")
    # The summary takes the focus, and its link leads to the field.
    expect(page.locator("#problem")).to_be_focused()
    tab_to(page, page.locator("#problem a").first)
    page.keyboard.press("Enter")
    expect(page.locator("[name=pseudonym]")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("Heron")
    act(page, "Sign, and try one visit")
    expect(page.locator("main")).to_contain_text("Heron")
    assert Membership.objects.filter(group=cast.group, pseudonym="Heron").exists()


def test_a_meeting_by_keyboard_for_both_sides(cast: Cast, browse: Browse, server: str) -> None:
    evening, house = an_evening(cast), house_at(server)
    leader, member = as_person(browse, cast.facilitator), as_person(browse, cast.member)
    leader.goto(evening.door)
    tab_to(leader, leader.locator("[name=alone]").first)
    leader.keyboard.press("Space")
    act(leader, "Open the door and go in")
    in_the_room(leader)
    member.goto(evening.door)
    act(member, "I am ready")
    # Whether one is alone is asked, and the focus stands at the question.
    expect(member.locator("[name=alone]").first).to_be_focused()
    member.keyboard.press("Space")
    tab_to(member, member.locator("[name=come]").first)
    member.keyboard.press("ArrowDown")
    member.keyboard.press("ArrowUp")
    act(member, "I am ready")
    act(leader, "Let Wren in")
    in_the_room(member)
    # The row went with its button: the focus stands at the heading of what is left.
    expect(leader.locator("[data-callers-title]")).to_be_focused()
    act(leader, "Begin")
    for title in ("Our agreement", "Since last time", "How I arrive"):
        act(leader, "Next part", within=".actions", key="Space")
        if leader.locator("[data-ask-yes]").is_visible():
            act(leader, "Go to the next part", within="dialog")
        expect(leader.locator(".agenda [aria-current] b")).to_have_text(title)

    act(member, "Take the piece", within="[data-turn]")
    expect(member.locator("#say")).to_be_focused()
    member.keyboard.type("I come by keyboard.")
    member.keyboard.press("Control+Enter")
    expect(leader.locator("[data-log]")).to_contain_text("I come by keyboard.")
    act(member, "Pass it on", within="[data-turn]")
    expect(member.locator("[data-hand]")).to_be_focused()
    hear = leader.locator(".said").get_by_role("button", name="I hear you")
    tab_to(leader, hear)
    leader.keyboard.press("Enter")
    expect(member.locator(".heard")).to_have_text("Amara hears you.")
    dialogs(member, leader)
    assert stops_are_seen(member) == []
    assert stops_are_seen(leader) == []
    quick_exit_from(member, evening)
    with house.line(evening.meeting.pk, house.cookie(cast.facilitator)) as line:
        while line.do("next_part")["t"] == "ack":
            pass
    act(leader, "Close the meeting", within=".actions")
    act(leader, "Close the meeting", within="dialog")
    expect(leader.get_by_role("heading", name="The piece is back on the table")).to_be_visible()


def dialogs(member: Page, leader: Page) -> None:
    """Esc closes what stands in the way and gives the focus back; help and exit stay in reach of Tab."""
    back = member.locator(".said").get_by_role("button", name="Take these words back")
    tab_to(member, back)
    member.keyboard.press("Enter")
    expect(member.locator("dialog")).to_be_focused()
    tab_to(member, member.get_by_role("link", name="Help now"), back=True)
    tab_to(member, member.locator("dialog").get_by_role("button", name="Leave them"))
    member.keyboard.press("Escape")
    expect(member.locator("dialog")).to_be_hidden()
    expect(back).to_be_focused()
    act(member, "Step out")
    act(member, "Step out", within="dialog")
    expect(member.locator("[data-state=out]")).to_be_focused()
    act(member, "Come back in")
    in_the_room(member)
    expect(member.locator("[data-log]")).to_be_focused()
    act(member, "I am not alone")
    expect(member.locator("[data-state=blank]")).to_be_focused()
    member.keyboard.press("Enter")
    expect(member.locator("[data-blank-back]")).to_be_focused()
    member.keyboard.press("Enter")
    expect(member.locator("live-room [data-blank-now]")).to_be_focused()
    act(member, "Call leader")
    act(leader, "Go to Wren")
    tap = leader.locator(".seat", has_text="Wren").locator(".seat__tap")
    tab_to(leader, tap)
    leader.keyboard.press("Enter")
    expect(leader.locator("[data-chair-name]")).to_be_focused()
    leader.keyboard.press("Escape")
    expect(tap).to_be_focused()


def quiet_place(page: Page) -> None:
    """The place where quick exit leads, without asking anybody outside."""
    page.context.route(AWAY + "**", lambda route: route.fulfill(body="<h1>Elsewhere</h1>", content_type="text/html"))


def nothing_behind(page: Page) -> None:
    """Going back shows nothing of this house."""
    page.go_back(wait_until="commit")
    page.wait_for_timeout(600)
    words = page.locator("body").inner_text() if not page.url.startswith(AWAY) else "Elsewhere"
    assert "Wednesday" not in words
    assert "Wren" not in words


def quick_exit_from(page: Page, evening: Evening) -> None:
    """Esc three times leaves the room for good, as far as the page is concerned."""
    quiet_place(page)
    for _ in range(3):
        page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Elsewhere")).to_be_visible()
    assert evening.room not in page.evaluate("document.referrer")
    nothing_behind(page)


def test_an_absence_is_told_and_taken_back_by_keyboard(cast: Cast, browse: Browse) -> None:
    meeting = cast.circle.meeting
    page = as_person(browse, cast.member)
    page.goto(f"/groups/meetings/{meeting.pk}/absence/")
    assert stops_are_seen(page) == []
    page.goto(page.url)
    tab_to(page, page.locator("[name=tell]:checked"))
    page.keyboard.press("Space")
    act(page, "Give notice")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are away this time")
    act(page, "I can come after all")
    expect(page.get_by_role("button", name="I can come after all")).to_have_count(0)


def test_help_and_the_way_out_are_in_reach_on_every_page(cast: Cast, browse: Browse) -> None:
    page = as_person(browse, cast.member)
    quiet_place(page)
    for address in ("/", "/groups/", f"/groups/{cast.group.pk}/", "/find/", "/settings/"):
        page.goto(address)
        help_now = page.get_by_role("link", name="Help now")
        tab_to(page, help_now)
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Leave quickly")).to_be_focused()
    page.goto(f"/groups/{cast.group.pk}/")
    tab_to(page, page.get_by_role("button", name="Leave quickly"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Elsewhere")).to_be_visible()
    nothing_behind(page)
    page.goto("/")
    tab_to(page, page.get_by_role("link", name="Help now"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/help/$"))
    expect(page.locator("a[href^='tel:']").first).to_be_visible()
