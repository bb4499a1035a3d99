"""`user`: accounts, from the command line. Only what keeps an installation governable; everything else has a page."""

import argparse
from typing import Any

from openchair.core.errors import InputProblem
from openchair.operations.output import result, say

ROLES = ("operator", "coordinator", "supervisor")
"""What the installation itself may hand out. Who leads groups or sees records is decided by people, on the pages."""
REASONS = ("agreement", "safety", "account", "asked")


def register(subparsers: Any) -> None:
    """Add `user`."""
    user = subparsers.add_parser("user", help="accounts and roles", epilog="example: openchair user list")
    acts = user.add_subparsers(title="what to do", metavar="ACT", required=True)
    listing = acts.add_parser(
        "list",
        help="who holds a role, and who is suspended",
        description="Who holds a role, and who is suspended. Members without a role are counted, not named.",
        epilog="example: openchair user list",
    )
    listing.set_defaults(run=run_list, needs_django=True)
    invite = acts.add_parser(
        "invite",
        help="make a link that gives a role once",
        description="Make a link for somebody who is to be operator, coordinator or supervisor. It works once.",
        epilog="example: openchair user invite --role coordinator",
    )
    invite.add_argument("--role", choices=ROLES, required=True)
    invite.set_defaults(run=run_invite, needs_django=True)
    revoke = acts.add_parser(
        "revoke",
        help="take a role back",
        epilog="example: openchair user revoke sanna --role operator",
    )
    revoke.add_argument("name", metavar="NAME", help="the sign-in name")
    revoke.add_argument("--role", required=True)
    revoke.set_defaults(run=run_revoke, needs_django=True)
    suspend = acts.add_parser(
        "suspend",
        help="keep somebody from signing in, at once and everywhere",
        epilog="example: openchair user suspend sanna --reason account",
    )
    suspend.add_argument("name", metavar="NAME", help="the sign-in name")
    suspend.add_argument("--reason", choices=REASONS, required=True)
    suspend.set_defaults(run=run_suspend, needs_django=True)


def run_list(args: argparse.Namespace) -> int:
    """Say who holds a role."""
    from openchair.core.time import now
    from openchair.operations.starting import get_ready
    from openchair.people.models import Person, RoleGrant, Suspension

    get_ready()
    roles: dict[str, list[str]] = {}
    for grant in RoleGrant.objects.running(now()).select_related("person").order_by("person__sign_in_name", "role"):
        roles.setdefault(grant.person.sign_in_name, []).append(grant.role)
    suspended = Suspension.objects.running(now()).order_by("person__sign_in_name")
    result(
        {
            "people": Person.objects.filter(is_active=True).count(),
            "roles": roles,
            "suspended": sorted(set(suspended.values_list("person__sign_in_name", flat=True))),
        }
    )
    return 0


def run_invite(args: argparse.Namespace) -> int:
    """Make an invitation with a role."""
    from openchair.core.time import now
    from openchair.operations.starting import get_ready
    from openchair.people.models import Role
    from openchair.people.services import invite

    get_ready()
    invitation, token = invite(actor=None, role=Role(args.role), at=now())
    result({"invitation": f"/invitation/{token}/", "role": args.role, "expires_at": invitation.expires_at.isoformat()})
    say("Give the link to that person alone. It works once and is shown only here.")
    return 0


def run_revoke(args: argparse.Namespace) -> int:
    """Take a role back."""
    from openchair.core.time import now
    from openchair.operations.starting import get_ready
    from openchair.people.models import RoleGrant
    from openchair.people.services import revoke_role

    get_ready()
    person = _person(args.name)
    grants = RoleGrant.objects.running(now()).filter(person=person, role=args.role)
    if not grants:
        raise InputProblem("this person does not hold that role", field="--role")
    for grant in grants:
        revoke_role(grant=grant, actor=None, at=now())
    result({"person": str(person.pk), "revoked": args.role})
    return 0


def run_suspend(args: argparse.Namespace) -> int:
    """Suspend somebody."""
    from openchair.core.time import now
    from openchair.operations.starting import get_ready
    from openchair.people.models import Suspension
    from openchair.people.services import suspend

    get_ready()
    person = _person(args.name)
    suspension = suspend(person=person, actor=None, reason=Suspension.Reason(args.reason), at=now())
    result({"person": str(person.pk), "suspension": str(suspension.pk)})
    say("Signed out everywhere. A coordinator can lift it on the person's page.")
    return 0


def _person(name: str) -> Any:
    from openchair.people.models import Person
    from openchair.people.names import normal_name

    person = Person.objects.filter(sign_in_name=normal_name(name)).first()
    if person is None:
        raise InputProblem("nobody has this sign-in name", field="NAME")
    return person
