"""People beside those who are staged."""

from typing import Any

from openchair.core.time import now
from openchair.people.models import Role
from openchair.people.services import grant_role
from openchair.rooms.bench.stage import new_person


def member_named(name: str) -> Any:
    """Somebody with an account and nothing else."""
    return new_person(name, now())


def coordinator_named(name: str) -> Any:
    """Somebody who runs the programme."""
    return with_role(name, Role.COORDINATOR)


def with_role(name: str, role: Role) -> Any:
    """Somebody with a role."""
    person = member_named(name)
    grant_role(person=person, role=role, actor=None, at=now())
    return person
