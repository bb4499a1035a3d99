"""From one page of a call to another: over the room's lines, at once, and kept nowhere."""

from openchair.rooms import wire
from openchair.rooms.line import Line
from openchair.rooms.room import Room
from openchair.rooms.voice import signals
from openchair.rooms.voice.signals import Signal


def hand_on(room: Room, line: Line, frame: Signal, size: int, now: float) -> str | None:
    """Pass to another page what it needs to find a way; a code of `wire.WORDS` when that is refused."""
    if not line.signals.takes(size, now):
        return "too_fast"
    try:
        told = signals.hand_on(room.state, line.seat, frame)
    except signals.Refused as refusal:
        return refusal.code
    if told is not None:
        handed = wire.signal(told)
        for other in room.lines.get(frame.to, ()):
            other.send(handed)
    return None
