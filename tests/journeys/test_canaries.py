"""Planted words and identities are found nowhere they must not be (CONF-1, CONF-5, CONF-6, PSEUD-1, PSEUD-2).

Everything a person can write is written once, each with its own mark. Then the databases, their write-ahead logs, the
key store, the server's log, the mail folder, a backup, and other people's pages and sockets are searched for them.
"""

import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from openchair.agreements.catalogue import clauses_for
from openchair.agreements.services import publish_version, sign
from openchair.core.time import now
from openchair.groups import services as groups
from openchair.groups.models import Group, Meeting, Membership, Part
from openchair.people.models import Person
from openchair.people.services import change_settings, keep_emergency_contact, keep_identity
from openchair.rooms.services import leave_where_tonight, open_room
from tests.cast import Cast
from tests.disk import files_of, read_apart
from tests.journeys.house import House, database_address, running_house

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")

IDENTITY = ("Zephyrine-Quill", "zq-canary@example.org", "+990001112223", "1971-03-09")
CONTACT = ("Ottilie-Canary", "+990004445556", "kin-canary")
PRIVATE = {
    "not_well": "unwell-canary-1", "private_word": "private-canary-2", "mood_note": "takeaway-canary-3",
    "commitment": "promise-canary-4", "place": "where-canary-5", "call": "whom-canary-6", "needs": "access-canary-7",
    "absence": "absence-canary-8", "reason": "reason-canary-9",
}  # fmt: skip
SIGN_IN_NAME = "signin-canary-12"
SAID = ("said-canary-10", "note-canary-11")
SEALED = (*IDENTITY, *CONTACT, *PRIVATE.values(), *SAID)


def new_group(cast: Cast, name: str) -> tuple[Group, dict[str, Membership], Meeting]:
    """A group with an agreement, its leaders, two members and a meeting that is due."""
    at = now() - timedelta(hours=1)
    group = groups.found_group(
        actor=cast.coordinator, at=at, name=name, purpose="To test.", mode="peer", kind="grief", format="online",
        leadership="peer", seats=9, language="en", time_zone="Europe/Lisbon", word_retention_days=30, listed=True,
    )  # fmt: skip
    version = publish_version(group=group, clauses=clauses_for(group, {}), actor=cast.coordinator, at=at)
    seats = {
        "facilitator": groups.add_leader(
            group=group, person=cast.facilitator, pseudonym=f"Leads {name}", actor=cast.coordinator, at=at
        ),
        "member": groups.join(
            group=group, person=cast.member, pseudonym=f"Wren {name}", part=Part.MEMBER, actor=cast.coordinator, at=at
        ),
        "second_member": groups.join(
            group=group,
            person=cast.second_member,
            pseudonym=f"Tove {name}",
            part=Part.MEMBER,
            actor=cast.coordinator,
            at=at,
        ),
    }
    for seat in seats.values():
        sign(version=version, membership=seat, actor=seat.person, at=at)
    meeting = groups.plan_extra_meeting(
        group=group, starts_at=now() - timedelta(minutes=1), minutes=60, actor=cast.coordinator, at=at
    )
    return group, seats, meeting


def plant(cast: Cast, seats: dict[str, Membership], meeting: Meeting) -> None:
    """Write everything that is not written in a room."""
    at = now()
    Person.objects.filter(pk=cast.member.pk).update(sign_in_name=SIGN_IN_NAME)
    name, mail, phone, birth = IDENTITY
    keep_identity(person=cast.member, at=at, legal_name=name, email=mail, phone=phone, birth_date=birth)
    keep_emergency_contact(person=cast.member, at=at, name=CONTACT[0], phone=CONTACT[1], relation=CONTACT[2])
    change_settings(person=cast.member, at=at, access_needs=PRIVATE["needs"])
    later = groups.plan_extra_meeting(
        group=meeting.group, starts_at=at + timedelta(days=7), minutes=60, actor=cast.coordinator, at=at
    )
    groups.give_absence_notice(
        meeting=later, membership=seats["member"], tell="words", words=PRIVATE["absence"], actor=cast.member, at=at
    )
    open_room(meeting=meeting, actor=cast.facilitator, at=at)
    leave_where_tonight(
        meeting=meeting, membership=seats["member"], place=PRIVATE["place"], call=PRIVATE["call"], actor=cast.member,
        at=at,
    )  # fmt: skip


def meet(house: House, cast: Cast, seats: dict[str, Membership], meeting: Meeting) -> list[dict[str, object]]:
    """Hold the meeting over real sockets; returns every frame the second member ever got."""
    cookies = {part: house.cookie(seat.person) for part, seat in seats.items()}
    ids = {part: str(seat.pk) for part, seat in seats.items()}
    with (
        house.line(meeting.pk, cookies["facilitator"]) as leader,
        house.line(meeting.pk, cookies["member"]) as member,
        house.line(meeting.pk, cookies["second_member"]) as second,
    ):
        leader.must("come_to_door")
        member.must("come_to_door", alone=True, place_left=True)
        second.must("come_to_door")
        member.must("not_well", words=PRIVATE["not_well"])
        leader.must("admit", seat=ids["member"])
        leader.must("admit", seat=ids["second_member"])
        leader.must("begin")
        for _before_the_open_floor in range(4):
            leader.must("next_part")
        member.must("say", words=SAID[0], note=SAID[1])
        member.must("private_word", seat=ids["facilitator"], words=PRIVATE["private_word"])
        member.must("keep_take_away", words=PRIVATE["mood_note"])
        member.must("commit", words=PRIVATE["commitment"], shared=False)
        # Broken frames carry words too.
        member.socket.send('{"t":"do","id":"x","c":{"type":"nonsense","words":"said-canary-10"}}')
        member.socket.send("said-canary-10 is no JSON")
        second.must("respond", said=1, kind="hear")
        leader.must("remove", seat=ids["member"], reason=PRIVATE["reason"])
        second.must("raise_hand")
        frames = list(second.frames)
        leader.must("close")
    return frames


def pages_of(house: House, cast: Cast, group: Group, meeting: Meeting, person: str) -> str:
    """Every page somebody else can look at, broken requests with words in them included."""
    cookie = house.cookie(getattr(cast, person))
    paths = [
        "/", "/groups/", f"/groups/{group.pk}/", f"/groups/{group.pk}/agreement/", "/find/", "/my-data/", "/settings/",
        f"/meetings/{meeting.pk}/door/", f"/meetings/{meeting.pk}/room/", f"/meetings/{meeting.pk}/closed/",
        "/reports/mine/", f"/reports/meetings/{meeting.pk}/",
    ]  # fmt: skip
    house.page("/find/", cookie, page="said-canary-10", zone="\x00")
    house.page("/no/such/page/", cookie)
    return "\n".join(house.page(path, cookie) for path in paths)


def everything_on_disk(folder: Path) -> dict[str, bytes]:
    """Every file an intruder could carry away: databases with their logs or dumps, mail, the server's words."""
    files = [path for place in (folder, Path(settings.DATA)) for path in place.rglob("*") if path.is_file()]
    found = {str(path): read_apart(path) for path in files}
    for alias in ("default", "keys", "sessions"):
        if connections[alias].vendor == "sqlite":
            found |= {str(path): read_apart(path) for path in files_of(alias)}
        else:
            dump = subprocess.run(["pg_dump", database_address(alias)], capture_output=True, check=True)
            found[f"dump of {alias}"] = dump.stdout
    return found


@pytest.mark.slow
def test_planted_words_are_found_nowhere_they_must_not_be(cast, tmp_path):
    group, seats, meeting = new_group(cast, "One")
    plant(cast, seats, meeting)
    with running_house(tmp_path) as house:
        frames = meet(house, cast, seats, meeting)
        second = pages_of(house, cast, group, meeting, "second_member")
        operator = pages_of(house, cast, group, meeting, "operator")

    # The marks are really there: the second member heard what was said, and nothing that was private.
    received = repr(frames)
    assert all(mark in received for mark in SAID)
    for mark in (*IDENTITY, *CONTACT, *PRIVATE.values()):
        assert mark not in received, f"{mark} reached another member's socket"
        assert mark not in second, f"{mark} stands on another member's page"
    for mark in SEALED:
        assert mark not in operator, f"{mark} stands on an operator's page"
    assert SIGN_IN_NAME not in received + second
    assert str(cast.member.pk) not in received + second

    disk = everything_on_disk(tmp_path)
    assert any("server.log" in name for name in disk)
    for name, content in disk.items():
        for mark in SEALED:
            assert mark.encode() not in content, f"{mark} can be read in {Path(name).name}"
            assert mark.encode("utf-16-le") not in content, f"{mark} can be read in {Path(name).name}"


def telling(text: str) -> list[str]:
    """Every value long enough to know somebody by: ids, keys, moments in milliseconds; not file names, not the day."""
    own = re.sub(r"/static/[^\"'\s]+|csrfmiddlewaretoken\S* value=\S+|said-canary-\d+|\d{4}-\d\d-\d\dT[\d:]+", "", text)
    return [each for each in re.findall(r"[A-Za-z0-9_-]{8,}", own) if sum(sign.isdigit() for sign in each) >= 3]


@pytest.mark.slow
def test_two_groups_of_one_person_share_no_value(cast, tmp_path):
    first = new_group(cast, "One")
    other = new_group(cast, "Two")
    output = []
    with running_house(tmp_path) as house:
        for group, seats, meeting in (first, other):
            open_room(meeting=meeting, actor=cast.facilitator, at=now())
            frames = meet(house, cast, seats, meeting)
            pages = house.page(f"/groups/{group.pk}/") + house.page(f"/groups/{group.pk}/agreement/")
            output.append(repr(frames) + pages)
    seen = [set(telling(text)) for text in output]
    assert all(seen)
    assert seen[0] & seen[1] == set()
    assert "Wren One" in output[0]
    assert "Wren One" not in output[1]


@pytest.mark.slow
def test_a_copy_of_the_content_database_opens_nothing(cast, tmp_path):
    _group, seats, meeting = new_group(cast, "One")
    plant(cast, seats, meeting)
    if connections["default"].vendor != "sqlite":
        pytest.skip("the dump of PostgreSQL is searched in the first test of this file")
    copy = tmp_path / "copy.sqlite3"
    with connections["default"].cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(copy)])
    assert copy.stat().st_size > 0
    content = copy.read_bytes()
    for mark in (*IDENTITY, *CONTACT, PRIVATE["place"], PRIVATE["call"], PRIVATE["needs"], PRIVATE["absence"]):
        assert mark.encode() not in content
    shutil.rmtree(tmp_path, ignore_errors=True)
