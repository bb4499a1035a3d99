"""What may cross the socket, both ways: closed types, one encoding for each audience."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from msgspec import Meta, Struct

from openchair.rooms.core.commands import PersonCommand
from openchair.rooms.voice.signals import Handed, Signal

MAX_FRAME = 16 * 1024
"""The longest frame a person may send, in bytes: 4,000 characters of any script, and room to spare."""

Count = Annotated[int, Meta(ge=0)]
ClientId = Annotated[str, Meta(min_length=1, max_length=36)]


class Hello(Struct, tag="hello", tag_field="t", forbid_unknown_fields=True, frozen=True):
    """The first frame: how far this person has read each stream."""

    have: dict[str, Count] = {}


class Do(Struct, tag="do", tag_field="t", forbid_unknown_fields=True, frozen=True):
    """A command under the sender's own id; `at` only where a replay drives the clock."""

    id: ClientId
    c: PersonCommand
    at: Annotated[int, Meta(ge=0, le=253_402_300_799_000)] | None = None


_frames: msgspec.json.Decoder[Hello | Do | Signal] = msgspec.json.Decoder(Hello | Do | Signal)


class _Identified(Struct):
    id: ClientId


_read_id = msgspec.json.Decoder(_Identified).decode


def read_id(text: str | bytes) -> str:
    """The sender's id of a frame, as far as it can be read."""
    try:
        return _read_id(text).id
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return ""


class Unreadable(Exception):
    """A frame that is not one of the closed types; `own_id` if at least that could be read."""

    def __init__(self, own_id: str) -> None:
        self.own_id = own_id
        super().__init__("unreadable")


def read(text: str | bytes) -> Hello | Do | Signal:
    """Read one frame of a person."""
    try:
        return _frames.decode(text)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        pass
    # Only now, and only for the answer: which of the sender's commands this was meant to be.
    raise Unreadable(read_id(text))


class Frame:
    """One encoded frame, shared by everybody it goes to."""

    __slots__ = ("data", "framed")

    def __init__(self, data: bytes) -> None:
        self.data = data
        size = len(data)
        if size < 126:
            head = b"\x81%c" % size
        elif size < 65536:
            head = b"\x81\x7e" + size.to_bytes(2)
        else:
            head = b"\x81\x7f" + size.to_bytes(8)
        self.framed = head + data
        """The same as a whole WebSocket text frame: what a server sends is not masked, so it is equal for everybody."""

    @property
    def streamed(self) -> bytes:
        """The same as one event of a stream; without any data, as the comment that only shows life."""
        return b"data: %b\n\n" % self.data if self.data else b":\n\n"

    @property
    def text(self) -> str:
        """The same, for transports that want text."""
        return self.data.decode()


encode = msgspec.json.Encoder().encode


def event(name: bytes, position: int, at_ms: int, encoded: bytes) -> Frame:
    """One event of the stream `name` (room, leaders, person or a small group) as its readers get it."""
    return Frame(b'{"t":"event","s":"%b","n":%d,"at":%d,"e":%b}' % (name, position, at_ms, encoded))


def snapshot(view: Any, have: Mapping[str, int]) -> Frame:
    """Everything one person may see, and the positions that go with it."""
    return Frame(encode({"t": "snapshot", "view": view, "have": have}))


def signal(told: Handed) -> Frame:
    """What another page of the call tells this one."""
    return Frame(encode(told))


RESUMED = Frame(b'{"t":"resumed"}')


def ack(own_id: str) -> Frame:
    """This command was done and is stored."""
    return Frame(b'{"t":"ack","id":%b}' % encode(own_id))


def no(own_id: str, code: str) -> Frame:
    """This command was not done; why, for the program and for the person."""
    return Frame(encode({"t": "no", "id": own_id, "code": code, "words": str(WORDS[code])}))


def bye(why: str) -> Frame:
    """The last frame of a connection."""
    return Frame(encode({"t": "bye", "why": why}))


WORDS: dict[str, str | Promise] = {
    # What a room answers (core.Refusal).
    "not_here": _("You are not in the room."),
    "not_open": _("The room is not open yet."),
    "not_signed": _("Please sign the group’s agreement first. It takes about two minutes."),
    "not_leader": _("Only someone who leads this meeting can do that."),
    "not_yours": _("That is not yours to change."),
    "not_now": _("That does not fit right now."),
    "unknown_seat": _("Nobody has that chair in this meeting."),
    "has_floor": _("Somebody is speaking. The piece comes to you next if you raise your hand."),
    "listening": _("You are here to listen. You can change that at any time."),
    "closed": _("This meeting is over."),
    "already": _("That is already done."),
    "paused": _("The meeting is resting for a moment."),
    "writing": _("Everybody writes first, so that no answer leans on another. It opens when all is shown at once."),
    "revealed": _("Everything is open already, so nothing can be added or changed without showing whose it is."),
    "too_few": _("Too few so far. Wait a little."),
    "in_small_groups": _("Small groups are open. This can be done when everybody is back."),
    "in_own_group": _(
        "You are in a small group. Write to your group; words are read out again when everybody is back."
    ),
    "still_in_group": _("They are in a small group now. Their words wait until everybody is back."),
    "heavy_turn": _(
        "Something heavy is being shared. Let the turn and the quiet moment after it come to an end first."
    ),
    "alone": _("Nobody sits in a small group alone. Put at least two people together."),
    "not_available": _("These places are not available like that. Try another arrangement."),
    "locked": _("The door is locked. Unlock it first, if somebody is still to come in."),
    "voice_off": _("This group meets without it."),
    "voice_full": _("The call is full. You can go on in writing, and join when somebody leaves it."),
    "cameras_full": _("As many cameras as the call can carry are on. Yours can go on when another goes off."),
    "not_agreed": _("The call is joined by those who said that they would like to be heard."),
    "not_in_hall": _("They do not sit in the hall yet. Seat them first."),
    "role_taken": _("Somebody has that role already."),
    # What the line itself answers.
    "not_in_call": _("They are not in the call with you any more."),
    "unreadable": _("This page sent something the room does not understand. Reload the page."),
    "too_fast": _("That was a lot at once. Wait a moment; nothing you wrote is lost."),
    "not_stored": _("This could not be stored just now and was not sent. Your words stay here; try again."),
    "hello_first": _("The line is not ready yet. Wait a moment."),
    "own_clock": _("The room keeps its own time."),
}
