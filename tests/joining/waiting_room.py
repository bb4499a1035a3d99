"""An invented waiting list: groups that can be joined, and people who wait with what they chose to say."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

from django.db import connections

from openchair.core.errors import Refused
from openchair.core.time import now
from openchair.groups.models import Group
from openchair.joining.models import AllocationRun, GroupProfile, Intake, StageAnswer, Waiting
from openchair.joining.placing.runs import Opened
from openchair.joining.services.allocation import make_run
from openchair.people.models import Person
from tests.cast import Cast, new_person
from tests.circle import meets_weekly, new_group, publish_rules

EVENINGS = [f"{day}-evening" for day in range(7)]
MORNINGS = [f"{day}-morning" for day in range(7)]


def a_group(
    cast: Cast, name: str, *, weekday: int = 2, hour: int = 19, profile: dict[str, Any] | None = None, **fields: Any
) -> Group:
    """A group with an agreement and a weekly time; `profile` is what it says of itself."""
    at = now()
    group = new_group(cast, at=at - timedelta(weeks=1), name=name, **({"time_zone": "UTC", "seats": 4} | fields))
    publish_rules(cast, group, at=at, sobriety="or_listen")
    meets_weekly(cast, group, at=at, weekday=weekday, hour=hour)
    GroupProfile.objects.create(group=group, **(profile or {}))
    return group


def one_who_waits(
    name: str, *, days: int = 10, urgent: bool = False, stage: int | None = None, apart: str = "", **answers: Any
) -> Person:
    """Somebody on the list since so many days; answers by question, as in the intake."""
    at = now()
    person = new_person(name, at=at)
    person.time_zone = "UTC"
    person.save(update_fields=["time_zone"])
    if answers or apart:
        intake = Intake(person=person, key_id=person.key_id, started_at=at, changed_at=at)
        intake.answers, intake.must_not_meet = answers, apart
        intake.save()
    if stage is not None:
        said = StageAnswer(person=person, key_id=person.key_id, said_at=at)
        said.stage = str(stage)
        said.save()
    Waiting.objects.create(person=person, since=at - timedelta(days=days, minutes=1), urgent=urgent)
    return person


def wait_of(person: Person) -> Waiting:
    """Somebody's place on the list."""
    return Waiting.objects.open().get(person=person)


def worked_out(cast: Cast, *, at: datetime | None = None, **options: Any) -> AllocationRun:
    """A run by the coordinator."""
    return make_run(actor=cast.coordinator, at=at or now(), **options)


def places(run: AllocationRun) -> dict[str, str]:
    """Who goes where in a run, by names."""
    opened = Opened.of(AllocationRun.objects.get(pk=run.pk))
    names = dict(Person.objects.values_list("pk", "sign_in_name"))
    by_text = {str(pk): name for pk, name in names.items()}
    return {by_text[person]: opened.groups[group]["name"] for person, group in opened.placed.items()}


def all_at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run every act in a thread of its own, started together; what each gave or raised."""
    together = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            together.wait(timeout=30)
            return act()
        except Refused as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
