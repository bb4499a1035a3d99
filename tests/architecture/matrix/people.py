"""Accounts."""

from datetime import timedelta

from openchair.core.time import now
from tests.architecture.matrix import ANYBODY, OTHER_LEADER, SIGNED_IN, Row
from tests.cast import STAFF, Cast

COORDINATOR = frozenset({"coordinator"})
RUN_PEOPLE = frozenset({"coordinator", "supervisor", "operator"})
INVITE = frozenset({"coordinator", "operator"})


def a_person(cast: Cast) -> dict[str, object]:
    """Somebody's account."""
    return {"person_id": cast.member.pk}


def a_grant(cast: Cast) -> dict[str, object]:
    """Somebody's role."""
    from openchair.people.models import RoleGrant

    return {"person_id": cast.facilitator.pk, "grant_id": RoleGrant.objects.get(person=cast.facilitator).pk}


def an_invitation(cast: Cast) -> dict[str, object]:
    """An invitation that the coordinator made."""
    from openchair.people.services import invite

    made, _token = invite(actor=cast.coordinator, at=now() - timedelta(hours=1))
    return {"invitation_id": made.pk}


def a_token(cast: Cast) -> dict[str, object]:
    """The secret of an open invitation."""
    from openchair.people.services import invite

    return {"token": invite(actor=cast.coordinator, at=now())[1]}


def a_reset_token(cast: Cast) -> dict[str, object]:
    """The secret of an open reset link."""
    from openchair.people.models import ResetLink
    from openchair.people.services import make_reset_link

    how = ResetLink.Check.IN_PERSON
    return {"token": make_reset_link(person=cast.member, actor=cast.coordinator, checked_by=how, at=now())[1]}


def invented(cast: Cast) -> dict[str, object]:
    """A secret that nobody made."""
    return {"token": "nobody-made-this"}


ROWS = {
    "sign-up/": Row(who=ANYBODY),
    "sign-in/": Row(who=ANYBODY),
    "sign-in/spare-key/": Row(who=ANYBODY),
    # Outside the demo this address does not exist for anybody.
    "sign-in/demo/<str:token>/": Row(who=frozenset(), objects=invented, secret=True),
    "sign-in/stay/": Row("POST", who=SIGNED_IN),
    "sign-in/second-step/": Row(who=ANYBODY),
    "sign-in/again/": Row(who=SIGNED_IN),
    "sign-in/again/code/": Row(who=SIGNED_IN),
    "sign-out/": Row(who=SIGNED_IN),
    "leave/": Row("POST", who=ANYBODY),
    "invitation/<str:token>/": Row(who=ANYBODY, objects=a_token, secret=True),
    "reset/<str:token>/": Row(who=ANYBODY, objects=a_reset_token, secret=True),
    "settings/": Row(who=SIGNED_IN),
    "settings/password/": Row(who=SIGNED_IN),
    "settings/signed-in/": Row(who=SIGNED_IN),
    "settings/signed-in/end/": Row("POST", who=SIGNED_IN),
    "settings/spare-key/": Row(who=SIGNED_IN),
    "settings/second-step/": Row(who=SIGNED_IN),
    "settings/second-step/add/": Row(who=SIGNED_IN),
    # Only who has a code app can take it away; for the others there is nothing at this address.
    "settings/second-step/remove/": Row(who=frozenset(STAFF) | {OTHER_LEADER}),
    "settings/second-step/codes/": Row(who=frozenset()),
    "settings/second-step/codes/new/": Row(who=SIGNED_IN),
    "my-data/identity/": Row(who=SIGNED_IN),
    "my-data/emergency-contact/": Row(who=SIGNED_IN),
    "my-data/who-looked/": Row(who=SIGNED_IN),
    "people/": Row(who=RUN_PEOPLE),
    "people/invitations/": Row(who=INVITE),
    "people/invitations/<uuid:invitation_id>/withdrawal/": Row("POST", who=COORDINATOR, objects=an_invitation),
    "people/<uuid:person_id>/": Row(who=RUN_PEOPLE, objects=a_person),
    "people/<uuid:person_id>/roles/": Row("POST", who=RUN_PEOPLE, objects=a_person),
    "people/<uuid:person_id>/roles/<uuid:grant_id>/end/": Row("POST", who=RUN_PEOPLE, objects=a_grant),
    "people/<uuid:person_id>/suspension/": Row("POST", who=RUN_PEOPLE, objects=a_person),
    "people/<uuid:person_id>/reset-link/": Row("POST", who=RUN_PEOPLE, objects=a_person),
    "people/<uuid:person_id>/reveal/": Row("POST", who=RUN_PEOPLE, objects=a_person),
}
