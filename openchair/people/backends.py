"""Finding the person behind a sign-in, with everything the rules of a page need, in one query."""

from typing import Any
from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend

from openchair.core.time import now
from openchair.people.models import Person
from openchair.people.queries import with_standing


class PeopleBackend(AuthenticationBackend):  # type: ignore[misc]
    """allauth's backend, which checks name and password; a person of a request brings roles and factor along."""

    def get_user(self, user_id: UUID | str) -> Person | None:
        """The person of a request, or nobody when the account is closed or suspended."""
        return with_standing(user_id, now())

    def user_can_authenticate(self, user: Any) -> bool:
        """Only whether the account is open: a running suspension is told after the right password."""
        return bool(user.is_active)
