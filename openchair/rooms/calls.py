"""Calls over the media server: who gets a way in, and that whoever left the call is out of it within seconds.

Who is in which call is what the room says. The node that owns a room tells the media server, again and again, so that
nothing hangs on one message that was lost, and nobody listens whom the room does not show.
"""

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connections

from openchair.groups.models import Meeting, Membership
from openchair.rooms.core.company import call_of, company
from openchair.rooms.core.state import State
from openchair.rooms.queries import folded
from openchair.rooms.voice import media
from openchair.rooms.voice.media import Joining, NotReached
from openchair.rooms.voice.services import NoCall, count_request
from openchair.vault.services import lookup_hash

if TYPE_CHECKING:
    from openchair.rooms.room import Room

logger = logging.getLogger(__name__)

SETTLE_SECONDS = 1.0
"""How often it is seen who has left a call: with the time it takes, well under 5 s."""
LOOK_EVERY = 8
"""Every so many times it is also asked who is there whom the room does not know."""

Legs = Mapping[str, frozenset[str]]
"""Who is in each call of a room: streams, and the marks of pages."""


def legs_of(state: State) -> dict[str, frozenset[str]]:
    """Who is in each call of this room, where a media server carries them."""
    found: dict[str, set[str]] = {}
    if state.voice_rules.by_server:
        for seat, one in state.voice.items():
            if seat in company(state, seat):
                found.setdefault(call_of(state, seat), set()).add(one.leg)
    return {stream: frozenset(legs) for stream, legs in found.items()}


def way_into(*, meeting: Meeting, membership: Membership, leg: str, at: datetime) -> Joining:
    """A page's own way into the call it is in; nobody is let in whom the room does not show to the others."""
    if not media.is_set_up():
        raise NoCall
    count_request("server", meeting, membership)
    state, seat = folded(meeting.pk), str(membership.pk)
    mine = state.voice.get(seat)
    if not state.voice_rules.by_server or mine is None or mine.leg != leg or seat not in company(state, seat):
        raise NoCall
    server, mark = media.server(), _mark(meeting.pk, call_of(state, seat))
    server.make_room(mark, people=state.voice_rules.people)
    return server.admit(mark, leg, at=at)


def settle(meeting_id: UUID, before: Legs, present: Legs, look: bool) -> None:
    """Take whoever left out of their call, end calls that are empty, and if `look`, whoever else is there.

    Runs in a thread that nobody comes back to.
    """
    server = media.server()
    try:
        marks = {stream: _mark(meeting_id, stream) for stream in before.keys() | present.keys()}
    finally:
        connections.close_all()  # the name of a call reads a key
    for stream, mark in marks.items():
        people = present.get(stream, frozenset())
        if not people:
            server.close_room(mark)
        for leg in before.get(stream, frozenset()) - people:
            server.remove(mark, leg)
        if people and look:
            server.keep_only(mark, people)


def _mark(meeting_id: UUID, stream: str) -> str:
    """The name of a call for the media server: it tells nothing, and any node comes to the same."""
    return lookup_hash("call", f"{meeting_id} {stream}").hex()


class Settling:
    """Keeps the media server in step with the rooms of one node."""

    def __init__(self) -> None:
        self._settled: dict[UUID, dict[str, frozenset[str]]] = {}
        self._times = 0
        self._answered = True

    async def settle(self, rooms: Mapping[UUID, "Room"]) -> None:
        """See who has left a call since the last time."""
        self._times += 1
        # A room that another node owns by now is that node's to settle.
        self._settled = {one: legs for one, legs in self._settled.items() if one in rooms}
        for meeting_id, room in list(rooms.items()):
            before, present = self._settled.get(meeting_id, {}), legs_of(room.state)
            look = self._times % LOOK_EVERY == 0
            if before == present and not (present and look):
                continue
            try:
                # Not among the threads for the database: a media server that hangs must not hold up the rooms.
                await asyncio.to_thread(settle, meeting_id, before, present, look)
            except NotReached as problem:
                if self._answered:
                    logger.warning("rooms: calls cannot be settled: %s", problem)
                self._answered = False
                return
            self._answered = True
            self._settled[meeting_id] = present
