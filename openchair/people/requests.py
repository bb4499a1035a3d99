"""The request of somebody who is signed in, as `@policy(signed_in)` and stricter marks let it through."""

from django.http import HttpRequest

from openchair.people.models import Person


class SignedInRequest(HttpRequest):
    """A request whose `user` is a person; only a name for types, never made."""

    user: Person
