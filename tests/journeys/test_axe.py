"""axe finds nothing against any page or state, at 390 and 1280 px, in light and dark; and nothing scrolls sideways."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.architecture.matrix import NOBODY
from tests.architecture.test_matrix import spelled
from tests.architecture.test_reads import READS, TABLE
from tests.browser import AXE, WIDTHS, Browse, shots
from tests.cast import PARTS, PASSWORD, Cast, code_now
from tests.journeys.evening import Evening, an_evening, as_person, button, house_at, in_the_room, knock, no_overflow

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True, databases="__all__")]

EVERY_RULE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async wanted => (await axe.run(document, {...wanted, resultTypes: ["violations"]})).violations
  .map(rule => `${rule.id}: ${rule.help}\\n` + rule.nodes.map(node => "    " + node.html.slice(0, 220)).join("\\n"))"""
SETTLED = "() => document.fonts.ready.then(() => new Promise(done => requestAnimationFrame(() => done(0))))"
NARROWEST = 320
COMING_IN = {"sign-in/", "sign-up/"}
"""Pages that lead on whoever is signed in already."""
FOR_SCRIPTS = {"worker.js", "meetings/phrases.js", "reports/meetings/<uuid:meeting_id>/beside/"}
ONE_LOOK = set(READS) - FOR_SCRIPTS | COMING_IN
"""Every page that stands by itself; the room, the door and the second step have journeys of their own below."""


def look_over(page: Page, name: str, *, picture: bool = False) -> None:
    """axe at both widths and in both themes, on the page as it stands.

    The theme changes colours and nothing else, so that in the dark only the contrast is asked again.
    """
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: run npm ci")
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = []
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        for scheme, rules in (("light", {"type": "tag", "values": EVERY_RULE}), ("dark", ["color-contrast"])):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the two it knows
            page.evaluate(SETTLED)
            found += [f"{width} {scheme}: {said}" for said in page.evaluate(RUN, {"runOnly": rules})]
        if width < 800:
            no_overflow(page)
    page.set_viewport_size({"width": NARROWEST, "height": 640})
    no_overflow(page)
    if picture:
        shots(page, name)
    page.set_viewport_size({"width": 1280, "height": WIDTHS[1280]})
    page.emulate_media(color_scheme="light")
    assert found == [], f"{name} ({page.url}):\n" + "\n".join(found)


def first_who_may(address: str) -> str:
    """Whose eyes see a page: nobody's where it is for coming in, else the first part that may open it."""
    if address in COMING_IN:
        return NOBODY
    return next((part for part in PARTS if part in TABLE[address].who), NOBODY)


def things(address: str, cast: Cast, made: dict[Any, dict[str, object]]) -> dict[str, object]:
    """What the address names, made once for all addresses that name the same."""
    make = TABLE[address].objects
    if make is None:
        return {}
    if make not in made:
        made[make] = dict(make(cast))
    return made[make]


def test_every_page_of_the_site(cast: Cast, browse: Browse) -> None:
    # Meetings that are over come last: they change what the others show.
    late = [address for address in ONE_LOOK if address.startswith("reports/") or address.endswith("closed/")]
    made: dict[Any, dict[str, object]] = {}
    eyes: dict[str, Page] = {}
    for address in [*sorted(ONE_LOOK - set(late)), *sorted(late)]:
        part = first_who_may(address)
        if part not in eyes:
            eyes[part] = browse() if part == NOBODY else as_person(browse, cast.everybody[part])
        url = spelled(address, things(address, cast, made))
        answer = eyes[part].goto(url)
        assert answer is not None and answer.status == 200 and eyes[part].url.endswith(url), (address, part)
        look_over(eyes[part], address, picture=True)


def sign_in(page: Page, name: str, code: str = "") -> None:
    """By name, password and the code app, looking at what stands between."""
    page.goto("/sign-in/")
    page.locator("[name=login]").fill(name)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    if code:
        expect(page.locator("[name=code]")).to_be_visible()
        look_over(page, "second-step")
        page.locator("[name=code]").fill(code)
        page.locator("main form button[type=submit]").first.click()
    expect(page.locator("main h1")).to_be_visible()


def test_pages_on_the_way_to_a_second_step(cast: Cast, browse: Browse) -> None:
    staff = browse()
    sign_in(staff, cast.coordinator.sign_in_name, code_now())
    for address in ("/sign-in/again/code/", "/settings/second-step/codes/new/", "/settings/second-step/remove/"):
        staff.goto(address)
        assert staff.url.endswith(address)
        look_over(staff, address)
    member = browse()
    sign_in(member, cast.member.sign_in_name)
    member.goto("/settings/second-step/add/")
    assert member.url.endswith("/settings/second-step/add/")
    look_over(member, "add-code-app", picture=True)


def test_what_went_wrong_is_as_easy_to_read(cast: Cast, browse: Browse) -> None:
    group = f"/groups/{cast.group.pk}/"
    page = browse()
    for name, address in {
        "nothing-found": "/find/?words=nothingfitsthis", "not-found": "/no/such/page/",
        "worn-out-link": "/invitation/spent/", "welcome": "/",
    }.items():  # fmt: skip
        page.goto(address)
        look_over(page, name)
    page.goto("/sign-up/")
    page.locator("[name=sign_in_name]").fill("heron")
    page.locator("[name=password]").fill("short")
    page.locator("[name=again]").fill("different")
    page.evaluate("document.querySelector('main form').noValidate = true")
    button(page, "Make my account").click()
    expect(page.locator("#problem")).to_be_visible()
    look_over(page, "sign-up-wrong")
    page.goto("/sign-in/")
    page.locator("[name=login]").fill("nobody")
    page.locator("[name=password]").fill("not the words")
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("#problem")).to_be_visible()
    look_over(page, "sign-in-wrong")

    visitor = as_person(browse, cast.outsider)
    visitor.goto(group + "agreement/")
    visitor.locator("[name=pseudonym]").fill("Wren")
    visitor.locator("[name=read]").check()
    button(visitor, "Sign, and try one visit").click()
    expect(visitor.locator("#problem")).to_be_visible()
    look_over(visitor, "agreement-wrong", picture=True)
    visitor.goto("/")
    look_over(visitor, "today-empty")
    for person, name in ((cast.member, "today-member"), (cast.coordinator, "today-coordinator")):
        page = as_person(browse, person)
        page.goto("/")
        look_over(page, name, picture=True)
    page = as_person(browse, cast.member)
    page.goto(f"/groups/meetings/{cast.circle.meeting.pk}/absence/")
    page.locator("[name=tell]").last.check()
    button(page, "Give notice").click()
    look_over(page, "absence-given-or-wrong")


def test_a_meeting_in_every_state(cast: Cast, browse: Browse, server: str) -> None:
    evening, house = an_evening(cast), house_at(server)
    member, leader = as_person(browse, cast.member), as_person(browse, cast.facilitator)
    member.goto(evening.door)
    expect(member.locator("[data-table]")).to_be_visible()
    look_over(member, "door")
    knock(member, evening)
    with (
        house.line(evening.meeting.pk, house.cookie(cast.facilitator)) as amara,
        house.line(evening.meeting.pk, house.cookie(cast.second_member)) as tove,
    ):
        amara.must("come_to_door")
        tove.must("come_to_door", alone=False)
        tove.must("not_well", words="My hands shake.")
        look_over(member, "door-waiting", picture=True)
        leader.goto(evening.room)
        in_the_room(leader)
        expect(leader.locator("[data-panel=callers] li")).to_have_count(3)
        look_over(leader, "console-callers", picture=True)
        for part in ("member", "second_member"):
            amara.must("admit", seat=evening.seat(part))
        in_the_room(member)
        look_over(member, "room-waiting")
        amara.must("begin")
        expect(member.locator("[data-script]")).to_be_visible()
        look_over(member, "room-opening")
        amara.must("next_part")
        amara.must("next_part")
        expect(member.locator("[data-for=commitments]")).to_be_visible()
        look_over(member, "room-commitments")
        amara.must("next_part")
        # The order is shuffled; the leader sees to it that the piece lies here, if it does not already.
        assert amara.do("give_piece", seat=evening.seat("member")).get("code", "already") == "already"
        expect(member.locator("[data-turn]")).to_be_visible()
        look_over(member, "room-offered", picture=True)
        amara.must("next_part")
        speak(member, amara, tove, evening)
        look_over(member, "room-running", picture=True)
        states_of_one_page(member, leader)
        the_end(member, leader, amara, tove, evening)


def speak(member: Page, amara: Any, tove: Any, evening: Evening) -> None:
    """Words of every sort, a hand, a holder, a call."""
    tove.must("say", words="It was a long week, and I am glad to sit here.", wants="heard")
    tove.must("say", words="Something about my father.", note="a parent who drinks")
    member.locator("#say").fill("I hear that. My week was long too.")
    button(member, "Say it").click()
    tove.must("respond", said=3, kind="me_too")
    amara.must("private_word", seat=evening.seat("member"), words="Would you like to begin the round?")
    tove.must("raise_hand")
    tove.must("take_piece")
    tove.must("call_leader")
    expect(member.locator(".said")).to_have_count(4)
    member.locator(".said", has_text="a parent who drinks").locator("summary").click()
    member.locator(".responses button[value=hear]").first.click()
    expect(member.locator(".heard", has_text="You hear Tove.")).to_be_visible()


def states_of_one_page(member: Page, leader: Page) -> None:
    """What stands over or in place of the room."""
    look_over(leader, "console-running", picture=True)
    leader.locator(".seat", has_text="Tove").locator(".seat__tap").click()
    look_over(leader, "console-chair")
    button(leader, "Ask to leave for today").click()
    expect(leader.locator("dialog")).to_be_visible()
    look_over(leader, "console-dialog")
    button(leader, "Leave it").last.click()
    button(member, "Take these words back").click()
    expect(member.locator("dialog")).to_be_visible()
    look_over(member, "room-dialog", picture=True)
    button(member, "Leave them").click()
    member.locator("[data-note-toggle]").click()
    member.locator("[data-to]").select_option(index=1)
    look_over(member, "room-private-word")
    member.locator("[data-to]").select_option(index=0)
    button(member, "I am not alone").click()
    look_over(member, "room-blank")
    member.locator("main").click()
    look_over(member, "room-blank-asks")
    button(member, "Bring it back").click()
    button(member, "Step out").click()
    member.locator("dialog").get_by_role("button", name="Step out").click()
    expect(member.get_by_role("heading", name="You have stepped out")).to_be_visible()
    look_over(member, "room-out", picture=True)
    button(member, "Come back in").click()
    in_the_room(member)
    member.context.set_offline(True)
    expect(member.locator("[data-dropped]")).to_be_visible()
    look_over(member, "room-dropped")
    member.context.set_offline(False)
    expect(member.locator("[data-dropped]")).to_be_hidden()


def the_end(member: Page, leader: Page, amara: Any, tove: Any, evening: Evening) -> None:
    """Closing questions, one asked to leave, the calm end, the report."""
    amara.must("pause")
    expect(member.locator("[data-segment]")).to_have_text("A pause")
    look_over(member, "room-paused")
    amara.must("resume")
    for _ in range(3):
        amara.must("next_part")
    expect(member.locator("[data-for=commitment]")).to_be_visible()
    look_over(member, "room-commitment", picture=True)
    amara.must("next_part")
    low = member.locator("[data-form=pulse]").first
    low.locator("label", has_text="A little").click()
    low.get_by_role("button", name="Give this answer").click()
    expect(low.locator("[data-low]")).to_be_visible()
    look_over(member, "room-check-out", picture=True)
    amara.must("remove", seat=evening.seat("second_member"), reason="To rest.")
    amara.must("close")
    expect(member.get_by_role("heading", name="The piece is back on the table")).to_be_visible()
    look_over(member, "closing", picture=True)
    member.goto(evening.closed)
    look_over(member, "closed")
    leader.goto(evening.report)
    look_over(leader, "report", picture=True)
    member.goto(f"/reports/mine/{evening.meeting.pk}/")
    look_over(member, "my-meeting")
