"""What people ask of the call beside the room: joining, leaving, the camera, and for leaders quiet.

Nothing here turns on anybody else's microphone or camera, and nothing could.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from openchair.rooms.core.commands.base import Command, Seat

Leg = Annotated[str, Meta(min_length=8, max_length=24, pattern="^[A-Za-z0-9_-]+$")]
"""One page's own mark, made anew each time it joins: what is told to it reaches no other page of that person."""


class VoiceRules(Struct, frozen=True):
    """What a group chose about hearing and seeing each other."""

    voice: Literal["off", "audio", "video"] = "off"
    follows_piece: bool = False
    """Whether the talking piece raises and lowers microphones."""
    people: int = 6
    """How many are in one call at most."""
    cameras: int = 4
    """How many of them have their camera on at most."""
    by_server: bool = False
    """Whether a media server of the house passes everything on, and could hear it; else pages send to each other."""


class JoinVoice(Command, frozen=True):
    """Join the call, with microphone and camera off; from a second page, that page takes over."""

    leg: Leg
    agreed: bool = False
    """Whether this person has just said yes to being heard here; asked once."""


class LeaveVoice(Command, frozen=True):
    """Leave the call; the room goes on."""

    leg: Leg


class TurnCamera(Command, frozen=True):
    """Say that one's own camera goes on or off."""

    on: bool


class Mute(Command, frozen=True):
    """Ask one page, or all others of one's own call, for quiet (leaders). Only its owner turns a microphone on."""

    seat: Seat | None = None


Commands = JoinVoice | LeaveVoice | TurnCamera | Mute
