"""Fifty people ask for one seat at once: one gets it (API-2). The same on every database the suite runs on."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, connections

from openchair.core.time import now
from openchair.groups import services
from openchair.groups.models import Group, Meeting, Membership, Part
from tests.cast import new_person
from tests.circle import meets_weekly, new_group

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")
ASKING = 50


def all_at_once(acts):
    """Run every act in its own thread with its own connections, started together; what each gave or raised."""
    together = Barrier(len(acts))

    def run(act):
        try:
            together.wait(timeout=30)
            return act()
        except services.GroupIsFull as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_of_fifty_who_ask_for_one_seat_one_gets_it(cast):
    at = now()
    group = new_group(cast, at=at, seats=2)
    meets_weekly(cast, group, at=at)
    services.join(group=group, person=cast.member, pseudonym="Wren", part=Part.MEMBER, actor=cast.coordinator, at=at)
    people = [new_person(f"asks {number}") for number in range(ASKING)]

    def ask(number, person):
        return lambda: services.join(
            group=group, person=person, pseudonym=f"Heron {number}", part=Part.VISITOR, actor=person, at=at
        )

    got = all_at_once([ask(number, person) for number, person in enumerate(people)])
    assert sum(isinstance(each, Membership) for each in got) == 1
    assert sum(isinstance(each, services.GroupIsFull) for each in got) == ASKING - 1
    assert Membership.objects.active(at).filter(group=group).count() == 2
    assert connection.vendor in ("sqlite", "postgresql")


def test_of_ten_who_plan_at_once_none_plans_twice(cast):
    at = now()
    group = new_group(cast, at=at)
    meets_weekly(cast, group, at=at)
    until = at + timedelta(weeks=12)
    planned = all_at_once([lambda: services.plan_meetings(group=group, until=until, at=at)] * 10)
    assert sum(len(each) for each in planned) == 4
    assert Meeting.objects.filter(group=group).count() == 12
    assert Group.objects.get(pk=group.pk).name == group.name
