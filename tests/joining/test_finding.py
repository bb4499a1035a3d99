"""Groups ranked for one person from what is in the house, with reasons, and nothing that leads to somebody else."""

import json
from datetime import timedelta

import pytest

from openchair.core.time import now
from openchair.groups.models import Part
from openchair.groups.queries import seats, taken_seats
from openchair.groups.services import GroupIsFull, MustNotMeet, hold_seat, join
from openchair.joining.finding import NO_SEAT, groups_for
from openchair.joining.models import GroupProfile, Referral
from openchair.joining.profiles import document_of
from openchair.joining.services.intake import answer_question, say_stage, weigh
from openchair.people.services import keep_apart
from openchair.people.services.links import new_token
from openchair.vault.services import Scope, create_key
from tests.cast import AT, Cast
from tests.circle import meets_weekly, new_group

pytestmark = pytest.mark.django_db(databases="__all__")


def said(cast: Cast, question: str, **answer: object) -> None:
    """An answer of the outsider."""
    answer_question(person=cast.outsider, question=question, answer=answer, actor=cast.outsider, at=AT)


def names(cast: Cast) -> list[str]:
    """The groups that fit the outsider, best first."""
    return [one.group.name for one in groups_for(cast.outsider, AT).fitting]


def why(cast: Cast) -> dict[str, str]:
    """What was left out, and why."""
    return {one.group.name: one.why for one in groups_for(cast.outsider, AT).left_out}


def test_somebody_who_said_nothing_gets_every_group(cast: Cast):
    new_group(cast, at=AT, name="One")
    new_group(cast, at=AT, name="Two", kind="grief")
    assert sorted(names(cast)) == ["One", "Two"]
    assert groups_for(cast.outsider, AT).left_out == []


def test_the_language_somebody_reads_is_one_they_speak_until_they_say(cast: Cast):
    new_group(cast, at=AT, name="Mesa Redonda", language="es")
    assert why(cast) == {"Mesa Redonda": "it speaks none of your languages"}
    said(cast, "language", languages=["es"])
    assert names(cast) == ["Mesa Redonda"]


def test_what_brings_somebody_decides_the_order_and_stands_among_the_reasons(cast: Cast):
    new_group(cast, at=AT, name="Recovery")
    new_group(cast, at=AT, name="Zest, after a loss", kind="grief")
    said(cast, "brings", kinds=["grief"])
    found = groups_for(cast.outsider, AT)
    assert [one.group.name for one in found.fitting] == ["Zest, after a loss", "Recovery"]
    assert "It is about what brings you here." in found.fitting[0].speaks_for
    assert "It is mostly about other things than those that bring you here." in found.fitting[1].speaks_against


def test_a_group_about_it_comes_first_whatever_it_says_closer_and_a_part_is_called_a_part(cast: Cast):
    table = new_group(cast, at=AT, name="Recovery, closer")
    GroupProfile.objects.create(group=table, themes=["alcohol", "other_substances", "early_recovery"])
    loss = new_group(cast, at=AT, name="A loss", kind="grief")
    GroupProfile.objects.create(group=loss, goals=["company"])
    said(cast, "brings", kinds=["addiction_recovery"])
    said(cast, "hopes", goals=["company"])
    first = groups_for(cast.outsider, AT).fitting[0]
    assert first.group == table
    assert "It is about what brings you here." in first.speaks_for
    assert not any("company" in words for words in first.speaks_for)
    said(cast, "brings", kinds=["addiction_recovery", "grief", "parenting"])
    assert "It is about a part of what brings you here." in groups_for(cast.outsider, AT).fitting[0].speaks_against


def test_times_leave_out_what_cannot_be_and_say_what_would_change_it(cast: Cast):
    # Wednesday 19:00 in Lisbon; the outsider's clock is the installation's.
    group = new_group(cast, at=AT, name="Evening", time_zone="UTC")
    meets_weekly(cast, group, at=AT)
    cast.outsider.time_zone = "UTC"
    cast.outsider.save()
    said(cast, "times", can=["3-morning"])
    assert why(cast) == {"Evening": "it meets when you cannot"}
    assert groups_for(cast.outsider, AT).change == "With other times, 1 more group would be possible."
    said(cast, "times", can=["3-evening"])
    assert names(cast) == ["Evening"]


def test_parts_of_a_day_that_touch_are_one_time(cast: Cast):
    said(cast, "times", can=["3-evening", "3-afternoon", "5-morning"])
    row = document_of([cast.outsider], [], AT)["people"][0]
    assert row["available"] == [
        {"day": 3, "start": "12:00", "end": "22:00"},
        {"day": 5, "start": "08:00", "end": "12:00"},
    ]


def test_language_needs_and_only_for_leave_groups_out(cast: Cast):
    new_group(cast, at=AT, name="Portuguese", language="pt")
    stairs = new_group(cast, at=AT, name="Stairs", format="in_person", place="Upstairs")
    GroupProfile.objects.create(group=stairs, access=[])
    new_group(cast, at=AT, name="No stairs online")
    lift = new_group(cast, at=AT, name="Lift", format="in_person", place="Ground floor")
    GroupProfile.objects.create(group=lift, access=["step_free"])
    veterans = new_group(cast, at=AT, name="Served")
    GroupProfile.objects.create(group=veterans, access=["step_free"], only_for=["veterans"])
    said(cast, "language", languages=["en"], needs=["step_free"])
    assert sorted(names(cast)) == ["Lift", "No stairs online"]
    assert why(cast) == {
        "Portuguese": "it speaks none of your languages",
        "Stairs": "it does not offer something that you need",
        "Served": "it is for people who share something else",
    }


def test_who_only_meets_online_is_not_sent_across_town(cast: Cast):
    new_group(cast, at=AT, name="Hall", format="in_person", place="Harbour hall")
    new_group(cast, at=AT, name="Online")
    said(cast, "place", place="online")
    assert names(cast) == ["Online"]
    assert why(cast) == {"Hall": "it is further away than you want to go"}


def test_a_group_with_somebody_one_must_not_meet_reads_like_a_full_one(cast: Cast):
    circle = cast.circle
    full = new_group(cast, at=AT, name="Full", seats=2)
    profiles = [GroupProfile.objects.create(group=group, takes_waiting=False) for group in (full, circle.group)]
    for person, name in ((cast.member, "Reed"), (cast.second_member, "Fern")):
        join(group=full, person=person, pseudonym=name, part=Part.MEMBER, actor=cast.coordinator, at=AT)
    keep_apart(one=cast.outsider, other=cast.member, actor=cast.coordinator, at=AT)
    later = now()
    reasons = {one.group.name: one.why for one in groups_for(cast.outsider, later).left_out}
    assert reasons == {"Full": str(NO_SEAT), circle.group.name: str(NO_SEAT)}
    for profile in profiles:
        profile.takes_waiting = True
        profile.save()
    fitting = groups_for(cast.outsider, later).fitting
    assert {one.group.name: (one.is_full, one.speaks_against) for one in fitting} == dict.fromkeys(
        ("Full", circle.group.name), (True, fitting[0].speaks_against)
    )
    for group in (full, circle.group):
        counted = seats(group, later, cast.outsider)
        assert taken_seats([group.pk], later, cast.outsider) == {group.pk: group.seats}
        assert counted.open == 0
    # Nor is there a way round the list: to the one it looks full, to the coordinator it is said.
    with pytest.raises(GroupIsFull):
        join(
            group=circle.group, person=cast.outsider, pseudonym="Lark", part=Part.VISITOR, actor=cast.outsider, at=later
        )
    with pytest.raises(MustNotMeet):
        join(
            group=circle.group,
            person=cast.outsider,
            pseudonym="Lark",
            part=Part.MEMBER,
            actor=cast.coordinator,
            at=later,
        )


def test_ones_own_therapist_is_met_in_no_group(cast: Cast):
    group, at = cast.circle.group, now()
    _token, kept = new_token()
    Referral.objects.create(
        token_hash=kept,
        made_at=AT,
        made_by=cast.facilitator,
        expires_at=AT + timedelta(days=14),
        key_id=create_key(scope=Scope.REFERRAL, subject_id=cast.outsider.pk, retain_until=None, at=AT),
        person=cast.outsider,
        tells=Referral.Tells.NOTHING,
        consented_at=AT,
    )
    found = groups_for(cast.outsider, at)
    assert [(one.group, one.is_full) for one in found.fitting] == [(group, True)]
    GroupProfile.objects.create(group=group, takes_waiting=False)
    assert {one.group: one.why for one in groups_for(cast.outsider, at).left_out} == {group: str(NO_SEAT)}


def test_a_seat_kept_for_somebody_is_free_for_them_alone(cast: Cast):
    group = new_group(cast, at=AT, name="Two chairs", seats=2)
    join(group=group, person=cast.member, pseudonym="Reed", part=Part.MEMBER, actor=cast.coordinator, at=AT)
    hold_seat(group=group, person=cast.outsider, until=AT + timedelta(days=7), actor=cast.coordinator, at=AT)
    mine = document_of([cast.outsider], [group], AT, holds_of=cast.outsider)["groups"][0]
    others = document_of([cast.second_member], [group], AT, holds_of=cast.second_member)["groups"][0]
    assert (mine["seats"], others["seats"]) == (1, 0)
    assert groups_for(cast.outsider, AT).fitting[0].is_full is False


def test_groups_one_is_in_are_neither_offered_nor_left_out(cast: Cast):
    circle = cast.circle
    found = groups_for(cast.member, now())
    assert circle.group.name not in [one.group.name for one in found.fitting]
    assert found.left_out == []


def test_what_counts_most_moves_groups_up(cast: Cast):
    new_group(cast, at=AT, name="About it, in the open", kind="grief")
    order = new_group(cast, at=AT, name="A set order", kind="parenting")
    GroupProfile.objects.create(group=order, structure="structured", goals=["company", "routine"])
    said(cast, "brings", kinds=["grief"])
    said(cast, "comfort", structure="structured")
    said(cast, "hopes", goals=["company", "routine"])
    assert names(cast)[0] == "About it, in the open"
    weigh(person=cast.outsider, parts=["goals", "format"], actor=cast.outsider, at=AT)
    before = {one.group.name: one for one in groups_for(cast.outsider, AT).fitting}
    assert "It is run the way you like it." in before["A set order"].speaks_for


def test_the_document_names_nobody_and_opens_nobodys_words(cast: Cast):
    cast.circle.group  # noqa: B018 - it is made when asked for
    said(cast, "brings", kinds=["grief"], words="Canary words")
    said(cast, "apart", words="Canary neighbour")
    say_stage(person=cast.outsider, stage=1, actor=cast.outsider, at=AT)
    text = json.dumps(document_of([cast.outsider], [cast.circle.group], AT))
    assert "Canary" not in text
    assert cast.outsider.sign_in_name not in text
    assert "Wren" not in text


def test_the_page_shows_three_first_and_the_reasons(client, cast: Cast):
    for name in ("Alder", "Birch", "Cedar", "Damson"):
        new_group(cast, at=AT, name=name)
    new_group(cast, at=AT, name="Elder", language="pt")
    client.force_login(cast.outsider)
    said(cast, "language", languages=["en"])
    page = client.get("/fit/groups/").content.decode()
    assert page.index("Cedar") < page.index("1 more group, less fitting") < page.index("Damson")
    assert "it speaks none of your languages" in page
    assert "With" not in page or "In another language, 1 more group would be possible." in page
