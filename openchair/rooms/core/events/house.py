"""Facts about the room and its chairs."""

from openchair.rooms.core.commands.agenda import CheckItem, SeatInfo, Segment
from openchair.rooms.core.commands.base import LateRule
from openchair.rooms.core.commands.voice import VoiceRules
from openchair.rooms.core.events.base import Event


class MeetingOpened(Event, frozen=True):
    """Stream `room`; `pulse_key` and `checklist` are cut out before it goes to any socket."""

    seats: list[SeatInfo]
    segments: list[Segment]
    ends_at_ms: int
    pulse_key: bytes
    grace_seconds: int
    closing_seconds: int
    late: LateRule = "always"
    late_minutes: int = 0
    voice: VoiceRules = VoiceRules()
    checklist: list[CheckItem] = []


class SeatPut(Event, frozen=True):
    """Stream `room`; `signed`, `first_visit` and `voice` are cut out for sockets: leaders get SeatChecked."""

    info: SeatInfo


class SeatChecked(Event, frozen=True):
    """What only leaders see of a chair."""

    seat: str
    signed: bool
    first_visit: bool


class AccessEnded(Event, frozen=True):
    """Stream of a person whose chair was taken away."""

    why: str


Facts = MeetingOpened | SeatPut | SeatChecked | AccessEnded
