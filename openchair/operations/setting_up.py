"""`init` and `migrate`."""

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from openchair import environment as env
from openchair.core.errors import InputProblem
from openchair.operations.installation import make_installation, migrate_all, pending_migrations
from openchair.operations.output import result, say


def register(subparsers: Any) -> None:
    """Add `init` and `migrate`."""
    init = subparsers.add_parser(
        "init",
        help="make an installation: folder, keys, tables, first operator",
        description="Make an installation. There is no default account: without --operator a link for the first "
        "operator is printed, which works once.",
        epilog="example: openchair --data /srv/openchair init   ·   openchair init --operator sanna < password.txt",
    )
    init.add_argument("--operator", metavar="NAME", help="make this account now, its password read from standard input")
    init.set_defaults(run=run_init)
    migrate = subparsers.add_parser(
        "migrate",
        help="bring the tables of all databases to this version",
        description="Bring the tables of content, key store and sign-in sessions to this version. "
        "OPENCHAIR_MIGRATE_DATABASE_URL may name another PostgreSQL role for it, so that the role that serves "
        "cannot change the trail.",
        epilog="example: openchair --data /srv/openchair migrate",
    )
    migrate.set_defaults(run=run_migrate)


def run_init(args: argparse.Namespace) -> int:
    """Make the installation and its first operator."""
    password = _password(args.operator) if args.operator else ""
    _django()
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured, ValidationError

    if args.operator:
        _refuse_account(args.operator, password)
    folder = Path(settings.DATA)
    made = make_installation(folder)
    from openchair.core.time import now
    from openchair.operations.starting import refuse_without_keys
    from openchair.people.models import Role, RoleGrant
    from openchair.people.services import grant_role, invite, sign_up
    from openchair.vault.services import installation_secret

    say(f"Preparing the databases of {folder}")
    migrate_all()
    try:
        refuse_without_keys()
    except ImproperlyConfigured:
        # On PostgreSQL an earlier key store is seen only now: a root key that was just made is not its own.
        for path in made:
            if Path(path).name == "root.key":
                Path(path).unlink()
        raise
    installation_secret("look-up")  # made now, so that nothing that only reads has to
    if RoleGrant.objects.filter(role=Role.OPERATOR).exists():
        raise InputProblem("this installation has an operator already. Invite others: openchair user invite")
    if args.operator:
        try:
            person = sign_up(sign_in_name=args.operator, password=password, at=now(), second_factor_follows=True)
        except ValidationError as problem:
            raise InputProblem(" ".join(problem.messages), field="--operator") from problem
        grant_role(person=person, role=Role.OPERATOR, actor=None, at=now())
        result({"data": str(folder), "made": made, "operator": str(person.pk), "invitation": None})
        say("The operator can sign in once `openchair serve` runs, and will be asked for a second step.")
    else:
        _, token = invite(actor=None, role=Role.OPERATOR, at=now())
        result({"data": str(folder), "made": made, "operator": None, "invitation": f"/invitation/{token}/"})
        say("The first operator opens this link once `openchair serve` runs. It works once, for 14 days.")
    say("Keep root.key somewhere else too: without it no backup opens, and nobody can make another.")
    return 0


def _refuse_account(name: str, password: str) -> None:
    """Refuse a name or password that will not do, before anything is made."""
    from django.core.exceptions import ValidationError

    from openchair.people.names import check_name, normal_name
    from openchair.people.passwords import check_password_rules

    try:
        check_name(normal_name(name))
        check_password_rules(password, sign_in_name=normal_name(name), second_factor=True)
    except ValidationError as problem:
        raise InputProblem(" ".join(problem.messages), field="--operator") from problem


def _password(name: str) -> str:
    if sys.stdin.isatty():
        from getpass import getpass

        return getpass(f"Password for {name}: ", stream=sys.stderr)
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise InputProblem("no password came on standard input", field="--operator")
    return password


def run_migrate(args: argparse.Namespace) -> int:
    """Bring all tables to this version."""
    serving = os.environ.get("OPENCHAIR_DATABASE_URL", "")
    if owner := env.plain("OPENCHAIR_MIGRATE_DATABASE_URL"):
        os.environ["OPENCHAIR_DATABASE_URL"] = owner
    _django()
    from django.conf import settings

    from openchair.operations.starting import refuse_without_keys, refuse_without_root_key

    if not Path(settings.DATA).is_dir():
        raise InputProblem("there is no installation here. Make one: openchair init", file=str(settings.DATA))
    refuse_without_root_key()  # first: to look for what is pending opens the databases, which makes SQLite's files
    pending = pending_migrations()
    if pending:
        if "keys" not in pending:
            refuse_without_keys()
        migrate_all()
    if owner and serving:
        from openchair.operations.grants import let_serve

        let_serve(serving)
    result({"applied": {alias: pending.get(alias, []) for alias in ("default", "keys", "sessions")}})
    return 0


def _django() -> None:
    import django

    django.setup()
