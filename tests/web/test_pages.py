"""The pages in a real browser: no barrier, nothing from elsewhere, readable without scripts, a way out by key."""

import pytest

from tests.browser import axe_everywhere, over_wire, shots
from tests.web.scene import past_meeting, promised

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases="__all__")]

OPEN = {
    "welcome": "/",
    "help": "/help/",
    "help-country": "/help/?country=PT",
    "offline": "/offline/",
    "not-found": "/nowhere/",
}
MINE = {"today": "/", "my-data": "/my-data/"}


@pytest.fixture
def week(cast):
    """A member in the middle of things, and a coordinator with something to do."""
    seats = cast.circle.seats
    everybody = list(seats.values())
    for weeks in (3, 2):
        past_meeting(cast.group, weeks_ago=weeks, there=everybody, minutes=70)
    last = past_meeting(cast.group, weeks_ago=1, there=everybody, minutes=74)
    promised(
        cast.member, last, "Walk to the river twice before Wednesday, even if it rains.", witness=seats["second_member"]
    )
    return cast


@pytest.mark.parametrize("name", OPEN)
def test_an_open_page_has_no_barrier(browse, cast, name):
    assert cast.circle.group.listed
    page = browse()
    answer = page.goto(OPEN[name])
    assert answer.status == (404 if name == "not-found" else 200)
    axe_everywhere(page)
    shots(page, name)


@pytest.mark.parametrize("name", MINE)
def test_a_page_of_ones_own_has_no_barrier(browse, week, name):
    page = browse(week.member)
    assert page.goto(MINE[name]).status == 200
    axe_everywhere(page)
    shots(page, name)


@pytest.mark.parametrize("name", MINE)
def test_a_page_of_somebody_new_has_no_barrier(browse, cast, name):
    page = browse(cast.outsider)
    assert page.goto(MINE[name]).status == 200
    axe_everywhere(page)
    shots(page, f"{name}-new")


def test_a_coordinators_pages_have_no_barrier(browse, week):
    page = browse(week.coordinator)
    page.goto("/")
    shots(page, "today-coordinator")
    page.get_by_role("link", name="Check the numbers").click()
    axe_everywhere(page)
    shots(page, "check-numbers")


def test_without_scripts_one_can_read_answer_and_leave(browse, week):
    page = browse(week.member, width=390, script=False)
    page.goto("/")
    page.get_by_role("button", name="In part").click()
    assert page.get_by_text("Nothing is open.").is_visible()
    page.locator("summary").filter(has_text="Today").click()
    page.locator(".menu__list").get_by_role("link", name="My data").click()
    assert page.get_by_role("heading", name="My data", level=1).is_visible()
    page.get_by_role("link", name="Help now").click()
    page.get_by_label("Where are you?").select_option("PT")
    page.get_by_role("button", name="Show these numbers").click()
    assert page.get_by_role("link", name="1411").is_visible()
    page.goto("/")
    page.route("https://www.wikipedia.org/**", lambda route: route.fulfill(body="Elsewhere"))
    page.get_by_role("button", name="Leave quickly").click()
    page.get_by_text("Elsewhere").wait_for()
    browse.faults.clear()  # the way out is another host, and the only one
    page.goto("/")
    assert page.get_by_role("heading", name="There is a chair open for you").is_visible()


def test_esc_three_times_leaves_and_goes_back_to_nothing(browse, week):
    page = browse(week.member)
    page.route("https://www.wikipedia.org/**", lambda route: route.fulfill(body="<title>weather</title>"))
    page.goto("/help/")
    page.goto("/")
    for _press in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url("https://www.wikipedia.org/")
    page.go_back()
    page.wait_for_url("https://www.wikipedia.org/")
    browse.faults.clear()  # the way out is another host, and the only one


def test_esc_twice_or_slowly_stays(browse, week):
    page = browse(week.member)
    page.goto("/")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_timeout(1600)
    page.keyboard.press("Escape")
    page.wait_for_timeout(200)
    assert page.get_by_role("heading", name="What you said you would do").is_visible()


def test_two_minutes_before_the_end_one_key_is_enough_to_stay(browse, week):
    page = browse(week.member)
    page.clock.install()
    page.goto("/")
    notice = page.get_by_role("alertdialog", name="Are you still there?")
    page.clock.fast_forward("57:50")
    assert not notice.is_visible()
    page.clock.fast_forward("00:20")
    notice.wait_for()
    shots(page, "still-there")
    with page.expect_response("**/sign-in/stay/") as answer:
        page.keyboard.press("Space")
    assert answer.value.status == 204
    notice.wait_for(state="hidden")


def test_the_page_can_be_walked_by_keyboard_and_focus_is_never_hidden(browse, week):
    page = browse(week.member)
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Go to the page"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    seen = []
    for _step in range(8):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.textContent.trim()"))
        assert page.evaluate(
            """() => { const box = document.activeElement.getBoundingClientRect();
                 return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
                   ?.closest("a, button, summary") === document.activeElement; }"""
        ), seen
    assert seen[:2] == ["Go to the waiting room", "I cannot come"]


def test_nothing_is_wider_than_a_small_phone_even_with_larger_letters(browse, week):
    from openchair.people.models import Person

    Person.objects.filter(pk=week.member.pk).update(text_size="larger")
    page = browse(week.member, width=320)
    for path in (*MINE.values(), "/help/"):
        page.goto(path)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} is {wide} px too wide"


def test_the_worker_keeps_help_for_when_there_is_no_network(browse, week):
    page = browse()
    page.goto("/")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => 0)")
    page.context.set_offline(True)
    page.goto("/help/")
    assert page.get_by_role("heading", name="You can get help right now").is_visible()
    page.goto("/my-data/")
    assert page.get_by_role("heading", name="You are not connected").is_visible()


@pytest.mark.parametrize("path", ["/", "/help/"])
def test_a_first_view_is_light(browse, week, path):
    page = browse()
    cost = over_wire(page, path)
    assert sum(cost.values()) < 130_000, cost


def test_printing_leaves_out_what_cannot_be_pressed_on_paper(browse, week):
    page = browse(week.member)
    page.goto("/my-data/")
    page.emulate_media(media="print")
    assert not page.get_by_role("button", name="Leave quickly").is_visible()
    assert page.get_by_role("heading", name="What is kept").is_visible()


def test_forced_colours_and_right_to_left_keep_every_control(browse, week):
    page = browse(week.member, forced_colors="active")
    page.goto("/")
    page.evaluate("document.documentElement.dir = 'rtl'")
    exit_box = page.get_by_role("button", name="Leave quickly").bounding_box()
    home_box = page.get_by_role("link", name="Openchair").bounding_box()
    assert exit_box["x"] < home_box["x"]
    shots(page, "today-rtl-forced")


SEATS = """() => { document.querySelector("main").innerHTML = `<div class="circle"><div class="circle__table"></div>
  <span class="circle__piece"></span><ol class="circle__seats">${["Wren", "Tove", "Juniper", "Amara"].map((name, n) =>
  `<li class="seat"${n == 2 ? " data-floor" : ""}><span class="seat__chair">${name[0]}</span><span class="seat__label">
  <span class="seat__name">${name}</span></span></li>`).join("")}</ol></div>`;
  return [...document.querySelectorAll(".seat__chair")].map(chair => chair.getBoundingClientRect())
    .map(box => [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)]); }"""


def test_seats_stand_in_a_circle_with_oneself_at_the_near_side(browse):
    page = browse()
    page.goto("/help/")
    (x1, y1), (x2, y2), (x3, y3), (x4, y4) = page.evaluate(SEATS)
    assert (x1, y2) == (x3, y4)
    assert x2 < x1 < x4
    assert y3 < y2 < y1
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert page.evaluate(SEATS)[1][0] < page.evaluate(SEATS)[3][0], "the seating is never mirrored"


def test_on_a_phone_and_from_fifteen_seats_on_the_circle_is_a_strip(browse):
    page = browse(width=390)
    page.goto("/help/")
    places = page.evaluate(SEATS)
    assert len({y for _x, y in places}) == 1
    assert [x for x, _y in places] == sorted(x for x, _y in places)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate("document.querySelector('.circle__seats').innerHTML += '<li class=seat></li>'.repeat(11)")
    assert page.evaluate("getComputedStyle(document.querySelector('.circle__seats')).display") == "flex"


def test_a_browser_without_trigonometry_shows_a_plain_list_in_the_same_colours(browse):
    page = browse(script=False)  # or the page's own worker would fetch the style sheet past this test

    def older(route):
        answer = route.fetch()
        text = answer.text().replace("sin(30deg)", "unknown(30deg)").replace("oklch(0.5", "unknown(0.5")
        route.fulfill(response=answer, body=text)

    page.goto("/help/")
    today = page.evaluate("getComputedStyle(document.querySelector('.button--exit')).backgroundColor")
    page.route("**/main.*.css", older)
    page.goto("/help/")
    places = page.evaluate(SEATS)
    assert len({x for x, _y in places}) == 1
    assert [y for _x, y in places] == sorted(y for _x, y in places)
    before = page.evaluate("getComputedStyle(document.querySelector('.button--exit')).backgroundColor")
    assert before.startswith("rgb(")
    assert today.startswith("oklch(")


def test_a_browser_without_layers_shows_a_plain_page(browse):
    page = browse(script=False)
    page.route("**/main.*.css", lambda route: route.fulfill(body="@unknown { }", content_type="text/css"))
    page.goto("/")
    assert page.get_by_role("heading", name="There is a chair open for you").is_visible()
    assert page.evaluate("Math.max(...[...document.querySelectorAll('.icon')].map(i => i.clientWidth))") <= 24
