"""Facts about the call: who is in it, whose camera is on, who asked for quiet. Never what was said in it."""

from openchair.rooms.core.events.base import Event


class VoiceJoined(Event, frozen=True):
    """In the call from here on, with the page of that mark, microphone and camera off."""

    seat: str
    leg: str


class VoiceLeft(Event, frozen=True):
    """Out of the call, still in the room. Whoever leaves the room has left the call without another fact."""

    seat: str


class CameraTurned(Event, frozen=True):
    seat: str
    on: bool


class VoiceMuted(Event, frozen=True):
    """A leader asked for quiet: one person, or everybody else in the leader's own call."""

    seat: str | None
    by: str


class VoiceAgreed(Event, frozen=True):
    """Stream of the person: said yes to being heard in this group."""

    seat: str
    by_server: bool = False
    """Whether they were told that a media server of the house passes it on."""


Facts = VoiceJoined | VoiceLeft | CameraTurned | VoiceMuted | VoiceAgreed
