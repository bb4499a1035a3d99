"""`openchair demo`: fill a throw-away installation, serve it, and hold a live meeting in it."""

import argparse
import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openchair.core.errors import InputProblem
from openchair.operations.serving import refuse_taken_port

if TYPE_CHECKING:
    from openchair.groups.models import Meeting
    from openchair.operations.demo.community import Circle
    from openchair.operations.demo.company import Ticket

BETWEEN_MEETINGS = 60
"""Seconds between two live meetings of the demonstration."""


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `demo` to the command line."""
    parser = subparsers.add_parser(
        "demo",
        help="an invented community to click through",
        description="Fill a throw-away installation with an invented community, serve it and hold a live meeting. "
        "With --data DIR the installation is kept, in this new folder.",
        epilog="Example: openchair demo --port 8000",
    )
    parser.add_argument("--port", type=int, default=8000, help="where to serve (default 8000)")
    parser.add_argument("--no-serve", action="store_true", help="stop after filling")
    parser.add_argument("--pace", type=float, default=1.0, help=argparse.SUPPRESS)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run the demonstration until it is interrupted."""
    # Ended politely or by Ctrl-C, the server goes and nothing is kept.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if not args.no_serve:
        refuse_taken_port("127.0.0.1", args.port)
    folder, keep = _folder(args.data)
    try:
        meeting, links = fill_installation(folder)
        base = f"http://127.0.0.1:{args.port}"
        result = {
            "url": base,
            "data": str(folder) if keep else None,
            "meeting": str(meeting.pk),
            "sign_in": {who: base + path for who, path in links.items()},
        }
        if args.no_serve:
            print(json.dumps(result, indent=2))
            return 0
        return _serve(result, meeting, args.port, args.pace)
    except KeyboardInterrupt:
        return 130
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


def _folder(wanted: str | None) -> tuple[Path, bool]:
    if wanted is None:
        return Path(tempfile.mkdtemp(prefix="openchair-demo-")), False
    folder = Path(wanted).expanduser().resolve()
    if folder.exists() and any(folder.iterdir()):
        raise InputProblem("is not empty. Name a new folder for the demonstration.", file=str(folder))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder, True


def fill_installation(folder: Path) -> "tuple[Meeting, dict[str, str]]":
    """Make an installation in an empty folder and fill it; the live meeting and one sign-in path a role."""
    # A demonstration never touches what the environment names for a real installation: databases, keys, checkpoints,
    # the list of destroyed keys, and the files that hold such names.
    for name in [name for name in os.environ if name.startswith("OPENCHAIR_")]:
        del os.environ[name]
    from openchair.operations.demo import community

    os.environ |= {
        "OPENCHAIR_DATA": str(folder), "OPENCHAIR_MODE": "demo", "OPENCHAIR_ORGANISATION": community.ORGANISATION,
        "OPENCHAIR_TIME_ZONE": "Europe/Lisbon",
    }  # fmt: skip
    from openchair.operations.installation import make_installation

    make_installation(folder)
    import django

    django.setup()
    from openchair.core.time import now
    from openchair.operations.demo.fill import fill
    from openchair.operations.installation import migrate_all
    from openchair.people.models import Person
    from openchair.people.services.links import make_demo_link

    _say("Preparing the databases")
    migrate_all()
    meeting = fill(now=now(), progress=_progress)
    links = {
        who: f"/sign-in/demo/{make_demo_link(person=Person.objects.get(sign_in_name=name), at=now())}/"
        for who, name in community.VISITOR_LINKS.items()
    }
    return meeting, links


def _progress(what: str, done: int, whole: int) -> None:
    if sys.stderr.isatty():
        bar = "█" * (24 * done // whole)
        print(
            f"\r  {what:<40} {bar:<24} {done}/{whole}", end="\n" if done == whole else "", file=sys.stderr, flush=True
        )
    elif done == whole:
        _say(f"{whole} {what}")


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


# --- serving ----------------------------------------------------------------------------------------------
def _serve(result: dict[str, Any], meeting: "Meeting", port: int, pace: float) -> int:
    server = subprocess.Popen(  # noqa: S603  (our own command, no shell)
        [sys.executable, "-m", "openchair.cli", "serve", "--port", str(port)], stdout=subprocess.DEVNULL
    )
    try:
        _wait_until_served(port, server)
        print(json.dumps(result, indent=2), flush=True)
        _say(f"\nOpenchair is at {result['url']}. Sign in as:\n")
        for who, link in result["sign_in"].items():
            _say(f"  {who:<14} {link}")
        _say("\nA live meeting is being held; find it under Today. Ctrl-C ends the demonstration.")
        threading.Thread(target=_keep_meeting, args=(meeting, port, pace), daemon=True).start()
        return server.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()


def _wait_until_served(port: int, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        if server.poll() is not None:
            raise InputProblem("the server ended while starting; its words stand above")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise InputProblem("the server did not answer within a minute")


def _keep_meeting(meeting: "Meeting", port: int, pace: float) -> None:
    """One live meeting after another, so that a visitor always finds one."""
    from openchair.core.time import now
    from openchair.groups.models import Meeting
    from openchair.groups.services import plan_extra_meeting
    from openchair.operations.demo import community, company
    from openchair.people.models import Person

    circle = next(each for each in community.CIRCLES if each.name == community.LIVE_CIRCLE)
    seed = 0
    while True:
        tickets = _tickets(meeting, circle, port)
        asyncio.run(company.hold_meeting(tickets, circle, seed=seed, pace=pace))
        time.sleep(BETWEEN_MEETINGS * pace)
        if Meeting.objects.filter(pk=meeting.pk, closed_at=None).exists():
            continue
        seed += 1
        starts_at = now().replace(second=0, microsecond=0) + timedelta(minutes=1)
        runa = Person.objects.get(sign_in_name="runa-k")
        meeting = plan_extra_meeting(group=meeting.group, starts_at=starts_at, minutes=75, actor=runa, at=now())


def _tickets(meeting: "Meeting", circle: "Circle", port: int) -> "list[Ticket]":
    """One signed-in session and one seat for each simulated member, with the room open."""
    from django.conf import settings

    from openchair.core.time import now
    from openchair.groups.models import Membership
    from openchair.operations.demo import community
    from openchair.operations.demo.company import Ticket
    from openchair.rooms.bench.stage import sign_in
    from openchair.rooms.services import open_room

    visitors = set(community.VISITOR_LINKS.values())
    stories = {chair.person: chair.story for chair in circle.chairs}
    tickets = []
    for membership in Membership.objects.active(now()).filter(group=meeting.group).select_related("person"):
        person = membership.person
        if person.sign_in_name in visitors or person.sign_in_name not in stories:
            continue
        tickets.append(
            Ticket(
                url=f"ws://127.0.0.1:{port}/live/{meeting.pk}",
                origin=f"http://127.0.0.1:{port}",
                cookie=f"{settings.SESSION_COOKIE_NAME}={sign_in(person)}",
                seat=str(membership.pk),
                story=stories[person.sign_in_name],
                leads=membership.leads,
            )
        )
        open_room(meeting=meeting, actor=person, at=now())
    return tickets
