"""The demonstration as a visitor meets it, and the fields of figures. It is filled once, for all of these tests."""

import asyncio
import json
import signal
from collections import Counter
from contextlib import suppress

import pytest

from openchair.insights.replay.seats import Seat
from openchair.operations.demo import community, company

from .conftest import Installation
from .test_setting_up import free_port, wait_for

VISITOR = "quietharbour"
ROLES = {
    "a newcomer": [], "a member": [], "a facilitator": ["facilitator"], "a therapist": ["facilitator", "therapist"],
    "a coordinator": ["coordinator"], "a supervisor": ["supervisor"], "an operator": ["operator"],
}  # fmt: skip


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A filled demonstration, what it printed, and the folder of the real installation that the environment named."""
    folder, real = tmp_path_factory.mktemp("demo") / "site", tmp_path_factory.mktemp("real")
    (real / "url").write_text(f"sqlite://{real}/content.sqlite3")
    (real / "key").write_text("x" * 40)
    filled = Installation(
        folder,
        variables={
            "OPENCHAIR_DATABASE_URL_FILE": f"{real}/url",
            "OPENCHAIR_KEYS_DATABASE_URL": f"sqlite://{real}/keys.sqlite3",
            "OPENCHAIR_DATA_FILE": f"{real}/url",
            "OPENCHAIR_SECRET_KEY_FILE": f"{real}/key",
            "OPENCHAIR_CHECKPOINT_FILE": f"{real}/checkpoints.jsonl",
            "OPENCHAIR_DESTROYED_KEYS_FILE": f"{real}/destroyed.jsonl",
        },
    )
    printed = filled.done("demo", "--no-serve", "--data", folder)
    filled.variables = {"OPENCHAIR_MODE": "demo"}
    return filled, printed, real


def test_a_demonstration_touches_nothing_that_the_environment_names(demo):
    filled, printed, real = demo
    assert sorted(path.name for path in real.iterdir()) == ["key", "url"]
    assert {"content.sqlite3", "keys.sqlite3", "root.key", "secret.key"} <= {p.name for p in filled.folder.iterdir()}
    assert printed["data"] == str(filled.folder)


COMMUNITY = """
import json
from datetime import timedelta
from openchair.core.time import now
from openchair.groups.models import Group, Kind, Meeting
from openchair.people.models import Person
at = now()
closed = Meeting.objects.exclude(closed_at=None)
print(json.dumps({
    "groups": Group.objects.count(),
    "kinds": sorted(set(Group.objects.values_list("kind", flat=True))),
    "all_kinds": sorted(Kind.values),
    "people": Person.objects.count(),
    "weeks": sorted(len({(at - m.starts_at).days // 7 for m in closed.filter(group=g)}) for g in Group.objects.all()),
    "oldest": max((at - m.starts_at).days for m in closed),
    # Whatever the hour it is filled at, everybody steady sits before the first meeting.
    "sat_down_late": [g.name for g in Group.objects.all() if g.memberships.filter(part="facilitator")
        .exclude(starts_at__lte=g.meetings.earliest("starts_at").starts_at - timedelta(hours=10)).exists()],
}))
"""


def test_it_is_an_organisation_of_every_kind_with_twelve_weeks_behind_it(demo):
    found = json.loads(demo[0].python(COMMUNITY))
    assert found["groups"] == 12
    assert found["kinds"] == found["all_kinds"]
    assert 80 <= found["people"] <= 90
    assert len(found["weeks"]) == 12
    assert min(found["weeks"]) >= 12
    assert found["oldest"] >= 7 * 11
    assert found["sat_down_late"] == []


SIGN_IN = """
import json, sys
from urllib.parse import urlsplit
from django.test import Client
from openchair.core.time import now
from openchair.people.models import Person, RoleGrant
found = {{}}
for who, link in {links!r}.items():
    browser = Client(SERVER_NAME="localhost")
    assert browser.get(urlsplit(link).path).status_code == 200
    browser.post(urlsplit(link).path)
    person = Person.objects.get(pk=browser.session["_auth_user_id"])
    found[who] = sorted(RoleGrant.objects.running(now()).filter(person=person).values_list("role", flat=True))
print(json.dumps(found))
"""


def test_a_printed_link_signs_in_one_person_of_each_role(demo):
    filled, printed, _ = demo
    assert json.loads(filled.python(SIGN_IN.format(links=printed["sign_in"]))) == ROLES


# --- the meeting that is going on ------------------------------------------------------------------------------
TICKETS = """
import json
from dataclasses import asdict
from openchair.groups.models import Meeting, Membership
from openchair.operations.demo import community, run
from openchair.rooms.bench.stage import sign_in
meeting = Meeting.objects.get(pk={meeting!r})
circle = next(each for each in community.CIRCLES if each.name == community.LIVE_CIRCLE)
visitor = Membership.objects.select_related("person").get(group=meeting.group, person__sign_in_name={visitor!r})
tickets = [asdict(ticket) for ticket in run._tickets(meeting, circle, {port})]
print(json.dumps({{"tickets": tickets, "seat": str(visitor.pk), "cookie": sign_in(visitor.person)}}))
"""


async def visit(places, meeting, port):
    """Come to the door of the simulated meeting, be let in, say something; what the others gave back."""
    circle = next(each for each in community.CIRCLES if each.name == community.LIVE_CIRCLE)
    tickets = [company.Ticket(**ticket) for ticket in places["tickets"]]
    held = asyncio.create_task(company.hold_meeting(tickets, circle, seed=1, pace=0.02))
    visitor = Seat("the visitor", places["seat"], places["cookie"])
    try:
        await visitor.come(f"127.0.0.1:{port}", meeting)
        await visitor.must(type="come_to_door", alone=True, headphones=True, way="speak")
        await visitor.until(lambda view: view["me"]["place"] == "inside")
        await visitor.until(lambda view: any(word["words"] == community.GREETING for word in view["private"]))
        words = "Hello. I am only looking around, and I am glad that somebody is here."
        async with asyncio.timeout(30):
            # The first to come in speaks to an empty room, and in a round only the piece speaks: so it is said again.
            while not any(word["answers"] for word in visitor.view["words"] if word["seat"] == visitor.seat):
                await visitor.do(type="say", words=words)
                if visitor.view["floor"]["holder"] == visitor.seat:
                    await visitor.do(type="pass_on")
                await asyncio.sleep(0.3)
        await visitor.go()
        return visitor.view
    finally:
        held.cancel()
        with suppress(asyncio.CancelledError):
            await held


def test_a_visitor_is_let_in_by_the_simulated_leader_and_answered(demo):
    filled, printed, _ = demo
    port = free_port()
    server = filled.start("serve", "--no-jobs", "--port", port)
    try:
        code = TICKETS.format(meeting=printed["meeting"], visitor=VISITOR, port=port)
        places = json.loads(filled.python(code))
        assert places["seat"] not in {ticket["seat"] for ticket in places["tickets"]}
        assert Counter(ticket["leads"] for ticket in places["tickets"])[True] == 1
        assert wait_for(port, server) == 200
        view = asyncio.run(visit(places, printed["meeting"], port))
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=30)
    played = {ticket["seat"] for ticket in places["tickets"]}
    said = next(word for word in view["words"] if word["seat"] == places["seat"] and word["answers"])
    assert set(said["answers"]) <= played
    assert set(said["answers"].values()) <= {"hear", "me_too", "thank_you", "with_you"}


# --- fields of figures -------------------------------------------------------------------------------------------
def test_keys_past_their_retention_are_counted_and_destroyed(demo):
    filled = demo[0]
    status = filled.done("keys", "status")
    assert set(status) >= {"keys", "due", "next_due", "destroyed", "root_version", "by_root_version"}
    assert status["due"] > 0
    assert sum(status["keys"].values()) == sum(status["by_root_version"].values())
    gone = filled.done("keys", "destroy-due")
    assert gone["destroyed"] == status["due"] == len(set(gone["keys"]))
    after = filled.done("keys", "status")
    assert (after["due"], after["destroyed"]) == (0, status["destroyed"] + status["due"])
    assert filled.done("keys", "destroy-due")["destroyed"] == 0
    assert filled.done("audit", "verify")["first_bad"] is None


def test_a_purge_counts_what_each_job_removed(demo):
    [(field, removed)] = demo[0].done("purge", "--due").items()
    assert field == "removed"
    assert removed
    assert all(isinstance(name, str) and isinstance(count, int) for name, count in removed.items())


def test_the_bench_of_rooms_prints_every_figure_it_promises(empty):
    figures = empty.done("bench", "rooms", "--rooms", 1, "--members", 2, "--seconds", 1, "--rate", 3)
    assert figures.keys() >= {
        "sent", "acknowledged", "delivered", "delivered_per_second", "p50_ms", "p99_ms", "lost", "duplicated",
        "out_of_order", "server_cpu_seconds", "delivered_per_cpu_second", "rss_mb_server", "rss_mb_server_idle",
        "flush_ms",
    }  # fmt: skip
    assert figures["sent"] == figures["acknowledged"] > 0
    assert (figures["lost"], figures["duplicated"], figures["out_of_order"]) == (0, 0, 0)
