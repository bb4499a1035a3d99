"""What the scope returns and what the predicate says are the same, for everybody and every kind of group."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from openchair.core.time import now
from openchair.groups.models import Group, Meeting
from openchair.groups.policies import can_see_members, can_try, is_facilitator_of, is_member_of
from openchair.groups.services import close_group, leave
from tests.circle import new_group, publish_rules, take_seats

pytestmark = pytest.mark.django_db(databases="__all__")
SEATED = {"member", "second_member", "facilitator", "co_facilitator"}


@pytest.fixture
def groups(cast):
    at = now() - timedelta(days=2)
    hidden = new_group(cast, at=at, listed=False, name="Hidden")
    take_seats(cast, hidden, publish_rules(cast, hidden, at=at), at=at)
    closed = new_group(cast, at=at, name="Closed")
    close_group(group=closed, actor=cast.coordinator, at=at)
    return {"listed": cast.group, "hidden": hidden, "closed": closed}


@pytest.mark.parametrize(
    ("which", "seen_by_outsiders", "seen_by_members"),
    [("listed", True, True), ("hidden", False, True), ("closed", False, False)],
)
def test_who_sees_that_a_group_exists(cast, groups, which, seen_by_outsiders, seen_by_members):
    group, at = groups[which], now()
    for part, person in cast.everybody.items():
        expected = part == "coordinator" or (seen_by_members if part in SEATED else seen_by_outsiders)
        assert (group in Group.objects.visible_to(person, at)) is expected, part
    assert (group in Group.objects.visible_to(AnonymousUser(), at)) is seen_by_outsiders


def test_members_are_seen_by_those_who_lead_and_coordinators_only(cast):
    seen_by = {part for part, person in cast.everybody.items() if can_see_members(person, cast.group, now())}
    assert seen_by == {"facilitator", "co_facilitator", "coordinator"}
    leads = {part for part, person in cast.everybody.items() if is_facilitator_of(person, cast.group, now())}
    assert leads == {"facilitator", "co_facilitator"}


def test_whoever_is_in_a_group_cannot_try_it_and_everybody_else_can(cast):
    tries = {part for part, person in cast.everybody.items() if can_try(person, cast.group, now())}
    assert tries == set(cast.everybody) - SEATED


def test_with_the_membership_everything_of_the_group_is_gone_at_once(cast, groups):
    seat, at = cast.memberships["member"], now()
    hidden_seat = groups["hidden"].memberships.get(person=cast.member)
    assert cast.circle.meeting in Meeting.objects.visible_to(cast.member, at)
    for each in (seat, hidden_seat):
        leave(membership=each, actor=cast.member, at=at)
    assert not is_member_of(cast.member, cast.group, at)
    assert not Meeting.objects.visible_to(cast.member, at).exists()
    assert groups["hidden"] not in Group.objects.visible_to(cast.member, at)


def test_members_have_equal_rights_whoever_came_first(cast):
    at, group = now(), cast.group
    rights = [
        [rule(person, group, at) for rule in (is_member_of, can_see_members, is_facilitator_of, can_try)]
        for person in (cast.member, cast.second_member)
    ]
    assert rights[0] == rights[1]
