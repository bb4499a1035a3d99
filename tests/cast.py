"""The cast of every permission test: one person for each way somebody can stand to a group, and an outsider.

    def test_an_outsider_cannot_tell_the_room_exists(cast, client):
        client.force_login(cast.outsider)

Staff have their second step already, so that signing them in shows them pages. Everybody's password is PASSWORD.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import TYPE_CHECKING

import pytest

from tests.circle import Circle, circle_of

if TYPE_CHECKING:
    from openchair.groups.models import Group, Membership
    from openchair.people.models import Person

AT = datetime(2026, 3, 4, 18, 0, tzinfo=UTC)
"""A Wednesday evening: when the cast joined."""
PASSWORD = "seven quiet lamps by the weir"
CODE_APP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
"""Of everybody on the staff; `code_now` reads their app."""


@dataclass
class Cast:
    """Everybody, by their part."""

    member: "Person"
    second_member: "Person"
    facilitator: "Person"
    co_facilitator: "Person"
    therapist: "Person"
    coordinator: "Person"
    supervisor: "Person"
    operator: "Person"
    outsider: "Person"

    @cached_property
    def circle(self) -> Circle:
        """Their group, with seats, signed agreement and next meeting; see tests/circle.py."""
        return circle_of(self)

    @property
    def group(self) -> "Group":
        """Their group."""
        return self.circle.group

    @property
    def memberships(self) -> "dict[str, Membership]":
        """Seats by part: member, second_member, facilitator, co_facilitator."""
        return self.circle.seats

    @property
    def everybody(self) -> "dict[str, Person]":
        """Part and person, in the order of the matrix."""
        return {part: getattr(self, part) for part in PARTS}


PARTS = (
    "member",
    "second_member",
    "facilitator",
    "co_facilitator",
    "therapist",
    "coordinator",
    "supervisor",
    "operator",
    "outsider",
)
STAFF = {
    "facilitator": ("facilitator", "peer"),
    "co_facilitator": ("facilitator", "therapist"),
    "therapist": ("therapist", ""),
    "coordinator": ("coordinator", ""),
    "supervisor": ("supervisor", ""),
    "operator": ("operator", ""),
}
"""A trained peer leads and a clinician helps; the therapist is no leader."""


@cache
def password_hash() -> str:
    """The hash of PASSWORD, made once: hashing is slow on purpose."""
    from django.contrib.auth.hashers import make_password

    return make_password(PASSWORD)


def new_person(sign_in_name: str, *, at: datetime = AT) -> "Person":
    """Somebody with an account and no role."""
    from openchair.people.services import add_person

    return add_person(sign_in_name=sign_in_name, password_hash=password_hash(), at=at)


def give_code_app(person: "Person") -> None:
    """Add the second step to somebody's sign-in, as if they had scanned the picture."""
    import base64

    from allauth.mfa.models import Authenticator

    from openchair.people.adapters import SEALED_AS
    from openchair.vault.services import sealer

    sealed = sealer(person.key_id).seal(CODE_APP_SECRET.encode(), **SEALED_AS)
    Authenticator.objects.create(
        user=person, type=Authenticator.Type.TOTP, data={"secret": base64.b64encode(sealed).decode()}
    )


def code_now() -> str:
    """What the code app of everybody on the staff shows at this moment."""
    import time

    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return str(format_hotp_value(hotp_value(CODE_APP_SECRET, int(time.time()) // 30)))


def new_staff(sign_in_name: str, role: str, training: str = "", *, at: datetime = AT) -> "Person":
    """Somebody with a role and a second step."""
    from openchair.people.models import Role
    from openchair.people.services import grant_role

    person = new_person(sign_in_name, at=at)
    grant_role(person=person, role=Role(role), training=training, actor=None, at=at)
    give_code_app(person)
    return person


def people_of_the_cast() -> Cast:
    """Make everybody, without any group."""
    people = {
        part: new_staff(part.replace("_", " "), *STAFF[part]) if part in STAFF else new_person(part.replace("_", " "))
        for part in PARTS
    }
    return Cast(**people)


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> Cast:
    """Everybody, in the databases of this test; mark it with `django_db(databases="__all__")`."""
    request.getfixturevalue("db")
    return people_of_the_cast()
