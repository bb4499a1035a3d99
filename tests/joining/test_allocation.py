"""A run of places: stored whole, found again by the command line, changed by hand within the rules, then forgotten."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection

from openchair.audit.models import Entry
from openchair.core.errors import NotAllowed
from openchair.core.time import now
from openchair.groups.models import Part
from openchair.groups.services import hold_seat, join
from openchair.joining.models import AllocationRun, GroupProfile, Referral
from openchair.joining.placing.runs import Opened
from openchair.joining.services import allocation as services
from openchair.joining.services.waiting import let_wait_alone, wait_with_friend
from openchair.people.services import keep_apart
from openchair.people.services.links import new_token
from openchair.vault.errors import KeyDestroyed
from openchair.vault.models import DataKey
from openchair.vault.services import Scope, create_key, destroy_due
from tests.cast import Cast
from tests.joining.waiting_room import EVENINGS, MORNINGS, a_group, one_who_waits, places, wait_of, worked_out

pytestmark = pytest.mark.django_db(databases="__all__")
ROOT = Path(__file__).resolve().parents[2]
CANARY = "Long Nights of Marigold"


def move(cast, run, person, group, actor=None):
    return services.change_place(
        run=run, person_id=person.pk, group_id=group and group.pk, actor=actor or cast.coordinator, at=now()
    )


def test_only_coordinators_work_places_out(cast: Cast):
    a_group(cast, "Evening")
    one_who_waits("wren")
    for part, actor in cast.everybody.items():
        if part != "coordinator":
            with pytest.raises(NotAllowed):
                services.make_run(actor=actor, at=now())
    assert not AllocationRun.objects.exists()
    assert places(worked_out(cast)) == {"wren": "Evening"}
    assert Entry.objects.filter(action="places.worked_out", actor_id=cast.coordinator.pk).count() == 1


def test_what_is_stored_is_sealed_but_for_figures_about_nobody(cast: Cast):
    a_group(cast, CANARY)
    one_who_waits("wren", brings={"kinds": ["grief"]})
    run = worked_out(cast)
    with connection.cursor() as cursor:
        cursor.execute("SELECT snapshot, result, figures FROM joining_allocationrun")
        snapshot, result, figures = cursor.fetchone()
    assert CANARY.encode() not in bytes(snapshot) + bytes(result)
    assert set(run.figures) == {
        "status", "objective", "bound", "gap", "seconds", "complete", "waiting", "placed", "first_come", "groups",
        "open_seats", "reserved", "rules", "versions",
    }  # fmt: skip
    assert (run.figures["status"], run.figures["waiting"], run.figures["placed"]) == ("optimal", 1, 1)
    assert "wren" not in str(figures)
    assert CANARY in run.snapshot


@pytest.mark.parametrize(("seed", "fairness"), [(0, False), (7, True)])
def test_the_command_line_finds_the_same_placement_from_the_stored_input(cast: Cast, seed, fairness):
    for number in range(3):
        a_group(cast, f"Table {number}", weekday=number, seats=3, profile={"minimum": 2 * (number == 2)})
    people = [
        one_who_waits(f"person {number}", days=7 * number, stage=number % 5, times={"can": EVENINGS[number % 4 :]})
        for number in range(12)
    ]
    wait_with_friend(waiting=wait_of(people[3]), code=wait_of(people[4]).code, actor=people[3], at=now())
    keep_apart(one=people[10], other=people[11], actor=cast.coordinator, at=now() - timedelta(days=1))
    run = worked_out(cast, seed=seed, fairness=fairness, rules={"bands": True, "most_new": 2})
    command = [sys.executable, "-m", "openchair.cli", "match", "allocate", "-", "--seed", str(seed)]
    told = subprocess.run(
        [*command, *(["--fairness"] if fairness else [])], input=run.snapshot, capture_output=True, text=True,
        check=True, cwd=ROOT,
    )  # fmt: skip
    answer = json.loads(told.stdout)
    assert {one: group for one, group in answer["assignments"].items() if group} == Opened.of(run).placed
    assert (answer["objective"], answer["status"]) == (run.figures["objective"], run.figures["status"])
    assert answer["first_come"] == run.figures["first_come"]


def test_nobody_is_sent_to_somebody_they_must_not_meet_nor_to_their_therapist(cast: Cast):
    table, other = a_group(cast, "Table"), a_group(cast, "Other", weekday=3)
    wren, tove = one_who_waits("wren"), one_who_waits("tove")
    join(group=table, person=cast.outsider, pseudonym="Lark", part=Part.MEMBER, actor=cast.coordinator, at=now())
    keep_apart(one=wren, other=cast.outsider, actor=cast.coordinator, at=now())
    hold_seat(group=other, person=cast.therapist, until=now() + timedelta(days=1), actor=cast.coordinator, at=now())
    Referral.objects.create(
        token_hash=new_token()[1], made_at=now(), made_by=cast.therapist, expires_at=now(), person=tove,
        consented_at=now(), tells="nothing",
        key_id=create_key(scope=Scope.REFERRAL, subject_id=tove.pk, retain_until=None, at=now()),
    )  # fmt: skip
    assert places(worked_out(cast)) == {"wren": "Other", "tove": "Table"}


def test_somebody_to_whom_a_seat_is_offered_is_not_met_there_either(cast: Cast):
    group = a_group(cast, "Table", seats=3)
    wren = one_who_waits("wren")
    hold_seat(group=group, person=cast.outsider, until=now() + timedelta(days=1), actor=cast.coordinator, at=now())
    keep_apart(one=wren, other=cast.outsider, actor=cast.coordinator, at=now())
    assert places(worked_out(cast)) == {}


def test_kept_seats_go_to_urgent_referrals(cast: Cast):
    a_group(cast, "Table", seats=2, profile={"reserved": 1})
    one_who_waits("first", days=90)
    one_who_waits("second", days=60)
    one_who_waits("urgent", days=1, urgent=True)
    assert places(worked_out(cast)) == {"first": "Table", "urgent": "Table"}


def test_a_new_group_needs_its_minimum_and_friends_the_same_group(cast: Cast):
    a_group(cast, "New", seats=6, profile={"minimum": 4})
    one = a_group(cast, "One", weekday=3, seats=2)
    join(group=one, person=cast.outsider, pseudonym="Lark", part=Part.MEMBER, actor=cast.coordinator, at=now())
    wren, tove = one_who_waits("wren"), one_who_waits("tove")
    wait_with_friend(waiting=wait_of(wren), code=wait_of(tove).code, actor=wren, at=now())
    assert places(worked_out(cast)) == {}
    one_who_waits("ivo")
    one_who_waits("runa")
    assert places(worked_out(cast)) == dict.fromkeys(("wren", "tove", "ivo", "runa"), "New")


@pytest.mark.parametrize("closed", ["takes no waiting", "no agreement", "closed", "no meeting"])
def test_a_group_that_cannot_be_joined_is_not_in_it(cast: Cast, closed):
    group = a_group(cast, "Table")
    one_who_waits("wren")
    match closed:
        case "takes no waiting":
            GroupProfile.objects.update(takes_waiting=False)
        case "no agreement":
            group.agreement_versions.all().delete() if hasattr(group, "agreement_versions") else _no_agreement(group)
        case "closed":
            type(group).objects.update(closed_at=now())
        case "no meeting":
            group.meetings.all().delete() if hasattr(group, "meetings") else _no_meeting(group)
    with pytest.raises(services.NobodyToPlace):
        worked_out(cast)


def _no_agreement(group):
    from openchair.agreements.models import AgreementVersion

    AgreementVersion.objects.filter(group=group).delete()


def _no_meeting(group):
    from openchair.groups.models import Meeting

    Meeting.objects.filter(group=group).delete()


# --- rules that clash ---------------------------------------------------------------------------------------------
def clashes(cast) -> list[str]:
    with pytest.raises(services.RulesClash) as refusal:
        worked_out(cast)
    assert not AllocationRun.objects.exists()
    assert not DataKey.objects.filter(scope=Scope.ALLOCATION).exists()
    return refusal.value.clashes


def test_together_and_apart_clash_by_name(cast: Cast):
    a_group(cast, "Table")
    wren, tove, ivo = (one_who_waits(name) for name in ("wren", "tove", "ivo"))
    wait_with_friend(waiting=wait_of(wren), code=wait_of(tove).code, actor=wren, at=now())
    pair = keep_apart(one=wren, other=tove, actor=cast.coordinator, at=now() - timedelta(days=1))
    assert [sentence for sentence in clashes(cast) if "wren" in sentence and "tove" in sentence] == clashes(cast)
    pair.delete()
    wait_with_friend(waiting=wait_of(tove), code=wait_of(ivo).code, actor=tove, at=now())
    keep_apart(one=wren, other=ivo, actor=cast.coordinator, at=now() - timedelta(days=1))
    (sentence,) = clashes(cast)
    assert "by way of friends" in sentence
    # The coordinator has a way out that ends no protection.
    with pytest.raises(NotAllowed):
        let_wait_alone(waiting=wait_of(tove), actor=ivo)
    code = wait_of(tove).code
    let_wait_alone(waiting=wait_of(tove), actor=cast.coordinator)
    assert worked_out(cast).figures["placed"]
    assert wait_of(tove).code != code
    assert Entry.objects.filter(action="waiting.alone", actor_id=cast.coordinator.pk).count() == 1


def test_friends_of_whom_one_is_kept_out_everywhere_clash_by_name(cast: Cast):
    group = a_group(cast, "Table")
    wren, tove = one_who_waits("wren"), one_who_waits("tove")
    join(group=group, person=cast.outsider, pseudonym="Lark", part=Part.MEMBER, actor=cast.coordinator, at=now())
    wait_with_friend(waiting=wait_of(wren), code=wait_of(tove).code, actor=wren, at=now())
    keep_apart(one=wren, other=cast.outsider, actor=cast.coordinator, at=now() - timedelta(days=1))
    (sentence,) = clashes(cast)
    assert "wren" in sentence
    assert "tove" in sentence
    assert "outsider" not in sentence


def test_a_group_that_keeps_or_needs_more_seats_than_it_has_is_named(cast: Cast):
    a_group(cast, "Table", seats=4, profile={"reserved": 5, "minimum": 6})
    one_who_waits("wren")
    assert clashes(cast) == [
        "Table keeps 5 seats for urgent referrals, and has 4 seats in all.",
        "Table needs 6 people to begin, and has 4 seats in all.",
    ]


# --- by hand --------------------------------------------------------------------------------------------------------
def test_a_change_by_hand_is_kept_with_who_and_when(cast: Cast):
    group, other = a_group(cast, "Table"), a_group(cast, "Other", weekday=3)
    wren = one_who_waits("wren")
    run = worked_out(cast)
    target = other if places(run)["wren"] == "Table" else group
    move(cast, run, wren, target)
    assert places(run) == {"wren": target.name}
    opened = Opened.of(AllocationRun.objects.get())
    (change,) = opened.result["changes"]
    assert (change["person"], change["to"], change["by"]) == (str(wren.pk), str(target.pk), str(cast.coordinator.pk))
    assert opened.result["proposed"] != opened.placed
    move(cast, run, wren, None)
    assert places(run) == {}
    assert Entry.objects.filter(action="places.changed_by_hand", actor_id=cast.coordinator.pk).count() == 2


def test_nobody_but_a_coordinator_changes_it(cast: Cast):
    a_group(cast, "Table")
    wren = one_who_waits("wren")
    run = worked_out(cast)
    for part, actor in cast.everybody.items():
        if part != "coordinator":
            with pytest.raises(NotAllowed):
                move(cast, run, wren, None, actor=actor)
    assert places(run) == {"wren": "Table"}


def refused(cast, run, person, group) -> str:
    before = places(run)
    with pytest.raises(services.RuleBroken) as refusal:
        move(cast, run, person, group)
    assert places(run) == before
    assert not Entry.objects.filter(action="places.changed_by_hand").exists()
    return str(refusal.value)


def test_a_full_group_and_a_kept_seat_stay_as_they_are(cast: Cast):
    table = a_group(cast, "Table", seats=2, profile={"reserved": 1})
    one_who_waits("first", days=90)
    second = one_who_waits("second", days=60)
    run = worked_out(cast)
    assert refused(cast, run, second, table) == "Table keeps 1 seat for urgent referrals."
    one_who_waits("urgent", urgent=True)
    run = worked_out(cast)
    assert "Table has no open seat left in this proposal." in refused(cast, run, second, table)


def test_whom_one_must_not_meet_is_said_to_the_coordinator_without_the_other_name(cast: Cast):
    table, _other = a_group(cast, "Table"), a_group(cast, "Other", weekday=3)
    wren = one_who_waits("wren")
    join(group=table, person=cast.outsider, pseudonym="Lark", part=Part.MEMBER, actor=cast.coordinator, at=now())
    keep_apart(one=wren, other=cast.outsider, actor=cast.coordinator, at=now() - timedelta(days=1))
    words = refused(cast, worked_out(cast), wren, table)
    assert words.startswith("Two people who must not meet: somebody in Table must not meet wren")
    assert "outsider" not in words
    assert "Lark" not in words


def test_two_who_wait_and_are_kept_apart_are_not_put_together(cast: Cast):
    groups = {name: a_group(cast, name, weekday=day) for day, name in enumerate(("Table", "Other"))}
    wren, tove = one_who_waits("wren"), one_who_waits("tove")
    keep_apart(one=wren, other=tove, actor=cast.coordinator, at=now() - timedelta(days=1))
    run = worked_out(cast)
    assert set(places(run).values()) == {"Table", "Other"}
    words = refused(cast, run, wren, groups[places(run)["tove"]])
    assert words.startswith("Two people who must not meet:")


def test_what_somebody_cannot_do_is_a_rule_too(cast: Cast):
    a_group(cast, "Evening")
    morning = a_group(cast, "Morning", hour=9)
    wren = one_who_waits("wren", times={"can": EVENINGS})
    assert refused(cast, worked_out(cast), wren, morning) == (
        "Morning is not possible for wren: it meets when you cannot."
    )


def test_a_minimum_holds_for_whom_one_adds_and_whom_one_takes_away(cast: Cast):
    new = a_group(cast, "New", seats=4, profile={"minimum": 2})
    other = a_group(cast, "Other", hour=9, seats=4)
    people = [one_who_waits(name, times={"can": EVENINGS}) for name in ("wren", "tove")]
    late = one_who_waits("ivo", times={"can": EVENINGS + MORNINGS})
    run = worked_out(cast, rules={"most_new": 2})
    assert places(run) == {"wren": "New", "tove": "New", "ivo": "Other"}
    assert refused(cast, run, people[0], None) == "New would be too small: it needs 2 people to begin."
    assert refused(cast, run, late, new) == "New takes no more new people at once."
    assert "is not possible for wren" in refused(cast, run, people[0], other)


def test_friends_move_together(cast: Cast):
    groups = {name: a_group(cast, name, weekday=day) for day, name in enumerate(("Table", "Other"))}
    wren, tove = one_who_waits("wren"), one_who_waits("tove")
    wait_with_friend(waiting=wait_of(wren), code=wait_of(tove).code, actor=wren, at=now())
    run = worked_out(cast)
    target = next(name for name in groups if name != places(run)["wren"])
    move(cast, run, wren, groups[target])
    assert places(run) == {"wren": target, "tove": target}


def test_a_run_that_is_put_away_cannot_be_changed(cast: Cast):
    a_group(cast, "Table")
    wren = one_who_waits("wren")
    run = worked_out(cast)
    services.drop_run(run=run, actor=cast.coordinator, at=now())
    with pytest.raises(services.RunIsOver):
        move(cast, run, wren, None)
    with pytest.raises(services.RunIsOver):
        services.drop_run(run=run, actor=cast.coordinator, at=now())


# --- forgotten --------------------------------------------------------------------------------------------------------
def test_after_a_year_the_run_and_its_key_are_gone(cast: Cast, django_capture_on_commit_callbacks):
    a_group(cast, "Table")
    one_who_waits("wren")
    run = worked_out(cast)
    assert services.forget_old_runs(at=run.made_at + services.KEPT - timedelta(seconds=1)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert services.forget_old_runs(at=run.made_at + services.KEPT) == 1
    assert not AllocationRun.objects.exists()
    assert not DataKey.objects.filter(key_id=run.key_id).exists()


def test_a_run_whose_key_went_first_says_nothing(cast: Cast):
    a_group(cast, "Table")
    one_who_waits("wren")
    run = worked_out(cast)
    assert run.key_id in destroy_due(at=run.made_at + services.KEPT)
    with pytest.raises(KeyDestroyed):
        Opened.of(AllocationRun.objects.get())
    assert services.forget_old_runs(at=run.made_at + services.KEPT) == 1


def test_ids_of_a_document_are_those_of_people_and_groups_alone(cast: Cast):
    group = a_group(cast, "Table")
    wren = one_who_waits("wren")
    document = json.loads(worked_out(cast).snapshot)
    assert UUID(document["people"][0]["id"]) == wren.pk
    assert UUID(document["groups"][0]["id"]) == group.pk
    assert "wren" not in json.dumps(document)
