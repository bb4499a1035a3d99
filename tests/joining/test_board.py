"""The coordinator's pages: a proposal beside first come, reasons that lead to nobody else, hands within the rules."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from openchair.core.time import now
from openchair.groups.models import Part
from openchair.groups.services import join
from openchair.joining.models import AllocationRun, GroupProfile, Offer, Together
from openchair.joining.placing.board import Board
from openchair.joining.placing.explaining import Why
from openchair.joining.placing.runs import Opened
from openchair.joining.services.offers import confirm_run, decline_offer
from openchair.joining.services.waiting import wait_with_friend
from openchair.people.models import Look, NoContact
from openchair.people.services import keep_apart
from tests.cast import Cast
from tests.joining.waiting_room import EVENINGS, MORNINGS, a_group, one_who_waits, places, wait_of, worked_out

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def board(cast, client):
    client.force_login(cast.coordinator)
    return client


def why(run, person) -> Why:
    return Why(Opened.of(AllocationRun.objects.get(pk=run.pk)), str(person.pk))


# --- working out ----------------------------------------
def test_a_run_is_made_from_the_page_and_led_to(cast: Cast, board):
    a_group(cast, "Table")
    one_who_waits("wren")
    answer = board.post("/waiting-list/", {"seed": 7, "seconds": 5, "fairness": "on", "bands": "on", "most_new": 3})
    run = AllocationRun.objects.get()
    assert answer.headers["Location"] == f"/waiting-list/runs/{run.pk}/"
    assert (run.seed, run.seconds, run.fairness) == (7, 5.0, True)
    assert run.figures["rules"] == {"bands": True, "most_new": 3}
    page = board.get(answer.headers["Location"]).content.decode()
    assert "1 of the 1 people who wait can have a seat" in page
    assert "seed 7" in page


def test_clashing_rules_are_said_on_the_page_with_names_and_nothing_is_stored(cast: Cast, board):
    a_group(cast, "Table")
    wren, tove = one_who_waits("wren"), one_who_waits("tove")
    wait_with_friend(waiting=wait_of(wren), code=wait_of(tove).code, actor=wren, at=now())
    keep_apart(one=wren, other=tove, actor=cast.coordinator, at=now() - timedelta(days=1))
    answer = board.post("/waiting-list/", {"seed": 0, "seconds": 5})
    assert answer.status_code == 422
    assert "want the same group, and are kept apart" in answer.content.decode()
    assert not AllocationRun.objects.exists()


@pytest.mark.parametrize("wrong", [{"seed": -1}, {"seconds": 1000}, {"seconds": "nan"}, {"most_new": 0}, {"seed": "x"}])
def test_a_wrong_figure_is_named(cast: Cast, board, wrong):
    a_group(cast, "Table")
    one_who_waits("wren")
    assert board.post("/waiting-list/", {"seed": 0, "seconds": 5} | wrong).status_code == 422
    assert not AllocationRun.objects.exists()


def test_with_nobody_to_place_the_page_says_so(cast: Cast, board):
    answer = board.post("/waiting-list/", {"seed": 0, "seconds": 5})
    assert answer.status_code == 422
    assert "nothing to work out" in answer.content.decode()
    assert "Nobody waits." in board.get("/waiting-list/").content.decode()


def test_names_are_looked_for_and_long_lists_have_further_pages(cast: Cast, board):
    for number in range(3):
        one_who_waits(f"wren {number}", days=number)
    page = board.get("/waiting-list/?q=REN 1").content.decode()
    assert "wren 1" in page
    assert "wren 2" not in page
    assert "Nobody who waits has a name like that." in board.get("/waiting-list/?q=nobody").content.decode()
    assert board.get("/waiting-list/?from=99999999999").status_code == 200


def test_the_pages_ask_as_often_for_many_as_for_one(cast: Cast, board):
    for name in ("Table", "Other"):
        a_group(cast, name, weekday=len(name) % 7, seats=3)
    one_who_waits("wren")
    addresses = ["/waiting-list/", f"/waiting-list/runs/{worked_out(cast).pk}/"]
    counts = []
    for _round in range(2):
        for address in addresses:
            board.get(address)
            with CaptureQueriesContext(connection) as asked:
                board.get(address)
            counts.append(len(asked))
        for number in range(9):
            one_who_waits(f"further {_round} {number}", days=number, times={"can": EVENINGS[number % 4 :]})
        addresses[1] = f"/waiting-list/runs/{worked_out(cast).pk}/"
    assert counts[:2] == counts[2:]


# --- beside first come ----------------------------------------
def test_what_is_compared_is_counted_anew(cast: Cast):
    a_group(cast, "Evening", seats=2)
    a_group(cast, "Both", hour=9, seats=2)
    join(
        group=a_group(cast, "Third", weekday=5, seats=2), person=cast.outsider, pseudonym="Lark", part=Part.MEMBER,
        actor=cast.coordinator, at=now(),
    )  # fmt: skip
    one_who_waits("old", days=100)
    one_who_waits("wren", days=20, times={"can": MORNINGS})
    one_who_waits("tove", days=3, times={"can": EVENINGS})
    found = Board(Opened.of(worked_out(cast)))
    said = {measure.words: (measure.proposal, measure.first_come) for measure in found.measures}
    assert said["People with a seat"] == ("3 of 3", "3 of 3")
    assert said["Of those who gave times, in a group at such a time"] == ("2 of 2", "2 of 2")
    assert said["Pairs who must not meet, and would"] == ("none", "none")
    assert said["People with a seat who waited over 90 days"] == ("1 of 1", "1 of 1")
    assert sum(column.many for column in found.columns) == 3
    assert [column.sit for column in found.columns] == [column.many for column in found.columns]


def test_a_pair_who_would_meet_is_counted_from_the_places_alone(cast: Cast):
    a_group(cast, "Table")
    a_group(cast, "Other", weekday=4)
    wren, tove = one_who_waits("wren"), one_who_waits("tove")
    keep_apart(one=wren, other=tove, actor=cast.coordinator, at=now() - timedelta(days=1))
    opened = Opened.of(worked_out(cast))
    opened.result["first_come"] = dict.fromkeys(opened.placed, next(iter(opened.placed.values())))
    (measure,) = [each for each in Board(opened).measures if each.words == "Pairs who must not meet, and would"]
    assert (measure.proposal, measure.first_come, measure.better) == ("none", "1", "proposal")


# --- why ----------------------------------------
def test_whom_one_must_not_meet_reads_like_a_full_group(cast: Cast, board):
    table = a_group(cast, "Table", seats=3)
    join(group=table, person=cast.outsider, pseudonym="Lark", part=Part.MEMBER, actor=cast.coordinator, at=now())
    wren = one_who_waits("wren")
    keep_apart(one=wren, other=cast.outsider, actor=cast.coordinator, at=now() - timedelta(days=1))
    apart = worked_out(cast)
    page = board.get(f"/waiting-list/runs/{apart.pk}/people/{wren.pk}/").content.decode()
    assert "Every group that would suit you is full right now." in page
    assert "Lark" not in page
    assert "outsider" not in page
    NoContact.objects.all().delete()
    for name, person in (("Reed", cast.member), ("Fern", cast.second_member)):
        join(group=table, person=person, pseudonym=name, part=Part.MEMBER, actor=cast.coordinator, at=now())
    full = worked_out(cast)
    assert why(apart, wren).in_short == why(full, wren).in_short
    assert [one.happened for one in why(apart, wren).others] == [one.happened for one in why(full, wren).others]
    assert [one.happened for one in why(apart, wren).others] == ["No seat is open for you there right now."]
    assert why(apart, wren).left_out == why(full, wren).left_out == []


def test_what_somebody_said_is_told_before_what_lies_with_others(cast: Cast):
    table = a_group(cast, "Table")
    join(group=table, person=cast.outsider, pseudonym="Lark", part=Part.MEMBER, actor=cast.coordinator, at=now())
    wren = one_who_waits("wren", times={"can": MORNINGS})
    keep_apart(one=wren, other=cast.outsider, actor=cast.coordinator, at=now() - timedelta(days=1))
    run = worked_out(cast)
    assert why(run, wren).left_out == [("Table", "it meets when you cannot")]
    assert why(run, wren).in_short == "The 1 group that takes people in is not possible: 1 meet when you cannot."


def test_each_other_group_says_what_happened_there(cast: Cast):
    a_group(cast, "Full", seats=2)
    a_group(cast, "New", weekday=4, seats=6, profile={"minimum": 6})
    a_group(cast, "Morning", hour=9)
    for name, days in (("old", 90), ("older", 100)):
        one_who_waits(name, days=days, times={"can": EVENINGS})
    wren = one_who_waits("wren", days=1, times={"can": EVENINGS})
    run = worked_out(cast)
    assert places(run) == {"old": "Full", "older": "Full"}
    found = why(run, wren)
    assert {each.name: each.happened for each in found.others} == {
        "Full": "No seat is open for you there right now.",
        "New": "It needs more people before it can begin.",
    }
    assert found.left_out == [("Morning", "it meets when you cannot")]
    assert found.change == "With other times, 1 more group would be possible."


def test_friends_for_whom_there_is_no_room_read_that(cast: Cast):
    table = a_group(cast, "Table", seats=2)
    join(group=table, person=cast.outsider, pseudonym="Lark", part=Part.MEMBER, actor=cast.coordinator, at=now())
    wren, tove = one_who_waits("wren"), one_who_waits("tove")
    wait_with_friend(waiting=wait_of(wren), code=wait_of(tove).code, actor=wren, at=now())
    found = why(worked_out(cast), wren)
    assert found.in_short == "You want to come with a friend, and no group has seats for both of you right now."


# --- by hand and sending ----------------------------------------
def test_a_forbidden_move_is_refused_in_words_and_an_allowed_one_is_shown(cast: Cast, board):
    table, other = a_group(cast, "Table"), a_group(cast, "Other", weekday=4)
    join(group=table, person=cast.outsider, pseudonym="Lark", part=Part.MEMBER, actor=cast.coordinator, at=now())
    wren = one_who_waits("wren")
    keep_apart(one=wren, other=cast.outsider, actor=cast.coordinator, at=now() - timedelta(days=1))
    run = worked_out(cast)
    address = f"/waiting-list/runs/{run.pk}/people/{wren.pk}/"
    refused = board.post(address, {"group": str(table.pk)})
    assert refused.status_code == 422
    assert "Two people who must not meet" in refused.content.decode()
    assert places(run) == {"wren": other.name}
    assert board.post(address, {"group": ""}).headers["Location"] == address
    assert "Put back on the list by hand." in board.get(f"/waiting-list/runs/{run.pk}/").content.decode()
    assert board.post(address, {"group": "no-such-group"}).status_code == 422


def test_offers_are_sent_from_the_page_and_taken_back_on_the_list(cast: Cast, board):
    a_group(cast, "Table")
    wren = one_who_waits("wren")
    run = worked_out(cast)
    address = f"/waiting-list/runs/{run.pk}/"
    assert board.post(f"{address}offers/", {"until": "2020-01-01"}).status_code == 422
    day = (now() + timedelta(days=7)).date().isoformat()
    assert board.post(f"{address}offers/", {"until": day}).headers["Location"] == address
    assert "1 offer was sent" in board.get(address).content.decode()
    offer = Offer.objects.get(person=wren)
    assert "Table" in board.get("/waiting-list/").content.decode()
    board.post(f"/waiting-list/offers/{offer.pk}/withdrawal/")
    assert Offer.objects.get().answer == Offer.Answer.WITHDRAWN
    assert "1 seat has come free since" in board.get("/waiting-list/").content.decode()


def test_a_proposal_is_put_away(cast: Cast, board):
    a_group(cast, "Table")
    one_who_waits("wren")
    run = worked_out(cast)
    board.post(f"/waiting-list/runs/{run.pk}/away/")
    page = board.get(f"/waiting-list/runs/{run.pk}/").content.decode()
    assert "This proposal is put away." in page
    day = (now() + timedelta(days=7)).date().isoformat()
    assert board.post(f"/waiting-list/runs/{run.pk}/offers/", {"until": day}).status_code == 422
    assert not Offer.objects.exists()


# --- one who waits, kept apart, profile ----------------------------------------
def test_what_somebody_wrote_is_opened_on_record_alone(cast: Cast, board):
    wren = one_who_waits("wren", apart="My cousin Ivo")
    address = f"/waiting-list/people/{wait_of(wren).pk}/"
    assert "cousin" not in board.get(address).content.decode()
    assert not Look.objects.exists()
    opened = board.post(f"{address}must-not-meet/")
    assert "My cousin Ivo" in opened.content.decode()
    assert "no-store" in opened.headers["Cache-Control"]
    assert Look.objects.get().person == wren
    board.post(f"{address}urgent/", {"urgent": "yes"})
    assert wait_of(wren).urgent
    board.post(f"{address}urgent/", {"urgent": "no"})
    assert not wait_of(wren).urgent


def test_two_are_kept_apart_by_their_names_until_it_is_ended(cast: Cast, board):
    one_who_waits("wren")
    one_who_waits("tove")
    for data in ({"one": "wren", "other": "nobody"}, {"one": "wren", "other": " WREN "}, {"one": "wren"}):
        assert board.post("/kept-apart/", data).status_code == 422
    assert not NoContact.objects.exists()
    assert board.post("/kept-apart/", {"one": "Wren", "other": "tove"}).status_code == 302
    pair = NoContact.objects.get()
    assert "tove" in board.get("/kept-apart/").content.decode()
    board.post(f"/kept-apart/{pair.pk}/end/")
    assert NoContact.objects.get().ends_at is not None
    assert board.post(f"/kept-apart/{pair.pk}/end/").status_code == 404


def test_a_group_says_whom_it_suits(cast: Cast, board):
    group = a_group(cast, "Table", seats=4)
    address = f"/groups/{group.pk}/profile/"
    assert address in board.get(f"/groups/{group.pk}/").content.decode()
    said = {"themes": ["alcohol"], "goals": ["company"], "access": ["captions"], "camera": "off", "minimum": 3,
            "reserved": 1, "takes_waiting": "on", "structure": "open", "youngest": 18, "oldest": ""}  # fmt: skip
    for wrong in ({"reserved": 5}, {"minimum": 5}, {"youngest": 40, "oldest": 30}, {"themes": ["invented"]}):
        assert board.post(address, said | wrong).status_code == 422
    assert board.post(address, said).status_code == 302
    profile = GroupProfile.objects.get(group=group)
    assert (profile.themes, profile.minimum, profile.reserved, profile.youngest) == (["alcohol"], 3, 1, 18)
    assert not profile.wants_spread


# --- the person ----------------------------------------
def test_a_member_waits_finds_a_friend_and_leaves(cast: Cast, client):
    a_group(cast, "Morning", hour=9)
    wren, tove = one_who_waits("wren", times={"can": EVENINGS}), one_who_waits("tove")
    client.force_login(cast.outsider)
    assert "Put my name on the list" in client.get("/waiting/").content.decode()
    client.post("/waiting/")
    assert "You are on the waiting list" in client.get("/waiting/").content.decode()
    client.force_login(wren)
    page = client.get("/waiting/").content.decode()
    assert "With other times, 1 more group would be possible." in page
    assert client.post("/waiting/friend/", {"code": "nobodys1"}).status_code == 422
    assert client.post("/waiting/friend/", {"code": wait_of(tove).code}).status_code == 302
    code = wait_of(tove).code
    page = client.get("/waiting/").content.decode()
    assert f"{code[:4]} {code[4:]}" in page
    assert "tove" not in page
    both = Together.objects.get()
    assert client.post(f"/waiting/friend/{both.pk}/end/").status_code == 302
    assert client.post(f"/waiting/friend/{both.pk}/end/").status_code == 404
    assert client.post("/waiting/end/").status_code == 302
    assert client.post("/waiting/end/").status_code == 404


def test_an_offer_is_read_and_answered_by_its_person_alone(cast: Cast, client):
    table, wren = a_group(cast, "Table", listed=False), one_who_waits("wren", brings={"kinds": ["addiction_recovery"]})
    confirm_run(run=worked_out(cast), until=now() + timedelta(days=7), actor=cast.coordinator, at=now())
    offer = Offer.objects.get()
    address = f"/offers/{offer.pk}/"
    for person in (cast.coordinator, cast.outsider):
        client.force_login(person)
        assert client.get(address).status_code == 404
        assert client.post(f"{address}not-now/").status_code == 404
    client.force_login(wren)
    page = client.get(address).content.decode()
    assert "It is about what brings you here." in page
    assert client.get(f"/groups/{table.pk}/agreement/").status_code == 200
    assert client.post(f"{address}not-now/").headers["Location"] == "/waiting/"
    assert "You said not now." in client.get(address).content.decode()
    assert client.get(f"/groups/{table.pk}/agreement/").status_code == 404
    decided = client.post(f"{address}not-now/", follow=True).content.decode()
    assert "This offer is over." in decided


def test_an_offer_that_came_free_counts_once(cast: Cast, board):
    a_group(cast, "Table")
    wren = one_who_waits("wren")
    confirm_run(run=worked_out(cast), until=now() + timedelta(days=7), actor=cast.coordinator, at=now())
    assert "come free" not in board.get("/waiting-list/").content.decode()
    decline_offer(offer=Offer.objects.get(), actor=wren, at=now())
    assert "1 seat has come free since" in board.get("/waiting-list/").content.decode()
    worked_out(cast)
    assert "come free" not in board.get("/waiting-list/").content.decode()
